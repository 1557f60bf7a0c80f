"""Finds a voice in a recording."""

from __future__ import annotations

import math
from statistics import median
from typing import Final, NamedTuple

import numpy as np
import pytest

ALIKE: Final = 0.95
"""Correlation from which on it is the same sound; resampled twice, it is 0.99."""

LOUDNESS_DB: Final = 0.5
"""Decibels by which the same sound may differ."""

WORD_S: Final = 0.4
"""Seconds of a hummed word and a little of the next, which together are unlike all others."""


class Found(NamedTuple):
    """Where a recording resembles a voice most, and how."""

    alike: float
    """The coefficient of correlation there: 1 for the same sound."""
    level_db: float
    """Decibels of what is there against the voice's."""
    at: int
    """Its first sample."""


def likeness(recording: bytes, voice: bytes) -> Found:
    """How a voice is found in a recording; both s16le mono of one rate."""
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
    level_db = 10 * math.log10(max(float(energies[at]), 1e-9) / own)
    return Found(float(alike[at]), level_db, at)


def check_heard(recording: bytes, voice: bytes, rate: int, piece_s: float = WORD_S) -> None:
    """Hold that a recording has a voice: in order, at its pace and as loud.

    A sound card that gets no time has gaps, a real one as well as a virtual one. So the voice is
    looked for in pieces, and half of them must be there; a wrong rate, order or level spoils all.

    Args:
        recording: s16le mono.
        voice: The same; no two pieces of it alike.
        rate: Hertz of both.
        piece_s: Seconds of a piece: the shorter, the more of them lie between gaps.
    """
    size = round(piece_s * rate) * 2
    pieces = [voice[at : at + size] for at in range(0, len(voice) - size + 1, size)]
    found = [likeness(recording, piece) for piece in pieces]
    good = {number: one for number, one in enumerate(found) if one.alike > ALIKE}
    told = [(round(one.alike, 2), round(one.level_db, 1), one.at) for one in found]
    assert len(good) >= len(pieces) / 2, told
    assert median(one.level_db for one in good.values()) == pytest.approx(0, abs=LOUDNESS_DB)
    places = [one.at for one in good.values()]
    assert places == sorted(places), told
    steps = [good[n + 1].at - one.at for n, one in good.items() if n + 1 in good]
    assert not steps or median(steps) == pytest.approx(size / 2, rel=0.01), told
