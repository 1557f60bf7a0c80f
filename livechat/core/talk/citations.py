"""The sources of an answer: numbered once, and where in its words each number stands.

The service tells them when it likes: before the words, after the turn, again and with more, or not
at all. So each turn has one list, which only grows: a source is known by its address, and keeps the
number that it got first.

The service says where sources stand in bytes of the answer's text (UTF-8). The words that are shown
are a transcription, which may differ from that text. So what the service says these words are is
looked for near the place: letters and digits alone count, since the two may differ in case, in
punctuation, in spaces and in how accents are encoded. Where that is not found either, a source is
in the list only. A number stands behind a word, never within one.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from livechat.core.talk.events import (
    Ended,
    Event,
    GenerationComplete,
    OutputTranscribed,
    Source,
    SourcesCited,
    Support,
    TextReceived,
    TurnComplete,
    TurnSettled,
)
from livechat.core.talk.utterance import Kind, Utterance
from livechat.core.text import WORD

REMEMBERED: Final = 8
"""Turns of which something may still come, as in the state: of older ones the lists are kept, but
not their words."""

MAX_SOURCES: Final = 100
"""Sources of one turn, and queries: more is no list that anybody reads."""

MAX_SUPPORTS: Final = 500
"""Parts of an answer that sources stand behind."""

ANCHOR: Final = 12
"""Letters in a row that are the same by no accident: two or three words."""

SHORT_ANCHOR: Final = 6
"""The same where letters are not Latin: signs that are words or syllables say more."""

ANCHORS: Final = 50
"""Places from which an anchor is looked for, from the end of a part."""

STEP: Final = 4
"""Letters between two of these places."""

SLACK: Final = 3
"""Letters by which a part may be off its place and still count as standing there."""

LONGEST_WORD: Final = 100
"""Characters before a place among which the beginning of its word is looked for."""

_JOINER: Final = "\u200d"
"""Makes one picture of two (ZWJ)."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Numbers of sources beside the words."""

    place: int
    """Characters of the utterance's text before it."""
    numbers: tuple[int, ...]
    """In ascending order."""


@dataclass(frozen=True, slots=True)
class Cited:
    """What a turn is grounded in, as far as it is known."""

    queries: tuple[str, ...] = ()
    """What was searched for, each once."""
    sources: tuple[Source, ...] = ()
    """Each once, in the order of their numbers, which count from 1."""
    settled: bool = False
    """Whether the turn is over and whole; more may come nevertheless."""

    @property
    def nameless(self) -> bool:
        """Whether the model searched, and named no source by the end of its turn."""
        return self.settled and bool(self.queries) and not self.sources


class _Words:
    """The words of an answer as they grow, and their letters alone."""

    def __init__(self) -> None:
        self.begins: dict[float, int] = {}
        """Characters before the first fragment that came at a time, in seconds."""
        self._length = 0
        self._new: list[str] = []
        """Fragments that nobody has looked at: most answers have no sources."""
        self._text = ""
        self._data = b""
        """The text as the service counts it."""
        self._letters = ""
        self._places: list[int] = []
        """For each letter, the place of its character in the text."""

    def add(self, fragment: str, at: float) -> None:
        """Take words that came at a time, in seconds."""
        self.begins.setdefault(at, self._length)
        self._new.append(fragment)
        self._length += len(fragment)

    @property
    def text(self) -> str:
        """All words so far."""
        new, self._new = "".join(self._new), []
        if new:
            for place, letters in _letters_of(new):
                self._letters += letters
                self._places += [len(self._text) + place] * len(letters)
            self._text += new
            self._data += new.encode(errors="replace")
        return self._text

    def place_of(self, support: Support, *, whole: bool) -> int | None:
        """Return after how many characters a part ends, behind a word; None: nowhere, as yet.

        Args:
            support: The part.
            whole: Whether no more words are expected, so that a place beyond them is their end.
        """
        text = self.text
        if support.end > len(self._data) and not whole:
            return None
        end = _characters(self._data, support.end)
        if any(letters for _, letters in _letters_of(support.text)):
            found = self._find(support.text, end, near=not whole)
        else:
            found = end
        return found and behind_word(text, found)

    def _find(self, text: str, end: int, *, near: bool) -> int | None:
        """Return where words end that are looked for close to a place.

        Args:
            text: The words.
            end: Where they should end.
            near: Whether they must end there; else they may be anywhere, and be spelled otherwise.
        """
        wanted = "".join(letters for _, letters in _letters_of(text))
        target = bisect_left(self._places, end)
        found = self._nearest(wanted, target)
        if near:
            found = found if found is not None and abs(found - target) <= SLACK else None
        elif found is None:
            found = self._by_anchor(wanted, target)
        return None if found is None else self._places[found - 1] + 1

    def _nearest(self, wanted: str, target: int) -> int | None:
        """Return after how many letters these letters end, next to a place."""
        size = len(wanted)
        ends = [
            found + size
            for found in (
                self._letters.find(wanted, max(0, target - size)),
                self._letters.rfind(wanted, 0, target),
            )
            if found >= 0
        ]
        return min(ends, key=lambda one: abs(one - target), default=None)

    def _by_anchor(self, wanted: str, target: int) -> int | None:
        """Return where a part ends of whose letters only some in a row are found."""
        for rest in range(0, min(len(wanted), ANCHORS * STEP), STEP):
            piece = wanted[: len(wanted) - rest]
            size = ANCHOR if piece[-ANCHOR:].isascii() else SHORT_ANCHOR
            if len(piece) < size:
                return None
            found = self._nearest(piece[-size:], target - rest)
            if found is not None:
                return min(found + rest, len(self._letters))
        return None


@dataclass(slots=True)
class _Turn:
    """What is known of one turn."""

    queries: dict[str, None] = field(default_factory=dict)
    sources: list[Source] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)
    """By the addresses of sources; by the titles of those that have none."""
    supports: dict[Support, set[int]] = field(default_factory=dict)
    """Parts without their sources, and the numbers of those."""
    words: dict[Kind, _Words] = field(default_factory=dict)
    """Spoken and written."""
    whole: bool = False
    """Whether all words are there, or nearly."""
    settled: bool = False
    places: dict[int, set[int]] | None = None
    """Numbers by the place they stand at; None: to be looked for."""

    @property
    def cited(self) -> Cited:
        """What is known of its sources."""
        return Cited(tuple(self.queries), tuple(self.sources), self.settled)

    @property
    def kind(self) -> Kind:
        """What sources stand behind: spoken words, if there are any."""
        return "speech" if "speech" in self.words else "text"


class Citations:
    """Folds events into the sources of each turn."""

    def __init__(self) -> None:
        self.searches = 0
        """Queries of all turns; one that a turn tells again counts once."""
        self._turns: dict[int, _Turn] = {}
        self._past: dict[int, Cited] = {}
        """Of older turns the lists alone."""

    def fold(self, event: Event) -> None:
        """Take one event, its turn filled in."""
        match event:
            case OutputTranscribed():
                self._hear(event.turn, "speech", event.text, event.at)
            case TextReceived(thought=False):
                self._hear(event.turn, "text", event.text, event.at)
            case SourcesCited():
                self._cite(event)
            case GenerationComplete() | TurnComplete(more=False):
                turn = self._turn(event.turn)
                turn.whole, turn.places = True, None
            case TurnSettled():
                turn = self._turn(event.turn)
                turn.whole, turn.settled, turn.places = True, True, None
            case Ended():
                for turn in self._turns.values():
                    turn.whole, turn.settled, turn.places = True, True, None
            case _:
                pass

    @property
    def turns(self) -> list[int]:
        """Turns that have searched or named sources, among the newest."""
        return [number for number, turn in self._turns.items() if turn.queries or turn.sources]

    def of(self, turn: int) -> Cited:
        """Return what a turn is grounded in."""
        found = self._turns.get(turn)
        return found.cited if found else self._past.get(turn, Cited())

    def marks(self, said: Utterance) -> tuple[Mark, ...]:
        """Return the numbers that stand in an utterance, in the order of their places."""
        turn = self._turns.get(said.turn)
        if turn is None or not turn.supports or said.kind != turn.kind or said.speaker == "user":
            return ()
        words = turn.words.get(turn.kind, _Words())
        begin = words.begins.get(said.at)
        if begin is None or not words.text.startswith(said.text + said.unheard, begin):
            return ()
        end = begin + len(said.text)
        return tuple(
            Mark(place - begin, tuple(sorted(numbers)))
            for place, numbers in sorted(_places(turn, words).items())
            if begin < place <= end
        )

    def _hear(self, number: int, kind: Kind, text: str, at: float) -> None:
        turn = self._turn(number)
        turn.words.setdefault(kind, _Words()).add(text, at)
        turn.places = None

    def _cite(self, event: SourcesCited) -> None:
        turn = self._turn(event.turn)
        turn.places = None
        for query in event.queries:
            if query not in turn.queries and len(turn.queries) < MAX_SOURCES:
                turn.queries[query] = None
                self.searches += 1
        named = [_number(turn, source) for source in event.sources]
        if not named:
            named = list(turn.numbers.values())
        for support in event.supports:
            numbers = {named[one] for one in support.sources if one < len(named)} - {0}
            part = Support(support.begin, support.end, support.text)
            if part in turn.supports or len(turn.supports) < MAX_SUPPORTS:
                turn.supports.setdefault(part, set()).update(numbers)

    def _turn(self, number: int) -> _Turn:
        found = self._turns.setdefault(number, _Turn())
        if len(self._turns) > REMEMBERED:
            oldest = min(self._turns)
            gone = self._turns.pop(oldest)
            if gone.queries or gone.sources:
                self._past[oldest] = replace(gone.cited, settled=True)
        return found


def _number(turn: _Turn, source: Source) -> int:
    """Return a source's number, a new one if it has none; 0: it is one too many, or has no name."""
    key = source.uri or source.title
    if not key or (key not in turn.numbers and len(turn.sources) >= MAX_SOURCES):
        return 0
    if key not in turn.numbers:
        turn.sources.append(source)
        turn.numbers[key] = len(turn.sources)
    number = turn.numbers[key]
    if source.title and not turn.sources[number - 1].title:
        turn.sources[number - 1] = source
    return number


def _places(turn: _Turn, words: _Words) -> dict[int, set[int]]:
    if turn.places is None:
        turn.places = {}
        for support, numbers in turn.supports.items():
            place = words.place_of(support, whole=turn.whole)
            if place and numbers:
                turn.places.setdefault(place, set()).update(numbers)
    return turn.places


def behind_word(text: str, place: int) -> int:
    """Return where the word ends that a place is in or behind; 0: there is none."""
    while place and text[place - 1].isspace():
        place -= 1
    for word in WORD.finditer(text, max(0, place - LONGEST_WORD)):
        if word.start() < place <= word.end():
            place = word.end()
            break
    stops = WORD.match(text, place) if place else None
    if stops and all(unicodedata.category(char)[0] == "P" for char in stops[0]):
        place = stops.end()  # `京.`, since a sign is a word of its own
    while 0 < place < len(text) and _belongs(text[place - 1], text[place]):
        place += 1
    return place


def _belongs(before: str, char: str) -> bool:
    """Whether a character is one with that before it."""
    return _JOINER in (before, char) or unicodedata.category(char)[0] == "M"


def _characters(data: bytes, offset: int) -> int:
    """Return how many characters begin before a byte of UTF-8."""
    within = offset < len(data) and data[offset] & 0xC0 == 0x80
    return len(data[:offset].decode(errors="ignore")) + within


def _letters_of(text: str) -> Iterator[tuple[int, str]]:
    """Yield the letters and digits of each character, with its place: `É` → `e`."""
    for place, char in enumerate(text):
        plain = unicodedata.normalize("NFKD", char).casefold()
        yield place, "".join(one for one in plain if one.isalnum())
