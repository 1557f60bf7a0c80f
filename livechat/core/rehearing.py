"""What the user says twice to the service, but once to everybody else.

Sound that is sent again after a lost connection is transcribed again. Its words are known already,
and are left out as far as they are the same.
"""

from __future__ import annotations

import re
from dataclasses import replace

from livechat.core.events import Event, InputTranscribed, Interrupted
from livechat.core.transcript import LATE_INPUT_S


class Rehearing:
    """Follows the words of the question that is not answered yet."""

    def __init__(self) -> None:
        self._words = ""
        """Of the user, since the last complete answer."""
        self._known = ""
        """Those that are expected again."""
        self._anywhere = False
        """Whether the first of them need not come: the answer had begun before they were known."""
        self._space = ""
        """With which what was left out last ended."""
        self._answer_at: float | None = None
        """When the model began to answer; None: it has not yet."""
        self._before = 0
        """Characters of the words that came before it."""
        self._question = 0
        """The same, with those that trailed it: the transcription is slower than the answer."""
        self._interrupted = False

    def asked(self, at: float) -> None:
        """The model begins to answer."""
        self._answer_at = at
        self._before = self._question = len(self._words)
        self._interrupted = False

    def answered(self) -> None:
        """The answer is complete: its question is not asked again. What was said since may be."""
        self._words = self._words[self._before if self._interrupted else self._question :]
        self._answer_at = None
        self._before = self._question = 0

    def rewound(self, *, again: bool) -> None:
        """There is a new connection; `again`: what was said is sent again."""
        self._known = self._words if again else ""
        self._anywhere, self._space = True, ""
        self._words = self._known
        self._answer_at = None
        self._before = self._question = 0

    def fold(self, event: Event) -> Event | None:
        """Take an event of the connection; return it without words that are known; None: all are.

        A guess at words to come is left out while known ones are expected.
        """
        if isinstance(event, Interrupted):
            self._interrupted = True  # by the words around it: they are no part of the question
        if not isinstance(event, InputTranscribed):
            return event
        if event.interim:
            return None if self._known else event
        text, fresh = event.text, event.text
        if self._known and text.strip():
            at, same = _found(text, self._known, anywhere=self._anywhere)
            self._anywhere = False
            fresh = text[same:]
            # If it was heard otherwise this time, it is news from here on.
            self._known = "" if fresh else self._known[at:]
            self._space = text[-1] if text[-1].isspace() else ""
        elif self._space and fresh.strip():  # the news is apart from what was left out
            fresh, self._space = self._space + fresh, ""
        self._words += fresh
        if self._answer_at is not None and event.at <= self._answer_at + LATE_INPUT_S:
            self._question = len(self._words)
        if fresh == text:
            return event
        return replace(event, text=fresh) if fresh.strip() or event.finished else None


def _found(text: str, known: str, *, anywhere: bool) -> tuple[int, int]:
    """Where known words go on after a fragment, and how much of the fragment is known.

    Args:
        text: The fragment; not blank.
        known: Words expected; not blank.
        anywhere: Whether it may begin with any of them, not only with the first.
    """
    starts = [word.start() for word in re.finditer(r"\S+", known)] if anywhere else []
    for start in [0, *starts]:
        same, matched = _same(text, known[start:])
        if same == len(text):
            return start + matched, same
        if not known[start + matched :].strip():
            return start + matched, len(text[:same].rstrip())
    same, matched = _same(text, known)
    # Words are known whole or not at all: neither “the” of “then”, nor “then” of “the end”.
    begun = r"\S+\s*$" if _within(known, matched) else r"\S*$"
    return matched, len(re.sub(begun, "", text[:same]).rstrip())


def _within(text: str, at: int) -> bool:
    """Whether a place lies within a word."""
    return bool(text[at - 1 : at].strip() and text[at : at + 1].strip())


def _same(text: str, known: str) -> tuple[int, int]:
    """Characters of either that the two begin with, white space and case apart."""
    at = matched = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        while matched < len(known) and known[matched].isspace():
            matched += 1
        if matched == len(known) or text[at].casefold() != known[matched].casefold():
            break
        at, matched = at + 1, matched + 1
    return at, matched
