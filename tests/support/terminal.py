"""A terminal: what a person would see after some bytes, the scrollback included."""

from __future__ import annotations

import io
import re
import unicodedata
from itertools import groupby
from typing import Self

from rich.cells import cell_len
from rich.text import Text


class Cell(str):
    """A character as it is shown, or the second half of a wide one."""

    __slots__ = ("style",)

    style: str
    """Codes of its colours (SGR)."""

    def __new__(cls, char: str, style: str = "") -> Self:
        """Make one."""
        cell = super().__new__(cls, char)
        cell.style = style
        return cell


_TOKEN = re.compile(
    r"\x1b([78])|\x1b\[(\?(?:25|7|2026)[hl]|\d*[ABJKn]|\d+;\d+H|[\d;]*m)"
    r"|\x1b\]8;[a-z0-9=:-]*;([\x21-\x7e]*)\x1b\\|[\s\S]"
)


class Terminal:
    """Understands what a live display says, and refuses everything else.

    Args:
        width: Columns.
        height: Rows on the glass; the cursor cannot leave them.
    """

    def __init__(self, width: int = 80, height: int = 24) -> None:
        self.cursor_shown = True
        self.height = height
        """Rows on the glass."""
        self.width = width
        """Columns."""
        self._rows: list[list[Cell]] = [[]]
        """Cells; the second one of a wide character is empty."""
        self._goes_on: set[int] = set()
        """Rows whose text was too long for them."""
        self._top = 0
        """The first row on the glass."""
        self._row = 0
        self._column = 0
        self._wraps = True
        self._style = ""
        self._link = ""
        self.links: dict[str, str] = {}
        """What was written as a link (OSC 8), by where it leads."""
        self._saved = 0, 0
        """The row on the glass and the column to which the cursor may come back."""

    def feed(self, text: str) -> None:
        """Take what a program writes; a line feed also returns, as terminals are set up."""
        for token in _TOKEN.finditer(text):
            if token[1] == "7":
                self._saved = self._row - self._top, self._column
            elif token[1] == "8":
                row, self._column = self._saved
                self._row = self._top + row
            elif token[2] is not None:
                self._obey(token[2])
            elif token[3] is not None:
                self._link = token[3]
            elif token[0] == "\n":
                self._down()
            elif token[0] == "\r":
                self._column = 0
            else:
                assert unicodedata.category(token[0]) not in ("Cc", "Cs"), repr(token[0])
                self._put(token[0])

    def resize(
        self, width: int, height: int, *, reflows: bool = True, keeps_blanks: bool = False
    ) -> None:
        """Become wider or narrower, higher or lower, as tmux 3.3a does.

        Args:
            width: Columns.
            height: Rows: those below the cursor go first, then the upper ones into the scrollback,
                from where they come back when there is room again.
            reflows: Whether rows are wrapped anew; else they are cut.
            keeps_blanks: Whether blank rows at the bottom stay; else what is above takes their
                place.
        """
        below = self._top + self.height - 1 - self._row
        dropped = max(0, min(below, self.height - height))
        del self._rows[self._top + self.height - dropped :]
        self._top = max(0, self._top + self.height - dropped - height)
        self._row = max(self._row, self._top)
        blanks = max(0, self._top + height - len(self._rows)) if keeps_blanks else 0
        self.width, self.height = width, height
        if reflows:
            self._reflow()
        else:
            self._rows = [row[:width] for row in self._rows]
            self._column = min(self._column, width - 1)
        self._top = max(0, len(self._rows) + blanks - height)
        if self._row < self._top:
            self._row, self._column = self._top, 0

    @property
    def cursor_row(self) -> int:
        """Where the cursor is on the glass; the first row is 1."""
        return self._row - self._top + 1

    @property
    def rows(self) -> list[str]:
        """Every row from the first, without blanks at the end."""
        rows = ["".join(row).rstrip() for row in self._rows]
        while rows and not rows[-1]:
            rows.pop()
        return rows

    @property
    def seen(self) -> list[str]:
        """The rows on the glass, without blanks at the end."""
        return self.rows[self._top :]

    @property
    def coloured(self) -> list[Text]:
        """The rows on the glass with their colours, as many as it has."""
        rows = [
            "".join(f"\x1b[{style}m{''.join(run)}\x1b[0m" for style, run in groupby(row, _style))
            for row in self._rows[self._top : self._top + self.height]
        ]
        return [Text.from_ansi(row) for row in rows + [""] * (self.height - len(rows))]

    @property
    def shown(self) -> str:
        """All rows as one text."""
        return "\n".join(self.rows)

    def _reflow(self) -> None:
        rows: list[list[Cell]] = []
        goes_on: set[int] = set()
        line: list[Cell] = []
        cursor, at = self._row, None
        for number, row in enumerate(self._rows):
            if number == cursor:
                at = len(line) + self._column
            line += row
            if number in self._goes_on:
                continue
            pieces = self._pieces(line)
            if at is not None:
                before = 0
                for count, piece in enumerate(pieces):
                    if at < before + len(piece) or count == len(pieces) - 1:
                        self._row, self._column = len(rows) + count, at - before
                        break
                    before += len(piece)
                at = None
            goes_on.update(range(len(rows), len(rows) + len(pieces) - 1))
            rows += pieces
            line = []
        self._rows, self._goes_on = rows, goes_on

    def _pieces(self, line: list[Cell]) -> list[list[Cell]]:
        pieces: list[list[Cell]] = [[]]
        for place, cell in enumerate(line):
            wide = place + 1 < len(line) and line[place + 1] == ""
            if cell and len(pieces[-1]) + 1 + wide > self.width:
                pieces.append([])
            pieces[-1].append(cell)
        return pieces

    def _obey(self, code: str) -> None:
        count = int(code[:-1] or 1) if code[:-1].isdigit() or len(code) == 1 else 1
        if code.startswith("?2026"):
            return
        if code.startswith("?25"):
            self.cursor_shown = code.endswith("h")
        elif code.startswith("?7"):
            self._wraps = code.endswith("h")
        elif code.endswith("A"):
            self._row = max(self._top, self._row - count)
        elif code.endswith("B"):
            self._row = min(self._top + self.height - 1, self._row + count)
            self._rows += [[] for _ in range(self._row + 1 - len(self._rows))]
        elif code.endswith("H"):
            row, column = map(int, code[:-1].split(";"))
            self._row = self._top + min(self.height, row) - 1
            self._rows += [[] for _ in range(self._row + 1 - len(self._rows))]
            self._column = min(self.width, column) - 1
        elif code == "J" and (self._row, self._column) == (self._top, 0):
            self._keep_screen()
        elif code in ("J", "K"):
            del self._rows[self._row][self._column :]
            self._goes_on.discard(self._row)
            if code == "J":
                del self._rows[self._row + 1 :]
                self._goes_on = {row for row in self._goes_on if row < self._row}
        else:
            assert code[-1] in "mn", f"unexpected escape code {code!r}"
            if code[-1] == "m":
                self._style = (
                    "" if code[:-1] in ("", "0") else f"{self._style};{code[:-1]}".strip(";")
                )

    def _keep_screen(self) -> None:
        """Erase the whole screen as tmux does: what was on it is in the scrollback then."""
        while len(self._rows) > self._top and not self._rows[-1]:
            self._rows.pop()
        self._top = self._row = len(self._rows)
        self._rows.append([])

    def _put(self, char: str) -> None:
        if self._link:
            self.links[self._link] = self.links.get(self._link, "") + char
        self._place(char)

    def _place(self, char: str) -> None:
        size = cell_len(char)
        row = self._rows[self._row]
        row += [Cell(" ")] * (self._column - len(row))
        place = self._column - 1
        while place > 0 and row[place] == "":
            place -= 1
        if place >= 0 and cell_len(row[place] + char) == cell_len(row[place]):
            row[place] = Cell(row[place] + char, row[place].style)  # it joins the one before it
            return
        if not size:
            return
        if self._column + size > self.width:
            if not self._wraps:
                return
            self._goes_on.add(self._row)
            self._down()
            row = self._rows[self._row]
        if self._column < len(row) and row[self._column] == "":
            row[self._column - 1] = Cell(" ")  # half of a wide character is overwritten
        cells = [Cell(char, self._style)] + [Cell("", self._style)] * (size - 1)
        row[self._column : self._column + size] = cells
        self._column += size
        if self._column < len(row) and row[self._column] == "":
            row[self._column] = Cell(" ")

    def _down(self) -> None:
        self._row += 1
        self._column = 0
        if self._row == len(self._rows):
            self._rows.append([])
        self._top = max(self._top, self._row - self.height + 1)


class Screen(io.StringIO):
    """A text stream that says it is a terminal, and keeps what is written."""

    def isatty(self) -> bool:
        return True


def _style(cell: Cell) -> str:
    return cell.style
