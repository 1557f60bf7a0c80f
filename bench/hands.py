"""What functions cost: at the start, in a turn, in a call, and while one of them burns a core.

All of it goes through the real program: its functions are a file in Python, a command, a real MCP
server over its pipes, and what it has built in. What 48 calls with the user or the network in
between came to is in `bench.orders`.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import numpy as np

from bench import given, orders
from bench.crowd import Others
from bench.device import PLAIN
from bench.figure import Figure, at_most
from bench.given import Given
from bench.processes import children, held
from bench.program import LIMIT_S, ON_TERMINAL, TALK, Program, named
from bench.service import COMPLETE, KEY, SOUND, Service
from bench.stage import Stage, staged, trusting
from bench.terminal import TerminalProgram
from bench.tones import Heard, ToneHeard
from livechat.core.setup_spec import Declaration
from livechat.sim.scenario import Scripted
from livechat.tools.cost import estimate
from tests.support.card import MICROPHONE, SPEAKER, VirtualCard

SETUP: Final = b'"setup"'
CALL: Final = b'"toolCall"'
RESULT: Final = b'"tool_response"'
"""What a message holds, and no other."""

SIZES: Final = (0, 1, 25, 200)
"""Functions of a file."""

TURN_S: Final = 0.3
"""Seconds of sound in an answer whose beginning is waited for."""

BURN_S: Final = 20.0
"""Seconds of the answer that sounds while a function works."""

SPIN_S: Final = 15.0
"""Seconds for which one keeps a core busy."""

SETTLE_S: Final = 2.0
"""Seconds after which a program has imported what it imports late."""

ON_WIRE_GOAL: Final = 250.0
"""Milliseconds that a file of `USUAL` functions may add until the first sound."""

USUAL: Final = 25
"""Functions, as many as models choose well among."""

SERVER: Final = "an MCP server"

TURN_GOAL: Final = 20.0
"""Milliseconds that they may add to a turn."""


@dataclass(frozen=True)
class Extent:
    """How much is measured."""

    turns: int
    calls: int
    floods: int
    """How often a function floods while one answer sounds."""


FULL: Final = Extent(turns=20, calls=100, floods=3)
QUICK: Final = Extent(turns=6, calls=20, floods=1)


def figures(runs: int, *, quick: bool = False) -> list[Figure]:
    """All of it; six minutes, or three.

    Raises:
        CardMissing: there can be no card here.
    """
    extent = QUICK if quick else FULL
    others = Others()
    with TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        with VirtualCard() as card:
            found = asyncio.run(_first_second(card, folder, runs))
            found += asyncio.run(_turns(folder, extent))
            found += asyncio.run(_calls(folder, extent))
            found += _burning(card, folder, extent)
            found += asyncio.run(_memory(folder))
        found += orders.figures(folder)
    return [*found, Figure("meanwhile, other programs took", others.share(), "CPU", "", True)]


# The first second


@dataclass(frozen=True)
class _Start:
    """One start; seconds from the shell."""

    setup: float
    """When the service got the setup."""
    sound: float
    """When it got the first sound."""
    message: bytes
    """The setup."""


async def _first_second(card: VirtualCard, folder: Path, runs: int) -> list[Figure]:
    ways = {_named(count): given.looked_up(folder, count) for count in SIZES}
    ways[SERVER] = given.server(folder)
    taken: dict[str, list[_Start]] = {name: [] for name in ways}
    async with Service() as service:
        environ = trusting(card, service, folder)
        for number in range(runs + 1):
            for name, way in ways.items():
                start = await _start(service, folder, environ, way)
                if number:  # the first finds nothing cached
                    taken[name].append(start)
    bare = taken.pop(_named(0))
    found = [
        _in_ms("shell to setup, without functions", [one.setup for one in bare]),
        _in_ms("shell to first sound on the wire", [one.sound for one in bare]),
        Figure("  size of the setup", len(bare[0].message), "B", "", True),
    ]
    for name, starts in taken.items():
        pairs = list(zip(starts, bare, strict=True))  # of the same round
        later = _in_ms("  to the first sound, later", [one.sound - two.sound for one, two in pairs])
        if name == _named(USUAL):
            later = at_most(later.what, later.value, later.unit, ON_WIRE_GOAL)
        told = max((one.message for one in starts), key=len)
        without = sum(not tokens(one.message) for one in starts)
        found += [
            _in_ms(f"{name}: to the setup, later", [one.setup - two.setup for one, two in pairs]),
            later,
            Figure(f"  of {len(starts)} setups, without functions", without, "", "", True),
            Figure("  size of the setup", len(told), "B", "", True),
            Figure("  tokens of a turn, estimated", tokens(told), "", "", True),
        ]
    return found


def _named(count: int) -> str:
    return "one function" if count == 1 else f"{count} functions"


async def _start(service: Service, folder: Path, environ: Mapping[str, str], way: Given) -> _Start:
    devices = ("--mic", MICROPHONE, "--speaker", SPEAKER)
    command = (*ON_TERMINAL, "--base-url", service.tls_url, *devices, *way.options)
    waits = [asyncio.create_task(service.edge.taken(one, LIMIT_S)) for one in (SETUP, SOUND)]
    await asyncio.sleep(0)  # they are waiting
    before = len(service.edge.came)
    async with TerminalProgram(command, {**environ, **way.environ}, folder) as program:
        try:
            setup, sound = [await one for one in waits]
        except TimeoutError as error:
            raise program.failure("no sound comes") from error
    message = next(frame for _, frame in service.edge.came[before:])
    sent = message.encode() if isinstance(message, str) else message
    return _Start(setup - program.began, sound - program.began, sent)


def tokens(setup: bytes) -> int:
    """Return about how many tokens a turn costs for the functions that a setup declares."""
    tools = json.loads(setup)["setup"].get("tools", ())
    return sum(
        estimate(_declaration(one))
        for tool in tools
        for one in tool.get("functionDeclarations", ())
    )


def _declaration(told: Mapping[str, Any]) -> Declaration:
    parameters = told.get("parameters_json_schema", told.get("parametersJsonSchema"))
    return Declaration(
        name=told["name"], description=told.get("description", ""), parameters=parameters
    )


# A turn


async def _turns(folder: Path, extent: Extent) -> list[Figure]:
    """From the end of a typed line to the answer's first sound, in programs that take turns."""
    taken: dict[int, list[float]] = {count: [] for count in SIZES}
    async with AsyncExitStack() as stack:
        service = await stack.enter_async_context(Service())
        service.voice.seconds = TURN_S
        programs = {
            count: await stack.enter_async_context(
                _typed(service, folder, given.looked_up(folder, count))
            )
            for count in SIZES
        }
        for program in programs.values():
            await program.until(named("connected"))
        await asyncio.sleep(SETTLE_S)
        for number in range(extent.turns + 1):
            for count, program in programs.items():
                seconds = await _answered(program)
                if number:
                    taken[count].append(seconds)
    bare = statistics.median(taken[0]) * 1000
    found = [Figure("typed line to first sound, no functions", bare, "ms", "", True)]
    for count in SIZES[1:]:
        added = statistics.median(
            one - other for one, other in zip(taken[count], taken[0], strict=True)
        )
        found.append(at_most(f"  {_named(count)}, later", added * 1000, "ms", TURN_GOAL))
    return found


async def _answered(program: Program) -> float:
    """Type a line; return the seconds until the first sound of its answer."""
    seen = len(program.events)
    began = time.monotonic()
    await program.say("A tone, please.")
    await _new(program, seen, "turn_complete")
    return next(
        at - began for at, event in program.events[seen:] if event["event"] == "audio_received"
    )


async def _new(program: Program, seen: int, name: str) -> None:
    """Wait for an event after those seen."""

    def fits(event: Mapping[str, Any]) -> bool:
        return event["event"] == name and any(event is one for _, one in program.events[seen:])

    await program.until(fits)


def _typed(service: Service, folder: Path, way: Given) -> Program:
    """A program to type to, without devices."""
    home = Path(folder, f"home-{abs(hash((*way.options, *way.environ.values())))}")
    home.mkdir(exist_ok=True)
    certificate = home / "certificate.pem"
    certificate.write_bytes(service.cert_pem)
    environ = {"SSL_CERT_FILE": str(certificate), "GEMINI_API_KEY": KEY, **way.environ}
    command = (*TALK, "--text", "--no-save", "--base-url", service.tls_url, *way.options)
    return Program(command, environ, home)


# A call


async def _calls(folder: Path, extent: Extent) -> list[Figure]:
    """From the call leaving the server to the result arriving at it."""
    ways: dict[str, tuple[Given, Callable[[int], str]]] = {
        "a file": (given.nothing(folder), lambda n: f'nothing with {{"n": {n}}}'),
        "a command": (given.command(folder), lambda n: f'nothing with {{"n": {n}}}'),
        SERVER: (given.server(folder), lambda n: f'count with {{"word": "w{n}"}}'),
        # It refuses the time, and does nothing.
        "built in": (Given(("--tool", "timer")), lambda n: f'timer with {{"seconds": {-n}}}'),
    }
    taken: dict[str, list[float]] = {name: [] for name in ways}
    async with AsyncExitStack() as stack:
        running = {}
        for name, (way, _) in ways.items():
            service = await stack.enter_async_context(Service(turns=(Scripted(),)))
            program = await stack.enter_async_context(_typed(service, folder, way))
            running[name] = service, program
        for _, program in running.values():
            await program.until(named("connected"))
        await asyncio.sleep(SETTLE_S)
        for number in range(extent.calls + 1):
            for name, (service, program) in running.items():
                seconds = await _call(service, program, f"call {ways[name][1](number + 1)}")
                if number:
                    taken[name].append(seconds)
    return [
        figure
        for name, seconds in taken.items()
        for figure in (
            _in_ms(f"call to result, {name}", seconds),
            Figure("    p95", float(np.percentile(seconds, 95)) * 1000, "ms", "", True),
        )
    ]


async def _call(service: Service, program: Program, line: str) -> float:
    edge = service.edge
    sent, taken = asyncio.create_task(edge.sent(CALL)), asyncio.create_task(edge.taken(RESULT))
    await asyncio.sleep(0)  # they are waiting
    await program.say(line)
    try:
        called, answered = await sent, await taken
    except TimeoutError as error:
        raise program.failure() from error
    with suppress(TimeoutError):
        await edge.sent(COMPLETE, 1.0)  # of the answer that tells the result
    return answered - called


# While a function works


def _burning(card: VirtualCard, folder: Path, extent: Extent) -> list[Figure]:
    ways: dict[str, tuple[Given, str, Sequence[Mapping[str, object]]]] = {
        "no function": (Given(), "", ()),
        "one spins": (given.spinning(folder), "spin", [{"seconds": SPIN_S}]),
        f"an MCP server floods, {extent.floods}×": (
            given.flooding(folder),
            "go",
            [{"x": str(n)} for n in range(extent.floods)],
        ),
        f"a command floods, {extent.floods}×": (
            given.printing(folder),
            "nothing",
            [{"n": n} for n in range(extent.floods)],
        ),
    }
    return [
        figure
        for name, (way, function, calls) in ways.items()
        for figure in asyncio.run(_burnt(card, name, way, _called(function, calls), len(calls)))
    ]


def _called(name: str, calls: Sequence[Mapping[str, object]]) -> tuple[Mapping[str, Any], ...]:
    """The server's message that asks for these calls; none without any."""
    wanted = [
        {"id": f"call-{number}", "name": name, "args": args} for number, args in enumerate(calls)
    ]
    return ({"toolCall": {"functionCalls": wanted}},) if wanted else ()


async def _burnt(
    card: VirtualCard, name: str, way: Given, before: tuple[Mapping[str, Any], ...], calls: int
) -> list[Figure]:
    """An answer sounds and the microphone is open while functions work."""

    def command(url: str) -> Sequence[str]:
        return (*PLAIN(url), *way.options)

    turns = (Scripted(says="A tone.", before=before),)
    async with staged(card, command, pause=1.0, turns=turns, environ=way.environ) as stage:
        used = stage.program.spent_s()
        sent = await stage.answer(BURN_S)
        await stage.complete(BURN_S + 5)
        cpu = (stage.program.spent_s() - used) / (time.monotonic() - sent)
        lost = stage.program.lost(sent)
        ended = [event for _, event in stage.program.events if event["event"] == "call_ended"]
        for _ in range(calls - len(ended)):
            await _new(stage.program, len(stage.program.events), "call_ended")
        await asyncio.sleep(0.5)
    return [
        Figure(f"20 s answer, {name}: losses", lost, "", "0", not lost),
        *_played(stage.ear, sent),
        Figure("  longest wait for the microphone", _longest_wait(stage, sent), "ms", "", True),
        Figure("  CPU of a core, the program's own", cpu * 100, "%", "", True),
    ]


def _played(ear: Heard, sent: float) -> list[Figure]:
    heard = ToneHeard(ear.sound[slice(*ear.between(sent - 0.1, sent + BURN_S + 1))])
    return [
        Figure("  gaps, and jumps", (broken := heard.gaps + heard.jumps), "", "0", not broken),
        Figure("  longest hole", heard.longest_s * 1000, "ms", "0", not heard.gaps),
    ]


def _longest_wait(stage: Stage, sent: float) -> float:
    """Milliseconds between two pieces of the microphone's sound at the server, at most."""
    moments = [
        at
        for at, frame in stage.service.edge.came
        if sent < at < sent + BURN_S
        and SOUND in (frame.encode() if isinstance(frame, str) else frame)
    ]
    return max(np.diff(moments, prepend=sent)) * 1000


# Memory


async def _memory(folder: Path) -> list[Figure]:
    """What the program holds without and with functions, and what their processes hold."""
    ways = {
        "without functions": Given(),
        "with a file": given.nothing(folder),
        "with a command": given.command(folder),
        "with an MCP server": given.server(folder),
    }
    found = []
    async with Service() as service:
        for name, way in ways.items():
            async with _typed(service, folder, way) as program:
                await program.until(named("connected"))
                await asyncio.sleep(SETTLE_S)
                parent = held(program.pid)
                below = [held(pid) for pid in children(program.pid)]
            found += [
                Figure(f"memory {name}", parent.resident_mb, "MB", "", True),
                *(
                    Figure(f"  process {number}, resident", one.resident_mb, "MB", "", True)
                    for number, one in enumerate(below, 1)
                ),
                *(
                    Figure(f"  process {number}, its share", one.share_mb, "MB", "", True)
                    for number, one in enumerate(below, 1)
                ),
            ]
    return found


def _in_ms(what: str, seconds: Sequence[float]) -> Figure:
    return Figure(what, statistics.median(seconds) * 1000, "ms", "", True)
