"""The local server with a clock at its edge, whose voice is a tone of the length that is wanted."""

from __future__ import annotations

import asyncio
import time
from functools import lru_cache
from typing import cast

from bench.tones import Arrivals, tone
from livechat.core.pcm import INPUT_RATE, OUTPUT_RATE
from livechat.sim.protocol import wire
from livechat.sim.recordings.recorder import Recorder
from livechat.sim.scenario import Scenario, Scripted
from livechat.sim.senses.voice import SyntheticVoice
from livechat.sim.server import Server, ServerOptions

KEY = "a-key-for-measurements"

AUDIO = b'"inlineData"'
INTERRUPTED = b'"interrupted"'
COMPLETE = b'"turnComplete"'
"""What a message holds, and no other."""

TURNS = 1_000
"""Answers that are a tone: more than anybody asks for."""


class ToneVoice(SyntheticVoice):
    """Says a tone for every answer, in one piece."""

    def __init__(self) -> None:
        self.seconds = 0.0
        """Its length; 0 for words without sound."""

    async def say(self, sentence: str, name: str) -> bytes:
        """The tone: s16le mono, 24 kHz."""
        return _tone(self.seconds)


@lru_cache
def _tone(seconds: float) -> bytes:
    return tone(seconds, OUTPUT_RATE)


class Edge:
    """Stands where recorders do: it sees frames before they go to the socket, and as they come."""

    def __init__(self) -> None:
        self.came: list[tuple[float, str | bytes]] = []
        """When each frame of the client came, and the frame."""
        self._waiting: list[tuple[bytes, asyncio.Future[float]]] = []

    async def sent(self, what: bytes, limit_s: float = 30.0) -> float:
        """Wait for the next message that holds this, and return when it was sent.

        Raises:
            TimeoutError: none was.
        """
        waiting: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        self._waiting.append((what, waiting))
        async with asyncio.timeout(limit_s):
            return await waiting

    def opened(self, session: int, target: str) -> None:
        """A client was let in."""

    def closed(self, session: int, code: int | None, reason: str, by: str) -> None:
        """A client is gone."""

    def client(self, session: int, frame: str | bytes) -> None:
        """A frame came."""
        self.came.append((time.monotonic(), frame))

    def server(self, session: int, frame: str | bytes) -> None:
        """A frame is about to be sent."""
        if not self._waiting:
            return
        now = time.monotonic()
        data = frame.encode() if isinstance(frame, str) else frame
        for waiting in self._waiting[:]:
            what, future = waiting
            if what in data:
                self._waiting.remove(waiting)
                if not future.done():
                    future.set_result(now)

    async def room(self) -> None:
        """There is always room."""

    async def aclose(self) -> None:
        """Nothing is written down."""


class Service(Server):
    """A server for one measurement. Whole answers leave in one burst.

    Args:
        pause: Share of a tone's length that passes before its turn is complete: 1 as the hosted
            service does it, and as an interruption needs it; 0 at once.
    """

    def __init__(self, pause: float = 1.0) -> None:
        self.voice = ToneVoice()
        self.edge = Edge()
        scenario = Scenario(
            voice="synthetic",
            ears="none",
            playback_pause=pause,
            speed=0.0,
            turns=(Scripted(says="A tone."),) * TURNS,
        )
        super().__init__(ServerOptions(api_key=KEY, scenario=scenario, voice=self.voice))
        self._recorder = cast("Recorder", self.edge)

    def wire(self) -> Arrivals:
        """All the sound that came over the wire by now: 16 kHz."""
        stamps: list[float] = []
        pieces: list[bytes] = []
        for stamp, frame in self.edge.came:
            for event in wire.inputs(wire.parse(frame, strict=False)):
                if isinstance(event, wire.Audio):
                    stamps.append(stamp)
                    pieces.append(event.pcm)
        return Arrivals(stamps, pieces, INPUT_RATE)
