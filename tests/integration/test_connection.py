"""A connection at its edges: a service that is silent, rude or strange."""

from __future__ import annotations

import asyncio
import json
from contextlib import aclosing

import pytest
from websockets.asyncio.server import ServerConnection

from livechat.app.ports import Opening
from livechat.core.link.items import Sound, Typed
from livechat.core.talk.events import (
    Connected,
    Disconnected,
    Event,
    NotUnderstood,
    OutputTranscribed,
    TurnComplete,
)
from livechat.errors import NetworkError, RefusedError
from livechat.live.connection import MOST_STRANGE, dialer
from livechat.live.credentials import Credential
from livechat.live.endpoint import Endpoint
from livechat.sim.server import Server, ServerOptions
from tests.support.link import KEY, QUIET, READY, SPEC, limited, linked, told


async def silent(socket: ServerConnection) -> None:
    await socket.wait_closed()


def test_a_setup_that_is_never_answered_is_given_up() -> None:
    """The SDK alone would wait for ever."""
    with pytest.raises(NetworkError, match="did not respond in time"):
        told(silent, timeout_s=0.3)


def test_a_close_instead_of_an_answer_is_explained() -> None:
    """With the service's reason."""

    async def refuse(socket: ServerConnection) -> None:
        await socket.close(1008, "models/x is not found for API version v1beta")

    with pytest.raises(RefusedError, match="not found for API version"):
        told(refuse)


def test_a_polite_end_is_an_event() -> None:
    """Everything before it arrives first; text frames are read as well as binary ones."""

    async def speak(socket: ServerConnection) -> None:
        await socket.send(READY.encode())
        await socket.send(json.dumps({"serverContent": {"outputTranscription": {"text": "Hi"}}}))
        await socket.send(json.dumps({"serverContent": {"turnComplete": True}}).encode())
        await socket.close(1000)

    kinds = [type(event) for event in told(speak)][1:]
    assert kinds == [Connected, OutputTranscribed, TurnComplete, Disconnected]


def test_an_abort_is_a_lost_connection() -> None:
    """No close frame at all."""

    async def abort(socket: ServerConnection) -> None:
        await socket.send(READY)
        socket.transport.abort()

    with pytest.raises(NetworkError, match="connection was lost"):
        told(abort)


@pytest.mark.parametrize("message", ["no json", "[]", '"text"', '{"new": 1}', "{}", "\\ud800"])
def test_nonsense_is_survived(message: str) -> None:
    """It is logged, at most told, and what follows is understood."""

    async def babble(socket: ServerConnection) -> None:
        await socket.send(READY)
        await socket.send(message)
        await socket.send(json.dumps({"serverContent": {"outputTranscription": {"text": "Hi"}}}))
        await socket.close(1000)

    events = told(babble)
    assert OutputTranscribed in [type(event) for event in events]


def test_another_first_message_than_setup_complete_is_survived() -> None:
    """Gateways have greetings of their own."""

    async def greet(socket: ServerConnection) -> None:
        await socket.send(json.dumps({"sessionResumptionUpdate": {}}))
        await socket.close(1000)

    assert NotUnderstood in [type(event) for event in told(greet)]


def test_large_messages_arrive() -> None:
    """Beyond the WebSocket library's own limit of 1 MiB."""
    text = "word " * 500_000

    async def speak(socket: ServerConnection) -> None:
        await socket.send(READY)
        await socket.send(json.dumps({"serverContent": {"outputTranscription": {"text": text}}}))
        await socket.close(1000)

    said = next(event for event in told(speak) if isinstance(event, OutputTranscribed))
    assert said.text == text


def test_sending_without_a_connection_says_so() -> None:
    """Not an attribute error."""

    async def main() -> None:
        async with linked(silent) as link:
            await link.send(Typed("hello"))

    with pytest.raises(NetworkError, match="no connection"):
        limited(main())


def test_sending_into_a_closed_connection_says_so() -> None:
    """Its events tell why it closed."""

    async def close(socket: ServerConnection) -> None:
        await socket.send(READY)
        await socket.close(1011, "Internal error encountered.")

    async def main() -> list[Event]:
        heard: list[Event] = []
        async with linked(close) as connection, aclosing(connection.events()) as events:

            async def talk() -> None:
                while True:
                    await connection.send(Sound(bytes(640), 0.0))

            async def listen() -> None:
                async for event in events:
                    heard.append(event)
                    if isinstance(event, Connected):
                        [error] = await asyncio.gather(talk(), return_exceptions=True)
                        assert str(error) == "The connection is closed."

            with pytest.raises(NetworkError, match="Internal error encountered"):
                await listen()
        return heard

    closed = limited(main())[-1]
    assert isinstance(closed, Disconnected)
    assert (closed.code, closed.reason) == (1011, "Internal error encountered.")


def test_leaving_in_the_middle_closes_the_connection() -> None:
    """Quickly, and with an ordinary goodbye."""
    codes: list[int | None] = []

    async def listen(socket: ServerConnection) -> None:
        await socket.send(READY)
        await socket.wait_closed()
        codes.append(socket.close_code)

    async def main() -> None:
        async with linked(listen) as link:
            events = link.events()
            async for event in events:
                if isinstance(event, Connected):
                    break
            await events.aclose()

    limited(main())
    assert codes == [1000]


def test_a_proxy_that_the_environment_names_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tunnel is asked for by host and port; what is said inside stays inside."""
    asked: list[bytes] = []

    async def tunnel(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        asked.append(head.splitlines()[0])
        host, port = head.split()[1].decode().rsplit(":", 1)
        far_reader, far_writer = await asyncio.open_connection(host, int(port))
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")

        async def relay(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
            while piece := await source.read(1 << 16):
                sink.write(piece)
            sink.close()

        await asyncio.gather(relay(reader, far_writer), relay(far_reader, writer))

    async def main() -> str:
        async with Server(ServerOptions(api_key=KEY, scenario=QUIET)) as server:
            proxy = await asyncio.start_server(tunnel, "127.0.0.1", 0)
            monkeypatch.setenv(
                "HTTPS_PROXY", f"http://127.0.0.1:{proxy.sockets[0].getsockname()[1]}"
            )
            monkeypatch.delenv("NO_PROXY", raising=False)
            monkeypatch.delenv("no_proxy", raising=False)
            there = Endpoint(server.tls_url, tls=server.client_context())
            link = await dialer(there, Credential(KEY, "a test"))(Opening(SPEC))
            said = ""
            async with proxy, aclosing(link.events()) as events:
                async for event in events:
                    if isinstance(event, Connected):
                        await link.send(Typed("count to two"))
                    if isinstance(event, OutputTranscribed):
                        said += event.text
                    if isinstance(event, TurnComplete):
                        break
            return f"CONNECT 127.0.0.1:{server.tls_port} HTTP/1.1 {said}"

    expected, _, said = limited(main()).rpartition(" 1, ")
    assert asked == [expected.encode()]
    assert said == "2."


def test_what_is_strange_is_told_a_few_times() -> None:
    """More of it tells nothing more; a frame of no bytes is nothing at all."""

    async def babble(socket: ServerConnection) -> None:
        await socket.send(READY)
        for _ in range(100):
            await socket.send(b"")
            await socket.send("nonsense")
        await socket.close(1000)

    strange = [event for event in told(babble) if isinstance(event, NotUnderstood)]
    assert len(strange) == MOST_STRANGE
    assert strange[-1].detail.endswith("(livechat reports no more of them)")


@pytest.mark.parametrize("ready", ["[" * 100_000, '{"serverContent":[1]}', '{"toolCall":[1]}'])
def test_a_setup_answered_by_something_strange_is_a_connection_that_failed(ready: str) -> None:
    """Not an error of livechat's own."""

    async def answer(socket: ServerConnection) -> None:
        await socket.send(ready)
        await socket.wait_closed()

    with pytest.raises(NetworkError, match="failed: a"):
        told(answer)


def test_the_service_repeats_the_credential_and_nobody_else_does() -> None:
    """Nor anything that steers a terminal."""

    async def repeat(socket: ServerConnection) -> None:
        await socket.send(READY)
        await socket.send(json.dumps({"error": {"message": "\x1b[2J a-key is wrong"}}))
        await socket.close(1000, "\x1b[2J a-key")

    events = told(repeat)
    said = [event.detail for event in events if isinstance(event, NotUnderstood)]
    said += [event.reason for event in events if isinstance(event, Disconnected)]
    assert said == ["error: ␛[2J … is wrong", "␛[2J …"]


def test_a_message_that_is_almost_json_gives_no_handle_away() -> None:
    """A handle is as good as a password for two hours; events reach journals and logs."""

    async def stumble(socket: ServerConnection) -> None:
        await socket.send(READY)
        await socket.send(
            '{"sessionResumptionUpdate": {"newHandle": "HANDLE", "resumable": true,}}'
        )
        await socket.send('{"sessionResumptionUpdate": {"newHandle": ["HANDLE"]}}')
        await socket.close(1000)

    events = told(stumble)
    assert "HANDLE" not in repr(events)
    assert [event.detail for event in events if isinstance(event, NotUnderstood)] == [
        "a message that is not JSON",
        "a wrong value in sessionResumptionUpdate.newHandle",
    ]
