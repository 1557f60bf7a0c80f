"""Text in rows of a terminal: which characters each row holds."""

from __future__ import annotations

import sys
from bisect import bisect_right
from collections.abc import Sequence

from rich.cells import cell_len, chop_cells

from livechat.core.text import WORD


def wrapped(
    text: str,
    width: int,
    start: int = 0,
    rows: int = sys.maxsize,
    until: int = sys.maxsize,
    marks: Sequence[tuple[int, int]] = (),
) -> list[tuple[int, int]]:
    """Divide a text into rows, between words where that is possible.

    What is added at the end of a text changes no row but the last.

    Args:
        text: One line.
        width: Columns, at least 2.
        start: The first character that counts.
        rows: Rows after which nobody wants to know more.
        until: The character of which nobody wants to know more than the first row after it.
        marks: What is shown behind words, and is no part of the text: after how many characters,
            and how many columns it takes. In ascending order; each stays with its word.

    Returns:
        The first and the last character, exclusive, of each row: without the spaces around it.
    """
    found: list[tuple[int, int]] = []
    begin = end = start
    cells = 0
    for word in WORD.finditer(text, start):
        if len(found) >= rows or (found and found[-1][0] > until):
            return found[:rows]
        at, added = word.start(), _added(marks, word.start(), word.end()) if marks else 0
        size = cell_len(word[0]) + added
        if cells and cells + (at - end) + size > width:
            found.append((begin, end))
            cells = 0
        if not cells:
            begin = end = at
            if size > width:
                *whole, rest = chop_cells(word[0], max(2, width - added))
                for piece in whole:
                    found.append((at, at + len(piece)))
                    at += len(piece)
                begin, end, size = at, at, cell_len(rest) + added
        cells += (at - end) + size
        end = word.end()
    return [*found, (begin, end)][:rows] if cells else found[:rows]


def _added(marks: Sequence[tuple[int, int]], begin: int, end: int) -> int:
    """Return how many columns the marks behind the characters of a word take."""
    first, last = (bisect_right(marks, (place, sys.maxsize)) for place in (begin, end))
    return sum(cells for _, cells in marks[first:last])
