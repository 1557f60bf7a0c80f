"""Two ways to find out that a client is gone though its connection is not closed."""

from __future__ import annotations

import asyncio
from typing import Final

from websockets.asyncio.server import ServerConnection

PING_S: Final = 20.0
"""Seconds between two pings, and for the answer to each, as WebSocket libraries have them."""


async def asked_in_vain(socket: ServerConnection) -> None:
    """Ask the client for signs of life; return when none has come.

    Raises:
        ConnectionClosed: the connection has ended otherwise.
    """
    while True:
        await asyncio.sleep(PING_S)
        answered = await socket.ping()
        try:
            async with asyncio.timeout(PING_S):
                await answered
        except TimeoutError:
            return


async def fallen_silent(socket: ServerConnection, seconds: float) -> None:
    """Return when nothing, not even a ping, has come from the client for so long.

    The hosted service was never seen to send a ping. A client that sends nothing is not asked
    either: who types rarely has to ping, as WebSocket libraries do by themselves.
    """
    clock = asyncio.get_running_loop().time
    heard = clock()
    while (left := heard + seconds - clock()) > 0:
        await asyncio.sleep(left)
        heard = max(heard, getattr(socket, "heard_at", heard))
