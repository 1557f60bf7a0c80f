"""Answers to a question, or the beginning of a text."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from livechat.core.face.answers import ALONE_S, Answered, Answers
from livechat.core.face.letters import FLOW_S, TOGETHER_S, Letters, Text

Step = tuple[float, str]


def typed(*steps: Step, asks: bool = True) -> list[str]:
    """What has become of characters that came at these times, until a line is open.

    Answers, texts in quotes, and a dash for what is left to other keys.
    """
    answers, letters = Answers(), Letters()
    told: list[str] = []
    for at, text in [*steps, (99.0, "")]:
        told += map(_told, answers.tick(at))
        if not text:
            break
        found = answers.typed(text, at, call=7 if asks else None, idle=letters.idle(at))
        if found is None:
            told.append("-")
            found = [one for one in letters.typed(text, at) if isinstance(one, Text)]
        else:
            told += map(_told, found)
        if any(isinstance(one, Text) for one in found):
            break
    return told


def _told(one: Answered | Text) -> str:
    return f"'{one.text}'" if isinstance(one, Text) else one.answer


@pytest.mark.parametrize(
    ("key", "answer"),
    [
        ("y", "once"),
        ("a", "always"),
        ("s", "server"),
        ("n", "no"),
        ("Y", "once"),
        ("н", "once"),  # `y` on a Russian keyboard
    ],
)
def test_a_letter_alone_answers(key: str, answer: str) -> None:
    """In either case and in any script, the call that asked when it came."""
    assert typed((1, key)) == [answer]
    answers = Answers()
    now = answers.typed(key, 1, call=7, idle=True)
    assert now is not None
    assert [*now, *answers.tick(1 + ALONE_S)] == [Answered(answer, 7, 1)]  # type: ignore[arg-type]


def test_a_refusal_waits_for_nothing() -> None:
    """What gives leave waits a moment."""
    assert Answers().typed("n", 1, call=7, idle=True) == [Answered("no", 7, 1)]
    answers = Answers()
    assert answers.typed("y", 1, call=7, idle=True) == []
    assert answers.tick(1 + ALONE_S * 0.9) == []
    assert answers.due == 1 + ALONE_S


@pytest.mark.parametrize("text", ["yes", "y\n", "always", "so what?", "stop", "yy\n", "no", "ye"])
def test_what_arrives_together_gives_no_leave(text: str) -> None:
    """It was pasted, or typed by somebody quick."""
    assert typed((1, text)) == ["-"]


WORDS = st.text("yasnhow ,.?", min_size=2, max_size=12)


@given(WORDS, st.lists(st.floats(0.0, ALONE_S * 0.95), min_size=12, max_size=12))
def test_words_that_are_typed_give_no_leave(text: str, gaps: list[float]) -> None:
    """Whatever they begin with, as most people type them."""
    assume(len(set(text)) > 1)
    at, steps = 1.0, []
    for char, gap in zip(text, [0.0, *gaps], strict=False):
        at += gap
        steps.append((at, char))
    told = typed(*steps)
    assert not {"once", "always", "server"} & set(told)


def test_a_text_that_goes_on_slowly_begins_with_the_letter() -> None:
    """What it has answered is known to be taken back, by when it came."""
    assert typed((1, "s"), (1 + ALONE_S * 0.9, "t")) == ["'st'"]
    assert typed((1, "s"), (1 + ALONE_S * 1.5, "t")) == ["server", "'st'"]
    assert typed((1, "n"), (1.1, "o")) == ["no", "'no'"]
    assert typed((1, "s"), (1.01 + FLOW_S, "t")) == ["server", "-"]
    answers = Answers()
    answers.typed("s", 1, call=7, idle=True)
    assert answers.typed("t", 1.2, call=7, idle=False) == [Text("st", 1)]


def test_enter_after_an_answer_belongs_to_it() -> None:
    """But not one that no finger types so soon."""
    assert typed((1, "y"), (1.2, "\n")) == ["once"]
    assert typed((1, "y"), (1 + ALONE_S * 1.5, "\n")) == ["once"]
    assert typed((1, "n"), (1.2, "\n"), (1.3, "m")) == ["no", "-"]
    assert typed((1, "y"), (1 + TOGETHER_S / 2, "\n")) == ["'y\n'"]


def test_a_letter_that_is_held_answers_once() -> None:
    """However long."""
    repeats = [(1.5 + n * 0.03, "y") for n in range(50)]
    assert typed((1, "y"), *repeats) == ["once"]


def test_letters_just_before_it_make_a_letter_a_text() -> None:
    """Somebody is typing."""
    assert typed((1, "m"), (1.3, "y")) == ["-", "-"]
    assert typed((1, "m"), (1.01 + FLOW_S, "y")) == ["-", "once"]


@pytest.mark.parametrize("text", ["m", "x", "\n", " ", "1"])
def test_other_characters_are_none_of_it(text: str) -> None:
    """They act as ever."""
    assert typed((1, text)) == ["-"]


def test_without_a_question_letters_are_letters() -> None:
    """They open a line."""
    assert typed((1, "y"), asks=False) == typed((1, "n"), asks=False) == ["-"]


def test_what_comes_between_forgets_the_letter() -> None:
    """Escape, say."""
    answers = Answers()
    answers.typed("y", 1, call=7, idle=True)
    answers.clear()
    assert answers.due is None
    assert answers.tick(9) == []
    assert answers.typed("m", 1.1, call=7, idle=True) is None
