"""How soon the practice partner answers when a language model thinks for it, and what that costs.

Spoken questions (`examples/questions/`) are asked as `livechat talk` asks them: sound at its real
pace, the end of speech told where livechat's own rule finds it. Ears, voice and the small language
model are those that come along. First in this process, where the parts of a turn can be timed by
themselves; then of `livechat sim` in a process of its own, by one client and by four at once.
"""

from __future__ import annotations

import asyncio
import base64
import csv
import json
import re
import statistics
import sys
import time
import wave
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
from websockets.asyncio.client import connect

from bench.crowd import LIMIT_S, PATH, Answer, Client, Cost, Others, Partner, cost
from bench.figure import Figure, at_most
from bench.processes import children
from livechat.catalog.voices import VOICES
from livechat.core.link.endpointing import AUTO, Judgement
from livechat.core.link.items import Sound, SoundEnd
from livechat.core.link.speech_gate import SpeechGate
from livechat.core.pcm import CHUNK_MS, INPUT_RATE, SAMPLE_BYTES
from livechat.core.talk.latency import percentile
from livechat.dsp.speech import SpeechJudge
from livechat.sim.llm.choosing import packaged
from livechat.sim.llm.local import Local
from livechat.sim.llm.model import LanguageModel
from livechat.sim.mind.question import Clause, Part, Question
from livechat.sim.senses.ears import Ears, WhisperEars, can_whisper
from livechat.sim.senses.voice import NeuralVoice, Voice, can_speak
from livechat.sim.server import Server, ServerOptions

FOLDER: Final = Path(__file__).parents[1] / "examples/questions"

TURNS: Final = 20
"""Turns of the first conversation."""

ASKED: Final = 6
"""Questions of each of the four."""

CROWD: Final = 4
"""Conversations at once."""

STAGGER_S: Final = 1.3
"""Seconds between the beginnings of two of them."""

BREATH_S: Final = 0.5
"""Seconds from the end of an answer to the next question."""

READY_S: Final = 6.0
"""Seconds before the first question: models are loaded when a client comes."""

AFTER_S: Final = 2.0
"""Seconds of a quiet room after a question, within which its end is found."""

MARGIN_S: Final = 0.1
"""Seconds in a recording after its last voiced sample."""

ROOM: Final = 18.0
"""RMS of a quiet room, −65 dBFS."""

FIRST_MS: Final = 1500
"""Milliseconds from the end of speech to the first sound that are to be kept."""


@dataclass(frozen=True)
class Spoken:
    """A question as livechat sends it."""

    messages: tuple[tuple[str, ...], ...]
    """What leaves in each 20 ms, up to the word that speech has ended."""
    ends_s: float
    """Seconds from its beginning to its last voiced sample."""
    sense: re.Pattern[str]
    """What an answer in sense has in it."""


@dataclass
class Moments:
    """When something was done last, on `time.perf_counter`, and how long it took by itself."""

    words: float = 0.0
    ear_s: float = 0.0
    clause: float = 0.0
    model_s: float = 0.0
    voiced: float = 0.0
    voice_s: float = 0.0


@dataclass(frozen=True)
class Turn:
    """One question and its answer."""

    ended: float
    """When its last voiced sample was sent, on `time.perf_counter`."""
    told: float
    """When its end was told."""
    answer: Answer
    right: bool
    """Whether the answer has in it what one in sense has."""
    parts: Moments = field(default_factory=Moments)

    @property
    def first_ms(self) -> float:
        """Milliseconds from the end of speech to the first sound."""
        return 1000 * (self.answer.first - self.ended)


class TimedEars:
    """Ears that note how long the last utterance took them."""

    def __init__(self, ears: Ears, moments: Moments) -> None:
        self._ears, self._moments = ears, moments
        self.warm, self.overhear, self.aclose = ears.warm, ears.overhear, ears.aclose

    async def transcribe(self, pcm: bytes) -> str:
        """Words of an utterance."""
        began = time.perf_counter()
        words = await self._ears.transcribe(pcm)
        self._moments.words = time.perf_counter()
        self._moments.ear_s = self._moments.words - began
        return words


class TimedModel:
    """A language model that notes how long the first clause of the last answer took it."""

    def __init__(self, llm: LanguageModel, moments: Moments) -> None:
        self._llm, self._moments = llm, moments
        self.label, self.warm, self.aclose = llm.label, llm.warm, llm.aclose
        self.read = llm.read

    async def answer(self, question: Question) -> AsyncGenerator[Part, None]:
        """Yield the parts of an answer."""
        began, first = time.perf_counter(), True
        async for part in self._llm.answer(question):
            if first and isinstance(part, Clause):
                first = False
                self._moments.clause = time.perf_counter()
                self._moments.model_s = self._moments.clause - began
                self._moments.voiced = 0.0
            yield part


class TimedVoice:
    """A voice that notes how long the first clause of the last answer took it."""

    def __init__(self, voice: Voice, moments: Moments) -> None:
        self._voice, self._moments = voice, moments
        self.warm, self.ready, self.aclose = voice.warm, voice.ready, voice.aclose

    async def say(self, sentence: str, name: str) -> bytes:
        """Sound of a sentence."""
        began = time.perf_counter()
        sound = await self._voice.say(sentence, name)
        if not self._moments.voiced:
            self._moments.voiced = time.perf_counter()
            self._moments.voice_s = self._moments.voiced - began
        return sound


def figures() -> list[Figure]:
    """All of it; four minutes. Nothing without ears, a voice and the small model."""
    model = packaged()
    if model is None or not (can_whisper() and can_speak()):
        print("bench: partner left out. Its parts are not installed.", file=sys.stderr)
        return []
    questions = spoken()
    others = Others()
    turns = asyncio.run(_timed(model, questions))
    with _sim(model) as server:
        alone = asyncio.run(_alone(server, questions))
    with _sim(model) as server:
        crowd = asyncio.run(_crowd(server, questions))
    share = Figure("meanwhile, other programs took", others.share(), "CPU", "", True)
    return [*_waits(turns), *alone, *crowd, share]


def spoken() -> list[Spoken]:
    """The questions that are answered in a sentence or two."""
    with (FOLDER / "questions.tsv").open(encoding="utf-8") as file:
        return [
            _sent(FOLDER / row["file"], re.compile(row["sense"]))
            for row in csv.DictReader(file, delimiter="\t")
            if row["sense"]  # else a function answers
        ]


def _sent(path: Path, sense: re.Pattern[str]) -> Spoken:
    with wave.open(str(path), "rb") as file:
        pcm = file.readframes(file.getnframes())
    said = np.frombuffer(pcm, "<i2").astype(float)
    heard = np.concatenate((np.zeros(INPUT_RATE // 5), said, np.zeros(round(AFTER_S * INPUT_RATE))))
    heard += np.random.default_rng(0).normal(0, ROOM, len(heard))
    pcm = np.clip(np.rint(heard), -32_768, 32_767).astype("<i2").tobytes()
    size = INPUT_RATE * CHUNK_MS // 1000 * SAMPLE_BYTES
    judge, gate = SpeechJudge(), SpeechGate(holds=False)
    messages: list[tuple[str, ...]] = []
    for at in range(0, len(pcm) - size + 1, size):
        chunk = pcm[at : at + size]
        items = gate.take(Sound(chunk, 0.0), judge.take(chunk) or Judgement())
        messages.append(
            tuple(_message(item.pcm if isinstance(item, Sound) else b"") for item in items)
        )
        if any(isinstance(item, SoundEnd) for item in items):
            break
    return Spoken(tuple(messages), 0.2 + len(said) / INPUT_RATE - MARGIN_S, sense)


def _message(pcm: bytes) -> str:
    if not pcm:
        return json.dumps({"realtimeInput": {"audioStreamEnd": True}})
    data = base64.b64encode(pcm).decode()
    blob = {"data": data, "mimeType": f"audio/pcm;rate={INPUT_RATE}"}
    return json.dumps({"realtimeInput": {"audio": blob}})


async def _ask(client: Client, question: Spoken, parts: Moments | None = None) -> Turn:
    """Say a question and hear its answer."""
    answering = asyncio.create_task(client.answer(0.0))
    began = time.perf_counter()
    for at, messages in enumerate(question.messages, 1):
        await asyncio.sleep(max(0.0, began + at * CHUNK_MS / 1000 - time.perf_counter()))
        for message in messages:
            await client.send_raw(message)
    told = time.perf_counter()
    answer = await asyncio.wait_for(answering, LIMIT_S)
    kept = Moments(**vars(parts)) if parts else Moments()
    await asyncio.sleep(BREATH_S)
    right = bool(question.sense.search(answer.said))
    return Turn(began + question.ends_s, told, answer, right, kept)


async def _converse(
    client: Client, questions: Sequence[Spoken], number: int, parts: Moments | None = None
) -> list[Turn]:
    """Ask questions in turn, with the first again after the last."""
    await client.setup(VOICES[0].name, silence_ms=AUTO.backstop_ms)
    await asyncio.sleep(READY_S)
    return [await _ask(client, questions[at % len(questions)], parts) for at in range(number)]


async def _timed(model: Path, questions: Sequence[Spoken]) -> list[Turn]:
    """A conversation with a server in this process, whose parts are timed."""
    parts = Moments()
    options = ServerOptions(
        ears=TimedEars(WhisperEars(), parts),
        llm=TimedModel(Local(model), parts),
        voice=TimedVoice(NeuralVoice(), parts),
        remember_bytes=0,
    )
    async with (
        Server(options) as server,
        connect(server.ws_url + PATH, proxy=None, compression=None) as connection,
    ):
        return await _converse(Client(connection), questions, TURNS, parts)


def _waits(turns: Sequence[Turn]) -> list[Figure]:
    """What is waited for."""

    def both(what: str, values: Sequence[float], most: float | None = None) -> Iterator[Figure]:
        median, late = statistics.median(values), percentile(values, 0.95) or 0.0
        goal = "" if most is None else f"≤ {most:g}"
        yield Figure(f"{what}, {len(values)}×", median, "ms", goal, most is None or median <= most)
        yield Figure("  p95", late, "ms", goal, most is None or late <= most)

    def own(name: str) -> list[float]:
        return [1000 * getattr(turn.parts, name) for turn in turns]

    sounds = [max(turn.parts.voiced, turn.told) for turn in turns]
    return [
        *both("end of speech to first sound", [turn.first_ms for turn in turns], FIRST_MS),
        *both("  until its end is told", [1000 * (turn.told - turn.ended) for turn in turns]),
        *both(
            "  until the words are known",
            [1000 * (turn.parts.words - turn.ended) for turn in turns],
        ),
        *both(
            "  until the first clause", [1000 * (turn.parts.clause - turn.ended) for turn in turns]
        ),
        *both("  until it is voiced", [1000 * (turn.parts.voiced - turn.ended) for turn in turns]),
        *both(
            "  from there, or from its end told, to the client",
            [1000 * (turn.answer.first - sound) for turn, sound in zip(turns, sounds, strict=True)],
        ),
        *both("by itself: the ear", own("ear_s")),
        *both("by itself: the first clause", own("model_s")),
        *both("by itself: its voice", own("voice_s")),
        Figure(
            "longest gap in the sound",
            1000 * max(t.answer.gap_s for t in turns),
            "ms",
            "≤ 0",
            all(t.answer.gap_s <= 0 for t in turns),
        ),
        _right(turns),
    ]


def _right(turns: Sequence[Turn]) -> Figure:
    share = 100 * sum(turn.right for turn in turns) / len(turns)
    return Figure(f"  answered in sense, of {len(turns)}", share, "%", "≥ 90", share >= 90)


@contextmanager
def _sim(model: Path) -> Iterator[Partner]:
    """`livechat sim` with all that it has."""
    server = Partner("--llm", str(model), "--voice=neural", "--ears=whisper", pace=False)
    try:
        yield server
    finally:
        server.close()


def _whole(server: Partner) -> Cost:
    """What the server and the processes below it have cost."""
    costs = [cost(pid) for pid in (server.pid, *children(server.pid))]
    return Cost(sum(one.cpu_s for one in costs), sum(one.memory_mb for one in costs))


async def _alone(server: Partner, questions: Sequence[Spoken]) -> list[Figure]:
    """What one conversation costs."""
    async with connect(server.url + PATH, proxy=None, compression=None) as connection:
        client = Client(connection)
        await _converse(client, questions, 1)
        before = _whole(server)
        turns = [await _ask(client, question) for question in questions[1:]]
        after = _whole(server)
    used = (after.cpu_s - before.cpu_s) / len(turns)
    return [
        Figure("processor time of a turn", 1000 * used, "ms", "", True),
        at_most("memory, the language model's process included", after.memory_mb, "MB", 900),
    ]


async def _crowd(server: Partner, questions: Sequence[Spoken]) -> list[Figure]:
    """Four conversations at once."""

    async def one(number: int) -> list[Turn]:
        await asyncio.sleep(number * STAGGER_S)
        async with connect(server.url + PATH, proxy=None, compression=None) as connection:
            asked = [*questions[2 * number :], *questions[: 2 * number]]
            return await _converse(Client(connection), asked, ASKED)

    async with asyncio.timeout(5 * LIMIT_S):
        turns = [turn for turns in await asyncio.gather(*map(one, range(CROWD))) for turn in turns]
    waits = [turn.first_ms for turn in turns]
    gaps = [turn.answer.gap_s for turn in turns]
    return [
        Figure(
            f"{CROWD} at once, end of speech to first sound, {len(turns)}×",
            statistics.median(waits),
            "ms",
            "",
            True,
        ),
        Figure("  p95", percentile(waits, 0.95) or 0.0, "ms", "", True),
        Figure(
            "  answers with a gap in their sound",
            sum(gap > 0 for gap in gaps),
            "",
            "≤ 0",
            not any(gap > 0 for gap in gaps),
        ),
        Figure("  longest gap", 1000 * max(gaps), "ms", "≤ 0", max(gaps) <= 0),
        _right(turns),
        Figure("  memory", _whole(server).memory_mb, "MB", "", True),
    ]
