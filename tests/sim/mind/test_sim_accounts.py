"""What a client tells of function calls in words is no wish for another call."""

from __future__ import annotations

from datetime import datetime

import pytest

from livechat.core.tools.account import Told, account
from livechat.sim.mind.accounts import Known, read
from livechat.sim.mind.answer import Answer
from livechat.sim.mind.brain import Brain
from livechat.sim.protocol.toolbox import Function, Toolbox

GLOVES = {"item": "gloves", "count": 12}

DECLARED = Function(
    "order",
    parameters={
        "type": "object",
        "properties": {"item": {"type": "string"}, "count": {"type": "integer"}},
        "required": ["item", "count"],
    },
)


def told(state: str, result: object = None) -> str:
    return f"(Function calls so far:\n{account([Told('order', GLOVES, state, result)])})"


def asked(*lines: str) -> Answer:
    brain = Brain(datetime.now, toolbox=Toolbox(functions=(DECLARED,)))
    return brain.answer("\n".join(lines))


def test_an_account_is_read_and_taken_out_of_the_text() -> None:
    text, known = read(f"Order gloves.\n{told('done', '12 ordered')}\nPlease.")
    assert text.split() == ["Order", "gloves.", "Please."]
    assert known == [Known("order", GLOVES, 'done: "12 ordered"', done=True)]


@pytest.mark.parametrize(
    "note",
    [
        '(The function order({"item": "gloves"}), which you called, is over. Its result: {})',
        '(What became of the function call you made: order({"item": "hats"}): withdrawn)',
        "(Function calls so far:\n- nothing that can be read: {)",
    ],
)
def test_notes_are_no_words_of_the_users(note: str) -> None:
    text, _ = read(note)
    assert text == ""


@pytest.mark.parametrize(
    "text", ["(Function", "(The function of a heart is to beat.)", "order({})"]
)
def test_other_words_are_left_alone(text: str) -> None:
    assert read(text) == (text, [])


@pytest.mark.parametrize(
    "state", ["done", "still running; its result follows", "not run again; ran"]
)
def test_what_was_done_is_not_called_again(state: str) -> None:
    answer = asked("Please order 12 gloves.", told(state, "12 ordered"))
    assert answer.calls == ()
    assert state in answer.words


@pytest.mark.parametrize("state", ["not run; it was about to", "refused, not run"])
def test_what_was_not_run_is_called(state: str) -> None:
    [call] = asked("Please order 12 gloves.", told(state)).calls
    assert (call.name, call.args) == ("order", GLOVES)


def test_another_call_is_made_all_the_same() -> None:
    [call] = asked("Please order 3 gloves.", told("done")).calls
    assert call.args == {"item": "gloves", "count": 3}


@pytest.mark.parametrize("name", ["", ' "tea"'])
def test_a_timer_that_rings_is_told_and_not_set_again(name: str) -> None:
    timer = Function("timer", parameters={"properties": {"seconds": {"type": "NUMBER"}}})
    brain = Brain(datetime.now, toolbox=Toolbox(functions=(timer,)))
    told = f"(The timer{name}, set 6 s ago, rings now and is over. Tell the user.)"
    answer = brain.answer(told)
    assert answer.calls == ()
    assert answer.words == f"The timer{name}, set 6 s ago, rings now."


def test_an_account_alone_is_answered_with_what_it_says() -> None:
    assert asked(told("done", "12 ordered")).words == 'order: done: "12 ordered".'
