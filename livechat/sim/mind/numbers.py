"""English numbers, as ears write them: `42`, `1,000`, `forty two`, `forty-two`, `four two`."""

from __future__ import annotations

import re
from typing import Final

_UNITS: Final = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen",
)  # fmt: skip
_TENS: Final = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")

_SMALL: Final = {
    **{word: value for value, word in enumerate(_UNITS)},
    **{word: 10 * value for value, word in enumerate(_TENS, start=2)},
    "oh": 0,
    "a": 1,
}
_LARGE: Final = {"thousand": 1_000, "million": 1_000_000}

NUMERALS: Final = frozenset((*_SMALL, *_LARGE, "hundred", "and")) - {"a", "oh"}
"""Words that numbers are spelled with; "a" and "oh" are mostly something else."""


def digits(text: str) -> str | None:
    """`text` as digits if it is a number and nothing else, else None.

    A row of single digits (a telephone number, a code) keeps every one of them.
    """
    words = re.findall(r"[a-z]+|[0-9]+(?:[.,][0-9]+)*|[^\sa-z0-9,.-]", text.lower())
    if not words:
        return None
    if all(re.fullmatch(r"[0-9.,]+", word) for word in words):
        plain = [re.sub(r",(?=[0-9]{3}(?![0-9]))", "", word) for word in words]
        return "".join(plain)
    single = [_SMALL.get(word, 10) if word != "a" else 10 for word in words]
    if all(value < 10 for value in single):
        return "".join(map(str, single))
    value = _spelled(words)
    return None if value is None else str(value)


def _spelled(words: list[str]) -> int | None:
    """The value of one spelled number, below a thousand millions."""
    total = group = 0
    before = ""  # what the word may follow decides whether this is one number
    for word in words:
        if word == "and" and before in ("hundred", *_LARGE):
            continue
        if word in _LARGE and group:
            total, group = total + group * _LARGE[word], 0
        elif word == "hundred" and 0 < group < 20:
            group *= 100
        elif word in _SMALL and _fits(word, before):
            group += _SMALL[word]
        else:
            return None
        before = word
    return total + group if words[-1] not in ("and", "a") else None


def _fits(word: str, before: str) -> bool:
    if before in ("", "hundred", *_LARGE):
        return True
    return before in _TENS and 0 < _SMALL[word] < 10
