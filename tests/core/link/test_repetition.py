"""A sentence that comes again and again is noticed; ordinary talk is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.core.link.repetition import MAX_CHARS, TIMES, Repetition


def told_at(*pieces: str) -> list[int]:
    """Which pieces make it certain; counted from 1."""
    repetition = Repetition()
    return [number for number, piece in enumerate(pieces, 1) if repetition.add(piece)]


@pytest.mark.parametrize(
    ("pieces", "told"),
    [
        (["Please hold the line. "] * 12, 3),
        (["Please hold ", "the line. "] * 12, 6),
        (["Please hold the line. ", "please HOLD the line!", " Please hold—the line"], 3),
        (["Well. ", *["I am over here. "] * 3], 4),
        (["Please hold the line. " * 5], 1),
        (["Please hold the line. " * 5 + "Thank you for waiting."], 1),
        (["Ple", "ase hold the line. Please hold the li", "ne. Please hold the line. And"], 3),
        (["今日はいい天気ですね。"] * 12, 3),
        (["我不", "知道。"] * 12, 6),
        (["我不知道我不知道我不知道"], 1),
        (["Ich weiß es nicht. "] * 3, 3),
        (["x" * MAX_CHARS + "abc"] * 3, None),
        (["Okay. "] * 12, 6),
    ],
)
def test_a_repetition_is_told_once(pieces: list[str], told: int | None) -> None:
    """At the third time at the latest, however it is cut, cased, spaced and written."""
    assert told_at(*pieces) == ([] if told is None else [told])


@pytest.mark.parametrize(
    "pieces",
    [
        ["ha "] * 60,
        ["Ha ha ha! "] * 20,
        ["哈哈哈！"] * 20,
        ["No, no, no! "] * 3,
        ["very "] * 5,
        ["Yes. ", "Yes. ", "And "] * 2,
        ["Please hold the line. "] * 2,
        [f"{number}, " for number in range(200)],
        [f"This is sentence {number}. " for number in range(50)],
        ["…", " ", "", "!"] * 20,
    ],
)
def test_ordinary_talk_is_left_in_peace(pieces: list[str]) -> None:
    """Laughter, emphasis, counting, what is said twice, and what is no word."""
    assert told_at(*pieces) == []


def test_the_next_answer_begins_anew() -> None:
    """What was said twice before it does not count; a chorus is told once in each."""
    repetition = Repetition()
    for piece in ["We all live in a yellow submarine. "] * (TIMES - 1):
        assert not repetition.add(piece)
    for _ in range(2):
        repetition.clear()
        told = [repetition.add("We all live in a yellow submarine. ") for _ in range(10)]
        assert told == [number == TIMES for number in range(1, 11)]


words = st.sampled_from(["Please", "hold", "the", "line", "and", "do", "not", "hang", "up"])
sentences = st.lists(words, min_size=4, unique=True).map(" ".join)
cuts = st.lists(st.integers(1, 500), max_size=12)


@given(sentences, cuts)
def test_it_is_told_by_the_end_of_the_third_time_wherever_it_is_cut(
    sentence: str, cuts: list[int]
) -> None:
    """And only once."""
    whole = f"{sentence}. " * TIMES
    places = sorted({cut % len(whole) for cut in cuts})
    pieces = [whole[a:b] for a, b in zip([0, *places], [*places, len(whole)], strict=True)]
    assert len(told_at(*pieces, whole)) == len(told_at(*pieces)) == 1
