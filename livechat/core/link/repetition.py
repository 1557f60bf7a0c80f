"""A sentence that an answer says again and again, as users of the Live API report."""

from __future__ import annotations

from typing import Final

TIMES: Final = 3
"""Times in a row that make it certain; people say “no, no”, not three times a whole sentence."""

MIN_CHARS: Final = 8
"""Letters and digits of what is repeated: shorter things are laughter, counting, emphasis."""

MAX_CHARS: Final = 400
"""Letters and digits of the longest sentence that is looked for."""

MIN_LETTERS: Final = 4
"""Different letters in it: “ha ha ha” has two."""


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
        letters = "".join(filter(str.isalnum, text)).casefold()
        if self._told or not letters:
            return False
        self._said = (self._said + letters)[-TIMES * MAX_CHARS :]
        # What repeats goes on repeating wherever a piece is cut, so that its end is enough.
        self._told = _repeats(self._said)
        return self._told


def _repeats(said: str) -> bool:
    """Whether the end of it is `TIMES` times the same."""
    longest = min(MAX_CHARS, len(said) // TIMES)
    return any(
        said.endswith(said[-size:] * TIMES)
        for size in range(MIN_CHARS, longest + 1)
        if said[-1] == said[-1 - size] == said[-1 - 2 * size]
        and len(set(said[-size:])) >= MIN_LETTERS
    )
