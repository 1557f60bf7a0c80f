"""The first signal asks politely."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys

import pytest

from livechat.cli.terminal.signals import Signals, cleaning, listen_early


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_politely_and_the_next_acts_as_usual(number: signal.Signals) -> None:
    """Handlers are as before after the first one, and after the context."""
    before = signal.getsignal(number)

    async def main() -> int | None:
        stopped = asyncio.Event()
        with Signals(stopped.set) as signals:
            assert signal.getsignal(number) != before
            os.kill(os.getpid(), number)
            async with asyncio.timeout(5):
                await stopped.wait()
            inside = signal.getsignal(number)
        assert signal.getsignal(number) == inside
        return signals.received

    interrupt = signal.getsignal(signal.SIGINT)
    try:
        with asyncio.Runner() as runner:
            assert runner.run(main()) == number
        if number != signal.SIGINT:  # which is taken quietly from then on
            assert signal.getsignal(number) == before
    finally:
        signal.signal(signal.SIGINT, interrupt)


def test_what_is_ignored_stays_ignored() -> None:
    """That is what `nohup` is for."""
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:

        async def main() -> int | None:
            with Signals(lambda: None) as signals:
                os.kill(os.getpid(), signal.SIGHUP)
                await asyncio.sleep(0)
                return signals.received

        assert asyncio.run(main()) is None
    finally:
        signal.signal(signal.SIGHUP, before)


@pytest.mark.process
@pytest.mark.parametrize(
    ("number", "polite"),
    [
        (signal.SIGTERM, False),
        (signal.SIGTERM, True),
        (signal.SIGHUP, False),
        (signal.SIGHUP, True),
        (signal.SIGQUIT, False),
    ],
)
def test_before_a_signal_ends_the_program_it_cleans_up(
    number: signal.Signals, polite: bool
) -> None:
    """At once, or when it was asked politely before; it still dies of the signal."""
    lines = [
        "import asyncio, os, resource",
        "resource.setrlimit(resource.RLIMIT_CORE, (0, 0))",
        "from livechat.cli.terminal.signals import Signals, cleaning, listen_early",
        f"kill = lambda: os.kill(os.getpid(), {int(number)})",
        "async def main():",
        "    with Signals(lambda: print('asked', flush=True)):",
        "        kill()",
        "        await asyncio.sleep(0)",
        "        kill()",
        "def gone(): raise BrokenPipeError",  # the terminal has gone
        "with cleaning(lambda: print('cleaned', flush=True)), cleaning(gone):",
        "    asyncio.run(main())" if polite else "    kill()",
        "print('not reached')",
    ]
    done = subprocess.run(
        [sys.executable, "-c", "\n".join(lines)],
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
    assert done.returncode == -number, done.stderr
    assert done.stdout.split() == ["asked", "cleaned"][not polite :]


def test_cleaning_leaves_handlers_as_they_were() -> None:
    """Nothing is cleaned when nothing came, and what is ignored stays ignored."""
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    cleaned: list[bool] = []
    try:
        with cleaning(lambda: cleaned.append(True)):
            assert signal.getsignal(signal.SIGTERM) is not signal.SIG_DFL
            os.kill(os.getpid(), signal.SIGHUP)
        assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
        assert not cleaned
    finally:
        signal.signal(signal.SIGHUP, before)


@pytest.mark.process
def test_a_ctrl_c_that_was_swallowed_before_anybody_listened_is_not_lost() -> None:
    """The first thing that listens is told."""
    script = """
import asyncio, os, signal
from livechat.cli.terminal.signals import Signals, listen_early
signal.signal(signal.SIGINT, signal.default_int_handler)
listen_early()
try:
    os.kill(os.getpid(), signal.SIGINT)
    while True:
        pass
except KeyboardInterrupt:
    print("raised")
async def main():
    stopped = asyncio.Event()
    with Signals(stopped.set) as signals:
        async with asyncio.timeout(5):
            await stopped.wait()
    print(signals.received == signal.SIGINT)
asyncio.run(main())
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "raised\nTrue\n", "")


def test_who_ignores_ctrl_c_goes_on_ignoring_it() -> None:
    """A shell without job control has its background jobs do that."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        listen_early()
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)
