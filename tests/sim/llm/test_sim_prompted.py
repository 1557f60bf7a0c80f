"""A model that is asked as fits its size."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

from livechat.sim.llm.prompted import Prompted
from livechat.sim.llm.prompts import LARGE, SMALL, Prompt, asked
from livechat.sim.mind.question import Clause, Model, Over, Part, Question, Thought, User

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

    async def read(self, question: Question) -> None:
        self.done.append("read")

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


def test_what_a_question_begins_with_is_read_ahead_where_messages_are_left_out() -> None:
    """All but its last message, and it is given up for one token."""
    talk = (User("Hi"), Model("Hello."), User("And?"), Model("Well."), User("Go on."))
    model = Parrot(Clause("So."), Over())
    asyncio.run(Prompted(model, SMALL).read(Question(talk)))
    [ahead] = model.asked
    known = asked(Question((*talk[:-1], User("What is bread made of?"))), SMALL).messages[:-1]
    assert (ahead.messages, ahead.max_tokens) == (known, 1)


def test_nothing_is_read_ahead_of_a_conversation_that_only_grows() -> None:
    """Its last answer has read it."""
    talk = (User("Hi"), Model("Hello.")) * 4 + (User("Go on."),)
    for prompt, messages in ((LARGE, talk), (SMALL, talk[-3:]), (SMALL, talk[-1:])):
        model = Parrot(Over())
        asyncio.run(Prompted(model, prompt).read(Question(messages)))
        assert model.asked == []
