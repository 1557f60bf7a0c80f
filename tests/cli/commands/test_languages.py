"""`livechat languages`."""

from __future__ import annotations

import json

import typer
from typer.testing import CliRunner

from livechat.cli.commands.languages import languages

app = typer.Typer(rich_markup_mode=None)
app.command()(languages)


def test_a_pipe_gets_a_language_a_line_below_the_names_of_the_columns() -> None:
    """`cut -f1` gives the codes."""
    lines = CliRunner().invoke(app).stdout.splitlines()
    assert lines[0] == "code\tenglish\town"
    assert "ja-JP\tJapanese (Japan)\t日本語（日本）" in lines
    assert len(lines) == 125


def test_a_program_gets_json() -> None:
    """One array of objects."""
    rows = json.loads(CliRunner().invoke(app, ["--json"]).stdout)
    german = {"code": "de-DE", "english": "German (Germany)", "own": "Deutsch (Deutschland)"}
    assert german in rows
    assert {"code": "sv", "english": "Swedish", "own": "Svenska"} in rows
