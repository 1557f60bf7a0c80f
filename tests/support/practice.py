"""Conversations through the real SDK and a real WebSocket with the local server."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from livechat.app.conversation import Conversation
from livechat.app.ports import Microphone
from livechat.app.session import Session
from livechat.audio.file_speaker import FileSpeaker
from livechat.config.settings import Settings
from livechat.config.spec import setup_spec
from livechat.core.setup_spec import SetupSpec
from livechat.live.connection import dialer
from livechat.live.credentials import Credential
from livechat.sim.scenario import Scenario
from livechat.sim.server import Server, ServerOptions
from tests.support.fakes import Notebook
from tests.support.link import KEY as KEY
from tests.support.link import LIMIT_S as LIMIT_S
from tests.support.link import QUIET as QUIET
from tests.support.link import endpoint as endpoint
from tests.support.link import limited as limited
from tests.support.link import script as script
from tests.support.link import wire as wire


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
    spec: SetupSpec | None = None,
) -> Held:
    """Hold a conversation with a server of its own."""
    settings = settings or Settings()
    held = held or Held()

    async def main() -> None:
        async with Server(ServerOptions(api_key=KEY, scenario=scenario)) as server:
            held.server = server
            link = Session(
                dialer(endpoint(server), Credential(key, "a test")),
                spec or setup_spec(settings),
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
