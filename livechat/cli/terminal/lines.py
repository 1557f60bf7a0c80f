"""Wishes from standard input while a call goes on: a line each (`core.face.commands`)."""

from __future__ import annotations

import asyncio
import os
import select
import stat
import sys
import threading
from codecs import getincrementaldecoder
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any, Literal, Protocol, TextIO, cast

from livechat.cli.telling import tell
from livechat.cli.terminal.signals import cleaning
from livechat.core.face.commands import (
    COMMANDS,
    TABLE,
    Act,
    Aside,
    Intent,
    Leave,
    Missing,
    Save,
    Say,
    Unknown,
    of_answer,
    of_line,
    of_typed,
)
from livechat.core.state import ConversationState

LONGEST_LINE = 100_000
"""Characters of one line; what is longer comes as several."""

MOST_WAITING = 16
"""Lines that are read before those before them were asked. Whoever writes more waits."""

MOST_AT_ONCE = 16
"""Acts a second, such as muting. Whoever writes more waits, too."""

AGAIN_S = 1.0
"""Seconds after which there is room for another act."""

READ_S = 1.0
"""Seconds for which a question for leave must have been in sight before a line answers it: nobody
reads it, types and presses Enter sooner."""

NOT_ASKED = "No function asks for permission."

NEEDS_TERMINAL = "Functions can be allowed at a terminal only. Use --allow beforehand."


class Asked(Protocol):
    """What follows lines: a conversation."""

    @property
    def state(self) -> ConversationState:
        """What it has come to; whether a function asks for leave."""

    @property
    def push_to_talk(self) -> bool:
        """Whether the user says when speech begins and stops."""

    def wish(self, intent: Intent, by: Literal["key", "line"] = ...) -> None:
        """Do this at once."""

    def ask(self, intent: Intent, taken: Callable[[], None], *, waits: bool) -> None:
        """Do this in its turn; say when it is taken.

        Args:
            waits: Whether it waits for the answer before it even where that is being heard.
        """

    def ask_no_more(self, *, some: bool) -> None:
        """End when all was asked and answered, if there was a line."""


def follow(call: Asked) -> None:
    """From now on hand each line of standard input to a call, on the loop that runs.

    What one person types at a terminal is done at once. Elsewhere only keys are: lines that come
    together are asked one after the other, and one that comes alone interrupts the answer that is
    being heard, as speech does. The end of the input ends the call when all was answered, as does
    a `q` that comes together with lines; but an input without a line, such as `/dev/null`, ends
    nothing. The thread is a daemon, since a terminal may have nothing to say for ever.
    """
    source = cast("TextIO | None", sys.stdin)
    if source is None:  # it was closed before the program began
        return
    try:
        number = source.fileno()
        live = source.isatty()
    except (OSError, ValueError):  # closed meanwhile
        return
    reader = _Reader(call, asyncio.get_running_loop(), number, live=live)
    threading.Thread(target=reader.run, name="lines", daemon=True).start()


class _Reader:
    """Reads lines in its own thread, no faster than they are followed."""

    def __init__(
        self, call: Asked, loop: asyncio.AbstractEventLoop, number: int, *, live: bool
    ) -> None:
        self._call = call
        self._loop = loop
        self._number = number
        self._live = live
        self._lines = threading.Semaphore(MOST_WAITING)
        self._acts = threading.Semaphore(MOST_AT_ONCE)

    def run(self) -> None:
        """Read to the end of the input, or of the call."""
        with suppress(OSError, ValueError, RuntimeError):  # closed, or the loop has closed
            some = self._read()
            if self._live:
                self._loop.call_soon_threadsafe(self._call.wish, Act.QUIT)
            else:
                over = partial(self._call.ask_no_more, some=some)
                self._loop.call_soon_threadsafe(over)

    def _read(self) -> bool:
        """Hand on all lines; return whether there were any."""
        decoder = getincrementaldecoder("utf-8-sig")("replace")  # a stray byte ends no call
        rest, some = "", False
        while True:
            waits = some and self._more()  # it came together with what was read before
            data = os.read(self._number, 65_536)
            *lines, rest = (rest + decoder.decode(data, not data)).split("\n")
            if len(rest) > LONGEST_LINE or (rest and not data):
                lines, rest = [*lines, rest], ""
            for line in lines:
                if not (line.strip() or self._live or self._call.push_to_talk):
                    continue  # it only parts others
                if told := _aside(line, live=self._live):
                    tell(told)
                    continue
                alone = len(lines) == 1 and not (rest or waits or self._more())
                for begin in range(0, max(1, len(line)), LONGEST_LINE):
                    intent = of_line(line[begin : begin + LONGEST_LINE])
                    if intent is Act.QUIT and waits and not self._live:
                        return True
                    self._hand_on(intent, waits=waits, alone=alone)
                    some = waits = True
            if not data:
                return some

    def _more(self) -> bool:
        """Whether there is something to read already."""
        try:
            return bool(select.select([self._number], [], [], 0)[0])
        except OSError:  # Windows can tell it of sockets only
            return False

    def _hand_on(self, intent: Intent, *, waits: bool, alone: bool) -> None:
        said = isinstance(intent, Say)
        self._wait_for(self._lines if said else self._acts)
        self._loop.call_soon_threadsafe(self._do, intent, waits, alone)

    def _wait_for(self, room: threading.Semaphore) -> None:
        while not room.acquire(timeout=AGAIN_S):
            if self._loop.is_closed():
                raise RuntimeError

    def _do(self, intent: Intent, waits: bool, alone: bool) -> None:
        said = isinstance(intent, Say)
        if not said:
            self._loop.call_later(AGAIN_S, self._acts.release)
        taken = self._lines.release if said else _nothing
        asked = self._live and self._call.state.hands.question(self._loop.time(), READ_S)
        if isinstance(intent, Say) and alone and asked:
            intent = of_answer(intent.text) or intent
        if isinstance(intent, Leave) and not asked:
            tell(NOT_ASKED if self._live else NEEDS_TERMINAL)
            taken()
        elif isinstance(intent, Act) or self._live:
            taken()
            self._call.wish(intent, "line")
        else:
            self._call.ask(intent, taken, waits=waits)


def _nothing() -> None:
    """Nobody need be told."""


def _aside(line: str, *, live: bool) -> str:
    """What is told of a command that no conversation follows; empty: it is none.

    Other words after a slash are said; but somebody who types at a terminal meant a command.
    """
    if not line.startswith("/"):
        return ""
    wish = of_typed(line)
    if wish is Aside.COMMANDS:
        followed = (one for one in TABLE if one.setting or isinstance(one.wish, Act | Leave))
        return " · ".join([*(f"{one.name} {one.value}".rstrip() for one in followed), "/say TEXT"])
    if isinstance(wish, Aside | Save) or wish == Missing("/save"):
        return f"{line.split()[0]} needs the screen. Leave out --plain, --json and pipes."
    if isinstance(wish, Missing):
        return f"Usage: {wish.command} {COMMANDS[wish.command].value}"
    if isinstance(wish, Unknown) and live:
        return f"Unknown command {wish.command}. /help shows the commands."
    return ""


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


WITHOUT_PICTURE = b"\r\x1b[J" + AS_BEFORE
"""The same, and erases the rows of a live picture, in whose first one the cursor stands: what the
shell writes next would stand in the middle of them."""

TAKES_S = 0.3
"""Seconds in which a terminal takes that, or takes nothing any more."""


@contextmanager
def cursor_restored() -> Iterator[None]:
    """However the context is left, or a signal ends the program: the cursor is shown."""
    try:
        with cleaning(lambda: _write(WITHOUT_PICTURE)):
            yield
    finally:
        _write(AS_BEFORE)


def _write(sequence: bytes) -> None:
    with suppress(OSError, ValueError):  # the terminal has gone
        number = sys.stdout.fileno()
        # Windows can tell of sockets only whether they take anything.
        if sys.platform == "win32" or select.select([], [number], [], TAKES_S)[1]:
            os.write(number, sequence)


@contextmanager
def unechoed() -> Iterator[list[Any] | None]:
    """While in the context, the terminal does not show what is typed; its settings afterwards.

    Those are as they were before, or sane where they were not.

    A live picture knows only its own lines: a line feed of the terminal's would tear it. Nor does
    Ctrl-C drop what the terminal has not read yet. A signal that ends the program at once leaves
    the terminal as it was, its cursor shown.
    """
    try:
        import termios
    except ImportError:  # Windows
        with cursor_restored():
            yield None
        return
    try:
        before = termios.tcgetattr(sys.stdin.fileno())
    except (AttributeError, OSError, ValueError, termios.error):  # no terminal, or closed
        with cursor_restored():
            yield None
        return
    if not (before[3] & termios.ICANON and before[3] & termios.ECHO):
        before = _sane(before)  # a program that was killed has left it so
    quiet = [*before]
    quiet[3] &= ~(termios.ECHO | termios.ECHONL)
    quiet[3] |= termios.NOFLSH
    # Ctrl-D waits for whoever reads keys, who is not there yet: else it would be lost.
    quiet[6] = [*before[6]]
    quiet[6][termios.VEOF] = bytes([os.fpathconf(sys.stdin.fileno(), "PC_VDISABLE") & 0xFF])
    termios.tcsetattr(sys.stdin.fileno(), termios.TCSADRAIN, quiet)

    def restore(sequence: bytes) -> None:
        with suppress(OSError, ValueError, termios.error):
            termios.tcsetattr(sys.stdin.fileno(), termios.TCSANOW, before)
        _write(sequence)

    try:
        with cleaning(lambda: restore(WITHOUT_PICTURE)):
            yield before
    finally:
        # Not before all is written: a terminal that reads nothing takes for ever.
        restore(AS_BEFORE)


def _sane(settings: list[Any]) -> list[Any]:
    """Settings of a terminal with those of `stty sane` that a raw one lacks."""
    import termios

    sane = [*settings]
    sane[0] |= termios.BRKINT | termios.ICRNL | termios.IXON
    sane[1] |= termios.OPOST | termios.ONLCR
    sane[3] |= termios.ISIG | termios.ICANON | termios.IEXTEN | termios.ECHO
    sane[3] |= termios.ECHOE | termios.ECHOK
    sane[3] &= ~termios.NOFLSH
    sane[6] = [*settings[6]]
    sane[6][termios.VEOF] = b"\x04"  # where a raw one may keep another number
    return sane
