"""`livechat config`."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from livechat.cli.commands.config import app
from livechat.config.example import text
from livechat.config.settings import FIELDS
from livechat.errors import FileError, LivechatError, SettingsError, UsageError
from livechat.live.credentials import KEY_VARIABLES


@pytest.fixture(autouse=True)
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the settings file of this test is, or would be."""
    for name in os.environ:
        if name.startswith("LIVECHAT_") or name in KEY_VARIABLES:
            monkeypatch.delenv(name)
    usual = tmp_path / "home" / "livechat" / "config.toml"
    monkeypatch.setattr("livechat.config.file.usual_path", lambda: usual)
    return usual


def run(*arguments: str | Path) -> Result:
    """Run a subcommand that works."""
    return CliRunner().invoke(app, [*map(str, arguments)], catch_exceptions=False)


def failure(kind: type[LivechatError], *arguments: str | Path) -> str:
    """Return the sentence that a subcommand ends with."""
    with pytest.raises(kind) as caught:
        run(*arguments)
    return str(caught.value)


def write(path: Path, text: str) -> None:
    """Write a settings file that only its owner reads."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)


def rows(*arguments: str) -> dict[str, tuple[object, str]]:
    """Return value and source of each setting, as JSON tells them."""
    shown = json.loads(run("show", "--json", *arguments).stdout)
    return {row["setting"]: (row["value"], row["from"]) for row in shown}


def test_init_writes_the_example_for_its_owner_alone(path: Path) -> None:
    """Directories are made; nothing goes to stdout."""
    result = run("init")
    assert path.read_text(encoding="utf-8") == text()
    assert (result.stdout, result.stderr) == ("", f"livechat: Wrote {path}.\n")
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_init_replaces_a_file_only_when_told_to(path: Path) -> None:
    """Nobody's settings are lost by accident."""
    write(path, 'voice = "Kore"\n')
    assert failure(FileError, "init") == f"{path} exists already. Add --force to replace it."
    assert path.read_text() == 'voice = "Kore"\n'
    path.chmod(0o644)
    run("init", "--force")
    assert path.read_text(encoding="utf-8") == text()
    if os.name == "posix":  # it may come to hold a key
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_init_writes_where_it_is_told(tmp_path: Path, path: Path) -> None:
    """And says so in a sentence if it cannot."""
    run("init", "--config", tmp_path / "mine.toml")
    assert (tmp_path / "mine.toml").exists()
    assert not path.exists()
    below_a_file = tmp_path / "mine.toml" / "c.toml"
    assert failure(FileError, "init", "--config", below_a_file).startswith(
        f"Cannot write {below_a_file}: "
    )


def test_path_prints_nothing_but_the_path(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It fits into `$(…)`, whether or not the file exists."""
    assert run("path").stdout == f"{path}\n"
    monkeypatch.setenv("LIVECHAT_CONFIG", "elsewhere.toml")
    assert run("path").stdout == "elsewhere.toml\n"
    assert run("path", "--config", tmp_path).stdout == f"{tmp_path}\n"


def test_show_tells_each_value_and_where_it_comes_from(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """File, profile, environment and default."""
    write(
        path,
        'voice = "Puck"\ntimeout_s = 5\nbase_url = "https://g.example/x"\n'
        '[profiles.coach]\nvoice = "Kore"\n[practice]\nscenario = "s.toml"\n',
    )
    monkeypatch.setenv("LIVECHAT_VAD_SENSITIVITY", "low")
    shown = rows("--profile", "coach")
    assert shown.keys() == FIELDS.keys() - {"vad.sensitivity"}
    assert shown["voice"] == ("Kore", f"profile coach in {path}")
    assert shown["timeout_s"] == (5, f"file {path}")
    assert shown["vad.start"] == ("low", "environment LIVECHAT_VAD_SENSITIVITY")
    assert shown["language"] == (None, "default")
    assert shown["interrupt"] == (True, "default")
    assert shown["practice.scenario"] == (str(path.parent / "s.toml"), f"file {path}")
    assert shown["base_url"] == ("https://g.example/x", f"file {path}")
    assert rows()["voice"] == ("Puck", f"file {path}")


def test_show_tells_functions_of_ones_own(path: Path) -> None:
    """What runs, and where it comes from; files by their whole paths."""
    write(
        path,
        'functions = ["shop.py"]\n[tools.stock]\ncommand = ["stockctl", "{item}"]\n'
        'parameters.item = "Name"\n[tools.weather]\nurl = "https://w.example"\n',
    )
    shown = rows()
    assert shown["functions"] == ([str(path.parent / "shop.py")], f"file {path}")
    assert shown["tools.stock"] == ("stockctl {item}", f"file {path}")
    assert shown["tools.weather"] == ("GET https://w.example", f"file {path}")


def test_show_gives_a_pipe_three_columns(path: Path) -> None:
    """What is unset says so."""
    write(path, 'system = "a\\tb\\nc"\n')
    lines = run("show").stdout.splitlines()
    assert lines[0] == "setting\tvalue\tfrom"
    assert "voice\tunset\tdefault" in lines
    assert f"system\ta b c\tfile {path}" in lines


def test_show_never_shows_a_key(path: Path) -> None:
    """Only that there is one, and from where."""
    write(path, 'api_key = "s3cret"\n')
    for arguments in (["show"], ["show", "--json"]):
        assert "s3cret" not in run(*arguments).output
    assert rows()["api_key"] == ("set, not shown", f"file {path}")


def test_show_says_which_key_a_session_would_use(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The environment's before the file's, the first variable before the second."""
    assert rows()["api_key"] == (None, "default")
    monkeypatch.setenv("GOOGLE_API_KEY", "s3cret-google")
    assert rows()["api_key"] == ("set, not shown", "environment GOOGLE_API_KEY")
    write(path, 'api_key = "s3cret-file"\n')
    monkeypatch.setenv("GEMINI_API_KEY", "s3cret-gemini")
    assert rows()["api_key"] == ("set, not shown", "environment GEMINI_API_KEY")
    result = run("show")
    assert "api_key\tset, not shown\tenvironment GEMINI_API_KEY" in result.stdout.splitlines()
    assert "s3cret" not in result.output


def test_show_names_what_is_used_instead_of_a_key(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A command, which is not run for it; headers, with the variables unfilled; Vertex AI."""
    write(path, 'api_key_command = "false"\n')
    assert rows()["api_key"] == ("set, not shown", "the command in api_key_command")
    monkeypatch.setenv("GATEWAY_TOKEN", "s3cret")
    lines = ["Authorization: Bearer ${GATEWAY_TOKEN}"]
    write(path, f'base_url = "https://g.example"\nheaders = {json.dumps(lines)}\n')
    used = "not used, but the header Authorization (from GATEWAY_TOKEN)"
    assert rows()["api_key"] == (None, used)
    assert rows()["headers"] == (lines, f"file {path}")
    assert "s3cret" not in run("show").output
    write(path, 'vertex = true\nproject = "p-1"\n')
    assert rows()["api_key"] == (None, "not used, but application default credentials")
    write(path, 'headers = ["X-A: 1"]\n')
    assert "--base-url" in run("show").stderr


def test_show_tells_of_a_key_that_cannot_be_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Unset it is, but not silently, and not repeated."""
    assert run("show").stderr == ""
    monkeypatch.setenv("GEMINI_API_KEY", "s3cret key")
    result = run("show")
    assert "api_key\tunset\tdefault" in result.stdout.splitlines()
    assert "GEMINI_API_KEY contains characters that no key has" in result.stderr
    assert "s3cret" not in result.output


def test_show_puts_doubts_on_stderr(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was asked for stays alone on stdout."""
    write(path, 'language = "eo"\nmodel = "gemini-2.0-flash-live"\n')
    result = run("show")
    assert "gemini-2.0-flash-live is retired" in result.stderr
    assert "not list the language eo" in result.stderr
    assert "retired" not in result.stdout


def test_check_says_that_a_file_is_right(path: Path, tmp_path: Path) -> None:
    """With the number of profiles it looked at."""
    write(path, '[profiles.a]\nvoice = "Kore"\n')
    assert run("check").stdout == f"{path}: ok, with 1 profile.\n"
    mine = tmp_path / "mine.toml"
    write(mine, "")
    assert run("check", mine).stdout == f"{mine}: ok, with no profiles.\n"


def test_check_takes_the_file_as_other_commands_do(tmp_path: Path) -> None:
    """`--config FILE`; two different files are one too many."""
    named = tmp_path / "named.toml"
    write(named, 'voice = "Kore"\n')
    assert run("check", "--config", named).stdout == f"{named}: ok, with no profiles.\n"
    assert run("check", named, "--config", named).exit_code == 0
    assert "Two settings files" in failure(UsageError, "check", named, "--config", "other.toml")


def test_check_says_what_is_wrong(path: Path) -> None:
    """At the top, in a profile, or with the file itself."""
    write(path, 'voise = "Kore"\n')
    assert failure(SettingsError, "check").startswith(f"In {path}, voise is not a setting; ")
    write(path, "[profiles.a]\ntimeout_s = 0\n")
    assert failure(SettingsError, "check") == (
        f"In {path}, profiles.a.timeout_s is 0, but must be a number of seconds above 0."
    )
    path.unlink()
    assert failure(SettingsError, "check").startswith(f"There is no settings file {path}.")


def test_check_looks_at_the_file_alone(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A wrong variable is no fault of the file."""
    write(path, "")
    monkeypatch.setenv("LIVECHAT_VOICE", "nobody")
    assert run("check").exit_code == 0
