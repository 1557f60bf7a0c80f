"""Double-talk detection: does a signal hold more than the echo of what is played, band by band?

    expected = loudest of what was played lately, dying away × coupling + noise

The coupling is learnt from sound in which nobody speaks; so is the noise. Used on the microphone
itself, the detector knows the loudspeaker; used on what a canceller leaves, it knows the canceller.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from livechat.dsp.delay_line import DelayLine
from livechat.dsp.timing import BLOCK, BLOCK_S

Floats = NDArray[np.float32]

_EDGES: Final = np.array([4, 10, 16, 24, 34, 48, 68, 100, 160, 240])
"""First bins of nine bands in a spectrum of 640 samples (25 Hz a bin), 100 Hz to 6 kHz: above, the
resamplers leave too much and speech has too little."""

_BINS: Final = int(_EDGES[-1])

_WINDOW: Final = np.hanning(2 * BLOCK).astype(np.float32)

_DECAY_DB: Final = 2.4
"""Decibels that played sound loses in a block, after its hold: as in a room of RT60 0.5 s."""

_SOUNDING_DB: Final = -44.0
"""Power of a band, of a windowed spectrum, over which its echo can teach anything."""

_CERTAIN: Final = 0.75
"""The share of blocks that the coupling is to cover; what exceeds it, exceeds it by little."""

_START_DB: Final = 10.0
"""The coupling at first: the echo is 10 dB louder than what is played."""

_STEP_START_DB: Final = 6.0
_STEP_MIN_DB: Final = 0.8
_STEP_HALVED_AFTER: Final = 25
"""Adaptation step of the coupling per block: 6 dB at first, half of it after 25 blocks, a third
after 50, and never below 0.8."""

_WARY: Final = 0.1
"""Factor on that step while somebody seems to speak: enough to notice after some seconds that it
was the room that changed."""

_NOISE_RISE_DB: Final = 0.06
"""Decibels by which the noise found rises in a block, 3 dB/s, unless a quieter one is heard."""

_NOISE_MARGIN_DB: Final = 6.0
"""How much noise exceeds its own minimum."""

_ENOUGH_DB: Final = 15.0
"""What a single band can contribute at most, so that a click in one is no voice."""

_NOTHING_DB: Final = -120.0

_SMOOTHING: Final = 0.36
"""How much a block counts in the level in which the noise is looked for: 50 ms are averaged, so
that a single quiet block is no silence."""

_OCTAVES: Final = math.log2(10) / 10
"""Doublings of power in a decibel."""


class DoubleTalkDetector:
    """Tells by how much a signal exceeds the echo expected in it. One thread.

    Args:
        hold: Blocks of 20 ms for which an echo may be late.
    """

    def __init__(self, hold: int) -> None:
        bands = len(_EDGES) - 1
        self._signal, self._far = DelayLine(2 * BLOCK), DelayLine(2 * BLOCK)
        self._both = np.zeros((2, 2 * BLOCK), np.float32)
        self._recent = np.full((hold, bands), _NOTHING_DB)
        self._played = np.full(bands, _NOTHING_DB)
        self._coupling = np.full(bands, _START_DB)
        self._noise = np.zeros(bands)
        self._smooth = np.zeros(bands)
        self._blocks = self._taught = 0

    @property
    def taught_s(self) -> float:
        """Seconds of played sound it has learnt from."""
        return self._taught * BLOCK_S

    def process(self, signal: Floats, far: Floats, speaking: bool) -> float:
        """Measure a block's excess over the expected echo.

        Args:
            signal: float32 of shape (320,).
            far: What was played, of the same shape.
            speaking: Whether somebody seems to speak: then little is learnt.

        Returns:
            Decibels, 0 to 15: the mean of nine bands (each clipped to 0–15) of the last 40 ms.
        """
        heard, played = self._bands(signal, far)
        self._blocks += 1
        self._recent[self._blocks % len(self._recent)] = played
        self._played = np.maximum(self._recent.max(axis=0), self._played - _DECAY_DB)
        self._follow_noise(heard)
        echo = self._played + self._coupling
        expected = np.logaddexp2(echo * _OCTAVES, (self._noise + _NOISE_MARGIN_DB) * _OCTAVES)
        above = np.minimum(np.maximum(heard - expected / _OCTAVES, 0), _ENOUGH_DB)
        self._teach(heard > echo, speaking)
        return float(np.add.reduce(above)) / len(above)

    def rest(self, signal: Floats) -> None:
        """Take a block of a signal while nothing has been played for longer than any echo lasts."""
        np.multiply(self._signal.push(signal), _WINDOW, out=self._both[0])
        self._follow_noise(_levels(self._both[0]))

    def _follow_noise(self, heard: NDArray[np.float64]) -> None:
        self._smooth += _SMOOTHING * (heard - self._smooth)
        self._noise = np.minimum(self._noise + _NOISE_RISE_DB, self._smooth)

    def _teach(self, over: NDArray[np.bool_], speaking: bool) -> None:
        sounding = self._played > _SOUNDING_DB
        if not sounding.any():
            return
        self._taught += 1
        step = max(_STEP_MIN_DB, _STEP_START_DB / (1 + self._taught / _STEP_HALVED_AFTER))
        step *= _WARY if speaking else 1
        self._coupling += step * sounding * (over - (1 - _CERTAIN))

    def _bands(self, signal: Floats, far: Floats) -> NDArray[np.float64]:
        """Decibels of each band in the last 40 ms of both: (2, 9)."""
        np.multiply(self._signal.push(signal), _WINDOW, out=self._both[0])
        np.multiply(self._far.push(far), _WINDOW, out=self._both[1])
        return _levels(self._both)


def _levels(sound: Floats) -> NDArray[np.float64]:
    """Decibels of each band of windowed sound, (…, 640): (…, 9)."""
    spectrum = np.fft.rfft(sound)[..., :_BINS]
    power = np.add.reduceat(spectrum.real**2 + spectrum.imag**2, _EDGES[:-1], axis=-1)
    return np.asarray(10 * np.log10(power + 1e-9), np.float64)
