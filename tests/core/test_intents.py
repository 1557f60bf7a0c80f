"""What a typed line wants."""

from __future__ import annotations

import pytest

from livechat.core.intents import LINES, Act, Say, of_line


def test_single_letters_are_wishes() -> None:
    """Every wish has one, in either case."""
    assert set(LINES.values()) == set(Act)
    assert of_line("M\n") is Act.MUTE
    assert of_line("\n") is Act.TALK


@pytest.mark.parametrize(
    ("line", "said"),
    [("What time is it?\n", "What time is it?"), ("/say m\n", "m"), ("mi", "mi")],
)
def test_everything_else_is_said(line: str, said: str) -> None:
    """A letter too, when it is asked for."""
    assert of_line(line) == Say(said)
