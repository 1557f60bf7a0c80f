"""Patience with a user who has not finished a sentence."""

from __future__ import annotations

from typing import Final

from livechat.sim.effects import Alarm
from livechat.sim.events import AlarmKind

UNFINISHED_S: Final = 5.0
"""Seconds after which an unfinished sentence is answered all the same."""


class Patience:
    """Waits for the rest of a sentence, with one alarm at a time."""

    def __init__(self) -> None:
        self.waits = False
        """Whether the sentence is unfinished."""
        self._until = 0.0
        self._set = False

    def wait(self, now: float) -> list[Alarm]:
        """Wait from now on; return the alarm to be set, unless one is."""
        self._until = now + UNFINISHED_S
        alarms = [] if self._set else [Alarm(AlarmKind.UNFINISHED, UNFINISHED_S)]
        self._set = True
        return alarms

    def rung(self, now: float) -> list[Alarm]:
        """The alarm rang; return another where more of the sentence came meanwhile."""
        left = self._until - now
        self._set = self.waits and left > 0.0
        return [Alarm(AlarmKind.UNFINISHED, left)] if self._set else []
