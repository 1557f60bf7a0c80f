"""Ways to treat a connection that no polite server has."""

from __future__ import annotations

import asyncio
import socket
import struct
import sys

from websockets.asyncio.server import ServerConnection


def reset(connection: ServerConnection) -> None:
    """Cut a connection with a TCP reset; what was not sent yet is lost."""
    tcp = connection.transport.get_extra_info("socket")
    if tcp is not None and tcp.fileno() != -1:
        # Lingering for no time makes the system send RST where it would send FIN.
        linger = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)
        tcp.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    connection.transport.abort()


def freeze(connection: ServerConnection) -> None:
    """Let a connection's bytes be taken and thrown away: no answer, pong or close any more.

    They are taken because only who reads notices that the other side has gone.
    """
    connection.transport.set_protocol(_Deaf(connection))


class _Deaf(asyncio.Protocol):
    """Stands in for a connection, and tells it nothing but its end."""

    def __init__(self, connection: ServerConnection) -> None:
        self._connection = connection

    def pause_writing(self) -> None:
        self._connection.pause_writing()

    def resume_writing(self) -> None:
        self._connection.resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        self._connection.connection_lost(exc)
