"""Function calls that are under way, as the events of a conversation tell."""

from __future__ import annotations

from collections import Counter

from livechat.core.talk.events import (
    CallEnded,
    CallEvent,
    CallHeld,
    CallProgressed,
    CallStarted,
    Connected,
    Event,
    ToolAnswered,
    ToolCallCancelled,
    ToolCalled,
)


class UnderWay:
    """Follows them from the model's wish until the model has the result.

    A service's session that is gone waits for no result; the call goes on here all the same.
    """

    def __init__(self) -> None:
        self._asked: Counter[tuple[str, str]] = Counter()
        """Calls that the service waits for, by id and name; some services leave the ids out."""
        self._here: dict[int, bool] = {}
        """Calls on this machine, by their numbers, and whether they run or are about to."""

    @property
    def any(self) -> bool:
        """Whether the model can say what came of all its calls only later."""
        return bool(self._asked or self._here)

    @property
    def here(self) -> bool:
        """Whether one is dealt with on this machine: it has a limit of its own."""
        return bool(self._here)

    @property
    def running(self) -> bool:
        """Whether a function runs, or is about to; one that waits for the user's leave does not."""
        return any(self._here.values())

    def fold(self, event: Event) -> None:
        """Take an event."""
        match event:
            case ToolCalled(calls=calls):
                self._asked.update((call.id, call.name) for call in calls)
            case ToolAnswered(id=call, name=name):
                self._answered(call, name)
            case ToolCallCancelled(ids=ids):
                for call, name in [key for key in self._asked if key[0] in ids]:
                    self._answered(call, name)
            case Connected(how="new" | "seeded"):
                self._asked.clear()
            case CallEnded(call=number):
                self._here.pop(number, None)
            case CallHeld() | CallStarted() | CallProgressed():
                self._here[event.call] = True
            case CallEvent(call=number):
                self._here[number] = False
            case _:
                pass

    def _answered(self, call: str, name: str) -> None:
        self._asked[call, name] -= 1
        if self._asked[call, name] <= 0:
            del self._asked[call, name]
