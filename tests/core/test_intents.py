"""What a typed line wants."""

from __future__ import annotations

import pytest

from livechat.config.settings import FIELDS
from livechat.core.intents import CHANGES, LINES, Act, Change, Say, of_line


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


@pytest.mark.parametrize(
    ("line", "change"),
    [
        ("/voice Kore\n", Change("voice", "Kore")),
        ("  /system  Be brief, please. ", Change("system", "Be brief, please.")),
        ("/push-to-talk on", Change("sound.push_to_talk", "on")),
        ("/voice", Change("voice", "")),
    ],
)
def test_settings_are_changed_by_name(line: str, change: Change) -> None:
    """To whatever follows."""
    assert of_line(line) == change


def test_every_change_is_one_of_a_setting() -> None:
    """As a settings file names it."""
    assert set(CHANGES.values()) <= set(FIELDS)


@pytest.mark.parametrize("line", ["/voices Kore", "/Voice Kore", "/quit", "voice Kore"])
def test_no_other_word_changes_anything(line: str) -> None:
    """It is said."""
    assert of_line(line) == Say(line)
