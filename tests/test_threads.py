"""Work in threads that nobody waits for."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading

import pytest

from livechat.threads import in_thread

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
        "from livechat.threads import in_thread\n"
        "in_thread(threading.Event().wait, 'for ever')\n"
        "print('over')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=30, check=True
    )
    assert (done.stdout, done.stderr) == ("over\n", "")
