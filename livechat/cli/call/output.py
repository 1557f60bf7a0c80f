"""Standard output and error of a call: nothing in it waits for whoever reads them."""

from __future__ import annotations

import asyncio
import errno
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Final, TextIO, cast

import typer

from livechat.cli.telling import tell
from livechat.cli.terminal.signals import cleaning
from livechat.ui.outlet import Outlet, outlets

PATIENCE_S: Final = 30.0
"""Seconds at the end in which nothing is read before what waits is given up: a program in a pipe
works on what it has read, and a line over the air comes back. Ctrl-C ends it at once."""

HURRY_S: Final = 2.0
"""The same where an error or a signal has ended the call."""

AT_ONCE_S: Final = 0.3
"""The same in a signal's handler, after which the program is gone."""


LOST: Final = "Nobody has read all of the output. Some of it is lost."

_open: Final[list[Outlet]] = []
"""The outputs of the call that is held."""


@contextmanager
def unhindered() -> Iterator[None]:
    """While in the context, what is printed is written in a thread; at its end all of it.

    Raises:
        OSError: The output could not be written: its reader has gone, or reads nothing.
    """
    from livechat.audio import portaudio  # here: who asks for help has no call

    portaudio.keep_quiet()  # it moves standard error, and would not know ours
    before = sys.stdout, sys.stderr
    _open[:] = out, err = outlets(before)
    sys.stdout, sys.stderr = cast("TextIO", out), cast("TextIO", err)
    patience_s, raised, whole = HURRY_S, True, False
    try:
        with cleaning(_give_up):
            try:
                yield
                patience_s, raised = PATIENCE_S, False
            except typer.Exit as done:
                # Whoever pressed Ctrl-C at a terminal waits there; a program goes on reading.
                hurries = done.exit_code or out.isatty()
                patience_s = HURRY_S if hurries else PATIENCE_S
                raise
            finally:
                whole = _finish(patience_s)
    finally:
        # Where something was given up, whatever is said next would wait for the same reader.
        stuck = {stream.thread for stream in (out, err) if stream.behind}
        sys.stdout = sys.stdout if out.thread in stuck else before[0]
        sys.stderr = sys.stderr if err.thread in stuck else before[1]
        _open.clear()
        out.end()
        err.end()
        if raised and not whole:
            tell(LOST)
    for stream in (out, err):
        if stream.failure is not None:
            raise stream.failure
    if not whole:
        raise OSError(errno.ETIMEDOUT, f"nobody has read it for {PATIENCE_S:g} s")


@contextmanager
def stops_without_output(stop: Callable[[], None]) -> Iterator[None]:
    """While in the context, `stop` is called on the loop that runs when the output has failed."""
    loop = asyncio.get_running_loop()

    def failed() -> None:
        with suppress(RuntimeError):  # the loop has closed
            loop.call_soon_threadsafe(stop)

    for stream in _open:
        stream.failed = failed
        if stream.failure is not None:
            stop()
    yield


def _give_up() -> None:
    _finish(AT_ONCE_S)


def _finish(patience_s: float) -> bool:
    whole = True
    for stream in _open:
        whole = stream.finish(patience_s if whole else AT_ONCE_S) and whole
    return whole
