"""Others' words, fit to be shown: one line, bounded, nothing that steers, no credential."""

from __future__ import annotations

import math
from collections.abc import Sequence

from livechat.config.secrets import masked
from livechat.core.text import visible

_DETAIL_CHARS = 200
"""Characters of somebody else's words worth repeating; a close's reason has at most 123 bytes."""

_MOST_SECONDS = 120
"""Longer waits are told in minutes."""


def line(text: str) -> str:
    """Text from outside on one line, with nothing in it that steers."""
    return " ".join(visible(text).split())


def repeatable(text: str, secrets: Sequence[str]) -> str:
    """Others' words, fit to be shown and logged: one line, nothing that steers, no credential."""
    return masked(line(text), secrets)


def cut(text: str) -> str:
    """The beginning of a text, without the full stop that a sentence around it has."""
    text = text if len(text) <= _DETAIL_CHARS else f"{text[: _DETAIL_CHARS - 1]}…"
    return text.rstrip(" .")


def detail(error: Exception, secrets: Sequence[str]) -> str:
    """The error's own words, without the numbers and the punctuation around them."""
    words = getattr(error, "verify_message", "") or getattr(error, "strerror", "") or str(error)
    return cut(masked(line(words), secrets)) or type(error).__name__


def duration(seconds: float) -> str:
    """Seconds as a person would say them."""
    if seconds <= _MOST_SECONDS:
        return f"{math.ceil(seconds)} s"
    return f"{math.ceil(seconds / 60)} minutes"
