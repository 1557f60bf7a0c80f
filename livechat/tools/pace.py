"""How often progress is told: ten times a second, the newest of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

EVERY_S: Final = 0.1


class Pace:
    """Passes on the first text at once, and the newest of those that follow every 0.1 s.

    Belongs to the loop: its clock tells the time.

    Args:
        tell: Takes what is passed on.
    """

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._tell = tell
        self._newest: str | None = None
        self._waiting: asyncio.TimerHandle | None = None

    def tell(self, text: str) -> None:
        """Take a text; pass it on now or later, unless a newer one comes before."""
        self._newest = text
        if self._waiting is None:
            self._pass_on()

    def close(self) -> None:
        """Pass on what waits; nothing more comes."""
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None
        if self._newest is not None:
            self._tell(self._newest)
            self._newest = None

    def _pass_on(self) -> None:
        self._waiting = None
        if self._newest is not None:
            self._tell(self._newest)
            self._newest = None
            loop = asyncio.get_running_loop()
            self._waiting = loop.call_later(EVERY_S, self._pass_on)
