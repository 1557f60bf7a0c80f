"""WebSocket and other HTTP on the same port, and clients that do not behave."""

from __future__ import annotations

import asyncio
import json
import logging
import ssl
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass

import pytest

from livechat.sim.doors import front as front_module
from livechat.sim.protocol.exchange import BODY_BYTES, HEADER_BYTES
from livechat.sim.server import Server, ServerOptions
from tests.sim.peer import AT_ONCE_S, GEMINI, QUICK, limited, peer

pytestmark = pytest.mark.network

MINT = b"POST /v1alpha/auth_tokens HTTP/1.1\r\nHost: x\r\n"
KNOCK = (
    f"GET {GEMINI} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
).encode()
HELLO = b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(500)
"""The beginning of a TLS handshake."""

BOTH = pytest.mark.parametrize("tls", [False, True], ids=["plain", "tls"])


@dataclass
class Line:
    """One raw connection."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def say(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def hear(self) -> bytes:
        """All that comes, to the end."""
        with suppress(ConnectionError):
            return await self.reader.read()
        return b""

    async def answer(self, data: bytes) -> tuple[int, dict[str, str], bytes]:
        """Status, header fields in lower case and body of what is answered."""
        await self.say(data)
        head, _, body = (await self.hear()).partition(b"\r\n\r\n")
        first, *lines = head.decode().split("\r\n")
        named = (line.split(": ", 1) for line in lines)
        return int(first.split()[1]), {name.lower(): value for name, value in named}, body


@asynccontextmanager
async def line(server: Server, tls: bool = False, port: int = 0) -> AsyncIterator[Line]:
    """A raw connection to a server."""
    context = server.client_context() if tls else None
    port = port or (server.tls_port if tls else server.ws_port)
    reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=context)
    try:
        yield Line(reader, writer)
    finally:
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()


def serving(**fields: object) -> Server:
    return Server(ServerOptions(scenario=QUICK, **fields))  # type: ignore[arg-type]


@contextmanager
def nothing_logged(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Neither by us nor by anybody else."""
    caplog.set_level(logging.DEBUG, "asyncio")
    caplog.set_level(logging.INFO, "livechat.sim")
    yield
    noise = [
        record
        for record in caplog.records
        if record.levelno > logging.DEBUG and "session " not in record.getMessage()
    ]
    assert not noise


async def settled(before: set[asyncio.Task[object]]) -> bool:
    """Whether no task is left but those of `before`, after a moment for them to end."""
    for _ in range(100):
        if asyncio.all_tasks() <= before:
            return True
        await asyncio.sleep(0.01)
    return False


@BOTH
def test_all_is_served_on_one_port(tls: bool) -> None:
    """A WebSocket, a health check and a token, one after the other."""

    async def main() -> None:
        async with serving() as server:
            async with line(server, tls) as client:
                status, headers, body = await client.answer(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
                assert (status, headers["connection"]) == (200, "close")
                assert "practice partner" in json.loads(body)
            async with line(server, tls) as client:
                status, _, body = await client.answer(MINT + b"Content-Length: 2\r\n\r\n{}")
                assert status == 200
                assert json.loads(body)["name"].startswith("auth_tokens/")
            async with peer(server, tls=tls) as socket:
                await socket.setup()

    limited(main())


@BOTH
def test_a_request_may_come_a_byte_at_a_time(tls: bool) -> None:
    """The first byte decides, and the others follow it."""

    async def main() -> None:
        async with serving() as server:
            for request in (
                MINT + b"Content-Length: 2\r\n\r\n{}",
                b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
            ):
                async with line(server, tls) as client:
                    for at in range(len(request) - 1):
                        await client.say(request[at : at + 1])
                    assert (await client.answer(request[-1:]))[0] == 200

    limited(main())


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (b"HEAD / HTTP/1.1\r\nHost: x\r\n\r\n", 200),
        (b"OPTIONS /v1alpha/auth_tokens HTTP/1.1\r\nHost: x\r\n\r\n", 204),
        (b"GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n", 404),
        (b"POST /nowhere HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n", 404),
        (b"GET /v1alpha/auth_tokens HTTP/1.1\r\nHost: x\r\n\r\n", 405),
        (b"DELETE / HTTP/1.1\r\nHost: x\r\n\r\n", 405),
        (f"GET {GEMINI} HTTP/1.1\r\nHost: x\r\n\r\n".encode(), 426),
        (MINT + b"Content-Type: text/html\r\nContent-Length: 0\r\n\r\n", 415),
        (MINT + b"Content-Length: 1\r\n\r\n{", 400),
        (b"\x00\x01\x02\r\n\r\n", 400),
    ],
)
@BOTH
def test_answers_besides_the_websockets(tls: bool, request_: bytes, status: int) -> None:
    """Each is JSON, or nothing, and any page may read it."""

    async def main() -> None:
        async with serving() as server, line(server, tls) as client:
            told, headers, body = await client.answer(request_)
            assert told == status
            assert headers["access-control-allow-origin"] == "*"
            if status >= 400:
                assert headers["content-type"].startswith("application/json")
                assert json.loads(body)["error"]["code"] == status
            if status == 405:
                assert "OPTIONS" in headers["allow"]

    limited(main())


@BOTH
def test_a_refused_websocket_is_told_why_in_json(tls: bool) -> None:
    """As by the hosted service."""

    async def main() -> None:
        async with serving(api_key="right") as server, line(server, tls) as client:
            status, headers, body = await client.answer(KNOCK + b"x-goog-api-key: wrong\r\n\r\n")
            assert (status, headers["content-type"][:16]) == (401, "application/json")
            assert json.loads(body)["error"]["status"] == "UNAUTHENTICATED"

    limited(main())


@BOTH
def test_the_answer_reaches_who_is_still_sending(tls: bool) -> None:
    """What is too large is refused at once, and the rest of it thrown away."""

    async def main() -> None:
        async with serving() as server, line(server, tls) as client:
            size = BODY_BYTES * 3
            await client.say(MINT + f"Content-Length: {size}\r\n\r\n".encode())
            for _ in range(size // BODY_BYTES):
                await client.say(bytes(BODY_BYTES))
            assert (await client.answer(b""))[0] == 413

    limited(main())


@BOTH
def test_who_is_refused_cannot_stay(tls: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """It may finish what it was sending, and is cut off after a while."""
    monkeypatch.setattr(front_module, "LINGER_S", 0.05)

    async def main() -> None:
        async with serving() as server, line(server, tls) as client:
            head = await client.answer(b"POST / HTTP/1.1\r\nX: " + b"x" * HEADER_BYTES)
            assert head[0] == 431

    limited(main())


SLOW = {
    "a WebSocket": KNOCK,
    "a token": MINT + b"Content-Length: 10\r\n\r\n{",
    "no line": b"GET /" + b"x" * 100,
    "silence": b"",
    "garbage after G": b"G\x00\x01\r\n\r\n",
}


@pytest.mark.parametrize("begun", SLOW.values(), ids=SLOW)
@BOTH
def test_a_request_that_never_ends_is_given_up(
    tls: bool, begun: bytes, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """However it drips in; nothing of it is left, and others are served meanwhile."""

    async def main() -> None:
        async with serving() as server:
            before = asyncio.all_tasks()
            async with peer(server, tls=tls) as other:
                monkeypatch.setattr(front_module, "ARRIVAL_S", 0.2)
                async with line(server, tls) as client:
                    await client.say(begun)
                    await other.setup()
                    assert b"200" not in await client.hear()
                await other.ask("hello")
            assert await settled(before)

    with nothing_logged(caplog):
        limited(main())


def test_who_sends_no_more_may_still_hear() -> None:
    """Half a connection is enough for an answer."""

    async def main() -> None:
        async with serving() as server, line(server) as client:
            await client.say(MINT)
            client.writer.write_eof()
            assert b" 400 " in await client.hear()

    limited(main())


@BOTH
def test_who_is_in_may_stay(tls: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """The time to arrive is for what comes before."""
    monkeypatch.setattr(front_module, "ARRIVAL_S", 0.5)

    async def main() -> None:
        async with serving() as server, peer(server, tls=tls) as client:
            await client.setup()
            async with line(server, tls) as later:
                assert await later.hear() == b""
            await client.ask("hello")

    limited(main())


def test_a_tls_handshake_that_never_ends_is_given_up(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Silence, or half of it."""
    monkeypatch.setattr(front_module, "ARRIVAL_S", 0.2)

    async def main() -> None:
        async with serving() as server:
            for begun in (b"", HELLO[:20]):
                async with line(server, port=server.tls_port) as client:
                    await client.say(begun)
                    assert await client.hear() == b""

    with nothing_logged(caplog):
        limited(main())


STRANGE = {
    "nothing": b"",
    "a byte": b"P",
    "half a header": MINT,
    "half a body": MINT + b"Content-Length: 10\r\n\r\n{",
    "half a knock": KNOCK,
    "TLS": HELLO,
    "zeros": bytes(100_000),
    "G and zeros": b"G" + bytes(100_000),
    "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "a wrong key": KNOCK.replace(b"AAAA", b"A") + b"\r\n",
}


@pytest.mark.parametrize("sent", STRANGE.values(), ids=STRANGE)
@pytest.mark.parametrize("how", ["leaves", "is cut off"])
@pytest.mark.parametrize("where", ["plain", "tls", "plain on the TLS port"])
def test_clients_may_leave_at_any_moment(
    where: str, how: str, sent: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    """In the middle of anything, politely or not: nothing is left, nothing is logged."""

    async def main() -> None:
        async with serving() as server:
            before = asyncio.all_tasks()
            port = server.ws_port if where == "plain" else server.tls_port
            async with line(server, where == "tls", port) as client:
                with suppress(ConnectionError):
                    await client.say(sent)
                if how == "leaves":
                    client.writer.close()
                else:
                    client.writer.transport.abort()
            assert await settled(before)
            assert not any(door._fronts for door in server._doors)
            async with peer(server, tls=where != "plain") as other:
                await other.setup()

    with nothing_logged(caplog):
        limited(main())


def test_a_tls_client_on_the_plain_port_fails_at_once(caplog: pytest.LogCaptureFixture) -> None:
    """It gets an answer that is no TLS."""

    async def main() -> None:
        async with serving() as server:
            before = asyncio.all_tasks()
            with pytest.raises(ssl.SSLError):
                async with line(server, tls=True, port=server.ws_port):
                    pass
            assert await settled(before)

    with nothing_logged(caplog):
        limited(main())


OPEN = {
    "silence": (False, b""),
    "silence on TLS": (True, b""),
    "half a header": (False, MINT),
    "half a body on TLS": (True, MINT + b"Content-Length: 10\r\n\r\n{"),
    "half a knock": (False, KNOCK),
    "refused, still sending": (False, b"POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\n"),
    "refused, still reading": (False, b"GET /no HTTP/1.1\r\nHost: x\r\n\r\n"),
}


@pytest.mark.parametrize(("tls", "begun"), OPEN.values(), ids=OPEN)
def test_closing_does_not_wait_for_who_is_not_in(
    tls: bool, begun: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    """At once everything is gone, and a session that was open got its 1001."""

    async def main() -> None:
        before = asyncio.all_tasks()
        server = serving()
        await server.__aenter__()
        async with line(server, tls) as client, peer(server) as other:
            await client.say(begun)
            await other.setup()
            began = time.monotonic()
            await server.aclose()
            assert time.monotonic() - began < AT_ONCE_S
            await client.hear()
            assert (await other.closed())[0] == 1001
        assert await settled(before)

    with nothing_logged(caplog):
        limited(main())


def test_closing_does_not_wait_for_a_tls_handshake(caplog: pytest.LogCaptureFixture) -> None:
    """A client that connected to the wrong port and says nothing is cut off like the others."""

    async def main() -> None:
        server = serving()
        await server.__aenter__()
        async with line(server, port=server.tls_port) as client:
            await asyncio.sleep(0.05)  # for the connection to be taken
            began = time.monotonic()
            await server.aclose()
            assert time.monotonic() - began < AT_ONCE_S
            assert await client.hear() == b""

    with nothing_logged(caplog):
        limited(main())


@pytest.mark.parametrize("method", ["POST", "GET"])
def test_a_failure_of_our_own_is_answered_and_logged(
    method: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Others are served; the log holds no credential."""

    def broken(*_: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr("livechat.sim.doors.reception.routes.path_of", broken)
    monkeypatch.setattr("livechat.sim.doors.reception.routes.credentials", broken)
    secret = b"x-goog-api-key: secret-value\r\n"

    async def main() -> None:
        async with serving() as server:
            for request in (f"{method} / HTTP/1.1\r\nHost: x\r\n".encode(), KNOCK):
                async with line(server) as client:
                    status, _, body = await client.answer(request + secret + b"\r\n")
                    assert status == 500
                    assert json.loads(body)["error"]["status"] == "INTERNAL"

    limited(main())
    assert [record.levelname for record in caplog.records] == ["ERROR"] * 2
    assert "a bug" in caplog.text
    assert "secret-value" not in caplog.text
