"""What became of each function call is known, and told to a session that does not know it."""

from __future__ import annotations

from itertools import product

import pytest

from livechat.core.link.calls import (
    MAX_ACCOUNT_CHARS,
    MAX_ARGUMENT_CHARS,
    MAX_CALLS,
    TABLE,
    Calls,
    CallState,
)
from livechat.core.link.items import ToolResult
from livechat.core.talk.events import Interrupted, ToolCall, ToolCallCancelled, ToolCalled

ANSWER = "answer"
CANCEL = "cancel"
GONE = "session gone"


def asked(*ids: str, session: int = 1, name: str = "book") -> ToolCalled:
    calls = tuple(ToolCall(one, name, {"day": "Monday"}) for one in ids)
    return ToolCalled(at=0, calls=calls, session=session)


def result(call_id: str, session: int = 1, name: str = "book") -> ToolResult:
    return ToolResult(session, call_id, name, {"output": f"booked {call_id}"})


def after(*signals: str) -> Calls:
    calls = Calls()
    calls.fold(asked("a"))
    for signal in signals:
        if signal == ANSWER:
            calls.answered(result("a"))
        elif signal == CANCEL:
            calls.fold(ToolCallCancelled(at=0, ids=("a", "unknown")))
        else:
            calls.session_gone(1)
    return calls


def states(calls: Calls) -> list[CallState]:
    return [one.state for one in calls._calls]


ENDS = {ANSWER: CallState.ANSWERED, CANCEL: CallState.CANCELLED, GONE: CallState.ORPHANED}


@pytest.mark.parametrize(("first", "second"), list(product(ENDS, ENDS)))
def test_what_comes_first_decides(first: str, second: str) -> None:
    """A call has one end: the table has no row that leads out of it."""
    assert states(after(first)) == states(after(first, second)) == [ENDS[first]]
    assert {state for state, _ in TABLE} == {CallState.ASKED}


@pytest.mark.parametrize(
    ("signals", "told"),
    [
        ([], "its result never reached you"),
        ([GONE], "its result never reached you"),
        ([CANCEL], "cancelled"),
        ([ANSWER], 'answered: {"output": "booked a"}'),
        ([GONE, ANSWER], 'its result never reached you: {"output": "booked a"}'),
        ([CANCEL, ANSWER], 'cancelled: {"output": "booked a"}'),
    ],
)
def test_a_new_session_is_told_what_became_of_a_call(signals: list[str], told: str) -> None:
    """What was done is told though nobody learnt of it in time."""
    assert after(*signals).account() == f'- book({{"day": "Monday"}}): {told}'


def test_where_there_were_no_calls_nothing_is_told() -> None:
    """Other events are none, and a result that nobody asked for is ignored."""
    calls = Calls()
    calls.fold(Interrupted(at=0))
    calls.answered(result("a"))
    assert calls.account() == ""


def test_a_call_belongs_to_the_session_that_asked() -> None:
    """Another session may use the same id."""
    calls = Calls()
    calls.fold(asked("a", session=1))
    calls.fold(asked("a", session=2))
    calls.session_gone(1)
    calls.fold(ToolCallCancelled(at=0, ids=("unknown",)))
    calls.answered(result("a", session=2))
    assert states(calls) == [CallState.ORPHANED, CallState.ANSWERED]
    calls.answered(result("a", session=3))
    calls.session_gone(2)
    assert states(calls) == [CallState.ORPHANED, CallState.ANSWERED]


def test_calls_without_an_id_are_told_apart_by_name_and_order() -> None:
    """As services that leave ids out expect it."""
    calls = Calls()
    for name in ("book", "find", "book"):
        calls.fold(asked("", name=name))
    calls.answered(result("", name="find"))
    calls.answered(result(""))
    assert states(calls) == [CallState.ANSWERED, CallState.ANSWERED, CallState.ASKED]
    calls.answered(result(""))
    assert states(calls) == [CallState.ANSWERED] * 3


def test_what_is_told_has_a_bound() -> None:
    """Of one call, of all, and of those that are remembered: the newest."""
    calls = Calls()
    calls.fold(ToolCalled(at=0, calls=(ToolCall("a", "f", {"x": "y" * 9_999}),), session=1))
    assert len(calls.account()) < MAX_ARGUMENT_CHARS + 100
    assert "…" in calls.account()
    calls.fold(asked(*map(str, range(2 * MAX_CALLS))))
    for number in range(2 * MAX_CALLS):
        calls.answered(result(str(number)))
    lines = calls.account().splitlines()
    assert len(states(calls)) == MAX_CALLS
    assert MAX_ACCOUNT_CHARS - 100 < len(calls.account()) <= MAX_ACCOUNT_CHARS
    assert lines[-1].endswith(f'"booked {2 * MAX_CALLS - 1}"}}')


def test_arguments_that_are_no_json_are_told_all_the_same() -> None:
    """A function's answer is whatever somebody wrote."""
    calls = after()
    calls.answered(ToolResult(1, "a", "book", {"output": {1}}))
    assert "{1}" in calls.account()
