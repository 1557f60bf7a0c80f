"""Facts in rows: a table for eyes, tab-separated lines for a pipe, JSON for programs."""

from __future__ import annotations

import json as jsonlib
from collections.abc import Mapping, Sequence
from typing import TextIO

from livechat.core.text import visible


def show_table(
    columns: Sequence[str],
    rows: Sequence[Mapping[str, object]],
    *,
    json: bool,
    stdout: TextIO,
    missing: str = "",
) -> None:
    """Write rows to `stdout`.

    Args:
        columns: The keys to show as columns, in order.
        rows: What to show, of JSON's kinds. JSON gets every key, the others only `columns`.
        json: Write one JSON array. Otherwise a terminal gets a table, and anything else
            tab-separated lines, the first of which names the columns.
        stdout: Where to.
        missing: What stands for None, except in JSON.
    """
    if json:
        # ASCII, so that no encoding of the output can spoil it.
        stdout.write(jsonlib.dumps(list(rows), indent=2) + "\n")
        return
    cells = [
        [_encodable(_text(row[column], missing), stdout) for column in columns] for row in rows
    ]
    if stdout.isatty():
        _draw(columns, cells, stdout)
    else:
        stdout.writelines("\t".join(line) + "\n" for line in (columns, *cells))


def _draw(columns: Sequence[str], cells: Sequence[Sequence[str]], stdout: TextIO) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(file=stdout, highlight=False)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    names = max((len(line[0]) for line in cells), default=0)
    for at, column in enumerate(columns):
        # The first column holds names to be copied: it stays whole where the others find room.
        whole = at == 0 and names <= 0.6 * console.width
        table.add_column(column.replace("_", " "), overflow="fold", no_wrap=whole)
    for line in cells:
        table.add_row(*map(Text, line))
    console.print(table)


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
