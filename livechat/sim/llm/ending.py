"""Where an answer ends that does not end by itself: a small model may say the same for ever.

An answer is over when it begins to repeat what it has just said, word for word:

    a word or two       six times in a row     "ha ha ha" may pass
    three to five       three times
    six to forty        twice

The first of them is kept. What differs by a word is not found; the number of sentences ends that.
"""

from __future__ import annotations

import re
from typing import Final

LONGEST: Final = 40
"""Words that may repeat: two sentences that take turns."""

_TIMES: Final = ((2, 6), (5, 3), (LONGEST, 2))
"""Up to so many words, how often in a row is too often."""

_REMEMBERED: Final = LONGEST * 2
"""Words that are looked back at."""

_WORD: Final = re.compile(r"\S+")
_SENTENCE_END: Final = re.compile(r"[.!?…。！？][\"'”’)]*\Z")


class Ending:
    """Follows one answer, clause by clause.

    Args:
        sentences: After so many the answer is over; None: after any number.
    """

    def __init__(self, sentences: int | None = None) -> None:
        self.over = False
        """Whether the answer ends with what was taken last."""
        self._sentences = sentences
        self._said: list[str] = []

    def take(self, words: str) -> str:
        """Return what is to be said of the next clause: all of it, its beginning, or nothing."""
        for found in _WORD.finditer(words):
            if not (plain := _plain(found.group())):
                continue
            self._said.append(plain)
            del self._said[:-_REMEMBERED]
            if again := repeated(self._said):
                self.over = True
                kept = [one.end() for one in _WORD.finditer(words, 0, found.end())][
                    : -again or None
                ]
                return _closed(words[: kept[-1]]) if kept else ""
            if self._sentences is not None and _SENTENCE_END.search(found.group()):
                self._sentences -= 1
                if not self._sentences:
                    self.over = True
                    return words[: found.end()]
        return words


def repeated(said: list[str]) -> int:
    """How many words at the end are there too often, after the first time; 0: none.

    Args:
        said: Words, the newest last.
    """
    least = 1
    for longest, times in _TIMES:
        for length in range(least, min(longest, len(said) // times) + 1):
            whole = said[-length * times :]
            if all(one == other for one, other in zip(whole, whole[length:], strict=False)):
                return length * (times - 1)
        least = longest + 1
    return 0


def _plain(word: str) -> str:
    """A word as it sounds, whatever stands around it."""
    return "".join(filter(str.isalnum, word.casefold()))


def _closed(words: str) -> str:
    """Words that break off, as a sentence."""
    words = words.rstrip(" ,;:–—-")
    return words if not words or _SENTENCE_END.search(words) else f"{words}."
