"""What a measurement reads in the bytes that a terminal gets."""

from __future__ import annotations

import io

import pytest
from rich.console import Console
from rich.text import Text

pytest.importorskip("termios")

from bench.terminal import KEPT, Reading, pictures, text_of
from livechat.ui.glass import Glass


def drawn(*contents: str) -> bytes:
    """A live picture with these contents, one after the other, as a terminal gets it."""
    out = io.StringIO()
    console = Console(file=out, force_terminal=True, width=40, _environ={"TERM": "xterm"})
    glass = Glass(console)
    glass.start()
    for one in contents:
        glass.draw([Text(line, style="bold red") for line in one.split("\n")])
    glass.stop()
    return out.getvalue().encode()


def test_each_picture_counts_once_however_many_lines_it_has() -> None:
    """One that has not changed is none."""
    assert pictures(drawn("one\ntwo\nthree", "one", "one", "four\nfive")) == 3


def test_lines_that_are_printed_are_no_pictures() -> None:
    """As with --plain."""
    assert pictures(b"model: well\r\nyou: hm\r\n") == 0


def test_words_are_read_across_colours_and_titles() -> None:
    """A cursor may stand within them."""
    assert text_of(drawn("you muted")).count("you muted") == 1
    assert text_of(b"\x1b[2m\xe2\x80\xba \x1b[0m/v\x1b[7m \x1b[0m") == "› /v "
    assert text_of(b"\x1b]0;a title\x07\x1b]52;c;QUJD\x1b\\\x1b[?25lseen\x1b7") == "seen"


def test_a_text_is_found_though_it_comes_in_pieces_after_much_else() -> None:
    """With codes between them."""
    reading = Reading("never", "you muted")
    assert not reading.finds(b"x" * (3 * KEPT) + b"you \x1b[1m")
    assert not reading.finds(b"mu\x1b[0m")
    assert reading.finds(b"ted")


def test_a_text_is_not_found_in_what_was_never_drawn_together() -> None:
    """Old bytes are not kept for ever."""
    reading = Reading("you muted")
    assert not reading.finds(b"you ")
    assert not reading.finds(b"x" * KEPT)
    assert not reading.finds(b"muted")
