"""A terminal: what a person would see after some bytes, the scrollback included."""

from __future__ import annotations

import re
import unicodedata

from rich.cells import cell_len, chop_cells, set_cell_size

_TOKEN = re.compile(r"\x1b\[(\?(?:25|7)[hl]|\d*[AK]|[\d;]*m)|[\s\S]")


class Terminal:
    """Understands what Rich's live display says, and refuses everything else.

    Args:
        width: Columns.
        height: Rows on the glass; the cursor cannot go up beyond them.
    """

    def __init__(self, width: int = 80, height: int = 24) -> None:
        self.cursor_shown = True
        self._width = width
        self.height = height
        """Rows on the glass."""
        self._rows = [""]
        self._goes_on: set[int] = set()
        """Rows whose text was too long for them."""
        self._row = 0
        self._column = 0
        self._wraps = True

    def feed(self, text: str) -> None:
        """Take what a program writes; a line feed also returns, as terminals are set up."""
        for token in _TOKEN.finditer(text):
            if token[1] is not None:
                self._obey(token[1])
            elif token[0] == "\n":
                self._down()
            elif token[0] == "\r":
                self._column = 0
            else:
                assert unicodedata.category(token[0]) not in ("Cc", "Cs"), repr(token[0])
                self._put(token[0])

    def resize(self, width: int, height: int, *, reflows: bool = True) -> None:
        """Become wider or narrower, higher or lower; with nothing below the cursor.

        Args:
            width: Columns.
            height: Rows; what leaves the glass comes back when there is room again.
            reflows: Whether rows are wrapped anew; else they are cut.
        """
        assert not any(self._rows[self._row + 1 :])
        del self._rows[self._row + 1 :]
        lines = [""]
        for number, row in enumerate(self._rows):
            lines[-1] += row
            if number not in self._goes_on and number < self._row:
                lines.append("")
        if not reflows:
            lines = [set_cell_size(line, min(cell_len(line), width)) for line in lines]
        self._width, self.height = width, height
        self._rows, self._goes_on = [], set()
        for line in lines:
            pieces = chop_cells(line, width) or [""]
            start = len(self._rows)
            self._rows += pieces
            self._goes_on.update(range(start, len(self._rows) - 1))
        self._row = len(self._rows) - 1
        self._column = cell_len(self._rows[-1])

    @property
    def rows(self) -> list[str]:
        """Every row from the first, without blanks at the end."""
        rows = [row.rstrip() for row in self._rows]
        while rows and not rows[-1]:
            rows.pop()
        return rows

    @property
    def shown(self) -> str:
        """The rows as one text."""
        return "\n".join(self.rows)

    def _obey(self, code: str) -> None:
        if code.startswith("?25"):
            self.cursor_shown = code.endswith("h")
        elif code.startswith("?7"):
            self._wraps = code.endswith("h")
        elif code.endswith("A"):
            top = max(0, len(self._rows) - self.height)
            self._row = max(top, self._row - int(code[:-1] or 1))
        elif code == "2K":
            self._rows[self._row] = ""
            self._goes_on.discard(self._row)
        else:
            assert code.endswith("m"), f"unexpected escape code {code!r}"

    def _put(self, char: str) -> None:
        row = self._rows[self._row]
        assert cell_len(row) == self._column, f"written over {row!r}"
        if cell_len(row + char) > self._width:
            if not self._wraps:
                return
            self._goes_on.add(self._row)
            self._down()
            row = self._rows[self._row]
        self._rows[self._row] = row + char
        self._column = cell_len(row + char)

    def _down(self) -> None:
        self._row += 1
        self._column = 0
        if self._row == len(self._rows):
            self._rows.append("")
