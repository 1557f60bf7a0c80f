"""An answer that goes round in circles ends after the first round."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.sim.llm.ending import LONGEST, Ending, repeated


def spoken(*clauses: str, sentences: int | None = None) -> tuple[list[str], bool]:
    """What is said of the clauses, and whether the answer was ended."""
    ending, said = Ending(sentences), []
    for clause in clauses:
        said.append(ending.take(clause))
        if ending.over:
            break
    return list(filter(None, said)), ending.over


@pytest.mark.parametrize(
    ("clauses", "said"),
    [
        (
            ("La femme, la femme au martyre, la femme au martyre, la femme au martyre, la femme",),
            ["La femme, la femme au martyre."],
        ),
        (
            ("He was brave.", "They are very brave and brave.", "They are very brave and brave."),
            ["He was brave.", "They are very brave and brave."],
        ),
        (("la", "la la la la la"), ["la"]),
        (
            ("I am the fox of the woods, said he. I am the fox, of the WOODS, said he. And",),
            ["I am the fox of the woods, said he."],
        ),
        (
            ("It is day.", "It is night now.", "It is day.", "It is night now.", "It is day."),
            ["It is day.", "It is night now.", "It is day."],
        ),
    ],
)
def test_what_comes_again_at_once_is_said_once(clauses: tuple[str, ...], said: list[str]) -> None:
    assert spoken(*clauses) == (said, True)


@pytest.mark.parametrize(
    "clause",
    [
        "Ha ha ha, no no no, that is very, very, very good.",
        "Knock, knock. Who is there? Nobody. Nobody who?",
        "One, two, three, four, five, six, seven, eight, nine, ten.",
        "Row, row, row your boat, gently down the stream.",
        "The sea is salty. The sea is deep. The sea is cold.",
        "I know that you know that I know.",
        "- - - - - - - - -",
    ],
)
def test_what_people_say_twice_may_be_said_twice(clause: str) -> None:
    assert spoken(clause) == ([clause], False)


def test_an_answer_ends_after_so_many_sentences() -> None:
    clauses = ("One is here,", "and goes.", "Two! Three?", "Four.")
    assert spoken(*clauses, sentences=2) == (["One is here,", "and goes.", "Two!"], True)
    assert spoken(*clauses, sentences=4) == ([*clauses], True)
    assert spoken(*clauses) == ([*clauses], False)


@given(st.lists(st.sampled_from(["a", "b", "c", "d"]), min_size=1, max_size=12))
def test_whatever_is_said_for_ever_ends(block: list[str]) -> None:
    """However often: after six rounds at most."""
    said, over = spoken(" ".join(block * 7))
    assert over
    assert len(" ".join(said).split()) < len(block) * 6


@given(st.integers(1, LONGEST))
def test_different_words_never_end_an_answer(count: int) -> None:
    words = [f"w{number}" for number in range(count)]
    assert not repeated(words)
    assert spoken(" ".join(words)) == ([" ".join(words)], False)
