"""A way to a server that can be cut or blocked: TCP passed on, piece by piece."""

from __future__ import annotations

import asyncio
import socket
import struct
from types import TracebackType
from typing import Final, Self

from livechat.sim.doors.addresses import HOST

PIECE: Final = 16 << 10
"""Bytes passed on at a time."""

LITTLE: Final = 16 << 10
"""Bytes the system keeps of what is sent and not read here (Linux doubles them)."""

NOBODY: Final = 0


class Way:
    """A way, as long as it is entered.

    Args:
        port: Where the server listens.
    """

    def __init__(self, port: int) -> None:
        self._to = port
        self.port = 0
        """Where the way begins."""
        self._connections = 0
        self._blocked = NOBODY
        """Up to which connection nothing is read."""
        self._flows = asyncio.Event()
        self._ends: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server

    def block(self, *, new_ones: bool) -> None:
        """Read nothing from the clients there are, so that what they send finds no room soon.

        Args:
            new_ones: Whether connections that are made from now on fare the same.
        """
        self._flows.clear()
        self._blocked = 1 << 30 if new_ones else self._connections

    def go_on(self) -> None:
        """Read again."""
        self._blocked = NOBODY
        self._flows.set()

    def reset(self) -> None:
        """End every connection as a crash does, in both directions."""
        for end in self._ends:
            raw: socket.socket | None = end.get_extra_info("socket")
            if raw is not None:
                raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            end.transport.abort()

    async def __aenter__(self) -> Self:
        listening = socket.create_server((HOST, 0))
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, LITTLE)  # accepted ones have it
        self._server = await asyncio.start_server(self._serve, sock=listening, limit=LITTLE)
        self.port = listening.getsockname()[1]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.close()
        self.go_on()
        self.reset()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._connections += 1
        number = self._connections
        ends = {writer}
        self._ends.add(writer)
        try:
            there, back = await asyncio.open_connection(HOST, self._to)
            ends.add(back)
            self._ends.add(back)
            async with asyncio.TaskGroup() as both:
                both.create_task(self._pass(reader, back, number))
                both.create_task(self._pass(there, writer, NOBODY))
        except* OSError:
            pass  # one side is gone, and so is the connection
        finally:
            self._ends -= ends
            for end in ends:
                end.transport.abort()

    async def _pass(
        self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, number: int
    ) -> None:
        """One direction; from a client, `number` tells which."""
        while True:
            while NOBODY < number <= self._blocked:
                await self._flows.wait()
            piece = await source.read(PIECE)
            while NOBODY < number <= self._blocked:
                await self._flows.wait()
            if not piece:
                sink.write_eof()
                return
            sink.write(piece)
            await sink.drain()
