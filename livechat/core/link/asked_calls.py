"""Function calls that the model asked for and that have no result yet.

A call belongs to the service's session that asked for it. A resumed session still waits for its
result (PROTOCOL §11.2); a new one learns of a result that comes late in words.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from livechat.core.link.items import Note, ToolResult
from livechat.core.talk.events import Event, ToolCall, ToolCallCancelled, ToolCalled
from livechat.core.tools.account import written

MAX_CALLS: Final = 1_000
"""Calls remembered, the newest: far more than are ever under way."""

MAX_RESULT_CHARS: Final = 8_000
"""Characters of a late result that a session is told: as many as a result has at all."""


@dataclass(slots=True)
class _Asked:
    session: int
    turn: int
    call: ToolCall
    over: bool = field(default=False)
    """Whether its result has left, or is not wanted any more."""


class AskedCalls:
    """Follows the calls of a conversation, over all sessions of the service."""

    def __init__(self) -> None:
        self.session = 0
        """The service's session that there is now."""
        self._calls: deque[_Asked] = deque(maxlen=MAX_CALLS)

    @property
    def waiting(self) -> bool:
        """Whether the session that there is now waits for a result."""
        return any(one.session == self.session and not one.over for one in self._calls)

    def waits_for(self, ids: tuple[str, ...]) -> bool:
        """Whether it waits for the result of one of some calls."""
        return any(
            one.session == self.session and not one.over and one.call.id in ids
            for one in self._calls
        )

    def fold(self, event: Event) -> None:
        """Take an event of the session, numbered."""
        match event:
            case ToolCalled(calls=calls, session=session, turn=turn):
                self._calls.extend(_Asked(session, turn, call) for call in calls)
            case ToolCallCancelled(ids=ids):
                for one in self._calls:
                    one.over |= one.session == self.session and one.call.id in ids
            case _:
                pass

    def sent(self, result: ToolResult) -> None:
        """A result has left."""
        one = self._find(result)
        if one is not None and not result.more:
            one.over = True

    def turn_of(self, result: ToolResult) -> int:
        """The turn that asked for it; 0: not known."""
        one = self._find(result)
        return one.turn if one else 0

    def in_words(self, result: ToolResult) -> Note:
        """What a session is told that does not know the call of a result."""
        one = self._find(result)
        args: Mapping[str, object] = one.call.args if one else {}
        told = json.dumps(dict(result.response), ensure_ascii=False, default=str)
        if len(told) > MAX_RESULT_CHARS:
            told = f"{told[:MAX_RESULT_CHARS]}…"
        text = (
            f"(The function {written(result.name, args)}, which you called before our connection "
            f"was lost, is over. Its result: {told})"
        )
        return Note(text, answered=not result.silent)

    def _find(self, result: ToolResult) -> _Asked | None:
        """The call of a result; some services leave the ids out, and answer in order."""
        asked = (result.session, result.id, result.name)
        alike = [one for one in self._calls if (one.session, one.call.id, one.call.name) == asked]
        return next((one for one in alike if not one.over), alike[0] if alike else None)
