"""What the local server bears: many sessions at once, typed to and spoken to.

The server runs as `livechat sim` in a process of its own; the clients share this one, with bare
WebSockets, so that their cost is not the server's. Together they take two cores. Whatever else the
machine does shows in the figures, so it is one of them.

Speech is a recorded sentence in chunks of 20 ms at their real pace. Microphones that nobody speaks
into send a quiet room, below the gate of `livechat.dsp.vad`; a louder room costs what speech does.
"""

from __future__ import annotations

import asyncio
import base64
import json
import random
import tempfile
import time
import wave
from collections.abc import Iterable
from itertools import count
from pathlib import Path
from typing import Final

import numpy as np

from bench.crowd import (
    LIMIT_S,
    PACE,
    Answer,
    Client,
    Partner,
    clients,
    come_and_go,
    everybodys_cpu_s,
    partner,
    unread,
)
from bench.figure import Figure, at_most
from livechat.core.pcm import CHUNK_MS, INPUT_RATE, Chunker
from livechat.dsp.resample import from_float
from livechat.sim.events import SpeechEnded
from livechat.sim.protocol.terms import Detection
from livechat.sim.protocol.wire import Audio
from livechat.sim.senses.listener import Listener

PROMPTS: Final = (
    "Hello!",
    "What can you do?",
    "What time is it?",
    "I have seven apples and a long way to walk home.",
    "Count to ten.",
)
"""Answered in 2 to 14 seconds of sound."""

LONG_PROMPT: Final = "Tell me a story."
"""Answered in 50 seconds of sound."""

TYPING_S: Final = 20.0
"""Seconds in which new prompts are typed."""

THINKING_S: Final = 1.0
"""Seconds from the end of an answer to the next prompt."""

SENTENCE: Final = Path(__file__).parents[1] / "examples" / "austen-0920.wav"
"""Six seconds of speech."""

SCENARIO: Final = '[[turn]]\nhears = "Can you hear me?"\nsays = "Yes, I hear you."\n'
"""What one spoken sentence leads to: ears that cost nothing, and a short answer."""

ROOM_DBFS: Final = -65.0
"""Loudness of a quiet room."""

SPEAKERS: Final = (5, 10, 20, 40, 80, 120, 160, 200)
"""How many are tried at once, until they are answered too late."""

STAGGER_S: Final = 1.0
"""Seconds within which the speakers begin."""

TOO_LATE_MS: Final = 250.0
"""Milliseconds by which an answer may come later than it could; more is felt as a pause."""

VISITS: Final = 1_000
"""Clients that come and go."""

FLOOD: Final = 10_000
"""Prompts from one client that does not read."""


def figures(sessions: int) -> list[Figure]:
    """All of it, with so many sessions at once; two minutes."""
    began, used = time.perf_counter(), everybodys_cpu_s()
    own = time.process_time()
    with partner() as server:
        typed = asyncio.run(_typed(server, sessions))
        server_cpu = server.cost().cpu_s
    with tempfile.TemporaryDirectory() as folder:
        scenario = Path(folder) / "load.toml"
        scenario.write_text(f"{PACE}[audio]\nspeed = 8.0\n{SCENARIO * len(SPEAKERS)}")
        with partner("--scenario", str(scenario)) as server:
            spoken = asyncio.run(_spoken(server, sessions))
            server_cpu += server.cost().cpu_s
    with partner() as server:
        rude = asyncio.run(_rude(server))
        server_cpu += server.cost().cpu_s
    seconds = time.perf_counter() - began
    own = time.process_time() - own
    others = max(0.0, everybodys_cpu_s() - used - server_cpu - own)
    return [
        *typed,
        *spoken,
        *rude,
        *asyncio.run(_closed(sessions)),
        Figure("meanwhile, the clients took", own / seconds, "CPU", "", True),
        Figure("meanwhile, other programs took", others / seconds, "CPU", "", True),
    ]


def part(values: Iterable[float], share: float) -> float:
    """The value that `share` of the values do not exceed; 0 for none."""
    ordered = sorted(values)
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)] if ordered else 0.0


# Typed to


async def _typed(server: Partner, sessions: int) -> list[Figure]:
    """Everybody types, waits for the answer, thinks, and types again; then all at once."""
    dice = random.Random(0)
    answers: list[Answer] = []

    async def talk(client: Client, number: int, until: float) -> None:
        await asyncio.sleep(dice.random() * 5 * THINKING_S)
        for turn in count(number):
            if time.perf_counter() > until:
                return
            answers.append(await client.ask(PROMPTS[turn % len(PROMPTS)]))
            await asyncio.sleep(THINKING_S)

    before, arriving = server.cost(), time.perf_counter()
    async with asyncio.timeout(3 * LIMIT_S), clients(server, sessions) as crowd:
        began, used = time.perf_counter(), server.cost().cpu_s
        talks = (talk(client, at, began + TYPING_S) for at, client in enumerate(crowd))
        await asyncio.gather(*talks)
        ended, during = time.perf_counter(), server.cost()
        burst = await asyncio.gather(*(client.ask(PROMPTS[0]) for client in crowd))
    await asyncio.sleep(THINKING_S)
    minutes = sessions * (ended - began) / 60
    first = [1000 * (answer.first - answer.asked) for answer in answers]
    at_once = [1000 * (answer.first - answer.asked) for answer in burst]
    longer = [1000 * (one.complete - one.asked - one.sound_s) for one in answers]
    gaps = (1000 * answer.gap_s for answer in answers)
    return [
        at_most(
            f"{sessions} connect at once, the last set up", 1000 * (began - arriving), "ms", 2000
        ),
        Figure(f"{sessions} type, first sound p50", part(first, 0.5), "ms", "", True),
        at_most("  p95", part(first, 0.95), "ms", 100),
        at_most("  all in the same instant, p95", part(at_once, 0.95), "ms", TOO_LATE_MS),
        at_most("  whole turn, beyond its sound, p95", part(longer, 0.95), "ms", 100),
        at_most("  latest piece after its time to play", part(gaps, 1.0), "ms", 100),
        at_most(
            "  server CPU, a session-minute", 1000 * (during.cpu_s - used) / minutes, "ms", 100
        ),
        Figure("  server memory before", before.memory_mb, "MB", "", True),
        at_most(f"    with {sessions}", during.memory_mb - before.memory_mb, "+MB", 60),
        at_most("    after they left", server.cost().memory_mb - before.memory_mb, "+MB", 60),
    ]


# Spoken to


def messages(pcm: bytes) -> list[str]:
    """Sound as messages of 20 ms."""
    audio = (
        {"data": base64.b64encode(chunk).decode(), "mimeType": f"audio/pcm;rate={INPUT_RATE}"}
        for chunk in Chunker().push(pcm)
    )
    return [json.dumps({"realtimeInput": {"audio": one}}) for one in audio]


def room(seconds: float) -> bytes:
    """A quiet room."""
    noise = np.random.default_rng(0).normal(size=round(seconds * INPUT_RATE))
    return from_float((noise * 10 ** (ROOM_DBFS / 20)).astype(np.float32))


def sentence() -> tuple[list[str], int]:
    """A sentence and the quiet after it, and the number of the message that ends it."""
    with wave.open(str(SENTENCE)) as file:
        pcm = file.readframes(file.getnframes()) + room(1.0)
    listener = Listener(Detection(True, "HIGH", "HIGH", None, None))
    for at, chunk in enumerate(Chunker().push(pcm)):
        listener.take(Audio(chunk, INPUT_RATE))
        if any(isinstance(heard, SpeechEnded) for heard in listener.work()):
            return messages(pcm), at
    raise AssertionError("the sentence does not end")


async def _spoken(server: Partner, sessions: int) -> list[Figure]:
    """Nobody speaks, then more and more at once, until they are answered too late."""
    said, end = sentence()
    seconds = len(said) * CHUNK_MS / 1000 + STAGGER_S
    quiet = messages(room(seconds))

    async def speak(client: Client, share: float) -> float:
        """Milliseconds from the message that ended the sentence to the first sound."""
        before = round(share * STAGGER_S * 1000 / CHUNK_MS)
        answering = asyncio.create_task(client.answer(0))
        ended = await client.stream([*quiet[:before], *said], before + end)
        return 1000 * ((await answering).first - ended)

    async def speak_at_once(crowd: list[Client], speakers: int) -> list[float]:
        silent = [asyncio.create_task(client.stream(quiet)) for client in crowd[speakers:]]
        speaking = (speak(client, at / speakers) for at, client in enumerate(crowd[:speakers]))
        lags = await asyncio.gather(*speaking)
        await asyncio.gather(*silent)
        return lags

    most, lag = 0, 0.0
    async with asyncio.timeout(5 * LIMIT_S), clients(server, sessions) as crowd:
        await crowd[0].stream(quiet[:5])  # what is loaded late is loaded now
        used = server.cost().cpu_s
        await speak_at_once(crowd, 0)
        idle = 1000 * (server.cost().cpu_s - used) / sessions / seconds * 60
        for speakers in sorted({min(number, sessions) for number in SPEAKERS}):
            late = part(await speak_at_once(crowd, speakers), 0.95)
            if late > TOO_LATE_MS:
                break
            most, lag = speakers, late
        held = server.cost().memory_mb
    return [
        at_most(f"{sessions} microphones, CPU, a session-minute", idle, "ms", 300),
        Figure(
            f"  speaking at once, p95 within {TOO_LATE_MS:.0f} ms", most, "", "≥ 40", most >= 40
        ),
        Figure("    answered later than could be, p95", lag, "ms", "", True),
        Figure("  server memory", held, "MB", "", True),
    ]


# Rude


async def _rude(server: Partner) -> list[Figure]:
    """Clients that only knock, and one that writes and does not read."""
    async with asyncio.timeout(2 * LIMIT_S):
        await come_and_go(server, VISITS)  # what is remembered of clients is full now
        began, before = time.perf_counter(), server.cost()
        await come_and_go(server, VISITS)
        seconds, after = time.perf_counter() - began, server.cost()
        async with unread(server) as silent, clients(server, 1) as (other,):

            async def flood() -> None:
                await silent.prompt(LONG_PROMPT)
                await asyncio.sleep(THINKING_S)
                for _ in range(FLOOD):
                    await silent.prompt(LONG_PROMPT)

            flooding = asyncio.create_task(flood())
            await asyncio.wait({flooding}, timeout=3 * THINKING_S)
            answer = await other.ask(PROMPTS[0])
            held = server.cost().memory_mb - after.memory_mb
            flooding.cancel()
    return [
        Figure(f"{VISITS} come and go, each", 1000 * seconds / VISITS, "ms", "", True),
        at_most("  memory kept", max(0.0, after.memory_mb - before.memory_mb), "MB", 5),
        at_most(f"{FLOOD} prompts unread, memory kept", max(0.0, held), "MB", 25),
        at_most("  others' first sound", 1000 * (answer.first - answer.asked), "ms", TOO_LATE_MS),
    ]


async def _closed(sessions: int) -> list[Figure]:
    """Ctrl-C while everybody is being answered."""
    with partner() as server:
        async with asyncio.timeout(LIMIT_S), clients(server, sessions) as crowd:
            for client in crowd:
                await client.prompt(LONG_PROMPT)
            await asyncio.sleep(THINKING_S)
            seconds = await asyncio.to_thread(server.close)
    return [at_most(f"Ctrl-C with {sessions} being answered", 1000 * seconds, "ms", 1500)]
