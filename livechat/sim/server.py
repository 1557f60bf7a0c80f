"""The local server: a practice partner that speaks the Live protocol on loopback.

It is not Gemini: it understands and speaks as well as the `offline` extra lets it, and thinks
hardly at all. What it does have is the protocol, so that clients can be tried out against it
without a network or a key.

    async with Server() as server:
        print(server.ws_url, server.tls_url)
        ...

`Server.run` is the same for a program that does nothing else.
"""

from __future__ import annotations

import asyncio
import http
import itertools
import logging
import ssl
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from errno import EADDRINUSE
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from websockets.asyncio.server import Server as Listening
from websockets.asyncio.server import ServerConnection, serve
from websockets.http11 import Request, Response

from livechat.errors import SettingsError
from livechat.sim import tls
from livechat.sim.connection import Connection, Senses
from livechat.sim.mind.brain import Brain
from livechat.sim.protocol import routes
from livechat.sim.protocol.admission import Terms
from livechat.sim.protocol.wire import INTERNAL
from livechat.sim.scenario import Scenario
from livechat.sim.senses import ears, voice
from livechat.sim.senses.workers import Worker
from livechat.sim.session import Session

HOST: Final = "127.0.0.1"
"""Loopback only: nobody else's machine is to talk to it."""

LARGEST_MESSAGE: Final = 16 << 20
"""Bytes of the largest client message taken; pictures are the large ones."""

CLOSING_S: Final = 0.4
"""Seconds a client has to answer a close before its connection is cut."""

RECORD_BYTES: Final = 16 << 20
"""Bytes of client messages kept in `Server.received`; the oldest are forgotten."""

log = logging.getLogger("livechat.sim")

# The WebSocket library's log holds request headers, and with them keys.
_SILENT = logging.getLogger("livechat.sim.websockets")
_SILENT.setLevel(logging.CRITICAL)


def _wall_clock() -> datetime:
    return datetime.now().astimezone()


@dataclass(frozen=True, slots=True)
class ServerOptions:
    """How a server listens and behaves."""

    port: int = 0
    """Port for `ws://`; 0 takes a free one."""
    tls_port: int = 0
    """Port for `wss://`; 0 takes a free one."""
    cert: Path | None = None
    """PEM certificate to show; with `key_file`, instead of a throwaway one."""
    key_file: Path | None = None
    """PEM private key of `cert`."""
    api_key: str | None = field(default=None, repr=False)
    """What clients must know, as a key or a token; None lets everybody in."""
    strict: bool = False
    """Whether unknown fields, retired models and what a row only tolerates are refused."""
    connection_limit: float | None = None
    """Seconds a connection lasts; goAway comes a tenth of it, at most 60 s, before."""
    record: Path | None = None
    """JSON lines of every message are written here."""
    scenario: Scenario = field(default_factory=Scenario)
    """How the partner behaves."""
    clock: Callable[[], datetime] = _wall_clock
    """The time of day the partner tells."""
    ears: ears.Ears | None = None
    """Ears to use instead of those the scenario chooses."""
    voice: voice.Voice | None = None
    """Voice to use instead of the one the scenario chooses."""


@dataclass(frozen=True, slots=True)
class Received:
    """One message a client sent."""

    session: int
    """Which session: 1, 2, ..."""
    message: Mapping[str, Any]
    """Known keys in camelCase."""


@dataclass(frozen=True, slots=True)
class Handshake:
    """How a client knocked. Names only: the values are its credentials."""

    path: str
    """Without the query."""
    headers: frozenset[str]
    """Lower-case names of the header fields."""
    query: frozenset[str]
    """Names of the query parameters."""
    status: int
    """What it was answered: 101 let in, 401 wrong key, 404 wrong path."""


class Server:
    """Listens on loopback, plain and with TLS, until it is closed.

    Args:
        options: How it listens and behaves.

    Raises:
        SettingsError: on starting, a port is taken or the certificate cannot be used.
        NotInstalledError: on starting, ears or a voice were asked for that are not installed.
    """

    def __init__(self, options: ServerOptions | None = None) -> None:
        self.options = options or ServerOptions()
        self.received: deque[Received] = deque()
        """What clients sent, oldest first, as far as `RECORD_BYTES` reach."""
        self.handshakes: deque[Handshake] = deque(maxlen=1000)
        """How the last clients knocked."""
        self.ws_port = 0
        self.tls_port = 0
        self.cert_pem = b""
        """PEM text for clients to trust."""
        self._sizes: deque[int] = deque()
        self._kept = 0
        self._numbers = itertools.count(1)
        self._listening: list[Listening] = []
        self._ears: ears.Ears
        self._senses: Senses

    @property
    def ws_url(self) -> str:
        """Where plain clients connect."""
        return f"ws://{HOST}:{self.ws_port}"

    @property
    def tls_url(self) -> str:
        """The base URL for clients that insist on TLS, as the Python SDK does."""
        return f"https://{HOST}:{self.tls_port}"

    def client_context(self) -> ssl.SSLContext:
        """A context for clients that trusts this server and nothing else."""
        return tls.client_context(self.cert_pem)

    async def __aenter__(self) -> Self:
        options = self.options
        if (options.cert is None) != (options.key_file is None):
            raise SettingsError(
                "A certificate needs its private key, and a key its certificate.", "Give both."
            )
        self._ears = options.ears or ears.make(options.scenario.ears)
        self._senses = Senses(
            self._session_ears,
            options.voice or voice.make(options.scenario.voice),
            Worker("listening"),
        )
        try:
            identity = await asyncio.to_thread(self._identity)
            self.cert_pem = identity.cert_pem
            self.ws_port = await self._listen(options.port, None)
            self.tls_port = await self._listen(options.tls_port, identity.server)
        except BaseException:
            await self.aclose()
            raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.aclose()

    async def run(self, until: asyncio.Event, started: Callable[[Server], None]) -> None:
        """Serve until the event is set; `started` is called once clients can connect."""
        async with self:
            started(self)
            await until.wait()

    async def aclose(self) -> None:
        """End all sessions with 1001 and leave nothing behind, within a second."""
        for listening in self._listening:
            listening.close()
        for listening in self._listening:
            await listening.wait_closed()
        self._listening.clear()
        await asyncio.gather(
            self._senses.listening.aclose(CLOSING_S),
            self._senses.voice.aclose(CLOSING_S),
            self._ears.aclose(CLOSING_S),
        )

    def _identity(self) -> tls.Identity:
        if self.options.cert is None or self.options.key_file is None:
            return tls.throwaway()
        return tls.from_files(self.options.cert, self.options.key_file)

    async def _listen(self, port: int, context: ssl.SSLContext | None) -> int:
        try:
            listening = await serve(
                self._session,
                HOST,
                port,
                ssl=context,
                process_request=self._knock,
                compression=None,  # loopback is faster than zlib
                max_size=LARGEST_MESSAGE,
                ping_interval=None,  # a client stopped in a debugger is not to lose its session
                close_timeout=CLOSING_S,
                server_header="livechat practice partner",
                logger=_SILENT,
            )
        except OSError as error:
            why = "another program has it" if error.errno == EADDRINUSE else error.strerror
            raise SettingsError(
                f"The practice partner cannot listen on port {port}: {why}.",
                "Choose another port, or 0 for any free one.",
            ) from error
        self._listening.append(listening)
        return int(next(iter(listening.sockets)).getsockname()[1])

    def _knock(self, socket: ServerConnection, request: Request) -> Response | None:
        path, _, _ = request.path.partition("?")
        response = None
        if routes.find(request.path) is None:
            response = socket.respond(http.HTTPStatus.NOT_FOUND, "No Live API here.\n")
        elif not routes.accepts(self.options.api_key, request.path, request.headers.raw_items()):
            response = socket.respond(http.HTTPStatus.UNAUTHORIZED, "API key not valid.\n")
        names = frozenset(name.lower() for name in request.headers)
        status = response.status_code if response else http.HTTPStatus.SWITCHING_PROTOCOLS
        self.handshakes.append(
            Handshake(path, names, routes.query_names(request.path), int(status))
        )
        return response

    async def _session(self, socket: ServerConnection) -> None:
        number = next(self._numbers)
        assert socket.request is not None
        route = routes.find(socket.request.path)
        assert route is not None
        session = Session(route, self.options.scenario, self._brain, f"practice-{number}")
        connection = Connection(
            socket,
            session,
            self.options.scenario,
            self._senses,
            lambda message, size: self._record(Received(number, message), size),
        )
        try:
            await connection.run()
        except Exception:
            log.exception("session %d failed", number)
            await socket.close(INTERNAL, "Internal error encountered.")
        finally:
            log.info(
                "session %d (%s): %d answers, %.1f s heard, %.1f s spoken, closed %s",
                number,
                route.flavour,
                session.turn,
                session.tokens.seconds_heard,
                session.seconds_spoken,
                socket.close_code,
            )

    def _brain(self, terms: Terms) -> Brain:
        return Brain(self.options.clock, terms.language, bool(terms.instruction))

    def _session_ears(self) -> ears.Ears:
        hears = self.options.scenario.hears()
        return ears.ScriptedEars(hears) if hears else self._ears

    def _record(self, received: Received, size: int) -> None:
        self.received.append(received)
        self._sizes.append(size)
        self._kept += size
        while self._kept > RECORD_BYTES:
            self.received.popleft()
            self._kept -= self._sizes.popleft()
