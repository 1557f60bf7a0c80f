"""Plain words and their stems, and how much of a text is looked at and said."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

LONGEST_ECHO: Final = 300
"""Characters said back; a page of pasted text would be read out for minutes."""

LONGEST_PROMPT: Final = 4_000
"""Characters of a prompt that are looked at, four minutes of speech: all sessions wait while
one of them is thinking.
"""

LONGEST_ANSWER: Final = 1_000
"""Characters of an answer, a minute of speech; a hundred facts would take half an hour."""

SAYING: Final = r"^(?:(?:please|now|ok|okay|hello|hi|hey|can you|could you|would you) )*"
"""What may stand before a request, for patterns searched in plain words."""

FRAMES: Final = re.compile(r"</?(?:instructions?|system|context)>")
"""What frameworks put around words that are not the user's own."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text."""

    text: str
    """As written."""
    start: int
    """Where it begins in the text."""
    end: int
    plain: str
    """Lower case, with straight apostrophes."""
    stem: str


def plain_words(text: str) -> str:
    """Lower-case words with single spaces; of punctuation only apostrophes and what is in
    numbers stays.
    """
    text = text.lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    return " ".join(_PLAIN.findall(text))


def as_written(text: str, plain: str, start: int, end: int) -> str:
    """What stands in `text` for a piece of its plain words, given by its characters there.

    Where small letters are not as many as capitals, the plain words themselves are returned.
    """
    places = list(_PLAIN.finditer(text.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")))
    if len(places) != len(plain.split()):
        return plain[start:end]
    first = plain.count(" ", 0, start)
    last = first + plain[start:end].count(" ")
    return text[places[first].start() : places[last].end()]


def both_ends(text: str, most: int = LONGEST_PROMPT) -> str:
    """`text`, or its two ends on lines of their own: what is asked stands at one of them."""
    if len(text) <= most:
        return text
    half = most // 2 - 1
    return f"{text[:half]}\n{text[-half:]}"


def shortened(text: str, most: int = LONGEST_ECHO) -> str:
    """`text`, cut after a word if it has several, in at most `most` characters and an ellipsis."""
    if len(text) <= most:
        return text
    return (text[:most].rpartition(" ")[0] or text[:most]) + "…"


def enumeration(items: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def word_set(words: str) -> frozenset[str]:
    """Words with spaces between them, as a set; for tables."""
    return frozenset(words.split())


def words_of(text: str) -> list[Word]:
    """The words of a text and where they stand; `getWeather` and `get_weather` are two each."""
    found = []
    for match in _WORD.finditer(text):
        whole, at = match.group(), match.start()
        cuts = [0, *(cut.start() for cut in _HUMP.finditer(whole)), len(whole)]
        for first, last in pairwise(cuts):
            piece = whole[first:last]
            plain = piece.lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
            found.append(Word(piece, at + first, at + last, plain, stem(plain)))
    return found


def stems_of(text: str) -> list[str]:
    """The stems of the words of a text, in order."""
    return [word.stem for word in words_of(text)]


@lru_cache(maxsize=4096)
def stem(word: str) -> str:
    """A lower-case word without a plural, `-ing`, `-ed` or a last `e`; rough, but the same for
    all forms of most words.
    """
    word = word.replace("-", "").removesuffix("'s").replace("'", "")
    if word in _WHOLE:
        return word
    if len(word) > 4 and word.endswith("ies"):
        word = word[:-3] + "y"
    elif len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us")):
        word = word[:-1]
    for ending in ("ing", "ed"):
        root = word.removesuffix(ending)
        if root != word and len(root) > 2 and re.search("[aeiouy]", root):
            doubled = root[-1] == root[-2] and root[-1] not in "aeiouls"
            word = root[:-1] if doubled else root
            break
    return word[:-1] if len(word) > 3 and word.endswith("e") else word


_PLAIN: Final = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:'[^\W\d_]+)*")
_WHOLE: Final = frozenset(("news", "times"))
"""No plurals: "3 times 4" is not about the time."""

_WORD: Final = re.compile(
    r"e-?mails?\b|\d+(?:[.,:]\d+)*|[^\W\d_]+(?:['\N{RIGHT SINGLE QUOTATION MARK}][^\W\d_]+)*",
    re.IGNORECASE,
)
_HUMP: Final = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
