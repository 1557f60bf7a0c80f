"""What a new session is told of an old one."""

from __future__ import annotations

from itertools import pairwise
from typing import Literal
from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from livechat.core.link import seed_history as module
from livechat.core.link.seed_history import MOST_CHARS, HistoryTurn, seed_history
from livechat.core.talk.transcript import Utterance


def user(text: str) -> Utterance:
    return Utterance("user", text, at=0)


def model(text: str, *, lost: bool = False, unheard: str = "") -> Utterance:
    return Utterance("model", text, at=0, turn=1, lost=lost, unheard=unheard)


def told(*utterances: Utterance, asked_again: bool = False) -> list[tuple[str, str]]:
    return [(said.role, said.text) for said in seed_history(utterances, asked_again=asked_again)]


def test_a_conversation_is_told_in_turns() -> None:
    """One side after the other, each with all it said until then."""
    assert told(user("Hello."), user(" It is\nme. "), model("Hello!"), user("Bye.")) == [
        ("user", "Hello.\nIt is me."),
        ("model", "Hello!"),
        ("user", "Bye."),
    ]
    assert seed_history([], asked_again=True) == ()


def test_thoughts_and_what_was_not_heard_are_left_out() -> None:
    """The model knows only what it has said."""
    thought = Utterance("model", "Hm.", at=0, kind="thought")
    assert told(user("A"), thought, model("Once", unheard=" upon"), model("", unheard="All")) == [
        ("user", "A"),
        ("model", "Once"),
    ]


def test_a_question_that_is_asked_again_is_not_told_as_well() -> None:
    """With whatever half of an answer there was to it."""
    before = [user("A"), model("B"), user("C"), user("D")]
    assert told(*before, asked_again=True) == [("user", "A"), ("model", "B")]
    assert told(*before, model("E", lost=True), asked_again=True) == [("user", "A"), ("model", "B")]
    assert told(*before, model("E"), asked_again=True)[-1] == ("model", "E")
    assert told(*before, model("E", lost=True))[-1] == ("model", "E")


def test_what_was_answered_is_told_though_nothing_of_the_answer_was_heard() -> None:
    """It is not asked again: what came after it is."""
    asked = [Utterance("user", "A", at=1), Utterance("user", "B", at=3)]
    [said] = seed_history(asked, asked_again=True, answered_at=2)
    assert said == HistoryTurn("user", "A")


def test_a_speech_too_long_to_be_told_is_told_by_its_end() -> None:
    """The newest matters most."""
    [said] = seed_history([model("x" * MOST_CHARS + "y")], asked_again=False)
    assert said == HistoryTurn("model", "x" * (MOST_CHARS - 1) + "y")


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


@given(utterances, st.booleans(), st.integers(1, 60))
def test_it_is_bounded_alternates_and_keeps_the_newest(
    said: list[Utterance], asked_again: bool, most: int
) -> None:
    """Whatever was said."""
    with patch.object(module, "MOST_CHARS", most):
        turns = seed_history(said, asked_again=asked_again)
    whole = seed_history(said, asked_again=asked_again)
    assert sum(len(turn.text) for turn in turns) <= most
    assert all(a.role != b.role for a, b in pairwise(turns))
    assert all(turn.text.strip() for turn in turns)
    roles: list[Literal["user", "model"]] = [turn.role for turn in turns]
    assert roles == [turn.role for turn in whole][len(whole) - len(turns) :]
    for got, full in zip(reversed(turns), reversed(whole), strict=False):
        assert full.text.endswith(got.text)
    if whole:
        assert turns
