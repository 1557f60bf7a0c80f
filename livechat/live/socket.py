"""The WebSocket under a google-genai session: what it reads, how it notices a death, how it leaves.

google-genai makes it with `create_connection` (`live.client`), so everything that neither it nor
the WebSocket library offers is added here, in a class of its own.
"""

from __future__ import annotations

import asyncio
import json
import socket as tcp
from contextlib import suppress
from typing import Any

from google.genai import types
from google.genai.live import AsyncSession
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import InvalidStatus
from websockets.frames import DATA_OPCODES, Frame
from websockets.protocol import Event, State

from livechat.live.spelling import spelled

MASK = "models/"
"""Prefix that stops google-genai from rewriting a gateway's model id into a Vertex AI resource
name. `GatewaySocket.send` takes it off again."""

UNACKNOWLEDGED_S = 18.0
"""Seconds for which bytes may stay unacknowledged. With a ping every eight seconds (`live.client`)
something is always under way, so that a dead peer is noticed within 26 s."""

YIELD_EVERY = 16
"""Messages read before everything else has its turn once. Buffered messages are returned without a
pause, and small ones come by the thousand in one piece of the network's."""

LEAVING_S = 0.5
"""Seconds in which the service may answer a close before the socket is closed all the same: the
next connection waits for it, and so does whoever ends a call."""

UNDELIVERED_S = 480.0
"""Seconds for which the system goes on delivering a close after the socket is closed. A service
that never learns of a broken path has been measured to end the connection itself after 8 minutes,
and refuses to resume the session until then."""

SEND_BUFFER, ROOMY_SEND_BUFFER = 64 << 10, 256 << 10
"""Bytes the system keeps of what was sent and not acknowledged: in a call, and when it is left. A
call's sound fills the first within two seconds of a broken path; a close that is behind it reaches
the system only if there is more room. Linux doubles both (socket(7), SO_SNDBUF)."""

_NORMAL = 1000
"""Close code of an ordinary goodbye (RFC 6455, 7.4.1)."""


class LiveSocket(ClientConnection):
    """A connection that reads messages through `spelled` and leaves without waiting for long."""

    _read_without_pause = 0
    _leaving = False

    vertex = False
    """Whether google-genai reads Vertex AI's names, and no others."""

    async def handshake(self, *args: Any, **kwargs: Any) -> None:
        """Ask for a WebSocket; an answer that points elsewhere is a refusal.

        The library would follow it to another host and take keys along in headers that it does not
        know for credentials.

        Raises:
            InvalidStatus: The service answers with another status than 101.
        """
        try:
            await super().handshake(*args, **kwargs)
        except InvalidStatus as refusal:
            if "Location" in refusal.response.headers:
                del refusal.response.headers["Location"]
            raise

    async def recv(self, decode: bool | None = None) -> Any:
        """Return the next message with something in it as bytes, in google-genai's spelling.

        Raises:
            StrangeMessage: It is of no known kind.
        """
        message = b""
        # Pydantic takes 12 ms for it, which the service needs for its answer to the setup anyway.
        types.LiveServerMessage.model_rebuild()
        while not message:
            self._read_without_pause += 1
            if self._read_without_pause >= YIELD_EVERY:
                self._read_without_pause = 0
                await asyncio.sleep(0)
            # A frame of no bytes says nothing either.
            received = await super().recv(decode=False)
            message = received and spelled(received, vertex=self.vertex)
        return message

    async def leave(self) -> None:
        """Close politely, within `LEAVING_S`; the close is given to the system at once.

        So it arrives even where the path is broken now and comes back later: until the service
        has it, it refuses to resume the session.
        """
        self._leaving = True
        _tune(self, ROOMY_SEND_BUFFER, UNDELIVERED_S)
        if self.protocol.state is State.OPEN:
            # `close` would first wait for what was sent before.
            self.protocol.send_close(_NORMAL)
            self.send_data()
        # What was not read when the socket is closed makes the system drop what it has to deliver.
        self.transport.resume_reading()
        try:
            async with asyncio.timeout(LEAVING_S):
                await self.wait_closed()
        except TimeoutError:
            pass
        finally:
            self.transport.abort()

    def process_event(self, event: Event) -> None:
        """Take a frame; what is said after the goodbye is not kept."""
        if not (self._leaving and isinstance(event, Frame) and event.opcode in DATA_OPCODES):
            super().process_event(event)

    def terminate_pending_pings(self) -> None:
        """Fail the pings that had no pong; asyncio would complain of those nobody waits for."""
        pongs = [pong for pong, _ in self.pending_pings.values()]
        super().terminate_pending_pings()
        for pong in pongs:
            if not pong.cancelled():
                pong.exception()


class VertexSocket(LiveSocket):
    """The connection to Vertex AI."""

    vertex = True


class GatewaySocket(VertexSocket):
    """The connection to a gateway, which google-genai takes for Vertex AI."""

    _setup_sent = False

    async def send(self, message: Any, *args: Any, **kwargs: Any) -> None:
        """Send a message; the first is the setup, from whose model `MASK` is taken off."""
        if not self._setup_sent:
            self._setup_sent = True
            content = json.loads(message)
            content["setup"]["model"] = content["setup"]["model"].removeprefix(MASK)
            message = json.dumps(content)
        await super().send(message, *args, **kwargs)


def socket_of(session: AsyncSession) -> LiveSocket:
    """The connection under a session of google-genai, which was told to make it a `LiveSocket`."""
    socket = session._ws
    assert isinstance(socket, LiveSocket)
    return socket


def server_of(session: AsyncSession) -> str:
    """What answered the handshake, by its own word; empty: it does not say."""
    answer = socket_of(session).response
    return answer.headers.get("Server", "") if answer is not None else ""


def prepare(socket: LiveSocket) -> None:
    """Have the system notice a dead peer, and keep little of what is sent.

    Pongs do not tell a dead peer from a slow service, unacknowledged bytes do (RFC 5482). Where
    the system has no such option, silence where an answer is due has to tell.
    """
    _tune(socket, SEND_BUFFER, UNACKNOWLEDGED_S)


def _tune(socket: LiveSocket, send_buffer: int, unacknowledged_s: float) -> None:
    raw = socket.transport.get_extra_info("socket")
    if raw is None:  # the connection was cut meanwhile: whoever reads learns so
        return
    with suppress(OSError):  # the same
        raw.setsockopt(tcp.SOL_SOCKET, tcp.SO_SNDBUF, send_buffer)
        option = getattr(tcp, "TCP_USER_TIMEOUT", None)
        if option is not None:
            raw.setsockopt(tcp.IPPROTO_TCP, option, round(unacknowledged_s * 1000))
