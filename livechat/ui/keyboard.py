"""The keys of a terminal while a call goes on: each acts at once, or goes into a line."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, Protocol

from prompt_toolkit.input import Input, create_input
from prompt_toolkit.key_binding import KeyPress
from prompt_toolkit.keys import Keys

from livechat.core.face.commands import Act, Aside, Wish, of_typed
from livechat.core.face.keys import SPACE, KeyMap
from livechat.ui.editor import Editor
from livechat.ui.kitty import (
    ANSWERED,
    BLURRED,
    FOCUSED,
    KNOWN,
    POP,
    PUSH,
    QUERY,
    RELEASED,
    Kitty,
)

PASTE_ON, PASTE_OFF = "\x1b[?2004h", "\x1b[?2004l"
"""What is pasted comes in brackets, and is never mistaken for keys."""

FOCUS_ON, FOCUS_OFF = "\x1b[?1004h", "\x1b[?1004l"
"""The terminal reports when its window gains and loses the focus."""

ESCAPE_S = 0.1
"""Seconds after which Escape is the key of that name, and no beginning of a sequence."""

_NAMES = {Keys.ControlM: "enter", Keys.ControlJ: "enter"}


class Glass(Protocol):
    """Where a line can be seen."""

    def show_line(self, text: str | None, cursor: int = 0, hint: str = "") -> None:
        """Show what is being typed, and where; None: nothing is."""

    def pause(self) -> None:
        """Leave the terminal to somebody else."""

    def resume(self) -> None:
        """Take it back."""


class Keyboard:
    """Reads keys from now on, and leaves the terminal as it was.

    Args:
        glass: Shows the line.
        take: Told every wish.
        push_to_talk: Whether the user says when speech begins and stops.
        complete: What a line may become.
        told: Called when it is known whether the space bar can be held.
        focus: Told whether the window is in focus, when that changes; None: nobody asks.
        before: The terminal's settings before the program began; None: it has none.
        source: Where keys come from; None: standard input.
        tell: Writes to the terminal; None: to standard output.
    """

    def __init__(
        self,
        glass: Glass,
        take: Callable[[Wish], None],
        *,
        push_to_talk: Callable[[], bool],
        complete: Callable[[str], list[str]],
        told: Callable[[], None] = lambda: None,
        focus: Callable[[bool], None] | None = None,
        before: list[Any] | None = None,
        source: Input | None = None,
        tell: Callable[[str], None] | None = None,
    ) -> None:
        self.keys = KeyMap()
        self._glass = glass
        self._take = take
        self._push_to_talk = push_to_talk
        self._told = told
        self._focus = focus
        self._before = before
        self._source = source or create_input()
        self._tell = tell or _write
        self._editor = Editor(self._typed, complete)
        self._kitty = Kitty()
        self._on = False
        self._asked = self._answered = False
        self._raw: list[Any] | None = None
        self._flushing: asyncio.TimerHandle | None = None
        self._failure: asyncio.Future[None] | None = None

    async def run(self) -> None:
        """Read until cancelled.

        Whatever goes wrong with a key is raised here.
        """
        self._failure = asyncio.get_running_loop().create_future()
        with self._source.raw_mode():
            self._translate()
            self._keep_signals()
            self._turn_on()
            try:
                with self._source.attach(self._ready), self._job_control():
                    await self._failure
            finally:
                self.restore()
                if self._flushing:
                    self._flushing.cancel()

    def ask_for_releases(self) -> None:
        """Find out whether the space bar can be held; once."""
        if not self._asked and self._on and self._tells_sequences:
            self._asked = True
            self._tell(QUERY)

    def restore(self) -> None:
        """Turn off what was turned on, in the middle of anything."""
        if not self._on:
            return
        self._on = False
        self._tell(POP * self.keys.reports_release + FOCUS_OFF * self._follows_focus + PASTE_OFF)
        if self._asked and not self._answered:
            self._forget_input()

    def _turn_on(self) -> None:
        self._on = True
        if self._focus:
            self._focus(True)  # whoever begins it, or goes on with it, looks at it
        self._tell(PASTE_ON + FOCUS_ON * self._follows_focus + PUSH * self.keys.reports_release)
        if self._push_to_talk():
            self.ask_for_releases()

    @property
    def _tells_sequences(self) -> bool:
        """Whether what the terminal reports comes in: Windows' own input tells keys only."""
        return hasattr(self._source, "vt100_parser")

    @property
    def _follows_focus(self) -> bool:
        return self._focus is not None and self._tells_sequences

    # What comes in

    def _translate(self) -> None:
        reader = getattr(self._source, "stdin_reader", None)
        if reader is not None:
            read = reader.read
            reader.read = lambda *count: self._kitty.feed(read(*count))

    def _ready(self) -> None:
        self._press_all(self._source.read_keys())
        if self._flushing:
            self._flushing.cancel()
        self._flushing = asyncio.get_running_loop().call_later(ESCAPE_S, self._flush)

    def _flush(self) -> None:
        parser = getattr(self._source, "vt100_parser", None)
        if parser is not None:
            parser.feed(self._kitty.flush())
        self._press_all(self._source.flush_keys())

    def _press_all(self, keys: list[KeyPress]) -> None:
        try:
            for key in keys:
                self._press(key)
        except Exception as error:  # noqa: BLE001 - raised by `run`
            if self._failure and not self._failure.done():
                self._failure.set_exception(error)

    def _press(self, press: KeyPress) -> None:
        key = press.key
        if key == KNOWN:
            self._knows_releases()
        elif key == ANSWERED:
            self._answered = True
            self._told()
        elif key == RELEASED:
            self._wish(self.keys.released(SPACE))
        elif key in (FOCUSED, BLURRED):
            if self._focus:  # unasked, it is the remainder of another program
                self._focus(key == FOCUSED)
        elif key == Keys.ControlC:  # the terminal made no signal of it
            signal.raise_signal(signal.SIGINT)
        elif key == Keys.ControlZ and hasattr(signal, "SIGTSTP"):
            signal.raise_signal(signal.SIGTSTP)
        elif key == Keys.ControlD and not self._editor.text:
            self._wish(Act.QUIT)
        elif self._editor.open:
            self._editor.press(press)
            self._show()
        elif key == Keys.BracketedPaste:
            self._begin(press.data.replace("\r\n", "\n").replace("\r", "\n"))
        else:
            self._act(_NAMES.get(key, str(key)) if isinstance(key, Keys) else key)

    def _act(self, key: str) -> None:
        now = asyncio.get_running_loop().time()
        wish = self.keys.pressed(key, now, push_to_talk=self._push_to_talk())
        if wish is Aside.LINE:
            self._begin("")
        elif wish is Aside.COMMAND:
            self._begin("/")
        else:
            self._wish(wish)

    def _begin(self, text: str) -> None:
        self._editor.begin(text)
        self._show()

    def _typed(self, line: str | None) -> None:
        self._show()
        self._wish(of_typed(line or ""))

    def _wish(self, wish: Wish | None) -> None:
        if wish is not None:
            self._take(wish)

    def _show(self) -> None:
        if self._editor.open:
            self._glass.show_line(self._editor.text, self._editor.cursor, self._editor.hint)
        else:
            self._glass.show_line(None)

    def _knows_releases(self) -> None:
        if self._on and not self.keys.reports_release:
            self.keys.reports_release = True
            self._tell(PUSH)

    # The terminal's settings

    def _keep_signals(self) -> None:
        """Let Ctrl-C and Ctrl-Z be signals as ever, even while the loop is busy.

        They throw nothing away: a second Ctrl-C would drop what the first one led to, such as the
        cursor's return, where the terminal has not read it yet.
        """
        try:
            import termios
        except ImportError:  # Windows, where Ctrl-C is a key like others
            return
        try:
            raw = termios.tcgetattr(self._source.fileno())
            raw[3] |= termios.ISIG | termios.NOFLSH
            termios.tcsetattr(self._source.fileno(), termios.TCSANOW, raw)
        except (NotImplementedError, OSError, ValueError, termios.error):  # no terminal
            return
        self._raw = raw

    def _forget_input(self) -> None:
        """Drop an answer that may still come: a shell would take it for something typed."""
        with suppress(ImportError, OSError, ValueError):
            import termios

            with suppress(termios.error):
                termios.tcflush(self._source.fileno(), termios.TCIFLUSH)

    @contextmanager
    def _job_control(self) -> Iterator[None]:
        """While in the context, the program can be suspended and continued."""
        if self._raw is None or signal.getsignal(signal.SIGTSTP) is signal.SIG_IGN:
            yield
            return
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGTSTP, self._suspend)
        loop.add_signal_handler(signal.SIGCONT, self._resume)
        try:
            yield
        finally:
            loop.remove_signal_handler(signal.SIGTSTP)
            loop.remove_signal_handler(signal.SIGCONT)

    def _suspend(self) -> None:
        self._glass.pause()
        self.restore()
        self._set(self._before)
        signal.signal(signal.SIGTSTP, signal.SIG_DFL)
        signal.raise_signal(signal.SIGTSTP)  # here it stands still, until it is continued
        asyncio.get_running_loop().add_signal_handler(signal.SIGTSTP, self._suspend)
        self._resume()

    def _resume(self) -> None:
        self._set(self._raw)
        if self._on:  # a shell's SIGCONT comes, too: what is pushed twice stays when it is popped
            self._tell(POP * self.keys.reports_release)
        self._turn_on()
        self._glass.resume()
        self._show()

    def _set(self, attributes: list[Any] | None) -> None:
        if attributes is not None:
            import termios

            with suppress(OSError, ValueError, termios.error):
                termios.tcsetattr(self._source.fileno(), termios.TCSADRAIN, attributes)


def _write(text: str) -> None:
    data = text.encode()
    with suppress(OSError, ValueError):  # the terminal has gone
        while data:
            data = data[os.write(sys.stdout.fileno(), data) :]
