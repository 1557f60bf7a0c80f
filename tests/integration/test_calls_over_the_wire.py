"""Function calls through google-genai and the local server: declared, asked for, answered."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import replace

import pytest

from livechat.app.conversation import Conversation
from livechat.app.ports import Opening
from livechat.app.session import Session
from livechat.audio.file_speaker import FileSpeaker
from livechat.core.link.items import ToolResult, Typed
from livechat.core.setup_spec import Declaration
from livechat.core.state import ConversationState
from livechat.core.talk.events import (
    Connected,
    Event,
    OutputTranscribed,
    ToolCall,
    ToolCalled,
    TurnComplete,
)
from livechat.core.talk.transcript import Utterance
from livechat.live.connection import dialer
from livechat.live.credentials import Credential
from livechat.sim.server import Server, ServerOptions
from tests.support.link import KEY, QUIET, SPEC, endpoint, limited

pytestmark = pytest.mark.network

ITEM = {
    "type": "object",
    "properties": {"item": {"type": "string", "description": "What to look for."}},
    "required": ["item"],
}
SHOP = (
    Declaration(
        name="check_stock", description="Tell how many of an item are in stock.", parameters=ITEM
    ),
    Declaration(name="get_price", description="Tell the price of an item.", parameters=ITEM),
)
MANY = tuple(
    Declaration(
        name=f"server{number % 8}__tool_{number}",
        description=f"Does the work of number {number}. " + "It is described at length. " * 20,
        parameters={
            "type": "object",
            "properties": {
                f"field_{field}": {"type": "string", "description": "Said at some length. " * 5}
                for field in range(8)
            },
        },
    )
    for number in range(200)
)
"""As many and as long as those of several MCP servers: some 300 kB."""


def spoken(words: Sequence[str]) -> int:
    """Of how many results something was said."""
    return "".join(words).count(" returned.")


def told(
    line: str, tools: Sequence[Declaration], model: str = SPEC.model
) -> tuple[list[ToolCall], str]:
    """What is called, each call answered with its name, and what is said in the end."""
    calls: list[ToolCall] = []
    words: list[str] = []

    async def main() -> None:
        async with Server(ServerOptions(api_key=KEY, scenario=QUIET)) as server:
            opening = Opening(replace(SPEC, model=model, tools=tuple(tools)))
            link = await dialer(endpoint(server), Credential(KEY, "a test"))(opening)
            async with aclosing(link.events()) as events:
                async for event in events:
                    match event:
                        case Connected():
                            await link.send(Typed(line))
                        case ToolCalled(calls=asked):
                            calls.extend(asked)
                            for call in asked:
                                response = {"status": "ok", "result": f"{call.name} returned"}
                                await link.send(ToolResult(1, call.id, call.name, response))
                        case OutputTranscribed(text=text):
                            words.append(text)
                        case TurnComplete(more=False) if 0 < len(calls) <= spoken(words):
                            return
                        case _:
                            pass

    limited(main())
    return calls, "".join(words)


@pytest.mark.parametrize(
    "model", [SPEC.model, "gemini-3.8-live-extended-thinking", "gemini-3.1-flash-live-preview"]
)
def test_two_functions_are_called_at_once_and_both_are_spoken_of(model: str) -> None:
    """However the model waits for them."""
    calls, words = told("Check the stock of gloves and get the price of boots.", SHOP, model)
    assert [(call.name, call.args) for call in calls] == [
        ("check_stock", {"item": "gloves"}),
        ("get_price", {"item": "boots"}),
    ]
    assert len({call.id for call in calls}) == 2
    assert "check_stock says: check_stock returned" in words
    assert "get_price says: get_price returned" in words


def test_one_function_among_hundreds_is_found() -> None:
    """A setup of some 300 kB is taken."""
    calls, _ = told("Check the stock of gloves.", [*MANY, *SHOP])
    assert [(call.name, call.args) for call in calls] == [("check_stock", {"item": "gloves"})]


class Clerk:
    """Answers each call some time after the turn that asked for it is over."""

    def __init__(self, session: Session, after_s: float) -> None:
        self.session, self.after_s = session, after_s

    def observe(
        self, event: Event, finished: Sequence[Utterance], state: ConversationState
    ) -> None:
        if isinstance(event, ToolCalled):
            for call in event.calls:
                response = {"status": "ok", "result": "7 pairs"}
                result = ToolResult(event.session, call.id, call.name, response)
                asyncio.get_running_loop().call_later(self.after_s, self.session.send, result)


@pytest.mark.parametrize("model", [SPEC.model, "gemini-3.1-flash-live-preview"])
def test_a_one_shot_waits_for_what_came_of_its_function(model: str) -> None:
    """The turn that asks for it may be over at once: that is no answer."""

    async def main() -> list[str]:
        async with Server(ServerOptions(api_key=KEY, scenario=QUIET)) as server:
            dial = dialer(endpoint(server), Credential(KEY, "a test"))
            session = Session(dial, replace(SPEC, model=model, tools=SHOP), lasting=False)
            conversation = Conversation(
                session,
                FileSpeaker(None),
                lines=["Check the stock of gloves."],
                observers=[Clerk(session, 3.0)],
            )
            conversation._refuse = lambda event: None  # type: ignore[method-assign]
            state = await conversation.run()
            return [one.text for one in state.transcript.finished]

    assert limited(main())[-1].endswith("check_stock says: 7 pairs.")
