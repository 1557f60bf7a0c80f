"""The ends of speech: how soon an answer comes, what is cut in two, what opens the microphone.

The first part runs the real program in real time, one process a manner of speaking: sentences whose
ends are known go into `--mic -`, the practice partner answers at the measured pace, and the moment
counts at which the answer begins to sound. Once the service finds the ends by itself, once it is
told of them. The others run faster than real time, through what stands between a microphone and the
outbox.
"""

from __future__ import annotations

import asyncio
import math
import statistics
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from bench.figure import Figure, at_most
from bench.noises import LEVELS_DBFS, MissingNoiseError, Packages, at_dbfs, noise
from bench.sentences import Manner, Sentence, Stream, load, stream
from livechat.audio.capture_pipeline import CapturePipeline
from livechat.core.link.endpointing import Judgement
from livechat.core.link.items import Item, Sound, SoundEnd
from livechat.core.link.speech_gate import SpeechGate, Stage
from livechat.core.pcm import CHUNK_MS, INPUT_RATE, SAMPLE_BYTES
from livechat.core.talk.latency import percentile
from livechat.core.talk.usage import AUDIO_TOKENS_S
from livechat.dsp.far_end import FarEndReference
from livechat.dsp.frontend import Frontend
from livechat.dsp.resample import from_float
from livechat.dsp.speech import SpeechJudge
from livechat.sim.senses.ears import WhisperEars, can_whisper
from tests.support.talking import Talking

Floats = NDArray[np.float64]

Way = Literal["service", "auto"]
"""Who finds the ends of speech."""

FLUENT: Final[tuple[Manner, ...]] = ("plain", "quick", "slow")

MANNERS: Final[tuple[Manner, ...]] = (*FLUENT, "hesitant")
"""Of the hesitant, what they are cut is told, not what they wait: their pauses are as long."""

OPENERS: Final = ("typing", "music", "traffic")
"""Noises that must not open the microphone."""

CHUNK_BYTES: Final = INPUT_RATE * CHUNK_MS // 1000 * SAMPLE_BYTES

REST_S: Final = 4.0
"""Seconds of silence after the last sentence, for its answer."""

LOST_S: Final = 0.2
"""Seconds of the beginning of a sentence of which nothing may be lost."""

ALIKE: Final = 0.9
"""Correlation from which what left is what was said: noise suppression changes a little."""

_SCENARIO: Final = 'pace = "real"\n' + '[[turn]]\nhears = "…"\nsays = "Yes."\n' * 1_000


@dataclass(frozen=True)
class Answered:
    """What became of one sentence."""

    waited_s: float | None
    """Seconds from its last voiced sample to the answer's first sound; None: there was none."""
    cut: bool
    """Whether an answer began before its end."""
    told_within: bool
    """Whether its end was told before it came."""


def hold(heard: Stream, way: Way) -> list[Answered]:
    """Let the program hear a stream in real time, and tell what it answered when."""
    with (
        TemporaryDirectory(prefix="bench-") as folder,
        Talking(
            {}, Path(folder), "--mic", "-", "--end-silence", way, "--no-save", scenario=_SCENARIO
        ) as talk,
    ):
        talk.wait("connected")
        began = time.monotonic() + 0.5
        pcm = heard.pcm + bytes(round(REST_S * INPUT_RATE) * SAMPLE_BYTES)
        for number, at in enumerate(range(0, len(pcm), CHUNK_BYTES), 1):
            time.sleep(max(0.0, began + number * CHUNK_MS / 1000 - time.monotonic()))
            talk.give(pcm[at : at + CHUNK_BYTES])
        talk.give_no_more()
        code, errors, _ = talk.end()
        assert code == 0, errors
        sounds = moments(talk, "playback_started", began)
        ends = moments(talk, "voice_activity", began, speaking=False)
        ends += moments(talk, "speech_detected", began, speaking=False) if way == "auto" else []
    found = []
    for one, until in zip(
        heard.spoken, [*(one.begins_s for one in heard.spoken[1:]), math.inf], strict=True
    ):
        after = [at - one.ends_s for at in sounds if one.ends_s <= at < until]
        found.append(
            Answered(
                min(after, default=None),
                any(one.begins_s < at < one.ends_s for at in sounds),
                any(one.begins_s < at < one.ends_s for at in ends),
            )
        )
    return found


def moments(talk: Talking, event: str, began: float, **fields: object) -> list[float]:
    """When events were told, in seconds of the stream."""
    return [
        came - began
        for line, came in zip(talk.lines, talk.came, strict=True)
        if line["event"] == event and all(line[name] == value for name, value in fields.items())
    ]


def waits(sentences: Sequence[Sentence]) -> list[Figure]:
    """How soon answers come, and what they cut: in real time, all streams at once."""
    streams = [
        stream(sentences, [manner], seed=number, gap_s=(2.5, 4.0))
        for number, manner in enumerate(MANNERS)
    ]
    with ThreadPoolExecutor(2 * len(streams)) as threads:
        held = {
            way: [threads.submit(hold, one, way) for one in streams] for way in ("service", "auto")
        }
        found: dict[str, list[list[Answered]]] = {
            way: [one.result() for one in held[way]] for way in held
        }
    figures: list[Figure] = []
    medians: dict[str, float] = {}
    cuts: dict[str, float] = {}
    for way, name in (("service", "the service finds the end"), ("auto", "it is told the end")):
        every = [one for each in found[way] for one in each]
        fluent = [one for each in found[way][: len(FLUENT)] for one in each]
        medians[way] = 1000 * statistics.median(waited(fluent))
        cuts[way] = 100 * sum(one.cut for one in every) / len(every)
        within = 100 * sum(one.told_within for one in every) / len(every)
        p95 = 1000 * (percentile(waited(fluent), 0.95) or math.nan)
        what = f"{name}: last sound to first sound"
        figures += [
            noted(f"{what}, {len(fluent)}×", medians[way], "ms"),
            noted("  p95", p95, "ms"),
            *(
                noted(f"  {manner}", 1000 * statistics.median(waited(each)), "ms")
                for manner, each in zip(MANNERS, found[way], strict=True)
            ),
            noted(f"  answered before the end, of {len(every)}", cuts[way], "%"),
            noted("  ends told within a sentence", within, "%"),
        ]
    sooner, most = medians["service"] - medians["auto"], min(2.0, cuts["service"])
    return [
        *figures,
        Figure("sooner at the median", sooner, "ms", "≥ 450", sooner >= 450),
        at_most("sentences cut in two", cuts["auto"], "%", most),
    ]


def waited(answered: Sequence[Answered]) -> list[float]:
    """Seconds, of sentences that were not cut and were answered."""
    return [one.waited_s for one in answered if one.waited_s is not None and not one.cut]


def noted(what: str, value: float, unit: str) -> Figure:
    """A figure without a goal."""
    return Figure(what, value, unit, "", True)


@dataclass(frozen=True)
class Passed:
    """What came of a recording on its way to the outbox."""

    clean: Floats
    """All that the microphone's frontend gave, as samples."""
    left: NDArray[np.bool_]
    """Which of them left."""
    openings: int
    """How often a gate that was closed opened."""
    ends: int
    """How often the service was told of an end."""


def passed(pcm: bytes, *, frontend: bool = True) -> Passed:
    """Let a device's microphone hear s16le mono 16 kHz, faster than real time."""
    cleans = Frontend("auto", noise_suppression=True, gain=False) if frontend else None
    pipeline, gate = CapturePipeline(INPUT_RATE, 1, cleans, FarEndReference()), SpeechGate()
    clean: list[bytes] = []
    sent: list[Item] = []
    openings = 0
    for at in range(0, len(pcm), CHUNK_BYTES):
        heard = pipeline.process(pcm[at : at + CHUNK_BYTES], at / SAMPLE_BYTES / INPUT_RATE)
        for chunk, judgement in heard.chunks:
            before = gate.stage
            sent += gate.take(Sound(chunk, float(len(clean))), judgement or Judgement())
            clean.append(chunk)
            openings += before is Stage.HELD and gate.stage is not Stage.HELD
    left = np.zeros(len(clean), bool)
    left[[int(one.captured_at) for one in sent if isinstance(one, Sound)]] = True
    samples = np.frombuffer(b"".join(clean), "<i2").astype(float)
    ends = sum(isinstance(one, SoundEnd) for one in sent)
    return Passed(samples, np.repeat(left, CHUNK_BYTES // SAMPLE_BYTES), openings, ends)


def at_level(pcm: bytes, dbfs: float) -> bytes:
    """The same sound, as loud as that: the RMS of its loudest half of chunks, in dBFS."""
    samples = np.frombuffer(pcm, "<i2").astype(float)
    chunks = samples[: len(samples) // 320 * 320].reshape(-1, 320)
    power = np.sort((chunks**2).mean(axis=1))
    loud = math.sqrt(float(power[len(power) // 2 :].mean()))
    scaled = samples * (32_768 * 10 ** (dbfs / 20) / loud)
    return np.clip(np.rint(scaled), -32_768, 32_767).astype("<i2").tobytes()


def beginnings(sentences: Sequence[Sentence]) -> list[Figure]:
    """What is lost of the first syllable after a silence in which nothing was sent."""
    manners: tuple[Manner, ...] = ("plain", "quick")
    heard = stream(sentences, manners, seed=9, gap_s=(6.0, 8.0))
    found = passed(heard.pcm)
    raw = np.frombuffer(heard.pcm, "<i2").astype(float)
    count, lost = len(heard.spoken), 0
    likeness: list[float] = []
    for one in heard.spoken:
        first = slice(*(round(at * INPUT_RATE) for at in (one.begins_s, one.begins_s + LOST_S)))
        # The frontend is some milliseconds late; noise suppression makes it softer.
        late = min(range(0, 480, 8), key=lambda by: -_like(raw, found.clean, first, by))
        where = slice(first.start + late, first.stop + late)
        likeness.append(_like(raw, np.where(found.left, found.clean, 0.0), first, late))
        lost += not found.left[where].all()
    return [
        at_most(f"first syllables lost after silence, of {count}", lost, "", 0),
        noted("  likeness of their first 200 ms, median", 100 * statistics.median(likeness), "%"),
        *asyncio.run(first_words(heard, found, raw)),
    ]


async def first_words(heard: Stream, found: Passed, raw: Floats) -> list[Figure]:
    """How many sentences begin with other words than when all of them is heard.

    Told by the practice partner's ears; none where they are not installed.
    """
    if not can_whisper():
        print(
            "bench: first words left out. The practice partner has no ears here.", file=sys.stderr
        )
        return []
    ears = WhisperEars()
    other = 0
    for one in heard.spoken:
        part = slice(*(round(at * INPUT_RATE) for at in (one.begins_s - 1.5, one.ends_s + 0.5)))
        whole = raw[part], found.clean[part][found.left[part]]
        words = [
            (await ears.transcribe(np.rint(sound).astype("<i2").tobytes())).split()[:1]
            for sound in whole
        ]
        other += plainly(words[0]) != plainly(words[1])
    await ears.aclose(5)
    return [noted(f"  first words understood otherwise, of {len(heard.spoken)}", other, "")]


def plainly(words: Sequence[str]) -> list[str]:
    """Words without case and punctuation."""
    return ["".join(filter(str.isalnum, word.lower())) for word in words]


def _like(one: Floats, other: Floats, first: slice, late: int) -> float:
    a, b = one[first], other[first.start + late : first.stop + late]
    if len(a) != len(b) or not b.any():
        return 0.0
    return float(a @ b / math.sqrt(float(a @ a) * float(b @ b)))


def quiet_voices(sentences: Sequence[Sentence]) -> list[Figure]:
    """Whether a voice that is hardly there opens the gate, in a room 15 dB under it."""
    figures = []
    chance = np.random.default_rng(5)
    for dbfs in (-45.0, -55.0, -60.0):
        opened = 0
        for one in sentences:
            rest = np.zeros(4 * INPUT_RATE)
            voice = np.frombuffer(at_level(one.sound.astype("<i2").tobytes(), dbfs), "<i2")
            heard = np.concatenate((rest, voice, rest))
            noise = chance.normal(0, 32_768 * 10 ** ((dbfs - 15) / 20), len(heard))
            opened += passed(np.rint(heard + noise).astype("<i2").tobytes()).openings > 0
        share = 100 * opened / len(sentences)
        what = f"voices at {dbfs:g} dBFS that open"
        wanted = dbfs >= -55
        figures.append(Figure(what, share, "%", "100" * wanted, share == 100 or not wanted))
    return figures


def noises() -> list[Figure]:
    """How often ten minutes of a noise open the gate; none where the noise cannot be had."""
    figures: list[Figure] = []
    with TemporaryDirectory(prefix="bench-") as folder:
        packages = Packages(Path(folder))
        for name in OPENERS:
            try:
                sound = noise(name, packages)
            except MissingNoiseError as missing:
                print(f"bench: {name} left out. {missing}", file=sys.stderr)
                continue
            for dbfs in LEVELS_DBFS:
                found = passed(from_float(at_dbfs(sound, dbfs)))
                what = f"openings in 10 min of {name} at {dbfs} dBFS"
                figures.append(at_most(what, found.openings, "", 2))
    return figures


def cost(sentences: Sequence[Sentence]) -> list[Figure]:
    """What the detector takes of one core."""
    chance = np.random.default_rng(6)
    room = np.rint(chance.normal(0, 20, 60 * INPUT_RATE)).astype("<i2").tobytes()
    speech = np.concatenate([one.sound for one in sentences]).astype("<i2").tobytes()
    silence = bytes(60 * INPUT_RATE * SAMPLE_BYTES)
    figures = []
    for name, pcm in (("exact silence", silence), ("a quiet room", room), ("speech", speech)):
        judge = SpeechJudge()
        began = time.process_time()
        for at in range(0, len(pcm), CHUNK_BYTES):
            judge.take(pcm[at : at + CHUNK_BYTES])
        share = (time.process_time() - began) / (len(pcm) / SAMPLE_BYTES / INPUT_RATE)
        figures.append(at_most(f"share of a core the detector takes, {name}", 100 * share, "%", 1))
    return figures


def an_hour() -> list[Figure]:
    """What an hour with ten minutes of speech costs, with and without the gate."""
    sentences = load()
    spoken_s = sum(one.ends_s - one.begins_s for one in sentences)
    count = round(600 / (spoken_s / len(sentences)))
    gap_s = (3600 - 600) / count
    gates = {"sent": SpeechGate(holds=False), "kept": SpeechGate()}
    sent_s = dict.fromkeys(gates, 0.0)
    for name, gate in gates.items():
        for number in range(count):
            one = sentences[number % len(sentences)]
            chunks = round((one.ends_s - one.begins_s) * 1000 / CHUNK_MS)
            rest = round(gap_s * 1000 / CHUNK_MS)
            for probability in (0.9,) * chunks + (0.0,) * rest:
                items = gate.take(Sound(b"", 0.0), Judgement((probability,), 1.0))
                sent_s[name] += sum(isinstance(it, Sound) for it in items) * CHUNK_MS / 1000
    less = 100 * (1 - sent_s["kept"] / sent_s["sent"])
    usd = {name: seconds * AUDIO_TOKENS_S * 3.0 / 1e6 for name, seconds in sent_s.items()}
    tokens = {name: seconds * AUDIO_TOKENS_S for name, seconds in sent_s.items()}
    return [
        noted("an hour with 10 min of speech, sent", sent_s["kept"] / 60, "min"),
        Figure("  less than all of it", less, "%", "≥ 60", less >= 60),
        noted("  tokens of sound in, of 90,000", tokens["kept"], ""),
        noted("  cents a turn's context less", 100 * (usd["sent"] - usd["kept"]), "¢"),
    ]


def figures() -> list[Figure]:
    """The table's lines; eight minutes."""
    sentences = load()
    return [
        *waits(sentences),
        *beginnings(sentences),
        *quiet_voices(sentences),
        *noises(),
        *an_hour(),
        *cost(sentences),
    ]
