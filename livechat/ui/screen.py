"""The terminal: finished turns stay in the scrollback, the present moves at the bottom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from livechat.core.events import Connected, Connecting, Ended, Event
from livechat.core.state import ConversationState
from livechat.core.text import visible
from livechat.core.transcript import Utterance
from livechat.core.turn import TurnState
from livechat.ui.plain import side_note
from livechat.ui.summary import Summary

REFRESH_S = 0.1
"""Seconds between two pictures: ten a second reads as live and costs little."""

_OPEN_CHARS = 240
"""Characters of an unfinished utterance shown, its newest: the region must fit a terminal."""

_STATES: dict[TurnState, tuple[str, str]] = {
    TurnState.LISTENING: ("○ listening", "dim"),
    TurnState.HEARING: ("● hearing you", "cyan"),
    TurnState.THINKING: ("… thinking", "dim"),
    TurnState.SPEAKING: ("◆ speaking", "green"),
    TurnState.FINISHING: ("◆ speaking", "green"),
    TurnState.INTERRUPTED: ("✕ interrupted", "yellow"),
}
"""A sign and a word for each state; colour only repeats it."""

_SPEAKERS = {"user": ("you", "cyan"), "model": ("model", "green")}


class Screen:
    """Draws a conversation with Rich.

    Args:
        console: The terminal.
        summary: Makes the last lines.
    """

    def __init__(self, console: Console, summary: Summary) -> None:
        self._console = console
        self._summary = summary
        self._live = Live(console=console, auto_refresh=False, transient=True)
        self._step = "starting…"
        self._drawn_at = float("-inf")

    def observe(
        self, event: Event, finished: Sequence[Utterance], state: ConversationState
    ) -> None:
        """Print what is finished, redraw what is not."""
        if isinstance(event, Connecting):
            self._step = f"connecting to {event.host}…"
            self._live.start()
        if isinstance(event, Connected):
            self._step = ""
        note = side_note(event)
        if note:
            self._console.print(Text(note, style="dim"))
        for said in finished:
            self._console.print(utterance_row(said))
        if isinstance(event, Ended):
            self._live.update("")
            self._live.stop()
            for line in self._summary.lines(state, event.at):
                self._console.print(Text(line, style="dim"))
        elif note or finished or event.at - self._drawn_at >= REFRESH_S:
            self._drawn_at = event.at
            self._live.update(present(state, self._step), refresh=True)


def utterance_row(said: Utterance) -> Table:
    """One utterance: the speaker in a column, the words wrapped beside it."""
    speaker, style = _SPEAKERS[said.speaker]
    words = Text(visible(said.words), style="dim" if said.kind == "thought" else "")
    if said.interrupted:
        words.append(" ╌ interrupted", style="yellow")
    row = Table.grid(padding=(0, 2, 0, 0))
    row.add_column(width=5, no_wrap=True)
    row.add_column(overflow="fold")
    row.add_row(Text(speaker, style=style), words)
    return row


def present(state: ConversationState, step: str = "") -> Group:
    """What is going on now: unfinished utterances, then the turn's state."""
    word, style = (step, "dim") if step else _STATES[state.turn]
    rows = [
        utterance_row(replace(said, text=said.words[-_OPEN_CHARS:], interim=""))
        for said in state.transcript.open
    ]
    return Group(*rows, Text(word, style=style))
