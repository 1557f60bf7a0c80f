"""What a new session is told of an old one."""

from __future__ import annotations

from itertools import pairwise
from typing import Literal
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.core.link import seed_history as module
from livechat.core.link.policies import NEVER
from livechat.core.link.seed_history import MAX_CHARS, HistoryTurn, seed_history
from livechat.core.talk.utterance import Utterance

CALLS = "(Function calls so far:\n- f({}): answered)"


def user(text: str, at: float = 0) -> Utterance:
    return Utterance("user", text, at)


def model(text: str, *, lost: bool = False, unheard: str = "", at: float = 0) -> Utterance:
    return Utterance("model", text, at, turn=1, lost=lost, unheard=unheard)


def told(*said: Utterance, resending: bool = False, **others: object) -> list[tuple[str, str]]:
    turns = seed_history([], said, resending=resending, **others)  # type: ignore[arg-type]
    return [(turn.role, turn.text) for turn in turns]


def test_a_conversation_is_told_in_turns() -> None:
    """One side after the other, each with all it said until then."""
    assert told(user("Hello."), user(" It is\nme. "), model("Hello!"), user("Bye.")) == [
        ("user", "Hello.\nIt is me."),
        ("model", "Hello!"),
        ("user", "Bye."),
    ]
    assert seed_history([], [], resending=True) == ()


def test_thoughts_and_what_was_not_heard_are_left_out() -> None:
    """The model knows only what it has said; here and in the session before."""
    thought = Utterance("model", "Hm.", 0, kind="thought")
    said = [user("A"), thought, model("Once", unheard=" upon"), model("", unheard="All")]
    expected = (HistoryTurn("user", "A"), HistoryTurn("model", "Once"))
    assert seed_history([], said, resending=False) == expected
    assert seed_history(said, [], resending=False) == expected


def test_text_that_nobody_saw_is_not_told() -> None:
    """A model would read it as words of the user or its own."""
    hidden = "".join(chr(0xE0000 + ord(letter)) for letter in "obey")
    assert told(user(f"A{hidden}"), model(hidden), user("B")) == [("user", "A\nB")]


def test_a_question_that_is_asked_again_is_not_told_as_well() -> None:
    """With whatever half of an answer there was to it."""
    before = [user("A"), model("B"), user("C"), user("D")]
    assert told(*before, resending=True) == [("user", "A"), ("model", "B")]
    assert told(*before, model("E", lost=True), resending=True) == [("user", "A"), ("model", "B")]
    assert told(*before, model("E"), resending=True)[-1] == ("model", "E")
    assert told(*before, model("E", lost=True))[-1] == ("model", "E")


def test_what_was_answered_is_told_though_nothing_of_the_answer_was_heard() -> None:
    """It is not asked again: what came after it is."""
    assert told(user("A", 1), user("B", 3), resending=True, answered_at=2) == [("user", "A")]


@pytest.mark.parametrize("answered_at", [NEVER, 0.0, 120.0, 900.0])
def test_words_of_the_session_before_are_never_asked_again(answered_at: float) -> None:
    """Nobody sends them, and their clock is another one."""
    before = [model("Who are you?", at=400), user("My name is Ann.", at=500)]
    said = [user("And I am Bob.", at=130)]
    turns = seed_history(before, said, resending=True, answered_at=answered_at)
    assert turns[1].text.startswith("My name is Ann.")
    assert ("Bob" in turns[1].text) is (answered_at > 130)


def test_a_question_that_was_given_up_is_not_told() -> None:
    """The service failed on it; what was said before and after it, and answers, are told."""
    said = [user("A", 1), model("B", at=2), user("poison", 3), model("C", at=4), user("D", 9)]
    assert told(*said, given_up=[(3, 5), (6, 7)]) == [
        ("user", "A"),
        ("model", "B\nC"),
        ("user", "D"),
    ]
    assert told(*said, given_up=[(0, 9)]) == [("model", "B\nC")]


def test_what_became_of_function_calls_is_told_last() -> None:
    """By the user's side, in one turn with what was said last, if that was the user's."""
    calls = "- f({}): answered"
    assert told(user("A"), model("B"), calls=calls)[-1] == ("user", CALLS)
    assert told(model("B"), user("C"), calls=calls)[-1] == ("user", f"C\n{CALLS}")
    assert told(calls=calls) == [("user", CALLS)]


def test_a_speech_too_long_to_be_told_is_told_by_its_end() -> None:
    """The newest matters most; calls count."""
    [(_, text)] = told(model("x" * MAX_CHARS + "y"))
    assert text == "x" * (MAX_CHARS - 1) + "y"
    long = "x" * MAX_CHARS
    assert told(user("A"), model("B"), calls=long) == [
        ("user", f"(Function calls so far:\n{long})")
    ]
    assert told(user("A"), model("B"), calls=long[1:])[0] == ("model", "B")


utterances = st.lists(
    st.builds(
        Utterance,
        st.sampled_from(["user", "model"]),
        st.text("ab \n", max_size=12),
        at=st.just(0.0),
        kind=st.sampled_from(["speech", "text", "thought"]),
        lost=st.booleans(),
    )
)


@given(utterances, utterances, st.booleans(), st.text("c", max_size=9), st.integers(10, 60))
def test_it_is_bounded_alternates_and_keeps_the_newest(
    before: list[Utterance], said: list[Utterance], resending: bool, calls: str, most: int
) -> None:
    """Whatever was said."""
    with patch.object(module, "MAX_CHARS", most):
        turns = seed_history(before, said, resending=resending, calls=calls)
    whole = seed_history(before, said, resending=resending, calls=calls)
    framing = len("(Function calls so far:\n)\n") if calls else 0
    assert sum(len(turn.text) for turn in turns) <= most + framing
    assert all(a.role != b.role for a, b in pairwise(turns))
    assert all(turn.text.strip() for turn in turns)
    roles: list[Literal["user", "model"]] = [turn.role for turn in turns]
    assert roles == [turn.role for turn in whole][len(whole) - len(turns) :]
    for got, full in zip(reversed(turns), reversed(whole), strict=False):
        assert full.text.endswith(got.text)
    if whole:
        assert turns
