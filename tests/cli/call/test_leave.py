"""Asking for leave where there is no screen."""

from __future__ import annotations

import asyncio
import io
import os
import sys
import threading
from collections.abc import Awaitable, Callable, Iterator
from typing import Literal

import pytest

from livechat.cli.call.leave import HOW, LeaveLines, can_ask
from livechat.cli.terminal.lines import READ_S
from livechat.core.face.commands import Act, Intent, Leave
from livechat.core.state import ConversationState
from livechat.core.talk.events import Event
from tests.support.called import answered, asked, ended, held

LIMIT_S = 10.0


class Call:
    """Takes what a conversation would."""

    def __init__(self, lines: LeaveLines) -> None:
        self.state = ConversationState()
        self.wishes: asyncio.Queue[Intent] = asyncio.Queue()
        self._lines = lines

    def wish(self, intent: Intent, by: Literal["key", "line"] = "key") -> None:
        self.wishes.put_nowait(intent)

    def happen(self, event: Event) -> None:
        self._lines.observe(event, self.state.fold(event), self.state)

    async def next(self) -> Intent:
        async with asyncio.timeout(LIMIT_S):
            return await self.wishes.get()


Follow = Callable[[Callable[[Call, int], Awaitable[None]]], None]


@pytest.fixture
def at_a_terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[Follow]:
    """Follows lines that are typed at a terminal."""
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()

    def follow(work: Callable[[Call, int], Awaitable[None]]) -> None:
        async def main() -> None:
            lines = LeaveLines()
            call = Call(lines)
            async with lines.following(call):
                await work(call, ours)

        asyncio.run(main())

    with os.fdopen(theirs) as terminal:
        monkeypatch.setattr(sys, "stdin", terminal)
        yield follow
        for thread in threading.enumerate():
            if thread.name == "leave":
                thread.join(LIMIT_S)
                assert not thread.is_alive()
    os.close(ours)


def ago(seconds: float) -> float:
    return asyncio.get_running_loop().time() - seconds


@pytest.mark.parametrize(
    ("typed", "wish"),
    [
        ("y", Leave("once")),
        ("always", Leave("always")),
        ("/deny", Leave("no")),
        ("i", Act.WITHDRAW),
        ("/stop", Act.WITHDRAW),
        ("\x04", Act.WITHDRAW),
    ],
)
def test_a_line_answers_while_a_function_asks(
    at_a_terminal: Follow, typed: str, wish: Intent
) -> None:
    """The end of the input refuses."""

    async def work(call: Call, terminal: int) -> None:
        call.happen(asked(ago(READ_S + 0.1)))
        os.write(terminal, f"{typed}\n".encode() if typed != "\x04" else b"\x04")
        found = await call.next()
        assert found == wish or (typed == "\x04" and found == Leave("no"))

    at_a_terminal(work)


def test_a_function_that_is_about_to_run_can_be_withdrawn(at_a_terminal: Follow) -> None:
    """By a no, too."""

    async def work(call: Call, terminal: int) -> None:
        call.happen(held(ago(0)))
        os.write(terminal, b"n\n")
        assert await call.next() is Act.WITHDRAW

    at_a_terminal(work)


def test_what_is_no_answer_is_told_how_to_be_one(
    at_a_terminal: Follow, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nor is what is pasted, or comes before the question can be read."""

    async def work(call: Call, terminal: int) -> None:
        call.happen(asked(ago(READ_S + 0.1)))
        told = ""
        for typed, count in ((b"perhaps\n", 1), (b"x\ny\n", 3), (b"y\n", 4)):
            if count == 4:
                call.happen(answered(ago(0)))
                call.happen(asked(ago(0), 2))
            os.write(terminal, typed)
            async with asyncio.timeout(LIMIT_S):
                while told.count(HOW) < count:
                    await asyncio.sleep(0.01)  # the reader is another thread
                    told += capsys.readouterr().err
        os.write(terminal, b"n\n")
        assert await call.next() is Act.WITHDRAW
        assert call.wishes.empty()

    at_a_terminal(work)


def test_nothing_is_read_while_nobody_asks(at_a_terminal: Follow) -> None:
    """What is typed ahead is the shell's."""

    async def work(call: Call, terminal: int) -> None:
        call.happen(asked(ago(READ_S + 0.1)))
        os.write(terminal, b"y\n")
        await call.next()
        call.happen(ended(ago(0)))
        await asyncio.sleep(0.5)
        os.write(terminal, b"ls\n")
        await asyncio.sleep(0.5)
        assert os.read(sys.stdin.fileno(), 99) == b"ls\n"

    at_a_terminal(work)


class Tty(io.StringIO):
    """A file that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("stdin", "stderr", "how", "can"),
    [
        (Tty(), Tty(), {"lines": True}, True),
        (Tty(), io.StringIO(), {"lines": True}, False),
        (Tty(), io.StringIO(), {"lines": True, "json": True}, True),
        (io.StringIO(), Tty(), {"lines": True}, False),
        (io.StringIO(), Tty(), {"lines": True, "json": True}, False),
        (Tty(), Tty(), {}, False),
        (io.StringIO(), io.StringIO(), {"keys": True}, True),
        (None, None, {"lines": True}, False),
    ],
)
def test_who_can_be_asked_sees_the_question_and_can_answer_it(
    monkeypatch: pytest.MonkeyPatch,
    stdin: io.StringIO | None,
    stderr: io.StringIO | None,
    how: dict[str, bool],
    can: bool,
) -> None:
    """By keys, or by lines of a terminal."""
    monkeypatch.setattr(sys, "stdin", stdin)
    monkeypatch.setattr(sys, "stderr", stderr)
    assert can_ask(**how) == can
