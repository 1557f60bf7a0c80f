"""Which function calls are under way is known from the events."""

from __future__ import annotations

import pytest

from livechat.core.talk.events import (
    CallEnded,
    CallHeld,
    CallProgressed,
    CallStarted,
    Connected,
    Event,
    LeaveAnswered,
    LeaveAsked,
    Notice,
    ToolAnswered,
    ToolCall,
    ToolCallCancelled,
    ToolCalled,
)
from livechat.core.tools.under_way import UnderWay


def asked(*ids: str) -> ToolCalled:
    return ToolCalled(at=0, calls=tuple(ToolCall(one, "f", {}) for one in ids))


def answered(call: str) -> ToolAnswered:
    return ToolAnswered(at=0, id=call, name="f")


def connected(how: str) -> Event:
    assert how in ("new", "resumed", "seeded")
    return Connected(at=0, model="fake", practice=False, how=how)  # type: ignore[arg-type]


LEAVE = LeaveAsked(at=0, call=1, name="f", args={})
GIVEN = LeaveAnswered(at=0, call=1, name="f", answer="once", by="key")
HELD = CallHeld(at=0, call=1, name="f", args={}, runs_at=1.5)
RUNS = CallStarted(at=0, call=1, name="f", args={})
HALF = CallProgressed(at=0, call=1, name="f", text="half")
DONE = CallEnded(at=0, call=1, name="f", outcome="done")
OTHER = CallStarted(at=0, call=2, name="f", args={})


def after(*events: Event) -> tuple[bool, bool, bool]:
    calls = UnderWay()
    for event in events:
        calls.fold(event)
    return calls.any, calls.here, calls.running


@pytest.mark.parametrize(
    ("events", "any_", "here", "running"),
    [
        ([], False, False, False),
        ([asked("a"), Notice(at=0, text="x")], True, False, False),
        ([asked("a"), answered("a")], False, False, False),
        ([asked("a", "b"), answered("a")], True, False, False),
        ([asked("a", "b"), ToolCallCancelled(at=0, ids=("b", "x"))], True, False, False),
        (
            [asked("a", "b"), answered("a"), ToolCallCancelled(at=0, ids=("b",))],
            False,
            False,
            False,
        ),
        ([answered("unknown")], False, False, False),
        # Without ids
        ([asked("", ""), answered("")], True, False, False),
        ([asked("", ""), answered(""), answered("")], False, False, False),
        # Leave is waited for as long as it takes
        ([asked("a"), LEAVE], True, True, False),
        ([asked("a"), LEAVE, GIVEN], True, True, False),
        ([asked("a"), LEAVE, GIVEN, HELD], True, True, True),
        ([asked("a"), RUNS, HALF], True, True, True),
        ([asked("a"), RUNS, DONE], True, False, False),
        ([asked("a"), RUNS, DONE, answered("a")], False, False, False),
        ([asked("a"), RUNS, OTHER, DONE, answered("a")], True, True, True),
        # A new session has not asked, but the function runs
        ([asked("a"), connected("resumed")], True, False, False),
        ([asked("a"), connected("seeded")], False, False, False),
        ([asked("a"), RUNS, connected("new")], True, True, True),
        ([asked("a"), RUNS, connected("new"), DONE, DONE], False, False, False),
    ],
)
def test_a_call_is_under_way_until_the_model_knows_what_came_of_it(
    events: list[Event], any_: bool, here: bool, running: bool
) -> None:
    """Asked for, waiting for leave, held, running, and done but not told."""
    assert after(*events) == (any_, here, running)
