"""A voice without a model: each word hummed for its known time.

Written without numpy, whose import alone takes longer than a whole hummed answer: the practice
partner must have begun to speak by then.
"""

from __future__ import annotations

import math
import re
from array import array
from functools import lru_cache
from hashlib import blake2b
from itertools import cycle
from operator import mul
from typing import Final

from livechat.core.pcm import OUTPUT_RATE, from_samples, samples_in

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


def seconds_for(text: str) -> float:
    """Seconds it takes to hum `text`."""
    return len(text.split()) / WORDS_PER_SECOND


def hum(text: str, name: str) -> bytes:
    """`text` hummed: s16le mono, 24 kHz, `seconds_for(text)` long; 0.1 s for a minute of it.

    Args:
        text: Words; each rises and falls by syllable, and the sentence falls as a whole.
        name: A voice's name, which gives the pitch.
    """
    words = text.split()
    total = samples_in(seconds_for(text), OUTPUT_RATE)
    sound = array("h")
    for at, word in enumerate(words):
        samples = total * (at + 1) // len(words) - len(sound)
        sound += _word(word, samples, pitch_of(name) * (1.06 - 0.12 * at / len(words)))
    return from_samples(sound)


def pitch_of(name: str) -> float:
    """Hertz a named voice hums at; different names lie apart."""
    spot = int.from_bytes(blake2b(name.lower().encode(), digest_size=2).digest()) / 65_535
    return float(LOWEST_PITCH * (HIGHEST_PITCH / LOWEST_PITCH) ** spot)


def _word(word: str, samples: int, pitch: float) -> array[int]:
    """A swell a syllable, then the gap."""
    syllables = max(1, len(re.findall(r"[aeiouy]+|\d", word.lower())))
    voiced = round(samples * VOICED_SHARE)
    tone = cycle(_period(round(OUTPUT_RATE / pitch)))
    sound = array("h", map(int, map(mul, tone, _swell(voiced, syllables))))
    return sound + array("h", bytes(2 * (samples - voiced)))


@lru_cache(maxsize=256)
def _period(samples: int) -> tuple[float, ...]:
    """One period of the tone, full scale 32767."""
    angles = (2 * math.pi * at / samples for at in range(samples))
    scale = LOUDNESS * 32_767
    return tuple(
        scale * sum(math.sin(angle * n) * 0.5**n for n in range(1, HARMONICS + 1))
        for angle in angles
    )


@lru_cache(maxsize=64)
def _swell(samples: int, syllables: int) -> tuple[float, ...]:
    """From 0 to 1 and back for each syllable."""
    step = math.pi * syllables / max(1, samples)
    return tuple(math.sqrt(abs(math.sin(step * at))) for at in range(samples))
