"""A sentence that an answer says again and again, as users of the Live API report."""

from __future__ import annotations

import re
from typing import Final
from unicodedata import east_asian_width

TIMES: Final = 3
"""Times in a row that make it certain; people say “no, no”, not three times a whole sentence."""

MIN_CHARS: Final = 8
"""Letters and digits of what is repeated: shorter things are laughter, counting, emphasis. Chinese,
Japanese and Korean letters count twice: they say as much."""

MAX_CHARS: Final = 400
"""Letters and digits of the longest sentence that is looked for."""

MIN_LETTERS: Final = 4
"""Different letters in it: “ha ha ha” has two."""

_MAX_PIECE_CHARS: Final = 2 * TIMES * MAX_CHARS
"""Characters of one piece that are looked at, the last: a hostile one may be long."""

_SENTENCE_END: Final = re.compile(r"(?<=[.!?…。！？\n])")


class Repetition:
    """Follows the words of one answer, cut anywhere."""

    def __init__(self) -> None:
        self._said = ""
        self._told = False

    def clear(self) -> None:
        """Begin with another answer."""
        self._said, self._told = "", False

    def add(self, text: str) -> bool:
        """Take a piece of the answer's words; return whether it makes a repetition certain.

        Told once an answer. Case, spaces and punctuation do not count.
        """
        if self._told:
            return False
        # What repeats goes on repeating wherever a piece is cut, so that its end is enough; but
        # one piece can hold all of it and what follows.
        for sentence in _SENTENCE_END.split(text[-_MAX_PIECE_CHARS:]):
            letters = "".join(filter(str.isalnum, sentence)).casefold()
            self._said = (self._said + letters)[-TIMES * MAX_CHARS :]
            if letters and _repeats(self._said):
                self._told = True
                return True
        return False


def _repeats(said: str) -> bool:
    """Whether the end of it is `TIMES` times the same."""
    longest = min(MAX_CHARS, len(said) // TIMES)
    if len(set(said[-TIMES * MIN_CHARS :])) < MIN_LETTERS:
        return False  # a long laughter: every part of it repeats, and looking at all takes long
    return any(
        said.endswith(said[-size:] * TIMES) and _is_sentence(said[-size:])
        for size in range(MIN_CHARS // 2, longest + 1)
        if said[-1] == said[-1 - size] == said[-1 - 2 * size]
    )


def _is_sentence(letters: str) -> bool:
    """Whether it is more than laughter."""
    wide = sum(east_asian_width(letter) in "WF" for letter in letters)
    return len(letters) + wide >= MIN_CHARS and len(set(letters)) >= MIN_LETTERS
