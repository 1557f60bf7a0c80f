"""When to tell somebody who looks elsewhere that the model replies.

Rules:
1. A reply begins with its first sound or word (`is_output`).
2. It is told once, and only if the window is out of focus as it begins: whoever leaves in the
   middle of it knows of it.
3. A window is in focus until its terminal reports otherwise. Terminals that report nothing are
   many, and a bell at every reply to somebody who listens would be noise; whoever wants it
   nevertheless says `always`.
"""

from __future__ import annotations

from livechat.core.talk.events import Event, TurnEvent
from livechat.core.talk.turns import is_output


class Alerts:
    """The fold of events and focus.

    Args:
        always: Whether every reply is told, in focus or not.
    """

    def __init__(self, *, always: bool = False) -> None:
        self._always = always
        self._in_focus = True
        self._turn = 0
        """The newest turn in which something was said."""

    def focus(self, on: bool) -> None:
        """The window has gained or lost the focus."""
        self._in_focus = on

    def fold(self, event: Event) -> bool:
        """Take one event, its turn filled in; whether to tell now."""
        if not isinstance(event, TurnEvent) or event.turn <= self._turn or not is_output(event):
            return False
        self._turn = event.turn
        return self._always or not self._in_focus
