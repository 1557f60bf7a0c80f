"""Wishes from standard input while a call goes on: a line each (`core.face.commands`)."""

from __future__ import annotations

import asyncio
import io
import os
import stat
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, TextIO, cast

from livechat.cli.signals import cleaning
from livechat.core.face.commands import Intent, of_line

LONGEST_LINE = 100_000
"""Characters of one line; what is longer comes as several."""


def follow(wish: Callable[[Intent], None]) -> None:
    """From now on hand each line of standard input to `wish`, on the loop that runs.

    The end of standard input ends nothing: it may be `/dev/null`. The thread is a daemon, since
    a terminal may have nothing to say for ever.
    """
    loop = asyncio.get_running_loop()
    source = cast("TextIO | None", sys.stdin)
    if source is None:  # it was closed before the program began
        return
    if isinstance(source, io.TextIOWrapper):
        source.reconfigure(errors="replace")  # a stray byte ends no call

    def read() -> None:
        try:
            while line := source.readline(LONGEST_LINE):
                loop.call_soon_threadsafe(wish, of_line(line))
        except (OSError, ValueError, RuntimeError):  # closed meanwhile, or the loop has closed
            return

    threading.Thread(target=read, name="lines", daemon=True).start()


def at_a_keyboard() -> bool:
    """Whether somebody can press keys: standard input is a terminal."""
    return sys.stdin is not None and sys.stdin.isatty()


def can_type() -> bool:
    """Whether words can come from standard input: a terminal, a pipe or a file, not /dev/null."""
    try:
        mode = os.fstat(sys.stdin.fileno()).st_mode
    except (AttributeError, OSError, ValueError):  # closed
        return False
    return at_a_keyboard() or not stat.S_ISCHR(mode)


AS_BEFORE = b"\x1b[?25h\x1b[?7h"
"""Shows the cursor, and has lines wrapped: what a picture in the making may have turned off."""


@contextmanager
def cursor_restored() -> Iterator[None]:
    """However the context is left, or a signal ends the program: the cursor is shown."""
    try:
        with cleaning(_show_cursor):
            yield
    finally:
        _show_cursor()


def _show_cursor() -> None:
    with suppress(OSError, ValueError):  # the terminal has gone
        os.write(sys.stdout.fileno(), AS_BEFORE)


@contextmanager
def unechoed() -> Iterator[list[Any] | None]:
    """While in the context, the terminal does not show what is typed; its settings before that.

    A live picture knows only its own lines: a line feed of the terminal's would tear it. Nor does
    Ctrl-C drop what the terminal has not read yet. A signal that ends the program at once leaves
    the terminal as it was, its cursor shown.
    """
    try:
        import termios
    except ImportError:  # Windows
        yield None
        return
    try:
        before = termios.tcgetattr(sys.stdin.fileno())
    except (AttributeError, OSError, ValueError, termios.error):  # no terminal, or closed
        yield None
        return
    quiet = [*before]
    quiet[3] &= ~(termios.ECHO | termios.ECHONL)
    quiet[3] |= termios.NOFLSH
    termios.tcsetattr(sys.stdin.fileno(), termios.TCSADRAIN, quiet)

    def restore() -> None:
        with suppress(OSError, ValueError, termios.error):
            termios.tcsetattr(sys.stdin.fileno(), termios.TCSANOW, before)
        _show_cursor()

    try:
        with cleaning(restore):
            yield before
    finally:
        termios.tcsetattr(sys.stdin.fileno(), termios.TCSADRAIN, before)
        _show_cursor()  # a picture that was interrupted as it was drawn may have left it hidden
