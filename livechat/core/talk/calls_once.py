"""Each function call is told once, wherever and however often the service puts it.

Some services put a call into `modelTurn.parts[]`, some into `toolCall`, some into both.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from livechat.core.talk.events import ToolCall, ToolCalled

REMEMBERED: Final = 1_000
"""Calls that a repetition is known by: far more than a model makes in a few turns."""


class CallsOnce:
    """Leaves out the calls that were told before."""

    def __init__(self) -> None:
        self._told: dict[tuple[int, str], None] = {}
        """By session and id, the oldest first."""
        self._nameless: list[ToolCall] = []
        """Calls without an id, of the turn under way."""

    def begin_turn(self) -> None:
        """Take note of a new turn: a call without an id may be meant again."""
        self._nameless.clear()

    def fold(self, event: ToolCalled) -> ToolCalled | None:
        """Return the event with the calls that are new; None: there is none."""
        calls = tuple(call for call in event.calls if self._is_new(event.session, call))
        return replace(event, calls=calls) if calls else None

    def _is_new(self, session: int, call: ToolCall) -> bool:
        if not call.id:
            new = call not in self._nameless
            if new:
                self._nameless.append(call)
            return new
        key = (session, call.id)
        if key in self._told:
            return False
        self._told[key] = None
        if len(self._told) > REMEMBERED:
            del self._told[next(iter(self._told))]
        return True
