"""What a server has seen of its clients, for the tests of whoever uses it."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

RECORD_BYTES: Final = 16 << 20
"""Bytes of client messages that are kept; the oldest are forgotten."""

MESSAGE_BYTES: Final = 1_000
"""Bytes a kept message takes beside its frame: many small ones count too."""

MOST_HANDSHAKES: Final = 1_000
"""Handshakes that are kept."""


@dataclass(frozen=True, slots=True)
class Received:
    """One message a client sent."""

    session: int
    """Which session: 1, 2, ..."""
    message: Mapping[str, Any]
    """Known keys in camelCase."""


@dataclass(frozen=True, slots=True)
class Handshake:
    """How a client asked for a WebSocket. Names only: the values are its credentials."""

    path: str
    """Without the query."""
    headers: frozenset[str]
    """Lower-case names of the header fields."""
    query: frozenset[str]
    """Names of the query parameters."""
    status: int
    """What it was answered: 101 let in, 401 wrong key or token, 403 none, 404 wrong path."""


class Seen:
    """Keeps what came, the newest of it.

    Args:
        most_bytes: Bytes of messages that are kept; 0 keeps none.
    """

    def __init__(self, most_bytes: int) -> None:
        self.received: deque[Received] = deque()
        """What clients sent, oldest first."""
        self.handshakes: deque[Handshake] = deque(maxlen=MOST_HANDSHAKES)
        """How the last clients knocked."""
        self._most_bytes = most_bytes
        self._sizes: deque[int] = deque()
        self._kept = 0

    def take(self, received: Received, size: int) -> None:
        """A message came, with its size in bytes."""
        self.received.append(received)
        self._sizes.append(size + MESSAGE_BYTES)
        self._kept += size + MESSAGE_BYTES
        while self._kept > self._most_bytes:
            self.received.popleft()
            self._kept -= self._sizes.popleft()
