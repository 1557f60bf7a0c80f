"""Several channels made one, so that speech is heard on whichever of them it is.

The mean of all channels is right for most recordings, but loses half the level of a voice that is
on one channel alone, and all of one whose channels are in opposite phase (balanced lines that were
plugged in as stereo). So channels are counted by how loud they have been, and those in opposite
phase are turned round:

    mono = gain * sum(sign[c] * x[c])      gain = 1 / (channels that are heard)

Both follow levels that fall slowly, and change over a block, so nothing jumps.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from livechat.core.pcm import samples_in

BLOCK_S = 0.02
"""Seconds of sound that are judged together."""

MOST = 16
"""Channels that are judged; of more the mean is taken, since their correlations would be many."""

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

_TINY = np.finfo(np.float64).tiny


class Downmix:
    """Mixes a stream of frames to mono. Not for use by two threads.

    Args:
        channels: How many there are.
        rate: Hertz.
    """

    def __init__(self, channels: int, rate: int) -> None:
        self.block = max(1, samples_in(BLOCK_S, rate))
        """Frames that are judged together. A stream is to be cut at multiples of it."""
        self._mean = np.full(channels, 1 / channels, dtype=np.float32)
        self._judged = 1 < channels <= MOST
        self._keep = 0.5 ** (self.block / rate / _HALF_LIFE_S)
        self._keep_phase = 0.5 ** (self.block / rate / _PHASE_HALF_LIFE_S)
        self._levels = np.zeros(channels)
        """RMS of each channel, held: full scale is 1."""
        self._together = np.zeros((channels, channels))
        """Energy that channels have in common; on the diagonal, their own."""
        self._signs = np.ones(channels)
        self._weights: NDArray[np.float32] | None = None
        """Of the last frame; None: nothing was heard so far."""

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
        before, after = self._weights, self._judge(block)
        if before is None or after is None or np.array_equal(before, after):
            return np.asarray(block @ (self._mean if after is None else after), dtype=np.float32)
        share = (np.arange(1, len(block) + 1, dtype=np.float32) / np.float32(len(block)))[:, None]
        weights = before + share * (after - before)
        return np.asarray((block * weights).sum(axis=1), dtype=np.float32)

    def _judge(self, block: NDArray[np.float32]) -> NDArray[np.float32] | None:
        """The weight of each channel at the end of a block; None: nothing was heard so far."""
        wide = block.astype(np.float64)
        energy = wide.T @ wide
        self._together = self._together * self._keep_phase + energy
        now = np.sqrt(np.diag(energy) / len(block))
        self._levels = np.maximum(self._levels * self._keep, now)
        loudest = int(self._levels.argmax())
        if self._levels[loudest] == 0:
            return None
        below = 20 * np.log10(np.maximum(self._levels, _TINY) / self._levels[loudest])
        counted = np.clip((below - _UNHEARD_DB) / (_HEARD_DB - _UNHEARD_DB), 0, 1).sum()
        own = np.diag(self._together)
        likeness = self._together[loudest] / np.sqrt(np.maximum(own * own[loudest], _TINY))
        # Whoever is the loudest now, no channel is turned for that reason alone.
        turned = self._signs * self._signs[loudest]
        opposite = np.where(turned < 0, likeness < _ALIKE, likeness < _OPPOSITE)
        self._signs = np.where(opposite, -1.0, 1.0) * self._signs[loudest]
        self._weights = (self._signs / counted).astype(np.float32)
        return self._weights
