"""Rows for eyes, pipes and programs."""

from __future__ import annotations

import io
import json
import re
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from livechat.ui.tables import GAP, Column, layout, shortened, show_table
from tests.support.terminal import Screen

ROWS: list[dict[str, object]] = [
    {"name": "one", "n": 0.75, "on": True, "parts": ["a", "b"], "more": {"x": 1}},
    {"name": "two", "n": None, "on": False, "parts": [], "more": None},
]


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


def drawn(
    rows: list[dict[str, object]], *columns: Column | str, width: int, wide: bool = False
) -> list[str]:
    """Return the lines that a terminal of that width gets, without their styles."""
    out = Screen()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", str(width))
        patch.setenv("TERM", "xterm")
        show_table(columns, rows, json=False, stdout=out, wide=wide)
    assert "\x1b[31m" not in out.getvalue()
    return re.sub(r"\x1b\[[0-9;]*m", "", out.getvalue()).splitlines()


ID = Column("id", weight=9)
WORDS = Column("words", "first words", weight=5, least=8)
MODEL = Column("model", weight=1)


def test_a_terminal_gets_one_line_a_row() -> None:
    """Markup stays text, and what steers a terminal is made visible."""
    rows: list[dict[str, object]] = [{"id": "[bold]x[/bold]", "words": "\x1b[31mdanger\nmore"}]
    assert drawn(rows, ID, WORDS, width=80) == [
        "id              first words",
        "[bold]x[/bold]  ␛[31mdanger more",
    ]


def test_a_cell_is_cut_where_there_is_no_room() -> None:
    """An ellipsis says so; `--wide` shows it whole."""
    rows: list[dict[str, object]] = [{"id": "k3f", "words": "a long story indeed", "model": "m"}]
    assert drawn(rows, ID, WORDS, MODEL, width=24)[1] == "k3f  a long stor…  m"
    wide = drawn(rows, ID, WORDS, MODEL, width=24, wide=True)[1]
    assert wide == "k3f  a long story indeed  m"


def test_the_lightest_column_goes_first() -> None:
    """And the heaviest is there at any width."""
    rows: list[dict[str, object]] = [{"id": "k3f", "words": "a long story", "model": "gemini"}]
    shown = [drawn(rows, ID, WORDS, MODEL, width=width)[0].split() for width in (25, 15, 8)]
    assert shown == [["id", "first", "words", "model"], ["id", "first", "wor…"], ["id"]]


def test_a_name_is_cut_in_the_middle_where_its_end_tells_more() -> None:
    """Devices of one card differ in their last letters."""
    assert shortened("HD Audio: ALC257 Analog (hw:1,0)", 20, "middle") == "HD Audio:…(hw:1,0)"


@pytest.mark.parametrize("cut", ["end", "middle"])
@given(
    st.text(st.sampled_from("ab 日本e\u0301👩\u200d🚀🇩🇪\ufe0f☎"), max_size=30),
    st.integers(0, 30),
)
def test_no_text_is_wider_than_it_may_be(
    cut: Literal["end", "middle"], text: str, width: int
) -> None:
    """Wide letters count twice, combining marks not at all."""
    assert cell_len(shortened(text, width, cut)) <= width


@pytest.mark.parametrize("cut", ["end", "middle"])
def test_a_mark_stays_with_its_letter(cut: Literal["end", "middle"]) -> None:
    """A cut never falls between the two."""
    text = "e\u0301" * 10
    left, right = shortened(text, 6, cut).split("…")
    for part in (left, right):
        assert part == "e\u0301" * (len(part) // 2)


def test_columns_stand_below_each_other_whatever_the_script() -> None:
    """In cells, not in characters."""
    rows: list[dict[str, object]] = [
        {"id": "日本", "words": "x", "model": "m"},
        {"id": "cafe\u0301", "words": "x", "model": "m"},
    ]
    lines = drawn(rows, ID, Column("words"), width=40)[1:]
    assert [cell_len(line[: line.index("x")]) for line in lines] == [6, 6]


def test_a_column_without_a_word_is_left_out() -> None:
    """It would only take room."""
    rows: list[dict[str, object]] = [{"id": "a", "words": "", "model": "m"}]
    assert drawn(rows, ID, WORDS, MODEL, width=40) == ["id  model", "a   m"]


def test_a_terminal_gets_no_heading_over_nothing() -> None:
    """Whoever lists says in words that there is nothing."""
    assert drawn([], ID, width=40) == []


def test_numbers_end_in_one_column() -> None:
    """So that they can be compared."""
    rows: list[dict[str, object]] = [{"n": 5}, {"n": 500}]
    assert drawn(rows, Column("n", right=True), width=40) == ["  n", "  5", "500"]


def test_some_columns_are_for_one_kind_of_reader() -> None:
    """A terminal gets the short form, a pipe and `--wide` the long one."""
    rows: list[dict[str, object]] = [{"short": "k3f", "id": "2026-k3f"}]
    columns = (Column("short", "id", only="narrow"), Column("id", only="wide"))
    assert drawn(rows, *columns, width=40) == ["id", "k3f"]
    assert drawn(rows, *columns, width=40, wide=True) == ["id", "2026-k3f"]
    out = io.StringIO()
    show_table(columns, rows, json=False, stdout=out)
    assert out.getvalue() == "id\n2026-k3f\n"


widths = st.lists(
    st.tuples(st.integers(1, 60), st.none() | st.integers(1, 20), st.integers(0, 9)),
    min_size=1,
    max_size=6,
)


@given(widths, st.integers(1, 160))
def test_a_line_always_fits(facts: list[tuple[int, int | None, int]], width: int) -> None:
    """The heaviest column is always among those shown."""
    columns = [
        Column(f"c{at}", weight=weight, least=least) for at, (_, least, weight) in enumerate(facts)
    ]
    natural = [have for have, _, _ in facts]
    fits = layout(columns, natural, width)
    assert sum(cells + GAP for _, cells in fits) - GAP <= width
    assert all(0 < cells <= natural[at] for at, cells in fits)
    heaviest = max(column.weight for column in columns)
    assert heaviest in [columns[at].weight for at, _ in fits]


def test_a_stream_that_knows_no_japanese_gets_escapes() -> None:
    """A pipe on Windows must not fail for a language's own name."""
    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, encoding="ascii", newline="\n")
    show_table(("own",), [{"own": "日 é"}], json=False, stdout=out)
    out.flush()
    assert raw.getvalue() == b"own\n\\u65e5 \\xe9\n"
