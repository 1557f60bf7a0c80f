"""The terminal: finished turns stay in the scrollback, the present moves at the bottom."""

from __future__ import annotations

import asyncio
import math
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

from rich.console import Console, ConsoleOptions, RenderResult
from rich.control import Control
from rich.live import Live
from rich.segment import ControlType, Segment
from rich.text import Text

from livechat.core.state import ConversationState
from livechat.core.talk.events import Ended, Event, Notice
from livechat.core.talk.transcript import Utterance
from livechat.ui.panels import Facts, doings, note_rows, region, utterance_rows
from livechat.ui.plain import side_notes
from livechat.ui.reflow import hidden, rows_at
from livechat.ui.summary import Summary
from livechat.ui.themes import DARK, Theme
from livechat.ui.typed import typed_rows

REFRESH_S = 0.1
"""Seconds between two pictures: ten a second reads as live and costs little."""

COUNTDOWN_S = 0.5
"""Seconds between two pictures of a countdown."""

# To Rich both are a carriage return, which does no harm where they stand: it knows no such code.
_CLIP, _WRAP = (
    Segment(code, None, [(ControlType.CARRIAGE_RETURN,)]) for code in ("\x1b[?7l", "\x1b[?7h")
)
"""What is too long for a row is cut, or goes on in the next."""


class _Picture:
    """Lines that take a row each, even when the terminal is narrower by the time they arrive."""

    def __init__(self, lines: Sequence[Text]) -> None:
        self._lines = lines

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        if self._lines:
            *others, last = self._lines
            last = last.copy()
            last.end = ""
            yield _CLIP
            yield from others
            yield last
            yield _WRAP


class Screen:
    """Draws a conversation with Rich.

    Args:
        console: The terminal.
        summary: Makes the last lines.
        facts: What no event tells.
        theme: Colours.
        reflows: Whether the terminal wraps what is on it anew when its width changes.
    """

    def __init__(
        self,
        console: Console,
        summary: Summary | None = None,
        facts: Facts | None = None,
        theme: Theme = DARK,
        *,
        reflows: bool = True,
    ) -> None:
        self._console = console
        self._reflows = reflows
        self._summary = summary or Summary()
        self._facts = facts or Facts()
        self._theme = theme
        self._state = ConversationState()
        self._began = False
        """Whether anything has happened."""
        self._over = False
        self._next: asyncio.Handle | None = None
        """The next picture, when one is due."""
        self._drawn_at = float("-inf")
        self._line: tuple[str, int, str] | None = None
        self._help: Sequence[str] = ()
        self._lines: list[Text] = []
        """The picture."""
        self._above: list[Text] = []
        """What is left of one that was higher than the terminal: it comes back with the height."""
        self._size = console.size
        """For which the picture was drawn."""
        self._live = Live(
            console=console,
            get_renderable=self._picture,
            auto_refresh=False,
            transient=True,
            # What others print appears above the picture; but a log in a file stays there.
            redirect_stderr=sys.stderr.isatty(),
        )

    def open(self) -> None:
        """Draw the first picture, before there is a loop that will draw the next."""
        self._live.start()
        self._lines = self._present(0.0)
        self._live.refresh()

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Leave the terminal to somebody else meanwhile, before there is a loop."""
        self.pause()
        yield
        self.open()

    def settle(self, summary: Summary, facts: Facts, theme: Theme) -> None:
        """Take what was not known when the first picture was drawn."""
        self._summary, self._facts, self._theme = summary, facts, theme

    def observe(
        self, event: Event, finished: Sequence[Utterance], state: ConversationState
    ) -> None:
        """Print what is finished; draw the rest soon."""
        self._state = state
        over = self._over = isinstance(event, Ended)
        rows = [row for said in finished for row in self._said(said)]
        rows += self._noted(event)
        first = not over and not self._began
        if first:
            self._began = True
            self._follow_size()
        if not over:
            self._live.start()
        if rows or over:
            with self._console:  # one write: nothing is seen in two places
                self._fit()
                self._clear()  # it is drawn once below all rows, not below each
                for row in rows:
                    self._console.print(row)
                    self._above = []
                if over:
                    self.pause()
                else:
                    self._draw(anew=True)
        elif first:
            self._next = asyncio.get_running_loop().call_soon(self._draw)
        else:
            # Never oftener than the eye follows, and never without a last picture.
            self._draw_at(self._drawn_at + REFRESH_S)

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
        # Else they would later be looked for above what others have printed.
        self._lines, self._above = [], []
        self._live.stop()
        self._cancel()  # also the countdown of a call that was given up

    def resume(self) -> None:
        """Draw again."""
        if not self._over:
            self._live.start(refresh=True)
            self._draw(anew=True)

    def _draw_at_once(self) -> None:
        if self._live.is_started:
            self._draw(anew=True)

    def _said(self, said: Utterance) -> list[Text]:
        return utterance_rows(said, self._console.width, self._theme, self._facts)

    def _noted(self, event: Event) -> list[Text]:
        warning = isinstance(event, Notice) and event.level == "warning"
        style = self._theme.warning if warning else self._theme.quiet
        facts = Facts() if isinstance(event, Ended) else self._facts  # a receipt has no time of day
        notes = [*side_notes(event, self._state, self._summary), *doings(event)]
        width = self._console.width
        return [row for note in notes for row in note_rows(note, event.at, width, style, facts)]

    def _draw(self, *, anew: bool = False) -> None:
        """Draw the picture if it has changed, and say when to look again."""
        self._cancel()
        now = asyncio.get_running_loop().time()
        self._drawn_at = now
        lines = self._present(now)
        if anew or lines != self._lines or self._console.size != self._size:
            with self._console:  # one write
                self._fit()
                self._lines = lines
                self._live.refresh()
        self._draw_at(now + self._rest_s(now))

    def _follow_size(self) -> None:
        """From now on draw when the terminal's size changes, to the end of the loop."""
        if hasattr(signal, "SIGWINCH"):
            with suppress(NotImplementedError, RuntimeError, ValueError):  # no signals here
                loop = asyncio.get_running_loop()
                loop.add_signal_handler(signal.SIGWINCH, self._draw_at_once)

    def _fit(self) -> None:
        """Take away a picture of another size, which may have more rows by now."""
        size = self._console.size
        if size == self._size:
            return
        self._size = size
        width = size.width if self._reflows else sys.maxsize
        lines = [*self._above, *self._lines]
        drawn = max(1, len(self._lines))
        above = sum(rows_at(line, width) for line in lines) - drawn
        self._above = hidden(lines, width, size.height)
        self._clear()
        up = ((ControlType.CURSOR_UP, 1), (ControlType.ERASE_IN_LINE, 2))
        self._console.control(Control(*up * above))

    def _clear(self) -> None:
        """Take away as many rows as were drawn."""
        self._lines = []
        if self._live.is_started:
            self._live.refresh()

    def _present(self, now: float) -> list[Text]:
        size = self._console.size
        below = typed_rows(self._line, self._help, size)
        height = size.height - len(below)
        return [
            *region(self._state, now, size.width, height, self._theme, self._facts),
            *below,
        ]

    def _rest_s(self, now: float) -> float:
        """Seconds until the picture changes though nothing happens."""
        if self._state.meters.moving(now):
            return REFRESH_S
        if self._state.retry_at is not None:
            return COUNTDOWN_S
        since = self._state.started_at or 0.0
        return math.floor(now - since) + 1 - (now - since)  # the clock's next second

    def _draw_at(self, when: float) -> None:
        """See to it that the next picture is no later than that."""
        soon = self._next is not None and not isinstance(self._next, asyncio.TimerHandle)
        if soon or (isinstance(self._next, asyncio.TimerHandle) and self._next.when() <= when):
            return
        self._cancel()
        self._next = asyncio.get_running_loop().call_at(when, self._draw)

    def _cancel(self) -> None:
        if self._next:
            self._next.cancel()
            self._next = None

    def _picture(self) -> _Picture:
        return _Picture(self._lines)
