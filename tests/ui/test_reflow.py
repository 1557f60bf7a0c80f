"""What becomes of rows when a terminal's size changes."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from rich.text import Text

from livechat.ui.reflow import hidden, reflows, rows_at


@pytest.mark.parametrize(
    ("environ", "does"),
    [
        ({}, True),
        ({"XTERM_VERSION": "XTerm(390)"}, False),
        ({"STY": "123.pts-0"}, False),
        ({"XTERM_VERSION": "XTerm(390)", "TMUX": "/run/s,1,0"}, True),
    ],
)
def test_terminals_that_cut_their_rows_are_known(environ: Mapping[str, str], does: bool) -> None:
    """All others wrap them, and tmux does so in any of them."""
    assert reflows(environ) is does


@pytest.mark.parametrize(
    ("text", "rows"), [("", 1), ("1234", 1), ("12345", 2), ("日本語", 2), ("日本a", 2)]
)
def test_a_line_takes_as_many_rows_as_it_needs(text: str, rows: int) -> None:
    """A wide character is not divided; an empty line is a row, too."""
    assert rows_at(Text(text), 4) == rows


def test_what_is_above_the_first_row_is_hidden() -> None:
    """By the rows below it; a line that is half above it does not count."""
    lines = [Text("12345"), Text("123"), Text("12345678")]
    assert [hidden(lines, 4, height) for height in (6, 5, 4, 3, 2, 1)] == [
        [], [], lines[:0], lines[:1], lines[:2], lines[:2],
    ]  # fmt: skip
