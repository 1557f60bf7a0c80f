"""What the end of a connection costs: the real SDK and the local server on loopback.

A connection ends as the service has announced it (`planned`) or is reset, while nobody speaks or
while the model does. What follows depends on how the service gives out handles, `once` a connection
or `per-turn`, and on whether it refuses to resume an idle session at once. `once, refused` is what
was measured on gemini-3.8-live. The talks of a kind are held side by side: a gap is mostly waiting.

The microphone hears a quiet room. What of it was under way at a reset is not sent again; where the
handles come with the turns, the question that was being answered is, with what followed it.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from dataclasses import dataclass
from typing import Final

from bench.crowd import everybodys_cpu_s
from bench.figure import Figure, at_most
from bench.numbered import CHUNK_BYTES, Numbered
from bench.talks import KEY, REMEMBERED, held
from livechat.core.face.commands import Say
from livechat.core.pcm import SAMPLE_BYTES
from livechat.core.talk.events import (
    AudioReceived,
    Connected,
    Notice,
    Retrying,
    ServiceTroubled,
)
from livechat.sim.faults import parse
from livechat.sim.scenario import EarlyChoice, HandlesChoice, Scenario
from livechat.sim.server import ServerOptions

STORY: Final = "Tell me a story."
"""Answered in 50 seconds of sound: longer than any of this takes."""

TALKS: Final = 2
"""Held in each manner, side by side."""

STAGGER_S: Final = 0.3
"""Seconds between the beginnings of two talks, so that they are not in step."""

REST_S: Final = 1.5
"""Seconds of talk before a reset, and after the last connection has begun."""

ARRIVES_S: Final = 20.0
"""Seconds within which all that was said is to arrive."""

CHUNK_SAMPLES: Final = CHUNK_BYTES // SAMPLE_BYTES


@dataclass(frozen=True)
class Manner:
    """How the service behaves around a resumption."""

    handles: HandlesChoice
    early: EarlyChoice

    @property
    def model(self) -> str:
        """One whose row in the catalogue has such handles; it tells how long the client waits."""
        return "gemini-3.8-live" if self.handles == "once" else "gemini-3.1-flash-live-preview"


MEASURED: Final = Manner("once", "refused")

MANNERS: Final = (
    MEASURED,
    Manner("once", "allowed"),
    Manner("per-turn", "refused"),
    Manner("per-turn", "allowed"),
)


@dataclass(frozen=True)
class Kind:
    """How connections end, and when."""

    planned: bool
    speaking: bool
    """Whether the model speaks when it happens."""
    goal_ms: float | None
    """Of the longest gap in the measured manner."""

    @property
    def ends(self) -> int:
        """Connections that end in one talk; a question is asked three times at most."""
        if not self.planned:
            return 1
        return 2 if self.speaking else 3

    @property
    def when(self) -> str:
        """The moment of the notice, as an option of the fault."""
        return "when=during,turn=0" if self.speaking else "when=setup"

    @property
    def notice_s(self) -> float:
        """Seconds that a connection has left, as the service says when it begins or when the model
        begins to speak. One so young is left after half of that where nobody speaks, and else a
        tenth before its end.
        """
        return 8.0 if self.speaking else 4.0

    @property
    def name(self) -> str:
        """In words."""
        what = "planned hand-over" if self.planned else "reset"
        return f"{what}, {'speaking' if self.speaking else 'idle'}"


KINDS: Final = (
    Kind(planned=True, speaking=False, goal_ms=2500),
    Kind(planned=True, speaking=True, goal_ms=800),
    Kind(planned=False, speaking=False, goal_ms=None),
    Kind(planned=False, speaking=True, goal_ms=None),
)


@dataclass(frozen=True)
class Outcome:
    """What one talk came to."""

    gaps_ms: list[float]
    """Without a connection, each time."""
    lost: int
    """Samples of the microphone that never arrived."""
    twice: int
    """Samples that arrived more than once."""
    told: int
    """How often the user was told that something is wrong."""


async def talk(kind: Kind, manner: Manner, begin_s: float) -> Outcome:
    """Hold one."""
    await asyncio.sleep(begin_s)
    scenario = Scenario(
        voice="synthetic",
        ears="none",
        handles=manner.handles,
        early_resume=manner.early,
        faults=(parse(f"go-away:{kind.when},seconds={kind.notice_s}"),) if kind.planned else (),
    )
    options = ServerOptions(api_key=KEY, scenario=scenario, remember_bytes=REMEMBERED)
    async with held(options, Numbered(), model=manner.model) as call:
        if kind.speaking:
            call.conversation.wish(Say(STORY))
            await call.watch.next(lambda event: isinstance(event, AudioReceived))
        if not kind.planned:
            await asyncio.sleep(REST_S)
            call.way.reset()
        gaps: list[float] = []
        while len(gaps) < kind.ends:
            event = await call.watch.next(lambda event: isinstance(event, Connected))
            assert isinstance(event, Connected)
            gaps.append(1000 * event.gap_s)
        told = sum(
            isinstance(one, Retrying | ServiceTroubled | Notice) for one in call.watch.events
        )
        await asyncio.sleep(REST_S)
        call.microphone.hush()
        made = len(call.microphone.captured)
        await call.arrived.wait_for(made - 1, ARRIVES_S)
        came = call.arrived.times()
    lost, twice = made - len(came), came.total() - len(came)
    return Outcome(gaps, lost * CHUNK_SAMPLES, twice * CHUNK_SAMPLES, told)


async def all_of(kind: Kind) -> dict[Manner, list[Outcome]]:
    """Hold the talks of a kind, side by side."""
    manners = MANNERS * TALKS
    talks = (talk(kind, manner, STAGGER_S * at) for at, manner in enumerate(manners))
    found: dict[Manner, list[Outcome]] = {}
    for manner, outcome in zip(manners, await asyncio.gather(*talks), strict=True):
        found.setdefault(manner, []).append(outcome)
    return found


def counted(what: str, number: int, most: int | None) -> Figure:
    """A line with a goal, or without one."""
    if most is None:
        return Figure(f"  {what}", number, "", "", True)
    return at_most(f"  {what}", number, "", most)


def figures() -> list[Figure]:
    """The table's lines; a minute."""
    began, used, own = time.perf_counter(), everybodys_cpu_s(), time.process_time()
    lines: list[Figure] = []
    for kind in KINDS:
        by_manner = asyncio.run(all_of(kind))
        everything = [one for outcomes in by_manner.values() for one in outcomes]
        gaps = [gap for one in everything for gap in one.gaps_ms]
        lines.append(Figure(f"{kind.name} ({len(gaps)}×)", statistics.median(gaps), "ms", "", True))
        for manner, outcomes in by_manner.items():
            longest = max(gap for one in outcomes for gap in one.gaps_ms)
            what = f"  handles {manner.handles}, at once {manner.early}"
            if kind.goal_ms is not None and manner == MEASURED:
                lines.append(at_most(what, longest, "ms", kind.goal_ms))
            else:
                lines.append(Figure(what, longest, "ms", "", True))
        goal = 0 if kind.planned else None
        lines += [
            counted("samples lost", sum(one.lost for one in everything), goal),
            *(
                counted(
                    f"samples that came twice, {handles}",
                    sum(
                        one.twice
                        for manner, outcomes in by_manner.items()
                        for one in outcomes
                        if manner.handles == handles
                    ),
                    goal if handles == MEASURED.handles else None,
                )
                for handles in ("once", "per-turn")
            ),
            counted("times that it was told", sum(one.told for one in everything), goal),
        ]
    others = everybodys_cpu_s() - used - (time.process_time() - own)
    share = max(0.0, others) / (time.perf_counter() - began)
    return [*lines, Figure("meanwhile, other programs took", share, "CPU", "", True)]
