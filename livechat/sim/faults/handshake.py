"""Faults that come before a connection is open."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Mapping
from contextlib import suppress
from typing import Final

from websockets.asyncio.server import ServerConnection

from livechat.sim.doors import transport
from livechat.sim.faults.filter import Faults
from livechat.sim.protocol.exchange import Answer, refusal

_ANSWERS: Final[Mapping[str, tuple[int, str]]] = {
    "refuse": (503, ""),  # it cannot arrive any more
    "unauthorized": (401, "API key not valid. Please pass a valid API key."),
    "forbidden": (403, "The caller does not have permission"),
    "too-many-requests": (429, "Resource has been exhausted (e.g. check quota)."),
    "unavailable": (503, "The service is currently unavailable."),
}


async def meet(faults: Faults, socket: ServerConnection) -> Answer | None:
    """Let go wrong what is to go wrong with a request for a WebSocket.

    Args:
        faults: Those of the connection.
        socket: The connection, in its opening handshake.

    Returns:
        How the request is refused; None when it is not, or not for this.
    """
    for fault in faults.at_handshake():
        if fault.kind == "slow-handshake":
            with suppress(TimeoutError):
                async with asyncio.timeout(fault.seconds):
                    await socket.wait_closed()
            continue
        if fault.kind == "refuse":
            transport.reset(socket)
            await socket.wait_closed()
        wait = (("Retry-After", str(math.ceil(fault.seconds))),)
        headers = wait if fault.kind == "too-many-requests" else ()
        return refusal(*_ANSWERS[fault.kind], *headers)
    return None
