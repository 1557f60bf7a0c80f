"""`livechat models`."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import Annotated

import typer

from livechat.catalog.models import DEFAULT, MODELS, Model
from livechat.ui.tables import show_table


def models(
    every: Annotated[bool, typer.Option("--all", help="Also those that are retired.")] = False,
    json: Annotated[
        bool,
        typer.Option("--json", help="Print a JSON array: also tools, context, prices, sources."),
    ] = False,
) -> None:
    """List the models and which options each takes.

    Any other id is taken too, with a warning: new models come faster than this list.

    \b
    livechat models
    livechat models --all
    livechat models --json
    """
    rows = [_row(model) for model in MODELS if every or model.status != "retired"]
    show_table(("id", "note", "options"), rows, json=json, stdout=sys.stdout)


def _row(model: Model) -> dict[str, object]:
    return asdict(model) | {
        "default": model.id == DEFAULT,
        "note": _note(model),
        "options": _options(model),
    }


def _note(model: Model) -> str:
    if model.id == DEFAULT:
        return "default"
    if model.status == "retired":
        return f"retired, use {model.replacement}"
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
