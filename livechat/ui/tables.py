"""Facts in rows: a table for eyes, tab-separated lines for a pipe, JSON for programs.

Rich is imported where it is used: who completes a session's ID in a shell needs none of it.
"""

from __future__ import annotations

import json as jsonlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TextIO

from livechat.core.text import visible

GAP = 2
"""Cells between two columns."""


@dataclass(frozen=True, slots=True)
class Column:
    """What a table shows of each row.

    Args:
        key: Names the cell in a row.
        title: Stands above; empty: the key.
        weight: The column of the smallest weight goes first where there is no room.
        least: Cells that a longer one may be cut down to; None: it is shown whole or not at all.
        good: Cells that it needs before there is room for lighter ones which are not cut; None:
            `least`.
        cut: What is left out where a cell is cut.
        right: Whether cells end, and do not begin, in one column.
        only: Where it is shown at all: `narrow` in a terminal without `wide`, `wide` in a terminal
            with it and in a pipe; None: everywhere.
    """

    key: str
    title: str = ""
    weight: int = 1
    least: int | None = None
    good: int | None = None
    cut: Literal["end", "middle"] = "end"
    right: bool = False
    only: Literal["narrow", "wide"] | None = None


def show_table(
    columns: Sequence[Column | str],
    rows: Sequence[Mapping[str, object]],
    *,
    json: bool,
    stdout: TextIO,
    missing: str = "",
    wide: bool = False,
) -> None:
    """Write rows to `stdout`.

    Args:
        columns: What to show of each row, in order; a key alone is a column that stays whole.
        rows: What to show, of JSON's kinds. JSON gets every key, the others only `columns`.
        json: Write one JSON array. Otherwise a terminal gets a table of one line a row, and
            anything else tab-separated lines, the first of which names the columns.
        stdout: Where to.
        missing: What stands for None, except in JSON.
        wide: Whether a terminal gets every column and every cell whole, however long its lines.
    """
    if json:
        # ASCII, so that no encoding of the output can spoil it.
        stdout.write(jsonlib.dumps(list(rows), indent=2) + "\n")
        return
    on_terminal = stdout.isatty()
    if on_terminal and not rows:
        return  # a heading over nothing tells nobody anything; the caller says so in words
    elsewhere = "narrow" if wide or not on_terminal else "wide"
    named = [one if isinstance(one, Column) else Column(one) for one in columns]
    shown = [one for one in named if one.only != elsewhere]
    cells = [[_encodable(_text(row[one.key], missing), stdout) for one in shown] for row in rows]
    if on_terminal:
        _draw(shown, cells, stdout, wide=wide)
    else:
        names = [one.key for one in shown]
        stdout.writelines("\t".join(line) + "\n" for line in (names, *cells))


def layout(columns: Sequence[Column], natural: Sequence[int], width: int) -> list[tuple[int, int]]:
    """Return which columns fit into a line, as pairs of index and cells.

    Args:
        columns: All of them.
        natural: Cells that the longest text of each takes.
        width: Cells of the line.
    """
    least = _at_most(natural, [one.least for one in columns])
    # No column needs more than half of a line.
    need = [
        min(one.good, max(width // 2, least[at])) if one.good else one.least
        for at, one in enumerate(columns)
    ]
    good = _at_most(natural, need)
    left = list(range(len(columns)))

    def lightest() -> int:
        return min(left, key=lambda at: (columns[at].weight, -at))

    while len(left) > 1 and _taken(good, left) > width and good[lightest()] <= least[lightest()]:
        left.remove(lightest())
    while len(left) > 1 and _taken(least, left) > width:
        left.remove(lightest())
    cells = {at: least[at] for at in left}
    spare = width - _taken(least, left)
    for at in sorted(left, key=lambda at: -columns[at].weight):
        more = min(natural[at] - cells[at], spare)  # less than 0 where even one is too wide
        cells[at] += more
        spare -= more
    return [*cells.items()]


def _at_most(natural: Sequence[int], limits: Sequence[int | None]) -> list[int]:
    pairs = zip(natural, limits, strict=True)
    return [have if limit is None else min(have, limit) for have, limit in pairs]


def _taken(cells: Sequence[int], shown: Sequence[int]) -> int:
    return sum(cells[at] + GAP for at in shown) - GAP


def shortened(text: str, width: int, cut: Literal["end", "middle"] = "end") -> str:
    """Return text of at most so many cells; an ellipsis stands for what was left out."""
    from rich.cells import cell_len

    if cell_len(text) <= width:
        return text
    if width <= 1:
        return "…"[:width]
    if cut == "end":
        return _first(text, width - 1).rstrip() + "…"
    tail = (width - 1) // 2
    return _first(text, width - 1 - tail).rstrip() + "…" + _last(text, tail).lstrip()


def _first(text: str, width: int) -> str:
    from rich.cells import chop_cells

    # `chop_cells` cuts between what is seen as one sign, never within it.
    return next(iter(chop_cells(text, width)), "") if width > 0 else ""


def _last(text: str, width: int) -> str:
    from rich.cells import cell_len

    start = len(text)
    for at in range(len(text) - 1, -1, -1):
        if cell_len(text[at:]) > width:
            break
        if cell_len(text[at]) > 0:  # else it belongs to the sign before it
            start = at
    return text[start:]


def _draw(
    columns: Sequence[Column], cells: Sequence[Sequence[str]], stdout: TextIO, *, wide: bool
) -> None:
    from rich.cells import cell_len
    from rich.console import Console
    from rich.text import Text

    console = Console(file=stdout, highlight=False)
    # What no row has anything to say about is no column.
    some = [at for at in range(len(columns)) if any(line[at] for line in cells)]
    columns = [columns[at] for at in some]
    titles = [one.title or one.key.replace("_", " ") for one in columns]
    lines = [titles, *([line[at] for at in some] for line in cells)]
    natural = [max(cell_len(line[at]) for line in lines) for at in range(len(columns))]
    fits = list(enumerate(natural)) if wide else layout(columns, natural, console.width)
    for number, line in enumerate(lines):
        text = (" " * GAP).join(_cell(line[at], room, columns[at]) for at, room in fits).rstrip()
        console.print(
            Text(text, style="" if number else "bold"), no_wrap=True, crop=False, overflow="ignore"
        )


def _cell(text: str, room: int, column: Column) -> str:
    from rich.cells import cell_len

    text = shortened(text, room, column.cut)
    blank = " " * (room - cell_len(text))
    return blank + text if column.right else text + blank


def _text(cell: object, missing: str) -> str:
    match cell:
        case None:
            return missing
        case bool():
            return "true" if cell else "false"
        case float():
            return f"{cell:g}"
        case Mapping():
            return ", ".join(f"{_text(key, '')} {_text(cell[key], missing)}" for key in cell)
        case list() | tuple():
            return ", ".join(_text(item, missing) for item in cell)
        case _:
            return visible(str(cell))


def _encodable(text: str, stdout: TextIO) -> str:
    # A Windows pipe may know no Japanese, and must not fail for it.
    encoding = stdout.encoding or "utf-8"
    return text.encode(encoding, "backslashreplace").decode(encoding)
