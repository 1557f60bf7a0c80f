"""One request, word by word, and which of its words have been used."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from livechat.sim.mind.vocabulary import EMPTY
from livechat.sim.mind.words import Word


@dataclass(frozen=True, slots=True)
class Span:
    """Words `first` to before `last` of a clause."""

    first: int
    last: int


class Clause:
    """The words of one request.

    Args:
        text: The whole prompt.
        words: The request's words, as they stand in it.
        matched: Indices of words that name the function, which are no argument.
        labels: Stems that name a parameter, where the value of another one ends.
        telling: Indices of words that ask for the function; they may be an argument too.
    """

    def __init__(
        self,
        text: str,
        words: Sequence[Word],
        matched: AbstractSet[int] = frozenset(),
        labels: AbstractSet[str] = frozenset(),
        telling: AbstractSet[int] = frozenset(),
    ) -> None:
        self.text = text
        self.words = words
        self.matched = matched
        self.labels = labels
        self.telling = telling
        self._used: set[int] = set()
        self._places: dict[str, list[int]] = {}
        for at, word in enumerate(words):
            self._places.setdefault(word.stem, []).append(at)

    def __len__(self) -> int:
        return len(self.words)

    def said(self, span: Span) -> str:
        """The words as they were written, with what stands between them."""
        return self.text[self.words[span.first].start : self.words[span.last - 1].end]

    def gap(self, at: int) -> str:
        """What stands before the word `at`; empty before the first."""
        return self.text[self.words[at - 1].end : self.words[at].start] if at else ""

    def places(self, stem: str) -> Sequence[int]:
        """Where words of that stem stand."""
        return self._places.get(stem, ())

    def use(self, span: Span) -> str:
        """Take words for a value; returns them as written."""
        self._used.update(range(span.first, span.last))
        return self.said(span)

    def free(self, at: int) -> bool:
        """Whether the word belongs to no value yet."""
        return at < len(self.words) and at not in self._used

    def open(self, at: int) -> bool:
        """Whether the word is free and does not name the function either."""
        return self.free(at) and at not in self.matched

    def search(self, pattern: re.Pattern[str]) -> Iterator[tuple[re.Match[str], Span]]:
        """Matches of a pattern whose words are all free, with those words; in order."""
        if not self.words:
            return
        first = 0
        # Quotation marks stand around the words, perhaps behind a full stop.
        start, end = max(0, self.words[0].start - 1), self.words[-1].end + 2
        for match in pattern.finditer(self.text, start, end):
            while first < len(self.words) and self.words[first].end <= match.start():
                first += 1
            last = first
            while last < len(self.words) and self.words[last].start < match.end():
                last += 1
            if last > first and all(self.free(at) for at in range(first, last)):
                yield match, Span(first, last)

    def rest(self, without: AbstractSet[int] = frozenset()) -> Span | None:
        """The longest row of open words, without empty ones at its ends.

        Args:
            without: Indices of words that are not wanted.
        """
        best, most = None, 0
        at = 0
        while at < len(self.words):
            begin = at
            while at < len(self.words) and self.open(at) and at not in without:
                at += 1
            span = self.trimmed(Span(begin, at))
            full = sum(not self._empty(word) for word in range(span.first, span.last))
            if full > most:
                best, most = span, full
            at += 1
        return best

    def trimmed(self, span: Span) -> Span:
        """The span without empty words at its ends."""
        first, last = span.first, span.last
        while first < last and self._empty(first):
            first += 1
        while first < last and self._empty(last - 1):
            last -= 1
        return Span(first, last)

    def capital(self, at: int) -> bool:
        """Whether a word is written as a name; "I" is none."""
        word = self.words[at].text
        return word[0].isupper() and word != "I" and not word.startswith(("I'", "I’"))

    def _empty(self, at: int) -> bool:
        return self.words[at].stem in EMPTY and not (at and self.capital(at))
