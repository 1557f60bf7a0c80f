"""How much of the echo is cancelled, and whether that is enough."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

REMEMBERED: Final = 500
"""Blocks of echo that count: 10 s. Their median is taken, so that a few seconds of somebody
speaking over the loudspeaker, which cannot always be told from echo, do not count as echo left."""

_ENOUGH: Final = 25
"""Blocks of echo before there is a figure: half a second."""

_CERTAIN: Final = 150
"""Blocks of echo before it is believed that it will not get better: the cancellers need a second,
and somebody may speak for two."""

_EVERY: Final = 25
"""Blocks from one look at the median to the next."""

_AUDIBLE_DB: Final = 6.0
"""Over the room's noise: quieter blocks are not taken for echo."""

_SHARE: Final = 0.1
"""Below this share of audible blocks during playback the microphone hears no echo (headphones). In
noise of −65 dBFS an echo of −50 makes it 0.5, one of −30 makes it 0.9."""

_SHARE_STEP: Final = 1 / 150
"""How much a block counts in that share: 3 s are averaged."""

_LAGS: Final = 30
"""Blocks by which an echo may be late: 0.6 s, more than wireless loudspeakers take."""

_COMPARED: Final = 500
"""Blocks in which the levels of what is played and what is heard are compared: 10 s."""

_LEAST: Final = 100
"""Blocks before the comparison means anything."""

_FOLLOWS, _STRAYS = 0.5, 0.35
"""Correlations of levels, at the best of all lags, from which on one follows the other, and under
which it does not. Over 10 s an echo reached 0.77 and more, 0.45 with somebody speaking over half of
it, and somebody speaking without an echo 0.28 at most."""

_FLOOR_DBFS: Final = -60.0
"""Levels below are not told apart in that comparison."""

_RISE_DB: Final = 0.06
"""Decibels by which the noise found rises in a block, 3 dB/s, unless a quieter one is heard."""

_SMOOTHING: Final = 0.36
"""How much a block counts in the level in which the noise is looked for."""

POOR_DB: Final = 10.0
"""Cancellation below this is poor. The simulated room gives 32, 300 ppm of drift 29, an echo
of −50 dBFS 17, a delay that no canceller covers 1."""

GOOD_DB: Final = 14.0
"""Cancellation from which on the canceller is trusted again."""

LOUD_DBFS: Final = -50.0
"""An echo left over that is quieter harms nobody: 5 dB more than the voice detector's own gate."""


class ErleMeter:
    """Measures by how much the echo is weaker after than before (ERLE). One thread."""

    def __init__(self) -> None:
        self._noise = self._smooth = 0.0
        self._levels = np.zeros((REMEMBERED, 2))
        """Decibels before and after, a row a block of echo."""
        self._echoes = 0
        self._both = np.zeros((_COMPARED, 2))
        """Decibels of what was played and heard, a row a block while something played."""
        self._played = 0
        self._share = 0.0
        self._follows = False
        self.median_db: float | None = None
        """By how much the median block heard while something played is weaker after than before,
        echo or not; None if there was too little of it."""
        self._echo_dbfs = 0.0
        self.hopeless = False
        """Whether so much of the echo is left that something else should be done."""

    @property
    def silent(self) -> bool:
        """Whether enough was played to know that the microphone hears nothing meanwhile."""
        return self._played >= _ENOUGH and self._share < _SHARE

    @property
    def echo(self) -> bool:
        """Whether what the microphone hears follows what is played."""
        return self._follows and self.median_db is not None

    @property
    def cancelled_db(self) -> float | None:
        """By how much the echo is weaker after than before; None without an echo."""
        return self.median_db if self.echo else None

    @property
    def echo_dbfs(self) -> float | None:
        """Level of the median block of echo; None while there is none."""
        return self._echo_dbfs if self.echo else None

    def see(
        self, before: float, after: float, far: float, *, playing: bool, speaking: bool
    ) -> None:
        """Take the levels of a block of 20 ms.

        Args:
            before: Decibels at the microphone (`level`).
            after: Decibels of what is left of it.
            far: Decibels of what is played.
            playing: Whether something plays, or did just before.
            speaking: Whether somebody seems to speak over it: then it says nothing of the echo.
        """
        self.rest(before)
        if not playing:
            return
        self._both[self._played % _COMPARED] = far, before
        self._played += 1
        if not speaking:
            audible = before > self._noise + _AUDIBLE_DB
            self._share += _SHARE_STEP * (audible - self._share)
            if audible:
                self._levels[self._echoes % REMEMBERED] = before, after
                self._echoes += 1
        if self._played % _EVERY == 0:
            self._judge()

    def rest(self, before: float) -> None:
        """Take the level of a block at the microphone while nothing plays: the room's noise."""
        self._smooth += _SMOOTHING * (before - self._smooth)
        self._noise = min(self._noise + _RISE_DB, self._smooth)

    def _judge(self) -> None:
        if self._echoes < _ENOUGH or self.silent:
            self.median_db, self.hopeless = None, False
            return
        self._compare()
        known = self._levels[: self._echoes]
        self.median_db = float(np.median(known[:, 0] - known[:, 1]))
        self._echo_dbfs, left = (float(level) for level in np.median(known, axis=0))
        enough = GOOD_DB if self.hopeless else POOR_DB
        self.hopeless = (
            self.echo and self._echoes >= _CERTAIN and self.median_db < enough and left > LOUD_DBFS
        )

    def _compare(self) -> None:
        """Whether what is heard follows what is played, at any lag."""
        count = min(self._played, _COMPARED)
        if count < _LEAST:
            return
        start = self._played % _COMPARED if self._played > _COMPARED else 0
        both = np.maximum(np.roll(self._both[:count], -start, axis=0), _FLOOR_DBFS)
        far, near = (both - both.mean(axis=0)).T
        products = np.correlate(near, far[: count - _LAGS], "valid")
        energies = np.cumsum(np.concatenate(([0.0], near**2)))
        energy = energies[count - _LAGS :] - energies[: _LAGS + 1]
        scale = np.sqrt(energy * float(np.sum(far[: count - _LAGS] ** 2)) + 1e-9)
        alike = float((products / scale).max())
        self._follows = alike > (_STRAYS if self._follows else _FOLLOWS)


def level(block: Floats) -> float:
    """Decibels of float32 sound of any length, full scale ±1; −100 at least."""
    return 10 * math.log10(float(np.dot(block, block)) / len(block) + 1e-10)
