"""What a typed line wants."""

from __future__ import annotations

import pytest

from livechat.config.settings import FIELDS
from livechat.core.face.commands import (
    LINES,
    TABLE,
    Act,
    Aside,
    Change,
    Leave,
    Missing,
    Save,
    Say,
    Unknown,
    Wish,
    of_answer,
    of_line,
    of_typed,
)


def test_single_letters_are_wishes() -> None:
    """Every wish has one, in either case, but for those of a key that is held, and Escape's."""
    assert set(LINES.values()) == set(Act) - {Act.PRESS, Act.RELEASE, Act.WITHDRAW}
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
    ],
)
def test_settings_are_changed_by_name(line: str, change: Change) -> None:
    """To whatever follows."""
    assert of_line(line) == change


def test_every_change_is_one_of_a_setting() -> None:
    """As a settings file names it."""
    assert {command.setting for command in TABLE} <= {*FIELDS, ""}


@pytest.mark.parametrize(
    ("line", "act"), [("/quit", Act.QUIT), ("/mute\n", Act.MUTE), ("/stop", Act.INTERRUPT)]
)
def test_commands_act_in_a_pipe_as_they_do_in_a_line(line: str, act: Act) -> None:
    """There the keys are lines, too."""
    assert of_line(line) is act


@pytest.mark.parametrize(
    "line",
    [
        "/voices Kore",
        "/Voice Kore",
        "voice Kore",
        "/help",
        "/save x",
        "/say",
        "/mic",
        "/etc/hosts",
        "t",
    ],
)
def test_what_a_pipe_cannot_wish_for_is_said(line: str) -> None:
    """It is no command, or one that needs a screen."""
    assert of_line(line) == Say(line)


@pytest.mark.parametrize(
    ("line", "wish"),
    [
        ("m", Say("m")),
        (" What time is it? ", Say("What time is it?")),
        ("/say /quit", Say("/quit")),
        ("/voice Kore", Change("voice", "Kore")),
        ("/save  call one.txt ", Save("call one.txt")),
        ("/save", Missing("/save")),
        ("/voice ", Missing("/voice")),
        ("/mic default", Change("sound.mic", "")),
        ("/voice default", Change("voice", "default")),
        ("/volume 80", Change("sound.volume", "80")),
        ("/devices", Aside.DEVICES),
        ("/allow", Leave("once")),
        ("/always", Leave("always")),
        ("/deny", Leave("no")),
        ("/help me", Aside.COMMANDS),
        ("/quit", Act.QUIT),
        ("/voise Kore", Unknown("/voise")),
        ("/", Unknown("/")),
        ("  ", None),
    ],
)
def test_a_line_that_a_key_opened_is_said_unless_it_begins_with_a_slash(
    line: str, wish: Wish | None
) -> None:
    """Letters have been keys before; a slash is never said by mistake."""
    assert of_typed(line) == wish


def test_every_command_is_one() -> None:
    """What is offered is understood."""
    for command in TABLE:
        assert not isinstance(of_typed(f"{command.name} x"), Unknown | Missing)
        assert isinstance(of_typed(command.name), Missing) == bool(command.value)
        assert command.does


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        *(("y", "once"), ("Yes\n", "once"), (" once ", "once")),
        *(("a", "always"), ("always", "always"), ("s", "server"), ("server", "server")),
        *(("n", "no"), ("NO", "no")),
    ],
)
def test_a_word_alone_answers_a_question_for_leave(line: str, answer: str) -> None:
    """In either case."""
    assert of_answer(line) == Leave(answer)  # type: ignore[arg-type]


@pytest.mark.parametrize("line", ["", "yes, please", "y y", "never", "say yes", "yes.", "ja", "/y"])
def test_a_sentence_gives_no_leave(line: str) -> None:
    """It is meant for the model."""
    assert of_answer(line) is None
