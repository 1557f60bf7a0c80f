"""A local server in a process of its own, and many bare clients in this one."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from websockets.asyncio.client import ClientConnection, connect

from livechat.catalog.voices import VOICES
from livechat.core.pcm import CHUNK_MS, OUTPUT_RATE, seconds_in

PATH: Final = "/ws/google.ai.generativelanguage.v1beta.GenerativeService.BidiGenerateContent"

LIMIT_S: Final = 60.0
"""Seconds that anything waited for may take."""

LITTLE: Final = 1 << 16
"""Bytes the system keeps for a client that is not to read."""


@dataclass(frozen=True)
class Cost:
    """What a process has used up, and what it holds."""

    cpu_s: float
    """Seconds of processor time since it began."""
    memory_mb: float
    """Millions of bytes resident."""


@dataclass(frozen=True)
class Answer:
    """One answer as its client met it; moments are seconds on `time.perf_counter`."""

    asked: float
    first: float
    """When the first sound came."""
    complete: float
    """When turnComplete came."""
    sound_s: float
    """Seconds of sound, all pieces together."""
    gap_s: float
    """Seconds by which a piece came after the moment it was to be played, at worst; 0 for none."""
    said: str = ""
    """The words of it, as its transcript has them."""


PACE: Final = 'pace = "instant"\nplayback_pause = 1.0\n'
"""Nothing is waited for but sound, so that what is measured is the server's own time."""


class Partner:
    """A running server.

    Args:
        options: More options for `livechat sim`.
        pace: Whether it is quicker than it usually is, unless a scenario says how quick.
    """

    def __init__(self, *options: str, pace: bool = True) -> None:
        usual: tuple[str, ...] = ("--port=0", "--tls-port=0", "--voice=synthetic", "--ears=none")
        self._folder = tempfile.TemporaryDirectory()
        if pace and "--scenario" not in options:
            scenario = Path(self._folder.name) / "pace.toml"
            scenario.write_text(f"{PACE}[audio]\nspeed = 8.0\n")
            usual += ("--scenario", str(scenario))
        self._process = subprocess.Popen(
            [sys.executable, "-m", "livechat", "sim", *usual, *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self._process.stdout
        found = (re.search(r"ws://[\d.]+:\d+", line) for line in self._process.stdout)
        self.url = next(match[0] for match in found if match)

    @property
    def pid(self) -> int:
        """The number of its process."""
        return self._process.pid

    def cost(self) -> Cost:
        """What it has cost by now."""
        return cost(self.pid)

    def close(self) -> float:
        """End it as Ctrl-C does; return the seconds it took to be gone. Once is enough."""
        began = time.perf_counter()
        if self._process.poll() is None:
            self._process.terminate()
            self._process.communicate(timeout=LIMIT_S)
        return time.perf_counter() - began


@contextmanager
def partner(*options: str) -> Iterator[Partner]:
    """A server for the time of a measurement."""
    running = Partner(*options)
    try:
        yield running
    finally:
        running.close()


def cost(pid: int) -> Cost:
    """What a process has cost: exactly on Linux, elsewhere as exactly as `ps` tells."""
    stat = Path(f"/proc/{pid}/stat")
    if stat.exists():
        fields = stat.read_text().rpartition(")")[2].split()
        ticks, pages = int(fields[11]) + int(fields[12]), int(fields[21])
        return Cost(ticks / os.sysconf("SC_CLK_TCK"), pages * os.sysconf("SC_PAGE_SIZE") / 1e6)
    shown = subprocess.run(
        ["ps", "-o", "time=", "-o", "rss=", "-p", str(pid)],
        capture_output=True,
        text=True,
        check=True,
    )
    clock, kilobytes = shown.stdout.split()
    parts = reversed([float(part) for part in re.split("[:-]", clock)])  # days-hours:minutes:...
    units = (1, 60, 3_600, 86_400)
    seconds = sum(part * unit for part, unit in zip(parts, units, strict=False))
    return Cost(seconds, int(kilobytes) * 1024 / 1e6)


def everybodys_cpu_s() -> float:
    """Seconds of processor time all programs have used since the start; 0 where nobody tells."""
    stat = Path("/proc/stat")
    if not stat.exists():
        return 0.0
    user, nice, system, _, _, *rest = map(int, stat.read_text().split(maxsplit=9)[1:9])
    return (user + nice + system + sum(rest)) / os.sysconf("SC_CLK_TCK")


class Others:
    """All programs but this one and those it starts, from now on."""

    def __init__(self) -> None:
        self._began, self._theirs = time.monotonic(), everybodys_cpu_s() - _our_cpu_s()

    def share(self) -> float:
        """Of a core that they took. Programs that this one started must have ended."""
        theirs = everybodys_cpu_s() - _our_cpu_s() - self._theirs
        return max(0.0, theirs / (time.monotonic() - self._began))


def _our_cpu_s() -> float:
    """Seconds of processor time of this process and of those it started, which have ended."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


class Client:
    """One session, seen from outside."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection

    async def setup(self, voice: str, silence_ms: int | None = None) -> None:
        """Agree on sound, transcripts, a voice and, perhaps, the silence that ends speech."""
        speech = {"voiceConfig": {"prebuiltVoiceConfig": {"voiceName": voice}}}
        detection = {} if silence_ms is None else {"silenceDurationMs": silence_ms}
        await self._send(
            setup={
                "model": "models/gemini-3.8-live",
                "generationConfig": {"responseModalities": ["AUDIO"], "speechConfig": speech},
                "realtimeInputConfig": {"automaticActivityDetection": detection},
                "inputAudioTranscription": {},
                "outputAudioTranscription": {},
            }
        )
        await self._connection.recv()

    async def prompt(self, text: str) -> None:
        """Type something, without waiting for the answer."""
        await self._send(realtimeInput={"text": text})

    async def ask(self, text: str) -> Answer:
        """Type something and receive the answer."""
        asked = time.perf_counter()
        await self.prompt(text)
        return await self.answer(asked)

    async def answer(self, asked: float) -> Answer:
        """Receive up to the next turnComplete."""
        first = sound = gap = 0.0
        said = ""
        while True:
            message = json.loads(await self._connection.recv())
            content: dict[str, Any] = message.get("serverContent", {})
            for part in content.get("modelTurn", {}).get("parts", ()):
                now = time.perf_counter()
                first = first or now
                gap = max(gap, now - (first + sound))
                sound += seconds_in(len(base64.b64decode(part["inlineData"]["data"])), OUTPUT_RATE)
            said += content.get("outputTranscription", {}).get("text", "")
            if content.get("turnComplete"):
                return Answer(asked, first, time.perf_counter(), sound, gap, said)

    async def stream(self, chunks: Sequence[str], mark: int = 0) -> float:
        """Send messages of 20 ms at their real pace; return when number `mark` was sent."""
        began, marked = time.perf_counter(), 0.0
        for at, chunk in enumerate(chunks):
            early = began + at * CHUNK_MS / 1000 - time.perf_counter()
            if early > 0:
                await asyncio.sleep(early)
            if at == mark:
                marked = time.perf_counter()
            await self._connection.send(chunk)
        return marked

    async def send_raw(self, message: str) -> None:
        """Send a message as it is, as soon as it goes."""
        await self._connection.send(message)

    async def _send(self, **message: object) -> None:
        await self.send_raw(json.dumps(message))


@asynccontextmanager
async def clients(server: Partner, number: int) -> AsyncIterator[list[Client]]:
    """That many sessions, connected and set up all at once."""
    async with AsyncExitStack() as stack:

        async def arrive(at: int) -> Client:
            connection = await stack.enter_async_context(
                connect(server.url + PATH, proxy=None, compression=None)
            )
            client = Client(connection)
            await client.setup(VOICES[at % len(VOICES)].name)
            return client

        yield list(await asyncio.gather(*map(arrive, range(number))))


@asynccontextmanager
async def unread(server: Partner) -> AsyncIterator[Client]:
    """A session that nobody reads, and for which the system keeps little. It ends abruptly."""
    raw = socket.socket()
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, LITTLE)
    raw.setblocking(False)
    host, port = server.url.removeprefix("ws://").split(":")
    await asyncio.get_running_loop().sock_connect(raw, (host, int(port)))
    async with connect(server.url + PATH, sock=raw, proxy=None, max_queue=1) as connection:
        client = Client(connection)
        await client.setup(VOICES[0].name)
        yield client
        connection.transport.abort()


async def come_and_go(server: Partner, number: int) -> None:
    """Connect and leave, every other one after its setup; fifty at a time."""

    async def visit(at: int) -> None:
        async with connect(server.url + PATH, proxy=None, compression=None) as connection:
            if at % 2:
                await Client(connection).setup(VOICES[0].name)

    for _ in range(number // 50):
        await asyncio.gather(*map(visit, range(50)))
