"""The terminal as a display uses it."""

from __future__ import annotations

import io
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console, ConsoleDimensions
from rich.text import Text

from livechat.ui.glass import Glass
from tests.support.terminal import Terminal


class Desk:
    """A glass on a terminal that remembers."""

    def __init__(self, width: int = 20, height: int = 8, *, keeps_blanks: bool = True) -> None:
        self.terminal = Terminal(width, height)
        self.bytes = 0
        desk = self

        class Feed(io.StringIO):
            def write(self, text: str) -> int:
                desk.terminal.feed(text)
                desk.bytes += len(text)
                return len(text)

        self.keeps_blanks = keeps_blanks
        self.console = Console(
            file=Feed(),
            force_terminal=True,
            width=width,
            height=height,
            legacy_windows=False,
            _environ={},
        )
        self.glass = Glass(self.console, keeps_blanks=keeps_blanks)
        self.glass.start()

    def draw(self, *lines: str, above: tuple[str, ...] = ()) -> None:
        self.glass.draw([*map(Text, lines)], [*map(Text, above)])

    def resize(self, width: int, height: int, words: int = 9) -> int:
        self.terminal.resize(width, height, keeps_blanks=self.keeps_blanks)
        self.console.size = ConsoleDimensions(width, height)
        return self.glass.resized(self.terminal.cursor_row, words)


def test_a_picture_takes_the_place_of_the_one_before() -> None:
    """Longer or shorter, higher or lower; what is above it stays."""
    desk = Desk()
    desk.draw("one", "two", above=("said",))
    desk.draw("one", "2")
    assert desk.terminal.rows == ["said", "one", "2"]
    desk.draw("one", "2", "three", "four")
    desk.draw("1", "2", "three", "four")
    assert desk.terminal.rows == ["said", "1", "2", "three", "four"]
    desk.draw("x", above=("more",))
    assert desk.terminal.rows == ["said", "more", "x"]
    assert not desk.terminal.cursor_shown
    desk.glass.stop()
    desk.glass.stop()
    assert desk.terminal.rows == ["said", "more"]
    assert desk.terminal.cursor_shown


def test_what_has_not_changed_is_not_drawn_again() -> None:
    """The same picture costs nothing, a changed line hardly more than itself."""
    desk = Desk()
    desk.draw("one " * 4, "two", "three " * 3)
    before = desk.bytes
    desk.draw("one " * 4, "two", "three " * 3)
    assert desk.bytes == before
    desk.draw("one " * 4, "2", "three " * 3)
    assert desk.bytes - before < 50
    assert desk.terminal.rows[1] == "2"


LINES = st.lists(st.text("ab漢é", max_size=9), max_size=6)


@given(st.lists(st.tuples(LINES, LINES), max_size=12))
@settings(max_examples=100, deadline=None)
def test_what_is_seen_is_what_was_drawn_last(pictures: list[tuple[list[str], list[str]]]) -> None:
    """Below all that was written above it, however much that is."""
    desk, told = Desk(), []
    lines: list[str] = []
    for lines, above in pictures:
        desk.draw(*lines, above=tuple(above))
        told += above
        whole = [*told, *lines]
        while whole and not whole[-1]:
            whole.pop()
        assert desk.terminal.rows == whole


def test_a_lower_terminal_loses_nothing_but_the_picture() -> None:
    """Which is drawn anew."""
    desk = Desk(height=8)
    desk.draw("p1", "p2", "p3", above=("a", "b", "c", "d"))
    assert desk.resize(20, 4) == 0
    desk.draw("p1", "p2")
    assert desk.terminal.rows == ["a", "b", "c", "d", "p1", "p2"]
    assert desk.terminal.seen == ["c", "d", "p1", "p2"]


@pytest.mark.parametrize("keeps_blanks", [True, False])
@pytest.mark.parametrize("known", [True, False])
def test_of_a_narrower_terminal_it_is_known_what_it_took(keeps_blanks: bool, known: bool) -> None:
    """Rows that were pushed into the scrollback by the wrapping cannot be taken back."""
    desk = Desk(20, 8, keeps_blanks=keeps_blanks)
    desk.draw("A" * 20, "B" * 20, "C" * 20, above=tuple("abcde"))
    if known:
        desk.glass.cursor_is_at(desk.terminal.cursor_row)
    assert desk.resize(5, 8) == 1
    desk.draw("A", "B")
    assert desk.terminal.rows == [*"abcde", *["AAAAA"] * 4, "A", "B"]


def test_blank_rows_below_a_picture_push_it_where_they_are_kept() -> None:
    """As tmux does; where the cursor was tells how much."""
    desk = Desk(20, 8)
    desk.draw("A" * 20, "B" * 20, above=("a",))
    desk.glass.cursor_is_at(desk.terminal.cursor_row)
    assert desk.resize(10, 8) == 1
    desk.draw("B")
    assert desk.terminal.rows == ["a", "AAAAAAAAAA", "AAAAAAAAAA", "B"]


def test_what_was_drawn_over_the_rest_of_a_line_is_put_right() -> None:
    """The terminal was narrower before the program knew; it puts the line together again later."""
    desk = Desk(20, 8)
    desk.draw("A" * 20, "B" * 20, above=("a",))
    desk.glass.cursor_is_at(desk.terminal.cursor_row)
    wrapped = desk.glass.lines
    desk.terminal.resize(12, 8, keeps_blanks=True)
    desk.draw("newer " * 3, "B" * 20)
    size = desk.console.size = ConsoleDimensions(12, 8)
    assert desk.glass.resized(1, 9, size=size, wrapped=wrapped) == 1
    desk.draw("B")
    assert desk.terminal.rows == ["a", "A" * 12, "A" * 8, "B"]
    desk.terminal.resize(20, 8, keeps_blanks=True)
    assert desk.terminal.rows == ["a", "A" * 20, "B"]


def test_of_a_line_that_is_not_to_stay_no_more_stays_than_the_terminal_took() -> None:
    """What goes on now is no part of what was said."""
    desk = Desk(20, 8)
    desk.draw("A" * 20, "B" * 20, above=("a",))
    desk.glass.cursor_is_at(desk.terminal.cursor_row)
    assert desk.resize(10, 8, words=0) == 1
    desk.draw("B")
    assert desk.terminal.rows == ["a", "AAAAAAAAAA", "B"]


def test_what_others_print_is_above_the_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    """Line by line, while there is a picture; the rest of a line follows at the end."""

    class Tty(io.StringIO):
        def isatty(self) -> bool:
            return True

        def fileno(self) -> int:
            return 2

    err = Tty()
    monkeypatch.setattr(sys, "stderr", err)
    desk = Desk()
    desk.draw("picture")
    sys.stderr.write("one\ntwo\nth")
    assert desk.terminal.rows == ["one", "two", "picture"]
    assert sys.stderr.isatty()
    assert sys.stderr.writable()
    assert sys.stderr.fileno() == 2
    desk.glass.stop()
    assert sys.stderr is err
    assert err.getvalue() == "th"
