"""Finds a voice in a recording."""

from __future__ import annotations

import math

import numpy as np


def likeness(recording: bytes, voice: bytes) -> tuple[float, float]:
    """How a voice is found where a recording resembles it most; both s16le mono of one rate.

    Returns:
        The coefficient of correlation there, 1 for the same sound, and its decibels against the
        voice's.
    """
    found = np.frombuffer(recording, np.int16).astype(float)
    wanted = np.frombuffer(voice, np.int16).astype(float)
    assert len(found) >= len(wanted) > 0
    size = 1 << (len(found) + len(wanted)).bit_length()
    spectrum = np.fft.rfft(found, size) * np.conj(np.fft.rfft(wanted, size))
    products = np.fft.irfft(spectrum, size)[: len(found) - len(wanted) + 1]
    sums = np.concatenate(([0.0], np.cumsum(found**2)))
    energies = sums[len(wanted) :] - sums[: -len(wanted)]
    own = float(np.sum(wanted**2))
    # Where next to nothing sounds, rounding would resemble anything.
    alike = products / np.sqrt(np.maximum(energies, own * 1e-4) * own)
    at = int(np.argmax(alike))
    return float(alike[at]), 10 * math.log10(max(float(energies[at]), 1e-9) / own)
