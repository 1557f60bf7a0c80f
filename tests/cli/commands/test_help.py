"""`livechat help`: commands and topics."""

from __future__ import annotations

import inspect
import re
from typing import get_args

import pytest
from rich.cells import cell_len
from typer.testing import CliRunner, Result

from livechat import errors
from livechat.cli import failures
from livechat.cli.main import COMMANDS, app, load
from livechat.cli.terminal.keys import HELP
from livechat.cli.topics import lines_of, text_of, topics
from livechat.config.layers import NO_SETTINGS, variable
from livechat.config.settings import FIELDS
from livechat.core.echo import EchoChoice


def run(*arguments: str) -> Result:
    """Run it to its end, whatever that is."""
    return CliRunner().invoke(app, ["help", *arguments], env={"COLUMNS": "80"})


def test_help_alone_lists_commands_and_topics() -> None:
    """Each with a few words."""
    shown = run().stdout
    for name in (*COMMANDS, *topics()):
        assert f"  {name} " in shown


@pytest.mark.parametrize("name", ["talk", "config", "config check", "sessions remove", "help"])
def test_help_on_a_command_is_its_help(name: str) -> None:
    """As `livechat COMMAND --help` prints it."""
    own = CliRunner().invoke(app, [*name.split(), "--help"], env={"COLUMNS": "80"})
    assert run(*name.split()).stdout == own.stdout


@pytest.mark.parametrize("name", topics())
def test_a_topic_is_short(name: str) -> None:
    """Its title, then what one needs to know: a screenful."""
    shown = run(name)
    assert shown.exit_code == 0
    assert shown.stdout.startswith(topics()[name])
    assert len(lines_of(text_of(name), 80)) <= 26


@pytest.mark.parametrize("width", [40, 80, 120])
@pytest.mark.parametrize("name", topics())
def test_a_topic_fits_the_terminal(name: str, width: int) -> None:
    """Commands, which are to be copied, may be longer."""
    lines = lines_of(text_of(name), width)
    wide = [line for line in lines if cell_len(line) > width]
    assert [line for line in wide if not re.search(r"livechat (talk|say|tools)", line)] == []


@pytest.mark.parametrize("name", topics())
def test_a_topic_names_what_exists(name: str) -> None:
    """Commands and options."""
    text = text_of(name)
    for command in re.findall(r"`livechat ([a-z-]+)", text):
        assert command in COMMANDS
    known = {option for one in COMMANDS for option in _options(one)}
    for option in re.findall(r"(?<![\w-])--[a-z][a-z-]+", text):
        assert option in known


def _options(name: str) -> set[str]:
    command = load(name)
    commands = [command, *getattr(command, "commands", {}).values()]
    return {opt for one in commands for param in one.params for opt in param.opts}


def test_all_exit_codes_are_told() -> None:
    """Those of every error, and of signals."""
    told = {int(code) for code in re.findall(r"^ {4}(\d+) ", text_of("exit-codes"), re.M)}
    kinds = [kind for _, kind in inspect.getmembers(errors, inspect.isclass)]
    codes = {kind.exit_code for kind in kinds if issubclass(kind, errors.LivechatError)}
    own = {0, failures.UNEXPECTED, failures.INTERRUPTED, failures.PIPE_CLOSED, 128 + 15}
    assert told == codes | own


def test_all_echo_modes_are_told() -> None:
    """With what each is for."""
    told = set(re.findall(r"^ {4}([a-z-]+) ", text_of("echo"), re.M))
    assert told == set(get_args(EchoChoice))


def test_all_keys_are_told() -> None:
    """As the call itself tells them."""
    text = text_of("keys")
    for key, what in HELP:
        assert key in text
        assert what in text


def test_variables_are_those_that_are_read() -> None:
    """A variable that is no setting would be refused."""
    known = {variable(key) for key in FIELDS} | NO_SETTINGS
    assert set(re.findall(r"LIVECHAT_\w+", text_of("environment"))) <= known


def test_a_pipe_gets_a_paragraph_a_line() -> None:
    """Code stays as it is."""
    assert lines_of("# A title\n\nsome words\nand more\n\n    code  x\n", None) == [
        "A title",
        "",
        "some words and more",
        "",
        "    code  x",
    ]


def test_in_a_narrow_terminal_a_meaning_stands_below_its_name() -> None:
    """And not in the middle of the next word."""
    assert lines_of("    auto  cancel it on this machine\n          now", 20) == [
        "    auto",
        "        cancel it on",
        "        this machine",
        "        now",
    ]


@pytest.mark.parametrize(
    ("name", "near"), [("eco", "echo"), ("tolk", "talk"), ("exit-code", "exit-codes")]
)
def test_an_unknown_topic_suggests_the_nearest_and_lists_all(name: str, near: str) -> None:
    """Exit code 2."""
    result = run(name)
    assert result.exit_code == 2
    assert f'There is no help on "{name}". Did you mean {near}? Topics: echo' in result.stderr
    assert all(topic in result.stderr for topic in topics())


@pytest.mark.parametrize("words", [["zzz"], ["talk", "x"], ["config", "x"], ["echo", "x"]])
def test_what_is_like_no_topic_lists_them(words: list[str]) -> None:
    """Also what stands behind the name of a command."""
    result = run(*words)
    assert result.exit_code == 2
    assert "Topics: echo" in result.stderr
