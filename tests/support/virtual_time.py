"""An asyncio loop whose clock jumps to the next timer instead of waiting for it.

Whatever awaits `asyncio.sleep`, `asyncio.timeout` or a future runs at once and in the right order,
and `loop.time()` tells the time it would be. For code over fakes: nothing here waits for sockets.
"""

from __future__ import annotations

import asyncio
import math
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class _Jumping(selectors.DefaultSelector):
    """Never sleeps: tells the loop's clock to jump instead."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 1000.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if ready or timeout is None:
            # Without a timer only a thread can wake the loop; give it its time.
            return ready or super().select(5)
        self.now += max(0.0, timeout)
        return ready


class VirtualTimeLoop(asyncio.SelectorEventLoop):
    """Begins at 1000 s, as no real clock does."""

    def __init__(self) -> None:
        self._jumping = _Jumping()
        super().__init__(self._jumping)

    def time(self) -> float:
        return self._jumping.now

    def stand_still(self, seconds: float) -> None:
        """Let time go by without anything being done, as when the program is stopped."""
        self._jumping.now += seconds

    @property
    def _clock_resolution(self) -> float:
        """How much too early a timer may fire, in seconds: not at all.

        asyncio allows for a clock's resolution. Code that looks at the time and finds that it is
        too early waits again, and here the clock would stand still meanwhile, for ever.
        """
        return math.ulp(self.time())

    @_clock_resolution.setter
    def _clock_resolution(self, seconds: float) -> None:
        """Taken from the real clock; of no use here."""


def run(work: Coroutine[Any, Any, T]) -> T:
    """Like `asyncio.run`, in virtual time; fails when a task is left behind."""
    with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:

        async def checked() -> T:
            result = await work
            left = asyncio.all_tasks() - {asyncio.current_task()}
            assert not left, f"left behind: {left}"
            return result

        return runner.run(checked())
