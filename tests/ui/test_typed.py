"""How a line that is being typed looks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import ConsoleDimensions

from livechat.ui.typed import SPARED, line_row, typed_rows

SIZE = ConsoleDimensions(20, 10)


def plain(line: tuple[str, int, str] | None, help_lines: list[str] | None = None) -> list[str]:
    return [row.plain for row in typed_rows(line, help_lines or [], SIZE)]


@pytest.mark.parametrize(
    ("line", "rows"),
    [
        (None, []),
        (("", 0, ""), ["›  "]),
        (("hello", 5, ""), ["› hello "]),
        (("hello", 0, "  a hint\n  more"), ["› hello", "  a hint", "  more"]),
        (("a\nb\x1b", 0, ""), ["› a b␛"]),
        (("x", 1, "y" * 30), ["› x ", "y" * 19 + "…"]),
    ],
)
def test_a_line_has_its_row_and_a_hint_below(
    line: tuple[str, int, str] | None, rows: list[str]
) -> None:
    """Nothing in it steers the terminal, and nothing wraps."""
    assert plain(line) == rows


def test_the_cursor_is_a_cell_in_reverse() -> None:
    """The terminal's own is hidden while a picture moves."""
    row = line_row("hello", 1, 20)
    assert [row.plain[one.start : one.end] for one in row.spans if one.style == "reverse"] == ["e"]


def test_help_leaves_room_for_what_goes_on() -> None:
    """As many lines as fit, and how many more there are."""
    help_lines = [str(number) for number in range(20)]
    assert plain(None, help_lines) == ["0", "1", "2", "3", "4", "  … 15 more"]
    assert plain(None, help_lines[:6]) == help_lines[:6]


def test_a_line_and_its_hints_go_before_the_help() -> None:
    """All of it together is no higher than the terminal."""
    help_lines = [str(number) for number in range(20)]
    assert plain(("/a", 2, "b\nc"), help_lines) == ["0", "1", "  … 18 more", "› /a ", "b", "c"]
    assert plain(("/", 1, "b\nc\nd\ne\nf\ng"), help_lines) == ["› / ", *"bcdef"]


@given(st.integers(0, 30), st.integers(0, 9), st.booleans(), st.integers(1, 30))
def test_what_is_typed_leaves_room_however_low_the_terminal(
    helped: int, hints: int, opened: bool, height: int
) -> None:
    """The line itself is always seen."""
    line = ("/", 1, "\n".join("h" * hints)) if opened else None
    rows = typed_rows(line, ["?"] * helped, ConsoleDimensions(20, height))
    assert len(rows) <= max(opened, height - SPARED)
    assert any(row.plain.startswith("› ") for row in rows) is opened


@given(st.text(max_size=60), st.integers(0, 60), st.integers(8, 40))
def test_the_cursor_is_always_seen(text: str, cursor: int, width: int) -> None:
    """However long the line and narrow the terminal."""
    row = line_row(text, min(cursor, len(text)), width)
    assert cell_len(row.plain) <= width
    [under] = [one for one in row.spans if one.style == "reverse"]
    assert under.end - under.start == 1


def test_a_key_that_does_much_is_told_in_rows() -> None:
    """The words go on under the words."""
    size = ConsoleDimensions(24, 12)
    lines = ["  + -   louder, or quieter than now", "  A line without a key in it goes on"]
    assert [row.plain for row in typed_rows(None, lines, size)] == [
        "  + -   louder, or",
        "        quieter than now",
        "  A line without a key",
        "  in it goes on",
    ]
