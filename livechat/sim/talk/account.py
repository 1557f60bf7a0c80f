"""What one answer has come to so far: for its bill, and for where a drop cuts it off."""

from __future__ import annotations

from typing import Final

from livechat.core.pcm import OUTPUT_RATE, seconds_in
from livechat.core.talk.usage import AUDIO_TOKENS_S
from livechat.sim.protocol.terms import Terms
from livechat.sim.protocol.usage import Context, Record, text_tokens

REPEATED_WORDS: Final = 6
"""Words sent before a drop, at most, that are said again after it."""


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
        """When its first piece was sent."""
        self.spoken = 0.0
        """Seconds of its sound."""
        self.words = ""
        """What was sent of its text."""
        self.told = ""
        """What was given to the voice of its text."""
        self.thought = ""
        self.tool_use = text_tokens(tool_use)
        """Tokens of results."""

    @property
    def empty(self) -> bool:
        """Whether neither sound nor words were sent."""
        return not self.spoken and not self.words

    def piece(self, pcm: bytes, words: str, now: float) -> float:
        """Count a piece: s16le mono, 24 kHz, and words; return the seconds of sound before it."""
        if self.empty:
            self.began = now
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
        words, sent = self.told.split(), len(self.words.split())
        played = min(1.0, (now - self.began) / self.spoken) if self.spoken else 1.0
        return " ".join(words[max(int(sent * played), sent - REPEATED_WORDS) :])

    def heard(self, now: float) -> str:
        """What of the words sent can have been heard by now; text is read at once."""
        played = min(1.0, (now - self.began) / self.spoken) if self.spoken else 1.0
        words = self.words.split(" ")
        return self.words if played == 1.0 else " ".join(words[: round(len(words) * played)])

    def close(self, heard: str | None = None) -> Record:
        """Put the answer into the context; return what it would be billed.

        Args:
            heard: What the user heard of it; None: all of it.
        """
        self.seconds_spoken += self.spoken
        record = self._context.answer(self.words, self.spoken, self.thought, self.tool_use, heard)
        self.open(0.0)
        return record
