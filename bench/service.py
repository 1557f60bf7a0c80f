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

READY = b'"setupComplete"'
AUDIO = b'"inlineData"'
INTERRUPTED = b'"interrupted"'
COMPLETE = b'"turnComplete"'
"""What a message of the server holds, and no other."""

SOUND = b"audio/pcm"
"""What a message of the client holds that brings sound."""

_Waiting = list[tuple[bytes, asyncio.Future[float]]]
"""Who waits for a message that holds what."""

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
        self._sent: _Waiting = []
        self._taken: _Waiting = []

    async def sent(self, what: bytes, limit_s: float = 30.0) -> float:
        """Wait for the next message that holds this, and return when it was sent.

        Raises:
            TimeoutError: none was.
        """
        return await _next(self._sent, what, limit_s)

    async def taken(self, what: bytes, limit_s: float = 30.0) -> float:
        """Wait for the client's next message that holds this, and return when it came.

        Raises:
            TimeoutError: none did.
        """
        return await _next(self._taken, what, limit_s)

    def opened(self, session: int, target: str) -> None:
        """A client was let in."""

    def closed(self, session: int, code: int | None, reason: str, by: str) -> None:
        """A client is gone."""

    def client(self, session: int, frame: str | bytes) -> None:
        """A frame came."""
        now = time.monotonic()
        self.came.append((now, frame))
        _tell(self._taken, frame, now)

    def server(self, session: int, frame: str | bytes) -> None:
        """A frame is about to be sent."""
        _tell(self._sent, frame, time.monotonic())

    async def room(self) -> None:
        """There is always room."""

    async def aclose(self) -> None:
        """Nothing is written down."""


async def _next(waiting: _Waiting, what: bytes, limit_s: float) -> float:
    future: asyncio.Future[float] = asyncio.get_running_loop().create_future()
    waiting.append((what, future))
    async with asyncio.timeout(limit_s):
        return await future


def _tell(waiting: _Waiting, frame: str | bytes, now: float) -> None:
    if not waiting:
        return
    data = frame.encode() if isinstance(frame, str) else frame
    for one in waiting[:]:
        what, future = one
        if what in data:
            waiting.remove(one)
            if not future.done():
                future.set_result(now)


class Service(Server):
    """A server for one measurement. Whole answers leave in one burst.

    Args:
        pause: Share of a tone's length that passes before its turn is complete: 1 as the hosted
            service does it, and as an interruption needs it; 0 at once.
        turns: What it answers instead of tones.
    """

    def __init__(self, pause: float = 1.0, turns: tuple[Scripted, ...] = ()) -> None:
        self.voice = ToneVoice()
        self.edge = Edge()
        scenario = Scenario(
            voice="synthetic",
            ears="none",
            pace="instant",
            playback_pause=pause,
            turns=turns or (Scripted(says="A tone."),) * TURNS,
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
