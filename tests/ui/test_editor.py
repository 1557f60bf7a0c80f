"""A line that is typed while a call goes on."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from prompt_toolkit.input.vt100_parser import Vt100Parser

from livechat.ui.editor import HINTS, LONGEST, Editor
from tests.support.virtual_time import run

COMMANDS = [("/voice ", "another voice"), ("/volume ", "louder"), ("/quit", "")]
VOICES = [("/voice Kore", "Firm"), ("/voice Kari", ""), ("/voice Puck", "Upbeat")]


def complete(line: str) -> list[tuple[str, str]]:
    there = VOICES if " " in line else COMMANDS
    return [one for one in there if one[0].startswith(line)]


class Typist:
    """Types into an editor what a terminal would send."""

    def __init__(self) -> None:
        self.accepted: list[str | None] = []
        self.editor = Editor(self.accepted.append, complete)
        self._parser = Vt100Parser(self.editor.press)

    async def type(self, text: str) -> None:
        if not self.editor.open:
            self.editor.begin()
        self._parser.feed_and_flush(text)
        await asyncio.sleep(0.1)  # in virtual time

    @property
    def shown(self) -> str:
        """The line with a bar where the cursor is."""
        text, cursor = self.editor.text, self.editor.cursor
        return f"{text[:cursor]}|{text[cursor:]}"


def typing(work: Callable[[Typist], Awaitable[None]]) -> Typist:
    async def main() -> Typist:
        typist = Typist()
        await work(typist)
        return typist

    return run(main())


def typed(*texts: str) -> Typist:
    """What has become of these, one after the other."""

    async def work(typist: Typist) -> None:
        for text in texts:
            await typist.type(text)

    return typing(work)


def test_a_line_ends_with_enter() -> None:
    """It is handed over as it is, and the next begins empty."""
    typist = typed("Hello there\r", "m")
    assert typist.accepted == ["Hello there"]
    assert typist.shown == "m|"


def test_escape_gives_a_line_up() -> None:
    """Nothing of it comes back."""
    typist = typed("Hello", "\x1b")
    assert typist.accepted == [None]
    assert not typist.editor.open
    assert typist.editor.text == ""


@pytest.mark.parametrize(
    ("keys", "line"),
    [
        ("one two\x01", "|one two"),
        ("one two\x1bb", "one |two"),
        ("one two\x17", "one |"),
        ("one two\x1b[D\x1b[D\x7f", "one |wo"),
        ("one\x01\x0b", "|"),
        ("één\x1b[D", "éé|n"),
        ("\x1b[200~pasted\r\ntext\x1b[201~", "pasted\ntext|"),
    ],
)
def test_a_line_is_edited_as_in_a_shell(keys: str, line: str) -> None:
    """With the keys of Emacs; what is pasted is text, its line breaks too."""
    assert typed(keys).shown == line


def test_lines_before_come_back() -> None:
    """The newest first; what was given up does not."""
    typist = typed("one\r", "two\r", "three\x1b", "\x1b[A")
    assert typist.shown == "two|"
    assert typed("one\r", "two\r", "\x1b[A\x1b[A").shown == "one|"


def test_tab_completes_a_command_and_then_its_value() -> None:
    """A command that wants a value gets its space; each Tab shows the next, Shift-Tab the one
    before; the line can be typed on.
    """
    assert typed("/voi", "\t").shown == "/voice |"
    assert typed("/q", "\t").shown == "/quit|"
    assert typed("/voi", "\t", "\t").shown == "/voice Kore|"
    assert typed("/voi", "\t", "K", "\t", "\t").shown == "/voice Kari|"
    assert typed("/voice K", "\t", "\t", "\t").shown == "/voice Kore|"
    assert typed("/voice ", "\x1b[Z").shown == "/voice Puck|"


def test_arrows_move_through_what_tab_offers() -> None:
    """And through the history where nothing is offered."""
    assert typed("/voice ", "\t", "\x1b[B").shown == "/voice Kari|"
    assert typed("/voice ", "\t", "\x1b[B", "\x1b[A", "\x1b[A").shown == "/voice Puck|"
    assert typed("one\r", "/voice ", "\t", "!", "\x1b[A").shown == "one|"


def test_enter_takes_a_command_that_wants_a_value_and_waits_for_it() -> None:
    """A value that was chosen ends the line."""
    typist = typed("/v", "\t", "\t", "\r")
    assert (typist.accepted, typist.shown) == ([], "/volume |")
    assert typed("/voice ", "\t", "\r").accepted == ["/voice Kore"]


def test_text_is_inserted_whatever_it_looks_like() -> None:
    """A line feed ends no line."""

    async def work(typist: Typist) -> None:
        await typist.type("one")
        typist.editor.insert("\n")
        await typist.type("two")

    typist = typing(work)
    assert (typist.accepted, typist.editor.text) == ([], "one\ntwo")


def test_what_is_said_is_not_completed() -> None:
    """It is no command; nor is a command that does not exist."""
    assert typed("voi", "\t").shown == "voi|"
    assert typed("/x", "\t").shown == "/x|"


def test_a_command_shows_what_it_may_become() -> None:
    """A row each, with a description; what is said shows nothing."""
    assert typed("/voice ").editor.hint == "  Kore  Firm\n  Kari\n  Puck  Upbeat"
    assert typed("/voice K", "\t").editor.hint == "▸ Kore  Firm\n  Kari"
    assert typed("/v").editor.hint == "  /voice   another voice\n  /volume  louder"
    assert typed("/quit").editor.hint == ""
    assert typed("/x").editor.hint == ""
    assert typed("hello").editor.hint == ""


def test_only_some_of_many_are_shown() -> None:
    """Around the one that was chosen."""
    many = [(f"/x {number}", "") for number in range(HINTS + 4)]
    editor = Editor(print, lambda line: many)
    editor.begin("/x ")
    assert editor.hint.split() == [*"012345", "…", "4", "more"]

    async def work(typist: Typist) -> None:
        typist.editor = Editor(typist.accepted.append, lambda line: many)
        typist._parser = Vt100Parser(typist.editor.press)
        await typist.type("/x ")
        for _ in range(6):
            await typist.type("\t")

    assert typing(work).editor.hint.split() == [*"234", "▸", *"567", "…", "2", "more"]


def test_a_line_has_a_longest() -> None:
    """Whatever is pasted."""

    async def work(typist: Typist) -> None:
        typist.editor.begin("x" * (LONGEST + 1))
        await typist.type("y")

    assert typing(work).editor.text == "x" * LONGEST
