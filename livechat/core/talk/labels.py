"""Which transcribed words of the user's are words.

Services transcribe noise as labels: `<noise>`, `[music]`, `(silence)`, `【音楽】`, three dots. A
label is not something said: it must not be shown, kept, answered or taken for a sign of life.
Fragments may be cut anywhere, also inside a label.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from livechat.core.talk.events import InputTranscribed

GAP_S: Final = 1.5
"""Seconds between fragments of one utterance, at most: punctuation alone belongs to the word before
it, and the rest of a label to its beginning."""

_LABEL: Final = re.compile(
    r"<[^<>]{0,40}>|\[[^\[\]]{0,40}\]|\{[^{}]{0,40}\}|【[^【】]{0,40}】|［[^［］]{0,40}］"
)
"""Nobody speaks in these brackets."""

_ASIDE: Final = re.compile(r"\([^()]{0,40}\)|\*[^*]{0,40}\*|（[^（）]{0,40}）")
"""Labels where nothing else is said; within a sentence they may be part of it."""

_BEGUN: Final = re.compile(r"(?:[<\[{](?:[a-z][a-z _-]{0,40})?|[【［][^\W_]{0,20})$", re.IGNORECASE)

_ASIDE_BEGUN: Final = re.compile(
    r"\s*(?:[(*](?:[a-z][a-z _-]{0,20})?|（[^\W_]{0,10})", re.IGNORECASE
)
"""The same of an aside, where nothing is said before it."""

_WORD: Final = re.compile(r"[^\W_]")


class LabelFilter:
    """Lets the user's words through, and labels not."""

    def __init__(self) -> None:
        self._held = ""
        """The beginning of what may be a label."""
        self._held_at = self._word_at = float("-inf")

    def fold(self, event: InputTranscribed) -> InputTranscribed | None:
        """Take a fragment; return it without labels; None: nothing of it was said."""
        if event.interim:
            return event if _has_words(_LABEL.sub("", event.text)) else None
        held = self._held if event.at <= self._held_at + GAP_S else ""
        text, self._held = _LABEL.sub("", held + event.text), ""
        begun = _BEGUN.search(text)
        if begun is None and event.at > self._word_at + GAP_S:
            begun = _ASIDE_BEGUN.fullmatch(text)
        if begun and not event.finished:
            text, self._held = text[: begun.start()], text[begun.start() :]
            self._held_at = event.at
        if _has_words(text):
            self._word_at = event.at
        elif event.at > self._word_at + GAP_S or _WORD.search(text):
            return None
        return replace(event, text=text) if text or event.finished else None


def without_labels(text: str) -> str:
    """Return the words of a whole text, without labels and asides."""
    return _ASIDE.sub(" ", _LABEL.sub(" ", text))


def _has_words(text: str) -> bool:
    return bool(_WORD.search(_ASIDE.sub("", text)))
