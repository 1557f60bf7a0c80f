"""A source of functions in its real process, behind `Host`."""

from __future__ import annotations

import asyncio
import textwrap
from collections.abc import AsyncGenerator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from livechat.core.tools.tool import Result
from livechat.tools.host import Host
from livechat.tools.source import Events, Offer

LIMIT_S = 60.0
"""Seconds after which a test fails that waits for something."""

T = TypeVar("T")


class Hosted:
    """A host, and what it has told so far."""

    def __init__(self, host: Host) -> None:
        self.host = host
        self.offers: dict[str, Offer] = {}
        self.starts = 0
        """How often functions were told."""
        self.troubles: list[str] = []
        self._told = asyncio.Event()

    def events(self) -> Events:
        return Events(self._offered, self._troubled)

    async def until(self, true: Callable[[], bool]) -> None:
        """Wait until what the host tells makes something true."""
        async with asyncio.timeout(LIMIT_S):
            while not true():
                self._told.clear()
                await self._told.wait()

    async def call(
        self,
        name: str,
        timeout_s: float = LIMIT_S,
        progress: Callable[[str], None] = lambda text: None,
        **args: object,
    ) -> Result:
        async with asyncio.timeout(LIMIT_S):
            return await self.host.call(
                replace(self.offers[name], timeout_s=timeout_s), args, progress
            )

    def _offered(self, offers: Sequence[Offer]) -> None:
        self.offers = {one.name: one for one in offers}
        self.starts += 1
        self._told.set()

    def _troubled(self, text: str) -> None:
        self.troubles.append(text)
        self._told.set()


def written(folder: Path, text: str) -> Path:
    """A file of functions."""
    path = folder / "shop.py"
    path.write_text(textwrap.dedent(text), "utf-8")
    return path


@asynccontextmanager
async def hosted(path: Path, **more: Any) -> AsyncGenerator[Hosted, None]:
    """Hold a file of functions, from when they are told until the end of the block."""
    host = Host("functions", {"file": str(path)}, label=path.name, **more)
    one = Hosted(host)
    running = asyncio.create_task(host.run(one.events()))
    try:
        ready = asyncio.create_task(one.until(lambda: one.starts > 0))
        await asyncio.wait({ready, running}, return_when=asyncio.FIRST_COMPLETED)
        if running.done():
            ready.cancel()
            running.result()
        await ready
        yield one
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running


def run(work: Coroutine[Any, Any, T]) -> T:
    """Like `asyncio.run`, with a limit."""

    async def limited() -> T:
        async with asyncio.timeout(LIMIT_S):
            return await work

    return asyncio.run(limited())
