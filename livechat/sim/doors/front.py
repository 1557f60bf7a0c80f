"""The ports: WebSocket and other HTTP on the same one.

The WebSocket library reads nothing but GET. So the first byte of a connection decides: "G" goes
on to it, anything else to an `Exchange`. Either way the request has `ARRIVAL_S` to arrive. The
library's task for a handshake waits beside an `Exchange` and ends with its connection.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from functools import partial
from http import HTTPStatus
from logging import CRITICAL, getLogger
from typing import Any, Final, cast

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.datastructures import Headers
from websockets.http11 import Request, Response
from websockets.protocol import State

from livechat.catalog.practice import SERVER
from livechat.sim.doors.listener import Listener
from livechat.sim.doors.tokens import Pass
from livechat.sim.faults import Faults
from livechat.sim.protocol.exchange import Answer, Asked, Exchange, refusal
from livechat.sim.recordings.recorded import RecordedConnection

MOST_KNOCKING: Final = 1_024
"""Connections the system keeps until they are let in. Whoever finds it full, tries again after a
second."""

ARRIVAL_S: Final = 10.0
"""Seconds a request has to arrive, and a TLS handshake to be done."""

CLOSING_S: Final = 0.4
"""Seconds a client has to answer a close before its connection is cut."""

LINGER_S: Final = 0.5
"""Seconds in which the rest of a request that was refused unread is thrown away. Closed at once,
the connection would be reset, and the answer lost with it."""

LARGEST_MESSAGE: Final = 16 << 20
"""Bytes of the largest client message taken; pictures are the large ones."""

_FAILED: Final = refusal(500, "Internal error encountered.")
"""After a failure of our own."""

log = getLogger("livechat.sim")

# The WebSocket library's log holds request headers, and with them keys.
_SILENT = getLogger("livechat.sim.websockets")
_SILENT.setLevel(CRITICAL)


class Front(RecordedConnection):
    """One connection: a WebSocket, or one HTTP request.

    Args:
        answer: Answers a request that is no WebSocket's.
        fronts: Where the connection is to be found while it lasts.
    """

    def __init__(
        self,
        *args: Any,
        answer: Callable[[Asked], Answer],
        fronts: set[Front],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.entry = Pass()
        """What let the client in."""
        self.faults = Faults()
        """What goes wrong on this connection."""
        self.heard_at = 0.0
        """When anything came, by the clock of the event loop."""
        self.number = -1
        """File descriptor."""
        self._answer = partial(_surely, answer)
        self._fronts = fronts
        self._begun = False
        self._exchange: Exchange | None = None
        self._limit: asyncio.TimerHandle

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        super().connection_made(transport)
        self.number = transport.get_extra_info("socket").fileno()
        self._fronts.add(self)
        self._limit = self.loop.call_later(ARRIVAL_S, self.transport.abort)

    def arrived(self) -> None:
        """The request for a WebSocket is there: what comes next has limits of its own."""
        self._limit.cancel()

    def connection_lost(self, exc: Exception | None) -> None:
        """End."""
        self._limit.cancel()
        self._fronts.discard(self)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Decide by the first byte; then pass on what arrives."""
        self.heard_at = self.loop.time()
        if not self._begun and not data.startswith(b"G"):
            self._exchange = Exchange(self._answer)
        self._begun = True
        if self._exchange is None:
            super().data_received(data)
        else:
            self._converse(self._exchange, data)

    def eof_received(self) -> None:
        """Pass on that no more arrives; the connection closes when this returns."""
        if self._exchange is None:
            super().eof_received()
        else:
            self._converse(self._exchange, b"")

    def _converse(self, exchange: Exchange, data: bytes) -> None:
        lingering = exchange.answered
        self.transport.write(exchange.feed(data))
        if exchange.answered and exchange.read:
            self.transport.close()
        elif exchange.answered and not lingering:
            self._limit.cancel()
            self._limit = self.loop.call_later(LINGER_S, self.transport.abort)


class Door:
    """One open port."""

    def __init__(self, listener: Listener) -> None:
        self.port: int = listener.getsockname()[1]
        self._listener = listener
        self._fronts: set[Front] = set()
        self._server: Server

    @classmethod
    async def open(
        cls,
        host: str,
        port: int,
        context: ssl.SSLContext | None,
        session: Callable[[Front], Awaitable[None]],
        admit: Callable[[Front, Asked], Awaitable[Pass | Answer]],
        answer: Callable[[Asked], Answer],
        met: Callable[[Asked, int], None],
        called: Callable[[], str] = lambda: SERVER,
    ) -> Door:
        """Listen.

        Args:
            host: An address of this machine, a number.
            port: 0 takes a free one.
            context: For TLS; None for plain connections.
            session: Serves a client that was let in.
            admit: Lets a WebSocket in, or says why not; it may take its time, or abort it.
            answer: Answers a request that is no WebSocket's.
            met: Told of every client that wanted a WebSocket, and the status it was answered.
            called: What the server calls itself to one that is let in.

        Raises:
            SettingsError: the port cannot be had.
        """
        door = cls(Listener.bound(host, port))

        async def meet(front: ServerConnection, request: Request) -> Response | None:
            assert isinstance(front, Front)
            asked = _asked(request)
            if not _wants_socket(asked):
                return _response(_surely(answer, asked))
            front.arrived()
            try:
                entry = await admit(front, asked)
            except Exception:
                log.exception("a handshake failed")
                entry = _FAILED
            if isinstance(entry, Answer):
                return _response(entry)
            front.entry = entry
            return None

        def seen(front: ServerConnection, request: Request, response: Response) -> None:
            asked = _asked(request)
            if _wants_socket(asked):
                met(asked, response.status_code)
            if response.status_code == HTTPStatus.SWITCHING_PROTOCOLS:
                del response.headers["Server"]
                response.headers["Server"] = called()

        # A partial is a factory of connections too; the library asks for no more.
        make = cast("type[ServerConnection]", partial(Front, answer=answer, fronts=door._fronts))
        tls: dict[str, Any] = (
            {"ssl": context, "ssl_handshake_timeout": ARRIVAL_S} if context else {}
        )
        door._server = await serve(
            cast("Callable[[ServerConnection], Awaitable[None]]", session),
            sock=door._listener,
            **tls,
            process_request=meet,
            process_response=seen,
            create_connection=make,
            backlog=MOST_KNOCKING,
            compression=None,  # loopback is faster than zlib
            max_size=LARGEST_MESSAGE,
            open_timeout=None,  # a `Front` has its own
            ping_interval=None,  # a client stopped in a debugger is not to lose its session
            close_timeout=CLOSING_S,
            server_header=SERVER,
            logger=_SILENT,
        )
        return door

    def close(self) -> None:
        """Begin to close: sessions get 1001, whoever is not that far yet is cut off."""
        self._server.close()
        for front in tuple(self._fronts):
            # One that is closing has nothing to abort any more (Python 3.11.2 would raise).
            if front.state is State.CONNECTING and not front.transport.is_closing():
                front.transport.abort()
        self._listener.cut({front.number for front in self._fronts})

    async def wait_closed(self) -> None:
        """Wait until all are gone."""
        await self._server.wait_closed()


def _surely(answer: Callable[[Asked], Answer], asked: Asked) -> Answer:
    try:
        return answer(asked)
    except Exception:
        log.exception("a request failed")
        return _FAILED


def _asked(request: Request) -> Asked:
    headers = tuple((name.lower(), value) for name, value in request.headers.raw_items())
    method = getattr(request, "method", "GET")  # older releases take no other
    return Asked(method, request.path, headers)


def _wants_socket(asked: Asked) -> bool:
    return "websocket" in asked.header("upgrade").lower()


def _response(answer: Answer) -> Response:
    phrase = HTTPStatus(answer.status).phrase
    return Response(answer.status, phrase, Headers(answer.fields), answer.body)
