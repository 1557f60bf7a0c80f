"""An answer as the service sends it: uneven pieces of sound, with their words, early and fast.

The voice speaks sentence by sentence, so the first piece leaves before the last sentence is
voiced. Pieces then leave faster than they play, but not all at once.
"""

from __future__ import annotations

import random
import re
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Final

from livechat.core.pcm import OUTPUT_RATE, SAMPLE_BYTES, seconds_in

LONGEST_BREATH: Final = 80
"""Characters voiced in one go, some five seconds, or a dozen of numbers. The neural voice's memory
grows with the square of it: a hundred numbers in one breath took 1.5 GB."""

WORDS_IN_TEXT: Final = 3
"""Words in one piece of an answer in text."""

Say = Callable[[str], Awaitable[bytes]]
Sleep = Callable[[float], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Pace:
    """How sound is cut and how fast it leaves."""

    smallest: int
    """Bytes of the smallest piece, even."""
    largest: int
    """Bytes of the largest piece, even."""
    speed: float
    """Seconds of sound sent in a second; 0 sends without pause."""
    words: int = 1
    """Words that leave together, with the piece in which the first of them begins."""


@dataclass(frozen=True, slots=True)
class Piece:
    """What goes out at once."""

    pcm: bytes
    """s16le mono, 24 kHz; empty in an answer of text."""
    words: str
    """What of the text belongs to it; all pieces' words joined are the text."""


async def uttered(
    text: str, say: Say, pace: Pace, dice: random.Random, sleep: Sleep
) -> AsyncGenerator[Piece, None]:
    """Yield an answer piece by piece, at its pace.

    Args:
        text: The whole answer.
        say: Voices one sentence: s16le mono, 24 kHz.
        pace: Sizes and speed.
        dice: Decides the sizes; the same dice give the same pieces.
        sleep: Waits for seconds.
    """
    due = 0.0
    for sentence in sentences(text):
        pcm = await say(sentence.strip())
        for piece in pieces(pcm, sentence, pace, dice):
            if due:
                await sleep(due)
            yield piece
            due = seconds_in(len(piece.pcm), OUTPUT_RATE) / pace.speed if pace.speed else 0.0


async def written(text: str) -> AsyncGenerator[Piece, None]:
    """An answer in text, a few words at a time."""
    words = re.findall(r"\s*\S+\s*$|\s*\S+", text)
    for at in range(0, len(words), WORDS_IN_TEXT):
        yield Piece(b"", "".join(words[at : at + WORDS_IN_TEXT]))


def sentences(text: str) -> list[str]:
    """Sentences with the space before them, long ones in breaths; joined, they are `text` again."""
    whole = re.split(r"(?<=[.!?…])(?=\s+\S)", text) if text.strip() else []
    return [breath for sentence in whole for breath in _breaths(sentence)]


def _breaths(sentence: str) -> list[str]:
    """A sentence in parts of at most `LONGEST_BREATH` characters, cut at a comma or a space."""
    parts: list[str] = []
    while len(sentence) > LONGEST_BREATH:
        begun = sentence[:LONGEST_BREATH]
        cut = max(begun.rfind(mark) + 1 for mark in (",", ";", ":", " –"))
        if cut < LONGEST_BREATH // 2:
            cut = begun.rfind(" ")
        if cut <= 0:
            cut = LONGEST_BREATH
        parts.append(sentence[:cut])
        sentence = sentence[cut:]
    return [*parts, sentence]


def pieces(pcm: bytes, text: str, pace: Pace, dice: random.Random) -> Iterator[Piece]:
    """Cut one sentence's sound into uneven pieces and deal its words out along them.

    A voice that says nothing still gets its words out, in one piece.
    """
    words = re.findall(r"\s*\S+\s*$|\s*\S+", text)
    if not pcm:
        yield Piece(b"", text)
        return
    at = dealt = 0
    while at < len(pcm):
        size = dice.randrange(pace.smallest, pace.largest + 1, SAMPLE_BYTES)
        at_end = min(at + size, len(pcm))
        due = -(-len(words) * at_end // len(pcm))  # rounded up: words lead their sound
        due = min(len(words), -(-due // pace.words) * pace.words)
        yield Piece(pcm[at:at_end], "".join(words[dealt:due]))
        at, dealt = at_end, due
