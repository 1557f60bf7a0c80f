"""How loud sound is, in decibels below full scale (dBFS)."""

from __future__ import annotations

import math
from collections import deque
from operator import mul

from livechat.core.pcm import FULL_SCALE, to_samples

QUIETEST_DBFS = -96.0
"""The floor of 16-bit sound; digital silence reads as this."""

VOICED_DBFS = -45.0
"""Louder 20 ms chunks count as speech, where nothing is known of the noise. Measured on the
recordings in `examples/`: the quietest tenth of their chunks, the pauses, lies below −43 to −47,
the median chunk at −25 to −30."""

SPEECH_OVER_NOISE_DB = 9.0
"""Decibels by which speech stands out of the noise floor; noise itself varies by 3 to 6 from chunk
to chunk. Of the chunks of speech at −63 dBFS over noise at −75 this finds a third, 12 dB a fifth;
of noise above 80 Hz neither finds any."""

_STEADY_CHUNKS = 50
"""A second of sound. In the recordings in `examples/` no second of speech varies by less than
16 dB; what varies by less than `SPEECH_OVER_NOISE_DB` is a fan, or a tone."""

_QUIETEST_FLOOR_DBFS = -79.0
"""The noise of good microphones, and of gates that give exact silence between words."""

_RISE_DB = 0.03
"""Decibels by which the noise floor may rise with each chunk: 1.5 dB a second, so that a sentence
does not become noise, and a street does within half a minute."""

_FALL = 0.3
"""Share of the way down to a quieter chunk that the noise floor goes: within 0.2 s it is there."""


def rms_dbfs(pcm: bytes) -> float:
    """Root mean square of s16le mono sound, −96.0 to 0.0 dBFS. Empty sound is silent."""
    samples = to_samples(pcm)
    if not samples:
        return QUIETEST_DBFS
    magnitude = math.sqrt(sum(map(mul, samples, samples)) / len(samples))
    if magnitude <= 0:
        return QUIETEST_DBFS
    return max(QUIETEST_DBFS, 20 * math.log10(magnitude / FULL_SCALE))


class SpeechLevel:
    """Tells speech from noise by level, for a microphone of any loudness.

    It follows the noise floor, down quickly and up slowly, within the limits that microphones have,
    and up at once where the sound is steady.
    """

    def __init__(self) -> None:
        self._floor = VOICED_DBFS - SPEECH_OVER_NOISE_DB
        self._newest: deque[float] = deque(maxlen=_STEADY_CHUNKS)
        """Levels of the last second, in dBFS."""

    def voiced(self, dbfs: float) -> bool:
        """Whether a chunk of 20 ms at this level, in dBFS, holds speech."""
        if dbfs < self._floor:
            self._floor += _FALL * (max(dbfs, _QUIETEST_FLOOR_DBFS) - self._floor)
        else:
            self._floor = min(VOICED_DBFS, self._floor + _RISE_DB)
        self._newest.append(dbfs)
        quietest = min(self._newest)
        steady = max(self._newest) - quietest < SPEECH_OVER_NOISE_DB
        if steady and len(self._newest) == _STEADY_CHUNKS:
            self._floor = max(self._floor, quietest)
        return dbfs > self._floor + SPEECH_OVER_NOISE_DB
