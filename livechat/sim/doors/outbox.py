"""What leaves on one connection, in the order in which it was decided."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from websockets.asyncio.server import ServerConnection

from livechat.sim.doors import transport
from livechat.sim.effects import Abort, Freeze, Stall, Throttle
from livechat.sim.protocol.wire import Close

Item = bytes | str | Close | Stall | Throttle | Abort | Freeze
"""A frame (bytes binary, a string text), or what is to be done when its turn comes."""


class Outbox:
    """Messages waiting for one client.

    Args:
        socket: An open connection.
        most: Items that may wait before `room` has to be waited for.
    """

    def __init__(self, socket: ServerConnection, most: int) -> None:
        self._socket = socket
        self._most = most
        # Bounded by `room`, which everything that fills it waits for.
        self._waiting: asyncio.Queue[Item] = asyncio.Queue()
        self._low = asyncio.Event()
        self._bytes_per_second: int | None = None

    def put_nowait(self, item: Item) -> None:
        """Add an item; whoever adds many waits for `room` in between."""
        self._waiting.put_nowait(item)

    def qsize(self) -> int:
        """Items that wait."""
        return self._waiting.qsize()

    async def room(self) -> None:
        """Return once fewer than `most` items wait."""
        while self.qsize() >= self._most:
            self._low.clear()
            await self._low.wait()

    async def crossed(self, size: int) -> None:
        """Wait as long as `size` bytes take over a link that was made narrow."""
        if self._bytes_per_second is not None:
            await asyncio.sleep(size / self._bytes_per_second)

    async def write(self) -> None:
        """Send what comes in until the connection is over.

        Raises:
            ConnectionClosed: the client went.
        """
        over = False
        while not over:
            item = await self._waiting.get()
            if self.qsize() < self._most:
                self._low.set()
            over = await self._send(item)

    async def _send(self, item: Item) -> bool:
        """Do what an item says; return whether it was the last."""
        match item:
            case Close(code, reason):
                await self._socket.close(code, reason)
                return True
            case Abort():
                transport.reset(self._socket)
                return True
            case Freeze():
                transport.freeze(self._socket)
                await self._socket.wait_closed()
                return True
            case Stall(seconds):
                with suppress(TimeoutError):
                    async with asyncio.timeout(seconds):
                        await self._socket.wait_closed()
            case Throttle(bytes_per_second):
                self._bytes_per_second = bytes_per_second
            case bytes() | str():
                await self.crossed(len(item))
                await self._socket.send(item)
        return False
