"""What resumes a session, and what it stands for: the session itself, or as it was by then.

Some services give out one handle a connection, which names the session (PROTOCOL §11.2). Others
give out a new one after each turn; then the newest answer is not in an older one.
"""

from __future__ import annotations

from typing import Final

from livechat.core.link.policies import NEVER

HANDLE_S: Final = 2.0
"""Seconds after a turn in which its handle comes, where one comes at all."""

LIFETIME_S: Final = 2 * 3600.0
"""Seconds a handle is valid ("Session management with Live API")."""


class NewestHandle:
    """Keeps what the session is resumed by. Times are seconds on one clock.

    Args:
        handle: Resumes an earlier session; empty: there is none.
        model: The model it is for.
    """

    def __init__(self, handle: str, model: str) -> None:
        self.handle = handle
        """Empty: there is none."""
        self._model = model
        self._at: float | None = None
        """When it was given; None: before this session."""
        self._aside = ""

    def came(self, handle: str, model: str, at: float) -> None:
        """The service gave out a handle."""
        self.handle, self._model, self._at = handle, model, at

    def serves(self, model: str, now: float) -> bool:
        """Whether there is one that can resume the session with a model."""
        expired = self._at is not None and now > self._at + LIFETIME_S
        return bool(self.handle) and not expired and self._model == model

    def drop(self) -> None:
        """It resumes nothing any more."""
        self.handle = ""

    def set_aside(self) -> None:
        """A setup with it was refused, which may have been the setup's fault."""
        self._aside, self.handle = self.handle, ""

    def take_back(self) -> None:
        """It was the setup's fault."""
        self.handle, self._aside = self._aside or self.handle, ""

    def accepted(self) -> None:
        """The service has accepted a connection: what was set aside is of no use."""
        self._aside = ""


class Handles:
    """Follows the handles of one connection. Times are seconds on the same clock.

    Args:
        refreshes: Whether handles have been seen to come after turns.
    """

    def __init__(self, *, refreshes: bool) -> None:
        self.refreshes = refreshes
        """Whether the service gives out handles after turns."""
        self._came_at = NEVER
        self._closed_at = NEVER
        """When the last turn ended."""
        self._news_at = NEVER
        """When the newest thing came that an older handle knows nothing of: something said in a
        turn that is over, or a function call."""

    def came(self, at: float) -> None:
        """The service gave out a handle."""
        self._came_at = at
        self.refreshes = self.refreshes or at <= self._closed_at + HANDLE_S

    def suspended(self) -> None:
        """The service said that the session cannot be resumed now.

        Where a handle came before, another one follows: what is said meanwhile is not in the first.
        """
        self.refreshes = self.refreshes or self._came_at > NEVER

    def called(self, at: float) -> None:
        """The model asked for a function."""
        self._news_at = at

    def closed(self, at: float, said_at: float) -> None:
        """A turn is over.

        Args:
            at: When it ended.
            said_at: When the model last said something.
        """
        if self._came_at < self._closed_at <= at - HANDLE_S:
            self.refreshes = False  # the turn before this one brought no handle
        self._closed_at = at
        self._news_at = max(self._news_at, said_at)

    @property
    def stale(self) -> bool:
        """Whether the newest handle stands for a session without the newest answer or call."""
        return self.refreshes and self._came_at < self._news_at

    def expected_until(self, output_at: float) -> float:
        """When the handle for what was last said is here, or does not come any more.

        Args:
            output_at: When the model last said something.
        """
        waits = self.refreshes and self._came_at < output_at
        return self._closed_at + HANDLE_S if waits else NEVER
