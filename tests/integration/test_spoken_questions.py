"""Ten spoken questions: real ears, the small language model, and what it is told that it has said.

What it answered to each, judged by hand once, is in `examples/questions/README.md`.
"""

from __future__ import annotations

import asyncio
import csv
import re
import wave
from collections.abc import AsyncGenerator, Coroutine, Iterator
from contextlib import aclosing
from pathlib import Path
from typing import Any

import pytest

from livechat.core.pcm import INPUT_RATE, silence
from livechat.sim.llm.choosing import packaged
from livechat.sim.llm.local import Local
from livechat.sim.llm.prompts import Prompt
from livechat.sim.mind.question import Model, Part, Question, User
from livechat.sim.scenario import Scenario
from livechat.sim.senses.ears import Ears, WhisperEars
from livechat.sim.server import Server, ServerOptions
from tests.sim.peer import Answered, Peer, peer
from tests.support.hosted import LIMIT_S
from tests.support.speaking import need_speech

pytestmark = [pytest.mark.process, pytest.mark.network, pytest.mark.clock]

FOLDER = Path(__file__).parents[2] / "examples/questions"

AT_ONCE = Scenario(pace="instant", voice="synthetic")
IN_TIME = Scenario(voice="synthetic")
"""An answer takes the time for which it sounds, so that it can be interrupted."""

LISTENED_S = 1.5
"""Seconds for which an answer is heard before it is interrupted; it is some eight long."""

CALLING = Prompt(
    "You call a function to answer. Write its call as JSON.",
    examples=(
        ("What is the weather in Rome?", '{"name": "get_weather", "arguments": {"city": "Rome"}}'),
        ("Set a timer for ten minutes.", '{"name": "set_timer", "arguments": {"minutes": 10}}'),
        ("Hello!", "Hello! How can I help you?"),
        ("How is it in Tokyo?", '{"name": "get_weather", "arguments": {"city": "Tokyo"}}'),
    ),
    temperature=0.0,
    max_tokens=60,
    window=2048,
)
"""Examples of calls: told of functions alone, the small model never calls one."""

DECLARED = [
    {
        "name": "get_weather",
        "description": "Tells the weather in a city.",
        "parameters": {"type": "OBJECT", "properties": {"city": {"type": "STRING"}}},
    },
    {
        "name": "set_timer",
        "description": "Sets a timer.",
        "parameters": {"type": "OBJECT", "properties": {"minutes": {"type": "INTEGER"}}},
    },
]


class Shared:
    """Ears and the small model, loaded once for all servers of this file."""

    def __init__(self) -> None:
        self.ears: Ears = WhisperEars()
        self.local = Local(small_model())
        self.label = self.local.label
        self.asked: list[Question] = []
        self._runner = asyncio.Runner()

    def run(self, main: Coroutine[Any, Any, None]) -> None:
        self._runner.run(asyncio.wait_for(main, LIMIT_S))

    def server(self, scenario: Scenario) -> Server:
        return Server(ServerOptions(scenario=scenario, ears=Lent(self.ears), llm=self))

    def warm(self) -> None:
        self.local.warm()

    async def answer(self, question: Question) -> AsyncGenerator[Part, None]:
        self.asked.append(question)
        async with aclosing(self.local.answer(question)) as parts:
            async for part in parts:
                yield part

    async def read(self, question: Question) -> None:
        await self.local.read(question)

    async def aclose(self, limit: float) -> None:
        """Not with a server."""

    def close(self) -> None:
        self.run(self._close())
        self._runner.close()

    async def _close(self) -> None:
        await self.local.aclose(LIMIT_S)
        await self.ears.aclose(LIMIT_S)


class Lent:
    """Ears that stay when a server goes."""

    def __init__(self, ears: Ears) -> None:
        self.warm, self.transcribe, self.overhear = ears.warm, ears.transcribe, ears.overhear

    async def aclose(self, limit: float) -> None:
        """Not with a server."""


@pytest.fixture(scope="module")
def shared() -> Iterator[Shared]:
    need_speech()
    small_model()
    found = Shared()
    yield found
    found.close()


def small_model() -> Path:
    return packaged() or pytest.skip("the small language model is not installed")


def rows() -> dict[str, dict[str, str]]:
    with (FOLDER / "questions.tsv").open(encoding="utf-8") as file:
        return {
            row["file"].removesuffix(".wav"): row for row in csv.DictReader(file, delimiter="\t")
        }


def spoken(name: str) -> bytes:
    """A question and the silence after it: s16le mono, 16 kHz."""
    with wave.open(str(FOLDER / f"{name}.wav")) as file:
        return bytes(file.readframes(file.getnframes())) + silence(0.3, INPUT_RATE)


async def say(client: Peer, name: str) -> None:
    await client.stream(spoken(name), chunk_bytes=6_400)
    await client.send({"realtimeInput": {"audioStreamEnd": True}})


def plainly(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


def test_everyday_questions_are_understood_and_answered_in_sense(shared: Shared) -> None:
    """In one conversation, all but those of the next tests."""
    asked = {name: row for name, row in rows().items() if name not in ("sea", "hot", "weather")}
    told: dict[str, tuple[str, str]] = {}

    async def main() -> None:
        async with shared.server(AT_ONCE) as server, peer(server) as client:
            await client.setup()
            for name in asked:
                await say(client, name)
                turn = await client.turn()
                told[name] = turn.heard, turn.said

    shared.run(main())
    assert len(told) == 7
    wrong = {
        name: told[name]
        for name, row in asked.items()
        if plainly(told[name][0]) != plainly(row["words"])
        or not re.search(row["sense"], told[name][1])
    }
    assert not wrong


def test_who_is_interrupted_is_told_it_has_said_what_was_heard(shared: Shared) -> None:
    """The next question is answered none the less."""
    said = ""

    async def main() -> None:
        nonlocal said
        async with shared.server(IN_TIME) as server, peer(server) as client:
            await client.setup()
            await say(client, "sea")
            begun = [await client.receive()]
            while "modelTurn" not in begun[-1].get("serverContent", {}):
                begun.append(await client.receive())
            await asyncio.sleep(LISTENED_S)
            shared.asked.clear()
            await say(client, "hot")
            cut = await client.turn()
            assert "interrupted" in cut.signs
            said = Answered(begun).said + cut.said
            answer = await client.turn()
            assert "cold" in answer.said

    shared.run(main())
    question, heard, after = shared.asked[-1].messages
    assert isinstance(question, User)
    assert plainly(question.text) == "tell me about the sea"
    assert isinstance(after, User)
    assert plainly(after.text) == "what is the opposite of hot"
    assert isinstance(heard, Model)
    assert said.strip().startswith(heard.text)
    assert 1 < len(heard.text.split()) < len(said.split())


def test_a_spoken_wish_becomes_a_call_with_its_arguments(shared: Shared) -> None:
    """Where the prompt has examples of calls."""

    async def main() -> None:
        model = Local(small_model(), prompt=CALLING)
        options = ServerOptions(scenario=AT_ONCE, ears=Lent(shared.ears), llm=model)
        async with Server(options) as server, peer(server) as client:
            await client.setup(tools=[{"functionDeclarations": DECLARED}])
            await say(client, "weather")
            while "toolCall" not in (message := await client.receive()):
                assert not message.get("serverContent", {}).get("turnComplete")
            [call] = message["toolCall"]["functionCalls"]
            assert (call["name"], call["args"]) == ("get_weather", {"city": "Paris"})

    shared.run(main())
