"""Real sound, measured from outside: the program between the local server and a sound card.

The card is the virtual one of the tests. What it costs by itself is measured in the same run, by
programs that do nothing but play and record. Answers and what is said are tones, but where a voice
is to be noticed.
"""

from __future__ import annotations

import asyncio
import statistics
import time
import wave
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np

from bench import tones
from bench.crowd import Others
from bench.figure import Figure, at_most
from bench.program import TALK
from bench.stage import COARSE_MS, Command, Stage, staged
from bench.tones import HIGH_RATE, Arrivals, Heard, ToneHeard, floats, tone
from livechat.core.link.endpointing import Endpointer, exactly
from livechat.core.pcm import FULL_SCALE, INPUT_RATE, SAMPLE_BYTES
from livechat.dsp.resample import StreamResampler
from livechat.dsp.vad import WINDOW_BYTES, WINDOW_SAMPLES, VoiceDetector
from tests.support.card import MICROPHONE, SINK, SPEAKER, Feeder, VirtualCard

NEVER_S: Final = 2.0
"""Seconds after which a sound that is waited for counts as never heard."""

TONE_EVERY_S: Final = 0.4
"""Seconds from one tone at the mouth to the next, at least."""

VOICE_S: Final = 1.0
"""Seconds of a voice at the mouth."""

SILENT_S: Final = 0.45
"""Seconds after an interruption in which the last sound is looked for."""

LOWERED: Final = 0.7
"""Share of its level under which a tone is ducked: 3 dB less."""

UNNOTICED_MS: Final = 4_000
"""Milliseconds somebody must speak before the server notices, where only the program is to."""

ROOM_DBFS: Final = -50.0
"""Noise of a room: loud enough that the voice detector has to judge it."""

QUIET_DBFS: Final = -65.0
"""Noise of a quiet room, below the voice detector's gate. No microphone gives exact silence."""

MIB: Final = 1.048576
"""Millions of bytes in a MiB."""

LEAD: Final = INPUT_RATE
"""Samples a detector has heard before the voice, at 16 kHz."""

EXAMPLE: Final = Path(__file__).parents[1] / "examples" / "austen-0880.wav"


@dataclass(frozen=True)
class Extent:
    """How much is measured."""

    times: int
    """How often what takes a second or two is."""
    long_s: float
    """Seconds of the longest burst."""
    reply_s: float
    """Seconds of the reply whose turn is complete at once."""
    sessions: int
    """Whose first reply is heard."""
    idle_s: float
    """Seconds in which nobody speaks."""


FULL: Final = Extent(times=20, long_s=60.0, reply_s=20.0, sessions=10, idle_s=20.0)
QUICK: Final = Extent(times=6, long_s=12.0, reply_s=5.0, sessions=3, idle_s=6.0)


def livechat(url: str, *, echo: str) -> Sequence[str]:
    """How livechat is run."""
    devices = ("--mic", MICROPHONE, "--speaker", SPEAKER, "--echo", echo)
    options = ("--no-duck",) if echo == "off" else ("--vad-prefix-ms", str(UNNOTICED_MS))
    # Tones are no speech: without this, they would stay on this machine.
    everything = ("--always-send", "--end-silence", "service")
    return (*TALK, "--base-url", url, *devices, *options, *everything)


PLAIN: Final = partial(livechat, echo="off")
CLEANED: Final = partial(livechat, echo="aec")

PLAIN_TO_EAR, CLEANED_TO_EAR = (6, 12), (12, 25)
"""Milliseconds from the wire to the ear, median and p95, at most."""


def figures(
    *, quick: bool = False, plain: Command = PLAIN, cleaned: Command | None = CLEANED
) -> list[Figure]:
    """All of it; seven minutes, or two.

    Args:
        quick: Measure fewer times.
        plain: The client without echo cancelling and voice detection.
        cleaned: The same with them; None leaves them out.

    Raises:
        CardMissing: there can be no card here.
    """
    extent = QUICK if quick else FULL
    others = Others()
    with VirtualCard() as card:
        found = asyncio.run(_plain(card, plain, extent))
        found += asyncio.run(_shares(card, plain, extent, QUIET_DBFS, (6, 6)))
        found += asyncio.run(_first_replies(card, plain, extent, PLAIN_TO_EAR))
        found += asyncio.run(_complete_at_once(card, plain, extent))
        if cleaned is not None:
            found += asyncio.run(_cleaned(card, cleaned, extent))
            found += asyncio.run(_shares(card, cleaned, extent, ROOM_DBFS, (8, 12)))
            found += asyncio.run(_first_replies(card, cleaned, extent, CLEANED_TO_EAR))
    return [*found, Figure("meanwhile, other programs took", others.share(), "CPU", "", True)]


# Without echo cancelling and voice detection


async def _plain(card: VirtualCard, command: Command, extent: Extent) -> list[Figure]:
    async with staged(card, command, pause=1.0) as stage:
        with card.feeder(SINK) as writer:
            written = await _written(stage, writer, extent.times // 2 + 1)
        said = await _said(stage, extent.times)
        replies = [await _reply(stage) for _ in range(extent.times)]
        bursts = [await _interrupted_burst(stage) for _ in range(extent.times)]
        long = await _long_burst(stage, extent.long_s, QUIET_DBFS)
    ear = stage.ear
    sent, stopped = zip(*bursts, strict=True)
    return [
        *_mouth_to_wire(stage, said, "mouth to wire", (30, 38)),
        *_pair("  the card alone, to a recorder", _arrivals(stage.mic, said)),
        *_pair("wire to ear, 1 s reply", _onsets(ear, replies), PLAIN_TO_EAR),
        *_pair("wire to ear, 30 s in one burst", _onsets(ear, sent), (15, 30)),
        *_pair("  the card alone, from a writer", _onsets(ear, written)),
        *_pair("“interrupted” to silence, with its fade", _ends(ear, stopped), (25, 33)),
        *_burst(stage, long, ""),
        at_most("  memory grown", long.grown_mb, "MB", 1),
        at_most("  memory, all of it", long.held_mb / MIB, "MiB", 90),
    ]


async def _first_replies(
    card: VirtualCard, command: Command, extent: Extent, goals: tuple[float, float]
) -> list[Figure]:
    """The first reply of a session, for which a loudspeaker may have to begin."""
    seconds: list[float] = []
    for _ in range(extent.sessions):
        async with staged(card, command, pause=1.0) as stage:
            await stage.rest(0.5, 1.0)
            sent = await _reply(stage)
        seconds += _onsets(stage.ear, [sent])
    return _pair("  a session’s first reply", seconds, goals)


async def _complete_at_once(card: VirtualCard, command: Command, extent: Extent) -> list[Figure]:
    async with staged(card, command, pause=0.0) as stage:
        sent = await stage.answer(extent.reply_s)
        await asyncio.sleep(extent.reply_s + 1)
    ear = stage.ear
    played = ToneHeard(ear.sound[slice(*ear.between(sent - 0.1, sent + extent.reply_s + 1))])
    return heard(f"{extent.reply_s:.0f} s reply, complete at once", played, extent.reply_s)


async def _written(stage: Stage, writer: Feeder, times: int) -> list[float]:
    """Play short tones without the program; return when each was written."""
    moments = []
    for _ in range(times):
        await stage.rest(0.3, 0.4)
        moments.append(time.monotonic())
        writer.write(tone(0.1))
    await stage.rest(0.3, 0.4)
    return moments


async def _said(stage: Stage, times: int) -> list[float]:
    """Let short tones sound at the mouth; return when each began."""
    moments = []
    for _ in range(times):
        moments.append(await stage.speak(tone(0.15, peak=0.5)))
        await stage.rest(TONE_EVERY_S, TONE_EVERY_S + 0.1)
    return moments


async def _reply(stage: Stage) -> float:
    """A short answer, heard to its end; return when it left the server."""
    sent = await stage.answer(1.0)
    await stage.complete(NEVER_S)
    await stage.rest(0.3, 0.4)
    return sent


async def _interrupted_burst(stage: Stage) -> tuple[float, float]:
    """A long answer, interrupted; return when it and `interrupted` left the server."""
    sent = await stage.answer(30.0)
    await stage.rest(0.4, 1.1)
    interrupted = await stage.interrupt()
    await asyncio.sleep(SILENT_S)
    await stage.rest(0.2, 0.3)
    return sent, interrupted


@dataclass(frozen=True)
class _Long:
    """What one long answer took."""

    sent: float
    """When its first sound left the server."""
    s: float
    """Its seconds."""
    cpu: float
    """Of a core."""
    held_mb: float
    """Memory at its end."""
    grown_mb: float
    """Memory, from when all of it had arrived to its end."""
    lost: int
    """Under- and overruns, by the program's own word."""


async def _shares(
    card: VirtualCard, command: Command, extent: Extent, dbfs: float, goals: tuple[float, float]
) -> list[Figure]:
    """The percent of a core that is used while nobody speaks, and while the model does."""
    async with staged(card, command, pause=1.0, pieces_ms=COARSE_MS) as stage:
        # A canceller's filters die away slowly after something was played, and may take long.
        await _reply(stage)
        idle = await _idle(stage, extent.idle_s, dbfs)
        playing = await _long_burst(stage, extent.idle_s, dbfs)
    return [
        at_most("  nobody speaks, CPU of a core", idle * 100, "%", goals[0]),
        at_most("  the model speaks, CPU of a core", playing.cpu * 100, "%", goals[1]),
    ]


async def _idle(stage: Stage, seconds: float, dbfs: float) -> float:
    """The share of a core that is used while nobody speaks, in a room of that loudness."""
    room = asyncio.create_task(stage.speak(_noise(seconds + 1, dbfs)))
    await asyncio.sleep(1)
    used, began = stage.program.spent_s(), time.monotonic()
    await room
    return (stage.program.spent_s() - used) / (time.monotonic() - began)


async def _long_burst(stage: Stage, seconds: float, dbfs: float) -> _Long:
    """A long answer in one burst, heard to its end in a room of that loudness."""
    program = stage.program
    room = asyncio.create_task(stage.speak(_noise(seconds, dbfs)))
    sent, used = await stage.answer(seconds), program.spent_s()
    ending = asyncio.create_task(stage.complete(seconds + NEVER_S))
    await asyncio.sleep(min(3.0, seconds / 2))
    held = program.memory_mb()
    await ending
    cpu = (program.spent_s() - used) / (time.monotonic() - sent)
    now = program.memory_mb()
    await room
    await asyncio.sleep(1.0)
    return _Long(sent, seconds, cpu, now, now - held, program.lost(sent))


def _burst(stage: Stage, long: _Long, how: str) -> list[Figure]:
    """What was heard of a long answer."""
    ear = stage.ear
    played = ToneHeard(ear.sound[slice(*ear.between(long.sent - 0.1, long.sent + long.s + 1))])
    return [
        *heard(f"{long.s:.0f} s burst{how}", played, long.s),
        Figure("  under- and overruns meanwhile", long.lost, "", "0", not long.lost),
    ]


# With both


async def _cleaned(card: VirtualCard, command: Command, extent: Extent) -> list[Figure]:
    voice = _voice()
    async with staged(card, command, pause=1.0) as stage:
        said = await _said(stage, extent.times)
        replies = [await _reply(stage) for _ in range(extent.times)]
        long = await _long_burst(stage, extent.long_s, ROOM_DBFS)
        await stage.rest(1.0, 1.1)
        spoken = [await _spoken_over(stage, voice) for _ in range(extent.times // 2)]
    return [
        *_mouth_to_wire(stage, said, "mouth to wire, echo cancelled", (38, 48)),
        *_burst(stage, long, ", echo cancelled"),
        at_most("  memory, all of it", long.held_mb / MIB, "MiB", 90),
        *_ducks(stage, spoken),
        *_pair("wire to ear, echo cancelled", _onsets(stage.ear, replies), CLEANED_TO_EAR),
    ]


async def _spoken_over(stage: Stage, voice: bytes) -> float:
    """Speak while the model does; return when the voice began."""
    await stage.answer(3.0)
    ending = asyncio.create_task(stage.complete(3.0 + NEVER_S))
    await stage.rest(0.8, 1.1)
    began = await stage.speak(voice)
    await ending
    await stage.rest(0.5, 0.6)
    return began


def _ducks(stage: Stage, spoken: Sequence[float]) -> list[Figure]:
    """From where a voice could be known to where the model's tone is lower."""
    known = [(at, _known(stage, at)) for at in spoken]
    seconds = []
    for began, moment in known:
        if moment is not None:
            lowered = stage.ear.lowered(began, NEVER_S, LOWERED)
            seconds.append(NEVER_S if lowered is None else began + lowered - moment)
    missed = len(spoken) - len(seconds)
    return [
        *_pair("onset to duck, once it can be known", seconds or [NEVER_S], (60, None)),
        Figure(f"  of {len(spoken)} voices, cleaned beyond knowing", missed, "", "", True),
    ]


def _known(stage: Stage, began: float) -> float | None:
    """When the last sound that a detector needs was at the microphone; None: it cannot know.

    It judges what reaches the wire. Where its windows begin is not to be seen from outside, so this
    is the median of what all beginnings come to; one trial may be two windows off.
    """
    found = stage.wire.onset(began, VOICE_S)
    if found is None:
        return None
    onset, _ = found
    pcm = tones.pcm(stage.wire.sound)
    shifts = range(0, WINDOW_SAMPLES, WINDOW_SAMPLES // 8)
    noticed = [_noticed(pcm, onset, shift) for shift in shifts]
    known = [at for at in noticed if at is not None]
    if len(known) < len(noticed):
        return None
    return _sounded(stage, began, onset, round(statistics.median(known)))


def _noticed(pcm: bytes, onset: int, shift: int) -> int | None:
    """The sample before which a voice is noticed that begins at `onset`, if it is within a second.
    The windows begin at `shift`.
    """
    detector, decides = VoiceDetector(), Endpointer(exactly(320))
    begin = max(0, onset - LEAD) // WINDOW_SAMPLES * WINDOW_SAMPLES + shift
    for at in range(begin, onset + INPUT_RATE, WINDOW_SAMPLES):
        window = pcm[at * SAMPLE_BYTES : (at + WINDOW_SAMPLES) * SAMPLE_BYTES]
        if len(window) < WINDOW_BYTES:
            break
        if (
            decides.window(detector.probability(window), over_voice=True)
            and at + WINDOW_SAMPLES > onset
        ):
            return at + WINDOW_SAMPLES
    return None


def _sounded(stage: Stage, began: float, onset: int, sample: int) -> float:
    """When a sample of the wire was at the microphone, by what both have of the voice around it."""
    found = stage.mic.onset(began, VOICE_S)
    if found is None:
        return began
    ratio, half = HIGH_RATE // INPUT_RATE, INPUT_RATE // 2
    at_mic = found[0] // ratio
    mic = stage.mic.sound[::ratio][max(0, at_mic - half) : at_mic + half]
    wire = stage.wire.sound[max(0, onset - half) : onset + half]
    size = len(mic) + len(wire)
    spectrum = np.fft.rfft(wire, size) * np.conj(np.fft.rfft(mic, size))
    shift = int(np.argmax(np.fft.irfft(spectrum, size)))
    shift -= size if shift > size // 2 else 0
    same = max(0, at_mic - half) + (sample - max(0, onset - half)) - shift
    return stage.mic.moment(same * ratio)


def _voice() -> bytes:
    """`VOICE_S` of speech that begins at once: s16le mono, 48 kHz."""
    with wave.open(str(EXAMPLE)) as file:
        pcm = file.readframes(file.getnframes())
    begin = int(np.flatnonzero(np.abs(floats(pcm)) > 0.05)[0]) * SAMPLE_BYTES
    resampler = StreamResampler(INPUT_RATE, HIGH_RATE)
    voice = pcm[begin : begin + round(VOICE_S * INPUT_RATE) * SAMPLE_BYTES]
    return resampler.process(voice) + resampler.flush()


def _noise(seconds: float, dbfs: float) -> bytes:
    """A room in which nobody speaks: s16le mono, 48 kHz."""
    noise = np.random.default_rng(0).normal(size=round(seconds * HIGH_RATE))
    return (noise * FULL_SCALE * 10 ** (dbfs / 20)).astype("<i2").tobytes()


# Figures


def _mouth_to_wire(
    stage: Stage, said: Sequence[float], what: str, goals: tuple[float, float]
) -> list[Figure]:
    return _pair(what, _arrivals(stage.wire, said), goals)


def _onsets(heard: Heard, moments: Sequence[float]) -> list[float]:
    found = (heard.first(at, NEVER_S) for at in moments)
    return [NEVER_S if seconds is None else seconds for seconds in found]


def _ends(heard: Heard, moments: Sequence[float]) -> list[float]:
    found = (heard.last(at, SILENT_S) for at in moments)
    return [0.0 if seconds is None else seconds for seconds in found]


def _arrivals(stream: Arrivals, moments: Sequence[float]) -> list[float]:
    """Seconds until the piece that holds an onset was there."""
    found = ((stream.onset(at, TONE_EVERY_S), at) for at in moments)
    return [NEVER_S if onset is None else onset[1] - at for onset, at in found]


def _pair(
    what: str, seconds: Sequence[float], goals: tuple[float | None, float | None] = (None, None)
) -> list[Figure]:
    """Median and 95th percentile of seconds, in milliseconds."""
    middle = statistics.median(seconds) * 1000
    late = float(np.percentile(seconds, 95)) * 1000
    return [_in_ms(what, middle, goals[0]), _in_ms("    p95", late, goals[1])]


def _in_ms(what: str, value: float, most: float | None) -> Figure:
    return Figure(what, value, "ms", "", True) if most is None else at_most(what, value, "ms", most)


def heard(what: str, played: ToneHeard, seconds: float) -> list[Figure]:
    """All of a tone, and nothing twice."""
    whole = abs(played.seconds - seconds) < 0.002
    return [
        Figure(f"{what}, heard", 100 * played.seconds / seconds, "%", "100", whole),
        Figure("  gaps", played.gaps, "", "0", not played.gaps),
        Figure("  losses, repeats and insertions", played.jumps, "", "0", not played.jumps),
    ]
