"""`livechat voices`."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from livechat.cli.main import app
from livechat.errors import SoundError
from livechat.live import keyrings


@pytest.fixture(autouse=True)
def nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No key, and no settings but those of a test."""
    for name in os.environ:
        if name.startswith("LIVECHAT_") or name.endswith("_API_KEY"):
            monkeypatch.delenv(name)
    monkeypatch.setattr("livechat.config.file.usual_path", lambda: tmp_path / "config.toml")
    monkeypatch.setattr(keyrings, "installed", lambda: False)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, dict[str, Any]]]:
    """What would be said, in the place of saying it."""
    found: list[tuple[str, dict[str, Any]]] = []

    def answer_once(_: object, line: str, **more: Any) -> None:
        found.append((line, more))

    monkeypatch.setattr("livechat.cli.commands.say.answer_once", answer_once)
    return found


def run(*arguments: str) -> Result:
    """Run it to its end, whatever that is."""
    return CliRunner().invoke(app, ["voices", *arguments])


def test_a_pipe_gets_a_voice_a_line_below_the_names_of_the_columns() -> None:
    """`cut -f1` gives the names."""
    lines = run().stdout.splitlines()
    assert lines[0] == "name\tstyle"
    assert "Kore\tFirm" in lines
    assert len(lines) == 31


def test_a_program_gets_json() -> None:
    """One array of objects."""
    assert {"name": "Sulafat", "style": "Warm"} in json.loads(run("--json").stdout)


def test_without_a_key_no_voice_is_played() -> None:
    """It says where keys are, and does not advise what is no help here."""
    result = run("--play", "Kore")
    assert result.exit_code == 3
    assert "https://aistudio.google.com/apikey" in result.stderr
    assert "GEMINI_API_KEY" in result.stderr
    assert "--offline" not in result.stderr


def test_a_key_that_cannot_be_right_is_told_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    """As for a session."""
    monkeypatch.setenv("GEMINI_API_KEY", "two words")
    result = run("--play", "Kore")
    assert result.exit_code == 3
    assert "characters that no key has" in result.stderr


def test_the_practice_partner_has_one_voice() -> None:
    """And says how to hear it."""
    result = run("--play", "Kore", "--offline")
    assert result.exit_code == 2
    assert "livechat say --offline" in result.stderr


def test_with_a_key_it_says_a_sentence_and_what_that_costs(
    monkeypatch: pytest.MonkeyPatch, asked: list[tuple[str, dict[str, Any]]]
) -> None:
    """Through the loudspeaker; capitals of the name do not count."""
    monkeypatch.setenv("GEMINI_API_KEY", "key")
    result = run("--play", "kore")
    assert result.exit_code == 0
    assert "less than a cent" in result.stderr
    [(line, how)] = asked
    assert line == "Hello, I am Kore. This is how I sound."
    assert (how["output"], how["play"]) == (None, True)


def test_it_can_be_saved(
    monkeypatch: pytest.MonkeyPatch, asked: list[tuple[str, dict[str, Any]]]
) -> None:
    """Then nothing is played."""
    monkeypatch.setenv("GEMINI_API_KEY", "key")
    assert run("--play", "Kore", "-o", "kore.wav").exit_code == 0
    [(_, how)] = asked
    assert (how["output"], how["play"]) == ("kore.wav", False)


def test_without_a_loudspeaker_it_says_how_to_save_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """What `say` advises has other options."""

    def no_device(*_: object, **__: object) -> None:
        raise SoundError("No speaker was found.", "Connect one.")

    monkeypatch.setenv("GEMINI_API_KEY", "key")
    monkeypatch.setattr("livechat.cli.commands.say.answer_once", no_device)
    result = run("--play", "Kore")
    assert result.exit_code == 4
    assert result.stderr.endswith("No speaker was found. To save the voice, add -o FILE.wav.\n")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--play", "Korr"), "did you mean Kore?"),
        (("-o", "x.wav"), "Add --play NAME."),
        (("--play", "Kore", "--json"), "Leave out --json or --play."),
        (("--play", "Kore", "-o", ""), "Name a WAV file."),
    ],
)
def test_what_does_not_fit_is_told(arguments: tuple[str, ...], words: str) -> None:
    """Exit code 2."""
    result = run(*arguments)
    assert result.exit_code == 2
    assert words in result.stderr
