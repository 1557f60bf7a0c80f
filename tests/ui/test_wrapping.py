"""Text in rows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from livechat.core.text import WORD
from livechat.ui.wrapping import wrapped

TEXTS = st.text(st.sampled_from("ab  .漢字。👩é-"), max_size=80)


def rows(text: str, width: int, start: int = 0) -> list[str]:
    return [text[begin:end] for begin, end in wrapped(text, width, start)]


@pytest.mark.parametrize(
    ("text", "width", "shown"),
    [
        ("", 9, []),
        ("one two three", 9, ["one two", "three"]),
        ("one two three", 7, ["one two", "three"]),
        ("one incomprehensible", 8, ["one", "incompre", "hensible"]),
        ("山は青い。空も青い", 6, ["山は青", "い。空", "も青い"]),
    ],
)
def test_rows_end_between_words(text: str, width: int, shown: list[str]) -> None:
    """A word that is too long is cut; Japanese may end anywhere but before a full stop."""
    assert rows(text, width) == shown


def test_what_stands_behind_a_word_goes_with_it() -> None:
    """Its width counts; where it would not fit, the word is in the next row, or in pieces."""
    text = "one two three"
    assert wrapped(text, 9, marks=[(3, 3)]) == [(0, 3), (4, 13)]
    assert wrapped(text, 9, marks=[(7, 2)]) == [(0, 7), (8, 13)]
    assert wrapped(text, 9, marks=[(7, 3)]) == [(0, 3), (4, 7), (8, 13)]
    assert wrapped("山は青い。", 6, marks=[(2, 3)]) == [(0, 1), (1, 2), (2, 5)]
    assert wrapped("incomprehensible", 9, marks=[(16, 3)]) == [(0, 6), (6, 12), (12, 16)]


@given(TEXTS, st.integers(8, 30), st.integers(0, 80), st.lists(st.integers(0, 80), max_size=9))
def test_no_row_is_too_wide_with_what_stands_behind_its_words(
    text: str, width: int, start: int, places: list[int]
) -> None:
    """Every word is in a row nevertheless."""
    ends = {one.end() for one in WORD.finditer(text)}
    marks = [(place, 3) for place in sorted(ends.intersection(places))]
    found = wrapped(text, width, start, marks=marks)
    shown = [text[begin:end] for begin, end in found]
    assert "".join("".join(shown).split()) == "".join(text[start:].split())
    for begin, end in found:
        added = sum(cells for place, cells in marks if begin < place <= end)
        assert cell_len(text[begin:end]) + added <= width


@given(TEXTS, st.integers(2, 30), st.integers(0, 80))
def test_every_word_is_in_a_row_and_no_row_is_too_wide(text: str, width: int, start: int) -> None:
    """From any character on."""
    shown = rows(text, width, start)
    assert "".join("".join(shown).split()) == "".join(text[start:].split())
    assert all(cell_len(row) <= width for row in shown)


@given(TEXTS, st.text("ab 漢", max_size=20), st.integers(2, 30))
def test_what_is_added_changes_the_last_row_alone(text: str, more: str, width: int) -> None:
    """The others may be written for good."""
    before = wrapped(text, width)[:-1]
    assert wrapped(text + more, width)[: len(before)] == before


@given(TEXTS, st.integers(2, 30), st.integers(0, 5))
def test_only_as_many_rows_as_are_wanted_are_made(text: str, width: int, count: int) -> None:
    """They are the first ones."""
    assert wrapped(text, width, 0, count) == wrapped(text, width)[:count]
