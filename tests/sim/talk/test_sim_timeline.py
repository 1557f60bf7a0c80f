"""The time line of a turn, as measured on 3.8: who waits for what, and how long."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from livechat.sim.effects import Alarm, Effect, Send, Speak, Stall, Wait
from livechat.sim.events import Alarmed, AlarmKind, SpeechBegan, SpeechEnded, Transcribed
from livechat.sim.mind.answer import Answer, Call
from livechat.sim.protocol import wire
from livechat.sim.scenario import Scenario
from livechat.sim.talk.messages import NOTHINGS
from livechat.sim.timeline import TIMELINES, Timeline
from tests.sim.stage import COMPLETE, GENERATED, INTERRUPTED, SECOND, Stage, spoken, stalls, told

SEEDS = range(20)
REAL = Scenario()
CHUNK = wire.Audio(bytes(3_200), 16_000)
"""100 ms."""


def kinds(effects: list[Effect]) -> list[str]:
    """What is done, in a word each."""
    return [
        next(iter(one.message), "nothing") if isinstance(one, Send) else type(one).__name__
        for one in effects
    ]


def alarm(effects: list[Effect], kind: AlarmKind) -> float:
    """Seconds of the alarm of a kind."""
    (one,) = [one for one in effects if isinstance(one, Alarm) and one.kind is kind]
    return one.seconds


def activity(effects: list[Effect]) -> list[dict[str, Any]]:
    return [one["voiceActivity"] for one in told(effects) if "voiceActivity" in one]


def test_instant_waits_for_nothing() -> None:
    """Not a single time of it is above zero."""
    assert TIMELINES["instant"] == Timeline()


@pytest.mark.parametrize("seed", SEEDS)
def test_the_setup_and_the_handle_take_their_time(seed: int) -> None:
    """From 255 to 340 ms after the start of the connection, 20 ms of which are spent by then; the
    handle comes 100 to 120 ms later.
    """
    stage = Stage({"sessionResumption": {}}, replace(REAL, seed=seed))
    done = [one for one in kinds(stage.effects) if one != "OpenEars"]
    assert done == ["Stall", "setupComplete", "Stall", "sessionResumptionUpdate"]
    setup, handle = stalls(stage.effects)
    assert 0.235 <= setup <= 0.32
    assert 0.1 <= handle <= 0.12


@pytest.mark.parametrize("seed", SEEDS)
def test_the_beginning_of_speech_is_noticed_a_moment_later(seed: int) -> None:
    """120 to 260 ms after the first voiced chunk, with the place in the sound where it was found;
    detection takes the first 64 ms, or the second chunk.
    """
    stage = Stage({}, replace(REAL, seed=seed))
    stage.do(CHUNK, CHUNK)
    begun = stage.do(SpeechBegan())
    assert told(begun) == []
    assert 0.12 <= alarm(begun, AlarmKind.NOTICED) <= 0.16
    stage.do(CHUNK)
    assert told(stage.do(Alarmed(AlarmKind.NOTICED))) == [
        {
            "serverContent": {},
            "voiceActivity": {"type": "ACTIVITY_START", "audioOffset": "0.200s"},
        }
    ]


def test_an_interruption_comes_with_the_notice() -> None:
    """With turnComplete and its usage, in the same breath; sound goes out till then."""
    stage = Stage({}, REAL)
    stage.ask()
    stage.voice(2.0)
    stage.do(SpeechBegan())
    assert len(told(stage.voice(0.2))) == 1
    done = stage.do(Alarmed(AlarmKind.NOTICED))
    assert told(done)[1:] == INTERRUPTED
    assert isinstance(done[-1], Send)
    assert done[-1].message["usageMetadata"]
    assert stage.voice() == []


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("ears_s", [0.1, 3.0])
def test_the_end_of_speech_its_words_and_the_answer_come_together(seed: int, ears_s: float) -> None:
    """1,150 to 1,300 ms after the last voiced sound, 640 of which the listener waits for more; or
    when slow ears have understood.
    """
    stage = Stage({}, replace(REAL, seed=seed))
    stage.do(SpeechBegan(), Alarmed(AlarmKind.NOTICED), CHUNK)
    assert told(stage.do(SpeechEnded(SECOND))) == []
    stage.now += ears_s
    done = stage.do(Transcribed("hello"))
    if ears_s < 1.0:
        assert told(done) == []
        left = alarm(done, AlarmKind.UNDERSTOOD)
        assert 1.15 <= 0.64 + ears_s + left <= 1.3
        stage.now += left
        done = stage.do(Alarmed(AlarmKind.UNDERSTOOD))
    ended, heard = told(done)
    assert ended["voiceActivity"] == {"type": "ACTIVITY_END", "audioOffset": "0.100s"}
    assert heard == {"serverContent": {"inputTranscription": {"text": "hello"}}}
    assert isinstance(done[-1], Speak)


def test_a_call_comes_together_with_the_words_it_is_for() -> None:
    """The first toolCall, or the first sound: in the same millisecond as the transcription."""
    stage = Stage({}, REAL)
    stage.mind.planned = Answer("One moment.", "", (Call("ask", {}, blocking=False),))
    stage.do(SpeechBegan(), SpeechEnded(SECOND), Transcribed("hello"))
    stage.now += 1.0
    assert kinds(stage.do(Alarmed(AlarmKind.UNDERSTOOD))) == [
        "serverContent",  # ACTIVITY_END
        "serverContent",  # inputTranscription
        "toolCall",
        "serverContent",  # turnComplete
    ]


@pytest.mark.parametrize("sign", [wire.StreamEnd(), wire.ActivityEnd()])
def test_a_client_that_ends_the_speech_itself_is_answered_sooner(sign: Any) -> None:
    """A quarter of a second after audioStreamEnd or activityEnd; the next utterance is waited for
    again.
    """
    stage = Stage({}, REAL)
    stage.do(SpeechBegan(), CHUNK, sign, CHUNK, SpeechEnded(SECOND, "client"))
    assert alarm(stage.do(Transcribed("hello")), AlarmKind.UNDERSTOOD) == pytest.approx(0.25)
    stage.now += 0.25
    assert spoken(stage.do(Alarmed(AlarmKind.UNDERSTOOD))) == ["re: hello"]
    stage.do(CHUNK, SpeechBegan(), SpeechEnded(SECOND))
    assert alarm(stage.do(Transcribed("more")), AlarmKind.UNDERSTOOD) > 0.5


def test_an_end_told_after_silence_has_ended_speech_hurries_the_answer() -> None:
    """Who tells it late is not answered later than who tells it before, and never later than who
    does not tell it.
    """
    stage = Stage({}, REAL)
    stage.do(SpeechBegan(), SpeechEnded(SECOND), Transcribed("hello"))
    assert alarm(stage.do(wire.StreamEnd()), AlarmKind.UNDERSTOOD) == pytest.approx(0.25)
    stage.now += 0.25
    assert spoken(stage.do(Alarmed(AlarmKind.UNDERSTOOD))) == ["re: hello"]
    late = Stage({}, REAL)
    late.do(SpeechBegan(), SpeechEnded(SECOND), Transcribed("hello"))
    late.now += 0.5
    assert alarm(late.do(wire.StreamEnd()), AlarmKind.UNDERSTOOD) <= 0.14


def test_speech_shorter_than_its_notice_is_told_with_its_end() -> None:
    """Beginning before end; the alarm that comes later finds nothing to tell."""
    stage = Stage({}, REAL)
    stage.do(SpeechBegan())
    done = stage.do(SpeechEnded(b""))
    assert [one["type"] for one in activity(done)] == ["ACTIVITY_START", "ACTIVITY_END"]
    assert stage.do(Alarmed(AlarmKind.NOTICED)) == []


def test_who_goes_on_speaking_ends_the_utterance_before() -> None:
    """The signs of activity alternate, though the words of the first come later; both are one
    prompt.
    """
    stage = Stage({}, REAL)
    stage.do(SpeechBegan(), Alarmed(AlarmKind.NOTICED), SpeechEnded(SECOND), Transcribed("count"))
    stage.do(SpeechBegan(), Alarmed(AlarmKind.NOTICED))
    stage.now += 1.0
    assert spoken(stage.do(Alarmed(AlarmKind.UNDERSTOOD))) == []
    stage.do(SpeechEnded(SECOND))
    stage.now += 1.0
    assert spoken(stage.do(Transcribed("to ten"))) == ["re: count\nto ten"]
    signs = [one["type"].removeprefix("ACTIVITY_") for one in activity(stage.effects)]
    assert signs == ["START", "END", "START", "END"]


def test_utterances_are_told_in_their_order() -> None:
    """The second one's words may be known when the first one's are not due."""
    stage = Stage({}, REAL)
    stage.do(SpeechBegan(), SpeechEnded(SECOND), SpeechBegan(), SpeechEnded(SECOND))
    stage.do(Transcribed("one"), Transcribed("two"))
    stage.now += 1.0
    texts = [
        one["serverContent"]["inputTranscription"]["text"]
        for one in told(stage.do(Alarmed(AlarmKind.UNDERSTOOD)))
        if "inputTranscription" in one["serverContent"]
    ]
    assert texts == ["one", " two"]


def test_the_end_of_a_turn_is_when_its_sound_has_played() -> None:
    """First generationComplete, 30 ms after the last piece; turnComplete as long after the first
    piece as the sound lasts.
    """
    stage = Stage({}, REAL)
    stage.ask()
    stage.now += 0.4
    stage.voice(2.0)
    stage.now += 0.5
    done = stage.voice_ended()
    assert done[:2] == [Stall(0.03), Send(GENERATED)]
    (wait,) = [one.seconds for one in done if isinstance(one, Wait)]
    assert wait == pytest.approx(1.5)
    stage.now += wait
    assert told(stage.waited()) == [COMPLETE]


def test_messages_without_content_come_between_the_pieces() -> None:
    """Of sound, on the newest models, both spellings of nothing."""
    stage = Stage({}, REAL)
    stage.ask()
    for _ in range(12):
        stage.voice(0.25)
    nothings = [one for one in told(stage.effects) if one in NOTHINGS]
    assert nothings == [{"serverContent": {}}, {}, {"serverContent": {}}]
    older = Stage({"model": "gemini-3.1-flash-live-preview"}, REAL)
    older.ask()
    for _ in range(12):
        older.voice(0.25)
    assert not any(one in NOTHINGS for one in told(older.effects))


@pytest.mark.parametrize("seed", SEEDS)
def test_a_result_takes_effect_half_a_second_later(seed: int) -> None:
    """0.5 to 0.75 s, in a turn of its own."""
    stage = Stage({}, replace(REAL, seed=seed))
    stage.ask(answer=Answer("", "", (Call("ask", {}, blocking=False),)))
    result = wire.ToolResponse(({"id": "function-call-1", "response": {"output": "rain"}},))
    wait = alarm(stage.do(result), AlarmKind.RESULT)
    assert 0.5 <= wait <= 0.75
    stage.now += wait
    assert spoken(stage.do(Alarmed(AlarmKind.RESULT))) == ["ask says rain."]
    assert stage.session.turn == 2


def test_older_models_tell_of_activity_only_when_asked() -> None:
    """And so does the newest where the client finds the speech."""
    manual = {"realtimeInputConfig": {"automaticActivityDetection": {"disabled": True}}}
    for setup in ({"model": "gemini-3.1-flash-live-preview"}, manual):
        stage = Stage(setup, REAL)
        assert activity(stage.do(SpeechBegan(), Alarmed(AlarmKind.NOTICED))) == []


def test_the_same_seed_gives_the_same_times() -> None:
    """And another session other ones."""

    def times(seed: int, name: str) -> list[float]:
        stage = Stage({"sessionResumption": {}}, replace(REAL, seed=seed), name=name)
        return stalls(stage.effects)

    assert times(1, "a") == times(1, "a")
    assert times(1, "a") != times(1, "b")
    assert times(1, "a") != times(2, "a")
