"""Sentences at the width of a terminal."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from livechat.ui.sentences import columns_of, told, wrapped
from tests.support.terminal import Screen

SENTENCE = "The microphone stopped responding. Plug it in again."


def test_a_pipe_gets_one_line() -> None:
    """A program reads it."""
    assert told(SENTENCE, io.StringIO(), first="livechat: ") == f"livechat: {SENTENCE}"


def test_a_terminal_gets_lines_that_break_between_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """What goes on is indented."""
    monkeypatch.setenv("COLUMNS", "30")
    assert told(SENTENCE, Screen(), first="livechat: ", rest="  ").split("\n") == [
        "livechat: The microphone",
        "  stopped responding. Plug it",
        "  in again.",
    ]


def test_what_fits_stays_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """Columns that somebody has made with spaces, too."""
    monkeypatch.setenv("COLUMNS", "30")
    assert told("a   b", Screen(), first="  ") == "  a   b"


@pytest.mark.parametrize(
    ("columns", "width"), [("80", 80), ("5", 20), ("", 80), ("wide", 80), ("0", 80)]
)
def test_a_terminal_has_a_width(monkeypatch: pytest.MonkeyPatch, columns: str, width: int) -> None:
    """One of five columns is taken for wider: nobody could read that. Who does not know has 80."""
    monkeypatch.setenv("COLUMNS", columns)
    assert columns_of(Screen()) == width
    assert columns_of(io.StringIO()) is None


@given(st.lists(st.sampled_from(["a", "b", " ", "日", "e\u0301", "-"])), st.integers(1, 40))
def test_no_line_is_too_wide_and_no_letter_is_lost(letters: list[str], width: int) -> None:
    """Also of words that are longer than a line, and of wide letters."""
    text = "".join(letters)
    lines = wrapped(text, width)
    assert all(cell_len(line) <= max(width, 2) for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_a_word_longer_than_a_line_begins_where_it_stands() -> None:
    """An address is not torn away from its sentence."""
    assert wrapped("See https://example.org/long now.", 16, rest="  ") == [
        "See",
        "  https://exampl",
        "  e.org/long",
        "  now.",
    ]


@pytest.mark.parametrize("width", range(46, 100))
@pytest.mark.parametrize("together", ["--mic FILE.wav", "`livechat config init`", "1.36 s"])
def test_what_belongs_together_is_not_divided(together: str, width: int) -> None:
    """A command, an option and its value, a number and its unit."""
    words = f"Connect a microphone, or use a recording instead, here {together} for once."
    lines = wrapped(words, width, first="livechat: ", rest="  ")
    assert any(together in line for line in lines)
    assert " ".join(line.removeprefix("livechat: ").strip() for line in lines) == words
