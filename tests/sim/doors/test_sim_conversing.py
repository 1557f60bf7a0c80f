"""How soon a language model's answer is heard, of the whole server but for its sockets."""

from __future__ import annotations

import asyncio
import base64
import itertools
from typing import Any

import pytest

from livechat.core.pcm import INPUT_RATE, SAMPLE_BYTES, silence
from livechat.dsp.vad import WINDOW_BYTES, VoiceDetector
from livechat.sim.doors.connection import EARS_REST, OVERHEAR_EVERY_S
from livechat.sim.mind.question import Clause, Model, Over, User
from livechat.sim.scenario import Scenario
from livechat.sim.senses.ears import EarsError
from livechat.sim.senses.hum import hum
from livechat.sim.senses.listener import PAUSE_MS
from tests.sim.timed import SETUP, SPEECH, Client, held, streamed
from tests.support.language_model import ScriptedModel, Timed

CHUNK_S = 0.02
EAR_S, MODEL_S, VOICE_S = 0.2, 0.15, 0.1
"""Seconds that they take: measured on two cores."""

SILENCE_S = 0.64
"""Seconds of silence that end speech."""

STREAM = silence(0.5, INPUT_RATE) + SPEECH + silence(6.0, INPUT_RATE)


class SlowEars:
    """Understand the same words always, after some time."""

    def __init__(self, text: str, seconds: float = EAR_S) -> None:
        self.text, self.seconds = text, seconds
        self.times = 0

    def warm(self) -> None:
        pass

    async def transcribe(self, pcm: bytes) -> str:
        self.times += 1
        await asyncio.sleep(self.seconds)
        if not self.text:
            raise EarsError("I cannot hear.")
        return self.text

    async def overhear(self, pcm: bytes) -> str:
        return await self.transcribe(pcm)

    async def aclose(self, limit: float) -> None:
        pass


class SlowVoice:
    """Hums after some time, one sentence after the other."""

    def __init__(self) -> None:
        self.said: list[tuple[float, str]] = []
        self._one = asyncio.Lock()

    def warm(self) -> None:
        pass

    async def ready(self) -> None:
        pass

    async def say(self, sentence: str, name: str) -> bytes:
        async with self._one:
            self.said.append((asyncio.get_running_loop().time(), sentence))
            await asyncio.sleep(VOICE_S)
            return hum(sentence, name)

    async def aclose(self, limit: float) -> None:
        pass


def last_sound() -> float:
    """Seconds after the first message at which the last voiced window has been sent."""
    detector, last = VoiceDetector(), 0
    for at in range(0, len(STREAM) - WINDOW_BYTES + 1, WINDOW_BYTES):
        if detector.probability(STREAM[at : at + WINDOW_BYTES]) >= 0.35:
            last = at + WINDOW_BYTES
    return 0.5 + last / SAMPLE_BYTES / INPUT_RATE


def conversed(model: ScriptedModel, ears: SlowEars, **setup: Any) -> tuple[Client, SlowVoice]:
    voice = SlowVoice()
    fields = {**SETUP["setup"], **setup}
    agreed = {name: value for name, value in fields.items() if value is not None}
    messages = [(0.0, {"setup": agreed}), *streamed(STREAM, 0.5, CHUNK_S)]
    return held(Client(messages), Scenario(), voice, model, ears), voice


def test_the_first_sound_follows_the_silence_at_once() -> None:
    """Ear, model and voice have worked in the silence that ends speech; nothing is held back."""
    model = ScriptedModel([(MODEL_S, Clause("Good day to you.")), (0.1, Over())])
    client, voice = conversed(model, SlowEars("Hello there."))
    first, end = client.at("inlineData")[0], last_sound()
    worked = PAUSE_MS / 1000 + EAR_S + MODEL_S + VOICE_S
    assert first - end == pytest.approx(max(SILENCE_S, worked), abs=0.06)
    assert [sentence for _, sentence in voice.said] == ["Good day to you."]
    assert len(model.asked) == 1
    assert model.cut == 0
    assert client.at("inputTranscription")[0] - end == pytest.approx(SILENCE_S, abs=0.06)


def test_slow_ears_are_all_that_is_waited_for() -> None:
    """What they take longer than the silence, then the model and the voice."""
    model = ScriptedModel([(MODEL_S, Clause("Good day.")), (0.1, Over())])
    ears = SlowEars("Hello there.", 1.0)
    client, _ = conversed(model, ears)
    expected = PAUSE_MS / 1000 + 1.0 + MODEL_S + VOICE_S
    assert client.at("inlineData")[0] - last_sound() == pytest.approx(expected, abs=0.06)


def test_no_gap_lies_between_clauses() -> None:
    """Each is voiced while the one before is sent, which takes a quarter of its time."""
    clauses = [Clause(f"This is sentence number {number} of a story.") for number in range(4)]
    model = ScriptedModel([*((0.1, clause) for clause in clauses), (0.0, Over())])
    client, _ = conversed(model, SlowEars("Tell me a story."))
    times = client.at("inlineData")
    played = times[0]
    for when, message in client.came:
        for part in message.get("serverContent", {}).get("modelTurn", {}).get("parts", ()):
            assert when <= played + 0.001
            data = part["inlineData"]["data"]
            played += len(data) * 3 / 4 / SAMPLE_BYTES / 24_000
    assert client.at("turnComplete")[0] == pytest.approx(played, abs=0.05)


def test_an_answer_begun_for_half_a_sentence_is_cut() -> None:
    """The recording pauses in its middle; what was begun there is not what is asked."""
    model = ScriptedModel(
        [(MODEL_S, Clause("Good day.")), (9.0, Over())],
        [(MODEL_S, Clause("Good evening.")), (0.0, Over())],
    )
    middle = len(SPEECH) // 2 // WINDOW_BYTES * WINDOW_BYTES
    pause = silence(0.45, INPUT_RATE)
    stream = SPEECH[:middle] + pause + SPEECH[middle:] + silence(6.0, INPUT_RATE)

    class TwoEars(SlowEars):
        async def transcribe(self, pcm: bytes) -> str:
            await super().transcribe(pcm)
            return "Hello." if len(pcm) < middle + len(pause) else "Hello there."

    client = Client([(0.0, SETUP), *streamed(stream, 0.5, CHUNK_S)])
    held(client, Scenario(), SlowVoice(), model, TwoEars("Hello.", 0.1))
    said = [
        message["serverContent"]["outputTranscription"]["text"]
        for _, message in client.came
        if "outputTranscription" in message.get("serverContent", {})
    ]
    assert "".join(said) == "Good evening."
    assert model.cut == 1
    assert [question.messages for _, question in model.asked] == [
        (User("Hello."),),
        (User("Hello there."),),
    ]


def test_ears_that_fail_are_told_once() -> None:
    """Though they were asked before speech was over."""
    client, voice = conversed(ScriptedModel(), SlowEars(""))
    assert [sentence for _, sentence in voice.said] == ["I cannot hear."]
    assert len(client.at("turnComplete")) == 1


def test_a_model_that_ends_without_a_word_is_told() -> None:
    """Its port forbids that; the turn ends all the same."""
    client, _ = conversed(ScriptedModel([]), SlowEars("Hello there."))
    assert len(client.at("turnComplete")) == 1


def test_the_model_reads_what_was_said_while_the_user_speaks() -> None:
    """It has the question alone to read when that comes."""
    answer: list[Timed] = [(MODEL_S, Clause("Good day.")), (0.1, Over())]
    model = ScriptedModel(answer, answer)
    twice = SPEECH + silence(3.0, INPUT_RATE) + SPEECH + silence(3.0, INPUT_RATE)
    client = Client([(0.0, SETUP), *streamed(twice, 0.5, CHUNK_S)])
    held(client, Scenario(), SlowVoice(), model, SlowEars("Hello there."))
    known = (User("Hello there."), Model("Good day."))
    assert [question.messages[:-1] for question in model.read_ahead] == [known]
    assert model.asked[-1][1].messages == (*known, User("Hello there."))


def test_another_question_than_the_one_begun_is_asked_anew() -> None:
    """A picture came in the silence that ended speech."""
    model = ScriptedModel(
        [(MODEL_S, Clause("Good day.")), (9.0, Over())],
        [(MODEL_S, Clause("A cat.")), (0.0, Over())],
    )
    stream = list(streamed(STREAM, 0.5, CHUNK_S))
    data = base64.b64encode(b"picture").decode()
    video = {"realtimeInput": {"video": {"data": data, "mimeType": "image/jpeg"}}}
    at = last_sound() + PAUSE_MS / 1000 + EAR_S + 0.1
    before = [(0.0, SETUP), *(one for one in stream if one[0] < at)]
    client = Client([*before, (at, video), *(one for one in stream if one[0] >= at)])
    held(client, Scenario(), SlowVoice(), model, SlowEars("What is this?"))
    assert model.cut == 1
    assert [len(question.messages) for _, question in model.asked] == [1, 1]
    assert len(client.at("turnComplete")) == 1


def test_words_are_told_while_they_are_spoken() -> None:
    """Apart, again and again, and once more when the user may have finished."""
    model = ScriptedModel([(MODEL_S, Clause("Good day.")), (0.0, Over())])
    client, _ = conversed(model, SlowEars("Hello there."))
    told, end = client.at("interimInputTranscription"), last_sound()
    spoken = [when for when in told if when < end]
    assert len(spoken) >= 2
    assert spoken[1] - spoken[0] == pytest.approx(
        max(OVERHEAR_EVERY_S, EARS_REST * EAR_S), abs=0.15
    )
    assert told[-1] == pytest.approx(end + PAUSE_MS / 1000 + EAR_S, abs=0.06)
    assert max(told) < client.at("inputTranscription")[0]


def test_slow_ears_rest_longer_than_they_work_while_the_user_speaks() -> None:
    """The words of the whole come no later for it."""
    ears = SlowEars("Hello there.", 0.3)
    model = ScriptedModel([(MODEL_S, Clause("Good day.")), (0.0, Over())])
    client, _ = conversed(model, ears)
    told, end = client.at("interimInputTranscription"), last_sound()
    spoken = [when for when in told if when < end + PAUSE_MS / 1000]
    assert len(spoken) >= 2
    assert all(
        later - earlier >= EARS_REST * ears.seconds - 0.05
        for earlier, later in itertools.pairwise(spoken)
    )


def test_words_are_not_told_early_where_no_transcript_is_asked_for() -> None:
    """Nor are ears asked more than once."""
    ears = SlowEars("Hello there.")
    model = ScriptedModel([(MODEL_S, Clause("Good day.")), (0.0, Over())])
    client, _ = conversed(model, ears, inputAudioTranscription=None)
    assert client.at("interimInputTranscription") == []
    assert ears.times == 1
