"""Work that may block for ever, in threads that the program's end does not wait for.

`asyncio.to_thread` would be waited for: one pipe that nobody reads, or one frozen sound server,
and livechat never ends.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

T = TypeVar("T")


def in_thread(work: Callable[[], T], name: str) -> Future[T]:
    """Begin work in a daemon thread; what it returns or raises is in the future.

    The future cannot be cancelled: work that has begun goes on.
    """
    done: Future[T] = Future()
    done.set_running_or_notify_cancel()  # here: whoever awaits it may be cancelled at once

    def run() -> None:
        try:
            result = work()
        except BaseException as error:  # noqa: BLE001 - raised where it is awaited
            done.set_exception(error)
        else:
            done.set_result(result)

    threading.Thread(target=run, name=name, daemon=True).start()
    return done


def bounded(seconds: float, work: Callable[[], T]) -> T:
    """Do `work` in a thread, and leave the thread behind if it takes too long.

    Args:
        seconds: How long to wait at most.
        work: What to do; whatever it raises is raised here.

    Raises:
        TimeoutError: It takes too long.
    """
    return in_thread(work, "bounded").result(seconds)


class Worker:
    """Does pieces of work in one thread, in the order in which they were handed over.

    Whoever hands over never waits, however long a piece takes. The thread begins with the first
    piece. A piece that raises ends it; the exception is raised to whoever hands over the next
    piece or closes.

    Args:
        name: The thread's name.
        bound: Pieces that may wait.
    """

    def __init__(self, name: str, bound: int) -> None:
        self._name = name
        self._waiting: queue.Queue[Callable[[], object] | None] = queue.Queue(bound)
        self._ended: Future[None] | None = None

    def begin(self, work: Callable[[], object]) -> bool:
        """Hand over a piece of work; False: too many wait, and this one is not done."""
        if self._ended is None:
            self._ended = in_thread(self._work, self._name)
        elif self._ended.done():
            self._ended.result()
        try:
            self._waiting.put_nowait(work)
        except queue.Full:
            return False
        return True

    def flush(self, seconds: float) -> bool:
        """Wait until all that was handed over is done; False: it takes longer than `seconds`."""
        if self._ended is None:
            return True
        done = threading.Event()
        left_s = self._put(done.set, seconds)
        return left_s is not None and done.wait(left_s)

    def close(self, seconds: float) -> bool:
        """End the thread after all that was handed over; False: it takes longer than `seconds`.

        What is not done by then is left behind with the thread.
        """
        if self._ended is None:
            return True
        left_s = self._put(None, seconds)
        if left_s is None:
            return False
        try:
            self._ended.result(left_s)
        except TimeoutError:
            return False
        return True

    def _put(self, work: Callable[[], object] | None, seconds: float) -> float | None:
        """Hand over when there is room; return the seconds that are left, None where none are."""
        until = time.monotonic() + seconds
        try:
            self._waiting.put(work, timeout=seconds)
        except queue.Full:
            return None
        return max(0.0, until - time.monotonic())

    def _work(self) -> None:
        while (work := self._waiting.get()) is not None:
            work()
