"""What an endpoint tells of its model: its name, its window, whether it sees and calls."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

_OLLAMA_WINDOW: Final = 4096
"""Tokens that Ollama gives a model whose settings say nothing, however much it could hold."""

_LEAST: Final = 256
_MOST: Final = 10_000_000
"""Tokens of a window that can be meant."""

_WINDOWS: Final = ("max_model_len", "loaded_context_length", "context_length", "context_window")
"""Names in a list of models: vLLM; LM Studio; OpenRouter; Groq."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a model; None: it is not."""

    name: str = ""
    window: int | None = None
    """Tokens of question and answer."""
    sees: bool | None = None
    calls: bool | None = None
    ollama: bool = False
    """Whether Ollama told: it loads a model when it is asked to."""


def with_models(facts: Facts, answer: object) -> Facts:
    """What `GET /models` adds: OpenAI's, with what vLLM and others say besides.

    Args:
        facts: What is known; its name is that of the model asked for, if there is one.
        answer: JSON.
    """
    listed = answer.get("data") if isinstance(answer, Mapping) else None
    rows = [row for row in listed if isinstance(row, Mapping)] if isinstance(listed, list) else []
    row = next((row for row in rows if row.get("id") == facts.name), None)
    if row is None and rows and not facts.name:
        chats = [row for row in rows if "embed" not in str(row.get("id", "")).lower()]
        row = (chats or rows)[0]
        facts = replace(facts, name=str(row.get("id") or ""))
    if row is None:
        return facts
    meta = row.get("meta")
    found = [row.get(name) for name in _WINDOWS]
    found.append(meta.get("n_ctx") if isinstance(meta, Mapping) else None)
    window = next(filter(None, map(_window, found)), None)
    return replace(facts, window=facts.window or window)


def with_props(facts: Facts, answer: object) -> Facts:
    """What llama.cpp's `GET /props` adds."""
    if not isinstance(answer, Mapping):
        return facts
    settings = answer.get("default_generation_settings")
    window = _window(settings.get("n_ctx")) if isinstance(settings, Mapping) else None
    modes = answer.get("modalities")
    sees = modes.get("vision") if isinstance(modes, Mapping) else None
    return replace(
        facts,
        window=window or facts.window,
        sees=sees if isinstance(sees, bool) else facts.sees,
    )


def with_show(facts: Facts, answer: object) -> Facts:
    """What Ollama's `POST /api/show` adds."""
    if not isinstance(answer, Mapping):
        return facts
    info = answer.get("model_info")
    able = answer.get("capabilities")
    if not isinstance(info, Mapping) and not isinstance(able, list):
        return facts
    window = None
    if isinstance(info, Mapping):
        sizes = (size for name, size in info.items() if str(name).endswith(".context_length"))
        window = next(filter(None, map(_window, sizes)), None)
    told = re.search(r"^num_ctx\s+(\d+)", str(answer.get("parameters") or ""), re.MULTILINE)
    window = (told and _window(int(told[1]))) or min(window or _OLLAMA_WINDOW, _OLLAMA_WINDOW)
    facts = replace(facts, window=window, ollama=True)
    if not isinstance(able, list):
        return facts
    return replace(facts, sees="vision" in able, calls="tools" in able)


def _window(value: Any) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if _LEAST <= value <= _MOST else None
