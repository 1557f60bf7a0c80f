"""What the user says twice to the service, but once to everybody else.

Sound that is sent again after a lost connection is transcribed again. Its words are known already,
and are left out as far as they are the same.
"""

from __future__ import annotations

from dataclasses import replace

from livechat.core.events import Event, InputTranscribed


class Rehearing:
    """Follows the words of the question that is not answered yet."""

    def __init__(self) -> None:
        self._words = ""
        """Of the user, since the last complete answer."""
        self._known = ""
        """Those that are expected again."""

    def answered(self) -> None:
        """The answer is complete: its question is not asked again."""
        self._words = ""

    def rewound(self, *, again: bool) -> None:
        """There is a new connection; `again`: what was said is sent again."""
        self._known = self._words if again else ""
        self._words = self._known

    def fold(self, event: Event) -> Event | None:
        """Take an event of the connection; return it without words that are known; None: all are.

        A guess at words to come is left out while known ones are expected.
        """
        if not isinstance(event, InputTranscribed):
            return event
        if event.interim:
            return None if self._known else event
        text = event.text
        fresh = text[_same(text, self._known) :] if self._known else text
        if fresh and self._known:
            self._known = ""  # it was heard otherwise this time: from here on it is news
        elif self._known:
            self._known = self._known[_same(self._known, text) :]
        self._words += fresh
        if fresh == text:
            return event
        return replace(event, text=fresh) if fresh.strip() or event.finished else None


def _same(text: str, known: str) -> int:
    """Characters of `text` that `known` begins with, white space and case apart."""
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
    return at
