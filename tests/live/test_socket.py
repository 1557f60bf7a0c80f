"""The WebSocket under a session: what it tells the system, and how it leaves."""

from __future__ import annotations

import asyncio
import gc
import json
import socket as tcp
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from types import SimpleNamespace
from typing import Any, cast

import pytest
from websockets.asyncio.client import connect
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from livechat.live.client import PING_INTERVAL_S
from livechat.live.socket import (
    ROOMY_SEND_BUFFER,
    SEND_BUFFER,
    UNACKNOWLEDGED_S,
    UNDELIVERED_S,
    LiveSocket,
    prepare,
)
from livechat.live.spelling import StrangeMessage
from livechat.sim.doors import tls
from tests.support.link import limited

pytestmark = pytest.mark.network

CHUNK = "x" * 20_000

SAID = json.dumps({"serverContent": {"outputTranscription": {"text": CHUNK}}})


FULL_S = 0.3
"""Seconds in which nothing leaves any more: no delayed acknowledgement takes so long."""


class Path:
    """What lies between a client and a server; broken, it takes nothing from the client."""

    def __init__(self) -> None:
        self.whole = asyncio.Event()
        self.whole.set()
        self.port = 0

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", self.port)
        always = asyncio.Event()
        always.set()
        ways = (self._pass(reader, back, self.whole), self._pass(there, writer, always))
        await asyncio.gather(*ways, return_exceptions=True)

    async def _pass(
        self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, open_: asyncio.Event
    ) -> None:
        try:
            while piece := await source.read(1 << 16):
                await open_.wait()
                sink.write(piece)
                await sink.drain()
        finally:
            sink.close()


@asynccontextmanager
async def connected(
    behave: Callable[[ServerConnection], Awaitable[None]], path: Path | None = None
) -> AsyncIterator[LiveSocket]:
    """A socket that is connected to a server, over TLS as in life."""
    identity, path = tls.throwaway(), path or Path()
    async with (
        serve(
            behave, "127.0.0.1", 0, ssl=identity.server, compression=None, ping_interval=None
        ) as server,
        await asyncio.start_server(path, "127.0.0.1", 0) as between,
    ):
        path.port = next(iter(server.sockets)).getsockname()[1]
        socket = await connect(
            f"wss://127.0.0.1:{between.sockets[0].getsockname()[1]}",
            ssl=tls.client_context(identity.cert_pem),
            create_connection=LiveSocket,
            compression=None,
            ping_interval=None,
            proxy=None,
        )
        assert isinstance(socket, LiveSocket)
        prepare(socket)
        try:
            yield socket
        finally:
            path.whole.set()


class Listener:
    """A server that counts what it hears and keeps the code of the close."""

    def __init__(self, says: int = 0) -> None:
        self.heard = 0
        self.speaks = asyncio.Event()
        self.code: asyncio.Future[int | None] = asyncio.get_running_loop().create_future()
        self._says = says

    async def __call__(self, socket: ServerConnection) -> None:
        await self.speaks.wait()
        for _ in range(self._says):
            await socket.send(SAID)
        with suppress(ConnectionClosed):
            async for message in socket:
                self.heard += len(message)
        received = socket.protocol.close_rcvd
        self.code.set_result(received.code if received else None)


async def stall(socket: LiveSocket) -> tuple[asyncio.Task[None], int]:
    """Send until every buffer is full; return what waits, and the number of bytes sent."""
    sent = 0
    while True:
        sending = asyncio.create_task(socket.send(CHUNK))
        sent += len(CHUNK)
        if not (await asyncio.wait([sending], timeout=FULL_S))[0]:
            return sending, sent


def test_a_goodbye_is_an_ordinary_one() -> None:
    """Close code 1000, and the socket is closed."""
    codes: list[int | None] = []

    async def listen(socket: ServerConnection) -> None:
        await socket.wait_closed()
        codes.append(socket.close_code)

    async def main() -> int:
        async with connected(listen) as socket:
            raw = socket.transport.get_extra_info("socket")
            await socket.leave()
            await socket.leave()  # nothing is left to do
            await asyncio.sleep(0)
            return cast(int, raw.fileno())

    assert limited(main()) == -1
    assert codes == [1000]


@pytest.mark.parametrize("says", ["nothing", "before", "meanwhile"])
def test_a_close_on_a_path_that_is_broken_arrives_when_the_path_is_back(says: str) -> None:
    """The socket is closed by then; the system delivers what it was given, the close last.

    Until the service has it, it refuses to resume the session. What the service says and nobody
    reads does not make the system drop it.
    """

    async def main() -> tuple[int | None, bool, int]:
        server, path = Listener(0 if says == "nothing" else 60), Path()
        async with connected(server, path) as socket:
            raw = socket.transport.get_extra_info("socket")
            if says != "meanwhile":
                server.speaks.set()
            path.whole.clear()
            sending, sent = await stall(socket)
            server.speaks.set()
            await socket.leave()
            for _ in range(3):
                await asyncio.sleep(0)
            closed = raw.fileno() == -1
            sending.cancel()
            path.whole.set()
            return await server.code, closed, server.heard - sent

    assert limited(main()) == (1000, True, 0)


def test_whoever_is_cancelled_while_leaving_leaves_at_once() -> None:
    """A second Ctrl-C does not wait for the service's goodbye."""

    async def main() -> int:
        server, path = Listener(), Path()
        async with connected(server, path) as socket:
            server.speaks.set()
            raw = socket.transport.get_extra_info("socket")
            path.whole.clear()
            leaving = asyncio.create_task(socket.leave())
            await asyncio.sleep(0)
            leaving.cancel()
            await asyncio.wait([leaving])
            for _ in range(3):
                await asyncio.sleep(0)
            assert leaving.cancelled()
            return cast(int, raw.fileno())

    assert limited(main()) == -1


def test_a_ping_nobody_waits_for_is_no_complaint_of_asyncios() -> None:
    """Of the pings under way when a connection ends, some were given up before."""
    complaints: list[dict[str, Any]] = []

    async def main() -> None:
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda _, context: complaints.append(context))
        server, path = Listener(), Path()
        async with connected(server, path) as socket:
            server.speaks.set()
            path.whole.clear()
            kept = await socket.ping()
            given_up = await socket.ping()
            cast("asyncio.Future[float]", given_up).cancel()
            await socket.ping()
            await socket.leave()
            with pytest.raises(ConnectionClosed):
                await kept
        gc.collect()
        await asyncio.sleep(0)

    limited(main())
    assert complaints == []


def test_what_says_nothing_is_not_read() -> None:
    """Frames of no bytes and empty objects, of which the service sends many."""

    async def babble(socket: ServerConnection) -> None:
        for message in ("", "{}", '{"server_content": {}}', "nonsense"):
            await socket.send(message)
        await socket.wait_closed()

    async def main() -> None:
        async with connected(babble) as socket:
            assert await socket.recv() == b'{"serverContent": {}}'
            with pytest.raises(StrangeMessage, match="not JSON"):
                await socket.recv()
            await socket.leave()

    limited(main())


def over(raw: object) -> LiveSocket:
    """A connection over this socket."""
    told: dict[str, Any] = {"socket": raw}
    return cast(LiveSocket, SimpleNamespace(transport=SimpleNamespace(get_extra_info=told.get)))


async def options(ready: Callable[[LiveSocket], Awaitable[None]]) -> tuple[int, float]:
    """The socket's buffer and its limit for what is not acknowledged, in seconds."""
    found = (0, 0.0)

    async def listen(socket: ServerConnection) -> None:
        await socket.wait_closed()

    async with connected(listen) as socket:
        raw = socket.transport.get_extra_info("socket")
        await ready(socket)
        found = (
            raw.getsockopt(tcp.SOL_SOCKET, tcp.SO_SNDBUF),
            raw.getsockopt(tcp.IPPROTO_TCP, tcp.TCP_USER_TIMEOUT) / 1000,
        )
        await socket.leave()
    return found


@pytest.mark.network
@pytest.mark.skipif(not hasattr(tcp, "TCP_USER_TIMEOUT"), reason="Linux alone has the option")
def test_a_dead_peer_is_noticed_by_the_system() -> None:
    """Within 30 s of what was last sent: something is under way at least with every ping."""

    async def nothing(_: LiveSocket) -> None:
        pass

    buffer, limit_s = limited(options(nothing))
    assert limit_s == UNACKNOWLEDGED_S
    assert UNACKNOWLEDGED_S + PING_INTERVAL_S < 30
    assert buffer == 2 * SEND_BUFFER


@pytest.mark.skipif(not hasattr(tcp, "TCP_USER_TIMEOUT"), reason="Linux alone has the option")
def test_a_goodbye_has_more_room_and_more_time_than_a_call() -> None:
    """It stands behind all that was sent, and may arrive minutes later."""

    async def leaving(socket: LiveSocket) -> None:
        asyncio.get_running_loop().create_task(socket.leave())
        await asyncio.sleep(0)

    buffer, limit_s = limited(options(leaving))
    assert limit_s == UNDELIVERED_S
    assert 2 * SEND_BUFFER < buffer <= 2 * ROOMY_SEND_BUFFER


def test_a_system_without_the_option_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """There, silence has to tell."""
    monkeypatch.delattr(tcp, "TCP_USER_TIMEOUT", raising=False)
    set_: list[tuple[int, ...]] = []
    prepare(over(SimpleNamespace(setsockopt=lambda *given: set_.append(given))))
    assert set_ == [(tcp.SOL_SOCKET, tcp.SO_SNDBUF, SEND_BUFFER)]


def test_a_connection_that_was_cut_meanwhile_is_left_alone() -> None:
    """Whoever reads learns of it."""
    prepare(over(None))
    with tcp.socket() as closed:
        pass
    prepare(over(closed))
