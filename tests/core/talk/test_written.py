"""Text that comes beside speech."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.core.talk.written import MOST_CHARS, Written, without


@pytest.mark.parametrize(
    ("text", "spoken", "left"),
    [
        ("Hi there.", "Hi there.", ""),
        ("hi   THERE", "“Hi there!”", ""),
        ("there", "Hi there.", ""),
        ("Hi there.", "Hi th", ""),
        ("It's noon.", "it's noon", ""),
        ("你好。", "你好", ""),
        ("I greet. Hi there. Done.", "Hi there", "I greet. Done."),
        ("Greeting the user.", "Hi there.", "Greeting the user."),
        ("Hi.", "There, hi and more", ""),
        ("…", "Hi.", ""),
        ("Hi.", "…", "Hi."),
        # The same but for a word
        ("It is 10 o'clock, sir.", "It is ten o'clock, sir.", ""),
        ("I will tell them the time.", "It is ten o'clock, sir.", "I will tell them the time."),
        ("10 " * 2_001, "ten " + "10 " * 2_000, "10 " * 2_001),
        # Where words have no spaces between them
        ("こんにちは、世界。", "こんにちは世界", ""),
        ("挨拶する。こんにちは。", "こんにちは", "挨拶する。"),
    ],
)
def test_what_was_spoken_is_left_out(text: str, spoken: str, left: str) -> None:
    """Case, spaces and marks do not count."""
    assert without(text, spoken) == left


def test_nothing_spoken_leaves_the_answer() -> None:
    """Once."""
    written = Written()
    written.wrote("Hi ")
    written.wrote("there.")
    written.spoke(" ")
    assert written.take() == ("Hi there.", True)
    assert written.take() == ("", True)


def test_letters_may_be_composed_otherwise() -> None:
    """With their accents, or beside them."""
    written = Written()
    written.wrote("Caf\u00e9?")
    written.spoke("Cafe\u0301?")
    assert written.take() == ("", False)


def test_what_is_kept_is_bounded() -> None:
    """Of the voice's words no more are compared; text says when it is too much."""
    written = Written()
    full = [written.full]
    written.wrote("x" * (MOST_CHARS + 1))
    assert [*full, written.full] == [False, True]
    for word in ("one " * MOST_CHARS, "two"):
        written.spoke(word)
    written.take()
    written.wrote("two")
    written.spoke("one")
    assert written.take() == ("two", False)


SAID = st.lists(st.sampled_from(["one", "two", "three"]), max_size=6)


@given(SAID, SAID, SAID)
def test_the_rest_is_kept_word_by_word(
    before: list[str], said: list[str], after: list[str]
) -> None:
    """Whatever stands around the spoken words."""
    text = " ".join(before + said + after)
    left = without(text, " ".join(said)).split()
    if not before + said + after:
        assert left == []
    elif before + after and len(left) == len(before + after):
        assert sorted(left) == sorted(before + after)
    else:
        assert left in ([], text.split())
