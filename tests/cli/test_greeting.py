"""`livechat` alone."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from typer.testing import CliRunner

from livechat.cli import greeting
from livechat.cli.greeting import KEYS_AT, WHAT
from livechat.cli.main import COMMANDS, app
from livechat.errors import CredentialError
from livechat.live import keyrings


@pytest.fixture(autouse=True)
def nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No key anywhere."""
    for name in os.environ:
        if name.startswith("LIVECHAT_") or name.endswith("_API_KEY"):
            monkeypatch.delenv(name)
    monkeypatch.setattr("livechat.config.file.usual_path", lambda: tmp_path / "config.toml")
    monkeypatch.setattr(keyrings, "installed", lambda: False)


def shown() -> str:
    """Run it; return what it says."""
    result = CliRunner().invoke(app, [])
    assert result.exit_code == 0
    assert result.stderr == ""
    return result.stdout


def commands(text: str) -> list[str]:
    """Return what is to be typed."""
    return [line.strip().split("  ")[0] for line in text.splitlines() if line.startswith("  ")]


def test_without_a_key_it_says_how_to_try_and_where_keys_are() -> None:
    """Three things to type."""
    text = shown()
    assert text.startswith(WHAT)
    assert KEYS_AT in text
    assert commands(text) == [
        "livechat talk --offline",
        "export GEMINI_API_KEY=…",
        "livechat --help",
    ]


@pytest.mark.parametrize("name", ["GEMINI_API_KEY", "GOOGLE_API_KEY", "LIVECHAT_OFFLINE"])
def test_with_a_key_in_the_environment_it_says_how_to_talk(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """It never says what the key is."""
    monkeypatch.setenv(name, "AIzaSecret")
    text = shown()
    assert commands(text)[0] == "livechat talk"
    assert KEYS_AT not in text
    assert "AIza" not in text


@pytest.mark.parametrize(
    "setting", ['api_key = "x"', 'api_key_command = ["pass"]', "vertex = true", "offline = true"]
)
def test_with_a_key_in_the_settings_it_says_how_to_talk(tmp_path: Path, setting: str) -> None:
    """Or with a setting that needs none."""
    path = tmp_path / "config.toml"
    path.write_text(setting + "\n")
    path.chmod(0o600)
    assert commands(shown())[0] == "livechat talk"


def test_a_broken_settings_file_does_not_keep_it_from_greeting(tmp_path: Path) -> None:
    """`livechat talk` will say what is wrong."""
    (tmp_path / "config.toml").write_text("[[[")
    assert commands(shown())[0] == "livechat talk --offline"


def test_a_key_in_the_keyring_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    """As it does for a session."""
    monkeypatch.setattr(keyrings, "installed", lambda: True)
    monkeypatch.setattr(keyrings, "read", lambda: "key")
    assert commands(shown())[0] == "livechat talk"


def test_with_a_keyring_it_says_how_to_keep_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """That is shorter than a variable in a shell's start."""
    monkeypatch.setattr(keyrings, "installed", lambda: True)
    monkeypatch.setattr(keyrings, "read", lambda: "")
    assert "livechat auth set" in commands(shown())


def test_a_keyring_that_cannot_be_read_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """So is one that does not answer."""

    def locked() -> str:
        raise CredentialError("It is locked.")

    monkeypatch.setattr(keyrings, "installed", lambda: True)
    monkeypatch.setattr(keyrings, "read", locked)
    assert commands(shown())[0] == "livechat talk --offline"
    monkeypatch.setattr(greeting, "_KEYRING_S", 0.01)
    monkeypatch.setattr(keyrings, "read", threading.Event().wait)
    assert commands(shown())[0] == "livechat talk --offline"


@pytest.mark.parametrize("width", [40, 80])
@pytest.mark.parametrize("environ", [{}, {"GEMINI_API_KEY": "key"}])
def test_it_fits_the_terminal(width: int, environ: dict[str, str]) -> None:
    """In a narrow one, what a command does stands below it."""
    lines = greeting.greeting(environ, width).splitlines()
    assert [line for line in lines if len(line) > width] == []
    assert len([line for line in lines if line.startswith("  livechat")]) >= 2


def test_every_command_it_names_exists() -> None:
    """Nobody is sent astray."""
    for line in commands(shown()):
        words = line.split()
        if words[0] == "livechat" and not words[1].startswith("-"):
            assert words[1] in COMMANDS


@pytest.mark.process
def test_it_imports_nothing_heavy() -> None:
    """It is there at once."""
    heavy = ("numpy", "pydantic", "websockets", "google.genai", "sounddevice", "prompt_toolkit")
    code = (
        "import sys\nfrom livechat.cli.main import app\n"
        "try:\n    app([])\nexcept SystemExit:\n    pass\n"
        f"print([name for name in {heavy!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
