"""What one answer has come to so far: for its bill, and for where a drop cuts it off."""

from __future__ import annotations

import re
from typing import Final

from livechat.core.pcm import OUTPUT_RATE, seconds_in
from livechat.core.talk.usage import AUDIO_TOKENS_S
from livechat.sim.protocol.terms import Terms
from livechat.sim.protocol.usage import Context, Record, text_tokens

REPEATED_WORDS: Final = 6
"""Words sent before a drop, at most, that are said again after it."""

FASTEST: Final = 4.0
"""Words in a second of speech, at most. Words are sent a little ahead of their sound: of those sent
with the first pieces only so many can have been heard."""


class Account:
    """Counts the answer under way.

    Args:
        terms: What the setup agreed on.
        context: Grows with every answer that is closed.
    """

    def __init__(self, terms: Terms, context: Context) -> None:
        self.seconds_spoken = 0.0
        """Seconds of sound sent, all answers together."""
        self._terms = terms
        self._context = context
        self.open(0.0)

    def open(self, now: float, tool_use: str = "") -> None:
        """Begin to count an answer.

        Args:
            now: Seconds.
            tool_use: Results of functions that go into it.
        """
        self.began = now
        """When its sound would have begun, had it sounded without a pause until now."""
        self.spoken = 0.0
        """Seconds of its sound."""
        self.words = ""
        """What was sent of its text."""
        self.told = ""
        """What was given to the voice of its text."""
        self.thought = ""
        self.tool_use = text_tokens(tool_use)
        """Tokens of results."""
        self._noted = 0  # characters of its words that the context has

    @property
    def empty(self) -> bool:
        """Whether neither sound nor words were sent."""
        return not self.spoken and not self.words

    def piece(self, pcm: bytes, words: str, now: float) -> float:
        """Count a piece: s16le mono, 24 kHz, and words; return the seconds of sound before it."""
        # A voice that waited for the next words, or for a function, has fallen silent meanwhile.
        self.began = now if self.empty else max(self.began, now - self.spoken)
        before = self.spoken
        self.spoken += seconds_in(len(pcm), OUTPUT_RATE)
        self.words += words
        return before

    def full(self) -> bool:
        """Whether it has as many tokens as the client allows."""
        most = self._terms.max_tokens
        tokens = (
            round(self.spoken * AUDIO_TOKENS_S) if self._terms.speaks else text_tokens(self.words)
        )
        return most is not None and tokens >= most

    def cut_off(self, now: float) -> str:
        """What of the text given to the voice a drop cuts off.

        It begins with words that were sent but cannot have been played yet, a few at most.
        """
        return " ".join(self.told.split()[self._kept(now) :])

    def kept(self, now: float) -> str:
        """What was sent and is not said again after a drop, without what the context has of it."""
        return _first(self.words, self._kept(now))[self._noted :]

    def heard(self, now: float) -> str:
        """What of the words sent can have been heard by now; text is read at once."""
        if not self.spoken:
            return self.words
        seconds = min(self.spoken, max(0.0, now - self.began))
        if seconds == self.spoken:
            return self.words
        words = round(len(self.words.split()) * seconds / self.spoken)
        return _first(self.words, min(words, int(seconds * FASTEST)))

    def unnoted(self) -> str:
        """The words that the context does not have yet."""
        return self.words[self._noted :]

    def note(self) -> None:
        """Let the context have the words sent so far."""
        self._context.spoke(self.unnoted())
        self._noted = len(self.words)

    def close(self, heard: str | None = None) -> Record:
        """Put the answer into the context; return what it would be billed.

        Args:
            heard: What the user heard of it; None: all of it.
        """
        self.seconds_spoken += self.spoken
        record = self._context.answer(
            self.words, self.spoken, self.thought, self.tool_use, heard, self._noted
        )
        self.open(0.0)
        return record

    def _kept(self, now: float) -> int:
        """How many of the words sent are not said again after a drop."""
        sent = len(self.words.split())
        played = min(1.0, (now - self.began) / self.spoken) if self.spoken else 1.0
        return max(int(sent * played), sent - REPEATED_WORDS)


def _first(text: str, count: int) -> str:
    """A text up to the end of so many words."""
    ends = [0, *(word.end() for word in re.finditer(r"\S+", text))]
    return text[: ends[count]]
