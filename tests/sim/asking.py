"""A session whose answers are a language model's, which the test plays."""

from __future__ import annotations

from typing import Any

from livechat.sim.effects import Ponder
from livechat.sim.events import Pondered
from livechat.sim.mind.question import Clause, Message, Over, Part, Question, Wish, Wishes
from livechat.sim.protocol import wire
from livechat.sim.scenario import Scenario
from tests.sim.stage import Stage, sent

BLOCKING = {"name": "get_time", "behavior": "BLOCKING"}
TOOLS = {"tools": [{"functionDeclarations": [BLOCKING, {"name": "look"}]}]}
"""One function that is waited for, and one that is not."""


class Asked(Stage):
    """Drives a session by hand and plays its language model."""

    def __init__(
        self,
        setup: dict[str, Any] | None = None,
        scenario: Scenario | None = None,
        **more: Any,
    ) -> None:
        super().__init__(setup or {}, scenario, asks=True, **more)

    @property
    def ponders(self) -> list[Ponder]:
        """All that was asked."""
        return [effect for effect in self.effects if isinstance(effect, Ponder)]

    @property
    def question(self) -> Question:
        """What was asked last."""
        return self.ponders[-1].question

    @property
    def messages(self) -> list[Message]:
        """All that the model was told last."""
        return list(self.question.messages)

    def come(self, *parts: Part) -> list[dict[str, Any]]:
        """Come to parts of the newest answer; return what was sent."""
        ticket = self.ponders[-1].ticket
        return sent(self.do(*(Pondered(ticket, part) for part in parts)))

    def say(self, words: str, seconds: float = 1.0) -> list[dict[str, Any]]:
        """Come to a clause, and voice it."""
        self.come(Clause(words))
        return self.utter(words, seconds)

    def utter(self, words: str, seconds: float = 1.0) -> list[dict[str, Any]]:
        """Voice the clause that is due."""
        return sent([*self.voice(seconds, words), *self.voice_ended()])

    def answer(self, words: str, seconds: float = 1.0) -> None:
        """Give a whole answer, and let it be heard."""
        self.say(words, seconds)
        self.come(Over())
        self.now += seconds
        self.waited()

    def wish(self, *wishes: Wish) -> list[dict[str, Any]]:
        """Want functions to be called; return the calls."""
        done = self.come(Wishes(wishes))
        return [call for one in done for call in one.get("toolCall", {}).get("functionCalls", [])]

    def result(self, call: dict[str, Any], output: str = "noon", **more: Any) -> None:
        """Give the result of a call."""
        response = {"output": output}
        self.do(
            wire.ToolResponse(
                ({"id": call["id"], "name": call["name"], "response": response, **more},)
            )
        )
