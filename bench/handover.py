"""How a session bears the end of its connections: the real SDK and the local server on loopback."""

from __future__ import annotations

import asyncio
import statistics
from collections import Counter
from collections.abc import AsyncIterator, Sequence

from bench.figure import Figure
from livechat.app.conversation import Conversation
from livechat.app.ports import Chunk, Emit, Pause
from livechat.app.session import Session
from livechat.audio.file_speaker import FileSpeaker
from livechat.config.settings import Settings
from livechat.config.spec import setup_spec
from livechat.core.pcm import CHUNK_MS, INPUT_RATE
from livechat.core.state import ConversationState
from livechat.core.talk.events import Connected, Event
from livechat.core.talk.transcript import Utterance
from livechat.live.connection import dialer
from livechat.live.credentials import Credential
from livechat.live.endpoint import Endpoint
from livechat.sim.faults import parse
from livechat.sim.protocol import wire
from livechat.sim.scenario import Scenario, Scripted
from livechat.sim.server import Server, ServerOptions

KEY = "a-key-for-measurements"

TIMES = 20
"""Connections that end, for each figure."""

LIMIT_S = 3.0
"""Seconds a connection lasts; the service says so a tenth of it before."""

BITS = 32
"""Of a chunk's number, one sample each, too quiet to be speech."""


class Numbered:
    """A microphone whose silence is numbered, so that each chunk can be told from the others.

    Args:
        count: Chunks it hears.
    """

    def __init__(self, count: int) -> None:
        self._count = count

    async def run(self, emit: Emit) -> None:
        """No device."""

    async def listen(self) -> AsyncIterator[Chunk | Pause]:
        loop = asyncio.get_running_loop()
        began = loop.time()
        for number in range(self._count):
            await asyncio.sleep(began + number * CHUNK_MS / 1000 - loop.time())
            yield Chunk(chunk(number), asyncio.get_running_loop().time())
        yield Pause(last=True)


def chunk(number: int) -> bytes:
    """s16le mono 16 kHz, −57 dBFS at most."""
    bits = b"".join((60 * (number >> at & 1)).to_bytes(2, "little") for at in range(BITS))
    return bits + bytes(INPUT_RATE * CHUNK_MS // 1000 * 2 - len(bits))


def number(pcm: bytes) -> int:
    """The number of a chunk."""
    return sum((pcm[2 * at] != 0) << at for at in range(BITS))


class Gaps:
    """Notes how long each connection was waited for."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    def observe(
        self, event: Event, finished: Sequence[Utterance], state: ConversationState
    ) -> None:
        if isinstance(event, Connected) and state.connections > 1:
            self.seconds.append(event.gap_s)


async def planned() -> tuple[list[float], int, int]:
    """Hand-overs in silence: seconds without a connection, chunks lost, chunks that came twice."""
    chunks = round(TIMES * LIMIT_S * 1000 / CHUNK_MS)
    scenario = Scenario(voice="synthetic", ears="none", turns=(Scripted(says="Well."),) * 100)
    gaps = Gaps()
    options = ServerOptions(api_key=KEY, scenario=scenario, connection_limit=LIMIT_S)
    async with Server(options) as server:
        conversation = Conversation(
            session(server),
            FileSpeaker(None, fast=True),
            microphone=Numbered(chunks),
            observers=[gaps],
        )
        running = asyncio.ensure_future(conversation.run())
        await asyncio.sleep(chunks * CHUNK_MS / 1000 + 1)
        conversation.stop()
        await running
        came = Counter(
            number(event.pcm)
            for one in server.received
            for event in wire.inputs(one.message)
            if isinstance(event, wire.Audio)
        )
    return gaps.seconds, chunks - len(came), came.total() - len(came)


async def unplanned() -> list[float]:
    """Connections that are reset after an answer: seconds until there is another one."""
    scenario = Scenario(
        voice="synthetic",
        ears="none",
        pace="instant",
        # The second answer of a connection is cut off and asked for again, as the next one's first.
        faults=(parse("abort:when=after,turn=2"),),
    )
    gaps = Gaps()
    async with Server(ServerOptions(api_key=KEY, scenario=scenario)) as server:
        conversation = Conversation(
            session(server),
            FileSpeaker(None, fast=True),
            lines=["Hello"] * (TIMES + 1),
            observers=[gaps],
        )
        await conversation.run()
    return gaps.seconds


def session(server: Server) -> Session:
    """A session with the server."""
    endpoint = Endpoint(server.tls_url, tls=server.client_context(), proxied=False, practice=True)
    return Session(dialer(endpoint, Credential(KEY, "a measurement")), setup_spec(Settings()))


def figures() -> list[Figure]:
    """The table's lines."""
    gaps, lost, twice = asyncio.run(planned())
    aborts = asyncio.run(unplanned())
    return [
        Figure(f"planned hand-over, no connection ({len(gaps)}×)", 1000 * statistics.median(gaps),
               "ms", "", True),
        Figure("  the longest", 1000 * max(gaps), "ms", "≤ 1000", max(gaps) <= 1),
        Figure("  samples lost", lost * 320, "", "0", lost == 0),
        Figure("  samples heard twice", twice * 320, "", "", True),
        Figure(f"recovery from a reset ({len(aborts)}×)", 1000 * statistics.median(aborts),
               "ms", "", True),
        Figure("  the longest", 1000 * max(aborts), "ms", "", True),
    ]  # fmt: skip
