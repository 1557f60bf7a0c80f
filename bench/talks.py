"""Conversations over the real SDK and a real socket with a local server, held by a measurement."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Final

from bench.numbered import Arrived, Numbered
from bench.way import Way
from livechat.app.conversation import Conversation
from livechat.app.session import Session
from livechat.audio.file_speaker import FileSpeaker
from livechat.config.settings import Settings
from livechat.config.spec import setup_spec
from livechat.core.state import ConversationState
from livechat.core.talk.events import Connected, Event
from livechat.core.talk.transcript import Utterance
from livechat.live.connection import dialer
from livechat.live.credentials import Credential
from livechat.live.endpoint import Endpoint
from livechat.sim.server import Server, ServerOptions

KEY: Final = "a-key-for-measurements"

LIMIT_S: Final = 60.0
"""Seconds that anything waited for may take."""

REMEMBERED: Final = 64 << 20
"""Bytes of client messages: everything."""

Fits = Callable[[Event], bool]


class Watch:
    """Notes what happens, and lets somebody wait for it."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self._waiting: list[tuple[Fits, asyncio.Future[Event]]] = []

    def observe(
        self, event: Event, finished: Sequence[Utterance], state: ConversationState
    ) -> None:
        self.events.append(event)
        for one in self._waiting[:]:
            fits, future = one
            if fits(event):
                self._waiting.remove(one)
                if not future.done():
                    future.set_result(event)

    async def next(self, fits: Fits) -> Event:
        """Wait for the next event that fits."""
        future: asyncio.Future[Event] = asyncio.get_running_loop().create_future()
        self._waiting.append((fits, future))
        return await future


@dataclass(frozen=True)
class Talk:
    """A conversation that is being held."""

    conversation: Conversation
    microphone: Numbered
    watch: Watch
    server: Server
    arrived: Arrived
    way: Way


@asynccontextmanager
async def held(
    options: ServerOptions, microphone: Numbered, *, model: str = "", fast: bool = True
) -> AsyncIterator[Talk]:
    """Hold a conversation with a server of its own; it is connected, and hung up at the end.

    Args:
        options: How the server behaves.
        microphone: What it hears.
        model: Empty for the usual one.
        fast: Whether the loudspeaker plays as fast as sound comes.
    """
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(asyncio.timeout(LIMIT_S))
        server = await stack.enter_async_context(Server(options))
        way = await stack.enter_async_context(Way(server.tls_port))
        watch = Watch()
        there = Endpoint(
            f"https://127.0.0.1:{way.port}",
            tls=server.client_context(),
            proxied=False,
            practice=True,
        )
        settings = Settings(model=model) if model else Settings()
        conversation = Conversation(
            Session(dialer(there, Credential(KEY, "a measurement")), setup_spec(settings)),
            FileSpeaker(None, fast=fast),
            microphone=microphone,
            observers=[watch],
        )
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(conversation.run())
            await watch.next(lambda event: isinstance(event, Connected))
            yield Talk(conversation, microphone, watch, server, Arrived(server), way)
            conversation.stop()
