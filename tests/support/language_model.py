"""A language model that answers what a test tells it to, and when."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Iterable

from livechat.sim.mind.question import Over, Part, Question, Wishes

Timed = tuple[float, Part]
"""Seconds after the part before, and a part."""


class ScriptedModel:
    """Answers each question with the next of some rows of parts, and then with nothing.

    Args:
        answers: Parts, with the seconds before each; an answer without `Wishes` or `Over` never
            ends.
    """

    label = "scripted"

    def __init__(self, *answers: Iterable[Timed]) -> None:
        self._answers = deque(tuple(answer) for answer in answers)
        self.asked: list[tuple[float, Question]] = []
        """What was asked, and when by the loop's clock."""
        self.read_ahead: list[Question] = []
        """What was read ahead."""
        self.cut = 0
        """Answers that were cut short."""
        self.closed = False

    def warm(self) -> None:
        """Nothing to get ready."""

    async def answer(self, question: Question) -> AsyncGenerator[Part, None]:
        """Yield the next answer."""
        self.asked.append((asyncio.get_running_loop().time(), question))
        ends = False
        try:
            for seconds, part in self._answers.popleft() if self._answers else ((0.0, Over()),):
                await asyncio.sleep(seconds)
                ends = isinstance(part, Over | Wishes)
                yield part
        except (asyncio.CancelledError, GeneratorExit):
            self.cut += not ends
            raise

    async def read(self, question: Question) -> None:
        """Note what is read ahead."""
        self.read_ahead.append(question)

    async def aclose(self, limit: float) -> None:
        """Note it."""
        self.closed = True
