"""What a session makes of a connection's events, for tests that have no session."""

from __future__ import annotations

from collections.abc import Callable

from livechat.core.link.items import Activity, Item, Sound, SoundEnd, ToolResult, Typed
from livechat.core.talk.events import (
    ActivityMarked,
    Event,
    InputPaused,
    LineEntered,
    SetupAccepted,
    TurnComplete,
)
from livechat.core.talk.turns import Turns


class Ledger:
    """Numbers and cleans events as a session does, what becomes certain by waiting included."""

    def __init__(self) -> None:
        self.turns = Turns()
        self._now = float("-inf")

    def take(self, event: Event) -> list[Event]:
        """Return what everybody sees by the time of an event of either side."""
        told = self.until(event.at)
        self._now = event.at
        match event:
            case TurnComplete(lost=True):
                return told + self.turns.close(event.at)
            case LineEntered() | ActivityMarked(speaking=False):
                self.turns.user_asked(event.at)
            case ActivityMarked():
                self.turns.user_spoke(event.at)
            case InputPaused():
                self.turns.user_paused(event.at)
            case SetupAccepted():
                self.turns.accepted(event.spec, event.session)
            case _:
                pass
        return told + self.turns.number(event)

    def handed_over(self, item: Item, at: float) -> None:
        """Take what the user hands over, at a time in seconds."""
        match item:
            case Sound(voiced=True) | Activity(speaking=True):
                self.turns.user_spoke(at)
            case Typed() | Activity() | ToolResult():
                self.turns.user_asked(at)
            case SoundEnd():
                self.turns.user_paused(at)
            case _:
                pass

    def until(self, now: float) -> list[Event]:
        """Return what becomes certain by a time, in seconds, because nothing comes."""
        return self._tick_while(lambda: self.turns.wakes_at <= now)

    def settled(self) -> list[Event]:
        """Return what trails the last turn, if it is over."""
        return self._tick_while(
            lambda: not (self.turns.open or self.turns.interrupted) and self._wakes
        )

    @property
    def _wakes(self) -> bool:
        return self.turns.wakes_at < float("inf")

    def _tick_while(self, due: Callable[[], bool]) -> list[Event]:
        told: list[Event] = []
        while due():
            self._now = max(self._now, self.turns.wakes_at)
            news = self.turns.tick(self._now)
            assert news, "the ledger wakes for nothing"
            told += news
        return told
