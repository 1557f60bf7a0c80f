"""What a terminal that reads nothing costs a call: how long sound, pongs and keys wait at most.

More is printed first than any terminal holds. Then the service speaks, somebody speaks and types,
and pings go out, all on the virtual card of the tests.
"""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from websockets.asyncio.server import ServerConnection

from bench.figure import Figure, at_most
from bench.program import LIMIT_S, ON_TERMINAL
from bench.screen import OPTIONS, SETTLE_S, content, said, wobbling
from bench.service import KEY, SOUND
from bench.stage import recorded
from bench.stamped import pieces
from bench.terminal import TerminalProgram
from bench.tones import HIGH_RATE, Heard, ToneHeard, tone
from livechat.core.pcm import OUTPUT_RATE
from tests.support.card import EAR, SPEAKER, Feeder, VirtualCard
from tests.support.hostile import DONE, send, service

LASTS_S: Final = 10.0
"""Seconds for which all of it is measured, while somebody reads and while nobody does."""

MANY: Final = 400
"""Lines that are printed first: more than any terminal holds."""

TAKEN_S: Final = 4.0
"""Seconds in which the program has taken them, however busy the machine is."""

PING_S: Final = 0.2
KEY_S: Final = 1.0
"""Seconds between two pings, and between two lines that are typed."""

GAP_GOAL: Final = 20.0
WAIT_GOAL: Final = 150.0
KEY_GOAL: Final = 250.0
"""Milliseconds; a line waits for whatever else may belong to it."""


class Talkative:
    """A service that has much to say, and notes when things come."""

    def __init__(self) -> None:
        self.sound_at: list[float] = []
        """When the microphone's chunks came."""
        self.typed_at: dict[int, float] = {}
        """When each line came, by its number."""
        self.pongs_s: list[float] = []
        """Seconds that each pong took."""
        self._more = asyncio.Event()
        self._socket: ServerConnection

    async def behave(self, socket: ServerConnection) -> None:
        """Take all that comes."""
        self._socket = socket
        async for frame in socket:
            data = frame.encode() if isinstance(frame, str) else frame
            if SOUND in data:
                self.sound_at.append(time.monotonic())
            elif found := re.search(rb"line (\d+)", data):
                self.typed_at[int(found[1])] = time.monotonic()
            self._more.set()

    async def until(self, what: Callable[[], bool]) -> None:
        """Wait until something has come."""
        async with asyncio.timeout(LIMIT_S):
            while not what():
                self._more.clear()
                await self._more.wait()

    async def print_much(self) -> None:
        """Have the program print more than a terminal holds."""
        for number in range(MANY):
            written = f" unread {number:03d} {'.' * 160}"
            await send(self._socket, content(modelTurn={"parts": [{"text": written}]}), DONE)

    async def speak(self) -> float:
        """Send an answer, all its sound at once; return when that was."""
        spoke_at = time.monotonic()
        for step in said(tone(LASTS_S, OUTPUT_RATE), ()).replay or ():
            message: Any = getattr(step, "message", None)
            await self._socket.send(json.dumps(message).encode())
        await send(self._socket, content(generationComplete=True), DONE)
        return spoke_at

    async def ping(self) -> None:
        """Ping until cancelled."""
        while True:
            began = time.monotonic()
            await (await self._socket.ping())
            self.pongs_s.append(time.monotonic() - began)
            await asyncio.sleep(PING_S)


@dataclass(frozen=True)
class _Waits:
    """The longest waits of some seconds."""

    spoke_at: float
    """When the answer's sound was sent."""
    chunk_s: float
    """Seconds from one of the microphone's chunks on the wire to the next."""
    pong_s: float
    """Seconds that a pong took."""
    key_s: float
    """Seconds from a key to the wire."""


def figures() -> list[Figure]:
    """All of it; half a minute.

    Raises:
        CardMissing: there can be no card here.
    """
    with VirtualCard() as card, TemporaryDirectory(prefix="bench-") as folder:
        return asyncio.run(_figures(card, Path(folder)))


async def _figures(card: VirtualCard, folder: Path) -> list[Figure]:
    there, ear = Talkative(), folder / "ear"
    async with AsyncExitStack() as stack:
        served = await stack.enter_async_context(service(there.behave, folder))
        mouth = stack.enter_context(card.feeder())
        stack.enter_context(recorded(card, EAR, ear))
        environ = {"SSL_CERT_FILE": str(served.cert), "GEMINI_API_KEY": KEY}
        command = (*ON_TERMINAL, "--base-url", served.url, *OPTIONS, "--always-send")
        program = TerminalProgram(
            (*command, "--speaker", SPEAKER), card.environ | environ, folder / "home"
        )
        await stack.enter_async_context(program)
        await there.until(lambda: bool(there.sound_at))
        await asyncio.sleep(SETTLE_S)
        read = await _waits(there, program, mouth)
        program.read_nothing()
        await there.print_much()
        await asyncio.sleep(TAKEN_S)
        drawn = program.now
        unread = await _waits(there, program, mouth)
        if program.now > drawn:
            raise RuntimeError("The terminal has read what nobody was to read.")
        program.read_on()
    heard = Heard(*pieces(ear), HIGH_RATE)

    def gap_s(waits: _Waits) -> float:
        begin, end = heard.between(waits.spoke_at - 0.1, waits.spoke_at + LASTS_S + 0.5)
        return ToneHeard(heard.sound[begin:end]).longest_s

    found: list[Figure] = []
    for what, value, goal in (
        ("gap in the answer", gap_s, GAP_GOAL),
        ("next chunk on the wire", lambda one: one.chunk_s, WAIT_GOAL),
        ("pong", lambda one: one.pong_s, WAIT_GOAL),
        ("key to the wire", lambda one: one.key_s, KEY_GOAL),
    ):
        found += [
            at_most(f"unread: {what}, longest", 1000 * value(unread), "ms", goal),
            Figure("  while it is read", 1000 * value(read), "ms", "", True),
        ]
    return found


async def _waits(there: Talkative, program: TerminalProgram, mouth: Feeder) -> _Waits:
    spoken = wobbling(LASTS_S + SETTLE_S, HIGH_RATE)
    speaking = asyncio.create_task(asyncio.to_thread(mouth.write, spoken))
    began, there.pongs_s = time.monotonic(), []
    pinging = asyncio.create_task(there.ping())
    spoke_at = await there.speak()
    entered = dict[int, float]()
    while time.monotonic() < began + LASTS_S:
        number = len(there.typed_at)
        entered[number] = program.press(f"\rline {number}\r")
        await asyncio.sleep(KEY_S)
    pinging.cancel()
    await there.until(lambda: entered.keys() <= there.typed_at.keys())
    await speaking
    chunks = [at for at in there.sound_at if began < at < began + LASTS_S]
    return _Waits(
        spoke_at,
        max(after - before for before, after in pairwise(chunks)),
        max(there.pongs_s),
        max(there.typed_at[number] - at for number, at in entered.items()),
    )
