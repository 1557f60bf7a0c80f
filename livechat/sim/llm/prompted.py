"""A language model that is asked as fits its size, whoever runs it."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace

from livechat.sim.llm.ending import Ending
from livechat.sim.llm.model import LanguageModel
from livechat.sim.llm.prompts import Prompt, asked
from livechat.sim.mind.question import Clause, Over, Part, Question


class Prompted:
    """Asks a model with what its prompt adds, and ends answers that go on for too long.

    Args:
        model: The model.
        prompt: How it is asked.
    """

    def __init__(self, model: LanguageModel, prompt: Prompt) -> None:
        self._model = model
        self.prompt = prompt

    @property
    def label(self) -> str:
        """What users call it."""
        return self._model.label

    def warm(self) -> None:
        """Get ready in the background; returns at once."""
        self._model.warm()

    async def answer(self, question: Question) -> AsyncGenerator[Part, None]:
        """Yield the parts of an answer as they come; what fails is told in `Over`, the last."""
        ending = Ending(self.prompt.sentences)
        async with aclosing(self._model.answer(asked(question, self.prompt))) as parts:
            async for part in parts:
                if not isinstance(part, Clause):
                    yield part
                    continue
                if said := ending.take(part.words):
                    yield Clause(said)
                if ending.over:
                    break
        if ending.over:
            yield Over()

    async def read(self, question: Question) -> None:
        """Read ahead what a question begins with, where the model is shown a part of it only.

        A conversation that only grows has been read by its last answer. One whose oldest messages
        are left out begins otherwise each time: half of what the first words of SmolLM2-135M take.
        """
        if self.prompt.messages is None or len(question.messages) <= self.prompt.messages:
            return
        whole = asked(question, self.prompt)
        ahead = replace(whole, messages=whole.messages[:-1], max_tokens=1)
        async with aclosing(self._model.answer(ahead)) as parts:
            async for _ in parts:
                pass  # it is read when there is one

    async def aclose(self, limit: float) -> None:
        """Stop, waiting up to `limit` seconds."""
        await self._model.aclose(limit)
