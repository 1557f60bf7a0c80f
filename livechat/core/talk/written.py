"""What the model writes beside what it speaks.

Where answers are spoken, words arrive as a transcription of the voice. Text parts that come along
are either the same words once more, or the model's preparation of the answer. So text waits until
it is clear which: what repeats the voice is left out, and what does not is thinking aloud. Where
nothing was spoken, the text is the answer.
"""

from __future__ import annotations

import re
from typing import Final

MOST_CHARS: Final = 100_000
"""Characters of either kind that are kept: ten times a long answer."""

_WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


class Written:
    """Keeps a turn's text, and its spoken words to compare with."""

    def __init__(self) -> None:
        self._text = ""
        self._spoken = ""

    @property
    def full(self) -> bool:
        """Whether no more text can wait."""
        return len(self._text) > MOST_CHARS

    def wrote(self, text: str) -> None:
        """Take a fragment of text."""
        self._text += text

    def spoke(self, words: str) -> None:
        """Take a fragment of the voice's words."""
        if len(self._spoken) < MOST_CHARS:
            self._spoken += words

    def take(self) -> tuple[str, bool]:
        """Return the text that is not among the spoken words, and whether it is the answer."""
        text, spoken = self._text, self._spoken
        self._text = self._spoken = ""
        if not spoken.strip():
            return text, True
        return without(text, spoken), False


def without(text: str, spoken: str) -> str:
    """Return the text without the spoken words, where the one holds the other.

    Case, spaces and punctuation do not count. The last word of the shorter one may be cut off.
    """
    written = list(_WORD.finditer(text))
    words = [word[0].casefold() for word in written]
    said = [word.casefold() for word in _WORD.findall(spoken)]
    if _index(words, said) is not None:
        return ""
    begin = _index(said, words)
    if begin is None:
        return text
    end = begin + len(said)
    after = text[written[end].start() :] if end < len(written) else ""
    return text[: written[begin].start()] + after


def _index(few: list[str], many: list[str]) -> int | None:
    """Return the index at which `few` stands in `many`; its last word may be only begun."""
    line = "".join(f"\0{word}" for word in many)
    at = line.find("".join(f"\0{word}" for word in few))
    return None if at < 0 else line.count("\0", 0, at)
