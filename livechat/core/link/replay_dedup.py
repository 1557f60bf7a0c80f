"""Removes duplicate transcription.

Sound that is sent again after a lost connection is transcribed again. This drops the words that
were already reported, as far as they are the same.
"""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from typing import Final

from livechat.core.link.policies import NEVER
from livechat.core.talk.events import (
    AudioReceived,
    Event,
    InputTranscribed,
    Interrupted,
    OutputTranscribed,
    TextReceived,
    ToolCalled,
)
from livechat.core.talk.transcript import LATE_INPUT_S

MAX_CHARS: Final = 10_000
"""Characters expected again; nobody says that much in the minute that is sent again."""

SURE_CHARS: Final = 12
"""Characters, some three words, that are the same in the middle of what is known and are not so by
chance."""


class ReplayDedup:
    """Follows the words of the user that are not answered yet."""

    def __init__(self) -> None:
        self._words = ""
        """Of the user, since the question of the last complete answer."""
        self._came: list[tuple[int, float]] = []
        """Where each piece of them ends, and when it came, in seconds."""
        self._asked = 0
        """Characters of them that are being answered."""
        self._late_until: float | None = None
        """Until when words belong to the question though its answer has begun; None: it has not."""
        self._known = ""
        """Words that are expected again."""
        self._again = ""
        """What has come of them."""
        self._partly = False
        """Whether they may begin anywhere in what is known."""
        self._since = NEVER
        """Seconds: when the earliest of what is sent again was said."""
        self._earlier = False
        """Whether older sound is sent again than was the last time: words that nobody has been told
        of may come before those that are known."""
        self._gap = ""
        """White space that came after the last of them, and belongs before the next word."""

    def answered(self) -> None:
        """The answer is complete: its question is not asked again. What was said over it may be."""
        self._drop(self._asked)
        self._begin_question()

    def rewound(self, *, again: bool, owed: bool = True, since: float = NEVER) -> None:
        """Take note that the outbox was rewound.

        Args:
            again: Whether speech that was sent before is sent again.
            owed: Whether something that was said is still to be answered.
            since: Seconds: when the earliest of it was said. Older words do not come again, and
                newer ones may be of older sound.
        """
        if not owed:
            self._drop(len(self._words))
        self._begin_question()
        old = [end for end, at in self._came if at < since]
        self._known = self._words[max(old, default=0) :] if again else ""
        self._partly = since > NEVER
        self._earlier, self._since = since < self._since, since

    def fold(self, event: Event) -> Event | None:
        """Take an event of the connection; return it without words that are known; None: all are.

        A guess at words to come is left out while known ones are expected.
        """
        match event:
            case InputTranscribed(interim=True):
                return None if self._known else event
            case InputTranscribed():
                return self._hear(event)
            case Interrupted() if self._late_until is not None:
                self._late_until = event.at
            case AudioReceived() | OutputTranscribed() | TextReceived() | ToolCalled() if (
                self._late_until is None
            ):
                self._late_until = event.at + LATE_INPUT_S
                self._asked = len(self._words)
            case _:
                pass
        return event

    def _drop(self, count: int) -> None:
        self._words = self._words[count:]
        self._came = [(end - count, at) for end, at in self._came if end > count]

    def _begin_question(self) -> None:
        self._asked, self._late_until = 0, None
        self._known = self._again = self._gap = ""

    def _hear(self, event: InputTranscribed) -> Event | None:
        if self._known:
            fresh = self._news(event.text)
        else:
            fresh, self._gap = self._gap + event.text, ""
        if fresh and len(self._words) < MAX_CHARS:
            self._words += fresh
            self._came.append((len(self._words), event.at))
        if self._late_until is not None and event.at <= self._late_until:
            self._asked = len(self._words)
        if fresh == event.text:
            return event
        return replace(event, text=fresh) if fresh.strip() or event.finished else None

    def _news(self, text: str) -> str:
        """What of a text is not known."""
        self._again += text
        starts = _word_starts(self._known) if self._partly else [0]
        results = [_compare(self._again, self._known[start:]) for start in starts]
        # A word or two that are alike in the middle are so by chance.
        results[1:] = [
            (alike, news if news >= SURE_CHARS else 0, complete)
            for alike, news, complete in results[1:]
        ]
        whole = len(self._again)
        alike, news, complete = max(results, key=lambda one: (one[0] == whole, one[1]))
        if alike == whole:
            if complete:
                self._gap = "" if self._words[-1:].isspace() else _space_after(self._again)
                self._known = self._again = ""
            return ""
        while news and self._again[news - 1].isspace():
            news -= 1
        fresh = self._again[news:]
        if self._earlier and not news:
            self._again = ""
            return fresh
        self._known = self._again = ""
        return fresh


def _compare(heard: str, known: str) -> tuple[int, int, bool]:
    """Compare words that came with those that were expected; case, spaces and punctuation apart.

    Returns:
        How many characters of `heard` are as expected; from which one on it is news, if that is
        not all: from the beginning of a word that was heard otherwise, or, where everything known
        has come, from there on, as a word may have been cut; and whether everything has.
    """
    at = begin = matched = 0
    while at < len(heard):
        if _is_between_words(heard[at]):
            at += 1
            continue
        expected = matched
        while expected < len(known) and _is_between_words(known[expected]):
            expected += 1
        if expected == len(known):
            return at, at, True
        if _begins_word(heard, at) and _begins_word(known, expected):
            begin = at
        if heard[at].casefold() != known[expected].casefold():
            return at, begin, False
        at, matched = at + 1, expected + 1
    return at, begin, matched == len(known)


def _word_starts(text: str) -> list[int]:
    """Where words begin; at least the beginning."""
    starts = [
        at for at in range(len(text)) if not _is_between_words(text[at]) and _begins_word(text, at)
    ]
    return starts or [0]


def _space_after(text: str) -> str:
    return text[len(text.rstrip()) :]


def _begins_word(text: str, at: int) -> bool:
    return at == 0 or _is_between_words(text[at - 1])


def _is_between_words(character: str) -> bool:
    return character.isspace() or unicodedata.category(character).startswith("P")
