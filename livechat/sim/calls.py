"""Function calls a session has made and what became of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from livechat.sim.mind.answer import Call, Result


@dataclass(frozen=True, slots=True)
class Returned:
    """A function's result, matched with its call."""

    result: Result
    scheduling: str
    """`WHEN_IDLE`, `INTERRUPT` or `SILENT`; a blocking call knows only the first."""


class Calls:
    """Calls without a result yet.

    Args:
        numbers: Numbers for ids, never the same twice on one server: a resumed session must not
            mistake an old call's result for a new one's.
    """

    def __init__(self, numbers: Iterator[int]) -> None:
        self._numbers = numbers
        self._open: dict[str, Call] = {}
        self._turn: set[str] = set()

    @property
    def pending(self) -> bool:
        """Whether any call, of whatever turn, has no result."""
        return bool(self._open)

    @property
    def waiting(self) -> bool:
        """Whether a call of the turn under way has no result."""
        return not self._turn.isdisjoint(self._open)

    @property
    def blocked(self) -> bool:
        """Whether one of them is to be waited for, however long it takes."""
        return any(self._open[name].blocking for name in self._turn & self._open.keys())

    def begin_turn(self) -> None:
        """Calls made from now on belong to a new turn."""
        self._turn.clear()

    def make(self, calls: Iterable[Call]) -> dict[str, Any]:
        """The `toolCall` message for some calls."""
        made = {f"function-call-{next(self._numbers)}": call for call in calls}
        self._open |= made
        self._turn |= made.keys()
        return {
            "toolCall": {
                "functionCalls": [
                    {"name": call.name, "args": dict(call.args), "id": name}
                    for name, call in made.items()
                ]
            }
        }

    def take(self, responses: Iterable[Mapping[str, Any]]) -> list[Returned]:
        """Results among `responses` that somebody waits for.

        What was cancelled, answered before or never asked is left out: a client may have sent it
        before it knew. Without an id, as Vertex AI allows, the name decides.
        """
        taken = (self._match(response) for response in responses)
        return [one for one in taken if one is not None]

    def cancel(self) -> list[str]:
        """Forget the unanswered calls of the turn under way; return their ids."""
        cancelled = [name for name in self._open if name in self._turn]
        for name in cancelled:
            del self._open[name]
        return cancelled

    def _match(self, response: Mapping[str, Any]) -> Returned | None:
        name = response.get("id") or next(
            (name for name, call in self._open.items() if call.name == response.get("name")), ""
        )
        call = self._open.get(name)
        if call is None:
            return None
        if not response.get("willContinue"):
            del self._open[name]
        scheduling = "WHEN_IDLE" if call.blocking else response.get("scheduling", "")
        known = scheduling if scheduling in ("INTERRUPT", "SILENT") else "WHEN_IDLE"
        return Returned(Result(call.name, call.args, response.get("response", {})), known)
