"""Sentences wrapped between words at the width of a terminal, in cells; a pipe gets one line."""

from __future__ import annotations

import os
import re
from typing import Final, TextIO

_USUAL = 80
"""Cells of a terminal that does not know how wide it is."""

_LEAST = 20
"""Cells. In less, nothing can be read; the terminal may wrap then as it likes."""

_TOGETHER: Final = re.compile(r"`[^`]+`|--[a-z][a-z-]* [A-Z][\w.]*|\d (?:s|ms|MB|GB)\b")
"""What reads badly divided: a command, an option and its value, a number and its unit."""

_JOINT: Final = "\ue000"
"""Stands for a space inside one of them while rows are looked for; as wide as a space."""


def wrapped(text: str, width: int, *, first: str = "", rest: str = "") -> list[str]:
    """Return the lines of a text, none longer than so many cells.

    Args:
        text: Words between white space.
        width: Cells of a line, what stands before it included.
        first: Stands before the first line.
        rest: Stands before the others.
    """
    # Here: a short command needs nothing of it.
    from rich.cells import cell_len

    from livechat.ui import wrapping

    text = " ".join(text.split())
    joined = _TOGETHER.sub(
        # Where it would take more than half a line, a hole would read worse.
        lambda found: found[0].replace(" ", _JOINT) if 2 * len(found[0]) <= width else found[0],
        text,
    )
    beginning = wrapping.wrapped(joined, max(2, width - cell_len(first)), rows=1)
    if not beginning:
        return [first + text]
    [(start, end)] = beginning
    others = wrapping.wrapped(joined, max(2, width - cell_len(rest)), end)
    return [first + text[start:end], *(rest + text[start:end] for start, end in others)]


def _fits(text: str, width: int) -> bool:
    from rich.cells import cell_len

    return cell_len(text) <= width


def columns_of(stream: TextIO) -> int | None:
    """Return the cells of a line on a terminal; None: the stream is no terminal."""
    if not stream.isatty():
        return None
    return max(_LEAST, _asked() or _measured(stream) or _USUAL)


def _asked() -> int:
    """Return what the environment says, as `shutil.get_terminal_size` reads it; 0: nothing."""
    try:
        return int(os.environ.get("COLUMNS", ""))
    except ValueError:
        return 0


def _measured(stream: TextIO) -> int:
    """Return the terminal's own answer; 0: it does not know.

    `shutil` would ask standard output's terminal, which may be a file while stderr is none.
    """
    try:
        return os.get_terminal_size(stream.fileno()).columns
    except (OSError, ValueError):
        return 0


def told(text: str, stream: TextIO, *, first: str = "", rest: str = "") -> str:
    """Return a text as a stream should get it: wrapped on a terminal, else on one line."""
    width = columns_of(stream)
    if width is None or _fits(first + text, width):
        return f"{first}{text}"
    return "\n".join(wrapped(text, width, first=first, rest=rest))
