"""MCP servers as a source of functions: several side by side, each on its own."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from livechat.core.tools.tool import Result
from livechat.errors import LivechatError
from livechat.tools.mcp.needed import check_installed
from livechat.tools.mcp.starting import Begun
from livechat.tools.source import Events, Offer, Progress, Source

if TYPE_CHECKING:
    from livechat.tools.mcp.server import Server

PATIENCE_S: Final = 5.0
"""Seconds after which what there is is told, even where a server is not there yet: whoever waits
for it wants to talk."""


def make(spec: Mapping[str, Any]) -> Source:
    """Return the source of several servers.

    Args:
        spec: `servers`, a list as `config.Server.spec` gives it; `patience_s`, if there is another;
            `details`, whether to tell what of each function cannot be told to the model.

    Raises:
        NotInstalledError: The SDK is not installed.
    """
    check_installed()
    for name in ("mcp", "client", "httpx2", "httpcore2"):
        # They log what comes, with tracebacks.
        logging.getLogger(name).setLevel(logging.CRITICAL)
    log = logging.getLogger("livechat.tools.mcp")
    if not log.handlers:  # what is printed in this process comes into the program's log
        log.addHandler(logging.StreamHandler())
        log.setLevel(logging.INFO)
        log.propagate = False
    details = spec.get("details") is True
    servers = [{**one, "details": details} for one in spec["servers"]]
    return _Servers(servers, float(spec.get("patience_s") or PATIENCE_S))


class _Servers:
    """A source of several servers."""

    def __init__(self, specs: Sequence[Mapping[str, Any]], patience_s: float) -> None:
        self._specs = specs
        self._patience_s = patience_s
        self._servers: dict[str, Server] = {}
        self._told: tuple[Offer, ...] | None = None

    async def run(self, events: Events) -> None:
        """Keep the servers alive until cancelled, and tell what they offer.

        Raises:
            LivechatError: The same server is named twice.
        """
        names = [spec["name"] for spec in self._specs]
        for name in names:
            if names.count(name) > 1:
                raise LivechatError(f'Two MCP servers are named "{name}".')
        begun = Begun()
        try:
            await begun.begin(self._specs)
            await self._run(events, begun)
        finally:
            begun.end()

    async def _run(self, events: Events, begun: Begun) -> None:
        from livechat.tools.mcp.server import Server  # here: the SDK takes its time to import

        def changed() -> None:
            offers = tuple(offer for one in self._servers.values() for offer in one.offers)
            if self._told is not None and offers != self._told:
                self._told = offers
                events.offers(offers)

        for spec in self._specs:
            running = partial(begun.take, spec["name"])
            self._servers[spec["name"]] = Server(spec, changed, events.trouble, begun=running)
        async with asyncio.TaskGroup() as group:
            for server in self._servers.values():
                group.create_task(server.run())
            settling = [
                asyncio.create_task(server.settled.wait()) for server in self._servers.values()
            ]
            try:
                if settling:
                    await asyncio.wait(settling, timeout=self._patience_s)
            finally:
                for task in settling:
                    task.cancel()
            self._told = tuple(offer for one in self._servers.values() for offer in one.offers)
            events.offers(self._told)
            await asyncio.Event().wait()

    async def call(self, offer: Offer, args: Mapping[str, object], progress: Progress) -> Result:
        """Call a function; cancelling ends it."""
        server = self._servers.get(offer.server)
        if server is None:
            return Result(value="There is no such MCP server.", failed=True)
        return await server.call(offer, args, progress)
