"""Conversations through the real SDK and a real WebSocket with the local server."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from livechat.app.conversation import Conversation
from livechat.app.ports import Microphone
from livechat.app.session import Session
from livechat.audio.file_speaker import FileSpeaker
from livechat.config.settings import Settings
from livechat.live.connection import dialer
from livechat.live.credentials import Credential
from livechat.live.endpoint import Endpoint
from livechat.sim.scenario import Scenario, Scripted
from livechat.sim.server import Server, ServerOptions
from tests.support.fakes import Notebook

T = TypeVar("T")

KEY = "a-key-for-tests"

LIMIT_S = 120.0
"""Seconds after which a test that hangs fails."""

QUIET = Scenario(voice="synthetic", ears="none", playback_pause=0.0, speed=0.0)
"""Answers at once."""


def script(*turns: Scripted, after_setup: Sequence[dict[str, Any]] = ()) -> Scenario:
    """A scenario that answers at once."""
    return Scenario(
        voice="synthetic",
        ears="none",
        playback_pause=0.0,
        speed=0.0,
        turns=turns,
        after_setup=tuple(after_setup),
    )


def limited(work: Coroutine[Any, Any, T]) -> T:
    """Run in real time, but not for ever."""

    async def main() -> T:
        async with asyncio.timeout(LIMIT_S):
            return await work

    return asyncio.run(main())


@dataclass
class Held:
    """What a conversation came to."""

    notebook: Notebook = field(default_factory=Notebook)
    server: Server = field(default_factory=Server)

    def sent(self, kind: str) -> list[Any]:
        """What the server received of one kind of message."""
        return [one.message[kind] for one in self.server.received if kind in one.message]


def hold(
    scenario: Scenario,
    *,
    lines: Sequence[str] = (),
    microphone: Microphone | None = None,
    settings: Settings | None = None,
    key: str = KEY,
    held: Held | None = None,
) -> Held:
    """Hold a conversation with a server of its own."""
    settings = settings or Settings()
    held = held or Held()

    async def main() -> None:
        async with Server(ServerOptions(api_key=KEY, scenario=scenario)) as server:
            held.server = server
            link = Session(
                dialer(endpoint(server), Credential(key, "a test")),
                settings,
                lasting=microphone is not None,
                reconnect_s=settings.session.reconnect_s,
                connect_s=10,
            )
            await Conversation(
                link,
                FileSpeaker(None, fast=True),
                lines=lines,
                microphone=microphone,
                observers=[held.notebook],
                answer_timeout_s=settings.timeout_s,
            ).run()

    limited(main())
    return held


def endpoint(server: Server) -> Endpoint:
    """Where the SDK finds the server."""
    return Endpoint(server.tls_url, tls=server.client_context(), proxied=False, practice=True)


def wire(message: dict[str, Any]) -> dict[str, Any]:
    """The message as JSON would carry it."""

    def plain(value: object) -> object:
        if isinstance(value, bytes):
            return base64.b64encode(value).decode()
        raise TypeError

    carried: dict[str, Any] = json.loads(json.dumps(message, default=plain))
    return carried
