"""The first signal asks politely."""

from __future__ import annotations

import asyncio
import os
import signal

import pytest

from livechat.cli.signals import Signals


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

    with asyncio.Runner() as runner:
        assert runner.run(main()) == number
    assert signal.getsignal(number) == before


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
