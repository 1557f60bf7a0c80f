"""Connections that end in every way, and what becomes of the session, over real sockets."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from livechat.errors import SettingsError
from livechat.sim.doors import addresses, vigil
from livechat.sim.doors.addresses import HOST, HOST_6, loopbacks
from livechat.sim.scenario import Scenario, Scripted
from livechat.sim.server import Server, ServerOptions
from tests.sim.peer import GEMINI, QUICK, Peer, limited, peer

pytestmark = pytest.mark.network

MEASURED = replace(QUICK, early_resume=None)
"""Answers at once, and refuses who comes back too early, as the model's row has it."""

STORY = " ".join(f"word{number}" for number in range(40))
TELLS = replace(MEASURED, turns=(Scripted(says=STORY),), speed=4.0, playback_pause=1.0)
"""A story of fifteen seconds."""

BOOK = {"functionDeclarations": [{"name": "book", "description": "Books a table."}]}


def serving(scenario: Scenario = MEASURED) -> Server:
    return Server(ServerOptions(scenario=scenario))


async def begun(client: Peer, **fields: Any) -> str:
    """Set up; return the handle."""
    await client.setup(sessionResumption={}, **fields)
    update = (await client.receive())["sessionResumptionUpdate"]
    return str(update["newHandle"])


@asynccontextmanager
async def resuming(server: Server, handle: str, **fields: Any) -> AsyncIterator[Peer | int]:
    """Come back; the connection, or the code it was closed with."""
    async with peer(server) as client:
        try:
            await client.setup(sessionResumption={"handle": handle}, **fields)
        except ConnectionClosed:
            assert client.socket.close_code is not None
            yield client.socket.close_code
        else:
            await client.receive()
            yield client


@asynccontextmanager
async def in_the_end(server: Server, handle: str, **fields: Any) -> AsyncIterator[Peer]:
    """Come back again and again until it is good; the first try must be refused with 1011."""
    refused: list[int] = []
    while True:
        async with resuming(server, handle, **fields) as client:
            if isinstance(client, Peer):
                assert refused
                yield client
                return
            assert client == 1011
            refused.append(client)
        await asyncio.sleep(0.05)


def reset(client: Peer) -> None:
    """End a connection without a word."""
    tcp = client.socket.transport.get_extra_info("socket")
    tcp.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    client.socket.transport.abort()


async def until_closed(client: Peer) -> int | None:
    code, _ = await client.closed()
    return code


def test_after_an_idle_drop_an_early_resume_is_refused_and_a_later_one_good() -> None:
    """Reset or closed politely; then everything said is there."""

    async def story(server: Server, *, politely: bool) -> None:
        async with peer(server) as client:
            handle = await begun(client)
            await client.ask("remember the number 42")
            if politely:
                await client.socket.close()
            else:
                reset(client)
        async with in_the_end(server, handle) as client:
            said = (await client.ask("what number did I ask you to remember?")).said
            assert "42" in said

    async def main() -> None:
        async with serving() as server, asyncio.TaskGroup() as group:
            group.create_task(story(server, politely=True))
            group.create_task(story(server, politely=False))

    limited(main())


def test_a_drop_in_mid_speech_is_resumed_at_once_and_the_speech_goes_on() -> None:
    """A few words are said twice, none is left out."""

    async def main() -> None:
        async with serving(TELLS) as server:
            async with peer(server) as client:
                handle = await begun(client)
                await client.send({"realtimeInput": {"text": "tell me a story"}})
                heard = ""
                while "word8" not in heard:
                    content = (await client.receive()).get("serverContent", {})
                    heard += content.get("outputTranscription", {}).get("text", "")
                reset(client)
            async with resuming(server, handle) as client:
                assert isinstance(client, Peer)
                rest = ""
                while "word39" not in rest:
                    content = (await client.receive()).get("serverContent", {})
                    rest += content.get("outputTranscription", {}).get("text", "")
        before, after = heard.split(), rest.split()
        again = after[0]
        assert again in before
        assert before[: before.index(again)] + after == STORY.split()
        assert len(before) - before.index(again) <= 6

    limited(main())


def test_a_silent_loss_locks_the_session_until_its_close_arrives() -> None:
    """Nobody comes in while the old connection is believed alive; it still works, and when it is
    closed the next resume is good.
    """

    async def main() -> None:
        async with serving(replace(MEASURED, early_resume="allowed")) as server:
            async with peer(server) as old:
                handle = await begun(old)
                for _ in range(3):
                    async with resuming(server, handle) as refused:
                        assert refused == 1011
                assert "Hello" in (await old.ask("hello")).said
            async with resuming(server, handle) as client:
                assert isinstance(client, Peer)

    limited(main())


def test_a_function_call_survives_the_drop() -> None:
    """Its result is taken on the new connection, and is told there."""

    async def main() -> None:
        async with serving() as server:
            async with peer(server) as client:
                handle = await begun(client, tools=[BOOK])
                await client.send({"realtimeInput": {"text": "call book"}})
                called = (await client.turn()).messages
                (call,) = called[0]["toolCall"]["functionCalls"]
                reset(client)
            async with in_the_end(server, handle, tools=[BOOK]) as client:
                response = {"id": call["id"], "name": "book", "response": {"output": "booked"}}
                await client.send({"toolResponse": {"functionResponses": [response]}})
                told = await client.turn()
                assert "booked" in told.said
                assert not any("toolCall" in message for message in told.messages)

    limited(main())


def test_who_gives_no_sign_of_life_is_given_up_and_who_pings_is_not() -> None:
    """1011, and the handle is dead."""

    async def main() -> None:
        scenario = replace(MEASURED, dead_after=0.4)
        async with serving(scenario) as server, peer(server) as lively, peer(server) as silent:
            await begun(lively)
            handle = await begun(silent)
            gone = asyncio.create_task(until_closed(silent))
            while not gone.done():
                await (await lively.socket.ping())
                await asyncio.sleep(0.05)
            assert await gone == 1011
            async with resuming(server, handle) as refused:
                assert refused == 1008
            assert "Hello" in (await lively.ask("hello")).said

    limited(main())


def test_a_server_may_ask_by_pings_and_free_the_session(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of who does not answer: a client that was stopped for ever keeps nothing."""
    monkeypatch.setattr(vigil, "PING_S", 0.1)

    async def main() -> None:
        scenario = replace(QUICK, lock="pings")
        async with serving(scenario) as server, peer(server) as lively, peer(server) as stopped:
            await begun(lively)
            handle = await begun(stopped)
            stopped.socket.transport.pause_reading()
            while True:
                async with resuming(server, handle) as client:
                    if isinstance(client, Peer):
                        break
                await asyncio.sleep(0.05)
            assert "Hello" in (await lively.ask("hello")).said
            stopped.socket.transport.resume_reading()
            assert await until_closed(stopped) == 1011

    limited(main())


@pytest.mark.skipif(len(loopbacks()) < 2, reason="this machine has no IPv6")
def test_both_loopbacks_are_served_on_the_same_ports() -> None:
    """Plain and with TLS; whatever `localhost` means to a client."""

    async def main() -> None:
        async with serving() as server:
            for url, context in (
                (f"ws://[{HOST_6}]:{server.ws_port}", None),
                (f"wss://[{HOST_6}]:{server.tls_port}", server.client_context()),
            ):
                async with connect(url + GEMINI, ssl=context, proxy=None) as opened:
                    await Peer(opened).setup()
        with pytest.raises(OSError):  # noqa: PT011 - whichever the system has
            await asyncio.open_connection(HOST_6, server.ws_port)

    limited(main())


@pytest.mark.skipif(len(loopbacks()) < 2, reason="this machine has no IPv6")
def test_a_port_taken_on_one_loopback_is_not_free() -> None:
    """A wanted port is refused, by its name; of free ones another is tried."""

    async def wanted(port: int) -> None:
        with pytest.raises(Exception, match=f"port {port}: another program uses it"):
            async with Server(ServerOptions(port=port, scenario=MEASURED)):
                pass

    with socket.create_server((HOST_6, 0), family=socket.AF_INET6) as taken:
        limited(wanted(taken.getsockname()[1]))


def test_of_free_ports_one_is_taken_that_is_free_on_both(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another is tried when somebody has it on one; where there is only one loopback, that does."""
    opened: list[str] = []
    really = Server._door

    async def door(server: Server, host: str, port: int, context: Any) -> Any:
        opened.append(host)
        if host == HOST_6 and opened.count(HOST_6) == 1:
            raise SettingsError("The practice partner cannot listen: another program uses it.")
        # A machine may have no second loopback: the first one plays it, at another port.
        return await really(server, HOST, 0 if host == HOST_6 else port, context)

    async def main(*, six: bool) -> None:
        opened.clear()
        monkeypatch.setattr(addresses, "loopbacks", lambda: (HOST, HOST_6) if six else (HOST,))
        async with serving() as server, peer(server) as client:
            await client.setup()

    monkeypatch.setattr(Server, "_door", door)
    limited(main(six=False))
    assert opened == [HOST, HOST]
    limited(main(six=True))
    assert opened == [HOST, HOST_6, HOST, HOST_6, HOST, HOST_6]
