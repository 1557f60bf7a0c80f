"""What memory the local server takes while many speak to it, and gives back when they have left.

The ears and the voice are the neural ones of the `offline` extra. Sound is sent as fast as it goes:
how soon the answers come is measured elsewhere.
"""

from __future__ import annotations

import asyncio
import json
import tempfile
import wave
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from bench.crowd import LIMIT_S, Client, Partner, clients, partner
from bench.figure import Figure, at_most
from bench.load import messages
from livechat.core.pcm import INPUT_RATE, silence
from livechat.sim.senses.ears import can_whisper
from livechat.sim.senses.voice import can_speak
from livechat.sim.senses.workers import TIDY_AFTER_S

EXAMPLES: Final = Path(__file__).parents[1] / "examples"

SENTENCES: Final = ("austen-0870", "austen-0880", "austen-0920")
"""Two to six seconds of speech each; the partner says them back."""

SCENARIO: Final = "playback_pause = 0.0\n[audio]\nspeed = 0.0\n"

LOOK_EVERY_S: Final = 0.2
"""Seconds between two looks at the server's memory."""

STAYS_MB: Final = 40.0
"""Millions of bytes that may stay, beside the models: what Python and the libraries keep."""


def figures(sessions: int) -> list[Figure]:
    """All of it; a second or two a session. Nothing without ears and a voice."""
    if not (can_whisper() and can_speak()):
        return []
    with tempfile.TemporaryDirectory() as folder:
        scenario = Path(folder) / "memory.toml"
        scenario.write_text(SCENARIO)
        with partner("--scenario", str(scenario), "--voice", "auto", "--ears", "auto") as server:
            return asyncio.run(_figures(server, sessions))


async def _figures(server: Partner, sessions: int) -> list[Figure]:
    before = server.cost().memory_mb
    await _spoken_to(server, 1)
    await asyncio.sleep(TIDY_AFTER_S + 1)
    one = server.cost().memory_mb
    async with _highest(server) as seen:
        await _spoken_to(server, sessions)
    most = max(seen)
    await asyncio.sleep(TIDY_AFTER_S + 1)
    after = server.cost().memory_mb
    return [
        Figure("server memory before anybody came", before, "MB", "", True),
        Figure("  one has spoken: ears and voice are loaded", one, "MB", "", True),
        Figure(f"  {sessions} speak at once, at most", most - one, "+MB", "", True),
        at_most("  they have left", after - one, "+MB", STAYS_MB),
    ]


async def _spoken_to(server: Partner, sessions: int) -> None:
    """Everybody says a sentence at once and waits for the answer."""

    async def talk(client: Client, number: int) -> None:
        for message in _said(SENTENCES[number % len(SENTENCES)]):
            await client.send_raw(message)
        await client.answer(0)

    async with asyncio.timeout(LIMIT_S + 5 * sessions), clients(server, sessions) as crowd:
        await asyncio.gather(*(talk(client, at) for at, client in enumerate(crowd)))


def _said(name: str) -> list[str]:
    with wave.open(str(EXAMPLES / f"{name}.wav")) as file:
        pcm = file.readframes(file.getnframes())
    end = json.dumps({"realtimeInput": {"audioStreamEnd": True}})
    return [*messages(pcm + silence(1.0, INPUT_RATE)), end]


@asynccontextmanager
async def _highest(server: Partner) -> AsyncIterator[list[float]]:
    """What the server's memory was, again and again."""
    seen: list[float] = [server.cost().memory_mb]

    async def look() -> None:
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            seen.append(server.cost().memory_mb)

    looking = asyncio.create_task(look())
    try:
        yield seen
    finally:
        looking.cancel()
