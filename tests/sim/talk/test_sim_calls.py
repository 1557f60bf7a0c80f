"""Function calls and their results."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from livechat.sim.mind.answer import Call
from livechat.sim.talk.calls import Calls


def made(calls: Calls, *wanted: Call) -> list[str]:
    """Make calls; return their ids."""
    message = calls.make(wanted)
    return [one["id"] for one in message["toolCall"]["functionCalls"]]


ASK = Call("ask", {"city": "Paris"}, blocking=True)
LOOK = Call("look", {}, blocking=False)


def test_calls_made_together_are_one_message() -> None:
    """Name, arguments and an id of its own each, in the spellings that were seen."""
    message = Calls(itertools.count(7)).make([ASK, LOOK])
    assert message == {
        "toolCall": {
            "functionCalls": [
                {"name": "ask", "args": {"city": "Paris"}, "id": "function-call-7"},
                {"name": "look", "args": {}, "id": "call_000008"},
            ]
        }
    }


def test_a_result_is_matched_with_its_call() -> None:
    """Once; a second one of the same id is nobody's."""
    calls = Calls(itertools.count(1))
    (name,) = made(calls, ASK)
    response = {"id": name, "name": "ask", "response": {"output": "rain"}}
    (one,) = calls.take([response])
    assert (one.result.name, one.result.args) == ("ask", {"city": "Paris"})
    assert one.result.response == {"output": "rain"}
    assert calls.take([response]) == []
    assert not calls.waiting


def test_without_an_id_the_name_decides() -> None:
    """As Vertex AI allows; the oldest call of that name is meant."""
    calls = Calls(itertools.count(1))
    made(calls, LOOK, ASK, Call("ask", {"city": "Rome"}, blocking=True))
    (one,) = calls.take([{"name": "ask", "response": {}}])
    assert one.result.args == {"city": "Paris"}


@pytest.mark.parametrize("response", [{}, {"id": "x"}, {"name": "other"}, {"id": "", "name": ""}])
def test_what_nobody_asked_for_is_left_out(response: dict[str, Any]) -> None:
    """A client may answer what was cancelled before it knew."""
    calls = Calls(itertools.count(1))
    made(calls, ASK)
    assert calls.take([response]) == []
    assert calls.waiting


def test_a_result_that_will_continue_leaves_its_call_open() -> None:
    """More of it follows."""
    calls = Calls(itertools.count(1))
    (name,) = made(calls, LOOK)
    assert len(calls.take([{"id": name, "willContinue": True}])) == 1
    assert calls.waiting
    assert len(calls.take([{"id": name}])) == 1
    assert not calls.waiting


@pytest.mark.parametrize(
    ("call", "asked", "scheduling"),
    [
        (LOOK, "INTERRUPT", "INTERRUPT"),
        (LOOK, "SILENT", "SILENT"),
        (LOOK, "WHEN_IDLE", "WHEN_IDLE"),
        (LOOK, "SCHEDULING_UNSPECIFIED", "WHEN_IDLE"),
        (ASK, "INTERRUPT", "WHEN_IDLE"),
    ],
)
def test_scheduling_counts_for_calls_that_do_not_block(
    call: Call, asked: str, scheduling: str
) -> None:
    """Results of the others are waited for anyway."""
    calls = Calls(itertools.count(1))
    (name,) = made(calls, call)
    (one,) = calls.take([{"id": name, "scheduling": asked}])
    assert one.scheduling == scheduling


def test_only_the_turn_under_way_waits_and_is_cancelled() -> None:
    """Calls of earlier turns stay open and are answered when they are."""
    calls = Calls(itertools.count(1))
    (old,) = made(calls, LOOK)
    calls.begin_turn()
    assert (calls.waiting, calls.blocked) == (False, False)
    (new,) = made(calls, ASK)
    assert (calls.waiting, calls.blocked) == (True, True)
    assert calls.cancel() == {new: ASK}
    assert (calls.waiting, calls.blocked) == (False, False)
    assert calls.pending
    assert len(calls.take([{"id": old}, {"id": new}])) == 1
    assert not calls.pending
