"""Asking for leave where there is no screen: who can be asked, and what they type."""

from __future__ import annotations

import asyncio
import os
import select
import sys
import threading
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import Final, Literal, Protocol

from livechat.cli.telling import tell
from livechat.cli.terminal.lines import READ_S, at_a_keyboard
from livechat.core.face.commands import Act, Intent, Leave, of_answer, of_line
from livechat.core.state import ConversationState
from livechat.core.talk.events import Event
from livechat.core.talk.transcript import Utterance

LOOK_S: Final = 0.2
"""Seconds between two looks at whether somebody is still asked."""

HOW: Final = "Type y, a, s or n, then Enter."


class Asked(Protocol):
    """What follows the answers: a conversation."""

    @property
    def state(self) -> ConversationState:
        """What it has come to."""

    def wish(self, intent: Intent, by: Literal["key", "line"] = ...) -> None:
        """Do this at once."""


def can_ask(*, keys: bool = False, lines: bool = False, json: bool = False) -> bool:
    """Whether somebody can be asked for leave, sees the question, and can answer it.

    Args:
        keys: Whether a screen is drawn, whose keys are followed.
        lines: Whether lines of standard input are followed.
        json: Whether the question is seen among the events, not on standard error.
    """
    seen = json or (sys.stderr is not None and sys.stderr.isatty())
    return keys or (lines and seen and at_a_keyboard())


class LeaveLines:
    """Follows lines typed at a terminal while a function asks for leave, or is about to run.

    At other times nothing is read, so that what is typed ahead is left to the shell. An observer.
    """

    def __init__(self) -> None:
        self._call: Asked | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._waiting = threading.Event()
        """Set while somebody may type."""
        self._over = False

    def observe(
        self, event: Event, finished: Sequence[Utterance], state: ConversationState
    ) -> None:
        """Follow lines as long as they may be wanted."""
        if state.hands.asked or state.hands.held:
            self._waiting.set()
        else:
            self._waiting.clear()

    @asynccontextmanager
    async def following(self, call: Asked) -> AsyncIterator[None]:
        """Follow lines while in the context."""
        self._call, self._loop = call, asyncio.get_running_loop()
        threading.Thread(target=self._read, name="leave", daemon=True).start()
        try:
            yield
        finally:
            self._over = True
            self._waiting.set()

    def take(self, line: str, *, alone: bool) -> None:
        """Follow a line, on the loop.

        Args:
            line: What was typed.
            alone: Whether no other came with it: what is pasted gives no leave.
        """
        assert self._call
        hands = self._call.state.hands
        intent: Intent = (of_answer(line) if alone else None) or of_line(line)
        if isinstance(intent, Leave) and hands.question(_now(), READ_S) is not None:
            self._call.wish(intent, "line")
        elif intent is Act.INTERRUPT or (isinstance(intent, Leave) and intent.answer == "no"):
            self._call.wish(Act.WITHDRAW, "line")
        elif hands.asked:
            tell(HOW)

    def _read(self) -> None:
        number = sys.stdin.fileno()
        loop = self._loop
        assert loop
        together = False
        with suppress(OSError, ValueError, RuntimeError):  # closed, or the loop has closed
            while self._waiting.wait() and not self._over:
                if not _ready(number, LOOK_S):
                    continue
                data = os.read(number, 4096)
                if not data:  # Ctrl-D: nobody answers any more
                    loop.call_soon_threadsafe(partial(self.take, "n", alone=True))
                    return
                lines = data.decode(errors="replace").splitlines()
                more = _ready(number, 0)
                alone = len(lines) == 1 and not (more or together)
                together = more
                for line in lines:
                    loop.call_soon_threadsafe(partial(self.take, line, alone=alone))


def _ready(number: int, seconds: float) -> bool:
    """Whether there is something to read within so many seconds."""
    try:
        return bool(select.select([number], [], [], seconds)[0])
    except OSError:  # Windows can tell it of sockets only: reading waits
        return seconds > 0


def _now() -> float:
    return asyncio.get_running_loop().time()
