"""A voice without a model: each word hummed for its known time.

Written without numpy, whose import alone takes longer than a whole hummed answer: the practice
partner must have begun to speak by then. Nor is a sample computed twice: a word is put together
from whole periods of its tone, each at one of a few loudnesses. All of them begin and end at zero,
so no seam is heard, and many sessions can be hummed to on one event loop.
"""

from __future__ import annotations

import math
import re
from array import array
from functools import lru_cache
from hashlib import blake2b
from typing import Final

from livechat.core.pcm import FULL_SCALE, OUTPUT_RATE, SAMPLE_BYTES, from_samples, samples_in

WORDS_PER_SECOND: Final = 2.7
"""Of calm English speech, and of the humming exactly."""

LOWEST_PITCH, HIGHEST_PITCH = 95.0, 260.0
"""Hertz between which hummed voices lie; those of grown-up speakers."""

HARMONICS: Final = 5
"""Each half as loud as the one below it."""

LOUDNESS: Final = 0.3
"""Of full scale, for the lowest harmonic."""

VOICED_SHARE: Final = 0.85
"""Of a word's time; the rest is the gap before the next."""

LEVELS: Final = 16
"""Steps of loudness from silence to full; a swell is not heard to be made of them."""


def seconds_for(text: str) -> float:
    """Seconds it takes to hum `text`."""
    return len(text.split()) / WORDS_PER_SECOND


def hum(text: str, name: str) -> bytes:
    """`text` hummed: s16le mono, 24 kHz, `seconds_for(text)` long; 1 ms for a minute of it.

    Args:
        text: Words; each rises and falls by syllable, and the sentence falls as a whole.
        name: A voice's name, which gives the pitch.
    """
    words = text.split()
    total = samples_in(seconds_for(text), OUTPUT_RATE)
    pitch = pitch_of(name)
    sound = bytearray()
    for at, word in enumerate(words):
        samples = total * (at + 1) // len(words) - len(sound) // SAMPLE_BYTES
        sound += _word(word, samples, pitch * (1.06 - 0.12 * at / len(words)))
    return bytes(sound)


def pitch_of(name: str) -> float:
    """Hertz a named voice hums at; different names lie apart."""
    spot = int.from_bytes(blake2b(name.lower().encode(), digest_size=2).digest()) / 65_535
    return float(LOWEST_PITCH * (HIGHEST_PITCH / LOWEST_PITCH) ** spot)


def _word(word: str, samples: int, pitch: float) -> bytes:
    """A swell a syllable, then the gap."""
    syllables = max(1, len(re.findall(r"[aeiouy]+|\d", word.lower())))
    period = round(OUTPUT_RATE / pitch)
    levels = _swell(round(samples * VOICED_SHARE) // period, syllables)
    voiced = b"".join(map(_periods(period).__getitem__, levels))
    return voiced + bytes(samples * SAMPLE_BYTES - len(voiced))


@lru_cache(maxsize=256)  # more than there are between the highest and the lowest pitch
def _periods(samples: int) -> tuple[bytes, ...]:
    """One period of the tone at every level from 0 to `LEVELS`: s16le."""
    angles = [2 * math.pi * at / samples for at in range(samples)]
    tone = [
        LOUDNESS * FULL_SCALE * sum(math.sin(angle * n) * 0.5**n for n in range(1, HARMONICS + 1))
        for angle in angles
    ]
    shares = (level / LEVELS for level in range(LEVELS + 1))
    return tuple(from_samples(array("h", map(int, map(share.__mul__, tone)))) for share in shares)


@lru_cache(maxsize=256)
def _swell(periods: int, syllables: int) -> tuple[int, ...]:
    """The level of each period of a word: from 0 to `LEVELS` and back for each syllable."""
    step = math.pi * syllables / max(1, periods)
    heights = (math.sqrt(abs(math.sin(step * (at + 0.5)))) for at in range(periods))
    return tuple(round(LEVELS * height) for height in heights)
