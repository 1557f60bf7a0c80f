"""MCP servers in the process that holds them in the program, as the program starts it."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

pytest.importorskip("mcp", reason="the MCP SDK is not installed (extra mcp)")

from livechat.tools.host import Host
from livechat.tools.source import Events
from tests.support.mcp_servers import Heard, good, hostile, lives

pytestmark = pytest.mark.process

LIMIT_S = 60.0

PNG = ("image/png", b"\x89PNG")


@asynccontextmanager
async def hosted(*servers: dict[str, Any]) -> AsyncIterator[Heard]:
    """Run servers as the program does, until the end of the context."""
    host = Host("servers", {"servers": list(servers), "patience_s": LIMIT_S}, label="MCP servers")
    heard = Heard(host)
    running = asyncio.create_task(host.run(Events(heard.offers, heard.trouble)))
    running.add_done_callback(lambda _: heard.new.set())
    try:
        while not heard.told and not running.done():
            heard.new.clear()
            await heard.new.wait()
        yield heard
    finally:
        running.cancel()
        await asyncio.wait([running])


async def gone(pid: int) -> None:
    while lives(pid):  # noqa: ASYNC110 - nobody tells
        await asyncio.sleep(0.01)


def test_all_that_a_server_can_do_comes_through() -> None:
    """Values, pictures, progress, failures, an end in the middle, and what is wrong with others."""
    told: list[str] = []

    async def live() -> None:
        async with hosted(good(), hostile("hang-call"), hostile("die-start")) as heard:
            assert (await heard.call("shop", "count", word="four")).value == 4
            stock = await heard.call("shop", "check_stock", item="hat")
            assert stock.value == {"item": "hat", "count": 12}
            shown = await heard.call("shop", "picture", item="hat")
            assert [(one.mime_type, one.data[:4]) for one in shown.pictures] == [PNG]
            assert (await heard.call("shop", "fail")).failed
            [pack] = [one for one in heard.of("shop") if one.name == "pack"]
            assert (await heard.source.call(pack, {}, told.append)).value == "Packed."
            assert heard.about("die-start")[0].startswith("ended while starting (exit code 2)")
            hanging = asyncio.create_task(heard.call("hang-call", "go"))
            await asyncio.sleep(0)
            hanging.cancel()
            await asyncio.wait([hanging])
            # Nothing was killed for it.
            assert (await heard.call("shop", "count", word="four")).value == 4
            assert len(heard.told) == 1

    asyncio.run(asyncio.wait_for(live(), LIMIT_S))
    assert told[0] == "box 1 of 3"


def test_a_server_that_reads_nothing_any_more_costs_no_other() -> None:
    """A call cannot even be told to end: that server is started anew, and no other."""

    async def live() -> None:
        async with hosted(hostile("pid"), hostile("hang-call")) as heard:
            said = (await heard.call("pid", "go")).value
            stuck = asyncio.create_task(heard.call("pid", "go", x="long " * 100_000))
            await asyncio.sleep(0.1)  # else it ends before it has begun to write
            stuck.cancel()
            await asyncio.wait([stuck])
            await heard.until("does not read what it is told")
            again = (await heard.call("pid", "go")).value
            assert str(again).split()[0] != str(said).split()[0]
            assert str(again).split()[1] == str(said).split()[1]
            assert heard.about("pid") == [
                "was stopped: it does not read what it is told. Starting it again."
            ]

    asyncio.run(asyncio.wait_for(live(), LIMIT_S))


@pytest.mark.skipif(sys.platform == "win32", reason="processes are asked for by signal 0")
def test_servers_end_with_the_call() -> None:
    """Even one that hears nothing and ignores being asked."""

    async def live() -> None:
        async with hosted(hostile("pid")) as heard:
            said = (await heard.call("pid", "go")).value
            server, child = map(int, str(said).split())
            assert lives(server)
        await gone(server)
        await gone(child)

    asyncio.run(asyncio.wait_for(live(), LIMIT_S))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends children with their parent")
def test_servers_end_with_their_process_even_if_it_is_killed() -> None:
    async def live() -> None:
        async with hosted(hostile("pid")) as heard:
            said = (await heard.call("pid", "go")).value
            server, child = map(int, str(said).split())
            os.kill(child, signal.SIGKILL)
            await gone(server)
            # And are there again.
            await heard.until_told(2)
            again = (await heard.call("pid", "go")).value
            assert again != said

    asyncio.run(asyncio.wait_for(live(), LIMIT_S))
