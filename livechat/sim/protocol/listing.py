"""The list of models, as `GET /v1beta/models` answers it."""

from __future__ import annotations

from typing import Any

from livechat.catalog.models import MODELS, Model, find
from livechat.sim.protocol.exchange import Answer, refusal

METHOD = "bidiGenerateContent"
"""What all of them are for; clients choose by it."""


def all_models() -> Answer:
    """Every model the Gemini API serves; those that are retired are not told of."""
    served = [row for row in MODELS if "gemini" in row.platforms and row.status != "retired"]
    return Answer(200, {"models": [_described(row) for row in served]})


def one_model(name: str) -> Answer:
    """A model by its name; retired ones too, as long as they are served."""
    row = find(name)
    if row is None or "gemini" not in row.platforms:
        return refusal(404, f"Model is not found: models/{name[:80]} for api version in use.")
    return Answer(200, _described(row))


def _described(row: Model) -> dict[str, Any]:
    limit = {} if row.input_tokens is None else {"inputTokenLimit": row.input_tokens}
    return {
        "name": f"models/{row.id}",
        "displayName": row.title,
        "description": f"{row.title}, played by a practice partner. It is not Gemini.",
        **limit,
        "supportedGenerationMethods": [METHOD],
    }
