"""Threads for slow work."""

from __future__ import annotations

import asyncio
import os
import sys
import threading
import time
from functools import partial

import pytest

from livechat.sim.senses.workers import NICENESS, Worker
from tests.sim.peer import AT_ONCE_S, limited


def test_work_is_done_in_order_and_its_result_comes_back() -> None:
    """One thread, first come first served; failures come back too."""
    done: list[int] = []

    def work(number: int) -> int:
        done.append(number)
        return number

    async def main() -> None:
        worker = Worker("test")
        results = [asyncio.create_task(worker.do(partial(work, n))) for n in range(9)]
        assert await asyncio.gather(*results) == list(range(9))
        with pytest.raises(ZeroDivisionError):
            await worker.do(lambda: 1 / 0)
        await worker.aclose(1)

    limited(main())
    assert done == list(range(9))


@pytest.mark.skipif(sys.platform != "linux", reason="priorities by thread are Linux's")
def test_workers_step_back() -> None:
    """The worker is nice, and only the worker."""

    def niceness() -> int:
        return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())

    async def main() -> int:
        worker = Worker("test")
        try:
            return await worker.do(niceness)
        finally:
            await worker.aclose(1)

    before = niceness()
    assert limited(main()) == min(19, NICENESS)
    assert niceness() == before


def test_closing_waits_no_longer_than_it_may() -> None:
    """Work under way ends by itself; waiting work is dropped."""
    go, dropped = threading.Event(), threading.Event()

    async def main() -> float:
        worker = Worker("test")
        worker.start(lambda: go.wait(10))
        worker.start(dropped.set)
        start = time.monotonic()
        await worker.aclose(0.05)
        return time.monotonic() - start

    assert limited(main()) < AT_ONCE_S
    go.set()
    for thread in threading.enumerate():
        if thread.name.startswith("livechat"):
            thread.join(5)
    assert not dropped.is_set()
