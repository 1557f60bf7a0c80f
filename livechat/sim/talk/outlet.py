"""Where what a session decides goes."""

from __future__ import annotations

from typing import Protocol

from livechat.sim.effects import Effect
from livechat.sim.mind.question import Question
from livechat.sim.protocol.wire import Close


class Outlet(Protocol):
    """Where what is decided goes."""

    def emit(self, effect: Effect) -> None:
        """Have something done."""

    def hang_up(self, close: Close) -> None:
        """Close the connection."""

    def settled(self) -> None:
        """The turn is over: the session can be resumed from here. Said before `turnComplete`, for
        clients that stop reading there, and after it, for those that read on.
        """


class Owner(Outlet, Protocol):
    """What a delivery asks of whoever makes it."""

    def forgot(self) -> None:
        """The oldest exchanges are no longer in the context."""

    def question(self) -> Question:
        """What the language model is asked now."""
