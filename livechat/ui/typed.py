"""How a line that is being typed looks, and what the keys do."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rich.cells import cell_len
from rich.console import ConsoleDimensions
from rich.text import Text

from livechat.core.text import visible
from livechat.ui.sentences import wrapped

PROMPT = "› "

SPARED = 4
"""Rows that are not for what is typed: for what is said, the state and the keys; one stays free."""

_LEAD = re.compile(r" *\S+(?: \S+)? {2,}| +")
"""A key or a name before what it does, or what a line is moved in by."""

CHOSEN = "▸ "
"""Begins the row of a hint that is in the line."""


def typed_rows(
    line: tuple[str, int, str] | None, help_lines: Sequence[str], size: ConsoleDimensions
) -> list[Text]:
    """The rows under a picture, each as wide as the terminal at most.

    Args:
        line: What is typed, where the cursor is, and hints, a line each; None: no line is open.
        help_lines: What the keys do; as many as fit beside the line and its hints are shown.
        size: The terminal's.
    """
    room = max(0, size.height - SPARED)
    typed: list[Text] = []
    if line is not None:
        text, cursor, hint = line
        typed.append(line_row(text, cursor, size.width))
        for one in hint.split("\n")[: max(0, room - 1)] if hint else []:
            chosen = one.startswith(CHOSEN)
            typed.append(Text(visible(one), style="" if chosen else "dim"))
    left = max(0, room - len(typed))
    told = [row for one in help_lines for row in _wrapped(one, size.width)]
    if len(told) > left:
        kept = told[: max(0, left - 1)]
        told = [*kept, f"  … {len(told) - len(kept)} more"][:left]
    rows = [*(Text(one, style="dim") for one in told), *typed]
    for row in rows:
        row.truncate(size.width, overflow="ellipsis")
        row.no_wrap = True
    return rows


def _wrapped(line: str, width: int) -> list[str]:
    """A line in rows; the words go on under the words, not under the key before them."""
    if cell_len(line) <= width:
        return [line]
    lead = _LEAD.match(line)
    first = lead[0] if lead and len(lead[0]) <= width // 2 else ""
    return wrapped(line[len(first) :], width, first=first, rest=" " * len(first or "    "))


def line_row(text: str, cursor: int, width: int) -> Text:
    """One line, its cursor shown; of a long one, what is around it."""
    room = max(2, width - len(PROMPT) - 1)
    # Character by character what is seen: one for each, so that the cursor stays where it is.
    left, right = visible(text[:cursor]), visible(text[cursor:]) or " "
    while cell_len(left) > room - 2:
        left = left[max(1, (cell_len(left) - room + 2) // 2) :]
    under, rest = right[:1], right[1 : room + 1]
    while rest and cell_len(left + under + rest) > room:
        rest = rest[:-1]
    return Text.assemble((PROMPT, "dim"), left, (under, "reverse"), rest)
