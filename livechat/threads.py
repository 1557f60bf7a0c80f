"""Work that may block for ever, in threads that the program's end does not wait for.

`asyncio.to_thread` would be waited for: one pipe that nobody reads, or one frozen sound server,
and livechat never ends.
"""

from __future__ import annotations

import threading
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
