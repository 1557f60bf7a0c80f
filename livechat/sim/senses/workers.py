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

NICENESS: Final = 10
"""How far a worker steps back: half of Linux's range, so that it still gets on when alone."""

Result = TypeVar("Result")


def keep_to_ourselves() -> None:
    """Call before speech engines are imported: they then report nothing and fetch nothing.

    onnxruntime's Linux builds write an id of the machine to the home folder and send usage data
    to their makers unless told otherwise; huggingface_hub, which faster-whisper brings, looks for
    newer models.
    """
    for name in ("ORT_DISABLE_TELEMETRY", "HF_HUB_DISABLE_TELEMETRY", "HF_HUB_OFFLINE"):
        os.environ.setdefault(name, "1")


class Worker:
    """One thread that does slow work in order, for any event loop.

    Args:
        name: Shown as the thread's name.
    """

    def __init__(self, name: str) -> None:
        self._pool = ThreadPoolExecutor(1, f"livechat-{name}", initializer=_step_back)

    async def do(self, work: Callable[[], Result]) -> Result:
        """Run `work` in the thread and return its result."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, work)

    def start(self, work: Callable[[], object]) -> None:
        """Run `work` in the thread some time; it must report failures itself."""
        self._pool.submit(work)

    async def aclose(self, limit: float) -> None:
        """Drop waiting work and wait up to `limit` seconds for what runs.

        Work that takes longer ends by itself, and its thread with it.
        """
        self._pool.shutdown(wait=False, cancel_futures=True)
        loop, ended = asyncio.get_running_loop(), asyncio.Event()

        def join() -> None:
            self._pool.shutdown()
            with suppress(RuntimeError):  # the loop was closed: nobody waits any more
                loop.call_soon_threadsafe(ended.set)

        threading.Thread(target=join, name="livechat-join", daemon=True).start()
        with suppress(TimeoutError):
            await asyncio.wait_for(ended.wait(), limit)


def _step_back() -> None:
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)
