"""Begins with an answer of the language model before it is certain that it will be needed."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import aclosing

from livechat.sim.llm.model import LanguageModel
from livechat.sim.mind.question import Clause, Part, Question

Start = Callable[[Coroutine[None, None, None]], asyncio.Task[None]]


class Foresight:
    """Answers questions, one of which may be begun before it is asked.

    Args:
        llm: Answers.
        start: Begins a task.
        first: Called with the first clause of what was begun, to be voiced ahead.
    """

    def __init__(self, llm: LanguageModel, start: Start, first: Callable[[str], None]) -> None:
        self._llm = llm
        self._start = start
        self._first = first
        self._begun: _Begun | None = None

    def begin(self, question: Question | None) -> None:
        """Begin to answer, and drop what was begun before; None drops it only."""
        if self._begun is not None:
            self._begun.task.cancel()
        self._begun = None if question is None else self._new(question)

    async def answer(self, question: Question) -> AsyncGenerator[Part, None]:
        """Yield the parts of an answer, those known by now at once."""
        begun, self._begun = self._begun, None
        if begun is not None and begun.question != question:
            begun.task.cancel()
            begun = None
        async with aclosing(self._llm.answer(question) if begun is None else begun.take()) as parts:
            async for part in parts:
                yield part

    def _new(self, question: Question) -> _Begun:
        begun = _Begun(question)
        begun.task = self._start(begun.fill(self._llm, self._first))
        begun.task.add_done_callback(lambda _: begun.news.set())
        return begun


class _Begun:
    def __init__(self, question: Question) -> None:
        self.question = question
        self.news = asyncio.Event()
        self.task: asyncio.Task[None]
        self._parts: deque[Part] = deque()  # an answer at most, which the model bounds

    async def fill(self, llm: LanguageModel, first: Callable[[str], None]) -> None:
        async with aclosing(llm.answer(self.question)) as parts:
            async for part in parts:
                if isinstance(part, Clause) and not any(isinstance(p, Clause) for p in self._parts):
                    first(part.words)
                self._parts.append(part)
                self.news.set()

    async def take(self) -> AsyncGenerator[Part, None]:
        try:
            while self._parts or not self.task.done():
                if self._parts:
                    yield self._parts.popleft()
                else:
                    self.news.clear()
                    await self.news.wait()
        finally:
            self.task.cancel()
