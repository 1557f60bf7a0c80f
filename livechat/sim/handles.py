"""Resumption handles: what a session was, kept for whoever comes back for it.

A handle stands for the session as it was when the handle was given out. It is valid for two
hours ("Session management with Live API"), may be used more than once, and is refused while the
connection it came from is still open, as users saw the hosted service do (1011).
"""

from __future__ import annotations

import secrets
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from livechat.sim.protocol.usage import Context
from livechat.sim.protocol.wire import INTERNAL, POLICY, Close

LIFETIME_S: Final = 2 * 3600.0
"""Seconds a handle is valid, as documented."""

MOST_A_SESSION: Final = 8
"""Handles kept of one session, the newest; it gives out two a turn."""

MOST_SESSIONS: Final = 2_000
"""Sessions whose handles are kept; those of the oldest are forgotten."""

UNKNOWN: Final = Close(POLICY, "BidiGenerateContent session not found")
STILL_OPEN: Final = Close(INTERNAL, "The session is still open on another connection.")


@dataclass(frozen=True, slots=True)
class Saved:
    """A session as it was."""

    owner: str
    """Name of the session it was saved by."""
    at: float
    """When, in seconds on the server's clock."""
    context: Context
    unanswered: tuple[str, ...]


class Handles:
    """All handles of one server.

    Args:
        lifetime_s: Seconds a handle is valid.
        make_name: Makes a new handle; nobody else's may be guessed from it.
    """

    def __init__(
        self,
        lifetime_s: float = LIFETIME_S,
        make_name: Callable[[], str] = lambda: secrets.token_urlsafe(24),
    ) -> None:
        self._lifetime_s = lifetime_s
        self._make_name = make_name
        self._saved: dict[str, Saved] = {}
        self._given: OrderedDict[str, deque[str]] = OrderedDict()
        self._open: set[str] = set()

    def opened(self, owner: str) -> None:
        """A session began; its handles cannot be used until it has ended."""
        self._open.add(owner)

    def ended(self, owner: str) -> None:
        """A session ended, however."""
        self._open.discard(owner)

    def save(self, saved: Saved) -> str:
        """Keep a session's state; return the handle to it."""
        handle = self._make_name()
        self._saved[handle] = saved
        given = self._given.setdefault(saved.owner, deque())
        given.append(handle)
        if len(given) > MOST_A_SESSION:
            del self._saved[given.popleft()]
        self._given.move_to_end(saved.owner)
        self._forget_expired(saved.at)
        if len(self._given) > MOST_SESSIONS:
            _, forgotten = self._given.popitem(last=False)
            for old in forgotten:
                del self._saved[old]
        return handle

    def _forget_expired(self, now: float) -> None:
        while self._given:
            owner, given = next(iter(self._given.items()))
            if now - self._saved[given[-1]].at < self._lifetime_s:
                break  # the others are younger
            for handle in self._given.pop(owner):
                del self._saved[handle]

    def find(self, handle: str, now: float) -> Saved | Close:
        """The state a handle stands for, or why there is none."""
        saved = self._saved.get(handle)
        if saved is None or now - saved.at >= self._lifetime_s:
            return UNKNOWN
        return STILL_OPEN if saved.owner in self._open else saved
