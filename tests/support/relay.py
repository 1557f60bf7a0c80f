"""A bad line: TCP passed on late, in fits and starts, but whole and in order.

    python -m tests.support.relay --listen 192.0.2.2:443 --to 127.0.0.1:8766 --delay-ms 150

What one side sends reaches the other `delay_ms` later: an answer comes twice that later. With
`--stalls`, the line stops now and then for 200 to 1500 ms, each way for itself, and then everything
that waited follows at once: what TCP makes of a lost packet that it sends again. When, is decided
by the seed, the number of the connection and the direction, in seconds since the connection began.

It prints the port it listens on. Lines of standard input steer what becomes of the connections that
there are by then: `hold down` lets nothing pass to the clients and `hold up` nothing from them, as
long as there is no `release`; `delay down 25000` is another delay for what is sent to them from now
on; after `lose`, nothing of them arrives any more, not even their end, as when a router has
forgotten them; `reset` ends them with an RST. `cut` holds everything both ways, and what connects
later, until the `release`. At the end of standard input it prints what it did, as JSON, and ends. A
client that has been out of reach for `GONE_S` is given up, as a service's front gives it up: the
server sees the connection end.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import socket
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict, dataclass, field
from typing import Final
from urllib.parse import urlsplit

MOST_CONNECTIONS: Final = 32
"""At a time; further ones are closed at once."""

LONGEST_S: Final = 600.0
"""Seconds a relay lives."""

BYTES_PER_S: Final = 1_000_000
"""Each way of a connection: 8 Mbit/s, thirty times what a voice needs."""

IN_FLIGHT: Final = 256
"""Pieces of a direction that are on their way; then its sender has to wait."""

PIECE_BYTES: Final = 16_384

GONE_S: Final = 10.0
"""Seconds after which a client that acknowledges nothing is given up."""

STALL_S: Final = (0.2, 1.5)
"""The shortest and the longest stall."""

FLOW_S: Final = (1.0, 4.0)
"""The shortest and the longest time between two of them."""


@dataclass
class Counts:
    """What was done."""

    connections: int = 0
    passed: dict[str, int] = field(default_factory=lambda: {"up": 0, "down": 0})
    """Bytes from clients and to clients."""
    stalled: int = 0
    """How often a stall held something up."""


def stalls(chance: random.Random) -> Iterator[tuple[float, float]]:
    """When each stall begins and ends, in seconds since the connection began, for ever."""
    at = 0.0
    while True:
        at += chance.uniform(*FLOW_S)
        began, at = at, at + chance.uniform(*STALL_S)
        yield began, at


@dataclass
class Line:
    """When what is sent in one direction arrives.

    Args:
        stalls: When it stops, in order of time.
    """

    stalls: Iterator[tuple[float, float]] = field(default_factory=lambda: iter(()))
    stalled: int = 0
    """How often a stall held something up."""
    _free: float = 0.0
    _stall: tuple[float, float] = (-1.0, -1.0)

    def due(self, now: float, delay_s: float, size: int) -> float:
        """When `size` bytes sent now arrive; asked in the order of sending."""
        at = max(now + delay_s, self._free)
        while self._stall[1] <= at and (coming := next(self.stalls, None)):
            self._stall = coming
        began, ended = self._stall
        if began <= at < ended:
            self.stalled += 1
            at = ended
        self._free = at + size / BYTES_PER_S
        return at


class Relay:
    """Passes connections on to one address.

    Args:
        to: Host and port.
        delay_s: Seconds each way.
        seed: Decides when a line stalls; None: it never does.
    """

    def __init__(self, to: tuple[str, int], delay_s: float = 0.0, seed: int | None = None) -> None:
        self.counts = Counts()
        self._to = to
        self._delay_s = delay_s
        self._steered: dict[str, tuple[int, float]] = {"up": (0, 0.0), "down": (0, 0.0)}
        """Up to which connection another delay holds, and its seconds."""
        self._seed = seed
        self._passing = {"up": asyncio.Event(), "down": asyncio.Event()}
        self._held = {"up": 0, "down": 0}
        """Up to which connection nothing passes."""
        self._lost = 0
        """Up to which connection nothing arrives any more."""
        self._open = 0
        self._ends: set[asyncio.StreamWriter] = set()
        self.steer("release")

    def steer(self, line: str) -> None:
        """Do what a line says."""
        match line.split():
            case ["hold", direction]:
                self._held[direction] = self.counts.connections
                self._passing[direction].clear()
            case ["cut"]:
                for direction, passing in self._passing.items():
                    self._held[direction] = sys.maxsize
                    passing.clear()
            case ["reset"]:
                for end in self._ends:
                    end.transport.abort()
            case ["lose"]:
                self._lost = self.counts.connections
            case ["release"]:
                for passing in self._passing.values():
                    passing.set()
            case ["delay", direction, ms]:
                self._steered[direction] = (self.counts.connections, float(ms) / 1000)
            case _:
                raise ValueError(line)

    def _late_s(self, direction: str, number: int) -> float:
        """Seconds by which what a connection sends in a direction comes late."""
        newest, delay_s = self._steered[direction]
        return delay_s if number <= newest else self._delay_s

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Pass one connection on until both directions, or the connection, have ended."""
        if self._open >= MOST_CONNECTIONS:
            writer.transport.abort()
            return
        self._open += 1
        self.counts.connections += 1
        ends = [writer]
        try:
            _give_up_the_gone(writer.get_extra_info("socket"))
            there, back = await asyncio.open_connection(*self._to)
            ends.append(back)
            self._ends.update(ends)
            number = self.counts.connections
            async with asyncio.TaskGroup() as both:
                for direction, source, sink in (("up", reader, back), ("down", there, writer)):
                    chance = random.Random(f"{self._seed} {number} {direction}")
                    line = Line() if self._seed is None else Line(stalls(chance))
                    both.create_task(self._pass(direction, number, line, source, sink))
        except* OSError:
            pass  # one side is gone, and so is the connection
        finally:
            self._open -= 1
            self._ends.difference_update(ends)
            for end in ends:
                end.transport.abort()

    async def _pass(
        self,
        direction: str,
        number: int,
        line: Line,
        source: asyncio.StreamReader,
        sink: asyncio.StreamWriter,
    ) -> None:
        """One direction, until its sender has said that no more comes."""
        now = asyncio.get_running_loop().time
        began = now()
        way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(IN_FLIGHT)

        async def arrive() -> None:
            while True:
                due, piece = await way.get()
                await asyncio.sleep(due - now())
                if number <= self._held[direction]:
                    await self._passing[direction].wait()
                if number <= self._lost:
                    continue
                if not piece:
                    sink.write_eof()
                    return
                sink.write(piece)
                await sink.drain()
                self.counts.passed[direction] += len(piece)

        async with asyncio.TaskGroup() as way_out:
            way_out.create_task(arrive())
            while True:
                piece = await source.read(PIECE_BYTES)
                before = line.stalled
                due = line.due(now() - began, self._late_s(direction, number), len(piece))
                await way.put((began + due, piece))
                self.counts.stalled += line.stalled - before
                if not piece:
                    break


def _give_up_the_gone(client: socket.socket) -> None:
    """Have the kernel end the connection when its client acknowledges neither data nor probes."""
    client.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in (
        ("TCP_KEEPIDLE", 2),
        ("TCP_KEEPINTVL", 2),
        ("TCP_USER_TIMEOUT", round(GONE_S * 1000)),
    ):
        if hasattr(socket, name):  # not everywhere
            client.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)


@asynccontextmanager
async def listening(relay: Relay) -> AsyncIterator[int]:
    """Relay in this event loop, from a free port of loopback, which is yielded."""
    connections: set[asyncio.Task[None]] = set()

    def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections.add(asyncio.create_task(relay.serve(reader, writer)))

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        try:
            yield server.sockets[0].getsockname()[1]
        finally:
            for connection in connections:
                connection.cancel()
            await asyncio.gather(*connections, return_exceptions=True)


async def run(listen: tuple[str, int], relay: Relay) -> None:
    """Relay until standard input ends."""
    loop = asyncio.get_running_loop()
    server = await asyncio.start_server(relay.serve, *listen)
    _say(server.sockets[0].getsockname()[1])
    lines = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    with suppress(TimeoutError):
        async with asyncio.timeout(LONGEST_S):
            while line := await lines.readline():
                relay.steer(line.decode())
    server.close()
    _say(asdict(relay.counts))


def _say(what: object) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def _address(text: str) -> tuple[str, int]:
    """Host and port of `host:port`, or of a URL."""
    parts = urlsplit(text if "//" in text else f"//{text}")
    assert parts.hostname
    assert parts.port is not None
    return parts.hostname, parts.port


def main() -> None:
    """What the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--listen", type=_address, default=("127.0.0.1", 0))
    parser.add_argument("--to", type=_address, default=os.environ.get("LIVECHAT_SIM_URL"))
    parser.add_argument("--delay-ms", type=float, default=0.0)
    parser.add_argument("--stalls", type=int, metavar="SEED")
    chosen = parser.parse_args()

    async def start() -> None:
        await run(chosen.listen, Relay(chosen.to, chosen.delay_ms / 1000, chosen.stalls))

    asyncio.run(start())


if __name__ == "__main__":
    main()
