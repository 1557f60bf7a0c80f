"""The terminal: finished turns stay in the scrollback, the present moves at the bottom."""

from __future__ import annotations

import asyncio
import math
import sys
from collections.abc import Sequence
from dataclasses import replace

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.live import Live
from rich.measure import Measurement
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from livechat.core.events import Connected, Connecting, Ended, Event, Notice
from livechat.core.state import ConversationState
from livechat.core.text import visible
from livechat.core.transcript import Utterance
from livechat.core.turn import TurnState
from livechat.ui.plain import side_notes
from livechat.ui.summary import Summary
from livechat.ui.typed import typed_rows

REFRESH_S = 0.1
"""Seconds between two pictures: ten a second reads as live and costs little."""

COUNTDOWN_S = 0.5
"""Seconds between two pictures of a countdown."""

_OPEN_LINES = 3
"""Lines shown of an unfinished utterance, its newest."""

_OPEN_CHARS = 1000
"""Characters of it that are wrapped, once or twice as many: three lines of a wide terminal. The
beginning moves on in steps, so that the words do not wrap anew with each one that is added."""

STATES: dict[TurnState, tuple[str, str]] = {
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
        self._state = ConversationState()
        self._step = "starting…"
        self._over = False
        self._next: asyncio.TimerHandle | None = None
        """The next picture, when one is due."""
        self._drawn_at = float("-inf")
        self._line: tuple[str, int, str] | None = None
        self._help: Sequence[str] = ()
        self._live = Live(
            console=console,
            get_renderable=self._picture,
            auto_refresh=False,
            transient=True,
            # What others print appears above the picture; but a log in a file stays there.
            redirect_stderr=sys.stderr.isatty(),
        )

    def observe(
        self, event: Event, finished: Sequence[Utterance], state: ConversationState
    ) -> None:
        """Print what is finished; draw the rest soon."""
        match event:
            case Connecting() if not state.connections:
                self._step = f"connecting to {visible(event.host)}…"
            case Connected():
                self._step = ""
            case _:
                pass
        self._state = state
        over = self._over = isinstance(event, Ended)
        warning = isinstance(event, Notice) and event.level == "warning"
        notes = [
            Text(note, style="yellow" if warning else "dim")
            for note in side_notes(event, state, self._summary)
        ]
        rows: list[RenderableType] = [*map(utterance_row, finished), *notes]
        if not over:
            self._live.start()
        if rows or over:
            with self._console:  # one write: nothing is seen in two places
                for row in rows:
                    self._console.print(row)
                self._draw()
                if over:
                    self._live.stop()
                    if self._next:  # the countdown of a call that was given up
                        self._next.cancel()
        elif not self._next:
            # Never oftener than the eye follows, and never without a last picture.
            loop = asyncio.get_running_loop()
            self._next = loop.call_at(self._drawn_at + REFRESH_S, self._draw)

    def show_line(self, text: str | None, cursor: int = 0, hint: str = "") -> None:
        """Show what is being typed under everything else, and where; None: nothing is."""
        line = None if text is None else (text, cursor, hint)
        if line != self._line:
            self._line = line
            self._draw_at_once()

    def show_help(self, lines: Sequence[str]) -> None:
        """Show these lines above that; none: no longer."""
        self._help = lines
        self._draw_at_once()

    def write(self, code: str) -> None:
        """Send the terminal something that is not seen."""
        self._console.file.write(code)
        self._console.file.flush()

    def pause(self) -> None:
        """Leave the terminal to somebody else, until something happens."""
        self._live.stop()

    def resume(self) -> None:
        """Draw again."""
        if not self._over:
            self._live.start(refresh=True)

    def _draw_at_once(self) -> None:
        if self._live.is_started:
            self._draw()

    def _draw(self) -> None:
        if self._next:
            self._next.cancel()
            self._next = None
        loop = asyncio.get_running_loop()
        self._drawn_at = loop.time()
        self._live.refresh()
        if self._state.retry_at is not None:  # a countdown moves though nothing happens
            self._next = loop.call_at(self._drawn_at + COUNTDOWN_S, self._draw)

    def _picture(self) -> RenderableType:
        step = self._step or _reconnecting(self._state, asyncio.get_running_loop().time())
        below = typed_rows(self._line, self._help, self._console.size)
        return Group(present(self._state, step, self._console.height - len(below)), *below)


def _reconnecting(state: ConversationState, now: float) -> str:
    if state.connected or not state.connections:
        return ""
    if state.retry_at is None or state.retry_at <= now:
        return "↻ reconnecting…"
    return f"↻ reconnecting in {math.ceil(state.retry_at - now)} s…"


class _Tail:
    """The last lines of a text, however it wraps."""

    def __init__(self, text: Text, lines: int) -> None:
        self._text = text
        self._lines = lines

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for line in console.render_lines(self._text, options, pad=False)[-self._lines :]:
            yield from line
            yield Segment.line()

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        return Measurement.get(console, options, self._text)


def utterance_row(said: Utterance, lines: int | None = None) -> Table:
    """One utterance: the speaker in a column, the words wrapped beside it.

    Args:
        said: Who said what.
        lines: How many of its lines to show, the last ones; None: all.
    """
    speaker, style = _SPEAKERS[said.speaker]
    if lines is not None:
        begin = max(0, len(said.text) // _OPEN_CHARS - 1) * _OPEN_CHARS
        said = replace(said, text=said.text[begin:], interim=said.interim[-2 * _OPEN_CHARS :])
    words = Text(visible(said.words))
    if said.kind == "thought":
        words = Text("(thinking) ", style="dim") + words
        words.stylize("dim")
    if said.interrupted:
        words.append(" ╌ interrupted", style="yellow")
    if said.lost:
        words.append(" ╌ connection lost", style="yellow")
    if said.unheard_words:
        words.append(f" {visible(said.unheard_words)}", style="dim strike")
    row = Table.grid(padding=(0, 2, 0, 0))
    row.add_column(width=5, no_wrap=True)
    row.add_column(overflow="fold")
    row.add_row(Text(speaker, style=style), words if lines is None else _Tail(words, lines))
    return row


def present(state: ConversationState, step: str = "", height: int = 24) -> Group:
    """What is going on now: unfinished utterances, then the turn's state.

    Args:
        state: The conversation's.
        step: What is being done when it is not talking yet.
        height: Lines of the terminal, in which the picture must fit.
    """
    said = [one for one in state.transcript.open if one.text.strip() or one.interim.strip()]
    lines = max(1, min(_OPEN_LINES, (height - 1) // max(1, len(said))))
    word, style = (step, "dim") if step else STATES[state.turn]
    line = Text(word, style=style)
    if state.muted:
        line.append("   ✕ microphone muted", style="yellow")
    return Group(*(utterance_row(one, lines) for one in said), line)
