"""A server of language models that does what a test tells it to, over a real socket."""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Final

DONE: Final = b"data: [DONE]\n\n"


@dataclass(frozen=True)
class Asked:
    """One request."""

    method: str
    path: str
    headers: Mapping[str, str]
    """Names in lower case."""
    body: Any
    """JSON; None: there was none."""


class Line:
    """What a server writes to one client."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    async def send(self, data: bytes) -> None:
        """Send bytes as they are."""
        self.writer.write(data)
        await self.writer.drain()

    async def head(self, status: int = 200, **headers: str) -> None:
        """Begin an answer of chunks."""
        fields = {"Content-Type": "text/event-stream", "Transfer-Encoding": "chunked"}
        fields |= {name.replace("_", "-"): value for name, value in headers.items()}
        lines = "".join(f"{name}: {value}\r\n" for name, value in fields.items() if value)
        await self.send(f"HTTP/1.1 {status} X\r\n{lines}\r\n".encode())

    async def part(self, data: bytes) -> None:
        """Send a piece of an answer of chunks."""
        await self.send(b"%x\r\n%s\r\n" % (len(data), data))

    async def end(self) -> None:
        """End an answer of chunks."""
        await self.send(b"0\r\n\r\n")

    async def whole(self, status: int, body: bytes, **headers: str) -> None:
        """Send an answer at once."""
        fields = {"Content-Type": "application/json", "Content-Length": str(len(body))}
        fields |= {name.replace("_", "-"): value for name, value in headers.items()}
        lines = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
        await self.send(f"HTTP/1.1 {status} X\r\n{lines}\r\n".encode() + body)

    async def gone(self) -> None:
        """Wait until the client has closed the connection."""
        with suppress(ConnectionError):
            while await self.reader.read(1024):
                pass


Behaviour = Callable[[Asked, Line], Awaitable[None]]
"""Answers a question; when it returns, the connection takes the next one."""


@dataclass
class Server:
    """A running server."""

    url: str = ""
    asked: list[Asked] = field(default_factory=list)
    """All requests."""
    connections: int = 0
    """How many were made."""

    @property
    def questions(self) -> list[Any]:
        """The bodies of those that ask for an answer."""
        return [one.body for one in self.asked if one.path.endswith("/chat/completions")]


def chunk(finish: str | None = None, **delta: Any) -> bytes:
    """An event of a stream."""
    body = {"choices": [{"index": 0, "delta": delta, "finish_reason": finish}]}
    return b"data: " + json.dumps(body).encode() + b"\n\n"


def says(*pieces: str, finish: str = "stop") -> Behaviour:
    """An answer of these pieces of text, streamed."""

    async def answer(_: Asked, line: Line) -> None:
        await line.head()
        for piece in pieces:
            await line.part(chunk(content=piece))
        await line.part(chunk(finish) + DONE)
        await line.end()

    return answer


def fails(status: int, body: object = "", **headers: str) -> Behaviour:
    """An answer that is an error, in JSON or, if it is text or bytes, as it is."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    data = body.encode() if isinstance(body, str) else data

    async def answer(_: Asked, line: Line) -> None:
        await line.whole(status, data, **headers)

    return answer


async def nothing(_: Asked, line: Line) -> None:
    """There is nothing at that path."""
    await line.whole(404, b"{}")


@asynccontextmanager
async def serving(
    behaviour: Behaviour, others: Behaviour = nothing, *, tls: ssl.SSLContext | None = None
) -> AsyncIterator[Server]:
    """A server on this machine.

    Args:
        behaviour: Answers questions.
        others: Answers what is no question.
        tls: Speaks HTTPS with it.
    """
    found = Server()
    tasks: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        found.connections += 1
        line = Line(reader, writer)
        # What a client no longer wants is lost on the way.
        try:
            with suppress(ConnectionError, asyncio.IncompleteReadError):
                while asked := await _request(reader):
                    found.asked.append(asked)
                    question = asked.path.endswith("/chat/completions")
                    await (behaviour if question else others)(asked, line)
                    if writer.is_closing():
                        break
        finally:
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()

    def begin(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.get_running_loop().create_task(serve(reader, writer))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    server = await asyncio.start_server(begin, "127.0.0.1", 0, ssl=tls)
    scheme = "https" if tls else "http"
    found.url = f"{scheme}://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
    try:
        yield found
    finally:
        server.close()
        for task in list(tasks):
            task.cancel()
        if tasks:
            await asyncio.wait(list(tasks), timeout=5)


async def _request(reader: asyncio.StreamReader) -> Asked | None:
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
    except asyncio.IncompleteReadError:
        return None
    first, *lines = head.strip().split("\r\n")
    method, path, _ = first.split(" ")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
    size = int(headers.get("content-length", 0))
    data = await reader.readexactly(size) if size else b""
    return Asked(method, path, headers, json.loads(data) if data else None)
