"""Function calls a session has made and what became of them."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from livechat.sim.mind.answer import Call, Result

MOST_MADE: Final = 1_000
"""Ids remembered of calls that are over; their late results are borne."""


@dataclass(frozen=True, slots=True)
class Returned:
    """A function's result, matched with its call."""

    result: Result
    scheduling: str
    """`WHEN_IDLE`, `INTERRUPT` or `SILENT`; a blocking call knows only the first."""
    blocking: bool = False
    """Whether the call was."""
    recorded: bool = False
    """Whether the call was one of a recording, and what follows it is too."""


class Calls:
    """Calls without a result yet.

    Args:
        numbers: Numbers for ids, never the same twice on one server: a resumed session must not
            mistake an old call's result for a new one's.
        pending: Calls of an earlier connection of the session, by their ids.
        made: Ids of all calls there, the newest of them.
        dropped: Calls that ended there without a word.
    """

    def __init__(
        self,
        numbers: Iterator[int],
        pending: Mapping[str, Call] | None = None,
        made: Iterable[str] = (),
        dropped: Iterable[Call] = (),
    ) -> None:
        self.dropped = list(dropped)
        """Calls that an interruption ended without a word, to be made again."""
        self._numbers = numbers
        self._open: dict[str, Call] = dict(pending or {})
        self._made: deque[str] = deque((*made, *self._open), MOST_MADE)
        self._turn: set[str] = set()
        self._recorded: set[str] = set()

    @property
    def pending(self) -> Mapping[str, Call]:
        """All calls without a result, of whatever turn, by their ids."""
        return self._open

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids of the calls of the session, over or not, the newest of them."""
        return tuple(self._made)

    @property
    def made(self) -> bool:
        """Whether the turn under way has made a call."""
        return bool(self._turn)

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
        made = {spelled(next(self._numbers)): call for call in calls}
        self._add(made)
        return {
            "toolCall": {
                "functionCalls": [
                    {"name": call.name, "args": dict(call.args), "id": name}
                    for name, call in made.items()
                ]
            }
        }

    def recorded(self, message: Mapping[str, Any]) -> None:
        """Calls of a recorded `toolCall` message, if it is one, have been made again."""
        asked = message.get("toolCall")
        calls = asked.get("functionCalls") if isinstance(asked, dict) else None
        made = {
            call["id"]: Call(str(call.get("name", "")), {}, blocking=False)
            for call in (calls if isinstance(calls, list) else ())
            if isinstance(call, dict) and isinstance(call.get("id"), str)
        }
        self._recorded |= made.keys()
        self._add(made)

    def take(self, responses: Iterable[Mapping[str, Any]]) -> list[Returned]:
        """Results among `responses` that somebody waits for.

        What was cancelled, answered before or never asked is left out: a client may have sent it
        before it knew. Without an id, as Vertex AI allows, the name decides.
        """
        taken = (self._match(response) for response in responses)
        return [one for one in taken if one is not None]

    def knows(self, responses: Iterable[Mapping[str, Any]]) -> bool:
        """Whether all `responses` are to calls of this session, be they over or not."""
        named = (response.get("id") for response in responses)
        return all(name is None or name in self._made for name in named)

    def cancel(self) -> dict[str, Call]:
        """Forget the unanswered calls of the turn under way; return them by their ids."""
        cancelled = {name: call for name, call in self._open.items() if name in self._turn}
        for name in cancelled:
            del self._open[name]
        return cancelled

    def drop(self) -> list[Call]:
        """End all calls that block, of whatever turn, without a word; return them."""
        dropped = {name: call for name, call in self._open.items() if call.blocking}
        for name in dropped:
            del self._open[name]
        self.dropped += dropped.values()
        return list(dropped.values())

    def again(self, names: Collection[str]) -> list[Call]:
        """Calls that were dropped, spelled otherwise, but for functions called anyway."""
        dropped, self.dropped = self.dropped, []
        return [respelled(call) for call in dropped if call.name not in names]

    def _add(self, calls: Mapping[str, Call]) -> None:
        self._open |= calls
        self._made.extend(calls)
        self._turn |= calls.keys()

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
        result = Result(call.name, call.args, response.get("response", {}))
        return Returned(result, known, call.blocking, name in self._recorded)


def spelled(number: int) -> str:
    """The id of a call, in one of the three spellings that were seen."""
    return _SPELLINGS[number % len(_SPELLINGS)].format(number)


_SPELLINGS: Final = ("fc_1420072581749{:07}", "function-call-{}", "call_{:06}")


def respelled(call: Call) -> Call:
    """A call as the model makes it again: its texts without their small words.

    "tomorrow at 3pm" was seen to become "tomorrow 3pm": who compares arguments letter by letter
    books twice.
    """
    return replace(call, args={name: _respelled(value) for name, value in call.args.items()})


def _respelled(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    words = value.split()
    kept = [word for at, word in enumerate(words) if not at or word not in _SMALL]
    return " ".join(kept) if len(kept) < len(words) else value


_SMALL: Final = frozenset(("a", "an", "at", "for", "in", "of", "on", "the", "to"))
