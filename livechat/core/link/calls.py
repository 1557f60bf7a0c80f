"""Function calls: who asked, and what became of each.

A call belongs to the service's session that asked for it: a resumed session still knows it, a new
one does not (PROTOCOL: a result sent after a resumption is taken). A new session is therefore told
in words what became of the calls before it; without that the model calls again.

    asked ──► answered | cancelled | orphaned (its session is gone)
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

from livechat.core.link.items import ToolResult
from livechat.core.talk.events import Event, ToolCall, ToolCallCancelled, ToolCalled

MAX_CALLS: Final = 200
"""Calls remembered, the newest: more than a new session needs to be told."""

MAX_ARGUMENT_CHARS: Final = 500
"""Characters of one call's arguments, or of its result, that a new session is told."""


class CallState(Enum):
    """Where a call stands."""

    ASKED = "no result yet"
    ANSWERED = "answered"
    CANCELLED = "cancelled"
    ORPHANED = "its result never reached you"


_S = CallState

# A pair that is missing keeps its state.
TABLE: Final[dict[tuple[CallState, str], CallState]] = {
    (_S.ASKED, "answer"): _S.ANSWERED,
    (_S.ASKED, "cancel"): _S.CANCELLED,
    (_S.ASKED, "session gone"): _S.ORPHANED,
    # It was sent, and nobody knows whether it arrived.
    (_S.ANSWERED, "session gone"): _S.ANSWERED,
}


@dataclass(slots=True)
class Call:
    """One call."""

    call: ToolCall
    state: CallState = CallState.ASKED
    response: Mapping[str, object] | None = None


class Calls:
    """The table, by the service's session and the call's id."""

    def __init__(self) -> None:
        self._calls: dict[tuple[int, str], Call] = {}

    def fold(self, event: Event) -> None:
        """Take an event of the session, numbered."""
        match event:
            case ToolCalled(calls=calls, session=session):
                for call in calls:
                    self._calls.setdefault((session, call.id), Call(call))
                while len(self._calls) > MAX_CALLS:
                    del self._calls[next(iter(self._calls))]
            case ToolCallCancelled(ids=ids):
                for (_, call_id), one in self._calls.items():
                    if call_id in ids:
                        _follow(one, "cancel")
            case _:
                pass

    def answered(self, result: ToolResult) -> None:
        """Note that a result was handed over."""
        call = self._calls.get((result.session, result.id))
        if call is not None:
            _follow(call, "answer")
            call.response = result.response

    def session_gone(self, session: int) -> None:
        """Note that a session of the service's cannot be resumed any more."""
        for (number, _), call in self._calls.items():
            if number == session:
                _follow(call, "session gone")

    def account(self) -> str:
        """What became of all calls, a line each, for a new session; empty: there were none."""
        return "\n".join(_line(call) for call in self._calls.values())


def _follow(call: Call, signal: str) -> None:
    call.state = TABLE.get((call.state, signal), call.state)


def _line(call: Call) -> str:
    arguments = _short(dict(call.call.args))
    line = f"- {call.call.name}({arguments}): {call.state.value}"
    return line if call.response is None else f"{line}: {_short(dict(call.response))}"


def _short(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= MAX_ARGUMENT_CHARS else f"{text[:MAX_ARGUMENT_CHARS]}…"
