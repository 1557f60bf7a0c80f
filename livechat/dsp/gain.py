"""Making sound louder or quieter without a click."""

from __future__ import annotations

import numpy as np

from livechat.core.pcm import OUTPUT_RATE, SAMPLE_BYTES
from livechat.dsp.resample import from_float, to_float

RAMP_MS = 12
"""Milliseconds from silence to full scale or back: as long as a fade at an interruption."""


class Gain:
    """A factor that follows what it is set to in a straight line. Not for use by two threads at
    once, except that any thread may set `target`.

    Args:
        rate: Hertz of the s16le mono sound.
    """

    def __init__(self, rate: int = OUTPUT_RATE) -> None:
        self.target = 1.0
        """The factor to reach."""
        self._now = 1.0
        self._step = 1000 / (RAMP_MS * rate)

    def apply(self, pcm: bytes) -> bytes:
        """The next sound, with the factor on it. Sound louder than full scale is clipped."""
        target = self.target
        if self._now == target:
            return pcm if target == 1.0 else from_float(to_float(pcm) * np.float32(target))
        count = len(pcm) // SAMPLE_BYTES
        way = self._step * np.arange(1, count + 1)
        rising = target > self._now
        ramp = (
            np.minimum(self._now + way, target) if rising else np.maximum(self._now - way, target)
        )
        self._now = float(ramp[-1]) if count else self._now
        return from_float(to_float(pcm) * ramp.astype(np.float32))
