"""What a measurement reads in the bytes that a terminal gets."""

from __future__ import annotations

import io

import pytest
from rich.console import Console
from rich.live import Live
from rich.text import Text

pytest.importorskip("termios")

from bench.terminal import pictures, text_of


def drawn(*contents: str) -> bytes:
    """A live picture with these contents, one after the other, as a terminal gets it."""
    out = io.StringIO()
    console = Console(file=out, force_terminal=True, width=40, _environ={"TERM": "xterm"})
    with Live(Text(""), console=console, auto_refresh=False, transient=True) as live:
        for one in contents:
            live.update(Text(one, style="bold red"), refresh=True)
    return out.getvalue().replace("\n", "\r\n").encode()


def test_each_picture_counts_once_however_many_lines_it_has() -> None:
    """The last is drawn once more when it ends."""
    assert pictures(drawn("one\ntwo\nthree", "one", "four\nfive")) == 4


def test_pictures_that_are_shown_in_one_step_are_counted_by_that() -> None:
    """Whatever they erase."""
    one = b"\x1b[?2026h\r\x1b[2K\x1b[1A\x1b[2Knews\r\x1b[2K\x1b[?2026l"
    assert pictures(one * 3) == 3


def test_lines_that_are_printed_are_no_pictures() -> None:
    """As with --plain."""
    assert pictures(b"model: well\r\nyou: hm\r\n") == 0


def test_words_are_read_across_colours_and_titles() -> None:
    """A cursor may stand within them."""
    assert text_of(drawn("mic muted")).count("mic muted") == 2  # and once more at the end
    assert text_of(b"\x1b[2m\xe2\x80\xba \x1b[0m/v\x1b[7m \x1b[0m") == "› /v "
    assert text_of(b"\x1b]0;a title\x07\x1b]52;c;QUJD\x1b\\\x1b[?25lseen\x1b7") == "seen"
