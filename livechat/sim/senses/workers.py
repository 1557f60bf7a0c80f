"""Threads for slow work, polite to whoever plays sound.

Speech models take every core they get. On Linux each worker thread lowers its own priority
(threads that a model starts inherit it), so that sound threads of the same machine come first.
"""

from __future__ import annotations

import asyncio
import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Final, TypeVar

from livechat import environment
from livechat.sim.senses.housekeeping import give_back, share_arenas

NICENESS: Final = 10
"""How far a worker steps back: half of Linux's range, so that it still gets on when alone."""

TIDY_AFTER_S: Final = 5.0
"""Seconds after work in which the memory it took is given back, once for all work in between."""

FORGET_AFTER_S: Final = 600.0
"""Seconds without work after which what was loaded for it is forgotten. Loading takes a second or
two, which nobody should meet within a conversation."""

Result = TypeVar("Result")


def keep_to_ourselves() -> None:
    """Call before speech engines are imported: they then report nothing, fetch nothing, and share
    their memory.
    """
    share_arenas()
    environment.settle()


class Worker:
    """One thread that does slow work in order, and tidies up after it.

    Args:
        name: Shown as the thread's name.
        forget: Called in the thread when there was no work for `FORGET_AFTER_S`.
    """

    def __init__(self, name: str, forget: Callable[[], None] = lambda: None) -> None:
        self._pool = ThreadPoolExecutor(1, f"livechat-{name}", initializer=_step_back)
        self._forget = forget
        self._tidying: asyncio.TimerHandle | None = None
        self._forgetting: asyncio.TimerHandle | None = None
        self._closed = False

    async def do(self, work: Callable[[], Result]) -> Result:
        """Run `work` in the thread and return its result."""
        loop = asyncio.get_running_loop()
        if self._forgetting is not None:
            self._forgetting.cancel()
        try:
            return await loop.run_in_executor(self._pool, work)
        finally:
            self._tidy_later(loop)

    def start(self, work: Callable[[], object]) -> None:
        """Run `work` in the thread some time; it must report failures itself."""
        self._pool.submit(work)

    async def aclose(self, limit: float) -> None:
        """Drop waiting work and wait up to `limit` seconds for what runs.

        Work that takes longer ends by itself, and its thread with it.
        """
        for timer in filter(None, (self._tidying, self._forgetting)):
            timer.cancel()
        self._closed = True
        self._pool.shutdown(wait=False, cancel_futures=True)
        loop, ended = asyncio.get_running_loop(), asyncio.Event()

        def join() -> None:
            self._pool.shutdown()
            with suppress(RuntimeError):  # the loop was closed: nobody waits any more
                loop.call_soon_threadsafe(ended.set)

        threading.Thread(target=join, name="livechat-join", daemon=True).start()
        with suppress(TimeoutError):
            await asyncio.wait_for(ended.wait(), limit)

    def _tidy_later(self, loop: asyncio.AbstractEventLoop) -> None:
        if self._closed:
            return
        if self._tidying is None:
            self._tidying = loop.call_later(TIDY_AFTER_S, self._tidy)
        if self._forgetting is not None:
            self._forgetting.cancel()
        self._forgetting = loop.call_later(FORGET_AFTER_S, self._forget_all)

    def _tidy(self) -> None:
        self._tidying = None
        self.start(give_back)

    def _forget_all(self) -> None:
        self.start(self._forget)
        self.start(give_back)


def _step_back() -> None:
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)
