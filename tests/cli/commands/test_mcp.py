"""`livechat mcp`: servers are added, listed, checked and approved."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from livechat.cli.main import app
from livechat.tools.mcp import needed

SERVERS = Path(__file__).parents[2] / "support" / "mcp_servers"

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run `livechat mcp` in a project's folder, with folders of its own for settings and state."""
    project = tmp_path / "project"
    project.mkdir()
    monkeypatch.chdir(project)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.delenv("LIVECHAT_CONFIG", raising=False)
    monkeypatch.delenv("TOKEN", raising=False)

    def run(*args: str, **env: str) -> Result:
        return CliRunner().invoke(app, ["mcp", *args], env={"COLUMNS": "200", **env})

    return run


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """The user's file."""
    return tmp_path / "config" / "livechat" / "mcp.json"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project's file."""
    path = tmp_path / "project" / ".mcp.json"
    servers = {
        "evil": {"command": "sh", "args": ["-c", "x; \x1b[2J"], "env": {"API_KEY": "abcdef"}},
        "web": {"url": "https://u:pw@h/mcp", "headers": {"X-Key": "abcdef"}},
    }
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps({"mcpServers": servers}))
    return path


def held(path: Path) -> object:
    return json.loads(path.read_text())["mcpServers"]


def test_a_command_is_added_with_its_arguments(run: Run, own: Path) -> None:
    done = run("add", "time", "--", "uvx", "mcp-server-time", "--local", "-x")
    assert (done.exit_code, done.stdout) == (0, "")
    assert f'Added the MCP server "time" to {own}.' in done.stderr
    assert held(own) == {"time": {"command": "uvx", "args": ["mcp-server-time", "--local", "-x"]}}


def test_an_address_is_added_with_its_headers(run: Run, own: Path) -> None:
    done = run("add", "docs", "https://h/mcp", "--header", "Authorization: Bearer ${TOKEN}")
    assert done.exit_code == 0
    assert held(own) == {
        "docs": {
            "type": "http",
            "url": "https://h/mcp",
            "headers": {"Authorization": "Bearer ${TOKEN}"},
        }
    }
    assert "The environment variable TOKEN is not set." in done.stderr


def test_a_variable_of_ones_own_is_passed_on_by_its_name(run: Run, own: Path) -> None:
    done = run("add", "a", "--env", "TOKEN", "--env", "MODE=fast", "--", "x", TOKEN="t")
    assert done.exit_code == 0
    assert held(own) == {
        "a": {"command": "x", "args": [], "env": {"TOKEN": "${TOKEN}", "MODE": "fast"}}
    }
    assert "skipped" not in done.stderr


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("--env", "API_KEY=abc", "--", "x"), "pass it on: --env API_KEY"),
        (("--env", "X=sk-abcdefgh12345", "--", "x"), "seems to contain a secret"),
        (("--env", "A B=c", "--", "x"), "--env is written NAME=VALUE or NAME."),
        (("--header", "Authorization: Bearer abc", "https://h"), "seems to contain a secret"),
        (("--header", "A: b", "--", "x"), "--header is for an address."),
        (("--env", "A=b", "https://h"), "--env is for a command."),
        (("http://h:port",), 'Its "url" is not an http or https address.'),
    ],
)
def test_what_is_wrong_is_not_added(run: Run, own: Path, args: tuple[str, ...], words: str) -> None:
    done = run("add", "a", *args)
    assert done.exit_code == 2
    assert words in done.stderr
    assert "abcdefgh" not in done.output
    assert not own.exists()


def test_a_server_is_replaced_only_by_force(run: Run, own: Path) -> None:
    run("add", "a", "--", "x")
    assert "Add --force to replace it." in run("add", "a", "--", "y").stderr
    assert run("add", "a", "--force", "--", "y").exit_code == 0
    assert held(own) == {"a": {"command": "y", "args": []}}


def test_a_server_is_removed(run: Run, own: Path) -> None:
    run("add", "a", "--", "x")
    assert "Removed the MCP server" in run("remove", "a").stderr
    assert held(own) == {}
    again = run("remove", "a")
    assert again.exit_code == 2
    assert "There is no MCP server" in again.stderr


def test_a_settings_file_has_its_servers_beside_it(run: Run, tmp_path: Path) -> None:
    run("add", "a", "--config", str(tmp_path / "mine" / "config.toml"), "--", "x")
    assert held(tmp_path / "mine" / "mcp.json") == {"a": {"command": "x", "args": []}}


def test_a_list_says_what_is_used_and_what_is_not(run: Run, own: Path, project: Path) -> None:
    run("add", "time", "--", "uvx", "time")
    run("add", "web", "--", "mine")
    run("add", "token", "--env", "TOKEN", "--", "x")
    done = run("list", "--json")
    assert done.exit_code == 0
    rows = {(row["name"], row["file"]): row["state"] for row in json.loads(done.stdout)}
    assert rows == {
        ("time", "mcp.json"): "ready",
        ("web", "mcp.json"): "ready",
        ("token", "mcp.json"): "skipped",
        ("evil", ".mcp.json"): "not approved",
        ("web", ".mcp.json"): "yours is used",
    }
    assert "is not approved. Look at it, then:" in done.stderr
    assert "TOKEN is not set" in done.stderr
    assert "abcdef" not in done.output


def test_an_empty_list_says_how_to_begin(run: Run) -> None:
    assert "livechat mcp add NAME -- COMMAND" in run("list").stderr
    assert json.loads(run("list", "--json").stdout) == []


def test_approving_shows_all_that_would_run_as_data(run: Run, project: Path) -> None:
    done = run("approve", "--yes")
    assert done.exit_code == 0
    assert done.stdout == (
        f"{project}:\n"
        "  evil\n    sh -c 'x; ␛[2J'\n    with API_KEY=…\n"
        "  web\n    https://…@h/mcp\n    with X-Key: …\n"
    )
    rows = json.loads(run("list", "--json").stdout)
    assert [row["state"] for row in rows] == ["ready", "ready"]
    assert "already" in run("approve").stderr


def test_without_a_terminal_nobody_is_asked(run: Run, project: Path) -> None:
    done = run("approve")
    assert done.exit_code == 2
    assert "Add --yes" in done.stderr
    assert "not approved" in run("list").stdout


@pytest.mark.parametrize(("answer", "state"), [("y\n", "ready"), ("n\n", "not approved")])
def test_on_a_terminal_the_user_is_asked(
    run: Run, project: Path, monkeypatch: pytest.MonkeyPatch, answer: str, state: str
) -> None:
    asked: list[str] = []

    def confirm(question: str, **_: object) -> bool:
        asked.append(question)
        return answer == "y\n"

    monkeypatch.setattr("livechat.cli.commands.mcp._asks", lambda: True)
    monkeypatch.setattr("typer.confirm", confirm)
    assert run("approve").exit_code == 0
    assert asked == ["Allow livechat to run this program?"]
    assert {row["state"] for row in json.loads(run("list", "--json").stdout)} == {state}


def test_a_changed_file_is_said_and_asked_about_anew(run: Run, project: Path) -> None:
    run("approve", "--yes")
    project.write_text(project.read_text() + "\n")
    done = run("list", "--json")
    assert {row["state"] for row in json.loads(done.stdout)} == {"changed"}
    assert "has changed since you approved it. Look at it, then:" in done.stderr
    assert "There is no MCP server to check." in run("check").stderr


def test_nothing_to_approve_is_said(run: Run, tmp_path: Path) -> None:
    assert run("approve").exit_code == 2
    (tmp_path / "project" / ".mcp.json").write_text("{}")
    assert "names no MCP servers" in run("approve").stderr


def test_a_broken_file_is_a_sentence(run: Run, own: Path) -> None:
    own.parent.mkdir(parents=True)
    own.write_text('{"mcpServers": {"a": }')
    own.chmod(0o600)
    for command in (("list",), ("check",)):
        assert "is not valid JSON, line 1, column 22" in run(*command).stderr
    assert run("add", "b", "--", "x").exit_code == 2


def test_without_the_sdk_a_check_says_what_to_install(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("add", "a", "--", "x")
    monkeypatch.setattr(needed, "find_spec", lambda name: None)
    done = run("check")
    assert done.exit_code == 2
    assert "which is not installed. Install it: " in done.stderr
    assert "[mcp]" in done.stderr


@pytest.mark.process
def test_this_process_knows_nothing_of_the_sdk() -> None:
    """It takes a second to import, and runs what servers send: that is for another process."""
    modules = (
        "livechat.cli.commands.mcp",
        *(f"livechat.tools.mcp.{name}" for name in ("approval", "config", "editing", "source")),
    )
    seen = (
        f"import sys, {', '.join(modules)}; "
        "print({'mcp', 'mcp_types', 'anyio', 'httpx', 'httpx2'} & {*sys.modules})"
    )
    done = subprocess.run([sys.executable, "-c", seen], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


@pytest.mark.process
def test_a_check_lists_functions_with_their_levels_and_costs(run: Run) -> None:
    """Through the process in which servers run; this one knows nothing of the SDK."""
    pytest.importorskip("mcp", reason="the MCP SDK is not installed (extra mcp)")
    run("add", "shop", "--", sys.executable, str(SERVERS / "shop.py"))
    run("add", "many", "--", sys.executable, str(SERVERS / "hostile.py"), "many")
    run("add", "lies", "--", sys.executable, str(SERVERS / "hostile.py"), "lies")
    run("add", "dead", "--", sys.executable, str(SERVERS / "hostile.py"), "die-start")
    done = run("check")
    assert done.exit_code == 2
    rows = [line.split("\t") for line in done.stdout.splitlines()]
    assert rows[0] == ["server", "function", "level", "tokens", "description"]
    functions = {(row[0], row[1]): row[2:] for row in rows[1:]}
    level, tokens, description = functions["shop", "check_stock"]
    assert (level, description) == ("allow", "Say how many of an item there are.")
    assert 10 < int(tokens) < 100
    assert functions["shop", "order"][0] == "ask"
    assert len([1 for server, _ in functions if server == "many"]) == 200
    total = sum(int(row[3]) for row in rows[1:])
    assert f"{len(functions)} functions cost about {total:,} tokens per turn." in done.stderr
    assert "Models choose worse among more than 25 functions." in done.stderr
    assert 'MCP server "dead" ended while starting (exit code 2): "KeyError' in done.stderr
    assert 'offers ring. The parameter "x.x.x" is inside itself' in done.stderr
    assert "1 of 4 MCP servers cannot be used." in done.stderr
    one = run("check", "shop", "--json")
    assert one.exit_code == 0
    assert len(json.loads(one.stdout)) == 9
    assert "There is no MCP server" in run("check", "other").stderr


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_a_file_that_others_can_change_is_not_used(run: Run, own: Path) -> None:
    run("add", "a", "--", "x")
    own.chmod(0o622)
    assert "other users can change it. Protect it: chmod go-w" in run("check").stderr
