"""The terminal as a display uses it: rows that stay, and a picture below them that is redrawn.

The cursor rests, hidden, on the picture's first cell. So a terminal that becomes lower drops rows
of the picture and no others, and whatever becomes of the picture when the width changes, it is
erased from there to the end of the screen. Only where a picture no longer fits after it was wrapped
anew, its first lines are in the scrollback, from where nothing can be taken back: `resized` tells
how many.
"""

from __future__ import annotations

import io
import sys
import threading
from collections.abc import Callable, Sequence
from typing import TextIO, cast

from rich.cells import chop_cells
from rich.console import Console, ConsoleDimensions
from rich.text import Text

from livechat.ui.outlet import Outlet

ASK = "\r\x1b7\x1b[6n\x1b[9999;9999H\x1b[6n\x1b8"
"""Has the terminal report the cursor's place twice (DSR 6): where it rests, in the first column;
and in the last row and column, which tells how large the terminal is by then."""

_CLIP, _WRAP = "\x1b[?7l", "\x1b[?7h"
"""What is too long for a row is cut, or goes on in the next."""

_HIDE, _SHOW = "\x1b[?25l", "\x1b[?25h"
_BEGIN, _END = "\x1b[?2026h", "\x1b[?2026l"
"""What is written between them is seen at once, in terminals that know it (synchronised output)."""

_SAVE, _RESTORE = "\x1b7", "\x1b8"
"""Remember where the cursor is; bring it back (DECSC, DECRC)."""

_ERASE_ROW = "\x1b[K"
"""From the cursor to the end of the row."""

_ERASE = f"\r \x1b[J\r{_ERASE_ROW}"
"""From the cursor's row to the end of the screen. A terminal that is told to erase its whole screen
may keep that in its scrollback, as tmux does: so the first cell is erased after the rest."""


class Glass:
    """Draws on a terminal.

    Args:
        console: The terminal.
        reflows: Whether it wraps what is on it anew when its width changes.
        keeps_blanks: Whether it then keeps the blank rows below the picture, as tmux does.
    """

    def __init__(
        self, console: Console, *, reflows: bool = True, keeps_blanks: bool = False
    ) -> None:
        self._console = console
        self._reflows = reflows
        self._keeps_blanks = keeps_blanks
        self._lines: list[Text] = []
        """The picture."""
        self._codes: list[str] = []
        """The same as it is written."""
        self._size = console.size
        """For which the picture was drawn."""
        self._top: int | None = None
        """Rows above the picture on the screen; None: not known."""
        self._errors: _Above | None = None
        """In the place of standard error meanwhile."""
        self._lock = threading.RLock()
        """Whoever writes to standard error may be in another thread."""
        self.on = False
        """Whether a picture may be drawn."""

    @property
    def size(self) -> ConsoleDimensions:
        """Columns and rows, as the system tells them; the terminal may have others already."""
        return self._console.size

    @property
    def drawn_for(self) -> ConsoleDimensions:
        """The size for which the picture was drawn."""
        return self._size

    @property
    def stale(self) -> bool:
        """Whether the size has changed since the picture was drawn."""
        return self._console.size != self._size

    @property
    def lines(self) -> Sequence[Text]:
        """The picture."""
        return self._lines

    @property
    def outlet(self) -> Outlet | None:
        """What has a thread write; None: what is drawn is written at once."""
        file = self._console.file
        return file if isinstance(file, Outlet) else None

    def start(self) -> None:
        """Hide the cursor; from now on a picture may be drawn."""
        if self.on:
            return
        self.on, self._size, self._top = True, self._console.size, None
        self.write(_HIDE)
        if sys.stderr is not None and sys.stderr.isatty():  # but a log in a file stays there
            self._errors = _Above(sys.stderr, self._write_above)
            sys.stderr = cast("TextIO", self._errors)

    def stop(self) -> None:
        """Take the picture away, and show the cursor."""
        if not self.on:
            return
        self.on = False
        if self._errors is not None:
            sys.stderr, self._errors = self._errors.whole(), None
        with self._lock:
            self._lines, self._codes = [], []
            self.write(f"{_ERASE}{_SHOW}")

    def draw(self, lines: Sequence[Text], above: Sequence[Text] = ()) -> None:
        """Draw another picture, below rows that stay. What has not changed is not drawn again.

        Args:
            lines: The picture, no line wider than the terminal.
            above: Rows that are written before it.
        """
        with self._lock:
            codes = ""
            if above:
                self._lines, self._codes = [], []
                rows = "".join(f"{row}\r\n" for row in self._rendered(above))
                codes = f"{_ERASE}{rows}"
            before = self._codes
            self._codes = self._rendered(lines)
            self._lines = list(lines)
            codes += self._changed(before) if len(before) == len(lines) else self._anew(before)
            if codes:
                self.write(f"{_BEGIN}{codes}{_END}")
            if self._top is not None:
                width = self.size.width
                top = self._top + sum(max(1, -(-row.cell_len // width)) for row in above)
                self._top = max(0, min(top, self.size.height - max(1, len(lines))))

    def write(self, code: str) -> None:
        """Send the terminal something that is not seen."""
        self._console.file.write(code)
        self._console.file.flush()

    def cursor_is_at(self, row: int) -> None:
        """Take the terminal's report: in which row the cursor is, the first being 1."""
        self._top = row - 1

    def resized(
        self,
        row: int | None = None,
        words: int = 0,
        *,
        size: ConsoleDimensions | None = None,
        wrapped: Sequence[Text] | None = None,
    ) -> int:
        """Take the picture of another size away.

        Args:
            row: Where the cursor is, the first row being 1; None: not known. Below the first row,
                nothing of the picture can be in the scrollback.
            words: How many of its lines may stay. The terminal may have moved the beginning of one
                into its scrollback; the rest of that one stays where it is, so that the terminal
                can put it together again.
            size: What the terminal says; None: what the system says.
            wrapped: The picture that the terminal has wrapped, where it is not the newest: that
                was drawn over what it had left of this one.

        Returns:
            How many lines of the picture stay, most of them in the scrollback.
        """
        with self._lock:
            size = size or self._console.size
            lines = self._lines if wrapped is None else wrapped
            gone, rest = self._pushed(lines, self._size, size) if row in (None, 1) else (0, 0)
            rest = rest if gone <= words else 0
            again = [""] * rest
            if rest and wrapped is not None:
                line = lines[gone - 1]
                pieces = chop_cells(line.plain, size.width)
                kept = sum(map(len, pieces[:-rest]))
                cuts = [kept + sum(map(len, pieces[-rest:][:n])) for n in range(rest)]
                again = self._rendered(line.divide(cuts)[1:])
            self._size, self._top = size, None if row is None else row - 1 + rest
            self._lines, self._codes = [], []
            stay = "".join(f"{_ERASE_ROW * bool(piece)}{piece}\r\n" for piece in again)
            self.write(f"\r{stay}{_ERASE}")
        return gone

    def _pushed(
        self, lines: Sequence[Text], before: ConsoleDimensions, now: ConsoleDimensions
    ) -> tuple[int, int]:
        """How many lines are in the scrollback, and how many rows of the last are not."""
        if not self._reflows or now.width >= before.width:
            return 0, 0
        top = before.height - len(lines) if self._top is None else self._top
        if self._keeps_blanks:  # tmux brings as many rows back as there are in its scrollback
            top += max(0, now.height - before.height)
        top = max(0, min(top, now.height - 1))
        kept = lines[: now.height - top]
        rows = [max(1, len(chop_cells(line.plain, now.width))) for line in kept]
        blanks = max(0, now.height - top - len(kept)) if self._keeps_blanks else 0
        above = max(0, sum(rows) + blanks - now.height)
        for number, count in enumerate(rows):
            if above < count:
                return (number + 1, count - above) if above else (number, 0)
            above -= count
        return len(rows), 0

    def _changed(self, before: Sequence[str]) -> str:
        """What draws the lines that differ from the picture before, which had as many."""
        codes, at = "", 0
        for number, (old, new) in enumerate(zip(before, self._codes, strict=True)):
            if old != new:
                down = f"\x1b[{number - at}B" if number > at else ""
                codes += f"{down}{_ERASE_ROW}{new}\r"
                at = number
        # The cursor comes back even where the terminal has fewer rows by now.
        return f"{_SAVE}{_CLIP}{codes}{_WRAP}{_RESTORE}" if codes else ""

    def _anew(self, before: Sequence[str]) -> str:
        """What draws the picture in the place of another, from the first line that differs."""
        if not self._codes:
            return _ERASE
        shared = max(0, min(len(before), len(self._codes)) - 1)
        pairs = zip(before[:shared], self._codes, strict=False)
        start = next((n for n, (old, new) in enumerate(pairs) if old != new), shared)
        down = f"\x1b[{start}B" if start else ""
        lines = "\r\n".join(self._codes[start:])
        up = f"\x1b[{len(self._codes) - 1}A" if len(self._codes) > 1 else ""
        return f"{_CLIP}{down}{_ERASE}{lines}\r{up}{_WRAP}"

    def _rendered(self, lines: Sequence[Text]) -> list[str]:
        """Return lines as they are written; those of the picture are known."""
        new = [line for number, line in enumerate(lines) if not self._knows(number, line)]
        with self._console.capture() as drawn:
            for line in new:
                self._console.print(line, no_wrap=True, overflow="ignore", crop=False)
        codes = iter(drawn.get().split("\n"))
        return [
            self._codes[number] if self._knows(number, line) else next(codes)
            for number, line in enumerate(lines)
        ]

    def _knows(self, number: int, line: Text) -> bool:
        return number < len(self._lines) and self._lines[number] == line

    def _write_above(self, line: str) -> None:
        self.draw(self._lines, [Text.from_ansi(line)])


class _Above(io.TextIOBase):
    """In the place of a stream: its lines are written above the picture."""

    def __init__(self, stream: TextIO, show: Callable[[str], None]) -> None:
        self._stream = stream
        self._show = show
        self._rest = ""

    def isatty(self) -> bool:
        """Whether it is a terminal: it is."""
        return True

    def writable(self) -> bool:
        """Whether it can be written to."""
        return True

    def fileno(self) -> int:
        """The descriptor behind it."""
        return self._stream.fileno()

    def write(self, text: str) -> int:
        """Take text; a line is shown when it is whole."""
        *lines, self._rest = (self._rest + text).split("\n")
        for line in lines:
            self._show(line)
        return len(text)

    def whole(self) -> TextIO:
        """Write what is left to the stream, and return that."""
        self._stream.write(self._rest)
        return self._stream
