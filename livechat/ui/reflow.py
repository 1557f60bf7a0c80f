"""What becomes of rows that are on a terminal when its size changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.cells import chop_cells
from rich.text import Text


def reflows(environ: Mapping[str, str]) -> bool:
    """Whether the terminal wraps what is on it anew when its width changes.

    Nearly all do. xterm and GNU screen cut instead; tmux wraps, wherever it runs.
    """
    return "TMUX" in environ or not {"XTERM_VERSION", "STY"} & environ.keys()


def rows_at(line: Text, width: int) -> int:
    """How many rows one line takes when it is wrapped."""
    return max(1, len(chop_cells(line.plain, width)))


def hidden(lines: Sequence[Text], width: int, height: int) -> list[Text]:
    """Those lines that are above the terminal's first row, when the last is in its last row."""
    rows = 0
    for number in range(len(lines), 0, -1):
        if rows >= height:
            return list(lines[:number])
        rows += rows_at(lines[number - 1], width)
    return []
