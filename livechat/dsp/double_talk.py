"""How loud the echo of what is played may be, band by band, and what stands out of it.

    expected = loudest of what was played lately, dying away × coupling + noise

The coupling is learnt from sound in which nobody speaks; so is the noise. Used on the microphone
itself it knows the loudspeaker; used on what a canceller left over, it knows the canceller.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from livechat.core.pcm import INPUT_RATE
from livechat.dsp.timing import BLOCK

Floats = NDArray[np.float32]

_EDGES: Final = np.array([2, 5, 8, 12, 17, 24, 34, 50, 80, 120])
"""First bins of nine bands in a spectrum of 320 samples (50 Hz a bin), 100 Hz to 6 kHz: what lies
above is too much the resamplers' and too little speech."""

_WINDOW: Final = np.hanning(2 * BLOCK).astype(np.float32)

_DECAY_DB: Final = 1.2
"""Decibels that played sound loses in a block, after its hold: as in a room of RT60 0.5 s."""

_SOUNDING_DB: Final = -50.0
"""Power of a band, of a windowed spectrum, over which its echo can teach anything."""

_CERTAIN: Final = 0.75
"""The share of blocks that the coupling is to cover; what exceeds it, exceeds it by little."""

_HASTE_DB: Final = 3.0
"""Decibels by which the first blocks move the coupling; it starts 10 dB above what was played."""

_START_DB: Final = 10.0

_CALM_DB: Final = 0.4
"""The same after some seconds."""

_SETTLED: Final = 50
"""Blocks after which it is half of the first."""

_WARY: Final = 0.1
"""How much of that is learnt while somebody seems to speak: enough to notice after some seconds
that it was the room that changed."""

_NOISE_RISE_DB: Final = 0.03
"""Decibels by which the noise found rises in a block, 3 dB/s, unless a quieter one is heard."""

_NOISE_MARGIN_DB: Final = 6.0
"""How much noise exceeds its own minimum."""

_ENOUGH_DB: Final = 15.0
"""What a single band can contribute at most, so that a click in one is no voice."""


_NOTHING_DB: Final = -120.0

_SMOOTHING: Final = 0.2
"""How much a block counts in the level in which the noise is looked for: 50 ms are averaged, so
that a single quiet block is no silence."""

_AVERAGED: Final = 3
"""Blocks over which the excess is averaged."""

_OCTAVES: Final = math.log2(10) / 10
"""Doublings of power in a decibel."""


class DoubleTalkDetector:
    """What stands out of one signal, given another. One thread.

    Args:
        hold: Blocks for which an echo may be late.
    """

    def __init__(self, hold: int) -> None:
        bands = len(_EDGES) - 1
        self._lines = np.zeros((2, 2 * BLOCK), np.float32)
        self._recent = np.full((hold, bands), _NOTHING_DB)
        self._played = np.full(bands, _NOTHING_DB)
        self._coupling = np.full(bands, _START_DB)
        self._noise = np.zeros(bands)
        self._smooth = np.zeros(bands)
        self._blocks = self._taught = 0
        self._above = [0.0] * _AVERAGED

    @property
    def taught_s(self) -> float:
        """Seconds of played sound it has learnt from."""
        return self._taught * BLOCK / INPUT_RATE

    def process(self, signal: Floats, far: Floats, speaking: bool) -> float:
        """How far a block stands out of what is expected, in decibels, averaged over the bands.

        Args:
            signal: float32 of shape (160,).
            far: What was played, of the same shape.
            speaking: Whether somebody seems to speak: then little is learnt.

        Returns:
            0 to 15, averaged over the last 30 ms as well.
        """
        heard, played = self._bands(signal, far)
        self._blocks += 1
        self._recent[self._blocks % len(self._recent)] = played
        self._played = np.maximum(self._recent.max(axis=0), self._played - _DECAY_DB)
        self._smooth += _SMOOTHING * (heard - self._smooth)
        self._noise = np.minimum(self._noise + _NOISE_RISE_DB, self._smooth)
        echo = self._played + self._coupling
        expected = np.logaddexp2(echo * _OCTAVES, (self._noise + _NOISE_MARGIN_DB) * _OCTAVES)
        above = np.minimum(np.maximum(heard - expected / _OCTAVES, 0), _ENOUGH_DB)
        self._above[self._blocks % _AVERAGED] = float(above.sum()) / len(above)
        self._teach(heard > echo, speaking)
        return sum(self._above) / _AVERAGED

    def _teach(self, over: NDArray[np.bool_], speaking: bool) -> None:
        sounding = self._played > _SOUNDING_DB
        if not sounding.any():
            return
        self._taught += 1
        step = max(_CALM_DB, _HASTE_DB / (1 + self._taught / _SETTLED)) * (_WARY if speaking else 1)
        self._coupling += step * sounding * (over - (1 - _CERTAIN))

    def _bands(self, signal: Floats, far: Floats) -> NDArray[np.float64]:
        """Decibels of each band in the last 20 ms of both: (2, 9)."""
        self._lines[:, :BLOCK] = self._lines[:, BLOCK:]
        self._lines[0, BLOCK:], self._lines[1, BLOCK:] = signal, far
        spectrum = np.fft.rfft(self._lines * _WINDOW)[:, : _EDGES[-1]]
        power = np.add.reduceat(spectrum.real**2 + spectrum.imag**2, _EDGES[:-1], axis=1)
        return np.asarray(10 * np.log10(power + 1e-9), np.float64)
