"""The terminal: what was said goes into the scrollback, the present moves at the bottom."""

from __future__ import annotations

import asyncio
import math
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial

from rich.console import Console, ConsoleDimensions
from rich.text import Text

from livechat.core.face.meters import SHOWN_S
from livechat.core.state import ConversationState
from livechat.core.talk.events import (
    ActivityMarked,
    CallEnded,
    CallEvent,
    Connected,
    DeviceOpened,
    Ended,
    Event,
    HandingOver,
    Muted,
    Notice,
    SettingChanged,
    VolumeChanged,
)
from livechat.core.talk.transcript import Utterance
from livechat.ui import calls
from livechat.ui.flow import Flow, Shown
from livechat.ui.glass import ASK, Glass
from livechat.ui.leave import LeaveRows
from livechat.ui.outlet import wait_until_out
from livechat.ui.panels import Facts, region
from livechat.ui.plain import side_notes
from livechat.ui.rows import listed, note, utterance
from livechat.ui.source_rows import source_rows
from livechat.ui.sources import Listing, marks_of
from livechat.ui.summary import RESUME, Summary
from livechat.ui.themes import DARK, Theme
from livechat.ui.typed import typed_rows

REFRESH_S = 0.1
"""Seconds between two pictures: ten a second reads as live and costs little."""

COUNTDOWN_S = 0.5
"""Seconds between two pictures of a countdown."""

ASIDE_S = 4.0
"""Seconds for which something is said in the place of the keys."""

CURSOR_S = 0.3
"""Seconds in which a terminal must have reported where the cursor is; it takes one or two
milliseconds, and a round trip over ssh."""

ANSWERS_S = 2.0
"""The same once the terminal has answered before: it will again, however busy the machine is. What
is drawn without an answer may be drawn twice, or lost."""

SETTLED_S = 0.27
"""Seconds after a change of size in which no other follows, so that a picture is worth drawing. A
window that is dragged has others, of which tmux tells programs once in a quarter of a second, and
each wraps what is on the screen."""

RESTLESS_S = 1.0
"""Seconds after a change of size in which another is likely, as when a window is dragged. Then the
terminal is asked after each picture whether that was drawn into the window it was made for."""

MOST_BEHIND = 4
"""Times in a row that the terminal may report another size than the system before that is taken
for its size all the same, as where COLUMNS says another. tmux is a quarter of a second behind."""

SPARED = 0.2
"""Of the columns, what is left free at the right of the state meanwhile, in a terminal that keeps
blank rows: one that becomes a little narrower then wraps no row of it, and pushes none up."""

TIMED_COLUMNS = 60
"""Columns from which on a row says when."""


class Screen:
    """Draws a conversation on a terminal.

    Args:
        console: The terminal.
        summary: Makes the last lines.
        facts: What no event tells.
        theme: Colours.
        reflows: Whether the terminal wraps what is on it anew when its width changes.
        keeps_blanks: Whether it then keeps blank rows below the picture, as tmux does.
        links: Whether it shows links.
    """

    def __init__(
        self,
        console: Console,
        summary: Summary | None = None,
        facts: Facts | None = None,
        theme: Theme = DARK,
        *,
        reflows: bool = True,
        keeps_blanks: bool = False,
        links: bool = False,
    ) -> None:
        self._glass = Glass(console, reflows=reflows, keeps_blanks=keeps_blanks)
        self._tells_late = keeps_blanks
        """Whether the terminal has its size for a while before this program is told, as tmux."""
        self._summary = summary or Summary()
        self._facts = facts or Facts()
        self._theme = theme
        self._state = ConversationState()
        self._flow = Flow()
        self._links = links
        self._listing = Listing()
        self._leave = LeaveRows()
        self._began = False
        """Whether anything has happened."""
        self._over = False
        self._next: asyncio.Handle | None = None
        """The next picture, when one is due."""
        self._drawn_at = float("-inf")
        self._line: tuple[str, int, str] | None = None
        self._help: Sequence[str] = ()
        self._numbers = False
        self._aside = ""
        self._aside_until = float("-inf")
        self._handing_over = False
        """Whether the connection is left for a reason that is none to worry about."""
        self._reports_cursor = False
        """Whether somebody reads what the terminal reports, and tells `cursor_is_at`."""
        self._asked: asyncio.TimerHandle | None = None
        """Draws, though the terminal has not answered."""
        self._answers_due = 0
        """How many times the terminal was asked and has not answered."""
        self._patience_s = CURSOR_S
        """Seconds until an answer is waited for no longer."""
        self.reports_due = 0
        """Reports of the cursor that may still come, two an answer."""
        self._row = 1
        """The cursor's, of an answer whose second half is still to come."""
        self._waits = False
        """Whether the next picture is drawn as soon as the terminal has taken the last."""
        self._unsettled: asyncio.TimerHandle | None = None
        """Draws when the size has not changed for a while."""
        self._restless_until = float("-inf")
        self._known = self._glass.size
        """The system's size when the terminal answered last."""
        self._behind = 0
        """How often in a row the terminal's size was not this one."""
        self._sure: tuple[Sequence[Text], Shown] = ((), ())
        """The newest picture of which it is known that the terminal had its size: what a narrower
        one wraps and pushes into its scrollback."""
        self._unsure = False
        """Whether the newest picture is another, of which the next answer tells."""
        self._missed = False
        """Whether a picture was wanted while an answer was awaited."""

    def open(self) -> None:
        """Draw the first picture, before there is a loop that will draw the next."""
        self._glass.start()
        self._glass.draw(self._present(0.0))

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Leave the terminal to somebody else meanwhile, before there is a loop."""
        self.pause()
        wait_until_out()
        yield
        self.open()

    def settle(self, summary: Summary, facts: Facts, theme: Theme) -> None:
        """Take what was not known when the first picture was drawn."""
        self._summary, self._facts, self._theme = summary, facts, theme

    def observe(
        self, event: Event, finished: Sequence[Utterance], state: ConversationState
    ) -> None:
        """Write what is finished; draw the rest soon."""
        self._state = state
        self._over = isinstance(event, Ended)
        for said in finished:
            self._flow.add(utterance(said, self._theme, marks_of(said, state.citations)))
        news = self._cite(event, finished) or bool(finished)
        news = self._tell(event) or news
        if isinstance(event, Ended):
            self._close(event)
            return
        first = not self._began
        if first:
            self._began = True
            self._follow_size()
        self._glass.start()
        if news:
            self._draw()
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

    def toggle_numbers(self) -> None:
        """Show the numbers, or hide them."""
        self._numbers = not self._numbers
        self._draw_at_once()

    def write(self, code: str) -> None:
        """Send the terminal something that is not seen."""
        self._glass.write(code)

    def pause(self) -> None:
        """Leave the terminal to somebody else, until something happens."""
        self._glass.stop()
        self._cancel()  # also the countdown of a call that was given up
        for handle in (self._asked, self._unsettled):
            if handle:
                handle.cancel()
        self._asked = self._unsettled = None
        self._answers_due, self._unsure, self._sure = 0, False, ((), ())

    def resume(self) -> None:
        """Draw again."""
        if not self._over:
            self._glass.start()
            self._draw()
            self._ask()

    def report_cursor(self, on: bool) -> None:
        """From now on somebody reads what the terminal reports, or nobody does."""
        self._reports_cursor = on
        self._ask()

    def cursor_is_at(self, row: int, column: int) -> None:
        """Take half of the terminal's answer (`ASK`), the first row and column being 1."""
        self.reports_due = max(0, self.reports_due - 1)
        if column == 1:
            self._row = row
        elif self._answers_due:
            self._answers_due -= 1
            self._take_answer(self._row, ConsoleDimensions(column, row))

    # What is told beside the words

    def _tell(self, event: Event) -> bool:
        """Take what an event has to say; whether that is to be seen at once."""
        if isinstance(event, Ended):
            return False
        if isinstance(event, CallEvent):
            self._tell_call(event)
            return True
        notes = side_notes(event, self._state, self._summary)
        if notes and self._is_status(event):
            # What has been changed stays in sight while a connection follows it.
            follows = isinstance(event, HandingOver | Connected)
            if not follows or event.at >= self._aside_until:
                self._aside, self._aside_until = notes[0], event.at + ASIDE_S
            return True
        warning = isinstance(event, Notice) and event.level == "warning"
        for text in notes:
            style = self._theme.warning if warning else self._theme.quiet
            self._flow.add(note(text, event.at, style))
        return bool(notes)

    def _cite(self, event: Event, finished: Sequence[Utterance]) -> bool:
        """List the sources of answers that have been said, under them; whether there are any."""
        said_at = {said.turn: said.at for said in finished if said.speaker == "model"}
        due = self._listing.due(event, self._state)
        for one in due:
            # Late ones are listed where the conversation is by then.
            at = said_at.get(one.turn, event.at)
            for row in source_rows(one, self._theme.quiet, links=self._links):
                self._flow.add(listed(row, at))
        return bool(due)

    def _tell_call(self, event: CallEvent) -> None:
        """A call is a row when it is over; until then it stands above the state."""
        if isinstance(event, CallEnded):
            call = self._state.hands.over[-1]
            width = self._glass.size.width
            taken = len(self._clock(event.at))
            self._flow.add(calls.passage(call, width - taken, self._theme))

    def _is_status(self, event: Event) -> bool:
        """Whether what an event says is about this machine now, and nothing to read later."""
        match event:
            case Muted() | VolumeChanged() | SettingChanged() | DeviceOpened() | ActivityMarked():
                return True
            case Notice(level=level):
                return level == "info"
            case HandingOver(why=why):
                self._handing_over = why in ("settings", "limit")
                return self._handing_over
            case Connected():
                smooth = self._handing_over and event.how == "resumed" and not event.dropped_s
                self._handing_over = False
                return smooth
            case _:
                return False

    def _close(self, event: Ended) -> None:
        """Write everything that is left, and the receipt."""
        if self._glass.stale:
            self._fit(None, self._glass.size)
        self._flow.follow([], self._theme)
        rows = self._flow.write(self._glass.size.width, self._clock)
        width = self._glass.size.width
        for text in side_notes(event, self._state, self._summary):
            passage = note(text, event.at, self._theme.quiet)
            whole = text.startswith(RESUME)  # the terminal wraps it, so that it can be pasted
            rows += (
                [passage.words]
                if whole
                else [row.text for row in passage.rows(width, "", 0, len(text))]
            )
        if self._glass.on or rows:
            self._glass.start()
            self._glass.draw([], rows)
        self.pause()

    def _clock(self, at: float) -> str:
        if self._facts.wall is None or self._glass.size.width < TIMED_COLUMNS:
            return ""
        return f"{self._facts.wall(at):%H:%M:%S}  "

    # Pictures

    def _draw_at_once(self) -> None:
        if self._glass.on:
            self._draw()

    def _draw(self) -> None:
        """Write what is certain, draw the picture, and say when to look again."""
        self._cancel()
        if self._unread():
            return
        now = self._drawn_at = asyncio.get_running_loop().time()
        self._missed = True
        if self._glass.stale and not self._unsettled:
            self._resized()
        if self._asked or self._unsettled:
            return
        self._missed = False
        citations = self._state.citations
        self._flow.follow(
            self._state.transcript.sounding(now),
            self._theme,
            lambda said: marks_of(said, citations),
        )
        rows = self._flow.write(self._glass.size.width, self._clock)
        self._glass.draw(self._present(now), rows)
        self._draw_at(now + self._rest_s(now))
        doubtful = self._tells_late or now < self._restless_until
        self._unsure = self._reports_cursor and doubtful
        if self._unsure:
            self._ask()
        else:
            self._sure = self._glass.lines, self._flow.shown

    def _unread(self) -> bool:
        """Whether the terminal has yet to take the last picture; then one is drawn once it has.

        No picture can be left out, since each is drawn as what differs from the last. So none is
        drawn while one waits, and what happens meanwhile is in the next.
        """
        outlet = self._glass.outlet
        if outlet is None or not outlet.behind:
            return False
        if not self._waits:
            self._waits = True
            loop = asyncio.get_running_loop()
            outlet.afterwards(partial(_call_soon, loop, self._catch_up))
        return True

    def _catch_up(self) -> None:
        self._waits = False
        self._draw_at_once()

    def _follow_size(self) -> None:
        """From now on draw when the terminal's size changes, to the end of the loop."""
        if hasattr(signal, "SIGWINCH"):
            with suppress(NotImplementedError, RuntimeError, ValueError):  # no signals here
                asyncio.get_running_loop().add_signal_handler(signal.SIGWINCH, self._resized)

    def _resized(self) -> None:
        """Take the picture of another size away, and draw one when the size has settled."""
        if not (self._glass.on and self._glass.stale):
            return
        self._ask()
        if self._asked is None:
            self._fit(None, self._glass.size)
        self._wait_to_settle()

    def _wait_to_settle(self) -> None:
        loop = asyncio.get_running_loop()
        if self._unsettled:
            self._unsettled.cancel()
        self._unsettled = loop.call_later(SETTLED_S, self._settle)
        self._restless_until = loop.time() + SETTLED_S + RESTLESS_S

    def _settle(self) -> None:
        self._unsettled = None
        self._ask()
        self._draw_at_once()

    def _ask(self) -> None:
        """Have the terminal say where the cursor is, if somebody will tell; wait for it."""
        if self._glass.on and self._reports_cursor:
            if self._asked:
                self._asked.cancel()
            self._asked = asyncio.get_running_loop().call_later(self._patience_s, self._unanswered)
            self._answers_due += 1
            self.reports_due += 2
            self._glass.write(ASK)

    def _unanswered(self) -> None:
        if self._unread():  # nobody has been asked yet
            self._asked = asyncio.get_running_loop().call_later(self._patience_s, self._unanswered)
            return
        self._asked = None
        self._answers_due, self._unsure = 0, False
        self.reports_due = 0
        self._fit(None, self._glass.size)
        self._draw_at_once()

    def _take_answer(self, row: int, size: ConsoleDimensions) -> None:
        """Take where the cursor was, and the terminal's size, when it was asked."""
        self._patience_s = ANSWERS_S
        known = self._glass.size
        if size == known or known != self._known:
            self._known, self._behind = known, 0
        if self._behind >= MOST_BEHIND:
            size = known
        checked, self._unsure = self._unsure, False
        if checked and size.width >= self._glass.drawn_for.width:
            # Else the terminal had become narrower before it was drawn, and has cut it.
            self._sure = self._glass.lines, self._flow.shown
        if self._answers_due:
            return
        if self._asked:
            self._asked.cancel()
            self._asked = None
        self._fit(row, size)
        if size != known:  # tmux tells of it later
            self._behind += 1
            self._wait_to_settle()
        elif self._missed or not checked:
            self._draw_at_once()

    def _fit(self, row: int | None, size: ConsoleDimensions) -> None:
        """Take away a picture of another size, of which a part may be in the scrollback.

        Args:
            row: Where the cursor is, the first row being 1; None: the terminal has not said it.
            size: The terminal's.
        """
        if size != self._glass.drawn_for:
            lines, shown = self._sure
            self._sure = ((), ())
            older = lines if lines is not self._glass.lines else None
            gone = self._glass.resized(row, len(shown), size=size, wrapped=older)
            self._flow.pushed(shown[:gone])
        elif row is not None:
            self._glass.cursor_is_at(row)

    def _present(self, now: float) -> list[Text]:
        size = self._glass.size
        below = typed_rows(self._line, self._help, size)
        height = max(0, size.height - 1 - len(below))
        asks = self._leave.rows(
            self._state.hands,
            now,
            size.width,
            size.height,
            self._theme,
            typing=self._line is not None,
        )[-height:]
        restless = self._tells_late and now < self._restless_until
        panels = region(
            self._state,
            now,
            size.width - round(SPARED * size.width) * restless,
            height - len(asks),
            self._theme,
            self._facts,
            numbers=self._numbers,
            aside=self._aside if now < self._aside_until else "",
            line=self._line[0] if self._line else None,
        )
        words = self._flow.show(size.width, height - len(asks) - len(panels), self._clock)
        return [*words, *asks, *panels, *below]

    def _rest_s(self, now: float) -> float:
        """Seconds until the picture changes though nothing happens."""
        moving = self._state.meters.moving(now) or self._facts.sounds.moving(now, SHOWN_S)
        if moving or self._state.hands.held:
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


def _call_soon(loop: asyncio.AbstractEventLoop, work: Callable[[], None]) -> None:
    with suppress(RuntimeError):  # it has closed
        loop.call_soon_threadsafe(work)
