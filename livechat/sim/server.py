"""The local server: a practice partner that speaks the Live protocol.

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
import itertools
import logging
import ssl
from collections import deque
from collections.abc import Callable
from types import TracebackType
from typing import Final, Self

from livechat.catalog import practice
from livechat.core.text import visible
from livechat.errors import SettingsError
from livechat.sim.doors import addresses, tls
from livechat.sim.doors.connection import Connection, Senses
from livechat.sim.doors.front import CLOSING_S, Door, Front
from livechat.sim.doors.reception import Reception
from livechat.sim.doors.seen import Handshake, Received, Seen
from livechat.sim.doors.tokens import VERSIONS, Pass, Tokens
from livechat.sim.faults import Faults, Memory
from livechat.sim.faults.handshake import meet
from livechat.sim.mind.asking import Asking
from livechat.sim.mind.brain import Brain
from livechat.sim.options import ServerOptions as ServerOptions
from livechat.sim.protocol import routes
from livechat.sim.protocol.exchange import Answer, Asked
from livechat.sim.protocol.terms import Terms
from livechat.sim.protocol.wire import INTERNAL
from livechat.sim.recordings.recorder import Recorder
from livechat.sim.senses import ears, voice
from livechat.sim.senses.housekeeping import give_back
from livechat.sim.senses.workers import TIDY_AFTER_S
from livechat.sim.talk.handles import Handles
from livechat.sim.talk.minds import Mind
from livechat.sim.talk.session import House, Session

TRIES: Final = 8
"""Free ports tried until one is free on every address."""

LOOKUP_S: Final = 10.0
"""Seconds in which the addresses of a name must be found."""

log = logging.getLogger("livechat.sim")


class Server:
    """Listens plain and with TLS, until it is closed.

    Args:
        options: How it listens and behaves.

    Raises:
        SettingsError: on starting, the host is not this machine's, a port is taken or the
            certificate cannot be used.
        FileError: on starting, the recording cannot be written.
        NotInstalledError: on starting, ears or a voice were asked for that are not installed.
    """

    def __init__(self, options: ServerOptions | None = None) -> None:
        self.options = options or ServerOptions()
        self._seen = Seen(self.options.remember_bytes)
        self.ws_port = 0
        self.tls_port = 0
        self.cert_pem = b""
        """PEM text for clients to trust."""
        self._numbers = itertools.count(1)
        self._addresses: tuple[str, ...] = (addresses.HOST,)
        self._doors: list[Door] = []
        self._fault_memory = Memory()
        self._present = 0
        self._tidying: asyncio.TimerHandle | None = None
        self._recorder: Recorder | None = None
        self._ears: ears.Ears
        self._senses: Senses
        options = self.options
        self._tokens = Tokens(options.clock)
        versions = VERSIONS if options.scenario.tokens == "any" else (options.scenario.tokens,)
        self._reception = Reception(
            options.api_key, self._tokens, strict=options.strict, versions=versions
        )
        self._house = House(
            options.scenario,
            self._mind,
            Handles(options.scenario.handle_lifetime),
            itertools.count(1),
            strict=options.strict,
            connection_limit=options.connection_limit or options.scenario.connection_limit,
        )

    @property
    def received(self) -> deque[Received]:
        """What clients sent, oldest first, as far as `remember_bytes` reach."""
        return self._seen.received

    @property
    def handshakes(self) -> deque[Handshake]:
        """How the last clients knocked."""
        return self._seen.handshakes

    @property
    def ws_url(self) -> str:
        """Where plain clients connect."""
        return f"ws://{self._host}:{self.ws_port}"

    @property
    def tls_url(self) -> str:
        """The base URL for clients that insist on TLS, as the Python SDK does."""
        return f"https://{self._host}:{self.tls_port}"

    @property
    def reached_at(self) -> tuple[str, ...]:
        """Addresses at which other machines may reach it; none on loopback."""
        return addresses.open_to_others(self._addresses)

    @property
    def _host(self) -> str:
        return addresses.in_url(self.options.host, self._addresses)

    def client_context(self) -> ssl.SSLContext:
        """A context for clients that trusts this server and nothing else."""
        return tls.client_context(self.cert_pem)

    async def __aenter__(self) -> Self:
        options = self.options
        if (options.cert is None) != (options.key_file is None):
            raise SettingsError(
                "A certificate needs its private key, and a key its certificate.", "Use both."
            )
        self._ears = options.ears or ears.make(options.scenario.ears)
        self._senses = Senses(
            self._session_ears,
            options.voice or voice.make(options.scenario.voice),
            options.llm,
            guesses=not options.scenario.hears(),  # scripted ears hear every utterance once
        )
        try:
            if options.record is not None:
                self._recorder = await asyncio.to_thread(Recorder, options.record)
            self._addresses = await self._found()
            identity = await asyncio.to_thread(self._identity)
            self.cert_pem = identity.cert_pem
            self.ws_port = await self._open(options.port, None)
            self.tls_port = await self._open(options.tls_port, identity.server)
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
        """End all sessions with 1001 and leave nothing behind, within a second; what was recorded
        may take longer to be written.
        """
        for door in self._doors:
            door.close()
        for door in self._doors:
            await door.wait_closed()
        self._doors.clear()
        if self._tidying is not None:
            self._tidying.cancel()
        if self._recorder is not None:
            await self._recorder.aclose()
        await asyncio.gather(
            self._senses.voice.aclose(CLOSING_S),
            self._ears.aclose(CLOSING_S),
            *([self.options.llm.aclose(CLOSING_S)] if self.options.llm else []),
        )

    def _identity(self) -> tls.Identity:
        if self.options.cert is None or self.options.key_file is None:
            return tls.throwaway(addresses.names(self.options.host, self._addresses))
        return tls.from_files(self.options.cert, self.options.key_file)

    async def _found(self) -> tuple[str, ...]:
        host = self.options.host
        try:
            looked_up = asyncio.to_thread(addresses.found, host)
            return await asyncio.wait_for(looked_up, LOOKUP_S)
        except TimeoutError as error:
            raise SettingsError(
                f"The practice partner cannot listen on {host}: nobody told its address "
                f"within {LOOKUP_S:g} s.",
                "Use the address itself.",
            ) from error

    async def _open(self, port: int, context: ssl.SSLContext | None) -> int:
        """Listen on the same port of every address; return the port."""
        for tries_left in reversed(range(TRIES)):
            opened: list[Door] = []
            try:
                for address in self._addresses:
                    known = opened[0].port if opened else port
                    opened.append(await self._door(address, known, context))
                    self._doors.append(opened[-1])
                break
            except SettingsError:
                if port or not opened or not tries_left:
                    raise
                for door in opened:
                    self._doors.remove(door)
                    door.close()
                    await door.wait_closed()
        return opened[0].port

    async def _door(self, host: str, port: int, context: ssl.SSLContext | None) -> Door:
        return await Door.open(
            host,
            port,
            context,
            self._session,
            self._admit,
            self._reception.answer,
            self._met,
            self._called,
        )

    def _called(self) -> str:
        llm = self.options.llm
        return practice.server(llm.label if llm else "")

    async def _admit(self, front: Front, asked: Asked) -> Pass | Answer:
        scenario, number = self.options.scenario, next(self._numbers)
        front.faults = Faults(
            scenario.faults, scenario.seed, number, scenario.fault_rate, self._fault_memory
        )
        return await meet(front.faults, front) or self._reception.admit(asked)

    def _met(self, asked: Asked, status: int) -> None:
        path, _, _ = asked.target.partition("?")
        headers = frozenset(name for name, _ in asked.headers)
        self.handshakes.append(Handshake(path, headers, routes.query_names(asked.target), status))

    async def _session(self, socket: Front) -> None:
        number = socket.faults.connection
        if self._recorder is not None:
            socket.record(self._recorder, number)
        assert socket.request is not None
        route = routes.find(socket.request.path)
        assert route is not None
        entry, now = socket.entry, self._tokens.now
        session = Session(
            self._house,
            route,
            f"practice-{number}",
            rewrite=lambda fields: entry.admit_setup(fields, now()),
            refused=entry.refused,
            expires_s=entry.expires_in(now()),
        )
        connection = Connection(
            socket,
            session,
            self.options.scenario,
            self._senses,
            lambda message, size: self._seen.take(Received(number, message), size),
            socket.faults,
        )
        self._arrived()
        try:
            await connection.run()
        except Exception:
            log.exception("session %d failed", number)
            await socket.close(INTERNAL, "Internal error encountered.")
        finally:
            self._left()
            log.info(
                "session %d (%s): answers: %d, %.1f s heard, %.1f s spoken, closed %s %s%s",
                number,
                route.flavour,
                session.turn,
                session.seconds_heard,
                session.seconds_spoken,
                socket.close_code,
                visible(socket.close_reason or ""),
                f" ({session.remark})" if session.remark else "",
            )

    def _arrived(self) -> None:
        self._present += 1
        if self._tidying is not None:
            self._tidying.cancel()

    def _left(self) -> None:
        """When all have left, give back the memory they took."""
        self._present -= 1
        if not self._present:
            loop = asyncio.get_running_loop()
            self._tidying = loop.call_later(TIDY_AFTER_S, give_back)

    def _mind(self, terms: Terms) -> Mind:
        if self.options.llm is not None and terms.task == "conversation":
            return Asking(terms)
        return Brain(
            self.options.clock,
            language=terms.language,
            instruction=terms.instruction,
            toolbox=terms.toolbox,
            task=terms.task,
            target=terms.target,
            echo_target=terms.echo_target,
            temperature=terms.temperature,
            seed=terms.seed,
        )

    def _session_ears(self, understood: int, language: str) -> ears.Ears:
        hears = self.options.scenario.hears()
        return ears.ScriptedEars(hears[understood:]) if hears else ears.tuned(self._ears, language)
