"""How loud sound is, in decibels below full scale (dBFS)."""

from __future__ import annotations

import math

from livechat.core.pcm import FULL_SCALE, to_samples

QUIETEST_DBFS = -96.0
"""The floor of 16-bit sound; digital silence reads as this."""

VOICED_DBFS = -45.0
"""Louder than this counts as sound worth hearing. Quiet rooms measure −60 to −50 on laptop
microphones, near speech −35 to −15; the LibriVox test clips pause at −55 and speak at −20."""


def rms_dbfs(pcm: bytes) -> float:
    """Root mean square of s16le mono sound, −96.0 to 0.0 dBFS. Empty sound is silent."""
    samples = to_samples(pcm)
    if not samples:
        return QUIETEST_DBFS
    magnitude = math.sqrt(sum(s * s for s in samples) / len(samples))
    if magnitude <= 0:
        return QUIETEST_DBFS
    return max(QUIETEST_DBFS, 20 * math.log10(magnitude / FULL_SCALE))
