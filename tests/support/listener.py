"""A bare TLS server that writes down how a client knocks, with every header's value."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from websockets.asyncio.server import ServerConnection, serve
from websockets.datastructures import Headers
from websockets.http11 import Request, Response

from livechat.sim.doors.tls import Identity, throwaway


@dataclass
class Knocks:
    """What came."""

    port: int
    identity: Identity
    paths: list[str] = field(default_factory=list)
    """Targets with their queries."""
    headers: list[Headers] = field(default_factory=list)
    setups: list[str] = field(default_factory=list)
    """First messages."""

    @property
    def url(self) -> str:
        """Its base URL."""
        return f"https://127.0.0.1:{self.port}"

    @property
    def everything(self) -> str:
        """All that came, to search for what must not be there."""
        return f"{self.paths} {[list(one.raw_items()) for one in self.headers]} {self.setups}"


@asynccontextmanager
async def listening(
    redirect: str = "", identity: Identity | None = None, status: int = 302
) -> AsyncIterator[Knocks]:
    """A server that accepts every setup, or sends everybody to `redirect` with this status."""
    own = await asyncio.to_thread(throwaway) if identity is None else identity
    knocks = Knocks(0, own)

    def knock(_: ServerConnection, request: Request) -> Response | None:
        knocks.paths.append(request.path)
        knocks.headers.append(request.headers)
        if redirect:
            return Response(status, "Elsewhere", Headers(Location=redirect))
        return None

    async def accept(socket: ServerConnection) -> None:
        setup = await socket.recv()
        knocks.setups.append(setup if isinstance(setup, str) else setup.decode())
        await socket.send('{"setupComplete":{}}')
        await socket.wait_closed()

    async with serve(accept, "127.0.0.1", 0, ssl=own.server, process_request=knock) as server:
        knocks.port = next(iter(server.sockets)).getsockname()[1]
        yield knocks
