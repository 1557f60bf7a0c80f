"""The function calls of a conversation as displays show them: what asks, is held, runs, is over.

Folded from the events alone. What the model has asked for, and when, is known by `ToolCalled`;
which number that call has is told with the first `CallEvent` of it.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from livechat.core.talk.events import (
    CallEnded,
    CallEvent,
    CallHeld,
    CallProgressed,
    CallStarted,
    Event,
    LeaveAnswered,
    LeaveAsked,
    ToolCall,
    ToolCalled,
)
from livechat.core.talk.records import EVENTS, Record, event_of, text_in

READ_S: Final = 0.4
"""Seconds for which a question must have been in sight before a key answers it: what was pressed
sooner was meant for something else."""

KEPT: Final = 1_000
"""Calls that are kept when they are over: many hours of a lively conversation."""

KEPT_CHARS: Final = 4_000
"""Characters kept of a result: more than any display shows."""

UNTOLD: Final = 64
"""Calls that the model asked for and of which nothing is heard yet; more is no conversation."""


@dataclass(frozen=True, slots=True)
class Call:
    """One function call."""

    number: int
    name: str
    args: Mapping[str, object]
    at: float
    """Seconds: when the model asked for it."""
    asked: LeaveAsked | None = None
    """What waits for leave; None: it does not."""
    runs_at: float | None = None
    """Seconds: when it runs, while it is held; None: it is not."""
    started_at: float | None = None
    """Seconds: when it began to run; None: it does not run."""
    progress: str = ""
    """How far it is, by its own word."""
    ended: CallEnded | None = None
    """How it ended, its result cut to `KEPT_CHARS`; None: it goes on."""


@dataclass(slots=True)
class Tally:
    """What became of the calls of one function."""

    ran: int = 0
    """How often it ran."""
    took_s: float = 0.0
    """Seconds that it ran, in all."""
    outcomes: Counter[str] = field(default_factory=Counter)
    """How often each outcome was (`CallEnded`)."""


_TELLING = frozenset(
    name for name, kind in EVENTS.items() if issubclass(kind, CallEvent | ToolCalled)
)
"""Names of the records that tell of calls."""


def calls_in(records: Iterable[Record]) -> list[Call]:
    """Return the function calls of one session, from its records, in the order of their ends.

    Times count from the session's first event. Those that were not over come last.
    """
    folded = Hands()
    for record in records:
        event = event_of(record) if text_in(record, "event") in _TELLING else None
        if event is not None:
            folded.fold(event)
    return [*folded.over, *folded.open]


class Hands:
    """Folds the events. Knows no clock: whoever asks brings the time."""

    def __init__(self) -> None:
        self.over: deque[Call] = deque(maxlen=KEPT)
        """Those that have ended, in the order of their ends; the newest `KEPT`."""
        self.tallies: dict[str, Tally] = {}
        """By the names of functions, in the order in which they were first called."""
        self._calls: dict[int, Call] = {}
        """Those that go on, in the order in which they were told, or asked for leave."""
        self._untold: deque[tuple[ToolCall, float]] = deque(maxlen=UNTOLD)
        """Asked for by the model, with no number yet, and when."""
        self._oldest: int | None = None
        self._since = 0.0
        """Seconds: since when the oldest question is the oldest."""

    @property
    def asked(self) -> list[Call]:
        """Those that wait for leave, the oldest question first."""
        return [one for one in self._calls.values() if one.asked]

    @property
    def held(self) -> list[Call]:
        """Those that are about to run, the first to run first."""
        waiting = [(one.runs_at, one) for one in self._calls.values() if one.runs_at is not None]
        return [one for _, one in sorted(waiting, key=lambda each: each[0])]

    @property
    def running(self) -> list[Call]:
        """Those that run, the longest first."""
        return [one for one in self._calls.values() if one.started_at is not None]

    @property
    def open(self) -> list[Call]:
        """Those that are not over, the oldest first."""
        return list(self._calls.values())

    def question(self, now: float, read_s: float = READ_S) -> int | None:
        """The number of the call that is answered now; None: none, or it appeared just now.

        Args:
            now: Seconds.
            read_s: Seconds that it takes to read the question and to answer it.
        """
        return self._oldest if now - self._since >= read_s else None

    def fold(self, event: Event) -> None:
        """Take one event."""
        match event:
            case ToolCalled():
                self._untold += ((call, event.at) for call in event.calls)
            case CallEvent():
                self._take(event)
                self._follow_question(event.at)
            case _:
                pass

    def _follow_question(self, at: float) -> None:
        """Note since when the oldest question has been the oldest."""
        asked = self.asked
        oldest = asked[0].number if asked else None
        if oldest != self._oldest:
            self._oldest, self._since = oldest, at

    def _take(self, event: CallEvent) -> None:
        call = self._calls.get(event.call) or self._begun(event)
        match event:
            case LeaveAsked():
                self._calls.pop(event.call, None)  # it may have been held: it asks after others
                call = replace(call, asked=event, runs_at=None)
            case LeaveAnswered():
                call = replace(call, asked=None)
            case CallHeld():
                call = replace(call, asked=None, runs_at=event.runs_at)
            case CallStarted():
                call = replace(call, asked=None, runs_at=None, started_at=event.at)
            case CallEnded():
                self._end(call, event)
                return
            case _:
                assert isinstance(event, CallProgressed)
                call = replace(call, progress=event.text)
        self._calls[event.call] = call

    def _begun(self, event: CallEvent) -> Call:
        """A call of which this is the first event."""
        args = getattr(event, "args", None)
        for called in self._untold:
            told, at = called
            if told.name == event.name and args in (None, told.args):
                self._untold.remove(called)
                return Call(event.call, event.name, told.args, at)
        return Call(event.call, event.name, args or {}, event.at)

    def _end(self, call: Call, event: CallEnded) -> None:
        self._calls.pop(event.call, None)
        self.over.append(replace(call, ended=replace(event, result=event.result[:KEPT_CHARS])))
        tally = self.tallies.setdefault(event.name, Tally())
        tally.outcomes[event.outcome] += 1
        if call.started_at is not None or event.outcome in ("done", "failed", "timed_out"):
            tally.ran += 1
            tally.took_s += event.took_s
