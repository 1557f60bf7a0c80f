"""MCP servers for tests, good and bad, and what is needed to use them."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from livechat.tools.mcp.source import make
from livechat.tools.source import Events, Offer, Source

pytest.importorskip("mcp", reason="the MCP SDK is not installed (extra mcp)")

HERE = Path(__file__).parent

SHOP = HERE / "shop.py"
HOSTILE = HERE / "hostile.py"


def good(name: str = "shop", **more: Any) -> dict[str, Any]:
    """Return what a child is told of the good server."""
    return stdio(name, str(SHOP), **more)


def hostile(manner: str, **more: Any) -> dict[str, Any]:
    """Return what a child is told of a bad server, which is named as it behaves."""
    return stdio(manner, str(HOSTILE), manner, **more)


def stdio(name: str, *args: str, **more: Any) -> dict[str, Any]:
    """Return what a child is told of a server that is a Python file."""
    return {
        "name": name,
        "kind": "stdio",
        "command": sys.executable,
        "args": list(args),
        "env": {},
        "cwd": "",
        "url": "",
        "headers": {},
        "timeout_s": None,
        "include": None,
        "exclude": [],
        **more,
    }


def http(name: str, url: str, **more: Any) -> dict[str, Any]:
    """Return what a child is told of a server at an address."""
    return {**stdio(name), "kind": "http", "url": url, "command": "", **more}


class Heard:
    """What a source told."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.told: list[tuple[Offer, ...]] = []
        self.troubles: list[str] = []
        self.new = asyncio.Event()

    def offers(self, offers: Sequence[Offer]) -> None:
        self.told.append(tuple(offers))
        self.new.set()

    def trouble(self, sentence: str) -> None:
        self.troubles.append(sentence)
        self.new.set()

    async def until(self, what: str) -> None:
        """Wait until a trouble is told that contains these words."""
        while not any(what in one for one in self.troubles):
            self.new.clear()
            await self.new.wait()

    async def until_told(self, times: int) -> None:
        """Wait until functions were told so often."""
        while len(self.told) < times:
            self.new.clear()
            await self.new.wait()

    async def offering(self, name: str) -> Offer:
        """Wait until a function of that name is offered, and return it."""
        while True:
            for offer in self.told[-1] if self.told else ():
                if offer.name == name:
                    return offer
            self.new.clear()
            await self.new.wait()

    def of(self, server: str) -> list[Offer]:
        """Return what a server offers."""
        return [offer for offer in self.told[-1] if offer.server == server]

    def about(self, server: str) -> list[str]:
        """Return the troubles of a server, without its name."""
        begin = f'MCP server "{server}" '
        return [one.removeprefix(begin) for one in self.troubles if one.startswith(begin)]

    async def call(self, server: str, name: str, **args: object) -> Any:
        """Call a function and return its result."""
        [offer] = [one for one in self.of(server) if one.name == name]
        return await self.source.call(offer, args, lambda _: None)


def lives(pid: int) -> bool:
    """Whether there is a process of that number."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # A zombie waits for its parent, which may be nobody who asks.
    stat = Path(f"/proc/{pid}/stat")
    return not (stat.exists() and stat.read_text().rpartition(")")[2].split()[0] == "Z")


async def written(path: Path, ready: Callable[[str], bool]) -> str:
    """Wait until a server has written what is waited for into a file, and return it."""
    while True:
        text = path.read_text(encoding="utf-8") if path.exists() else ""  # noqa: ASYNC240
        if ready(text):
            return text
        await asyncio.sleep(0.01)


@asynccontextmanager
async def running(*servers: dict[str, Any], patience_s: float = 60.0) -> AsyncIterator[Heard]:
    """Run servers until the end of the context; first wait until all of them have settled."""
    source = make({"servers": list(servers), "patience_s": patience_s})
    heard = Heard(source)
    task = asyncio.create_task(source.run(Events(heard.offers, heard.trouble)))
    task.add_done_callback(lambda _: heard.new.set())
    try:
        while not heard.told and not task.done():
            heard.new.clear()
            await heard.new.wait()
        if task.done():
            task.result()
        yield heard
    finally:
        task.cancel()
        await asyncio.wait([task])
