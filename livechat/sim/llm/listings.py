"""What servers of language models tell of the models they have. What they say is data."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from livechat.sim.llm.suitability import Suitability, parameters, suitability

MOST: Final = 1_000
"""Models of one list that are looked at."""

LONGEST_NAME: Final = 256

_BYTES_EACH: Final = 0.6
"""Of a parameter with four bits and a half, as most models for one's own machine have."""

_WIDTHS: Final = (
    (re.compile(r"(?:fp|bf|f)16|16bit"), 2.0),
    (re.compile(r"q8|8bit|int8|fp8"), 1.1),
)

_NO_WRITERS: Final = ("bert", "clip", "t5", "whisper", "embed")
"""Parts of the families, as Ollama and LM Studio name them, that write no text."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A model that a server has."""

    name: str
    suits: Suitability
    count: float | None = None
    """Parameters; None: not known."""
    size: float | None = None
    """Bytes of memory that its weights take; None: not known."""
    loaded: bool = False
    """Whether they are in memory already."""

    @property
    def label(self) -> str:
        """What users call it: llama.cpp's server names a file, with its folders."""
        if not self.name.lower().endswith(".gguf"):
            return self.name
        return self.name.replace("\\", "/").rpartition("/")[2][: -len(".gguf")]

    @property
    def order(self) -> tuple[bool, float]:
        """Sorts first what is to be taken first: what converses well, then what is small."""
        count = self.count if self.count is not None else (self.size or math.inf) / _BYTES_EACH
        return (self.suits != "converses", count)


def of_models(answer: object) -> tuple[Offer, ...]:
    """Offers of `GET /v1/models`: OpenAI's, with what llama.cpp and vLLM say besides."""
    return tuple(_offer(row, "id", loaded=_is_loaded(row)) for row in _rows(answer, "data", "id"))


def of_ollama(answer: object) -> tuple[Offer, ...]:
    """Offers of Ollama's `GET /api/tags`; llama.cpp answers there, too, without sizes."""
    rows = _rows(answer, "models", "name")
    return tuple(_offer(row, "name") for row in rows if _number(row.get("size")))


def of_studio(answer: object) -> tuple[Offer, ...]:
    """Offers of LM Studio's `GET /api/v0/models`."""
    return tuple(
        _offer(row, "id", loaded=row.get("state") == "loaded")
        for row in _rows(answer, "data", "id")
        if "type" in row
    )


def of_name(name: str) -> Offer:
    """What the name of a model tells alone."""
    return _offer({"id": name}, "id")


def _offer(row: Mapping[str, Any], key: str, *, loaded: bool = False) -> Offer:
    name = row[key]
    details, meta = _table(row, "details"), _table(row, "meta")
    told = details.get("parameter_size")
    count = (
        _number(meta.get("n_params"))
        or (parameters(told) if isinstance(told, str) else None)
        or parameters(name)
    )
    size = _number(row.get("size")) or _number(meta.get("size"))
    if size is None and count is not None:
        precise = f"{row.get('quantization')} {details.get('quantization_level')} {name}".lower()
        size = count * next((each for width, each in _WIDTHS if width.search(precise)), _BYTES_EACH)
    suits: Suitability = "never"
    if _writes(row, details):
        suits = suitability(name, published=row.get("owned_by") == "vllm")
    return Offer(name, suits, count, size, loaded)


def _writes(row: Mapping[str, Any], details: Mapping[str, Any]) -> bool:
    """Whether it writes text, and does so on its own server."""
    able = row.get("capabilities")
    if (
        isinstance(able, list)
        and able
        and not {"completion", "chat", "tool_use"} & {*map(str, able)}
    ):
        return False
    if row.get("type") == "embeddings" or row.get("remote_host") or row.get("remote_model"):
        return False
    families = f"{details.get('family')} {row.get('arch')}".lower()
    return not any(one in families for one in _NO_WRITERS)


def _is_loaded(row: Mapping[str, Any]) -> bool:
    """Whether a list of OpenAI's form tells that the model is in memory."""
    state = _table(row, "status").get("value")  # llama.cpp with several models
    if state is not None:
        return bool(state == "loaded")
    return row.get("owned_by") in ("llamacpp", "vllm")


def _rows(answer: object, key: str, name: str) -> Iterator[Mapping[str, Any]]:
    listed = answer.get(key) if isinstance(answer, Mapping) else None
    for row in listed[:MOST] if isinstance(listed, list) else ():
        named = row.get(name) if isinstance(row, Mapping) else None
        if isinstance(named, str) and 0 < len(named) <= LONGEST_NAME and named.isprintable():
            yield row


def _table(row: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = row.get(key)
    return found if isinstance(found, Mapping) else {}


def _number(value: object) -> float | None:
    """A number above 0 that can be a size."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        found = float(value)
    except OverflowError:
        return None
    return found if 0 < found < 1e16 else None
