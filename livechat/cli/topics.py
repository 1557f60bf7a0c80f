"""The help topics: one short Markdown file each, in `livechat/topics`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from importlib.resources import files

KEYS = "{keys}"
"""Stands in a topic for the list of the keys, which the program knows best."""

_ROW = re.compile(r" {4}(?P<name>\S.*?) {2,}(?P<meaning>\S.*)")
"""A line of code that says what something means."""

_STACKED = 60
"""Cells of a line below which a meaning stands under its name."""


def topics() -> Mapping[str, str]:
    """Return the titles of all topics by their names."""
    found = {
        file.name.removesuffix(".md"): file.read_text(encoding="utf-8")
        for file in files("livechat").joinpath("topics").iterdir()
        if file.name.endswith(".md")
    }
    return {name: found[name].split("\n", 1)[0].removeprefix("# ") for name in sorted(found)}


def text_of(name: str) -> str:
    """Return a topic's Markdown."""
    text = files("livechat").joinpath("topics", f"{name}.md").read_text(encoding="utf-8")
    if KEYS in text:
        from livechat.cli.terminal.keys import HELP

        # How Space acts depends on the call.
        named = {"space": "pause the microphone; talk, with --push-to-talk"}
        rows = [(key, named.get(key, what)) for key, what in HELP]
        text = text.replace(KEYS, "\n".join(f"    {key:<7}{what}".rstrip() for key, what in rows))
    return text


def lines_of(text: str, width: int | None) -> list[str]:
    """Return Markdown as lines for a terminal.

    Args:
        text: Paragraphs, one heading, and indented code, which keeps its lines.
        width: Cells of a line; None: a pipe, in which a paragraph is one line.
    """
    from livechat.ui.sentences import wrapped

    lines: list[str] = []
    for block in text.strip("\n").split("\n\n"):
        if lines:
            lines.append("")
        if block.startswith("    "):
            lines += _rows(block.split("\n"), width)
        elif width is None:
            lines.append(" ".join(block.removeprefix("# ").split()))
        else:
            lines += wrapped(block.removeprefix("# "), width)
    return lines


def _rows(rows: Sequence[str], width: int | None) -> list[str]:
    """Return lines of code; where they are too long, what they say of something is wrapped."""
    from livechat.ui.sentences import wrapped

    if width is None or max(map(len, rows)) <= width or not any(map(_ROW.match, rows)):
        return [*rows]
    lines: list[str] = []
    indent = " " * 8
    for row in rows:
        found = _ROW.fullmatch(row)
        if found is None:
            lines += wrapped(row, width, first=indent, rest=indent)
        elif width < _STACKED:
            lines += [
                f"    {found['name']}",
                *wrapped(found["meaning"], width, first=indent, rest=indent),
            ]
        else:
            indent = " " * found.start("meaning")
            head = row[: found.start("meaning")]
            lines += wrapped(found["meaning"], width, first=head, rest=indent)
    return lines
