"""Which words of an answer were heard, when not all of its sound was.

Words and sound of an answer come side by side, in no order that could be relied on: the first words
come in the same millisecond as the first sound (PROTOCOL §11.1), after it or before it. A fragment
of the transcript belongs to the sound that came between it and its neighbour: the sound before it,
or, where the first fragment has more letters than the sound before it can hold, the sound after it.
Between those places words are taken to be spoken evenly, by their letters.
"""

from __future__ import annotations

from typing import Final

from livechat.core.text import WORD

FASTER: Final = 2
"""Times the average speed of an answer at which no fragment of it is spoken."""


LONGEST_WORD: Final = 100
"""Characters before a place among which the beginning of its word is looked for."""


class SpokenWords:
    """Aligns the words of one answer with its sound, in samples."""

    def __init__(self) -> None:
        self.samples = 0
        """Received so far, whether they will be played or not."""
        self._places: list[tuple[int, int]] = []
        """After each fragment: samples received, and characters."""
        self._fragments: list[str] = []
        self._length = 0

    def sound(self, samples: int) -> None:
        """Take note of `samples` samples received."""
        self.samples += samples

    def words(self, text: str) -> None:
        """Take a fragment of the transcript."""
        self._fragments.append(text)
        self._length += len(text)
        self._places.append((self.samples, self._length))

    def split(self, heard: int) -> tuple[str, str]:
        """Return the words heard and the words not heard, when `heard` samples were played.

        The two joined are all the text. A word counts as heard when most of it was.
        """
        reached = self._reached(heard)
        begin, end = self._word_at(reached)
        if (begin + end) / 2 <= reached:
            begin = end
        text = self._text
        while begin < len(text) and begin and text[begin - 1].isspace():
            begin -= 1
        return text[:begin], text[begin:]

    def sounding(self, heard: int, after: int = 0) -> tuple[int, int]:
        """Return the first and the last character, exclusive, of the word that sounds.

        Args:
            heard: Samples played so far.
            after: Characters that have sounded at least.

        Returns:
            Places in the text; its length twice when all of it was heard.
        """
        return self._word_at(max(self._reached(heard), after))

    @property
    def _text(self) -> str:
        if len(self._fragments) > 1:
            self._fragments = ["".join(self._fragments)]
        return self._fragments[0] if self._fragments else ""

    def _word_at(self, place: float) -> tuple[int, int]:
        """Return where the word at a place of the text begins and ends, or the next one."""
        text = self._text
        for word in WORD.finditer(text, max(0, int(place) - LONGEST_WORD)):
            if word.end() > place:
                return word.start(), word.end()
        return len(text), len(text)

    def _reached(self, heard: int) -> float:
        """Return how many characters are spoken within the first `heard` samples."""
        begin, spoken = 0, 0
        for end, characters in self._spread():
            if heard < end:
                return spoken + (heard - begin) / (end - begin) * (characters - spoken)
            begin, spoken = end, characters
        return spoken

    @property
    def _lead(self) -> bool:
        """Whether words come ahead of their sound."""
        if not self._places:
            return False
        samples, characters = self._places[0]
        return characters * self.samples > FASTER * self._length * samples

    def _spread(self) -> list[tuple[int, int]]:
        """Return at which sample the words up to each character end."""
        if not self._lead:
            return self._places
        # Each fragment lasts until the next one came.
        ends = [samples for samples, _ in self._places[1:]] + [self.samples]
        return [(end, characters) for end, (_, characters) in zip(ends, self._places, strict=True)]
