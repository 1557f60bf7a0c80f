"""Several channels made one, so that speech is heard on whichever of them it is.

For recordings, and for microphones that open with several channels only.

The mean of all channels is right for most recordings, but loses half the level of a voice that is
on one channel alone, and all of one whose channels are in opposite phase (balanced lines that were
plugged in as stereo). So channels are counted by how loud they have been, and those in opposite
phase are turned round:

    mono = gain * sum(sign[c] * x[c])      gain = 1 / (channels that are heard)

Both follow levels that fall slowly, and change over a block, so nothing jumps.
"""

from __future__ import annotations

import math
import sys

import numpy as np
from numpy.typing import NDArray

from livechat.core.pcm import samples_in

BLOCK_S = 0.02
"""Seconds of sound that are judged together."""

MOST = 32
"""Channels that are judged: interfaces with eight inputs and digital ones have 18 to 26. Of more
the mean is taken, since their correlations would be many: 32 take 0.7 % of a core, 64 would 2."""

_HALF_LIFE_S = 10.0
"""Seconds after which a level that is not reached again counts half: who falls silent in a
dialogue is still a channel when the other one has spoken for a while."""

_PHASE_HALF_LIFE_S = 2.0
"""Seconds after which phases count half: a cable that is plugged in anew is heard soon."""

_HEARD_DB, _UNHEARD_DB = -15.0, -30.0
"""Level against the loudest channel from which a channel counts, and below which it does not.
Panning and crosstalk of stereo are above, a hissing line and the crosstalk of cables are below."""

_OPPOSITE, _ALIKE = -0.6, -0.3
"""Correlation with the loudest channel below which a channel is turned round, and above which it
is turned back. Unlike voices are near 0."""

_TINY = sys.float_info.min


class Downmix:
    """Mixes a stream of frames to mono. Not for use by two threads.

    Args:
        channels: How many there are.
        rate: Hertz.
    """

    def __init__(self, channels: int, rate: int) -> None:
        self.block = max(1, samples_in(BLOCK_S, rate))
        """Frames that are judged together. A recording is to be cut at multiples of it."""
        self._rate = rate
        self._mean = np.full(channels, 1 / channels, dtype=np.float32)
        self._judged = 1 < channels <= MOST
        self._levels = [0.0] * channels
        """RMS of each channel, held: full scale is 1."""
        self._together = [[0.0] * channels for _ in range(channels)]
        """Energy that channels have in common; on the diagonal, their own."""
        self._signs = [1.0] * channels
        self._shares: list[float] | None = None
        """What each channel is multiplied by; None: nothing was heard so far."""
        self._weights = self._mean
        """The same, or the mean."""

    def mix(self, frames: NDArray[np.float32]) -> NDArray[np.float32]:
        """The frames as mono.

        Args:
            frames: float32 of shape (frames, channels), full scale ±1.

        Returns:
            float32 of shape (frames,).
        """
        if frames.shape[1] == 1:
            return frames[:, 0]
        if not self._judged:
            return np.asarray(frames @ self._mean, dtype=np.float32)
        blocks = [
            self._mix(frames[at : at + self.block]) for at in range(0, len(frames), self.block)
        ]
        return np.concatenate(blocks) if blocks else np.zeros(0, dtype=np.float32)

    def _mix(self, block: NDArray[np.float32]) -> NDArray[np.float32]:
        heard, before = self._shares is not None, self._weights
        if not self._changed(block) or not heard:
            return np.asarray(block @ self._weights, dtype=np.float32)
        share = (np.arange(1, len(block) + 1, dtype=np.float32) / np.float32(len(block)))[:, None]
        weights = before + share * (self._weights - before)
        return np.asarray((block * weights).sum(axis=1), dtype=np.float32)

    def _changed(self, block: NDArray[np.float32]) -> bool:
        """Judge a block; tell whether channels count otherwise at its end.

        In plain numbers: of a few channels they take a third of numpy's time.
        """
        energy: list[list[float]] = (block.T @ block).tolist()
        seconds = len(block) / self._rate
        keep = 0.5 ** (seconds / _HALF_LIFE_S)
        keep_phase = 0.5 ** (seconds / _PHASE_HALF_LIFE_S)
        self._together = [
            [old * keep_phase + new for old, new in zip(*rows, strict=True)]
            for rows in zip(self._together, energy, strict=True)
        ]
        self._levels = [
            max(level * keep, math.sqrt(energy[at][at] / len(block)))
            for at, level in enumerate(self._levels)
        ]
        most = max(self._levels)
        if most == 0:
            return False
        loudest = self._levels.index(most)
        counted = sum(map(_counted, (level / most for level in self._levels)))
        # Whoever is the loudest now, no channel is turned for that reason alone.
        turned = self._signs[loudest]
        for at, common in enumerate(self._together[loudest]):
            own = self._together[at][at] * self._together[loudest][loudest]
            likeness = common / math.sqrt(max(own, _TINY))
            limit = _ALIKE if self._signs[at] * turned < 0 else _OPPOSITE
            self._signs[at] = -turned if likeness < limit else turned
        shares = [sign / counted for sign in self._signs]
        if shares == self._shares:
            return False
        self._shares, self._weights = shares, np.array(shares, dtype=np.float32)
        return True


def _counted(share: float) -> float:
    """How much a channel counts, by its level against the loudest: from 0 to 1."""
    below = 20 * math.log10(max(share, _TINY))
    return min(max((below - _UNHEARD_DB) / (_HEARD_DB - _UNHEARD_DB), 0.0), 1.0)
