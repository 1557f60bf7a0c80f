"""Which function calls the service waits for is known, over all its sessions."""

from __future__ import annotations

from dataclasses import replace

import pytest

from livechat.core.link.asked_calls import AskedCalls
from livechat.core.link.items import Note, ToolResult
from livechat.core.talk.events import Interrupted, ToolCall, ToolCallCancelled, ToolCalled


def asked(*ids: str, session: int = 1, name: str = "book") -> ToolCalled:
    calls = tuple(ToolCall(one, name, {"day": "Monday"}) for one in ids)
    return ToolCalled(at=0, calls=calls, session=session)


def result(call: str, *, session: int = 1, name: str = "book", more: bool = False) -> ToolResult:
    return ToolResult(session, call, name, {"output": "done"}, more=more)


def after(*calls: ToolCalled, session: int = 1) -> AskedCalls:
    found = AskedCalls()
    found.session = session
    for one in calls:
        found.fold(one)
    return found


def test_a_result_belongs_to_the_turn_that_asked() -> None:
    """Also where a service leaves ids out: then the oldest call without a result is meant."""
    calls = after(replace(asked(""), turn=3), replace(asked(""), turn=4))
    assert calls.turn_of(result("")) == 3
    calls.sent(result(""))
    assert calls.turn_of(result("")) == 4
    assert calls.turn_of(result("unknown")) == 0


def test_a_call_waits_until_its_result_has_left() -> None:
    """How far it is does not end it."""
    calls = after(asked("a", "b"))
    for item in (result("a"), result("b", more=True), result("unknown")):
        calls.sent(item)
        assert calls.waiting
    assert calls.waits_for(("b", "x"))
    assert not calls.waits_for(("a", "x"))
    calls.sent(result("b"))
    assert not calls.waiting


def test_a_call_that_is_cancelled_waits_no_more() -> None:
    """Others do; an interruption says nothing about them."""
    calls = after(asked("a", "b"))
    calls.fold(ToolCallCancelled(at=0, ids=("a", "unknown")))
    calls.fold(Interrupted(at=0))
    assert calls.waiting
    calls.fold(ToolCallCancelled(at=0, ids=("b",)))
    assert not calls.waiting


def test_a_new_session_waits_for_nothing_of_the_one_before() -> None:
    """Not even if it uses the same ids."""
    calls = after(asked("a"), session=2)
    waits = [calls.waiting]
    calls.fold(asked("a", session=2))
    for session in (1, 2):
        calls.sent(result("a", session=session))
        waits.append(calls.waiting)
    assert waits == [False, True, False]


def test_calls_without_an_id_are_told_apart_by_name_and_order() -> None:
    """As services that leave ids out expect it."""
    calls = after(*(asked("", name=name) for name in ("book", "find", "book")))
    for name, waits in (("find", True), ("book", True), ("book", False)):
        calls.sent(result("", name=name))
        assert calls.waiting is waits


@pytest.mark.parametrize(("call", "args"), [("a", '{"day": "Monday"}'), ("unknown", "{}")])
def test_a_late_result_is_told_with_its_call(call: str, args: str) -> None:
    """As far as that is remembered, also when its result has left before."""
    calls = after(asked("a"))
    calls.sent(result("a"))
    assert calls.in_words(result(call)) == Note(
        f"(The function book({args}), which you called before our connection was lost, is over. "
        'Its result: {"output": "done"})',
        answered=True,
    )
