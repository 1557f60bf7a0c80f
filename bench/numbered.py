"""A microphone whose chunks are numbered, and what of them has arrived at a server."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from itertools import islice
from typing import Final

from livechat.app.ports import Chunk, Emit, Pause
from livechat.audio.chunks import chunk_of
from livechat.core.pcm import CHUNK_MS, INPUT_RATE, SAMPLE_BYTES
from livechat.sim.protocol import wire
from livechat.sim.server import Server

BITS: Final = 32
"""Of a chunk's number, one sample each."""

CHUNK_BYTES: Final = INPUT_RATE * CHUNK_MS // 1000 * SAMPLE_BYTES

SOFT: Final = bytes(2 * SAMPLE_BYTES)
LOUD: Final = b"\x00\x20\x00\xe0"
"""Two samples: nobody speaks, or somebody does (−12 dBFS)."""

LOOK_EVERY_S: Final = 0.1


class Numbered:
    """A microphone, until it is hushed.

    Args:
        loud: Whether somebody speaks, in words with pauses between them.
    """

    def __init__(self, *, loud: bool = False) -> None:
        self.captured: list[float] = []
        """By number, when each chunk was in the air: seconds on the loop's clock."""
        self.pace = 1.0
        """Seconds of sound that are heard in one second."""
        self._loud = loud
        self._hushed = False

    def hush(self) -> None:
        """Hear nothing more."""
        self._hushed = True

    async def run(self, emit: Emit) -> None:
        """No device."""

    async def listen(self) -> AsyncIterator[Chunk | Pause]:
        loop = asyncio.get_running_loop()
        due = loop.time()
        while True:
            await asyncio.sleep(due - loop.time())
            if self._hushed:
                break
            number = len(self.captured)
            self.captured.append(loop.time())
            yield chunk_of(chunk(number, loud=self._loud and number % 10 < 6), self.captured[-1])
            due += CHUNK_MS / 1000 / self.pace
        await asyncio.Event().wait()


def chunk(number: int, *, loud: bool = False) -> bytes:
    """s16le mono, 16 kHz; −64 dBFS at most, unless it is loud."""
    bits = b"".join((60 * (number >> at & 1)).to_bytes(2, "little") for at in range(BITS))
    rest = CHUNK_BYTES - len(bits)
    return bits + (LOUD if loud else SOFT) * (rest // len(SOFT))


def number(pcm: bytes) -> int:
    """The number of a chunk."""
    return sum((pcm[2 * at] != 0) << at for at in range(BITS))


class Arrived:
    """How often each chunk has come to a server, over all connections.

    Args:
        server: Remembers all that it has received.
    """

    def __init__(self, server: Server) -> None:
        self._server = server
        self._read = 0
        self._times: Counter[int] = Counter()

    def times(self) -> Counter[int]:
        """By number."""
        received = self._server.received
        for one in islice(received, self._read, None):
            for event in wire.inputs(one.message):
                if isinstance(event, wire.Audio):
                    self._times[number(event.pcm)] += 1
        self._read = len(received)
        return self._times

    async def wait_for(self, number: int, limit_s: float) -> None:
        """Wait until a chunk is there, or for so long; those before it have come by then."""
        for _ in range(round(limit_s / LOOK_EVERY_S)):
            if self.times()[number]:
                return
            await asyncio.sleep(LOOK_EVERY_S)
