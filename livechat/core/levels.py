"""How loud sound is, in decibels below full scale (dBFS)."""

from __future__ import annotations

import math
from operator import mul

from livechat.core.pcm import FULL_SCALE, to_samples

QUIETEST_DBFS = -96.0
"""The floor of 16-bit sound; digital silence reads as this."""

VOICED_DBFS = -45.0
"""Louder 20 ms chunks count as speech. Measured on the recordings in `examples/`: the quietest
tenth of their chunks, the pauses, lies below −43 to −47, the median chunk at −25 to −30."""


def rms_dbfs(pcm: bytes) -> float:
    """Root mean square of s16le mono sound, −96.0 to 0.0 dBFS. Empty sound is silent."""
    samples = to_samples(pcm)
    if not samples:
        return QUIETEST_DBFS
    magnitude = math.sqrt(sum(map(mul, samples, samples)) / len(samples))
    if magnitude <= 0:
        return QUIETEST_DBFS
    return max(QUIETEST_DBFS, 20 * math.log10(magnitude / FULL_SCALE))
