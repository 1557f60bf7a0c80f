"""What a measurement on a device needs: the card, ears and a mouth, the server, the program.

The mouth is a stream into the card's microphone, the ear a recorder of its loudspeaker; the wire is
where the server's frames leave and arrive. All of them tell the time by one clock.
"""

from __future__ import annotations

import asyncio
import random
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Final

from bench.program import Program, named
from bench.service import AUDIO, COMPLETE, INTERRUPTED, KEY, Service
from bench.stamped import pieces
from bench.tones import HIGH_RATE, Arrivals, Heard
from livechat.sim.scenario import Scripted
from tests.support.card import EAR, SOURCE, Feeder, VirtualCard

Command = Callable[[str], Sequence[str]]
"""From the server's base URL to the command of a client."""

START_S: Final = 10.0
"""Seconds for a recorder to deliver its first piece."""

FINE_MS, COARSE_MS = 2, 50
"""Milliseconds of sound in which the card's devices are recorded: where moments are measured, and
where work is. A sound server hands everybody their sound in the smallest pieces that anybody has
asked for, which takes a client 1.0 to 1.5 points of a core more where those are of 2 ms."""

SETTLE_S: Final = 1.0
"""Seconds after the connection in which the client opens its devices and loads what it loads
late."""


class Stage:
    """A client in conversation, and all that surrounds it."""

    def __init__(self, service: Service, program: Program, mouth: Feeder) -> None:
        self.service = service
        self.program = program
        self.mouth = mouth
        self.ear: Heard
        """48 kHz: what the loudspeaker played. Like the next two, known when all is over."""
        self.mic: Heard
        """48 kHz: what the card's microphone heard, as a recorder got it."""
        self.wire: Arrivals
        """16 kHz: what the server received."""
        self._dice = random.Random(0)

    async def answer(self, seconds: float) -> float:
        """Have a tone said; return when its first sound was sent."""
        self.service.voice.seconds = seconds
        return await self._caused("A tone, please.", AUDIO)

    async def complete(self, limit_s: float) -> None:
        """Wait for the end of the turn, which has not been yet."""
        await self.service.edge.sent(COMPLETE, limit_s)

    async def interrupt(self) -> float:
        """Type something over the model, which gets no sound for an answer; return when
        `interrupted` was sent.
        """
        self.service.voice.seconds = 0.0
        return await self._caused("Stop.", INTERRUPTED)

    async def speak(self, pcm: bytes) -> float:
        """Say something (s16le mono, 48 kHz); return when it began."""
        began = time.monotonic()
        await asyncio.to_thread(self.mouth.write, pcm)
        return began

    async def rest(self, least_s: float, most_s: float) -> None:
        """Wait for some time that no clock of the card or the client is in step with."""
        await asyncio.sleep(self._dice.uniform(least_s, most_s))

    async def _caused(self, line: str, what: bytes) -> float:
        sent = asyncio.create_task(self.service.edge.sent(what))
        await asyncio.sleep(0)  # it is waiting
        try:
            await self.program.say(line)
            return await sent
        except TimeoutError as error:
            raise self.program.failure() from error
        finally:
            sent.cancel()


@asynccontextmanager
async def staged(
    card: VirtualCard,
    command: Command,
    *,
    pause: float,
    turns: tuple[Scripted, ...] = (),
    environ: Mapping[str, str] = MappingProxyType({}),
    pieces_ms: int = FINE_MS,
) -> AsyncIterator[Stage]:
    """A client that has connected and opened its devices.

    Args:
        card: Its devices.
        command: What to run.
        pause: Share of a tone's length that passes before its turn is complete.
        turns: What the server answers instead of tones.
        environ: More variables of the client.
        pieces_ms: Of the recorders and, at least 10, of the mouth.
    """
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="bench-")))
        service = await stack.enter_async_context(Service(pause, turns))
        variables = {**trusting(card, service, folder), **environ}
        ears = {EAR: folder / "ear", SOURCE: folder / "mic"}
        with ExitStack() as recorders:
            for device, path in ears.items():
                recorders.enter_context(recorded(card, device, path, pieces_ms))
            mouth = stack.enter_context(card.feeder(latency_ms=max(10, pieces_ms)))
            async with Program(command(service.tls_url), variables, folder) as program:
                await program.until(named("connected"))
                await asyncio.sleep(SETTLE_S)
                stage = Stage(service, program, mouth)
                yield stage
        stage.ear = Heard(*pieces(ears[EAR]), HIGH_RATE)
        stage.mic = Heard(*pieces(ears[SOURCE]), HIGH_RATE)
        stage.wire = service.wire()


def trusting(card: VirtualCard, service: Service, folder: Path) -> dict[str, str]:
    """Variables of a client on the card whom the server lets in, and who trusts it."""
    certificate = folder / "certificate.pem"
    certificate.write_bytes(service.cert_pem)
    return card.environ | {"SSL_CERT_FILE": str(certificate), "GEMINI_API_KEY": KEY}


@contextmanager
def recorded(
    card: VirtualCard, device: str, path: Path, pieces_ms: int = FINE_MS
) -> Iterator[None]:
    """Record a device of the card into a file of `bench.stamped`: s16le mono, 48 kHz.

    Raises:
        RuntimeError: it delivers nothing.
    """
    command = ["parec", f"--device={device}", "--raw", "--format=s16le", "--channels=1"]
    command += [f"--rate={HIGH_RATE}", f"--latency-msec={pieces_ms}", "--process-time-msec=1"]
    source = card.spawn(command, stdout=subprocess.PIPE)
    with subprocess.Popen(
        [sys.executable, "-m", "bench.stamped", str(path)], stdin=source.stdout
    ) as copier:
        assert source.stdout
        source.stdout.close()  # the copier has it
        try:
            limit = time.monotonic() + START_S
            while not (path.exists() and path.stat().st_size):
                if time.monotonic() > limit:
                    raise RuntimeError(f"{device} delivers nothing")
                time.sleep(0.02)
            yield
        finally:
            source.terminate()
            source.wait(START_S)
            copier.wait(START_S)
