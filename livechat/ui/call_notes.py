"""Function calls on plain lines: what asks for leave, is about to run, runs, and is over."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from livechat.config.secrets import masked
from livechat.core.face.hands import Call
from livechat.core.state import ConversationState
from livechat.core.talk.events import (
    CallEnded,
    CallEvent,
    CallHeld,
    CallProgressed,
    CallStarted,
    Event,
    LeaveAsked,
)
from livechat.core.text import visible
from livechat.ui.calls import call_line, spelled

RUNS_S: Final = 1.0
"""Seconds after which it is told that a function runs."""

PROGRESS_S: Final = 5.0
"""Seconds between two lines that tell how far a function is."""

MOST_PROGRESS: Final = 12
"""Such lines of one call: a minute; whoever waits longer knows it."""

ASKED_CHARS: Final = 4_000
"""Characters shown of a call that asks: some fifty rows. It says how many are left out."""

_PROGRESS_CHARS: Final = 200


class CallNotes:
    """Says what happens to function calls.

    Args:
        say: Takes a line, safe to print.
        asks: Whether somebody can answer by typing a line.
    """

    def __init__(self, say: Callable[[str], None], *, asks: bool) -> None:
        self._say = say
        self._asks = asks
        self._held: set[int] = set()
        """Calls of which it was told that they are about to run."""
        self._progress: dict[int, tuple[float, int]] = {}
        """Of those that run: when it was last told how far they are, and how often."""

    def observe(self, event: Event, state: ConversationState) -> None:
        """Say what is to be said of an event, folded into the state already."""
        match event:
            case LeaveAsked():
                self._ask(event)
            case CallHeld() if event.call not in self._held:
                self._held.add(event.call)
                wait_s = max(0.0, event.runs_at - event.at)
                how = " Type stop, then Enter, to withdraw it." * self._asks
                self._say(f"About to run {_call(event)} in {wait_s:.1f} s.{how}")
            case CallStarted():
                with suppress(RuntimeError):  # no loop: nothing will be late either
                    loop = asyncio.get_running_loop()
                    loop.call_later(RUNS_S, self._tell_running, state, event.call)
            case CallProgressed():
                self._tell_progress(event)
            case CallEnded():
                self._held.discard(event.call)
                self._progress.pop(event.call, None)
                self._say(call_line(state.hands.over[-1]))
            case _:
                pass

    def _ask(self, event: LeaveAsked) -> None:
        does = "It may change something." if event.writes else "It only reads."
        before = " You withdrew this before." if event.withdrawn else ""
        self._say(f"Allow {_call(event)}? {does}{before}")
        if self._asks:
            server = f", s (always, all of {visible(event.server)})" if event.server else ""
            yes = " Or say yes." if event.voice else ""
            self._say(f"Type y (once), a (always){server} or n (no), then Enter.{yes}")

    def _tell_running(self, state: ConversationState, number: int) -> None:
        """Say that a call runs, unless it has ended or told how far it is."""
        for call in state.hands.running:
            if call.number == number and number not in self._progress:
                self._progress[number] = (call.started_at or 0.0) + RUNS_S, 1
                self._say(f"{_name(call)} is running.")

    def _tell_progress(self, event: CallProgressed) -> None:
        told_at, count = self._progress.get(event.call, (float("-inf"), 0))
        if event.at - told_at >= PROGRESS_S and count < MOST_PROGRESS:
            self._progress[event.call] = event.at, count + 1
            text = " ".join(masked(event.text[:_PROGRESS_CHARS]).split())
            self._say(f"{_name(event)}: {visible(text)}")


def _call(event: LeaveAsked | CallHeld) -> str:
    return spelled(event.name, event.args).text(ASKED_CHARS)


def _name(call: Call | CallEvent) -> str:
    return f"{visible(spelled(call.name, {}).name)}()"
