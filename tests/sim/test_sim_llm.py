"""A language model behind the server, over a real socket."""

from __future__ import annotations

import pytest

from livechat.sim.mind.question import Clause, Model, Over, User, Wish, Wishes
from livechat.sim.protocol.usage import Ran
from livechat.sim.scenario import Scenario
from livechat.sim.server import Server, ServerOptions
from tests.sim.peer import limited, peer
from tests.support.language_model import ScriptedModel

pytestmark = pytest.mark.network

QUICK = Scenario(pace="instant", voice="synthetic", ears="none")


def test_a_conversation_with_a_function() -> None:
    """Its call is the client's to run; each question knows all that was said before."""
    model = ScriptedModel(
        [(0.0, Clause("Let me look.")), (0.0, Wishes((Wish("get_time", {}),)))],
        [(0.0, Clause("It is noon.")), (0.0, Over())],
    )

    async def main() -> None:
        server = Server(ServerOptions(scenario=QUICK, llm=model))
        declared = {"name": "get_time", "behavior": "BLOCKING"}
        async with server, peer(server) as client:
            await client.setup(tools=[{"functionDeclarations": [declared]}])
            await client.send({"realtimeInput": {"text": "What time is it?"}})
            while "toolCall" not in (message := await client.receive()):
                pass
            [call] = message["toolCall"]["functionCalls"]
            response = {"id": call["id"], "name": "get_time", "response": {"output": "noon"}}
            await client.send({"toolResponse": {"functionResponses": [response]}})
            turn = await client.turn()
            assert turn.said.strip() == "It is noon."

    limited(main())
    (_, first), (_, second) = model.asked
    assert first.messages == (User("What time is it?"),)
    assert second.messages == (
        User("What time is it?"),
        Model("Let me look."),
        Ran("get_time", {}, {"output": "noon"}),
    )
    assert model.closed


def test_a_client_that_leaves_ends_the_model_s_work() -> None:
    """Nobody waits for the rest."""
    model = ScriptedModel([(0.0, Clause("Once upon a time.")), (3_600.0, Over())])

    async def main() -> None:
        server = Server(ServerOptions(scenario=QUICK, llm=model))
        async with server, peer(server) as client:
            await client.setup()
            await client.send({"realtimeInput": {"text": "Tell me a story."}})
            while "serverContent" not in await client.receive():
                pass

    limited(main())
    assert model.cut == 1
