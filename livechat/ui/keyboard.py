"""The keys of a terminal while a call goes on: each acts at once, or goes into a line."""

from __future__ import annotations

import asyncio
import os
import select
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, Protocol

from prompt_toolkit.input import Input, create_input
from prompt_toolkit.key_binding import KeyPress
from prompt_toolkit.keys import Keys

from livechat.core.face.answers import Answered, Answers
from livechat.core.face.commands import Act, Aside, Leave, Say, Wish, of_answer, of_typed
from livechat.core.face.hands import Hands
from livechat.core.face.keys import ENTER, KeyMap, undoing
from livechat.core.face.layouts import latin
from livechat.core.face.letters import NEWLINE, TOGETHER_S, Key, Letters, Text
from livechat.ui.editor import Editor
from livechat.ui.kitty import (
    ANSWERED,
    BLURRED,
    FOCUSED,
    KNOWN,
    LEFT_ON,
    POP,
    POP_ALL,
    PUSH,
    QUERY,
    RELEASED,
    REPEATED,
    Kitty,
)
from livechat.ui.outlet import wait_until_out

PASTE_ON, PASTE_OFF = "\x1b[?2004h", "\x1b[?2004l"
"""What is pasted comes in brackets, and is never mistaken for keys."""

FOCUS_ON, FOCUS_OFF = "\x1b[?1004h", "\x1b[?1004l"
"""The terminal reports when its window gains and loses the focus."""

ESCAPE_S = 0.1
"""Seconds after which Escape is the key of that name, and no beginning of a sequence."""

LATE_S = 0.2
"""Seconds for which the end waits for reports that were asked for; they take milliseconds."""

CUT_S = 2.0
"""Seconds in which the rest of a sequence comes that a network has cut in two."""

_CHARS = {Keys.ControlM: NEWLINE, Keys.ControlJ: NEWLINE, Keys.ControlI: "\t"}
"""Keys that are characters where they come with others."""

_MARKS = (KNOWN, ANSWERED, LEFT_ON, RELEASED, REPEATED, FOCUSED, BLURRED)

_KEPT = 16
"""Wishes that are kept so that they can be taken back; there are few letters in a letters."""


class Glass(Protocol):
    """Where a line can be seen."""

    reports_due: int
    """Reports of the cursor that the terminal was asked for, and has not sent."""

    def show_line(self, text: str | None, cursor: int = 0, hint: str = "") -> None:
        """Show what is being typed, and where; None: nothing is."""

    def pause(self) -> None:
        """Leave the terminal to somebody else."""

    def resume(self) -> None:
        """Take it back."""


class Keyboard:
    """Reads keys from now on, and leaves the terminal as it was.

    Ctrl-C always ends the call, a line that is open or not: Escape closes one, Ctrl-U empties it.

    Args:
        glass: Shows the line.
        take: Told every wish.
        push_to_talk: Whether the user says when speech begins and stops.
        complete: What a line may become, each with a description.
        hands: The function calls: whether one asks for leave, or is about to run.
        focus: Told whether the window is in focus, when that changes; None: nobody asks.
        typing: Whether one can only type: then a line is open until Escape closes it.
        cursor: Told the row and the column of the cursor, the first being 1, when the terminal
            reports them.
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
        complete: Callable[[str], list[tuple[str, str]]],
        hands: Callable[[], Hands],
        focus: Callable[[bool], None] | None = None,
        typing: bool = False,
        cursor: Callable[[int, int], None] = lambda *_: None,
        before: list[Any] | None = None,
        source: Input | None = None,
        tell: Callable[[str], None] | None = None,
    ) -> None:
        self._kitty = Kitty()
        self.keys = KeyMap(self._place)
        self._letters = Letters(self._place)
        self._answers = Answers(self._place)
        self._glass = glass
        self._take = take
        self._push_to_talk = push_to_talk
        self._hands = hands
        self._focus = focus
        self._cursor = cursor
        self._typing = typing
        self._before = before
        self._source = source or create_input()
        self._tell = tell or _write
        self._editor = Editor(self._typed, complete)
        self._on = False
        self._asked = self._answered = self._left_on = False
        self._mark = ""
        """What the next character says: that it went up, or is held down."""
        self._done: list[tuple[float, Wish]] = []
        """The newest wishes of keys, and when they were pressed."""
        self._text_at = float("-inf")
        """Seconds: when the newest characters came of a line that letters have opened."""
        self._line_asked: int | None = None
        """The call that asked for leave when the first character of the line came."""
        self._alarm: asyncio.TimerHandle | None = None
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
            if self._typing:
                self._begin("")
            try:
                with self._source.attach(self._ready), self._job_control():
                    await self._failure
            finally:
                self.restore()
                for timer in (self._flushing, self._alarm):
                    if timer:
                        timer.cancel()

    def begin_typing(self) -> None:
        """Open a line, and another one after each: one can only type from now on."""
        if not self._typing:
            self._typing = True
            if self._on and not self._editor.open:
                self._begin("")

    def refresh(self) -> None:
        """Show the line again: there is more to complete it with."""
        if self._editor.open:
            self._show()

    def restore(self) -> None:
        """Turn off what was turned on, in the middle of anything."""
        if not self._on:
            return
        self._on = False
        ours, all_of_it = POP * self.keys.reports_release, POP_ALL * self._left_on
        self._tell(ours + all_of_it + FOCUS_OFF + PASTE_OFF)
        if self._glass.reports_due or (self._asked and not self._answered):
            self._forget_input()

    def _turn_on(self) -> None:
        self._on = True
        if self._focus:
            self._focus(True)  # whoever begins it, or goes on with it, looks at it
        self._tell(PASTE_ON + FOCUS_ON * self._follows_focus + PUSH * self.keys.reports_release)
        if not self._asked and self.tells_sequences:
            self._asked = True
            self._tell(QUERY)

    @property
    def tells_sequences(self) -> bool:
        """Whether what the terminal reports comes in: Windows' own input tells keys only."""
        return hasattr(self._source, "vt100_parser")

    @property
    def _follows_focus(self) -> bool:
        return self._focus is not None and self.tells_sequences

    # What comes in

    def _translate(self) -> None:
        reader = getattr(self._source, "stdin_reader", None)
        if reader is not None:
            read = reader.read
            reader.read = lambda *count: self._kitty.feed(read(*count))

    def _ready(self) -> None:
        self._press_all(self._source.read_keys())
        if self._source.closed:  # the terminal has gone
            self._wish(Act.QUIT)
        if self._flushing:
            self._flushing.cancel()
        self._flushing = asyncio.get_running_loop().call_later(ESCAPE_S, self._flush)

    def _flush(self) -> None:
        parser = getattr(self._source, "vt100_parser", None)
        if parser is not None:
            parser.feed(self._kitty.flush())
        self._press_all(self._source.flush_keys())
        if self._kitty.waits:
            loop = asyncio.get_running_loop()
            self._flushing = loop.call_later(CUT_S, self._kitty.drop)

    def _press_all(self, keys: list[KeyPress]) -> None:
        with self._guarded():
            together: list[KeyPress] = []
            for key in keys:
                if _char(key) and not self._mark:
                    together.append(key)
                    continue
                self._take_together(together)
                together = []
                self._press(key)
            self._take_together(together)

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        """Whatever goes wrong is raised by `run`."""
        try:
            yield
        except Exception as error:  # noqa: BLE001
            if self._failure and not self._failure.done():
                self._failure.set_exception(error)
        self._set_alarm()

    def _press(self, press: KeyPress) -> None:
        key = press.key
        if self._mark:
            self._take_marked(press)
        elif key in (RELEASED, REPEATED):
            self._mark = key
        elif key == KNOWN:
            self._knows_releases()
        elif key == LEFT_ON:
            self._left_on = True
        elif key == ANSWERED:
            self._answered = True
        elif key in (FOCUSED, BLURRED):
            if self._focus:  # unasked, it is the remainder of another program
                self._focus(key == FOCUSED)
        elif key == Keys.CPRResponse:
            row, column = press.data[2:-1].split(";")
            self._cursor(int(row), int(column))
        else:
            self._do(self._letters.flush())
            self._letters.clear()
            self._answers.clear()
            self._command(press)

    def _command(self, press: KeyPress) -> None:
        """Take a key that types nothing."""
        key = press.key
        if key == Keys.ControlC:  # the terminal made no signal of it
            signal.raise_signal(signal.SIGINT)
        elif key == Keys.ControlZ and hasattr(signal, "SIGTSTP"):
            signal.raise_signal(signal.SIGTSTP)
        elif key == Keys.ControlD and not self._editor.text:
            self._wish(Act.QUIT)
        elif key == Keys.Escape and self._editor.open and self._hands().held:
            self._wish(Act.WITHDRAW)  # there is little time; the line stays
        elif self._editor.open:
            self._editor.press(press)
            self._show()
        elif key == Keys.BracketedPaste:
            self._begin(press.data.replace("\r\n", "\n").replace("\r", "\n"))
        elif key == Keys.Escape:
            self._act(Key("escape", _now()))

    def _take_marked(self, press: KeyPress) -> None:
        """Take a character that tells of its key: it went up, or is held down."""
        mark, self._mark = self._mark, ""
        char = _char(press)
        if mark == RELEASED:
            self._wish(self.keys.released(char, _now()))
        elif self._editor.open:
            self._type([press])
        elif char:
            self._do(self._letters.flush())
            self._act(Key(char, _now()), repeat=True)

    def _take_together(self, keys: list[KeyPress]) -> None:
        """Take characters that arrived together."""
        while keys and not self._editor.open:
            text = "".join(map(_char, keys))
            # A line that is opened on purpose can be typed ahead; and Tab opens none.
            alone = text[0] in "\n/\t"
            some, keys = (text[0], keys[1:]) if alone else (text, [])
            if some != "\t":
                self._take_text(some, whole=not keys)
        if keys:
            self._type(keys)

    def _take_text(self, text: str, *, whole: bool) -> None:
        """Take characters while no line is open.

        Args:
            text: What arrived together.
            whole: Whether nothing else arrived with it.
        """
        now = _now()
        self._do(self._answers.tick(now))
        call = self._hands().question(now) if whole else None
        answered = self._answers.typed(text, now, call=call, idle=self._letters.idle(now))
        self._do(self._letters.typed(text, now) if answered is None else answered)

    def _type(self, keys: list[KeyPress]) -> None:
        """Type characters that arrived together into the line that is open."""
        now = _now()
        text = "".join(map(_char, keys))
        if not self._editor.text:
            self._line_asked = self._hands().question(now)
        # A line feed among them was pasted, where the terminal marks no pastes. So was one that
        # follows sooner than a finger can.
        pasted = NEWLINE in text[:-1] or now - self._text_at < TOGETHER_S
        if self._text_at > float("-inf"):
            self._text_at = now
        for key, char in zip(keys, text, strict=True):
            entered = char == NEWLINE and not pasted
            again = self.keys.seen(ENTER if entered else char, now)
            if char == NEWLINE and pasted:
                self._editor.insert(char)
            elif not (entered and again):
                self._editor.press(key)
        if self._editor.open:  # else the accepted line was shown as gone
            self._show()

    def _do(self, what: Sequence[Key | Text | Answered]) -> None:
        for one in what:
            if isinstance(one, Key):
                self._act(one)
                continue
            if isinstance(one, Answered):
                if self._hands().question(_now()) == one.call:  # else it was withdrawn meanwhile
                    self._note(Leave(one.answer), one.at)
                continue
            for wish in undoing(wish for at, wish in self._done if at >= one.since):
                self._wish(wish)
            self._begin(one.text)
            self._text_at = _now()

    def _act(self, key: Key, *, repeat: bool = False) -> None:
        ptt = self._push_to_talk()
        wish = self.keys.pressed(key.name, key.at, push_to_talk=ptt, repeat=repeat)
        if wish in (Aside.LINE, Aside.COMMAND):
            if self._done and self._done[-1][1] is Aside.END:
                self._wish(Aside.CLOSE)  # it is answered
            self._begin("/" * (wish is Aside.COMMAND))
        elif wish is not None:
            self._note(wish, key.at)

    def _note(self, wish: Wish, at: float) -> None:
        """Tell a wish that may be taken back, and when its key was pressed."""
        self._done = [*self._done[-_KEPT:], (at, wish)]
        self._wish(wish)

    def _set_alarm(self) -> None:
        """See to it that what waits acts when it is time."""
        alarms = (self._letters.due, self._answers.due, self.keys.due)
        due = min((at for at in alarms if at is not None), default=None)
        if self._alarm:
            if self._alarm.when() == due:
                return
            self._alarm.cancel()
            self._alarm = None
        if due is not None and self._on:
            self._alarm = asyncio.get_running_loop().call_at(due, self._ring, due)

    def _ring(self, due: float) -> None:
        self._alarm = None
        at = max(due, _now())  # clocks are not that fine
        with self._guarded():
            self._do(self._letters.tick(at))
            self._do(self._answers.tick(at))
            self._wish(self.keys.tick(at))

    def _place(self, char: str) -> str:
        """The Latin key in the place of a character: as the terminal tells, or by the tables."""
        return self._kitty.places.get(char.lower()) or latin(char)

    def _begin(self, text: str) -> None:
        self.keys.forget()
        self._line_asked = None  # what letters or a paste have begun answers nothing
        self._text_at = float("-inf")
        self._editor.begin(text)
        self._show()

    def _typed(self, line: str | None) -> None:
        self._show()
        self._wish(self._meant(line or ""))
        if self._typing and line is not None:
            self._begin("")

    def _meant(self, line: str) -> Wish | None:
        """The wish of a line: an answer, where it was begun after the question was read."""
        wish = of_typed(line)
        asks = self._line_asked is not None
        if asks and isinstance(wish, Say) and self._line_asked == self._hands().question(_now()):
            return of_answer(line) or wish
        return wish

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
        """Drop answers that still come: a shell would take them for something typed."""
        with suppress(ImportError, OSError, ValueError):
            import termios

            number, until = self._source.fileno(), time.monotonic() + LATE_S
            while self._glass.reports_due > 0 and (left := until - time.monotonic()) > 0:
                if not (
                    select.select([number], [], [], left)[0] and (came := os.read(number, 999))
                ):
                    break
                self._glass.reports_due -= came.count(b"R")
            self._glass.reports_due = 0
            with suppress(termios.error):
                termios.tcflush(number, termios.TCIFLUSH)

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
        wait_until_out()
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
                termios.tcsetattr(self._source.fileno(), termios.TCSANOW, attributes)


def _char(press: KeyPress) -> str:
    """What a key types; empty: nothing."""
    key = press.key
    if isinstance(key, Keys):
        return _CHARS.get(key, "")
    return "" if key in _MARKS else key


def _now() -> float:
    return asyncio.get_running_loop().time()


def _write(text: str) -> None:
    with suppress(OSError, ValueError):  # the terminal has gone
        sys.stdout.write(text)
        sys.stdout.flush()
