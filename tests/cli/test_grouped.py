"""Help in groups.

The pages in `golden/` are written anew with LIVECHAT_GOLDEN=write in the environment.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
import typer
from rich.cells import cell_len
from typer.testing import CliRunner

from livechat.cli.main import COMMANDS, app, load

GOLDEN = Path(__file__).parent / "golden"

PAGES = (
    "",
    "talk",
    "talk --help-all",
    "say",
    "say --help-all",
    "sessions",
    "config",
    "tools",
    "mcp",
    "sim",
)


def page(line: str, width: int) -> str:
    """Return what the help prints on a terminal of that width."""
    arguments = line.split() if "--help" in line else [*line.split(), "--help"]
    result = CliRunner().invoke(app, arguments, env={"COLUMNS": str(width)})
    assert result.exit_code == 0
    return result.stdout


def params(name: str) -> list[Any]:
    """Return the options of a command."""
    command = load(name)
    found = command.get_params(typer.Context(command))
    return [one for one in found if one.param_type_name == "option"]


@pytest.mark.parametrize("width", [40, 80, 120])
@pytest.mark.parametrize("line", PAGES)
def test_help_looks_as_it_was_looked_at(line: str, width: int) -> None:
    """Groups, names in one column, meanings in another."""
    shown = page(line, width)
    path = GOLDEN / f"help {line or 'livechat'} {width}.txt".replace(" ", "-").replace("---", "-")
    if os.environ.get("LIVECHAT_GOLDEN") == "write":
        path.write_text(shown, encoding="utf-8")
    assert shown == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("width", [40, 80, 120])
@pytest.mark.parametrize("name", [*COMMANDS, "talk --help-all", "say --help-all"])
def test_no_line_of_help_is_wider_than_the_terminal(name: str, width: int) -> None:
    """Except examples, which are to be copied, and names that are longer."""
    about, _, rest = page(name, width).partition("Examples:\n")
    lines = about.splitlines() + rest.partition("\n\n")[2].splitlines()
    wide = [line for line in lines if cell_len(line) > width]
    assert [line for line in wide if not line.lstrip().startswith("-")] == []


@pytest.mark.parametrize("name", ["talk", "say"])
def test_the_help_shows_the_common_options_first(name: str) -> None:
    """And names the way to all others."""
    short, full = page(name, 80), page(f"{name} --help-all", 80)
    assert "--help-all" in short
    assert "--voice" in short
    assert "--vertex" not in short
    for param in params(name):
        assert max(param.opts, key=len).lstrip("-") in full


@pytest.mark.parametrize("name", ["talk", "say"])
def test_a_short_option_means_the_same_everywhere(name: str) -> None:
    """`-v` is the voice for whoever talks and for whoever says."""
    short = {"-v": "--voice", "-l": "--language", "-m": "--model", "-s": "--system"}
    found = {one: param.opts for param in params(name) for one in param.opts}
    for letter, option in short.items():
        assert option in found[letter]


@pytest.mark.parametrize("name", ["config", "auth", "token"])
def test_a_group_alone_shows_its_help(name: str) -> None:
    """That is no mistake."""
    alone = CliRunner().invoke(app, [name])
    assert alone.exit_code == 0
    assert alone.stdout == page(name, 80)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_is_explained_in_few_words(name: str) -> None:
    """A noun or an imperative, with a full stop."""
    command = load(name)
    commands = getattr(command, "commands", {"": command}).values()
    for one in commands:
        for param in one.get_params(typer.Context(one)):
            assert param.help, param.name
            assert param.help[0].isupper()
            assert len(param.help) <= 200, param.name
