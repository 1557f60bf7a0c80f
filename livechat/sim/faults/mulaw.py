"""Telephone sound: µ-law at 8 kHz, a byte a sample (ITU-T G.711)."""

from __future__ import annotations

from array import array
from typing import Final

_BIAS, _CLIP = 0x84, 32_635
"""Added to a level before its exponent is found; the highest level that leaves room for it."""

_RATIO: Final = 3
"""Samples of 24 kHz in one of 8 kHz."""


def mulaw(pcm: bytes) -> bytes:
    """s16le mono at 24 kHz as µ-law at 8 kHz; what does not fill a sample is left out."""
    samples = array("h", pcm[: len(pcm) // (2 * _RATIO) * (2 * _RATIO)])
    return bytes(
        _coded(sum(samples[at : at + _RATIO]) // _RATIO) for at in range(0, len(samples), _RATIO)
    )


def _coded(level: int) -> int:
    sign = 0x80 if level < 0 else 0
    biased = min(abs(level), _CLIP) + _BIAS
    exponent = biased.bit_length() - 8
    mantissa = (biased >> (exponent + 3)) & 0x0F
    return ~(sign | exponent << 4 | mantissa) & 0xFF
