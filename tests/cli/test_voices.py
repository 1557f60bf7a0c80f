"""`livechat voices`."""

from __future__ import annotations

import json

import typer
from typer.testing import CliRunner

from livechat.cli.voices import voices

app = typer.Typer(rich_markup_mode=None)
app.command()(voices)


def test_a_pipe_gets_a_voice_a_line_below_the_names_of_the_columns() -> None:
    """`cut -f1` gives the names."""
    result = CliRunner().invoke(app)
    lines = result.stdout.splitlines()
    assert lines[0] == "name\tstyle"
    assert "Kore\tFirm" in lines
    assert len(lines) == 31


def test_a_program_gets_json() -> None:
    """One array of objects."""
    result = CliRunner().invoke(app, ["--json"])
    assert {"name": "Sulafat", "style": "Warm"} in json.loads(result.stdout)
