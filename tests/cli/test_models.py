"""`livechat models`."""

from __future__ import annotations

import json

import typer
from typer.testing import CliRunner

from livechat.catalog.models import MODELS
from livechat.cli.models import models

app = typer.Typer(rich_markup_mode=None)
app.command()(models)


def lines(*arguments: str) -> dict[str, list[str]]:
    """Return the cells after each model's id."""
    result = CliRunner().invoke(app, [*arguments])
    rows = [line.split("\t") for line in result.stdout.splitlines()]
    assert rows[0] == ["id", "note", "options"]
    return {cells[0]: cells[1:] for cells in rows[1:]}


def test_every_model_in_use_is_listed_with_the_options_it_takes() -> None:
    """Thinking by level, by tokens, or not at all, as the rows say."""
    shown = lines()
    assert list(shown) == [model.id for model in MODELS if model.status != "retired"]
    assert shown["gemini-3.8-live"] == [
        "default",
        "modality (audio), temperature (deprecated), system",
    ]
    assert shown["gemini-3.8-live-extended-thinking"] == [
        "current",
        "modality (audio), thinking (low, medium, high), temperature (deprecated), system",
    ]
    assert shown["gemini-2.5-flash-native-audio-preview-12-2025"] == [
        "preview",
        "modality (audio), thinking (tokens), temperature, system",
    ]
    assert shown["gemini-3.5-live-translate-preview"] == ["translation", "modality (audio)"]


def test_all_of_them_are_listed_when_asked_for() -> None:
    """A retired model names its replacement."""
    shown = lines("--all")
    assert list(shown) == [model.id for model in MODELS]
    assert shown["gemini-2.0-flash-live-001"][0] == "retired, use gemini-3.8-live"


def test_a_program_gets_everything_known() -> None:
    """Prices are numbers, or null where they are unknown."""
    rows = {row["id"]: row for row in json.loads(CliRunner().invoke(app, ["--json"]).stdout)}
    default = rows["gemini-3.8-live"]
    assert default["default"] is True
    assert default["price"]["audio_out"] == 12
    assert default["input_tokens"] == 131072
    assert default["options"] == ["modality (audio)", "temperature (deprecated)", "system"]
    assert rows["gemini-3.5-transcribe-live"]["price"] is None
