"""What is left out when an endpoint refuses a question, so that it may take the rest."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from livechat.sim.llm.chat import Manner
from livechat.sim.llm.problems import missing, too_long

_HOPELESS: Final = frozenset({401, 402, 403, 407, 408, 413, 429})
"""Of HTTP: what is wrong is nothing that can be left out."""

_UNFIT: Final = frozenset({400, 415, 422, 501})
"""Of HTTP: something that was sent does not fit, even where it is not told what."""

_NAMED: Final[Mapping[str, re.Pattern[str]]] = {
    "stream_options": re.compile(r"stream_options", re.IGNORECASE),
    "seed": re.compile(r"\bseed\b", re.IGNORECASE),
    "temperature": re.compile(r"\btemperature\b", re.IGNORECASE),
    "max_tokens": re.compile(r"max_tokens", re.IGNORECASE),
    "pictures": re.compile(
        r"image|picture|vision|visual|multi-?modal|mmproj|content.{0,40}\bstring|expected.{0,20}text",
        re.IGNORECASE | re.DOTALL,
    ),
    "tools": re.compile(r"\btools?\b|tool[_ -](?:choice|call|use)|functions?\b", re.IGNORECASE),
    "system": re.compile(
        r"\bsystem\b.{0,40}\b(?:role|message|prompt)|\brole\b.{0,40}\bsystem", re.I
    ),
}
"""What in an endpoint's words names the thing it refuses; the first that was sent counts."""

_UNNAMED: Final = ("stream_options", "seed", "pictures", "tools")
"""What is left out, one after the other, if the endpoint does not name it."""

_WINDOW: Final = re.compile(
    r"(?:n_ctx\W{1,4}|maximum context length (?:is|of) |context (?:size|length|window)\D{0,20})"
    r"(\d{3,8})",
    re.IGNORECASE,
)


def narrower(manner: Manner, body: Mapping[str, Any], status: int, words: str) -> Manner | None:
    """Another manner of asking, after a refusal; None: there is none.

    A question that is too long for the window is asked once more with half of it.

    Args:
        manner: How the endpoint was asked.
        body: What it was sent.
        status: Of HTTP; 0: it told in its answer that it failed.
        words: Its own.
    """
    if status in _HOPELESS or 300 <= status < 400:
        return None
    if too_long(words):
        if manner.halved:
            return None
        told = _WINDOW.search(words)
        window = min(manner.window, int(told[1])) if told else manner.window
        return replace(manner, window=window // 2, halved=True)
    if manner.name:
        words = words.replace(manner.name, "")
    sent = [name for name in _NAMED if _in(body, name) and name not in manner.without]
    for name in sent:
        if _NAMED[name].search(words):
            return replace(manner, without=manner.without | {name})
    if status not in _UNFIT or missing(status, words):
        return None
    unnamed = next((name for name in _UNNAMED if name in sent), None)
    return replace(manner, without=manner.without | {unnamed}) if unnamed else None


def _in(body: Mapping[str, Any], name: str) -> bool:
    """Whether a body holds the thing."""
    messages = body.get("messages", ())
    if name == "pictures":
        return any(
            part.get("type") == "image_url"
            for message in messages
            if isinstance(content := message.get("content"), list)
            for part in content
        )
    if name == "system":
        return bool(messages) and messages[0].get("role") == "system"
    return name in body
