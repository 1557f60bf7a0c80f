"""Function calls: who asked, and what became of each.

A call belongs to the service's session that asked for it: a resumed session still knows it, a new
one does not (PROTOCOL: a result sent after a resumption is taken). A new session is therefore told
in words what became of the calls before it; without that the model calls again.

    asked ──► answered | cancelled | orphaned (its session is gone)
"""

from __future__ import annotations

import json
from collections import deque
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

MAX_ACCOUNT_CHARS: Final = 10_000
"""Characters told of all calls, the newest: a quarter of what a new session is told at all."""


class CallState(Enum):
    """Where a call stands."""

    ASKED = "no result yet"
    ANSWERED = "answered"
    CANCELLED = "cancelled"
    ORPHANED = "its result never reached you"


_S = CallState

# A pair that is missing keeps its state. Where a result was handed over, nobody knows whether it
# arrived before the session was gone.
TABLE: Final[dict[tuple[CallState, str], CallState]] = {
    (_S.ASKED, "answer"): _S.ANSWERED,
    (_S.ASKED, "cancel"): _S.CANCELLED,
    (_S.ASKED, "session gone"): _S.ORPHANED,
}


@dataclass(slots=True)
class Call:
    """One call."""

    session: int
    """Number of the service's session that asked."""
    call: ToolCall
    state: CallState = CallState.ASKED
    response: Mapping[str, object] | None = None


class Calls:
    """The calls, in the order in which they came."""

    def __init__(self) -> None:
        self._calls: deque[Call] = deque(maxlen=MAX_CALLS)

    def fold(self, event: Event) -> None:
        """Take an event of the session, numbered."""
        match event:
            case ToolCalled(calls=calls, session=session):
                self._calls.extend(Call(session, call) for call in calls)
            case ToolCallCancelled(ids=ids):
                for one in self._calls:
                    if one.call.id in ids:
                        _follow(one, "cancel")
            case _:
                pass

    def answered(self, result: ToolResult) -> None:
        """Note that a result was handed over: what was done is done, whoever learns of it."""
        alike = [one for one in self._calls if _is_asked_by(one, result)]
        waiting = [one for one in alike if one.state is CallState.ASKED]
        for call in (waiting or alike)[:1]:
            _follow(call, "answer")
            call.response = result.response

    def session_gone(self, session: int) -> None:
        """Note that a session of the service's cannot be resumed any more."""
        for call in self._calls:
            if call.session == session:
                _follow(call, "session gone")

    def account(self) -> str:
        """What became of the newest calls, a line each, for a new session; empty: none came."""
        lines: list[str] = []
        left = MAX_ACCOUNT_CHARS
        for call in reversed(self._calls):
            line = _line(call)
            left -= len(line) + 1
            if left < 0:
                break
            lines.append(line)
        return "\n".join(reversed(lines))


def _is_asked_by(one: Call, result: ToolResult) -> bool:
    """Whether a result is for a call; some services leave the ids out."""
    asked = (one.session, one.call.id, one.call.name)
    return asked == (result.session, result.id, result.name)


def _follow(call: Call, signal: str) -> None:
    call.state = TABLE.get((call.state, signal), call.state)


def _line(call: Call) -> str:
    # Whoever is told is a new session: the one that asked is gone.
    state = TABLE.get((call.state, "session gone"), call.state)
    line = f"- {call.call.name}({_short(dict(call.call.args))}): {state.value}"
    return line if call.response is None else f"{line}: {_short(dict(call.response))}"


def _short(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= MAX_ARGUMENT_CHARS else f"{text[:MAX_ARGUMENT_CHARS]}…"
