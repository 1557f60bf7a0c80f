"""Wishes from standard input."""

from __future__ import annotations

import asyncio
import io
import os
import select
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Literal, TextIO

import pytest

from livechat.cli.terminal.lines import (
    LONGEST_LINE,
    MOST_AT_ONCE,
    MOST_WAITING,
    NOT_ASKED,
    READ_S,
    at_a_keyboard,
    follow,
    unechoed,
)
from livechat.core.face.commands import Act, Change, Intent, Leave, Say
from livechat.core.state import ConversationState
from tests.support.called import asked

LIMIT_S = 10.0


class Call:
    """Takes what a conversation would."""

    def __init__(self) -> None:
        self.done: asyncio.Queue[tuple[Intent, str]] = asyncio.Queue()
        """What was wished for, and how it is to be done."""
        self.takes = True
        self.push_to_talk = True
        self.state = ConversationState()
        self.untaken: list[Callable[[], None]] = []
        self.over = asyncio.Event()
        self.some: bool | None = None
        """Whether there was a line, when the input has ended."""
        self._main = threading.current_thread()

    def wish(self, intent: Intent, by: Literal["key", "line"] = "key") -> None:
        assert threading.current_thread() is self._main
        self.done.put_nowait((intent, "now"))

    def ask(self, intent: Intent, taken: Callable[[], None], *, waits: bool) -> None:
        self.done.put_nowait((intent, "waits" if waits else "alone"))
        self.untaken.append(taken)
        if self.takes:
            taken()

    def ask_no_more(self, *, some: bool) -> None:
        self.some = some
        self.over.set()

    async def next(self) -> tuple[Intent, str]:
        async with asyncio.timeout(LIMIT_S):
            return await self.done.get()


async def wishes(count: int) -> list[Intent]:
    """The first wishes, each taken in the loop's own thread."""
    call = Call()
    follow(call)
    return [(await call.next())[0] for _ in range(count)]


OPENED: list[TextIO] = []
"""What stood for standard input, to be closed."""


def readers_end() -> None:
    """Standard input is over when a test is, and so is its reader."""
    for thread in threading.enumerate():
        if thread.name == "lines":
            thread.join(LIMIT_S)
            assert not thread.is_alive()


@pytest.fixture(autouse=True)
def _threads_end() -> Iterator[None]:
    yield
    readers_end()
    while OPENED:
        OPENED.pop().close()


def stdin(patch: pytest.MonkeyPatch, source: TextIO | None) -> None:
    patch.setattr(sys, "stdin", source)


@contextmanager
def open_pipe(patch: pytest.MonkeyPatch) -> Iterator[TextIO]:
    """Standard input that stays open, and what is typed into it."""
    read, write = os.pipe()
    with os.fdopen(read) as source, os.fdopen(write, "w") as typed:
        stdin(patch, source)
        yield typed
        typed.close()
        readers_end()


def pipe(patch: pytest.MonkeyPatch, data: bytes) -> None:
    """Standard input with these bytes in it, and its end."""
    read, write = os.pipe()

    def fill() -> None:
        with os.fdopen(write, "wb") as end, suppress(BrokenPipeError):
            end.write(data)

    threading.Thread(target=fill, name="lines").start()
    OPENED.append(os.fdopen(read))
    stdin(patch, OPENED[-1])


def test_each_line_is_a_wish(monkeypatch: pytest.MonkeyPatch) -> None:
    """In order; Enter alone is one too."""
    pipe(monkeypatch, b"m\nHello there\n\ni\n")
    assert asyncio.run(wishes(4)) == [Act.MUTE, Say("Hello there"), Act.TALK, Act.INTERRUPT]


def test_a_last_line_without_an_end_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    """As from `printf`."""
    pipe(monkeypatch, b"q")
    assert asyncio.run(wishes(1)) == [Act.QUIT]


def test_a_line_is_followed_while_the_next_is_awaited(monkeypatch: pytest.MonkeyPatch) -> None:
    """Standard input stays open for the whole call."""
    with open_pipe(monkeypatch) as typed:
        typed.write("i\n")
        typed.flush()
        assert asyncio.run(wishes(1)) == [Act.INTERRUPT]


def test_lines_that_come_together_wait_for_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys among them do not; when all was asked, the call may end."""
    pipe(monkeypatch, b"one\ni\n/voice Kore\ntwo\n")

    async def main() -> list[tuple[Intent, str]]:
        call = Call()
        follow(call)
        found = [await call.next() for _ in range(4)]
        async with asyncio.timeout(LIMIT_S):
            await call.over.wait()
        return found

    assert asyncio.run(main()) == [
        (Say("one"), "alone"),
        (Act.INTERRUPT, "now"),
        (Change("voice", "Kore"), "waits"),
        (Say("two"), "waits"),
    ]


def test_empty_lines_are_nothing_where_nobody_talks_by_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """They only part others."""
    pipe(monkeypatch, b"\none\n \r\n\ntwo\n\n")

    async def main() -> bool | None:
        call = Call()
        call.push_to_talk = False
        follow(call)
        found = [(await call.next())[0] for _ in range(2)]
        async with asyncio.timeout(LIMIT_S):
            await call.over.wait()
        assert found == [Say("one"), Say("two")]
        assert call.done.empty()
        return call.some

    assert asyncio.run(main()) is True


@pytest.mark.parametrize("end", ["q", "/quit"])
def test_an_end_that_comes_together_with_lines_waits_until_they_are_answered(
    monkeypatch: pytest.MonkeyPatch, end: str
) -> None:
    """As in a here-document; what follows it is not read."""
    pipe(monkeypatch, f"one\n{end}\nnever\n".encode())

    async def main() -> bool | None:
        call = Call()
        follow(call)
        assert await call.next() == (Say("one"), "alone")
        async with asyncio.timeout(LIMIT_S):
            await call.over.wait()
        assert call.done.empty()
        return call.some

    assert asyncio.run(main()) is True


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("/help", "/voice NAME · "),
        ("/copy", "/copy needs the screen."),
        ("/save notes.txt", "/save needs the screen."),
        ("/save", "/save needs the screen."),
        ("/mic", "Usage: /mic NAME"),
        ("/system", "Usage: /system TEXT"),
        ("/say", "Usage: /say TEXT"),
    ],
)
def test_a_command_that_no_call_follows_is_not_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], line: str, told: str
) -> None:
    """It is told what can be done instead."""
    pipe(monkeypatch, f"{line}\n/usr/bin is what?\n".encode())
    assert asyncio.run(wishes(1)) == [Say("/usr/bin is what?")]
    assert told in capsys.readouterr().err


def test_a_line_that_comes_later_is_told_from_those(monkeypatch: pytest.MonkeyPatch) -> None:
    """It may interrupt an answer."""

    async def main() -> list[str]:
        call = Call()
        follow(call)
        found = []
        for text in ("one\n", "two\n"):
            typed.write(text)
            typed.flush()
            found.append((await call.next())[1])
            await asyncio.sleep(0.05)  # it reads again
        return found

    with open_pipe(monkeypatch) as typed:
        assert asyncio.run(main()) == ["alone", "alone"]


def test_an_input_without_a_line_is_told_from_one_that_is_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As from `/dev/null`; the call knows whether somebody can still speak."""

    async def main() -> bool | None:
        call = Call()
        follow(call)
        await asyncio.to_thread(readers_end)
        await asyncio.sleep(0)
        return call.some

    with Path(os.devnull).open() as nothing:
        stdin(monkeypatch, nothing)
        assert asyncio.run(main()) is False
    pipe(monkeypatch, b"hello\n")
    assert asyncio.run(main()) is True


@pytest.mark.parametrize(("line", "most"), [(b"y\n", MOST_WAITING), (b"m\n", MOST_AT_ONCE)])
def test_a_flood_waits_until_there_is_room(
    monkeypatch: pytest.MonkeyPatch, line: bytes, most: int
) -> None:
    """As from `yes`: no more is read than is followed."""
    monkeypatch.setattr("livechat.cli.terminal.lines.AGAIN_S", 0.2)
    pipe(monkeypatch, line * 1000)

    async def main() -> None:
        call = Call()
        call.takes = False
        follow(call)
        for _ in range(most):
            await call.next()
        await asyncio.sleep(0.1)
        assert call.done.empty()
        for taken in call.untaken[:1]:
            taken()
        await call.next()

    asyncio.run(main())


def test_what_is_typed_at_a_terminal_is_done_at_once(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nobody waits for an answer there; Ctrl-D ends the call; a mistyped command is not said."""
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()

    async def main() -> list[tuple[Intent, str]]:
        call = Call()
        follow(call)
        os.write(ours, b"one\ntwo\nm\n/hlep\n\x04")
        return [await call.next() for _ in range(4)]

    with os.fdopen(theirs) as terminal:
        stdin(monkeypatch, terminal)
        assert asyncio.run(main()) == [
            (Say("one"), "now"),
            (Say("two"), "now"),
            (Act.MUTE, "now"),
            (Act.QUIT, "now"),
        ]
        readers_end()
    os.close(ours)
    assert "Unknown command /hlep." in capsys.readouterr().err


def test_where_nobody_can_tell_what_is_there_each_piece_comes_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As on Windows."""

    def fails(*args: object) -> None:
        raise OSError("not a socket")

    monkeypatch.setattr("select.select", fails)
    pipe(monkeypatch, b"one\ntwo\n")
    assert asyncio.run(wishes(2)) == [Say("one"), Say("two")]


def test_a_mark_of_the_encoding_is_no_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor is a carriage return."""
    pipe(monkeypatch, b"\xef\xbb\xbfq\r\n")
    assert asyncio.run(wishes(1)) == [Act.QUIT]


def test_bytes_that_are_no_text_end_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The next line is read as ever."""
    pipe(monkeypatch, b"caf\xe9\ni\n")
    assert asyncio.run(wishes(2)) == [Say("caf\ufffd"), Act.INTERRUPT]


def test_a_line_without_an_end_comes_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory is not for the asking."""
    pipe(monkeypatch, b"x" * LONGEST_LINE + b"yes\n")
    assert asyncio.run(wishes(2)) == [Say("x" * LONGEST_LINE), Say("yes")]


@pytest.mark.parametrize("closed", [True, False])
def test_without_standard_input_there_are_no_wishes(
    monkeypatch: pytest.MonkeyPatch, closed: bool
) -> None:
    """Closed before the program began, or by the time it is read; the call goes on."""
    source = io.StringIO()
    source.close()
    stdin(monkeypatch, source if closed else None)

    async def main() -> None:
        call = Call()
        follow(call)
        await asyncio.sleep(0.01)
        assert call.done.empty()

    asyncio.run(main())


def test_the_end_of_the_call_ends_the_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    """At the next line, without a traceback."""

    async def main() -> None:
        follow(Call())

    with open_pipe(monkeypatch) as typed:
        asyncio.run(main())
        typed.write("m\n")


def shows(fd: int) -> bool:
    termios = pytest.importorskip("termios")
    return bool(termios.tcgetattr(fd)[3] & termios.ECHO)


def test_a_terminal_that_was_left_raw_is_sane_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    """By a program that was killed; one that was not is as it was."""
    termios = pytest.importorskip("termios")
    import pty
    import tty

    ours, theirs = pty.openpty()
    with os.fdopen(theirs) as source:
        stdin(monkeypatch, source)
        before = termios.tcgetattr(theirs)
        tty.setraw(theirs)
        with unechoed() as sane:
            assert not shows(theirs)
        after = termios.tcgetattr(theirs)
        assert sane
        assert after[:6] == sane[:6]
        for place, flags in ((0, "ICRNL"), (1, "OPOST"), (3, "ICANON"), (3, "ECHO"), (3, "ISIG")):
            assert after[place] & getattr(termios, flags)
        termios.tcsetattr(theirs, termios.TCSANOW, before)
        with unechoed():
            pass
        assert termios.tcgetattr(theirs) == before
    os.close(ours)


def test_ctrl_d_that_comes_before_keys_are_read_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is read with the first key."""
    termios = pytest.importorskip("termios")
    import pty
    import tty

    ours, theirs = pty.openpty()
    with os.fdopen(theirs) as source:
        stdin(monkeypatch, source)
        with unechoed():
            os.write(ours, b"\x04")
            select.select([theirs], [], [], 0.1)
            tty.setraw(theirs, termios.TCSANOW)
            assert os.read(theirs, 9) == b"\x04"
    os.close(ours)


def test_a_terminal_does_not_show_what_is_typed_for_a_while(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """And does again afterwards, whatever ended it."""
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    during: list[bool] = []

    def type_something() -> None:
        with unechoed():
            during.append(shows(theirs))
            raise KeyboardInterrupt

    with os.fdopen(theirs) as source:
        stdin(monkeypatch, source)
        with pytest.raises(KeyboardInterrupt):
            type_something()
        assert (during, shows(theirs)) == ([False], True)
    os.close(ours)


def test_a_terminal_that_has_gone_is_left_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its window was closed: there is nothing to restore, and nothing to complain of."""
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    with os.fdopen(theirs) as source:
        stdin(monkeypatch, source)
        with unechoed():
            os.close(ours)


def test_a_terminal_that_reads_nothing_is_left_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Though what was written to it has not gone."""
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    with os.fdopen(theirs) as source:
        stdin(monkeypatch, source)
        with unechoed():
            os.set_blocking(theirs, False)
            with suppress(BlockingIOError):
                while os.write(theirs, bytes(1_000)):
                    pass
        assert shows(theirs)
    os.close(ours)


@pytest.mark.skipif(sys.platform != "linux", reason="others take less before a write waits")
def test_ctrl_c_drops_nothing_of_what_was_written(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even what the terminal has not read yet: the cursor's return may be in it."""
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    shown = bytes(6_000)  # more than a terminal's own buffer takes
    with os.fdopen(theirs) as source:
        stdin(monkeypatch, source)
        with unechoed():
            os.write(theirs, shown)
            os.write(ours, b"\x03")
            read = b""
            while len(read) < len(shown) and select.select([ours], [], [], 1)[0]:
                read += os.read(ours, len(shown))
            assert read == shown
    os.close(ours)


@pytest.mark.parametrize("source", [None, io.StringIO("q\n")])
def test_without_a_terminal_nothing_changes(
    monkeypatch: pytest.MonkeyPatch, source: TextIO | None
) -> None:
    """A pipe shows nothing anyway."""
    stdin(monkeypatch, source)
    with unechoed():
        pass


@pytest.mark.parametrize("source", [None, io.StringIO()])
def test_without_a_terminal_there_are_no_keys(
    monkeypatch: pytest.MonkeyPatch, source: io.StringIO | None
) -> None:
    """Lines are read instead."""
    monkeypatch.setattr("sys.stdin", source)
    assert not at_a_keyboard()


@pytest.fixture
def typing(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """A terminal as standard input; where somebody types."""
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    with os.fdopen(theirs) as terminal:
        stdin(monkeypatch, terminal)
        yield ours
        os.close(ours)
        readers_end()


async def asking(call: Call, ago_s: float = READ_S + 0.1) -> None:
    """A function has asked for leave."""
    call.state.fold(asked(asyncio.get_running_loop().time() - ago_s))


@pytest.mark.parametrize(
    ("line", "wish"),
    [
        ("y", Leave("once")),
        ("Always", Leave("always")),
        ("server", Leave("server")),
        ("no", Leave("no")),
        ("/allow", Leave("once")),
        ("yes, please", Say("yes, please")),
        ("m", Act.MUTE),
    ],
)
def test_a_word_alone_answers_a_question_at_a_terminal(
    typing: int, line: str, wish: Intent
) -> None:
    """All else means what it always does."""

    async def main() -> Intent:
        call = Call()
        await asking(call)
        follow(call)
        os.write(typing, f"{line}\n".encode())
        return (await call.next())[0]

    assert asyncio.run(main()) == wish


@pytest.mark.parametrize("ago_s", [None, READ_S / 2])
def test_without_a_question_that_can_have_been_read_a_word_is_said(
    typing: int, ago_s: float | None
) -> None:
    """It is an answer to the model."""

    async def main() -> Intent:
        call = Call()
        if ago_s is not None:
            await asking(call, ago_s)
        follow(call)
        os.write(typing, b"yes\n")
        return (await call.next())[0]

    assert asyncio.run(main()) == Say("yes")


def test_lines_that_are_pasted_give_no_leave(typing: int) -> None:
    """They come together."""

    async def main() -> list[Intent]:
        call = Call()
        await asking(call)
        os.write(typing, b"first\ny\nlast\n")
        follow(call)
        return [(await call.next())[0] for _ in range(3)]

    assert asyncio.run(main()) == [Say("first"), Say("y"), Say("last")]


def test_a_command_that_gives_leave_says_where_nobody_asks(
    typing: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """It does nothing."""

    async def main() -> Intent:
        call = Call()
        follow(call)
        os.write(typing, b"/allow\n")
        os.write(typing, b"m\n")
        return (await call.next())[0]

    assert asyncio.run(main()) is Act.MUTE
    assert NOT_ASKED in capsys.readouterr().err


@pytest.mark.parametrize("line", ["y", "/allow"])
def test_a_pipe_gives_no_leave(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], line: str
) -> None:
    """There is no terminal: `--allow` is for that."""

    async def main() -> Intent:
        call = Call()
        await asking(call)
        with open_pipe(monkeypatch) as typed:
            follow(call)
            typed.write(f"{line}\n")
            typed.flush()
            typed.write("/mute\n")
            typed.flush()
            found = [(await call.next())[0]]
            if line == "y":
                found.append((await call.next())[0])
        return found[0]

    first = asyncio.run(main())
    if line == "y":
        assert first == Say("y")
    else:
        assert first is Act.MUTE
        assert "at a terminal only" in " ".join(capsys.readouterr().err.split())
