"""What the model writes beside what it speaks.

Where answers are spoken, words arrive as a transcription of the voice. Text parts that come along
are either the same words once more, or the model's preparation of the answer. So text waits until
it is clear which: what repeats the voice is left out, and what does not is thinking aloud. Where
nothing was spoken, the text is the answer.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

MOST_CHARS: Final = 100_000
"""Characters of either kind that are kept: ten times a long answer."""

ALIKE: Final = 0.7
"""Share of words in common from which text and voice say the same: the one writes `10`, the other
says `ten`. Preparation of an answer has few words of it in its order."""

COMPARED_WORDS: Final = 2_000
"""Words of either that are compared one by one: a quarter of an hour of speech."""

_UNSPACED: Final = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
"""Letters of Thai, Lao, Burmese, Khmer, Japanese and Chinese: without spaces, each is a word."""

_WORD: Final = re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+(?:['’][^\W_{_UNSPACED}]+)*")


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
        text, spoken = (unicodedata.normalize("NFC", one) for one in (self._text, self._spoken))
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
        return "" if _alike(words, said) else text
    end = begin + len(said)
    after = text[written[end].start() :] if end < len(written) else ""
    return text[: written[begin].start()] + after


def _alike(words: list[str], said: list[str]) -> bool:
    """Whether they are the same but for a word here and there."""
    if max(len(words), len(said)) > COMPARED_WORDS:
        return False
    return 2 * _in_common(words, said) >= ALIKE * (len(words) + len(said))


def _in_common(words: list[str], said: list[str]) -> int:
    """Count the words of the longest common subsequence, in bits: a millisecond for a thousand.

    The algorithm is that of Hyyrö, "Bit-parallel LCS-length computation revisited", 2004. Others
    take minutes where words repeat, and the sound waits.
    """
    places: dict[str, int] = {}
    for index, word in enumerate(said):
        places[word] = places.get(word, 0) | 1 << index
    whole = left = (1 << len(said)) - 1
    for word in words:
        found = left & places.get(word, 0)
        left = (left + found | left - found) & whole
    return len(said) - left.bit_count()


def _index(few: list[str], many: list[str]) -> int | None:
    """Return the index at which `few` stands in `many`; its last word may be only begun."""
    line = "".join(f"\0{word}" for word in many)
    at = line.find("".join(f"\0{word}" for word in few))
    return None if at < 0 else line.count("\0", 0, at)
