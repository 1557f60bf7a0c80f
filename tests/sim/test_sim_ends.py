"""Clients that tell the ends of speech, go on for a while, and send nothing until speech begins."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from livechat.core.pcm import INPUT_RATE, SAMPLE_BYTES, seconds_in, silence
from livechat.sim.scenario import Scenario, Scripted, StreamEndChoice
from livechat.sim.senses.ears import ScriptedEars
from livechat.sim.senses.voice import SyntheticVoice
from livechat.sim.server import Server, ServerOptions
from tests.sim.peer import QUICK, limited, peer, recording
from tests.sim.timed import SAYS, SETUP, SPEECH, Client, audio, held, streamed, voiced_chunks

Due = list[tuple[float, dict[str, Any]]]

END: dict[str, Any] = {"realtimeInput": {"audioStreamEnd": True}}

CHUNK_S = 0.02

SPOKEN_S = seconds_in(len(SPEECH), INPUT_RATE)

MODELS = ["gemini-3.8-live", "gemini-3.1-flash-live-preview"]
"""A measured one, and one of which nothing was measured."""

HALVES = (Scripted(hears="please count"), Scripted(hears="to five"))


def setup(model: str) -> dict[str, Any]:
    return {"setup": {**SETUP["setup"], "model": f"models/{model}"}}


def said(begins: float, pcm: bytes = SPEECH) -> Due:
    """Speech as it is spoken, and the end told 10 ms after its last sound."""
    told = begins + seconds_in(len(pcm), INPUT_RATE) + 0.01
    return [*streamed(pcm, begins, CHUNK_S), (told, END)]


def quiet(begins: float, seconds: float) -> Due:
    return list(streamed(silence(seconds, INPUT_RATE), begins, CHUNK_S))


def texts(client: Client, kind: str) -> str:
    """The words of the user, or of the partner."""
    contents = [message.get("serverContent", {}) for _, message in client.came]
    return "".join(content[kind]["text"] for content in contents if kind in content)


def signs(client: Client) -> list[str]:
    """What turns went through, and what was told of speech."""
    names = ("interrupted", "turnComplete")
    found: list[str] = []
    for _, message in client.came:
        found += [name for name in names if message.get("serverContent", {}).get(name)]
        if "voiceActivity" in message:
            found.append(message["voiceActivity"]["type"])
    return found


def turns(client: Client) -> list[str]:
    """What turns went through."""
    return [sign for sign in signs(client) if not sign.startswith("ACTIVITY")]


def offsets(client: Client) -> list[float]:
    """Seconds of sound at which speech began and ended, as told."""
    told = [message["voiceActivity"] for _, message in client.came if "voiceActivity" in message]
    return [float(one["audioOffset"].removesuffix("s")) for one in told]


def test_sound_that_goes_on_does_not_delay_the_answer() -> None:
    """An end, three seconds of silence in chunks of 20 ms, two more ends, and nothing: one turn, a
    quarter of a second after the first end.
    """
    scenario = Scenario(voice="synthetic", turns=(Scripted(hears="hello", says=SAYS),))
    due = said(0.5)
    end, _ = due[-1]
    ends: Due = [(end + 1.0, END), (end + 3.1, END), (end + 3.1, END)]
    due = sorted([*due, *quiet(end, 3.0), *ends], key=lambda one: one[0])
    client = held(Client([(0.0, SETUP), *due]), scenario)
    assert client.at("inputTranscription") == [pytest.approx(end + 0.25)]
    assert client.at("inlineData")[0] == pytest.approx(end + 0.25)
    assert signs(client) == ["ACTIVITY_START", "ACTIVITY_END", "turnComplete"]


def test_ends_where_nothing_was_said_are_nothing() -> None:
    """In the middle of silence, twice in a row, before the first sound and after the last."""
    due: Due = [(0.5, END), (0.5, END), *quiet(0.5, 2.0), (2.6, END), (2.6, END)]
    client = held(Client([(0.0, SETUP), *due, *quiet(2.6, 1.0)]), Scenario(voice="synthetic"))
    names = [next(iter(message)) for _, message in client.came]
    assert names == ["setupComplete", "sessionResumptionUpdate"]


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("pause_s", [0.0, 0.06, 0.12])
def test_who_goes_on_before_the_answer_asks_one_question(model: str, pause_s: float) -> None:
    """The words of both parts are answered, once, in order; nothing is interrupted."""
    scenario = Scenario(voice="synthetic", turns=HALVES)
    first = said(0.5)
    end, _ = first[-1]
    due = [*first, *quiet(end, pause_s), *said(end + pause_s, SPEECH[8_000:])]
    client = held(Client([(0.0, setup(model)), *due]), scenario)
    assert texts(client, "inputTranscription") == "please count to five"
    assert texts(client, "outputTranscription").split() == ["1,", "2,", "3,", "4,", "5."]
    assert turns(client) == ["turnComplete"]
    assert client.at("inlineData")[0] == pytest.approx(due[-1][0] + 0.25)


class Slow(SyntheticVoice):
    """A voice that thinks for half a second before every sentence."""

    async def say(self, sentence: str, name: str) -> bytes:
        await asyncio.sleep(0.5)
        return await super().say(sentence, name)


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize(("after_s", "one"), [(0.3, True), (1.0, False)])
def test_an_answer_is_taken_back_until_its_first_sound(
    model: str, after_s: float, one: bool
) -> None:
    """It was begun a quarter of a second after the end, and sounds half a second later: whoever
    goes on in between asks one question, and whoever is later interrupts.
    """
    scenario = Scenario(voice="synthetic", turns=HALVES)
    first = said(0.5)
    end, _ = first[-1]
    due = [*first, *quiet(end, after_s), *said(end + after_s, SPEECH[8_000:])]
    client = held(Client([(0.0, setup(model)), *due]), scenario, Slow())
    whole = "1, 2, 3, 4, 5."
    if one:
        assert turns(client) == ["turnComplete"]
        assert texts(client, "inputTranscription") == "please count to five"
        assert texts(client, "outputTranscription") == whole
        assert len(client.at("usageMetadata")) == 1
    else:
        assert turns(client) == ["interrupted", "turnComplete", "turnComplete"]
    told = [message.get("sessionResumptionUpdate") for _, message in client.came]
    updates = [update["resumable"] for update in told if update]
    if model == MODELS[0]:
        assert updates == [True]
    else:  # while the user goes on, the session can be resumed
        assert updates == [True, False, *([True] if one else [True, True]), False, True, True]


def test_a_part_that_was_not_meant_for_the_partner_takes_the_whole_with_it() -> None:
    """The question that was complete before it is not answered without a word of it."""
    words = (Scripted(hears="that is right"), Scripted(hears="but I am not talking to you"))
    first = said(0.5)
    end, _ = first[-1]
    client = held(
        Client([(0.0, SETUP), *first, *said(end, SPEECH[8_000:])]),
        Scenario(voice="synthetic", turns=words),
    )
    assert texts(client, "inputTranscription") == "that is right but I am not talking to you"
    assert client.at("inlineData") == client.at("turnComplete") == []


@pytest.mark.parametrize(("choice", "answers"), [("plain", 1), ("answered", 2)])
def test_an_end_after_every_utterance_may_disturb_who_is_silent_by_choice(
    choice: StreamEndChoice, answers: int
) -> None:
    """Or may not: what is meant for others is answered or left alone, what is meant for the partner
    is answered either way.
    """
    words = (Scripted(hears="I am talking to my wife."), Scripted(hears="count to five"))
    scenario = Scenario(voice="synthetic", stream_end=choice, turns=words)
    client = held(Client([(0.0, SETUP), *said(0.5), *said(20.0)]), scenario)
    assert len(client.at("turnComplete")) == answers
    assert texts(client, "outputTranscription").endswith("1, 2, 3, 4, 5.")


def test_a_stream_that_stops_in_mid_speech_leaves_it_open() -> None:
    """Nothing is told while nothing comes; when silence comes, or the end, so do the words."""
    begun = list(streamed(SPEECH, 0.5, CHUNK_S))
    stopped, _ = begun[-1]
    scenario = Scenario(voice="synthetic", turns=(Scripted(hears="hello", says=SAYS),))
    for goes_on, latest in ((quiet(stopped + 60.0, 3.0), 1.3), ([(stopped + 60.0, END)], 0.25)):
        client = held(Client([(0.0, SETUP), *begun, *goes_on]), scenario)
        (heard,) = client.at("inputTranscription")
        assert 0.0 < heard - (stopped + 60.0) <= latest + 0.001
        assert signs(client) == ["ACTIVITY_START", "ACTIVITY_END", "turnComplete"]


def test_a_pre_roll_that_comes_at_once_is_heard_like_any_sound() -> None:
    """After two minutes without any: its beginning is found where it is in the sound received, and
    noticed no later than if it had been streamed.
    """
    gap_s, roll_s, chunk = 120.0, 0.5, round(CHUNK_S * INPUT_RATE) * SAMPLE_BYTES
    sound = silence(0.3, INPUT_RATE) + SPEECH
    at = round(roll_s / CHUNK_S) * chunk
    first = said(0.5)
    begins = first[-1][0] + 3.0 + gap_s
    burst: Due = [(begins, audio(sound[start : start + chunk])) for start in range(0, at, chunk)]
    rest = said(begins, sound[at:])
    due = [*first, *quiet(first[-1][0], 3.0), *burst, *rest]
    scenario = Scenario(voice="synthetic", turns=(Scripted(says="Yes."), Scripted(says="No.")))
    client = held(Client([(0.0, SETUP), *due]), scenario)
    assert signs(client) == ["ACTIVITY_START", "ACTIVITY_END", "turnComplete"] * 2
    # What was received before the second utterance, and no minute of the gap.
    before = SPOKEN_S + 3.0
    began, ended = offsets(client)[2:]
    assert before + 0.3 < began < before + 0.3 + 0.5
    assert ended == pytest.approx(before + 0.3 + SPOKEN_S, abs=CHUNK_S)
    voiced, _ = voiced_chunks(sound, begins - roll_s)
    assert client.at("ACTIVITY_START")[1] <= max(voiced, begins) + 0.26
    assert client.at("inputTranscription")[1] == pytest.approx(rest[-1][0] + 0.25)


def hour(*, gated: bool) -> Client:
    """Sixty times a minute with ten seconds of speech in it, and its end told.

    Args:
        gated: Whether silence is sent for three seconds after an end only, and half a second of it
            before speech.
    """
    spoken = recording("austen-0880") + recording("austen-0870")
    spoken = (spoken * 2)[: 10 * INPUT_RATE * SAMPLE_BYTES]
    hush = audio(silence(0.5, INPUT_RATE))
    talk = [message for _, message in streamed(spoken, 0.0, 0.5)]
    due: Due = []
    for minute in range(60):
        starts = 1.0 + 60.0 * minute
        due += [(starts + 0.5 * at, message) for at, message in enumerate(talk, 1)]
        due.append((starts + 10.0, END))
        for at in range(1, 101):
            if not gated or at <= 6 or at == 100:
                due.append((starts + 10.0 + 0.5 * at, hush))
    answers = (Scripted(says="Yes."),) * 60
    scenario = Scenario(voice="synthetic", turns=answers, dead_after=7_200.0)
    return held(Client([(0.0, SETUP), *due]), scenario)


def prompts(client: Client) -> list[int]:
    """Tokens of sound in the prompt of each turn."""
    usage = [message["usageMetadata"] for _, message in client.came if "usageMetadata" in message]
    return [
        detail["tokenCount"]
        for one in usage
        for detail in one["promptTokensDetails"]
        if detail["modality"] == "AUDIO"
    ]


def growth(tokens: Sequence[int]) -> set[int]:
    """By how much each prompt is longer than the one before."""
    return {later - before for before, later in pairwise(tokens)}


@pytest.mark.long
def test_silence_that_is_not_sent_is_not_billed() -> None:
    """An hour with ten minutes of speech, on a model that listens all the time: 25 tokens for each
    second that was sent, so a gate saves three quarters of them, and more of the bill.
    """
    open_, gated = prompts(hour(gated=False)), prompts(hour(gated=True))
    assert len(open_) == len(gated) == 60
    assert open_[0] == gated[0]
    assert growth(open_) == {25 * 60}
    assert growth(gated) <= {337, 338}  # 13.5 seconds
    assert sum(gated) < 0.4 * sum(open_)


@pytest.mark.parametrize(
    ("silence_ms", "asked", "least", "most"),
    [
        (None, None, 1.1, 1.35),
        (800, None, 1.1, 1.35),
        (1_280, None, 1.2, 1.35),  # there is no time left after the silence
        (320, 1_280, 1.75, 2.0),
    ],
)
def test_the_service_waits_for_as_much_silence_as_a_scenario_says(
    silence_ms: int | None, asked: int | None, least: float, most: float
) -> None:
    """Unless the client says it; words and answer come when they ever did, if they can."""
    scenario = Scenario(voice="synthetic", silence_ms=silence_ms)
    realtime = {"automaticActivityDetection": {"silenceDurationMs": asked}} if asked else {}
    opened = {"setup": {**SETUP["setup"], "realtimeInputConfig": realtime}}
    _, last = voiced_chunks(SPEECH, 0.5)
    stream = streamed(SPEECH + silence(3.0, INPUT_RATE), 0.5)
    (heard,) = held(Client([(0.0, opened), *stream]), scenario).at("inputTranscription")
    assert least <= heard - last <= most


@pytest.mark.parametrize(("silence_ms", "utterances"), [(None, 2), (1_280, 1)])
def test_a_pause_is_within_an_utterance_or_between_two(
    silence_ms: int | None, utterances: int
) -> None:
    """Of about a second; either way it is one question."""
    scenario = Scenario(voice="synthetic", silence_ms=silence_ms, turns=HALVES)
    sound = SPEECH + silence(0.5, INPUT_RATE) + SPEECH + silence(2.0, INPUT_RATE)
    client = held(Client([(0.0, SETUP), *streamed(sound, 0.5)]), scenario)
    assert len(client.at("inputTranscription")) == utterances
    assert turns(client) == ["turnComplete"]


@pytest.mark.network
def test_ends_silence_and_a_burst_over_a_socket() -> None:
    """Two questions, one turn each, and not a message more."""
    scenario = replace(QUICK, turns=(Scripted(hears="one"), Scripted(hears="two")))

    async def main() -> None:
        async with Server(ServerOptions(scenario=scenario)) as server, peer(server) as client:
            await client.setup()
            await client.send(END)
            for words in ("one", "two"):
                await client.stream(silence(0.5, INPUT_RATE) + SPEECH)
                await client.send(END)
                await client.stream(silence(3.0, INPUT_RATE))
                await client.send(END)
                await client.send(END)
                turn = await client.turn()
                assert turn.heard == words
                assert turn.signs == ["generationComplete", "turnComplete"]
            assert (await client.ask("count to two")).said == "1, 2."

    limited(main())


class Patient(ScriptedEars):
    """Ears that understand nothing before they are told to."""

    def __init__(self, *texts: str) -> None:
        super().__init__(texts)
        self.now = asyncio.Event()

    async def transcribe(self, pcm: bytes) -> str:
        await self.now.wait()
        return await super().transcribe(pcm)


@pytest.mark.network
def test_going_on_before_the_answer_over_a_socket() -> None:
    """One turn answers both parts, and nothing else is told than that speech began and ended."""

    async def main() -> None:
        ears = Patient("please count", "to five")
        async with (
            Server(ServerOptions(scenario=QUICK, ears=ears)) as server,
            peer(server) as client,
        ):
            await client.setup()
            await client.stream(SPEECH)
            await client.send(END)
            await client.stream(SPEECH)
            activity = [(await client.receive())["voiceActivity"]["type"] for _ in range(3)]
            assert activity == ["ACTIVITY_START", "ACTIVITY_END", "ACTIVITY_START"]
            ears.now.set()
            await client.send(END)
            turn = await client.turn()
            assert turn.heard == "please count to five"
            assert turn.said == "1, 2, 3, 4, 5."
            assert turn.signs == ["generationComplete", "turnComplete"]

    limited(main())
