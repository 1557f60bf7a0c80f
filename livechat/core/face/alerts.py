"""When to tell somebody who looks elsewhere that the model replies, or a function asks for leave.

Rules:
1. A reply begins with its first sound or word (`is_output`).
2. It is told once, and only if the window is out of focus as it begins: whoever leaves in the
   middle of it knows of it.
3. A question for leave is told likewise; others that come while it is unanswered are not.
4. A window is in focus until its terminal reports otherwise. Terminals that report nothing are
   many, and a bell at every reply to somebody who listens would be noise; whoever wants it
   nevertheless says `always`.
"""

from __future__ import annotations

from typing import Literal

from livechat.core.talk.events import (
    CallEnded,
    CallHeld,
    CallStarted,
    Event,
    LeaveAnswered,
    LeaveAsked,
    TurnEvent,
)
from livechat.core.talk.turns import is_output

News = Literal["reply", "leave"]
"""What is told: the model replies, or a function call asks for leave."""


class Alerts:
    """The fold of events and focus.

    Args:
        always: Whether all of it is told, in focus or not.
    """

    def __init__(self, *, always: bool = False) -> None:
        self._always = always
        self._in_focus = True
        self._turn = 0
        """The newest turn in which something was said."""
        self._asked: set[int] = set()
        """Function calls that wait for leave."""

    def focus(self, on: bool) -> None:
        """The window has gained or lost the focus."""
        self._in_focus = on

    def fold(self, event: Event) -> News | None:
        """Take one event, its turn filled in; return what to tell now."""
        news = self._news(event)
        return news if self._always or not self._in_focus else None

    def _news(self, event: Event) -> News | None:
        match event:
            case LeaveAsked():
                first = not self._asked
                self._asked.add(event.call)
                return "leave" if first else None
            case LeaveAnswered() | CallHeld() | CallStarted() | CallEnded():
                self._asked.discard(event.call)
            case TurnEvent() if event.turn > self._turn and is_output(event):
                self._turn = event.turn
                return "reply"
            case _:
                pass
        return None
