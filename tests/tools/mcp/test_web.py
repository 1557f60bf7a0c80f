"""MCP servers at an address: a good one over streamable HTTP, and what else may answer."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import pytest

pytest.importorskip("mcp", reason="the MCP SDK is not installed (extra mcp)")

from tests.support.mcp_servers import SHOP, http, running
from tests.support.mcp_servers.web import answering

pytestmark = pytest.mark.network

LIMIT_S = 60.0

PNG = ("image/png", b"\x89PNG")


@asynccontextmanager
async def served(port: int) -> AsyncIterator[str]:
    """Run the good server on a port of loopback until the end of the context."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(SHOP), str(port), stderr=asyncio.subprocess.DEVNULL
    )
    try:
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                assert process.returncode is None
                await asyncio.sleep(0.02)
            else:
                writer.close()
                break
        yield f"http://127.0.0.1:{port}/mcp"
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def free_port() -> int:
    server = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    port: int = server.sockets[0].getsockname()[1]
    server.close()
    return port


def test_a_server_at_an_address_is_called_as_one_over_pipes() -> None:
    """And found again once it was away: a server that is started anew knows no old session."""
    told: list[str] = []

    async def live() -> None:
        port = await free_port()
        async with AsyncExitStack() as stack:
            async with served(port) as url:
                heard = await stack.enter_async_context(running(http("shop", url)))
                [pack] = [one for one in heard.of("shop") if one.name == "pack"]
                assert (await heard.call("shop", "count", word="four")).value == 4
                shown = await heard.call("shop", "picture", item="hat")
                assert [(one.mime_type, one.data[:4]) for one in shown.pictures] == [PNG]
                assert (await heard.source.call(pack, {}, told.append)).value == "Packed."
                await heard.call("shop", "extend")
                await heard.offering("refund")
                assert heard.troubles == []
            assert (await heard.call("shop", "count", word="four")).failed
            async with served(port):
                value = None
                while value != 4:
                    value = (await heard.call("shop", "count", word="four")).value
            assert [one for one in heard.about("shop") if "Starting it again." in one]

    asyncio.run(asyncio.wait_for(live(), LIMIT_S))
    assert told == ["box 1 of 3", "box 2 of 3", "box 3 of 3"]


def test_what_is_no_mcp_server_is_a_sentence() -> None:
    said: dict[str, list[str]] = {}
    paths = ["401", "403", "404", "405", "500", "elsewhere", "text", "huge", "strange", "secret"]

    async def live() -> None:
        async with answering() as url:
            headers = {"Authorization": "Bearer very-secret-token"}
            servers = [http(path, f"{url}/{path}", headers=headers) for path in paths]
            closed = http("closed", f"http://127.0.0.1:{await free_port()}/mcp")
            async with running(*servers, closed) as heard:
                assert heard.told == [()]
                said.update({name: heard.about(name) for name in [*paths, "closed"]})

    asyncio.run(asyncio.wait_for(live(), LIMIT_S))
    final = "Not trying again."
    headers = "Check its headers."
    assert said == {
        "401": [f"refused the connection (HTTP 401). {headers} {final}"],
        "403": [f"refused the connection (HTTP 403). {headers} {final}"],
        "404": [f"was not found (HTTP 404). {final}"],
        "405": [f"was not found (HTTP 405). {final}"],
        "500": ["answered with an error (HTTP 500). Trying again."],
        "elsewhere": [f"redirects elsewhere (HTTP 308). Check its url. {final}"],
        "text": ['does not speak MCP: "Unexpected content type: text/html". Trying again.'],
        "huge": ["does not speak MCP: its answer is too large. Trying again."],
        "strange": ["does not speak MCP: its answer is something else. Trying again."],
        "secret": ["refused the connection (HTTP 400). Trying again."],
        "closed": ["cannot be reached: All connection attempts failed. Trying again."],
    }
