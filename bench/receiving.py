"""What it costs to receive a minute of the model's voice: the real SDK on loopback, with TLS.

The sound is 24 kHz, in messages of 40 ms, from another process; what this one does for it is
counted, up to the events that a conversation takes. Beside it, what google-genai takes by itself.
"""

from __future__ import annotations

import asyncio
import json
import ssl
import statistics
import subprocess
import sys
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from typing import Final

from google import genai
from google.genai import types

from bench.figure import Figure
from bench.minute import MESSAGE_BYTES, MESSAGES
from bench.talks import KEY, LIMIT_S
from livechat.app.ports import Opening
from livechat.config.settings import Settings
from livechat.config.spec import setup_spec
from livechat.core.talk.events import AudioReceived
from livechat.live.connection import dialer
from livechat.live.credentials import Credential
from livechat.live.endpoint import Endpoint
from livechat.sim.doors import tls
from livechat.sim.doors.addresses import HOST

PACES: Final = (0.0, 20.0)
"""Seconds of sound sent in a second: all of it at once, and each message by itself."""

Sound = AsyncGenerator[bytes, None]
Receive = Callable[[str, ssl.SSLContext], Sound]
"""Connects to a base URL whose certificate a context trusts, and yields the sound that comes."""


async def by_livechat(url: str, trust: ssl.SSLContext) -> Sound:
    """As a call receives it."""
    dial = dialer(Endpoint(url, tls=trust, proxied=False), Credential(KEY, "a measurement"))
    connection = await dial(Opening(setup_spec(Settings())))
    async with aclosing(connection.events()) as events:
        async for event in events:
            if isinstance(event, AudioReceived):
                yield event.pcm


async def by_google_genai(url: str, trust: ssl.SSLContext) -> Sound:
    """With nothing of livechat's."""
    client = genai.Client(
        api_key=KEY,
        vertexai=False,
        http_options=types.HttpOptions(
            base_url=url,
            client_args={"verify": trust},
            async_client_args={"verify": trust, "ssl": trust, "proxy": None},
        ),
    )
    config = types.LiveConnectConfig(response_modalities=[types.Modality.AUDIO])
    async with client.aio.live.connect(model=Settings().model, config=config) as session:
        async for message in session.receive():
            yield message.data or b""


async def minute_s(receive: Receive, url: str, trust: ssl.SSLContext) -> float:
    """Seconds of processor time, user and system, from the first message of a minute to the last.

    Raises:
        RuntimeError: It is not whole.
    """
    began, left = 0.0, (MESSAGES - 1) * MESSAGE_BYTES
    async with asyncio.timeout(LIMIT_S), aclosing(receive(url, trust)) as sound:
        async for pcm in sound:
            if not began:
                began = time.process_time()
                continue
            left -= len(pcm)
            if left <= 0:
                return time.process_time() - began
    raise RuntimeError("the minute is not whole")


def measured_ms(pace: float, runs: int) -> list[float]:
    """Medians of minutes taken in turn, after one each to warm up: livechat's, google-genai's."""
    command = [sys.executable, "-m", "bench.minute", f"{pace}"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as server:
        assert server.stdin
        assert server.stdout
        told = json.loads(server.stdout.readline())
        url, trust = f"https://{HOST}:{told['port']}", tls.client_context(told["trust"].encode())
        taken = [
            [
                asyncio.run(minute_s(receive, url, trust))
                for receive in (by_livechat, by_google_genai)
            ]
            for _ in range(runs + 1)
        ]
        server.stdin.close()
    return [1000 * statistics.median(each) for each in zip(*taken[1:], strict=True)]


def figures(runs: int) -> list[Figure]:
    """The table's lines; a minute."""
    lines = []
    for pace, what in zip(PACES, ("in one burst", "each message alone"), strict=True):
        ours, floor = measured_ms(pace, runs)
        lines += [
            Figure(f"a minute received {what}, CPU", ours, "ms", "", True),
            Figure("  google-genai by itself", floor, "ms", "", True),
            Figure("  the one over the other", ours / floor, "×", "", True),
        ]
    return lines
