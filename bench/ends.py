"""The ends of speech: how soon an answer comes, what is cut in two, what opens the microphone.

The first part runs the real program in real time, one process a manner of speaking: sentences whose
ends are known go into `--mic -`, the practice partner answers at the measured pace, and the moment
counts at which the answer begins to sound. Once the service finds the ends by itself, once it is
told of them. The others run faster than real time, through what stands between a microphone and the
outbox.
"""

from __future__ import annotations

import math
import statistics
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
from bench.sentences import Manner, Sentence, Stream, load, stream
from livechat.audio.hearing import Hearing
from livechat.core.link.endpointing import Judgement
from livechat.core.link.items import Item, Sound, SoundEnd
from livechat.core.link.speech_gate import SpeechGate, Stage
from livechat.core.pcm import CHUNK_MS, INPUT_RATE, SAMPLE_BYTES
from livechat.core.talk.latency import percentile
from livechat.core.talk.usage import AUDIO_TOKENS_S
from livechat.dsp.frontend import Frontend
from livechat.dsp.reference import Reference
from tests.support.talking import Talking

Floats = NDArray[np.float64]

Way = Literal["service", "auto"]
"""Who finds the ends of speech."""

MANNERS: Final[tuple[Manner, ...]] = ("plain", "quick", "slow", "hesitant")

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
        everything = [one for each in found[way] for one in each]
        waited = [one.waited_s for one in everything if one.waited_s is not None and not one.cut]
        medians[way] = statistics.median(waited)
        cuts[way] = 100 * sum(one.cut for one in everything) / len(everything)
        within = 100 * sum(one.told_within for one in everything) / len(everything)
        p95 = percentile(waited, 0.95) or math.nan
        figures += [
            Figure(f"{name}, to first sound ({len(waited)}×)", 1000 * medians[way], "ms", "", True),
            Figure("  p95", 1000 * p95, "ms", "", True),
            Figure("  ends told within a sentence", within, "%", "", True),
            Figure("  sentences answered before their end", cuts[way], "%", "", True),
        ]
        for manner, each in zip(MANNERS, found[way], strict=True):
            own = [one.waited_s for one in each if one.waited_s is not None and not one.cut]
            cut = sum(one.cut for one in each)
            figures.append(
                Figure(
                    f"  {manner} ({len(each)}×, {cut} cut)",
                    1000 * statistics.median(own),
                    "ms",
                    "",
                    True,
                )
            )
    sooner = 1000 * (medians["service"] - medians["auto"])
    most = min(2.0, max(cuts["service"], 0.0))
    return [
        *figures,
        Figure("sooner at the median", sooner, "ms", "≥ 450", sooner >= 450),
        Figure("cut in two", cuts["auto"], "%", f"≤ {most:.1f}", cuts["auto"] <= most),
    ]


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
    hearing, gate = Hearing(INPUT_RATE, 1, cleans, Reference()), SpeechGate()
    clean: list[bytes] = []
    sent: list[Item] = []
    openings = 0
    for at in range(0, len(pcm), CHUNK_BYTES):
        heard = hearing.hear(pcm[at : at + CHUNK_BYTES], at / SAMPLE_BYTES / INPUT_RATE)
        for chunk, judgement in heard.chunks:
            before = gate.stage
            sent += gate.take(Sound(chunk, float(len(clean))), judgement)
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
        Figure(
            "  likeness of their first 200 ms, least",
            100 * min(likeness),
            "%",
            "",
            True,
        ),
        Figure("  openings", found.openings, "", f"{count}", found.openings >= count - 1),
    ]


def _like(one: Floats, other: Floats, first: slice, late: int) -> float:
    a, b = one[first], other[first.start + late : first.stop + late]
    if len(a) != len(b) or not b.any():
        return 0.0
    return float(a @ b / math.sqrt(float(a @ a) * float(b @ b)))


def quiet_voices(sentences: Sequence[Sentence]) -> list[Figure]:
    """Whether a voice that is hardly there opens the gate."""
    figures = []
    for dbfs in (-45.0, -55.0, -60.0):
        opened = 0
        for one in sentences:
            silence = bytes(4 * INPUT_RATE * SAMPLE_BYTES)
            voice = at_level(one.sound.astype("<i2").tobytes(), dbfs)
            opened += passed(silence + voice + silence).openings > 0
        share = 100 * opened / len(sentences)
        goal = "100" if dbfs >= -55 else ""
        figures.append(
            Figure(f"voices at {dbfs:g} dBFS that open", share, "%", goal, share == 100 or not goal)
        )
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
    return [
        Figure("an hour, 10 min of speech: minutes sent", sent_s["kept"] / 60, "min", "", True),
        Figure("  less than all of it", less, "%", "≥ 60", less >= 60),
        Figure("  tokens of sound in", sent_s["kept"] * AUDIO_TOKENS_S, "", "", True),
        Figure("  all of it would be", sent_s["sent"] * AUDIO_TOKENS_S, "", "", True),
        Figure("  cents, billed once", 100 * usd["kept"], "¢", "", True),
        Figure("  all of it would be", 100 * usd["sent"], "¢", "", True),
    ]
