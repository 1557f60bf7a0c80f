"""What a session's context would be billed: tokens by modality, the whole context every turn.

Sound is 25 tokens a second ("Tokens" in the Gemini API guide), a picture 258; text is taken as
one token for four characters, the guide's rule of thumb. Earlier answers are carried along as
their words, so that the AUDIO tokens of a prompt are the seconds the client sent and no others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, Final, Literal

AUDIO_TOKENS_PER_SECOND: Final = 25
TOKENS_PER_PICTURE: Final = 258
CHARACTERS_PER_TOKEN: Final = 4

Spelling = Literal["gemini", "vertex", "gateway"]
"""Whose names the usage fields have."""


def text_tokens(text: str) -> int:
    """Tokens of `text`, rounded up; blank text costs nothing."""
    return -(-len(text.strip()) // CHARACTERS_PER_TOKEN)


class Tokens:
    """Counts the context of one session as it grows."""

    def __init__(self) -> None:
        self.seconds_heard = 0.0
        """Seconds of sound the client sent."""
        self._texts = 0
        self._pictures = 0
        self._instruction = 0
        self._answered = 0

    def instruct(self, text: str) -> None:
        """A system instruction, replacing the one before."""
        self._instruction = text_tokens(text)

    def read(self, text: str) -> None:
        """Text joins the context."""
        self._texts += text_tokens(text)

    def see(self, pictures: int = 1) -> None:
        """Pictures join the context."""
        self._pictures += pictures

    def hear(self, seconds: float) -> None:
        """Seconds of sound join the context."""
        self.seconds_heard += seconds

    def turn(self, words: str, seconds: float) -> dict[str, Counter[str]]:
        """Account for one answer and return its record; the words join the context after it.

        Args:
            words: What was said, or written.
            seconds: How long it sounded; 0 for an answer in text.
        """
        prompt = Counter(
            TEXT=self._instruction + self._texts + self._answered,
            AUDIO=round(self.seconds_heard * AUDIO_TOKENS_PER_SECOND),
            VIDEO=self._pictures * TOKENS_PER_PICTURE,
        )
        written = 0 if seconds else text_tokens(words)
        response = Counter(TEXT=written, AUDIO=round(seconds * AUDIO_TOKENS_PER_SECOND))
        self._answered += text_tokens(words)
        return {"prompt": +prompt, "response": +response}


def spelled(record: Mapping[str, Counter[str]], spelling: Spelling) -> dict[str, Any]:
    """A record from `Tokens.turn` as the `usageMetadata` of one of the services."""
    return _SPELLINGS[spelling](record["prompt"], record["response"])


def _google(answer: str) -> Callable[[Counter[str], Counter[str]], dict[str, Any]]:
    def spell(prompt: Counter[str], response: Counter[str]) -> dict[str, Any]:
        return {
            "promptTokenCount": prompt.total(),
            f"{answer}TokenCount": response.total(),
            "totalTokenCount": prompt.total() + response.total(),
            "promptTokensDetails": _details(prompt),
            f"{answer}TokensDetails": _details(response),
        }

    return spell


def _gateway(prompt: Counter[str], response: Counter[str]) -> dict[str, Any]:
    return {
        "inputTokenCount": prompt.total(),
        "outputTokenCount": response.total(),
        "inputTokenDetails": _named(prompt),
        "outputTokenDetails": _named(response),
    }


def _details(counts: Counter[str]) -> list[dict[str, Any]]:
    return [{"modality": kind, "tokenCount": count} for kind, count in counts.items()]


def _named(counts: Counter[str]) -> dict[str, int]:
    return {f"{kind.lower()}Tokens": count for kind, count in counts.items()}


_SPELLINGS: Final[Mapping[str, Callable[[Counter[str], Counter[str]], dict[str, Any]]]] = {
    "gemini": _google("response"),
    "vertex": _google("candidates"),
    "gateway": _gateway,
}
