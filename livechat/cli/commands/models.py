"""`livechat models`."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import Annotated

import typer

from livechat.catalog.models import DEFAULT, MODELS, Model
from livechat.cli import options as o
from livechat.ui.tables import Column, show_table

_COLUMNS = (
    Column("id", weight=9, least=38, cut="middle"),
    Column("note", weight=8),
    Column("replacement", "use instead", weight=7),
    Column("answers", weight=5),
    Column("levels", "thinking", weight=6, only="narrow"),
    Column("thinking", weight=6, only="wide"),
    Column("system", weight=4, only="wide"),
    Column("temperature", weight=3, only="wide"),
    Column("context", weight=2, only="wide", right=True),
    Column("not_taken", "takes no", weight=6, only="narrow"),
)


def models(
    every: Annotated[bool, typer.Option("--all", help="Show retired models, too.")] = False,
    wide: o.Wide = False,
    json: Annotated[
        bool,
        typer.Option("--json", help="Print a JSON array, with tools, prices and sources."),
    ] = False,
) -> None:
    """List the models and their options.

    Any other model is accepted, too, with a warning.

    \b
    livechat models
    livechat models --all --wide
    livechat models --json
    """
    shown = [model for model in MODELS if every or model.status != "retired"]
    rows = [_facts(model) if json else _row(model) for model in shown]
    show_table(_COLUMNS, rows, json=json, stdout=sys.stdout, wide=wide)


def _facts(model: Model) -> dict[str, object]:
    return asdict(model) | {
        "default": model.id == DEFAULT,
        "note": _note(model),
        "options": _options(model),
    }


def _row(model: Model) -> dict[str, object]:
    taken = {"system": model.system, "temperature": model.temperature}
    return {
        "id": model.id,
        "note": _note(model),
        "answers": model.modalities,
        "replacement": model.replacement if model.status == "retired" else None,
        "levels": _thinking(model, short=True),
        "thinking": _thinking(model),
        "system": _yes(model.system),
        "temperature": "deprecated" if model.sampling_deprecated else _yes(model.temperature),
        "context": model.input_tokens,
        "not_taken": [name for name, takes in taken.items() if not takes],
    }


def _yes(takes: bool) -> str:
    return "yes" if takes else "no"


def _thinking(model: Model, *, short: bool = False) -> str:
    """Return what --thinking may be."""
    levels = model.thinking.levels
    if model.thinking.kind == "budget":
        return "tokens"
    if short and len(levels) > 1:
        return f"{levels[0]} to {levels[-1]}"
    return ", ".join(levels)


def _note(model: Model) -> str:
    if model.id == DEFAULT:
        return "default"
    if model.status == "retired":
        return model.status
    return model.status if model.task == "conversation" else model.task


def _options(model: Model) -> list[str]:
    """Return the settings a model takes, with the values that depend on it."""
    thinking = {
        "none": None,
        "budget": "thinking (tokens)",
        "level": f"thinking ({', '.join(model.thinking.levels)})",
    }[model.thinking.kind]
    taken = (
        f"modality ({', '.join(model.modalities)})",
        thinking,
        f"temperature{' (deprecated)' * model.sampling_deprecated}" if model.temperature else None,
        "system" if model.system else None,
    )
    return [option for option in taken if option]
