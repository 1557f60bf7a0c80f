"""A stand-in for `livechat.threads.in_thread`: work that takes as long as a test says."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

T = TypeVar("T")


class Errands:
    """Does work on the loop, after a while of the loop's time.

    Args:
        takes: Seconds that work of a name takes; 0 unless given. A callable is asked each time.
    """

    def __init__(self, **takes: float | Callable[[], float]) -> None:
        self.takes = takes
        self.begun: list[str] = []
        """Names of the work begun, in order."""

    def in_thread(self, work: Callable[[], T], name: str) -> Future[T]:
        done: Future[T] = Future()
        done.set_running_or_notify_cancel()
        self.begun.append(name)
        takes = self.takes.get(name.replace("-", "_"), 0.0)

        def do() -> None:
            try:
                done.set_result(work())
            except Exception as error:  # noqa: BLE001 - raised where it is awaited
                done.set_exception(error)

        asyncio.get_running_loop().call_later(takes() if callable(takes) else takes, do)
        return done
