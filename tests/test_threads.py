"""Work in threads that nobody waits for."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
from functools import partial

import pytest

from livechat.threads import Worker, bounded, in_thread

LIMIT_S = 10.0


def test_the_result_comes_back() -> None:
    """From a daemon thread with the name it was given."""
    thread = in_thread(threading.current_thread, "some-work").result(LIMIT_S)
    assert (thread.name, thread.daemon) == ("some-work", True)


def test_what_it_raises_is_raised_where_it_is_awaited() -> None:
    """Also what is no `Exception`."""

    def fail() -> None:
        raise SystemExit(3)

    with pytest.raises(SystemExit):
        in_thread(fail, "fails").result(LIMIT_S)


def test_who_awaits_it_may_be_cancelled_at_any_time() -> None:
    """The work goes on and ends well; a thread's traceback would be an error here."""
    ended = threading.Event()

    async def main() -> None:
        waiting = asyncio.wrap_future(in_thread(ended.set, "goes-on"))
        waiting.cancel()
        await asyncio.wait([waiting])
        assert waiting.cancelled()

    for _ in range(20):
        ended.clear()
        asyncio.run(main())
        assert ended.wait(LIMIT_S)
    assert not in_thread(lambda: None, "another").cancel()


@pytest.mark.process
def test_the_end_of_the_program_does_not_wait_for_it() -> None:
    """Though it never ends."""
    program = (
        "import threading\n"
        "from livechat.threads import Worker, in_thread\n"
        "in_thread(threading.Event().wait, 'for ever')\n"
        "print('over')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=30, check=True
    )
    assert (done.stdout, done.stderr) == ("over\n", "")


# --- one piece after the other ---


def test_work_is_done_in_order_and_in_one_thread() -> None:
    """Whoever hands over goes on; the end waits for what is under way."""
    done: list[tuple[int, str]] = []

    def work(number: int) -> None:
        done.append((number, threading.current_thread().name))

    worker = Worker("in-order", 100)
    assert all(worker.begin(partial(work, number)) for number in range(100))
    assert worker.close(LIMIT_S)
    assert done == [(number, "in-order") for number in range(100)]


def test_whoever_hands_over_never_waits_for_work_that_hangs() -> None:
    """What is too much is refused, and what was refused is not done later."""
    begun, go, done = threading.Event(), threading.Event(), list[int]()

    def hang() -> None:
        begun.set()
        go.wait(LIMIT_S)

    worker = Worker("hangs", 2)
    assert worker.begin(hang)
    assert begun.wait(LIMIT_S)
    taken = [worker.begin(partial(done.append, number)) for number in range(4)]
    assert taken == [True, True, False, False]
    assert not worker.flush(0)
    assert not worker.close(0)
    go.set()
    assert worker.close(LIMIT_S)
    assert done == [0, 1]


def test_an_end_that_hangs_is_left_behind() -> None:
    """There is room for the end, but the work before it does not end."""
    go = threading.Event()
    worker = Worker("hangs", 2)
    worker.begin(go.wait)
    assert not worker.close(0)
    go.set()


def test_what_was_handed_over_can_be_waited_for() -> None:
    """All of it."""
    done: list[int] = []
    worker = Worker("flushed", 10)
    for number in range(5):
        worker.begin(partial(done.append, number))
    assert worker.flush(LIMIT_S)
    assert done == [0, 1, 2, 3, 4]
    assert worker.close(LIMIT_S)


def test_a_worker_without_work_has_no_thread() -> None:
    """Nothing is to be ended."""
    before = threading.active_count()
    assert Worker("idle", 1).flush(0)
    assert Worker("idle", 1).close(0)
    assert threading.active_count() == before


def test_what_work_raises_is_raised_to_whoever_comes_next() -> None:
    """To end it, or with more work: nothing is swallowed."""

    def fail() -> None:
        raise ValueError("a piece of work")

    worker = Worker("fails", 10)
    worker.begin(fail)
    with pytest.raises(ValueError, match="a piece of work"):
        worker.close(LIMIT_S)
    with pytest.raises(ValueError, match="a piece of work"):
        worker.begin(fail)


def test_what_returns_in_time_is_returned_and_what_is_raised_is_raised() -> None:
    """None too; as it was."""

    def work() -> None:
        raise KeyError("mine")

    assert bounded(30, lambda: 42) == 42
    assert bounded(30, lambda: None) is None
    with pytest.raises(KeyError, match="mine"):
        bounded(30, work)


def test_what_hangs_is_left_behind() -> None:
    """After the time that was given."""
    frozen = threading.Event()
    with pytest.raises(TimeoutError):
        bounded(0, frozen.wait)
    frozen.set()
