"""What the screen costs, how soon it shows a key, and that it leaves the sound alone.

The program talks in a terminal of its own, on the virtual card of the tests, with the local server
in this process. Both sides sound all the time: the answer is a tone with words beside it. What the
screen costs is seen beside a second program that does the same at the same time and prints plain
lines: in turn with each other, both would vary more with the machine than they differ. Whether
sound is harmed is seen one after the other.
"""

from __future__ import annotations

import asyncio
import random
import re
import statistics
import time
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from itertools import count, pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import numpy as np

from bench.crowd import Others
from bench.device import heard
from bench.figure import Figure, at_most
from bench.program import ON_TERMINAL, lost_in
from bench.service import AUDIO, COMPLETE, READY, Service
from bench.stage import recorded, trusting
from bench.stamped import pieces
from bench.terminal import COLUMNS, TerminalProgram, pictures, text_of
from bench.tones import HIGH_RATE, PEAK, PERIOD, Heard, ToneHeard, pcm, tone
from livechat.cli.terminal.keys import HELP
from livechat.core.face.keys import FIRST_REPEAT_S, LATE_S
from livechat.core.pcm import OUTPUT_RATE
from livechat.core.talk.records import record_in
from livechat.sim.protocol import wire
from livechat.sim.recordings.script import Timed
from livechat.sim.scenario import LARGEST_PIECE, Scripted
from livechat.ui.typed import PROMPT
from tests.support.card import EAR, MICROPHONE, SPEAKER, Feeder, VirtualCard

OPTIONS: Final = (
    *("--mic", MICROPHONE, "--echo", "off", "--no-duck"),
    *("--no-interrupt", "--vad-prefix-ms", "4000"),
)
"""The devices as they are; whatever the server takes for speech interrupts nothing."""

SETTLE_S: Final = 1.0
"""Seconds after the connection in which the devices open, and after the answer's first sound in
which the rest of it arrives."""

WORD_S: Final = 0.4
"""Seconds of a word, as people speak."""

LINE_S: Final = 0.3
"""Seconds from one finished line of the transcript to the next: 200 in a minute."""

WOBBLE_HZ: Final = 1.3
WOBBLE_DB: Final = 20.0
"""How often, and by how much up and down, sound changes its level, so that a meter never rests."""

TONE_HZ: Final = HIGH_RATE / PERIOD

PICTURES: Final = 10
"""A second, for which the cost is told, however many there were."""

COST_GOAL: Final = 3.0
KEY_GOAL: Final = 100.0
LETTER_GOAL: Final = 200.0
STOP_GOAL: Final = 150.0
"""Percent of a core, and milliseconds: for a key that acts at once, for a letter that waits for
others, and from `i` to silence."""

AGAIN_S: Final = FIRST_REPEAT_S[1] + LATE_S
"""Seconds from a press of a key to the next, which is else taken for a repeat."""

STOPPED_S: Final = 1.0
"""Seconds after `i` in which the last sound is looked for."""

STALE_S: Final = 0.2
"""Seconds before a key in which its effect must not have been drawn: two pictures."""

ESCAPE: Final = "\x1b"


@dataclass(frozen=True)
class Extent:
    """How much is measured."""

    rounds: int
    """How often the cost is taken, for `COST_S` each time."""
    cycles: int
    """How often all keys are pressed."""
    sound_s: float
    """Seconds of the tone that must arrive whole."""


FULL: Final = Extent(rounds=2, cycles=3, sound_s=18.0)
QUICK: Final = Extent(rounds=1, cycles=2, sound_s=12.0)

COST_S: Final = 8.0
"""Seconds."""


@dataclass(frozen=True)
class Key:
    """What is pressed, and what is then to be read."""

    press: str
    shows: str
    """Empty: nothing that can be told from what was there, and it is not measured."""
    waits: bool = False
    """Whether it is a letter that waits for others."""


CYCLE: Final = (
    Key("m", "Microphone muted.", waits=True),
    Key("m", "Microphone unmuted.", waits=True),
    Key("?", dict(HELP)["d"]),
    Key("?", ""),
    Key("/", f"{PROMPT}/"),
    Key("v", f"{PROMPT}/v"),
    Key(ESCAPE, ""),
    Key("+", "Volume 110%"),
    Key("-", "Volume 100%"),
)
"""Leaves everything as it was."""

CYCLE_S: Final = 7.0
"""Seconds of a cycle, at most."""


@dataclass(frozen=True)
class Call:
    """The program in conversation, and what surrounds it."""

    service: Service
    program: TerminalProgram
    mouth: Feeder
    folder: Path
    """Its home."""

    async def ask(self) -> float:
        """Have the answer begin; return when its first sound was sent."""
        sent = asyncio.create_task(self.service.edge.sent(AUDIO))
        await asyncio.sleep(0)  # it is waiting
        self.program.press("\rAn answer, please.\r")
        try:
            return await sent
        except TimeoutError as error:
            raise self.program.failure("no answer was asked for") from error

    @asynccontextmanager
    async def speaking(self, seconds: float) -> AsyncIterator[None]:
        """While in the context, there is sound at the microphone, for so long at most."""
        sound = wobbling(seconds, HIGH_RATE)
        writing = asyncio.create_task(asyncio.to_thread(self.mouth.write, sound))
        yield
        await writing

    def lost(self) -> int:
        """How often a device has lost sound by now, as the program writes it down."""
        written = (line for path in self.folder.rglob("*.jsonl") for line in path.open("rb"))
        return lost_in(record for record in map(record_in, written) if record is not None)


def figures(*, quick: bool = False) -> list[Figure]:
    """All of it; two minutes, or one.

    Raises:
        CardMissing: there can be no card here.
    """
    extent = QUICK if quick else FULL
    others = Others()
    with VirtualCard() as card:
        found = asyncio.run(_cost(card, extent))
        found += asyncio.run(_keys(card, extent))
        found += asyncio.run(_stop(card, extent))
        found += asyncio.run(_sound(card, extent))
    return [*found, Figure("meanwhile, other programs took", others.share(), "CPU", "", True)]


@asynccontextmanager
async def calling(card: VirtualCard, answer: Scripted, *options: str) -> AsyncIterator[Call]:
    """The program, connected, its devices open and its keys read.

    Args:
        card: Its devices.
        answer: What it is answered.
        options: More of its options.
    """
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="bench-")))
        service = await stack.enter_async_context(Service(turns=(answer,)))
        mouth = stack.enter_context(card.feeder())
        command = (*ON_TERMINAL, "--base-url", service.tls_url, *OPTIONS, "--speaker", SPEAKER)
        ready = asyncio.create_task(service.edge.sent(READY))
        await asyncio.sleep(0)  # it is waiting
        environ = trusting(card, service, folder)
        async with TerminalProgram((*command, *options), environ, folder) as program:
            try:
                await ready
            except TimeoutError as error:
                raise program.failure("no connection") from error
            await asyncio.sleep(SETTLE_S)
            yield Call(service, program, mouth, folder)


# What the screen costs


@dataclass(frozen=True)
class _Round:
    """What some seconds came to in which everything sounds."""

    shown: float
    """Percent of a core, with the screen."""
    plain: float
    """The same without."""
    rate: float
    """Pictures a second."""


async def _cost(card: VirtualCard, extent: Extent) -> list[Figure]:
    rounds = [await _round(card, COST_S) for _ in range(extent.rounds)]

    def median(value: Callable[[_Round], float]) -> float:
        return statistics.median(map(value, rounds))

    more = median(lambda one: (one.shown - one.plain) * PICTURES / one.rate)
    return [
        Figure("CPU of a core, with the screen", median(lambda one: one.shown), "%", "", True),
        Figure("  without, --plain", median(lambda one: one.plain), "%", "", True),
        Figure("  pictures a second", median(lambda one: one.rate), "", "", True),
        at_most(f"  what {PICTURES} pictures a second cost", more, "%", COST_GOAL),
    ]


async def _round(card: VirtualCard, seconds: float) -> _Round:
    lasts = seconds + 3 * SETTLE_S
    answer = said(wobbling(lasts, OUTPUT_RATE), spaced(words(), WORD_S, lasts))
    async with (
        calling(card, answer) as shown,
        calling(card, answer, "--plain") as plain,
        shown.speaking(lasts),
    ):
        await shown.ask()
        await plain.ask()
        await asyncio.sleep(SETTLE_S)
        with_it, without = _Since(shown.program), _Since(plain.program)
        await asyncio.sleep(seconds)
        found = _Round(with_it.cpu(), without.cpu(), with_it.rate())
        if not found.rate or without.rate():
            raise RuntimeError(f"Pictures a second: {found.rate:.1f}, {without.rate():.1f} plain.")
        return found


class _Since:
    """What a program comes to from now on."""

    def __init__(self, program: TerminalProgram) -> None:
        self._program = program
        self._began, self._used, self._drawn = time.monotonic(), program.spent_s(), program.now

    def cpu(self) -> float:
        """Percent of a core."""
        return 100 * (self._program.spent_s() - self._used) / self._took()

    def rate(self) -> float:
        """Pictures a second."""
        return pictures(self._program.drawn(self._drawn)) / self._took()

    def _took(self) -> float:
        return time.monotonic() - self._began


# How soon a key is seen


async def _keys(card: VirtualCard, extent: Extent) -> list[Figure]:
    lasts = extent.cycles * CYCLE_S + SETTLE_S
    dice = random.Random(0)
    answer = said(wobbling(lasts, OUTPUT_RATE), spaced(words(), WORD_S, lasts))
    seconds: dict[bool, list[float]] = {False: [], True: []}
    async with calling(card, answer) as call, call.speaking(lasts):
        sent = await call.ask()
        await asyncio.sleep(SETTLE_S)
        for key, after in pairwise([*CYCLE * extent.cycles, CYCLE[0]]):
            seconds[key.waits] += await _pressed(call.program, key)
            rest_s = AGAIN_S if key.press == after.press else STALE_S
            await asyncio.sleep(rest_s + dice.uniform(0.1, 0.2))  # in step with nothing
        if time.monotonic() - sent > lasts:
            raise RuntimeError("Pressing all keys took longer than the answer.")
    found = []
    for waits, what, goal in (
        (False, "key to its effect on screen", KEY_GOAL),
        (True, "letter that waits for others, the same", LETTER_GOAL),
    ):
        took = [1000 * one for one in seconds[waits]]
        found += [
            at_most(f"{what} ({len(took)}×)", statistics.median(took), "ms", goal),
            at_most("  the slowest", max(took), "ms", goal),
        ]
    return found


async def _stop(card: VirtualCard, extent: Extent) -> list[Figure]:
    """From `i` to silence, the fade of the voice included."""
    lasts = 6 * SETTLE_S
    answer = said(tone(lasts, OUTPUT_RATE), spaced(words(), WORD_S, lasts))
    took: list[float] = []
    for _ in range(extent.cycles):
        async with calling(card, answer) as call:
            path = call.folder / "ear"
            with recorded(card, EAR, path):
                await call.ask()
                await asyncio.sleep(SETTLE_S)
                pressed = call.program.press("i")
                await asyncio.sleep(2 * STOPPED_S)
            last = Heard(*pieces(path), HIGH_RATE).last(pressed, STOPPED_S)
            took.append(1000 * (STOPPED_S if last is None else last))
    return [
        at_most(f"“i” to silence ({len(took)}×)", statistics.median(took), "ms", STOP_GOAL),
        at_most("  the slowest", max(took), "ms", STOP_GOAL),
    ]


async def _pressed(program: TerminalProgram, key: Key) -> list[float]:
    """Seconds until a key is seen, if it is measured."""
    if not key.shows:
        program.press(key.press)
        return []
    if key.shows in text_of(program.lately(STALE_S)):
        raise RuntimeError(f"{key.shows!r} is on the screen before {key.press!r} is pressed.")
    since = program.now
    pressed = program.press(key.press)
    return [await program.until(key.shows, since=since) - pressed]


# What the screen leaves alone


async def _sound(card: VirtualCard, extent: Extent) -> list[Figure]:
    seconds, many = extent.sound_s, round(extent.sound_s / LINE_S)
    answer = said(tone(seconds, OUTPUT_RATE), spaced(lines(), LINE_S, seconds))
    # One after the other: two programs at once are more than two cores are for.
    async with calling(card, answer) as shown, shown.speaking(seconds):
        with_it = await _scrolled(card, shown, EAR, seconds)
    async with calling(card, answer, "--plain") as plain, plain.speaking(seconds):
        without = await _scrolled(card, plain, EAR, seconds)
    return [
        Figure(f"lines scrolled by in {seconds:.0f} s", with_it.lines, "", str(many),
               with_it.lines == many),
        Figure("  under- and overruns meanwhile", with_it.lost, "", "0", not with_it.lost),
        *heard("  answer meanwhile", with_it.played, seconds),
        Figure("  without, --plain: under- and overruns", without.lost, "", "", True),
        Figure("    gaps", without.played.gaps, "", "", True),
    ]  # fmt: skip


@dataclass(frozen=True)
class _Scrolled:
    """What an answer came to beside which lines scroll by."""

    lines: int
    """That were drawn."""
    lost: int
    """Under- and overruns, by the program's own word."""
    played: ToneHeard


async def _scrolled(card: VirtualCard, call: Call, ear: str, seconds: float) -> _Scrolled:
    path = call.folder / "ear"
    with recorded(card, ear, path):
        before, first = call.lost(), call.program.now
        ending = asyncio.create_task(call.service.edge.sent(COMPLETE, 2 * seconds))
        sent = await call.ask()
        await ending
        await asyncio.sleep(SETTLE_S)
        lost = call.lost() - before
        shown = len(set(numbers(text_of(call.program.drawn(first)))))
    played = Heard(*pieces(path), HIGH_RATE)
    sound = played.sound[slice(*played.between(sent - 0.1, sent + seconds + 1))]
    return _Scrolled(shown, lost, ToneHeard(sound))


# What is said


def said(sound: bytes, beside: Iterable[Timed]) -> Scripted:
    """An answer: all its sound at once (s16le mono, 24 kHz), then what comes while it plays."""
    parts = (sound[at : at + LARGEST_PIECE] for at in range(0, len(sound), LARGEST_PIECE))
    mime = f"audio/pcm;rate={OUTPUT_RATE}"
    pieces = (content(modelTurn={"parts": [wire.audio_part(part, mime)]}) for part in parts)
    return Scripted(replay=(*(Timed(0.0, piece) for piece in pieces), *beside))


def spaced(
    messages: Iterator[Mapping[str, Any]], every_s: float, seconds: float
) -> Iterable[Timed]:
    """Messages, one every so often, until so many seconds are over."""
    return [Timed(every_s, next(messages)) for _ in range(round(seconds / every_s))]


def words() -> Iterator[Mapping[str, Any]]:
    """The model's words, one by one and without an end."""
    for number in count(1):
        yield content(outputTranscription={"text": f" word{number}"})


def lines() -> Iterator[Mapping[str, Any]]:
    """The model's words, about a line of the terminal each, with its number."""
    for number in count(1):
        text = f" line-{number:03d} of what is said while the model speaks".ljust(COLUMNS - 20, ".")
        yield content(outputTranscription={"text": text})


def numbers(shown: str) -> list[int]:
    """Numbers of `lines` that are to be read."""
    return [int(found) for found in re.findall(r"line-(\d{3}) ", shown)]


def content(**fields: Any) -> Mapping[str, Any]:
    """A message of the service that says this."""
    return {"serverContent": fields}


def wobbling(seconds: float, rate: int) -> bytes:
    """A tone whose level never rests: s16le mono."""
    at = np.arange(round(seconds * rate)) / rate
    db = WOBBLE_DB * (np.sin(2 * np.pi * WOBBLE_HZ * at) - 1)
    return pcm(PEAK * 10 ** (db / 20) * np.sin(2 * np.pi * TONE_HZ * at))
