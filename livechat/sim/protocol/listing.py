"""The lists of models, as the Gemini API and Vertex AI answer `GET …/models`.

Sources: `models.list` and `models.get` in the Gemini API reference; `publishers.models` in that of
Vertex AI.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import parse_qsl

from livechat.catalog.models import MODELS, Model, find
from livechat.sim.protocol.admission import served, shortened
from livechat.sim.protocol.exchange import Answer, refusal
from livechat.sim.protocol.routes import Flavour, Listed
from livechat.sim.protocol.schema import WireError, camel

METHOD: Final = "bidiGenerateContent"
"""What all of them are for; clients choose by it."""

PAGE: Final = 50
"""Models of a page where nobody asks for another number."""

LARGEST_PAGE: Final = 1_000
"""Models of a page, however many are asked for."""

_STAGES: Final[Mapping[str, str]] = {"current": "GA", "preview": "PUBLIC_PREVIEW"}


def answer(listed: Listed, query: str) -> Answer:
    """A page of the models that a service serves, or the one that was asked for by its name.

    Those that are retired are found by their names, and left out of lists.

    Args:
        listed: What was asked for.
        query: Query of the request; `pageSize` and `pageToken` are read.
    """
    if listed.model:
        row = find(listed.model)
        return (
            Answer(200, _described(row, listed.flavour))
            if row is not None and served(row, listed.flavour)
            else refusal(404, _missing(listed))
        )
    rows = [row for row in MODELS if served(row, listed.flavour) and row.status != "retired"]
    try:
        first, size = _page(query)
    except WireError as error:
        return refusal(400, str(error))
    key = "publisherModels" if listed.flavour == "vertex" else "models"
    page = [_described(row, listed.flavour) for row in rows[first : first + size]]
    more = {"nextPageToken": _token(first + size)} if first + size < len(rows) else {}
    return Answer(200, {key: page, **more})


def _described(row: Model, flavour: Flavour) -> dict[str, Any]:
    said = {
        "displayName": row.title,
        "description": f"{row.title}, played by a practice partner. It is not Gemini.",
    }
    version = re.search(r"preview[-\w]*|\d{3}$", row.id)
    if flavour == "vertex":
        return {
            "name": f"publishers/google/models/{row.id}",
            "versionId": version[0] if version else "default",
            "openSourceCategory": "PROPRIETARY",
            "launchStage": _STAGES.get(row.status, "DEPRECATED"),
            **said,
        }
    return {
        "name": f"models/{row.id}",
        "version": version[0] if version else "001",
        **said,
        **({} if row.input_tokens is None else {"inputTokenLimit": row.input_tokens}),
        "supportedGenerationMethods": [METHOD],
        "thinking": row.thinking.kind != "none",
    }


def _missing(listed: Listed) -> str:
    name = shortened(listed.model)
    if listed.flavour == "vertex":
        return f"Publisher Model `publishers/google/models/{name}` is not found."
    return f"Model is not found: models/{name} for api version {listed.version}"


def _page(query: str) -> tuple[int, int]:
    """Index of a page's first model, and how many models it holds at most."""
    given: dict[str, str] = {}
    for name, value in parse_qsl(query):
        given.setdefault(camel(name), value)
    size = given.get("pageSize", "0")
    if not re.fullmatch(r"-?[0-9]{1,9}", size):
        raise WireError(f"Invalid value at 'page_size' (TYPE_INT32), \"{shortened(size)}\"")
    if int(size) < 0:
        raise WireError("Invalid value at 'page_size': it must not be negative.")
    token = given.get("pageToken", "")
    return _index(token) if token else 0, min(int(size) or PAGE, LARGEST_PAGE)


def _token(index: int) -> str:
    return base64.urlsafe_b64encode(b"model %d" % index).decode("ascii")


def _index(token: str) -> int:
    try:
        found = re.fullmatch(rb"model ([0-9]{1,9})", base64.urlsafe_b64decode(token))
    except (binascii.Error, ValueError):
        found = None
    if found is None:
        raise WireError("Invalid value at 'page_token': no earlier answer gave it.")
    return int(found[1])
