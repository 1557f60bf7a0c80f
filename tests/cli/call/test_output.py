"""Standard output and error of a call whose readers read nothing, or have gone."""

from __future__ import annotations

import asyncio
import errno
import sys
import time

import pytest
import typer

from livechat.audio import portaudio
from livechat.cli.call import output
from livechat.cli.call.output import LOST, stops_without_output, unhindered
from livechat.ui.outlet import Outlet
from tests.support.unread import LIMIT_S, Reader, stream, stuck


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """No descriptor of the test's own program is touched, and nothing is waited for in vain."""
    monkeypatch.setattr(portaudio, "keep_quiet", lambda: None)
    monkeypatch.setattr(output, "PATIENCE_S", 0.01)
    monkeypatch.setattr(output, "HURRY_S", 0.01)
    monkeypatch.setattr(output, "AT_ONCE_S", 0.01)


def attach(monkeypatch: pytest.MonkeyPatch, out: Reader, err: Reader) -> None:
    monkeypatch.setattr(sys, "stdout", stream(out))
    monkeypatch.setattr(sys, "stderr", stream(err))


def test_all_is_out_at_the_end_and_the_streams_are_as_they_were(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Who prints afterwards writes to them."""
    monkeypatch.setattr(output, "PATIENCE_S", LIMIT_S)
    out, err = Reader(), Reader()
    attach(monkeypatch, out, err)
    before = sys.stdout, sys.stderr
    with unhindered():
        sys.stdout.write("a\n")
        sys.stderr.write("b\n")
        assert isinstance(sys.stdout, Outlet)
    assert (out.text, err.text) == ("a\n", "b\n")
    assert (sys.stdout, sys.stderr) == before


def test_a_reader_that_goes_away_stops_the_call_and_is_raised(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As `livechat … | head -1` has it, though it is noticed in another thread."""
    attach(monkeypatch, Reader(error=BrokenPipeError()), Reader())

    async def call() -> None:
        stopped = asyncio.Event()
        with stops_without_output(stopped.set):
            sys.stdout.write("a\n")
            await asyncio.wait_for(stopped.wait(), LIMIT_S)
        with stops_without_output(stopped.clear):  # one that begins later stops at once
            assert not stopped.is_set()

    with pytest.raises(BrokenPipeError), unhindered():
        asyncio.run(call())


def hold(ends_with: BaseException | None) -> None:
    """A call that prints a line."""
    with unhindered():
        sys.stdout.write("a\n")
        if ends_with is not None:
            raise ends_with


def test_who_reads_nothing_at_the_end_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """No line is missing without a word; and whatever follows waits for nobody."""
    out, err = stuck(), Reader()
    attach(monkeypatch, out, err)
    with pytest.raises(OSError, match="nobody has read it") as caught:
        hold(None)
    assert caught.value.errno == errno.ETIMEDOUT
    sys.stdout.write("b\n")
    sys.stdout.flush()
    out.reads.set()


@pytest.mark.parametrize("error", [KeyError("first"), typer.Exit(0), typer.Exit(143)])
def test_what_ended_the_call_is_raised_and_what_nobody_has_read_is_mentioned(
    monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    """An error, Ctrl-C or a signal was there first."""
    out, err = stuck(), Reader()
    attach(monkeypatch, out, err)
    with pytest.raises(type(error)) as caught:
        hold(error)
    sys.stderr.flush()
    assert caught.value is error
    assert err.text == f"livechat: {LOST}\n"
    out.reads.set()


def test_ctrl_c_at_a_terminal_waits_only_briefly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody sits there; a program in a pipe goes on reading, and gets its time."""
    monkeypatch.setattr(output, "PATIENCE_S", LIMIT_S)
    terminal = stuck()
    attach(monkeypatch, terminal, Reader())
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    began = time.monotonic()
    with pytest.raises(typer.Exit):
        hold(typer.Exit(0))
    assert time.monotonic() - began < LIMIT_S
    terminal.reads.set()


def test_nothing_is_said_to_a_terminal_that_is_stuck(monkeypatch: pytest.MonkeyPatch) -> None:
    """Standard error is the same one: whoever said something there would wait for ever."""
    terminal = stuck()
    attach(monkeypatch, terminal, Reader())
    monkeypatch.setattr(sys, "stderr", sys.stdout)
    with pytest.raises(KeyError):
        hold(KeyError())
    assert isinstance(sys.stderr, Outlet)
    assert not terminal.got
    terminal.reads.set()
