"""Echo: what is left of the model's voice, and whether people still get a word in.

The model talks in the simulated room (60 ms, RT60 0.35 s, soft clipping), its echo at about
−30 dBFS at the microphone; people, from `examples/`, speak at −25 and at −31. The reference goes
the way it goes with devices: written in pieces of 5 ms, silence between the replies, with times
that are up to 4 ms wrong on both sides. Faster than real time but for the cost at its pace; one
core.
"""

from __future__ import annotations

import asyncio
import math
import statistics
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.figure import Figure, at_most
from livechat.audio.capture_pipeline import CapturePipeline
from livechat.audio.wav_read import read_wav
from livechat.core.link.endpointing import Endpointer, exactly
from livechat.core.pcm import INPUT_RATE, OUTPUT_RATE
from livechat.dsp.far_end import FarEndReference
from livechat.dsp.frontend import BLOCK_BYTES, Frontend
from livechat.dsp.resample import from_float, resample, to_float
from livechat.dsp.timing import BLOCK
from livechat.dsp.vad import WINDOW_BYTES, WINDOW_MS, VoiceDetector
from livechat.sim.events import SpeechBegan
from livechat.sim.protocol.terms import Detection
from livechat.sim.protocol.wire import Audio
from livechat.sim.senses.listener import Listener
from livechat.sim.senses.voice import VoiceError, make
from tests.support.room import Room

Floats = NDArray[np.float32]

EXAMPLES = Path(__file__).parents[1] / "examples"

ROOM = Room()

LINES = (
    "The weather will be mild today, with a little rain in the evening.",
    "There are three good ways to get from the station to the harbour, and the shortest is free.",
    "Let me think about that for a moment. A recipe for four needs two onions and some rice.",
    "In the nineteenth century the town had a famous market, where traders from the south met.",
    "Yes, of course. I can explain it more slowly, and then we go through the example together.",
    "The telescope sees light that left its star before anybody on earth had learned to write.",
)

SPEECH_DBFS = -25.0
"""Level of people's voiced sound at the microphone."""

QUIETER_DB = (0.0, -6.0)

BARGE_INS = 48
WITHIN_MS = 400
MINUTES = 10
DELAYS_MS = (0.5, 1, 2, 3, 4, 10, 150)
NEAR_MINUTES = 3
PACED_S = 10
PIECE = OUTPUT_RATE // 200
STEP = INPUT_RATE // 100
"""Samples by which the beginning of speech is told."""
JITTER_S = 0.004
AHEAD_S = 0.02
"""Seconds from writing a piece to its sound."""


@dataclass(frozen=True)
class Talk:
    """What the model says, as far as it is played."""

    far: Floats
    """24 kHz, shape (samples,); zeros between replies."""
    starts: list[int]
    """First samples of replies."""
    ends: list[int]


def model_says(seconds: float, seed: int = 1) -> Talk:
    """So many seconds of the practice partner's voice, 0.2 to 0.6 s between its sentences."""
    sentences = asyncio.run(_spoken())
    chance = np.random.default_rng(seed)
    total = round(seconds * OUTPUT_RATE)
    far = np.zeros(total, np.float32)
    starts: list[int] = []
    ends: list[int] = []
    at = OUTPUT_RATE // 2
    while at < total:
        sentence = sentences[len(starts) % len(sentences)][: total - at]
        far[at : at + len(sentence)] = sentence
        starts.append(at)
        ends.append(at + len(sentence))
        at += len(sentence) + round(chance.uniform(0.2, 0.6) * OUTPUT_RATE)
    return Talk(far, starts, ends)


_sentences: list[Floats] = []


async def _spoken() -> list[Floats]:
    if not _sentences:
        voice = make("auto")
        try:
            _sentences.extend([to_float(await voice.say(line, "")) for line in LINES])
        except VoiceError:
            voice = make("synthetic")
            _sentences.extend([to_float(await voice.say(line, "")) for line in LINES])
        finally:
            await voice.aclose(5)
    return _sentences


def recorded(room: Room, near: Floats, talk: Talk) -> Floats:
    """What the microphone records, 16 kHz."""
    far = resample(talk.far, OUTPUT_RATE, INPUT_RATE)[: len(near)]
    return room.mix(near, np.pad(far, (0, len(near) - len(far))))


@dataclass(frozen=True)
class Cleaned:
    """What the pipeline of a microphone makes of a recording."""

    sound: Floats
    """16 kHz."""
    noticed_s: list[float]
    """When this machine notices that speech begins."""
    share: float
    """Of a core, in a loop without pauses: reference, frontend and voice detection."""


def cleaned(mic: Floats, talk: Talk, *, slow_ppm: float = 0.0, told: bool = True) -> Cleaned:
    """The microphone through its pipeline.

    Args:
        mic: What it recorded, 16 kHz.
        talk: What was played.
        slow_ppm: How much slower the loudspeaker's clock is than the microphone's.
        told: Whether the times show it.
    """
    chance = np.random.default_rng(2)
    slow = 1 + slow_ppm * 1e-6 * told
    pieces = [
        (at / OUTPUT_RATE * slow, from_float(talk.far[at : at + PIECE]))
        for at in range(0, len(talk.far), PIECE)
    ]
    pieces.reverse()
    reference = FarEndReference()
    frontend = Frontend("auto", noise_suppression=True, gain=False)
    pipeline = CapturePipeline(INPUT_RATE, 1, frontend, reference)
    onset, near = Endpointer(exactly(320)), from_float(mic)
    out: list[bytes] = []
    noticed: list[float] = []
    began = time.process_time()
    wrong = iter(chance.uniform(-JITTER_S, JITTER_S, len(pieces) + len(mic) // BLOCK + 1))
    for at in range(0, len(near) - BLOCK_BYTES + 1, BLOCK_BYTES):
        now = at / 2 / INPUT_RATE
        while pieces and pieces[-1][0] - AHEAD_S <= now + BLOCK / INPUT_RATE:
            sounds, piece = pieces.pop()
            reference.put(piece, sounds + next(wrong))
        result = pipeline.process(near[at : at + BLOCK_BYTES], now + next(wrong))
        for chunk, judgement in result.chunks:
            out.append(chunk)
            for probability in judgement.speech if judgement else ():
                if onset.window(probability, over_voice=True):
                    noticed.append(now + BLOCK / INPUT_RATE)
    share = (time.process_time() - began) / (len(mic) / INPUT_RATE)
    return Cleaned(to_float(b"".join(out)), noticed, share)


def at_its_pace(seconds: float, *, playing: bool) -> float:
    """Share of a core of reference, frontend and voice detection, a chunk every 20 ms.

    In between the thread sleeps, and whatever else runs empties the caches: that costs two to three
    times as much as a loop does.
    """
    warm = 4.0
    talk = model_says(warm + seconds)
    mic = recorded(ROOM, np.zeros(round((warm + seconds) * INPUT_RATE), np.float32), talk)
    if not playing:
        after = round(warm / 2 * OUTPUT_RATE)
        talk.far[after:] = 0
        mic = recorded(ROOM, np.zeros_like(mic), talk)
    reference = FarEndReference()
    frontend = Frontend("auto", noise_suppression=True, gain=False)
    pipeline = CapturePipeline(INPUT_RATE, 1, frontend, reference)
    near, far, spent, chunks = from_float(mic), from_float(talk.far), 0.0, 0
    size = BLOCK_BYTES * OUTPUT_RATE // INPUT_RATE
    for at in range(len(near) // BLOCK_BYTES):
        now = at * BLOCK / INPUT_RATE
        began = time.thread_time()
        reference.put(far[at * size : (at + 1) * size], now + AHEAD_S)
        pipeline.process(near[at * BLOCK_BYTES : (at + 1) * BLOCK_BYTES], now)
        if now >= warm:
            spent, chunks = spent + time.thread_time() - began, chunks + 1
            time.sleep(BLOCK / INPUT_RATE)
    return spent / (chunks * BLOCK / INPUT_RATE)


def cancellation_db(mic: Floats, clean: Floats, talk: Talk, since_s: float) -> float:
    """Power before over power after, while there is an echo."""
    sounds = sounding(talk, since_s)[: len(clean)]
    return power_db(mic[: len(sounds)][sounds]) - power_db(clean[sounds])


def sounding(talk: Talk, since_s: float) -> NDArray[np.bool_]:
    """Samples at 16 kHz in which the model talks, or did in the quarter of a second before."""
    far = resample(talk.far, OUTPUT_RATE, INPUT_RATE)
    sounds = np.convolve(np.abs(far) > 0.003, np.ones(INPUT_RATE // 4))[: len(far)] > 0.5
    sounds[: round(since_s * INPUT_RATE)] = False
    return np.asarray(sounds)


def power_db(sound: Floats) -> float:
    return 10 * math.log10(float(np.mean(np.square(sound, dtype=np.float64))) + 1e-12)


def noticed_here(sound: Floats) -> list[float]:
    """Seconds at which this machine notices that speech begins."""
    voice, onset, pcm = VoiceDetector(), Endpointer(exactly(320)), from_float(sound)
    return [
        (at / WINDOW_BYTES + 1) * WINDOW_MS / 1000
        for at in range(0, len(pcm) - WINDOW_BYTES + 1, WINDOW_BYTES)
        if onset.window(voice.probability(pcm[at : at + WINDOW_BYTES]), over_voice=True)
    ]


def noticed_there(sound: Floats) -> list[float]:
    """Seconds at which the service does, at its most sensitive."""
    listener, pcm, found = (
        Listener(Detection(True, "HIGH", "HIGH", None, None)),
        from_float(sound),
        [],
    )
    for at in range(0, len(pcm), WINDOW_BYTES):
        listener.take(Audio(pcm[at : at + WINDOW_BYTES], INPUT_RATE))
        while listener.waiting:
            if any(isinstance(heard, SpeechBegan) for heard in listener.work()):
                found.append((at / WINDOW_BYTES + 1) * WINDOW_MS / 1000)
    return found


def people() -> list[Floats]:
    """Recordings from the first sound of speech on, 0.1 s before it, voiced sound at −25 dBFS."""
    found = []
    for path in sorted(EXAMPLES.glob("*.wav")):
        sound = to_float(read_wav(path, INPUT_RATE))
        blocks = sound[: len(sound) // STEP * STEP].reshape(-1, STEP)
        levels = 10 * np.log10(np.mean(blocks**2, axis=1) + 1e-12)
        gain = SPEECH_DBFS - power_db(blocks[levels > -45].reshape(-1))
        loud = levels + gain > -40
        first = int(np.flatnonzero(loud[:-2] & loud[1:-1] & loud[2:])[0])
        found.append(sound[(first - 10) * STEP :] * np.float32(10 ** (gain / 20)))
    return found


def barge_ins(talk: Talk) -> tuple[Floats, list[float]]:
    """Somebody interrupting every few seconds while the model talks, and when they begin."""
    chance, voices = np.random.default_rng(3), people()
    far = resample(talk.far, OUTPUT_RATE, INPUT_RATE)
    near, begun = np.zeros(len(far), np.float32), []
    apart = (len(far) - 15 * INPUT_RATE) / BARGE_INS
    for number in range(BARGE_INS):
        at = round(10 * INPUT_RATE + number * apart + chance.uniform(0, 1.5 * INPUT_RATE))
        while power_db(far[at : at + INPUT_RATE // 5]) < -35:
            at += STEP
        words = voices[number % len(voices)][: round(chance.uniform(1.0, 2.0) * INPUT_RATE)]
        words = words * np.float32(10 ** (QUIETER_DB[number // len(voices) % 2] / 20))
        begins = at - 10 * STEP
        near[begins : begins + len(words)] += words[: len(near) - begins]
        begun.append(at / INPUT_RATE)
    return near, begun


def delays_ms(begun: list[float], noticed: list[float]) -> list[float]:
    """Milliseconds to the first notice within 1.5 s of each beginning; infinite without one."""
    return [
        min((1000 * (at - begin) for at in noticed if 0 < at - begin < 1.5), default=math.inf)
        for begin in begun
    ]


def figures() -> list[Figure]:
    """The echo's share of the table."""
    return [*_cancelled(), *_false_alarms(), *_paced(), *_noticed(), *_near()]


def _cancelled() -> list[Figure]:
    talk = model_says(40)
    none = np.zeros(40 * INPUT_RATE, np.float32)
    mic = recorded(ROOM, none, talk)
    drifting = recorded(Room(drift_ppm=300), none, talk)
    clean = cleaned(mic, talk)
    told = cleaned(drifting, talk, slow_ppm=300)
    untold = cleaned(drifting, talk, slow_ppm=300, told=False)
    level = power_db(mic[sounding(talk, 0)[: len(mic)]])
    rows = [Figure("echo at the microphone", level, "dBFS", "", True)]
    for what, after, before, goal in (
        ("echo cancelled in the room", clean, mic, 25),
        ("  with 300 ppm of drift", told, drifting, 20),
        ("  with 300 ppm of drift that the times hide", untold, drifting, 20),
    ):
        value = cancellation_db(before, after.sound, talk, 5)
        rows.append(Figure(what, value, "dB", f"≥ {goal}", value >= goal))
    return rows


def _false_alarms() -> list[Figure]:
    talk = model_says(60 * MINUTES)
    mic = recorded(ROOM, np.zeros(60 * MINUTES * INPUT_RATE, np.float32), talk)
    clean = cleaned(mic, talk)
    here, there = len(clean.noticed_s), len(noticed_there(clean.sound))
    raw = len(noticed_here(mic[: 60 * INPUT_RATE]))
    return [
        Figure("false interruptions in 10 minutes, noticed here", here, "", "0", here == 0),
        Figure("  noticed by the service", there, "", "0", there == 0),
        Figure("  here in 1 minute, without the frontend", raw, "", "", True),
        Figure(
            "reference, frontend, detection in a loop", 100 * clean.share, "% of a core", "", True
        ),
    ]


def _paced() -> list[Figure]:
    shares = [100 * at_its_pace(PACED_S, playing=playing) for playing in (True, False)]
    return [
        at_most("  at its pace, while it plays", shares[0], "% of a core", 6),
        at_most("  at its pace, while nothing plays", shares[1], "% of a core", 4),
    ]


def _near() -> list[Figure]:
    """Loudspeakers nearer and further than the room's."""
    rows = []
    alone, spoken = model_says(60 * NEAR_MINUTES, seed=7), model_says(15 + 5 * BARGE_INS, seed=4)
    near, begun = barge_ins(spoken)
    nobody = np.zeros(60 * NEAR_MINUTES * INPUT_RATE, np.float32)
    for delay_ms in DELAYS_MS:
        room = Room(delay_ms=delay_ms)
        mic = recorded(room, nobody, alone)
        clean = cleaned(mic, alone)
        found_db = cancellation_db(mic, clean.sound, alone, 5)
        false = len(clean.noticed_s)
        delays = delays_ms(begun, cleaned(recorded(room, near, spoken), spoken).noticed_s)
        share = 100 * sum(delay <= WITHIN_MS for delay in delays) / len(delays)
        rows += [
            Figure(f"echo after {delay_ms:g} ms cancelled", found_db, "dB", "≥ 25", found_db >= 25),
            Figure(f"  false interruptions in {NEAR_MINUTES} minutes", false, "", "0", false == 0),
            Figure("  barge-ins noticed within 400 ms", share, "%", "≥ 95", share >= 95),
            Figure("  median", statistics.median(delays), "ms", "", True),
        ]
    return rows


def _noticed() -> list[Figure]:
    talk = model_says(15 + 5 * BARGE_INS, seed=4)
    near, begun = barge_ins(talk)
    clean = cleaned(recorded(ROOM, near, talk), talk)
    rows = []
    for what, noticed, strict in (
        ("noticed here", clean.noticed_s, True),
        ("noticed here, without an echo or a frontend", noticed_here(near), False),
    ):
        delays = delays_ms(begun, noticed)
        share = sum(delay <= WITHIN_MS for delay in delays) / len(delays)
        rows += [
            Figure(
                f"{BARGE_INS} barge-ins {what} within 400 ms",
                100 * share,
                "%",
                "≥ 95" if strict else "",
                share >= 0.95 or not strict,
            ),
            Figure("  median", statistics.median(delays), "ms", "", True),
            Figure("  95th percentile", sorted(delays)[int(0.95 * len(delays))], "ms", "", True),
        ]
    there = delays_ms(begun, noticed_there(clean.sound))
    rows.append(Figure("  the service, median", statistics.median(there), "ms", "", True))
    return rows


if __name__ == "__main__":
    for row in figures():
        missed = "" if row.met else "MISSED"
        print(f"{row.what:62} {row.value:7.1f} {row.unit:12} {row.goal:5} {missed}")
