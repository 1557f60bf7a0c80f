"""Function calls as a guard tells of them, made up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from livechat.core.face.hands import Hands
from livechat.core.talk.events import (
    CallEnded,
    CallHeld,
    CallStarted,
    Event,
    LeaveAnswered,
    LeaveAsked,
    ToolCall,
    ToolCalled,
)

ORDER: Mapping[str, object] = {"item": "work gloves", "count": 12}


def wanted(at: float, name: str = "order", args: Mapping[str, object] = ORDER) -> ToolCalled:
    return ToolCalled(at=at, turn=1, calls=(ToolCall(f"id {at}", name, args),))


def asked(at: float, call: int = 1, args: Mapping[str, object] = ORDER, **more: Any) -> LeaveAsked:
    more = {"server": "shop.py", **more}
    return LeaveAsked(at=at, call=call, name="order", args=args, **more)


def answered(at: float, call: int = 1, answer: Any = "once") -> LeaveAnswered:
    return LeaveAnswered(at=at, call=call, name="order", answer=answer, by="key")


def held(
    at: float, call: int = 1, args: Mapping[str, object] = ORDER, runs_at: float | None = None
) -> CallHeld:
    runs_at = at + 1.5 if runs_at is None else runs_at
    return CallHeld(at=at, call=call, name="order", args=args, runs_at=runs_at)


def started(at: float, call: int = 1, args: Mapping[str, object] = ORDER) -> CallStarted:
    return CallStarted(at=at, call=call, name="order", args=args)


def ended(at: float, call: int = 1, outcome: Any = "done", **more: Any) -> CallEnded:
    return CallEnded(at=at, call=call, name="order", outcome=outcome, **more)


def hands(*events: Event) -> Hands:
    folded = Hands()
    for event in events:
        folded.fold(event)
    return folded
