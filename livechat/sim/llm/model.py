"""What the practice partner asks of a language model."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Protocol

from livechat.sim.mind.question import Part, Question


class LanguageModel(Protocol):
    """Answers questions, several at once."""

    @property
    def label(self) -> str:
        """What users call it: "smollm2-135m at 127.0.0.1:11434"."""

    def warm(self) -> None:
        """Get ready in the background; returns at once."""

    def answer(self, question: Question) -> AsyncGenerator[Part, None]:
        """Yield the parts of an answer as they come, `Wishes` or `Over` last.

        It never raises but for cancellation: what fails is told in `Over`. Whoever closes it ends
        the model's work.
        """

    async def read(self, question: Question) -> None:
        """Read ahead what a question begins with: all but its last message, not known yet.

        It never raises but for cancellation, and does nothing where that makes no answer sooner.
        """

    async def aclose(self, limit: float) -> None:
        """Stop, waiting up to `limit` seconds."""
