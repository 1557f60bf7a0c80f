"""Errors in callbacks."""

from __future__ import annotations

import asyncio
import logging

import pytest

from livechat.cli.call.loop_errors import stops_on_errors
from tests.support.virtual_time import run


def fail(text: str) -> None:
    raise RuntimeError(text)


def test_an_error_in_a_callback_ends_the_call_and_is_raised(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The first of them; all are in the log."""
    caplog.set_level(logging.ERROR, "livechat")

    async def main() -> None:
        loop, over = asyncio.get_running_loop(), asyncio.Event()
        with stops_on_errors(over.set):
            loop.call_later(1, fail, "one")
            loop.call_later(2, fail, "two")
            await over.wait()
            assert loop.time() == 1001
            await asyncio.sleep(5)

    with pytest.raises(RuntimeError, match="one"):
        run(main())
    told = [str(record.exc_info[1]) for record in caplog.records if record.exc_info]
    assert told == ["one", "two"]


def test_an_error_of_the_call_itself_goes_first() -> None:
    """It says more."""

    async def main() -> None:
        over = asyncio.Event()
        with stops_on_errors(over.set):
            asyncio.get_running_loop().call_soon(fail, "a callback")
            await over.wait()
            fail("the call")

    with pytest.raises(RuntimeError, match="the call"):
        run(main())


def test_what_is_told_of_the_past_ends_nothing(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """A task whose end nobody asked for: it is in the log, and nothing is printed."""

    async def main() -> None:
        with stops_on_errors(lambda: pytest.fail("it stopped")):

            async def forgotten() -> None:
                fail("forgotten")

            task = asyncio.create_task(forgotten())
            await asyncio.sleep(1)
            del task
            await asyncio.sleep(1)

    run(main())
    assert "never retrieved" in caplog.text
    assert capfd.readouterr().err == ""
