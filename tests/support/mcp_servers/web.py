"""HTTP servers that are no MCP servers, by the path that is asked for."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

HUGE = 40_000_000


@asynccontextmanager
async def answering() -> AsyncIterator[str]:
    """Serve on loopback until the end of the context; yields the address, without a path."""
    server = await asyncio.start_server(_answer, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.close()


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        path = head.split(" ")[1]
        status, more, body = _what(path, head)
        lines = [f"HTTP/1.1 {status} x", *more, f"Content-Length: {len(body)}", "Connection: close"]
        writer.write("\r\n".join([*lines, "", ""]).encode() + body)
        await writer.drain()
    except (ConnectionError, asyncio.IncompleteReadError):
        pass
    finally:
        writer.close()


def _what(path: str, head: str) -> tuple[int, list[str], bytes]:
    kind = ["Content-Type: application/json"]
    match path.strip("/"):
        case "elsewhere":
            return 308, ["Location: http://localhost:1/mcp"], b""
        case "text":
            return 200, ["Content-Type: text/html"], b"<p>Hello</p>"
        case "huge":
            return 200, kind, b'{"x": "' + b"x" * HUGE + b'"}'
        case "strange":
            return 200, kind, b'{"not": "MCP"}'
        case "secret":
            told = {"code": -1, "message": f"no: {head}"}
            return 400, kind, json.dumps({"jsonrpc": "2.0", "id": 0, "error": told}).encode()
        case number:
            return int(number), kind, b"{}"
