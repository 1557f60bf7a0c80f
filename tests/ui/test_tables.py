"""Rows for eyes, pipes and programs."""

from __future__ import annotations

import io
import json
import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.ui.tables import show_table

ROWS: list[dict[str, object]] = [
    {"name": "one", "n": 0.75, "on": True, "parts": ["a", "b"], "more": {"x": 1}},
    {"name": "two", "n": None, "on": False, "parts": [], "more": None},
]


class Terminal(io.StringIO):
    """A text stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def shown(rows: list[dict[str, object]], *columns: str, missing: str = "") -> str:
    """Return what a pipe gets."""
    out = io.StringIO()
    show_table(columns, rows, json=False, stdout=out, missing=missing)
    return out.getvalue()


def test_a_pipe_gets_lines_of_cells_between_tabs() -> None:
    """A first line names the columns; kinds of cells have one spelling each."""
    assert shown(ROWS, "name", "n", "on", "parts") == (
        "name\tn\ton\tparts\none\t0.75\ttrue\ta, b\ntwo\t\tfalse\t\n"
    )
    assert shown(ROWS, "n", "more", missing="unknown") == ("n\tmore\n0.75\tx 1\nunknown\tunknown\n")


def test_a_program_gets_every_key_as_json() -> None:
    """Columns are for people."""
    out = io.StringIO()
    show_table(("name",), ROWS, json=True, stdout=out)
    assert json.loads(out.getvalue()) == ROWS
    assert out.getvalue().endswith("]\n")


def test_json_is_ascii_whatever_the_words() -> None:
    """No output encoding can fail on it."""
    out = io.StringIO()
    show_table(("own",), [{"own": "日本語 😀 \ud800"}], json=True, stdout=out)
    assert out.getvalue().isascii()
    assert json.loads(out.getvalue()) == [{"own": "日本語 😀 \ud800"}]


@given(st.lists(st.text(), min_size=1, max_size=4))
def test_no_cell_breaks_out_of_its_line(cells: list[str]) -> None:
    """Tabs, line breaks and escape sequences in a cell do not reach the pipe."""
    columns = [f"c{at}" for at in range(len(cells))]
    text = shown([dict(zip(columns, cells, strict=True))], *columns)
    header, line, rest = text.split("\n")
    assert rest == ""
    assert header.split("\t") == columns
    assert len(line.split("\t")) == len(cells)
    assert "\x1b" not in text


@pytest.mark.parametrize("width", ["100", "20"])
def test_a_terminal_gets_a_table_that_loses_nothing(
    monkeypatch: pytest.MonkeyPatch, width: str
) -> None:
    """Every character is there, at any width, and markup stays text."""
    monkeypatch.setenv("COLUMNS", width)
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    out = Terminal()
    rows: list[dict[str, object]] = [{"a_b": "[bold]x[/bold]", "c": "\x1b[31mdanger" + "y" * 30}]
    show_table(("a_b", "c"), rows, json=False, stdout=out)
    text = out.getvalue()
    assert "\x1b[31m" not in text
    text = re.sub(r"\x1b\[[0-9;]*m", "", text)  # the header is bold
    assert Counter("[bold]x[/bold]␛[31mdanger" + "y" * 30) <= Counter(text)
    assert "a b" in text
    assert max(map(len, text.splitlines())) <= int(width)


def test_a_stream_that_knows_no_japanese_gets_escapes() -> None:
    """A pipe on Windows must not fail for a language's own name."""
    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, encoding="ascii", newline="\n")
    show_table(("own",), [{"own": "日 é"}], json=False, stdout=out)
    out.flush()
    assert raw.getvalue() == b"own\n\\u65e5 \\xe9\n"
