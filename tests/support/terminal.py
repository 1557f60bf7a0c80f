"""A terminal: what a person would see after some bytes, the scrollback included."""

from __future__ import annotations

import re
import unicodedata

from rich.cells import cell_len

_TOKEN = re.compile(r"\x1b\[(\?25[hl]|\d*[AK]|[\d;]*m)|[\s\S]")


class Terminal:
    """Understands what Rich's live display says, and refuses everything else.

    Args:
        width: Columns.
        height: Rows on the glass; the cursor cannot go up beyond them.
    """

    def __init__(self, width: int = 80, height: int = 24) -> None:
        self.cursor_shown = True
        self._width = width
        self._height = height
        self._rows = [""]
        self._row = 0
        self._column = 0

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
        elif code.endswith("A"):
            top = max(0, len(self._rows) - self._height)
            self._row = max(top, self._row - int(code[:-1] or 1))
        elif code == "2K":
            self._rows[self._row] = ""
        else:
            assert code.endswith("m"), f"unexpected escape code {code!r}"

    def _put(self, char: str) -> None:
        row = self._rows[self._row]
        assert cell_len(row) == self._column, f"written over {row!r}"
        if cell_len(row + char) > self._width:
            self._down()
            row = self._rows[self._row]
        self._rows[self._row] = row + char
        self._column = cell_len(row + char)

    def _down(self) -> None:
        self._row += 1
        self._column = 0
        if self._row == len(self._rows):
            self._rows.append("")
