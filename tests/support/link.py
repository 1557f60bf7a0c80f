"""One connection through google-genai and a real WebSocket, with a server of the test's own."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from contextlib import aclosing, asynccontextmanager
from typing import Any, TypeVar

from websockets.asyncio.server import ServerConnection, serve

from livechat.app.ports import Connection, Opening
from livechat.config.settings import Settings
from livechat.config.spec import setup_spec
from livechat.core.link.items import Typed
from livechat.core.talk.events import Connected, Event, TurnComplete
from livechat.live.connection import dialer
from livechat.live.credentials import Credential
from livechat.live.endpoint import Endpoint
from livechat.sim.doors import tls
from livechat.sim.scenario import Scenario, Scripted
from livechat.sim.server import Server, ServerOptions

T = TypeVar("T")

KEY = "a-key-for-tests"

LIMIT_S = 30.0
"""Seconds after which a test that hangs fails."""

QUIET = Scenario(voice="synthetic", ears="none", pace="instant")
"""Answers at once."""

READY = '{"setupComplete": {}}'

SPEC = setup_spec(Settings())

Behaviour = Callable[[ServerConnection], Awaitable[None]]


def limited(work: Coroutine[Any, Any, T]) -> T:
    """Run in real time, but not for ever."""

    async def main() -> T:
        async with asyncio.timeout(LIMIT_S):
            return await work

    return asyncio.run(main())


def script(*turns: Scripted, after_setup: Sequence[dict[str, Any]] = ()) -> Scenario:
    """A scenario that answers at once."""
    return Scenario(
        voice="synthetic",
        ears="none",
        pace="instant",
        turns=turns,
        after_setup=tuple(after_setup),
    )


def endpoint(server: Server) -> Endpoint:
    """Where google-genai finds the local server."""
    return Endpoint(server.tls_url, tls=server.client_context(), proxied=False, practice=True)


def wire(message: dict[str, Any]) -> dict[str, Any]:
    """The message as JSON would carry it."""

    def plain(value: object) -> object:
        if isinstance(value, bytes):
            return base64.b64encode(value).decode()
        raise TypeError

    carried: dict[str, Any] = json.loads(json.dumps(message, default=plain))
    return carried


@asynccontextmanager
async def linked(
    behave: Behaviour,
    opening: Opening | None = None,
    credential: Credential | None = None,
    setups: list[dict[str, Any]] | None = None,
) -> AsyncIterator[Connection]:
    """A connection to a service that reads the setup, notes it and then behaves as told."""

    async def session(socket: ServerConnection) -> None:
        setup = json.loads(await socket.recv())
        if setups is not None:
            setups.append(setup["setup"])
        await behave(socket)

    identity = tls.throwaway()
    async with serve(session, "127.0.0.1", 0, ssl=identity.server, close_timeout=0.1) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        there = Endpoint(
            f"https://127.0.0.1:{port}", tls=tls.client_context(identity.cert_pem), proxied=False
        )
        dial = dialer(there, credential or Credential("a-key", "a test"))
        yield await dial(opening or Opening(SPEC))


def told(behave: Behaviour, *, timeout_s: float = 5.0) -> list[Event]:
    """The events of a connection to such a service, to its polite end."""

    async def main() -> list[Event]:
        async with linked(behave, Opening(SPEC, timeout_s=timeout_s)) as link:
            return [event async for event in link.events()]

    return limited(main())


def crossed(scenario: Scenario) -> list[Event]:
    """The events of a connection to the local server, up to the end of its answer to a line.

    Raises:
        LivechatError: The server ends the connection before that.
    """

    async def main() -> list[Event]:
        events: list[Event] = []
        async with Server(ServerOptions(api_key=KEY, scenario=scenario)) as server:
            link = await dialer(endpoint(server), Credential(KEY, "a test"))(Opening(SPEC))
            async with aclosing(link.events()) as told:
                async for event in told:
                    events.append(event)
                    if isinstance(event, Connected):
                        await link.send(Typed("Well?"))
                    if isinstance(event, TurnComplete) and not event.more:
                        break
        return events

    return limited(main())
