"""Wishes from standard input."""

from __future__ import annotations

import asyncio
import io
import os
import select
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

import pytest

from livechat.cli.lines import LONGEST_LINE, at_a_keyboard, follow, unechoed
from livechat.core.face.commands import Act, Intent, Say

LIMIT_S = 10.0


async def wishes(count: int) -> list[Intent]:
    """The first wishes, each taken in the loop's own thread."""
    queue: asyncio.Queue[Intent] = asyncio.Queue()
    main = threading.current_thread()

    def wish(intent: Intent) -> None:
        assert threading.current_thread() is main
        queue.put_nowait(intent)

    follow(wish)
    async with asyncio.timeout(LIMIT_S):
        return [await queue.get() for _ in range(count)]


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
    """Standard input as the program has it, with these bytes in it."""
    stdin(patch, io.TextIOWrapper(io.BytesIO(data), encoding="utf-8", errors="strict"))


def test_each_line_is_a_wish(monkeypatch: pytest.MonkeyPatch) -> None:
    """In order; Enter alone is one too."""
    pipe(monkeypatch, b"m\nHello there\n\nq\n")
    assert asyncio.run(wishes(4)) == [Act.MUTE, Say("Hello there"), Act.TALK, Act.QUIT]


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


def test_bytes_that_are_no_text_end_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The next line is read as ever."""
    pipe(monkeypatch, b"caf\xe9\nq\n")
    assert asyncio.run(wishes(2)) == [Say("caf\ufffd"), Act.QUIT]


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
        follow(lambda _: pytest.fail("nobody wished for anything"))
        await asyncio.sleep(0.01)

    asyncio.run(main())


def test_the_end_of_the_call_ends_the_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    """At the next line, without a traceback."""

    async def main() -> None:
        follow(lambda _: None)

    with open_pipe(monkeypatch) as typed:
        asyncio.run(main())
        typed.write("m\n")


def shows(fd: int) -> bool:
    termios = pytest.importorskip("termios")
    return bool(termios.tcgetattr(fd)[3] & termios.ECHO)


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
