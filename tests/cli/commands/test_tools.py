"""`livechat tools`: what there is, and trying one."""

from __future__ import annotations

import asyncio
import io
import json
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from livechat.cli.commands.tools import _READY_S, _agree
from livechat.cli.main import app
from livechat.core.setup_spec import Declaration
from livechat.core.tools.tool import Tool
from livechat.tools.host import END_S, START_S

pytestmark = [pytest.mark.process, pytest.mark.network]

SHOP = '''
def check_stock(item: str, places: int = 1) -> dict[str, object]:
    """How many there are of an item.

    Read-only.

    Args:
        item: Its name.
        places: In how many places to look.
    """
    return {"item": item, "count": 12, "places": places}


def order(item: str) -> str:
    """Order an item."""
    return f"ordered\\x1b[2J {item}"


def fail() -> None:
    """Fail."""
    raise RuntimeError("no shop today")
'''

SETTINGS = f"""
functions = ["shop.py"]
[calls]
never = ["fail"]
[tools.echo]
description = "Say something."
command = [{json.dumps(sys.executable)}, "-c", "import sys; print(sys.argv[2])", "--", "{{word}}"]
parameters.word = "What to say"
[tools.gone]
command = ["no-such-program"]
"""


@pytest.fixture(autouse=True)
def _place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder with a shop, and settings that name it."""
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "shop.py").write_text(SHOP, encoding="utf-8")
    path = tmp_path / "c.toml"
    path.write_text(SETTINGS, encoding="utf-8")
    path.chmod(0o600)


def run(*arguments: str, configured: bool = True) -> Result:
    """Run `livechat tools`."""
    config = ["--config", "c.toml"] if configured else []
    return CliRunner().invoke(app, ["tools", *arguments, *config])


def test_all_are_listed_with_level_and_cost() -> None:
    """Those that never run, too; what is wrong with one is said."""
    result = run("--json")
    assert result.exit_code == 0
    rows = {row["name"]: row for row in json.loads(result.stdout)}
    assert {name: row["level"] for name, row in rows.items()} == {
        "check_stock": "allow",
        "order": "ask",
        "fail": "never",
        "echo": "ask",
        "gone": "ask",
    }
    assert rows["check_stock"]["from"] == "shop.py"
    assert rows["check_stock"]["tokens"] > 10
    assert rows["echo"]["from"] == "tools.echo"
    assert "tools.gone cannot work. Cannot find the program no-such-program." in result.stderr


def test_options_add_functions_and_rules() -> None:
    """They count more than hints; what a file forbids stays forbidden."""
    result = run(
        "--tool", "timer", "--tool", "fetch_url", "--allow", "*", "--never", "echo", "--json"
    )
    levels = {row["name"]: row["level"] for row in json.loads(result.stdout)}
    assert levels == {
        "timer": "allow",
        "check_stock": "allow",
        "order": "allow",
        "fail": "never",
        "echo": "never",
        "gone": "allow",
        "fetch_url": "allow",
    }


def test_a_pipe_gets_a_line_each() -> None:
    """Columns between tabs."""
    lines = run().stdout.splitlines()
    assert lines[0] == "name\tlevel\tfrom\ttokens\tdescription"
    assert lines[1].startswith("check_stock\tallow\tshop.py\t")


def test_nothing_is_said_to_be_nothing() -> None:
    """And how to add some."""
    result = run(configured=False)
    assert result.exit_code == 0
    assert "There are no functions. Add some: livechat tools --functions FILE.py" in result.stderr


def test_a_file_with_a_mistake_ends_the_list(tmp_path: Path) -> None:
    """Its line is named."""
    (tmp_path / "bad.py").write_text("def f(:\n", encoding="utf-8")
    result = run("--functions", "bad.py", configured=False)
    assert result.exit_code == 2
    assert "bad.py" in result.stderr


def test_functions_are_waited_for_until_their_process_gives_up() -> None:
    """Else a file that hangs would be none."""
    assert _READY_S > START_S + END_S * 2


def test_a_function_that_only_reads_is_tried() -> None:
    """Its arguments have the types that it wants."""
    result = run("try", "check_stock", "item=12", "places=3")
    assert result.exit_code == 0
    assert json.loads(result.stdout) == {"item": "12", "count": 12, "places": 3}
    assert result.stderr == ""


def test_nothing_in_a_result_steers_the_terminal(tmp_path: Path) -> None:
    """Nor in one that has a structure."""
    body = (
        "def f() -> dict:\n    'Read-only.'\n    return {'\\x9bk': ['\\x1b[2J', '\\u202ea\\x7f']}\n"
    )
    (tmp_path / "evil.py").write_text(body, encoding="utf-8")
    result = run("try", "f", "--functions", "evil.py", configured=False)
    assert result.exit_code == 0
    assert all(line.isprintable() for line in result.stdout.splitlines())


def test_a_file_does_not_go_under_the_name_of_a_server(tmp_path: Path) -> None:
    """Leave for all functions of a name means one source."""
    for name in ("settings.py", "time.py"):
        (tmp_path / name).write_text("def f():\n    'F.'\n", encoding="utf-8")
    mine = tmp_path / "mcp.json"
    mine.write_text(json.dumps({"mcpServers": {"time": {"command": "no-such-program"}}}))
    mine.chmod(0o600)
    result = run("--functions", "settings.py", "--functions", "time.py", "--json")
    rows = [row for row in json.loads(result.stdout) if row["from"] in ("settings.py", "time.py")]
    assert [row["server"] for row in rows] == ["settings_2", "time_2"]


def test_one_that_asks_needs_a_yes_in_a_script() -> None:
    """Nothing runs without it."""
    result = run("try", "order", "item=gloves")
    assert result.exit_code == 2
    assert "order asks before it runs. Add --yes to run it in a script." in result.stderr
    result = run("try", "order", "item=gloves", "--yes")
    assert (result.exit_code, result.stdout) == (0, "ordered␛[2J gloves\n")


def test_a_result_is_json_for_programs() -> None:
    """With what was asked."""
    result = run("try", "echo", "word=--help; $(id)", "--yes", "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout) == {
        "name": "echo",
        "arguments": {"word": "--help; $(id)"},
        "failed": False,
        "timed_out": False,
        "value": "--help; $(id)",
        "pictures": [],
        "cut": 0,
    }


def test_a_failure_is_a_sentence_and_an_exit_code() -> None:
    """The code is 1."""
    result = run("try", "gone", "--yes")
    assert result.exit_code == 1
    assert "Cannot find the program no-such-program." in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["try", "chek_stock"], 'There is no function "chek_stock"; did you mean check_stock?'),
        (["try", "fail", "-y"], "fail never runs. Remove what forbids it from calls.never."),
        (["try", "order", "gloves", "-y"], '"gloves" is not an argument. Write PARAMETER=VALUE.'),
        (["try", "order", "x=1", "-y"], "order has no parameter x. It has: item."),
        (["try", "timer", "--tool", "timer"], "timer works in a call only."),
        (["--json", "try", "order"], "An option stands before try. Write it after try."),
    ],
)
def test_a_mistake_on_the_command_line_is_a_sentence(arguments: list[str], sentence: str) -> None:
    """Nothing runs."""
    result = run(*arguments)
    assert result.exit_code == 2
    assert sentence in result.stderr


class Terminal(io.StringIO):
    """A terminal with a line that is typed."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("typed", "runs"), [("y\n", True), ("Yes\n", True), ("\n", False), ("", False)]
)
def test_at_a_terminal_one_that_asks_does(
    typed: str, runs: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With its name and its arguments; whatever is no yes is a no."""
    monkeypatch.setattr("sys.stdin", Terminal(typed))
    shown = Terminal()
    monkeypatch.setattr("sys.stderr", shown)
    tool = Tool(declaration=Declaration(name="order"), server="shop", origin="shop.py")
    asking = _agree(tool, {"item": "gloves\x1b[2J"}, yes=False)
    if runs:
        asyncio.run(asking)
    else:
        with pytest.raises(typer.Exit):
            asyncio.run(asking)
    assert shown.getvalue().startswith('Run order(item="gloves\\u001b[2J")? [y/N] ')
