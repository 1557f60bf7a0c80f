"""A model that is asked as fits its size."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

from livechat.sim.llm.prompted import Prompted
from livechat.sim.llm.prompts import LARGE, SMALL, Prompt, asked
from livechat.sim.mind.question import Clause, Over, Part, Question, Thought, User

HELLO = Question((User("Hello"),))


class Parrot:
    """Says what it is told to."""

    label = "parrot at 127.0.0.1:1"

    def __init__(self, *parts: Part) -> None:
        self.parts = parts
        self.asked: list[Question] = []
        self.done: list[str] = []

    def warm(self) -> None:
        self.done.append("warm")

    async def answer(self, question: Question) -> AsyncGenerator[Part, None]:
        self.asked.append(question)
        try:
            for part in self.parts:
                yield part
        finally:
            self.done.append("closed")

    async def aclose(self, limit: float) -> None:
        self.done.append(f"ended within {limit} s")


def answered(model: Parrot, prompt: Prompt) -> list[Part]:
    async def main() -> list[Part]:
        async with aclosing(Prompted(model, prompt).answer(HELLO)) as parts:
            return [part async for part in parts]

    return asyncio.run(main())


def test_a_model_is_asked_with_what_its_prompt_adds() -> None:
    """Whatever it answers comes as it is."""
    parts = (Thought("Hm."), Clause("Hello "), Clause("there."), Over("It broke."))
    for prompt in (SMALL, LARGE):
        model = Parrot(*parts)
        assert answered(model, prompt) == [*parts]
        assert model.asked == [asked(HELLO, prompt)]


def test_an_answer_that_goes_on_for_too_long_ends() -> None:
    """So does the model's work."""
    model = Parrot(*(Clause(f"This is sentence {number}. ") for number in "abcdefgh"), Over())
    parts = answered(model, SMALL)
    assert len(parts) == (SMALL.sentences or 0) + 1
    assert parts[-1] == Over()
    assert model.done == ["closed"]


def test_all_else_is_the_models_own() -> None:
    """Its name, its beginning and its end."""
    model = Parrot()
    prompted = Prompted(model, LARGE)
    prompted.warm()
    asyncio.run(prompted.aclose(2))
    assert (prompted.label, model.done) == (model.label, ["warm", "ended within 2 s"])
