"""Which words of an answer were heard, when not all of its sound was.

Words and sound of an answer come side by side, in no order that could be relied on: the first words
come in the same millisecond as the first sound (PROTOCOL §11.1), after it or before it. A fragment
of the transcript belongs to the sound that came between it and its neighbour: the sound before it,
or, where the first fragment has more letters than the sound before it can hold, the sound after it.
Between those places words are taken to be spoken evenly, by their letters.
"""

from __future__ import annotations

import re
from typing import Final

FASTER: Final = 2
"""Times the average speed of an answer at which no fragment of it is spoken."""


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
        text = "".join(self._fragments)
        reached = self._reached(heard)
        for word in re.finditer(r"\s*(\S+)", text):
            if (word.start(1) + word.end()) / 2 > reached:
                return text[: word.start()], text[word.start() :]
        return text, ""

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
