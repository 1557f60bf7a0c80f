"""How an answer is cut, dealt out and paced."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncGenerator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.sim.doors.mouth import WORDS_TOGETHER
from livechat.sim.scenario import LARGEST_PIECE, SMALLEST_PIECE
from livechat.sim.senses.speech import (
    LONGEST_BREATH,
    Pace,
    Piece,
    pieces,
    sentences,
    uttered,
    written,
)

PACE = Pace(smallest=2, largest=15_360, speed=0)


async def gathered(stream: AsyncGenerator[Piece, None]) -> list[Piece]:
    return [piece async for piece in stream]


@given(st.text(" .!?…abc\n,", max_size=300))
def test_sentences_join_to_the_text(text: str) -> None:
    """Nothing is lost, and nothing is said twice."""
    assert "".join(sentences(text)) == (text if text.strip() else "")


def test_sentences_end_where_people_breathe() -> None:
    """Not within numbers or names of files."""
    assert sentences("It is 3.14. See a.txt! Right? Yes") == [
        "It is 3.14.",
        " See a.txt!",
        " Right?",
        " Yes",
    ]


def test_long_sentences_are_voiced_in_breaths() -> None:
    """Cut at a comma, else at a space, else anywhere; a voice's memory is the reason."""
    count = ", ".join(map(str, range(1, 101))) + "."
    for text in (count, "word " * 60, "x" * 500):
        parts = sentences(text)
        assert "".join(parts) == text
        assert all(0 < len(part) <= LONGEST_BREATH for part in parts)
    assert all(part.endswith((",", ".")) for part in sentences(count))
    assert not any(part.endswith("wor") for part in sentences("word " * 60))


@given(st.binary(max_size=60_000), st.text("ab ", max_size=60), st.integers(0, 9))
def test_pieces_join_to_the_sound_and_the_words(pcm: bytes, text: str, seed: int) -> None:
    """Every byte and every character once, in order, in pieces of allowed sizes."""
    pcm = pcm[: len(pcm) // 2 * 2]
    cut = list(pieces(pcm, text, PACE, random.Random(seed)))
    assert b"".join(piece.pcm for piece in cut) == pcm
    if text.strip() or not pcm:
        assert "".join(piece.words for piece in cut) == text
    if pcm:
        assert all(2 <= len(piece.pcm) <= 15_360 for piece in cut)
        assert all(len(piece.pcm) % 2 == 0 for piece in cut)


def test_sizes_are_uneven_and_repeatable() -> None:
    """The same dice cut the same way."""

    def sizes(seed: int) -> list[int]:
        cut = pieces(bytes(200_000), "a b c", PACE, random.Random(seed))
        return [len(piece.pcm) for piece in cut]

    assert sizes(1) == sizes(1) != sizes(2)
    assert len(set(sizes(1))) > 5


def test_words_go_along_with_their_sound() -> None:
    """Neither all at the start nor all at the end."""
    text = " ".join(str(n) for n in range(20))
    small = Pace(smallest=1000, largest=1000, speed=0)
    cut = list(pieces(bytes(20_000), text, small, random.Random(0)))
    assert len(cut) == 20
    assert all(len(piece.words.split()) == 1 for piece in cut)


def test_the_first_sentence_leaves_before_the_second_is_voiced() -> None:
    """Long answers begin as soon as short ones."""
    log: list[str] = []

    async def say(sentence: str) -> bytes:
        log.append(f"say {sentence}")
        return bytes(100)

    async def sleep(seconds: float) -> None:
        raise AssertionError("no pace was asked for")

    async def main() -> None:
        stream = uttered("One. Two.", say, Pace(100, 100, 0), random.Random(0), sleep)
        async for piece in stream:
            log.append(f"send{piece.words}")

    asyncio.run(main())
    assert log == ["say One.", "sendOne.", "say Two.", "send Two."]


def test_sound_leaves_at_its_pace() -> None:
    """Four seconds of sound at eight times real time take half a second, but for the last piece:
    after it nothing is waited for.
    """
    waits: list[float] = []

    async def say(sentence: str) -> bytes:
        return bytes(4 * 48_000)

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    cut = asyncio.run(gathered(uttered("One.", say, Pace(2, 15_360, 8.0), random.Random(0), sleep)))
    assert sum(waits) + len(cut[-1].pcm) / 48_000 / 8.0 == pytest.approx(0.5)
    assert len(waits) == len(cut) - 1


@given(seed=st.integers(0, 1000))
def test_a_short_answer_comes_as_the_newest_models_send_it(seed: int) -> None:
    """Three seconds of sound and ten words: nine to fourteen pieces, three to five with words,
    the first of them with the first.
    """
    text = " ".join(str(n) for n in range(10))
    pace = Pace(SMALLEST_PIECE, LARGEST_PIECE, 0, WORDS_TOGETHER)
    cut = list(pieces(bytes(3 * 48_000), text, pace, random.Random(seed)))
    assert 9 <= len(cut) <= 14
    assert 3 <= sum(bool(piece.words) for piece in cut) <= 5
    assert cut[0].words
    assert "".join(piece.words for piece in cut) == text


@given(st.text(" \nabc.", max_size=80))
def test_text_comes_a_few_words_at_a_time(text: str) -> None:
    """And joins to the text."""
    cut = asyncio.run(gathered(written(text)))
    assert "".join(piece.words for piece in cut) == (text if text.strip() else "")
    assert all(not piece.pcm and len(piece.words.split()) <= 3 for piece in cut)
