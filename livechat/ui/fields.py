"""Rows of fields: where the terminal is too narrow the lightest go; others keep their places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.text import Text

GAP = "  "


@dataclass(frozen=True, slots=True)
class Field:
    """A part of a row."""

    text: Text
    weight: int
    """The lightest goes first."""


def fitting(fields: Sequence[Field], width: int, gap: str = GAP) -> list[Field]:
    """The heaviest fields that fit beside one another."""
    left = list(fields)
    while left and sum(one.text.cell_len + len(gap) for one in left) > width + len(gap):
        left.remove(min(left, key=lambda one: one.weight))
    return left


def row(fields: Sequence[Field], width: int, *, gap: Text | None = None) -> list[Text]:
    """One row of fields from the left; none for no fields."""
    gap = gap or Text(GAP)
    texts = [one.text for one in fitting(fields, width, gap.plain)]
    return [gap.join(texts)] if texts else []


def spread(left: Sequence[Field], right: Sequence[Field], width: int) -> Text:
    """A row of fields, some from the left, some to the right edge; the heaviest is cut to fit."""
    kept = fitting([*left, *right], width)
    if not kept:
        cut = max([*left, *right], key=lambda one: one.weight).text.copy()
        cut.truncate(width, overflow="ellipsis")
        return cut
    begin = Text(GAP).join(one.text for one in left if one in kept)
    end = Text(GAP).join(one.text for one in right if one in kept)
    if not end:
        return begin
    return Text.assemble(begin, " " * (width - begin.cell_len - end.cell_len), end)
