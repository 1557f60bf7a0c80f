"""Many clients at once, and clients that behave badly: what the local server keeps of them.

Large numbers and their speed are measured in `bench/load.py`; here it is only what must hold.
"""

from __future__ import annotations

import asyncio
import gc
import socket
import threading
import time
import tracemalloc
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

from websockets.asyncio.client import connect
from websockets.asyncio.server import ServerConnection

from livechat.core.pcm import silence
from livechat.sim.doors.connection import WAITING_FRAMES, Connection
from livechat.sim.mind.brain import HELLO
from livechat.sim.scenario import LARGEST_PIECE, Scenario
from livechat.sim.senses.listener import Listener
from livechat.sim.server import Server, ServerOptions
from livechat.sim.talk.session import Session
from tests.sim.peer import AT_ONCE_S, GEMINI, QUICK, Peer, limited, peer, recording

TALKING = Scenario(voice="synthetic", ears="none", pace="instant", speed=8.0)
"""Answers at its ordinary pace: the story takes six seconds to send, and is to be interrupted."""

STORY = {"realtimeInput": {"text": "Tell me a story."}}

SETTLED_S = 60.0
"""Seconds within which everything of a client that is gone must be gone too."""

SMALL = 1 << 16
"""Bytes the system holds for a client that does not read; otherwise it takes megabytes."""

LARGEST_FRAME = LARGEST_PIECE * 4 // 3 + 1_000
"""Bytes of the largest message of sound: base64, and the JSON around it."""


OURS = (ServerConnection, Connection, Session, Listener)
"""What is made for each client."""


@dataclass(frozen=True)
class Left:
    """What this process holds that somebody must have let go of."""

    tasks: int
    files: int
    """Open descriptors: sockets, mostly."""
    threads: int
    sessions: int
    """Objects that are made for each client and still alive, with all they refer to."""

    def within(self, allowed: Left) -> bool:
        """Whether nothing is left but what is allowed to be."""
        pairs = zip(astuple(self), astuple(allowed), strict=True)
        return all(ours <= theirs for ours, theirs in pairs)


def left() -> Left:
    gc.collect()
    alive = sum(isinstance(one, OURS) for one in gc.get_objects())
    files = len(list(Path("/dev/fd").iterdir()))
    return Left(len(asyncio.all_tasks()), files, threading.active_count(), alive)


async def becomes(check: Callable[[], bool], seconds: float = SETTLED_S) -> bool:
    """Whether something comes true within so many seconds."""
    until = time.monotonic() + seconds
    while not (true := check()) and time.monotonic() < until:  # noqa: ASYNC110 - who goes tells nobody
        await asyncio.sleep(0.01)
    return true


async def deserted() -> Left:
    """What is left once no client is there any more; the only task is then the test's."""
    assert await becomes(lambda: len(asyncio.all_tasks()) == 1), asyncio.all_tasks()
    assert await becomes(lambda: left().sessions == 0), left()
    return left()


@asynccontextmanager
async def warm(scenario: Scenario = QUICK, **options: Any) -> AsyncIterator[Server]:
    """A server that has made all it makes once: threads, caches, late imports."""
    async with Server(ServerOptions(scenario=scenario, **options)) as server:
        async with peer(server) as client:
            await client.setup()
            await client.stream(recording("austen-0880")[:32_000])
            await client.ask("hello")
        await deserted()
        yield server


async def still_serves(server: Server) -> None:
    """Somebody else is answered as always."""
    async with asyncio.timeout(SETTLED_S), peer(server) as other:
        await other.setup()
        assert (await other.ask("hello")).said == HELLO


# Ways to come and go


async def knock(server: Server) -> None:
    """Connect, and leave without a word."""
    async with peer(server):
        pass


async def introduce(server: Server) -> None:
    """Set up, and leave properly."""
    async with peer(server) as client:
        await client.setup()


async def vanish(server: Server) -> None:
    """Cut the line in the middle of an answer."""
    async with peer(server) as client:
        await client.setup()
        await client.send(STORY)
        await client.receive()
        client.socket.transport.abort()


async def vanish_speaking(server: Server) -> None:
    """Cut the line in the middle of a sentence."""
    async with peer(server) as client:
        await client.setup()
        await client.stream(recording("austen-0880")[:48_000])
        client.socket.transport.abort()


async def touch(server: Server) -> None:
    """Open a socket and close it."""
    _, writer = await asyncio.open_connection("127.0.0.1", server.ws_port)
    writer.close()
    await writer.wait_closed()


async def stammer(server: Server) -> None:
    """Begin to ask for a WebSocket and hang up."""
    _, writer = await asyncio.open_connection("127.0.0.1", server.ws_port)
    writer.write(f"GET {GEMINI} HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgr".encode())
    await writer.drain()
    writer.transport.abort()


async def mumble_to_tls(server: Server) -> None:
    """Say to the encrypted port what is no greeting."""
    _, writer = await asyncio.open_connection("127.0.0.1", server.tls_port)
    writer.write(b"\x16\x03\x01\x02")
    await writer.drain()
    writer.transport.abort()


VISITS = {
    knock: 80,
    introduce: 80,
    vanish: 40,
    vanish_speaking: 20,
    touch: 80,
    stammer: 80,
    mumble_to_tls: 40,
}
"""How often each: 420 come and go."""


def test_visitors_leave_nothing_behind() -> None:
    """No task, no socket, no thread, no session, however they leave; twenty at a time."""

    async def main() -> None:
        async with warm(TALKING) as server:
            before = left()
            for visit, times in VISITS.items():
                for _ in range(times // 20):
                    await asyncio.gather(*(visit(server) for _ in range(20)))
                after = await deserted()
                assert after.within(before), (visit.__name__, before, after)
            await still_serves(server)

    limited(main())


def test_memory_returns_to_where_it_was() -> None:
    """Forty sessions that typed and spoke, most of them cut off, and not a buffer is kept.

    Each lost session would be 30 kB at least, each lost utterance 48 kB, and there are ten of each
    kind; the interpreter's own lists of freed objects grow by some 40 kB.
    """

    async def visits(server: Server) -> None:
        await asyncio.gather(*(visit(server) for visit in (introduce, vanish) for _ in range(15)))
        await asyncio.gather(*(vanish_speaking(server) for _ in range(10)))
        await deserted()
        server.handshakes.clear()

    async def main() -> int:
        async with warm(TALKING, remember_bytes=0) as server:
            tracemalloc.start()
            try:
                await visits(server)
                before, _ = tracemalloc.get_traced_memory()
                await visits(server)
                after, _ = tracemalloc.get_traced_memory()
                return after - before
            finally:
                tracemalloc.stop()

    assert limited(main()) < 100_000


# Clients that do not read


@asynccontextmanager
async def deaf(server: Server) -> AsyncIterator[Peer]:
    """A client with little room in the system, which therefore shows soon that it does not read."""
    raw = socket.socket()
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL)
    raw.setblocking(False)
    await asyncio.get_running_loop().sock_connect(raw, ("127.0.0.1", server.ws_port))
    async with connect(
        server.ws_url + GEMINI, sock=raw, max_size=None, max_queue=1, close_timeout=0.1
    ) as client:
        yield Peer(client)


def test_a_client_that_does_not_read_is_waited_for() -> None:
    """Its input is held up while its answers wait in a bounded queue; none of them is lost."""

    async def main() -> None:
        async with warm() as server, deaf(server) as client:
            await client.setup()
            before, asked = len(server.received), 0

            def all_taken() -> bool:
                return len(server.received) == before + asked

            tracemalloc.start()
            try:
                while asked < 50 and await becomes(all_taken, seconds=0.5):
                    await asyncio.sleep(0)  # the last answer begins before it can be interrupted
                    await client.send(STORY)
                    asked += 1
                held, _ = tracemalloc.get_traced_memory()
            finally:
                tracemalloc.stop()
            assert asked < 50, "it is never held up"
            assert held < WAITING_FRAMES * LARGEST_FRAME
            await still_serves(server)
            for _ in range(asked):
                turn = await client.turn()
            assert turn.said.startswith("Once there was a lighthouse")
            assert "interrupted" not in turn.signs

    limited(main())


def test_a_flood_does_no_harm() -> None:
    """Twelve thousand messages from a client that does not read: others are served as always.

    When it reads at last, it gets its answer too.
    """

    async def flood(client: Peer) -> None:
        for _ in range(2_000):
            await client.send({"realtimeInput": {"text": "hello"}})
        await client.stream(silence(200, 16_000))
        await client.send(STORY)

    async def main() -> None:
        async with warm() as server, deaf(server) as client:
            await client.setup()
            flooding = asyncio.create_task(flood(client))
            await still_serves(server)
            await asyncio.wait({flooding}, timeout=2)  # or it is held up
            await still_serves(server)
            said = ""
            while not said.startswith("Once there was a lighthouse"):
                said = (await client.turn()).said
            await flooding

    limited(main())


def test_a_burst_of_small_messages_leaves_the_others_their_turn() -> None:
    """Thousands that arrive in one go are read a few at a time."""

    async def flood(client: Peer) -> None:
        for _ in range(100):
            for _ in range(100):  # written in one go: nothing waits in between
                await client.send({"realtimeInput": {}})
            await asyncio.sleep(0)

    async def main() -> None:
        async with warm() as server, peer(server) as client:
            await client.setup()
            sending = asyncio.create_task(flood(client))
            taken, longest = len(server.received), 0
            while not sending.done():
                await asyncio.sleep(0)
                longest = max(longest, len(server.received) - taken)
                taken = len(server.received)
            assert longest < 100

    limited(main())


# Closing


def test_closing_waits_for_nobody() -> None:
    """Not for a hundred answers under way, half of them unread, nor for forty unfinished knocks.

    At once nothing is left of them.
    """

    async def main() -> None:
        async with warm(TALKING) as server, AsyncExitStack() as stack:
            clients = [await stack.enter_async_context(peer(server)) for _ in range(100)]
            for client in clients:
                stack.callback(client.socket.transport.abort)
                await client.setup()
                await client.send(STORY)
                await client.receive()
            reading = [asyncio.create_task(client.closed()) for client in clients[::2]]
            for port, words in ((server.ws_port, b"GET / HT"), (server.tls_port, b"\x16\x03\x01")):
                for _ in range(20):
                    _, writer = await asyncio.open_connection("127.0.0.1", port)
                    stack.callback(writer.close)
                    writer.write(words)
                    await writer.drain()
            began = time.monotonic()
            await server.aclose()
            assert time.monotonic() - began < AT_ONCE_S
            assert set(await asyncio.gather(*reading)) == {(1001, "")}
            assert left().sessions == 0

    limited(main())
