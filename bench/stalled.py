"""What a stalled socket costs: keys, and what is said meanwhile.

The real SDK talks with the local server over a way that stops reading, so that nothing that is sent
finds room any more. Then either the way goes on, or it never does and another connection is made
over it. The microphone hears faster than real time meanwhile: how much of it is kept does not
depend on that, and a minute is over sooner.
"""

from __future__ import annotations

import asyncio
import threading
from dataclasses import dataclass
from itertools import cycle
from typing import Final

from bench.figure import Figure, at_most
from bench.numbered import Numbered
from bench.talks import KEY, REMEMBERED, Fits, Talk, held
from livechat.core.face.commands import Act, Intent, Say
from livechat.core.link.uplink import SPAN_S
from livechat.core.pcm import CHUNK_MS
from livechat.core.talk.events import (
    AudioReceived,
    AudioSent,
    LineEntered,
    Muted,
    PlaybackFinished,
    VolumeChanged,
)
from livechat.sim.scenario import Scenario
from livechat.sim.server import ServerOptions

PACE: Final = 10.0
"""Seconds of sound that the microphone hears in one second of a stall."""

KEPT_S: Final = 60.0
"""Seconds of the microphone that are kept."""

KEPT: Final = round(KEPT_S * 1000 / CHUNK_MS)
"""The same in chunks."""

FULL_S: Final = 1.0
"""Seconds in which everything fills that can hold something: at that pace, ten of sound."""

MUTED_S: Final = 0.5
"""Seconds for which it is."""

BETWEEN_S: Final = 0.1
"""Seconds between two keys."""

ARRIVES_S: Final = 40.0
"""Seconds within which what was kept is to arrive."""

STORY: Final = "Tell me a story."

KEYS: Final[tuple[tuple[Intent, Fits], ...]] = (
    (Act.LOUDER, lambda event: isinstance(event, VolumeChanged)),
    (Act.QUIETER, lambda event: isinstance(event, VolumeChanged)),
    (Say("And then?"), lambda event: isinstance(event, LineEntered)),
)
"""Pressed in turn all the time, and the event by which each is seen to act."""

STOP: Final[tuple[Intent, Fits]] = (
    Act.INTERRUPT,
    lambda event: isinstance(event, PlaybackFinished),
)
MUTE: Final[tuple[Intent, Fits]] = (Act.MUTE, lambda event: isinstance(event, Muted))


@dataclass(frozen=True)
class Stalled:
    """What one stall came to."""

    keys_ms: list[float]
    """From each key to what it does."""
    kept_s: float
    """Of the newest minute that was not muted, what arrived."""
    secrets: int
    """Chunks that were captured while muted, and arrived."""


async def press(call: Talk, key: tuple[Intent, Fits]) -> float:
    """Press a key as a keyboard does, in a thread; return the milliseconds until it has acted."""
    intent, acts = key
    loop = asyncio.get_running_loop()
    acted = asyncio.ensure_future(call.watch.next(acts))
    await asyncio.sleep(0)  # it is waiting
    pressed: list[float] = []

    def type_it() -> None:
        pressed.append(loop.time())
        loop.call_soon_threadsafe(call.conversation.wish, intent)

    threading.Thread(target=type_it).start()
    event = await acted
    return 1000 * (event.at - pressed[0])


async def stall(*, goes_on: bool) -> Stalled:
    """Hold a talk whose socket stalls.

    Args:
        goes_on: Whether the way of the connection goes on; if not, new ones do.
    """
    scenario = Scenario(voice="synthetic", ears="none", playback_pause=1.0)
    options = ServerOptions(api_key=KEY, scenario=scenario, remember_bytes=REMEMBERED)
    microphone = Numbered(loud=True)
    async with held(options, microphone, fast=False) as call:
        loop = asyncio.get_running_loop()
        call.conversation.wish(Say(STORY))
        await call.watch.next(lambda event: isinstance(event, AudioReceived))
        call.way.block(new_ones=goes_on)
        microphone.pace = PACE
        await asyncio.sleep(FULL_S)
        keys = [await press(call, STOP), await press(call, MUTE)]
        muted_at = loop.time()
        await asyncio.sleep(MUTED_S)
        keys.append(await press(call, MUTE))
        live_at = loop.time()
        await asyncio.sleep(SPAN_S)
        enough = len(microphone.captured) + KEPT
        for key in cycle(KEYS):
            if len(microphone.captured) > enough:
                break
            keys.append(await press(call, key))
            await asyncio.sleep(BETWEEN_S)
        microphone.hush()
        left = max(event.at for event in call.watch.events if isinstance(event, AudioSent))
        assert left < muted_at, "the socket does not stall"
        newest = range(len(microphone.captured))[-KEPT:]
        if goes_on:
            call.way.go_on()
        await call.arrived.wait_for(newest[-1], ARRIVES_S)
        came = call.arrived.times()
    secret = [at for at, when in enumerate(microphone.captured) if muted_at < when <= live_at]
    return Stalled(
        keys,
        sum(came[number] > 0 for number in newest) * CHUNK_MS / 1000,
        sum(came[number] > 0 for number in secret),
    )


def figures() -> list[Figure]:
    """The table's lines; half a minute."""
    # Not side by side: what arrives in a burst keeps the server busy, which is in this process.
    same = asyncio.run(stall(goes_on=True))
    other = asyncio.run(stall(goes_on=False))
    keys = same.keys_ms + other.keys_ms
    secrets = same.secrets + other.secrets
    return [
        at_most(f"socket stalled, a key acts ({len(keys)}×), longest", max(keys), "ms", 100),
        _kept("  microphone kept until it goes on", same),
        _kept("  the same over another connection", other),
        Figure("  chunks said while muted that left", secrets, "", "0", secrets == 0),
    ]


def _kept(what: str, one: Stalled) -> Figure:
    return Figure(what, one.kept_s, "s", f"{KEPT_S:g}", one.kept_s >= KEPT_S)
