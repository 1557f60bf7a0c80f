"""The sockets a server listens on."""

from __future__ import annotations

import os
import socket
from contextlib import suppress
from errno import EADDRINUSE
from typing import Any
from weakref import WeakSet

from livechat.errors import SettingsError
from livechat.sim.doors.addresses import EVERY_6


class Listener(socket.socket):
    """Remembers whom it let in, to end those who never finish their TLS handshake.

    Until they do, asyncio keeps them to itself, and from Python 3.12 on waits for them.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._accepted: WeakSet[socket.socket] = WeakSet()

    @classmethod
    def bound(cls, host: str, port: int) -> Listener:
        """A socket on that port of an address, which is a number.

        Raises:
            SettingsError: the port cannot be had; the sentence says why.
        """
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listener = cls(family, socket.SOCK_STREAM)
        try:
            if os.name == "posix":  # elsewhere it would let two programs have the port
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if host == EVERY_6:  # every address, the four-byte ones too
                with suppress(OSError):  # where one socket cannot have both
                    listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
            listener.bind((host, port))
        except OSError as error:
            listener.close()
            why = "another program uses it" if error.errno == EADDRINUSE else error.strerror
            raise SettingsError(
                f"The practice partner cannot listen on port {port}: {why}.",
                "Choose another port, or 0 for any free one.",
            ) from error
        return listener

    def accept(self) -> tuple[socket.socket, Any]:
        """Let one in."""
        connection, address = super().accept()
        self._accepted.add(connection)
        return connection, address

    def cut(self, spared: set[int]) -> None:
        """End all connections but those with the given file descriptors."""
        for connection in tuple(self._accepted):
            if connection.fileno() not in {-1, *spared}:
                with suppress(OSError):  # it has just gone by itself
                    connection.shutdown(socket.SHUT_RDWR)
