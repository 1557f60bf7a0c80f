"""`livechat models`."""

from __future__ import annotations

import json

import typer
from typer.testing import CliRunner

from livechat.catalog.models import MODELS
from livechat.cli.commands.models import models

app = typer.Typer(rich_markup_mode=None)
app.command()(models)


def rows(*arguments: str) -> dict[str, dict[str, str]]:
    """Return what a pipe gets, by the models' ids."""
    names, *lines = CliRunner().invoke(app, [*arguments]).stdout.splitlines()
    found = [dict(zip(names.split("\t"), line.split("\t"), strict=True)) for line in lines]
    return {row["id"]: row for row in found}


def test_every_model_in_use_is_listed_with_the_options_it_takes() -> None:
    """Thinking by level, by tokens, or not at all, as the catalog says."""
    shown = rows()
    assert list(shown) == [model.id for model in MODELS if model.status != "retired"]
    assert shown["gemini-3.8-live"] == {
        "id": "gemini-3.8-live",
        "note": "default",
        "replacement": "",
        "answers": "audio",
        "thinking": "",
        "system": "yes",
        "temperature": "deprecated",
        "context": "131072",
    }
    assert shown["gemini-3.8-live-extended-thinking"]["thinking"] == "low, medium, high"
    assert shown["gemini-2.5-flash-native-audio-preview-12-2025"]["thinking"] == "tokens"
    translator = shown["gemini-3.5-live-translate-preview"]
    assert [translator[name] for name in ("note", "system", "temperature")] == [
        "translation",
        "no",
        "no",
    ]


def test_all_of_them_are_listed_when_asked_for() -> None:
    """A retired model names its replacement."""
    shown = rows("--all")
    assert list(shown) == [model.id for model in MODELS]
    assert shown["gemini-2.0-flash-live-001"]["note"] == "retired"
    assert shown["gemini-2.0-flash-live-001"]["replacement"] == "gemini-3.8-live"


def test_a_program_gets_everything_known() -> None:
    """Prices are numbers, or null where they are unknown."""
    found = {row["id"]: row for row in json.loads(CliRunner().invoke(app, ["--json"]).stdout)}
    default = found["gemini-3.8-live"]
    assert default["default"] is True
    assert default["price"]["audio_out"] == 12
    assert default["input_tokens"] == 131072
    assert default["options"] == ["modality (audio)", "temperature (deprecated)", "system"]
    assert found["gemini-3.5-transcribe-live"]["price"] is None
