"""What the faults of one server remember of sessions, from one connection to the next.

Some faults concern a client that comes back: how old its handle is, and how its last connection
ended. A connection alone cannot know that.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

MOST_HANDLES: Final = 10_000
"""Handles remembered, the newest; each takes some 200 bytes."""


@dataclass(slots=True)
class Past:
    """How the last connection of one session ended."""

    ended_at: float | None = None
    """When, in seconds on the server's clock; None while it is open."""
    politely: bool = False
    """Whether a close crossed the wire. Otherwise the connection was lost."""
    answering: bool = False
    """Whether an answer was under way."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """What is remembered of a handle."""

    given_at: float
    """When it was given out, in seconds on the server's clock."""
    past: Past
    """That of the session it belongs to."""


class Memory:
    """What is remembered of all handles of one server."""

    def __init__(self) -> None:
        self._handles: OrderedDict[str, Remembered] = OrderedDict()

    def keep(self, handle: str, past: Past, now: float) -> None:
        """Remember a handle that is given out."""
        self._handles.setdefault(handle, Remembered(now, past))
        if len(self._handles) > MOST_HANDLES:
            self._handles.popitem(last=False)

    def find(self, handle: str) -> Remembered | None:
        """What is remembered of a handle; None: nothing."""
        return self._handles.get(handle)
