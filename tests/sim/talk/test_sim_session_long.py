"""Resumption, limits, compression, attention and replays: what goes beyond one turn."""

from __future__ import annotations

from typing import Any

import pytest

from livechat.sim.effects import Alarm, Replay, Send, Transcribe
from livechat.sim.events import (
    Alarmed,
    AlarmKind,
    Overheard,
    Replayed,
    SpeechBegan,
    SpeechEnded,
    Transcribed,
    VoiceEnded,
)
from livechat.sim.mind.answer import Answer, Call, Manner
from livechat.sim.protocol import wire
from livechat.sim.protocol.routes import Route
from livechat.sim.recordings.script import AwaitTools, Timed
from livechat.sim.scenario import Scenario, Scripted
from livechat.sim.talk.handles import Handles
from livechat.sim.talk.patience import UNFINISHED_S
from livechat.sim.talk.phases import Phase
from livechat.sim.talk.session import House, Session
from tests.sim.stage import (
    AT_ONCE,
    COMPLETE,
    GENERATED,
    SECOND,
    Stage,
    closed,
    sent,
    spoken,
    told,
    typed,
)

OLDER = "gemini-3.1-flash-live-preview"
"""Gives handles out with its turns."""

RESUMABLE: dict[str, Any] = {"model": OLDER, "sessionResumption": {}}


def updates(messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [one["sessionResumptionUpdate"] for one in messages if "sessionResumptionUpdate" in one]


def handle(stage: Stage) -> str:
    """The last handle given out."""
    return str([one["newHandle"] for one in updates(sent(stage.effects)) if one["resumable"]][-1])


def test_handles_come_only_when_asked_for() -> None:
    """Without sessionResumption there is no update."""
    stage = Stage({}, AT_ONCE)
    stage.ask()
    stage.voice_ended()
    assert updates(sent(stage.effects)) == []


def test_a_session_cannot_be_resumed_while_it_answers() -> None:
    """Told at the beginning; a handle comes around turnComplete, before it and after."""
    stage = Stage(RESUMABLE, AT_ONCE)
    assert updates(sent(stage.ask())) == [{"resumable": False}]
    messages = sent(stage.voice_ended())
    assert [next(iter(message)) for message in messages] == [
        "serverContent",
        "sessionResumptionUpdate",
        "serverContent",
        "sessionResumptionUpdate",
    ]
    assert all(one["resumable"] and one["newHandle"] for one in updates(messages))


def test_a_session_cannot_be_resumed_while_a_function_runs() -> None:
    """A resumed one would not know the call's id."""
    stage = Stage(RESUMABLE, AT_ONCE)
    stage.ask(answer=Answer("", "", (Call("ask", {}, blocking=False),)))
    assert updates(sent(stage.waited())) == [{"resumable": False}] * 2
    stage.do(wire.ToolResponse(({"id": "function-call-1", "response": {"output": 1}},)))
    assert updates(sent(stage.voice_ended()))[-1]["resumable"]


def test_a_handle_restores_what_was_said() -> None:
    """The new session's mind learns it again, and its tokens are billed on."""
    handles = Handles()
    old = Stage(RESUMABLE, AT_ONCE, handles=handles)
    old.ask("my name is Ada")
    old.voice_ended()
    old.do(typed("not answered yet", complete=False))
    old.ask("and this")
    old.voice_ended()
    old.session.ended(100.0)
    new = Stage(
        {**RESUMABLE, "sessionResumption": {"handle": handle(old)}},
        AT_ONCE,
        handles=handles,
        name="S2",
    )
    assert new.mind.recalled == ["my name is Ada", "not answered yet", "and this"]
    assert sent(new.effects)[0] == {"setupComplete": {}}
    assert new.dialogue.context.prompt() == old.dialogue.context.prompt()


def test_a_handle_keeps_what_is_unanswered() -> None:
    """Context given without a question is answered with the next one."""
    handles = Handles()
    old = Stage(RESUMABLE, AT_ONCE, handles=handles)
    old.ask("first")
    old.do(typed("more", complete=False))
    old.voice_ended()
    old.session.ended(100.0)
    new = Stage(
        {**RESUMABLE, "sessionResumption": {"handle": handle(old)}}, handles=handles, name="S2"
    )
    assert spoken(new.do(wire.Text("second"))) == ["re: more\nsecond"]


@pytest.mark.parametrize(
    ("ended", "age", "code"),
    [(True, 0.0, None), (False, 0.0, 1011), (True, 8000.0, 1008)],
)
def test_a_handle_is_refused_while_its_session_is_open_and_when_it_is_old(
    ended: bool, age: float, code: int | None
) -> None:
    """With the codes users saw."""
    handles = Handles()
    old = Stage(RESUMABLE, handles=handles)
    if ended:
        old.session.ended(100.0)
    new = Stage(handles=handles, name="S2")
    new.now += age
    refused = closed(
        new.do(wire.Setup({"model": OLDER, "sessionResumption": {"handle": handle(old)}}))
    )
    assert (refused.code if refused else None) == code


def test_an_unknown_handle_is_refused() -> None:
    """The session is not found."""
    refused = closed(Stage({"sessionResumption": {"handle": "made-up"}}).effects)
    assert refused == wire.Close(1008, "BidiGenerateContent session not found")


def test_transparent_resumption_counts_the_messages_it_covers() -> None:
    """So that a client knows what to send again."""
    stage = Stage(
        {"model": "gemini-live-2.5-flash-native-audio", "sessionResumption": {"transparent": True}},
        AT_ONCE,
        flavour="vertex",
    )
    stage.session.messages = 7
    stage.ask()
    last = updates(sent(stage.voice_ended()))[-1]
    assert last["lastConsumedClientMessageIndex"] == "7"


@pytest.mark.parametrize(
    ("limit", "warned", "left"), [(10.0, 9.0, "1s"), (600.0, 540.0, "60s"), (3600.0, 3540.0, "60s")]
)
def test_the_end_of_a_connection_is_announced(limit: float, warned: float, left: str) -> None:
    """A tenth of its time before, a minute at most; then it comes."""
    stage = Stage({}, connection_limit=limit)
    alarms = [effect for effect in stage.effects if isinstance(effect, Alarm)]
    assert alarms == [Alarm(AlarmKind.GO_AWAY, warned), Alarm(AlarmKind.LIMIT, limit)]
    assert sent(stage.do(Alarmed(AlarmKind.GO_AWAY))) == [{"goAway": {"timeLeft": left}}]
    over = closed(stage.do(Alarmed(AlarmKind.LIMIT)))
    assert over is not None
    assert over.code == 1011


def test_a_token_ends_its_session_when_it_expires() -> None:
    """On a timer, not with the next message."""
    stage = Stage()
    stage.session = Session(
        House(Scenario(), lambda terms: stage.mind, Handles(), iter(())),
        Route("gemini", "v1alpha"),
        expires_s=5.0,
        rewrite=lambda fields: {**fields, "model": "gemini-3.8-live"},
    )
    done = stage.do(wire.Setup({"model": "nonsense"}))
    assert sent(done) == [{"setupComplete": {}}]
    assert Alarm(AlarmKind.TOKEN, 5.0) in done
    over = closed(stage.do(Alarmed(AlarmKind.TOKEN)))
    assert over is not None
    assert over.code == 1008


def test_a_token_may_refuse_the_setup() -> None:
    """With its own words."""
    stage = Stage()
    refusal = wire.Close(1008, "used up")
    stage.session = Session(
        House(Scenario(), lambda terms: stage.mind, Handles(), iter(())),
        Route("gemini", "v1alpha"),
        rewrite=lambda fields: refusal,
    )
    assert closed(stage.do(wire.Setup({"model": "gemini-3.8-live"}))) == refusal


@pytest.mark.parametrize(
    ("setup", "given_back"),
    [
        ({"model": "gemini-3.8-live"}, False),
        ({"model": "nonsense"}, True),
        ({"model": "gemini-3.8-live", "sessionResumption": {"handle": "made-up"}}, True),
    ],
)
def test_a_setup_refused_for_another_reason_uses_no_token(
    setup: dict[str, Any], given_back: bool
) -> None:
    """The one who let it in is told."""
    stage, withdrawn = Stage(), list[Any]()
    stage.session = Session(
        House(Scenario(), lambda terms: stage.mind, Handles(), iter(())),
        Route("gemini", "v1alpha"),
        refused=withdrawn.append,
    )
    stage.do(wire.Setup(setup))
    assert withdrawn == ([setup] if given_back else [])


def test_compression_shortens_the_context_and_the_memory() -> None:
    """The oldest go; the bill shrinks; what is left is remembered."""
    fields = {"triggerTokens": 15, "slidingWindow": {"targetTokens": 12}}
    stage = Stage({"contextWindowCompression": fields}, AT_ONCE)
    for text in ("a" * 32, "b" * 32, "c" * 16):
        stage.ask(text)
        stage.voice(0.0, "")
        stage.voice_ended()
    assert stage.mind.recalled == ["b" * 32]
    assert stage.dialogue.context.lines() == ["b" * 32, "c" * 16]


def test_an_unfinished_sentence_is_waited_for() -> None:
    """waitingForInput, then the whole is answered."""
    stage = Stage({})
    stage.mind.manner = Manner.WAIT
    done = stage.do(wire.Text("tell me about"))
    assert sent(done) == [{"serverContent": {"waitingForInput": True}}]
    assert spoken(done) == []
    stage.mind.manner = Manner.ANSWER
    assert spoken(stage.do(wire.Text("boats"))) == ["re: tell me about\nboats"]


REST = Alarmed(AlarmKind.UNFINISHED)


def test_an_unfinished_sentence_is_answered_in_the_end() -> None:
    """Nobody waits for ever; and not for what has been answered since."""
    stage = Stage({})
    stage.mind.manner = Manner.WAIT
    alarm = Alarm(AlarmKind.UNFINISHED, UNFINISHED_S)
    assert alarm in stage.do(wire.Text("tell me about"))
    stage.now += UNFINISHED_S
    assert spoken(stage.do(REST)) == ["re: tell me about"]
    stage.finish()
    stage.do(typed("only context", complete=False))
    assert stage.do(REST) == []
    assert alarm in stage.do(wire.Text("and"))


def test_an_unfinished_sentence_that_grows_is_waited_for_anew() -> None:
    """The patience counts from its last words."""
    stage = Stage({})
    stage.mind.manner = Manner.WAIT
    stage.do(wire.Text("tell me about"))
    stage.now += UNFINISHED_S - 0.5
    assert not any(isinstance(effect, Alarm) for effect in stage.do(wire.Text("history of the")))
    stage.now += 0.5
    (again,) = stage.do(REST)
    assert again == Alarm(AlarmKind.UNFINISHED, UNFINISHED_S - 0.5)
    stage.now += UNFINISHED_S
    assert spoken(stage.do(REST)) == ["re: tell me about\nhistory of the"]


def test_an_unfinished_sentence_survives_the_end_of_a_wait_for_functions() -> None:
    """What was said while a function ran is not forgotten."""
    stage = Stage({"realtimeInputConfig": {"activityHandling": "NO_INTERRUPTION"}}, AT_ONCE)
    stage.ask(answer=Answer("", "", (Call("ask", {}, blocking=True),)))
    stage.mind.planned, stage.mind.manner = None, Manner.WAIT
    stage.do(wire.Text("and tell me"))
    stage.do(wire.ToolResponse(({"id": "function-call-1", "response": {"output": 1}},)))
    stage.voice_ended()
    stage.now += UNFINISHED_S
    assert spoken(stage.do(REST)) == ["re: and tell me"]


@pytest.mark.parametrize(
    ("model", "proactive", "silent"),
    [
        ("gemini-3.8-live", {}, True),
        ("gemini-3.1-flash-live-preview", {}, False),
        ("gemini-2.5-flash-native-audio-preview-12-2025", {}, False),
        (
            "gemini-2.5-flash-native-audio-preview-12-2025",
            {"proactivity": {"proactiveAudio": True}},
            True,
        ),
    ],
)
def test_what_is_meant_for_others_is_left_alone_by_proactive_models(
    model: str, proactive: dict[str, Any], silent: bool
) -> None:
    """They learn it; the others answer everything. A typed turn is always answered."""
    stage = Stage({"model": model, **proactive})
    stage.mind.manner = Manner.SILENCE
    stage.do(SpeechBegan(), SpeechEnded(SECOND))
    assert spoken(stage.do(Transcribed("not you"))) == ([] if silent else ["re: not you"])
    assert stage.mind.learned == (["not you"] if silent else [])
    assert spoken(stage.do(typed("you"))) == ["re: you"]


def test_scripted_turns_are_answered_whatever_they_sound_like() -> None:
    """A scenario decides."""
    stage = Stage({}, Scenario(turns=(Scripted(says="yes"),)))
    stage.mind.manner = Manner.WAIT
    assert spoken(stage.do(wire.Text("and"))) == ["yes"]


def test_a_transcription_model_transcribes_unasked_and_says_nothing() -> None:
    """It is what it is for; the turn still ends."""
    stage = Stage({"model": "gemini-3.5-transcribe-live"}, AT_ONCE)
    stage.mind.planned = Answer("")
    stage.do(SpeechBegan(), SpeechEnded(SECOND))
    heard, *rest = sent(stage.do(Transcribed("hello")))
    assert heard == {"serverContent": {"inputTranscription": {"text": "hello"}}}
    assert rest == [GENERATED, COMPLETE]


def test_activity_is_signalled_when_asked_for() -> None:
    """With the place in the sound, under both names the field goes by."""
    model = "gemini-live-2.5-flash-native-audio"
    stage = Stage({"model": model, "explicitVadSignal": True}, flavour="vertex")
    stage.do(wire.Audio(bytes(32_000), 16_000))
    (began,) = told(stage.do(SpeechBegan()))
    assert began["voiceActivity"] == {
        "voiceActivityType": "ACTIVITY_START",
        "type": "ACTIVITY_START",
        "audioOffset": "1s",
    }
    (ended,) = told(stage.do(SpeechEnded(b"")))
    assert ended["voiceActivity"]["type"] == "ACTIVITY_END"


def test_words_still_being_spoken_are_shown_apart() -> None:
    """Only while they are; afterwards the transcript counts."""
    stage = Stage({})
    assert stage.do(Overheard("late")) == []
    stage.do(SpeechBegan())
    assert sent(stage.do(Overheard("hel"))) == [
        {"serverContent": {"interimInputTranscription": {"text": "hel"}}}
    ]


def test_words_carry_their_times_when_asked_for() -> None:
    """Offsets in the sound sent so far."""
    stage = Stage({"inputAudioTranscription": {"wordTimestamp": True, "diarization": True}})
    stage.do(wire.Audio(bytes(64_000), 16_000), SpeechBegan(), SpeechEnded(bytes(32_000)))
    (piece,) = sent(stage.do(Transcribed("two words")))[:1]
    assert piece["serverContent"]["inputTranscription"] == {
        "text": "two words",
        "speakerLabel": "1",
        "words": [
            {"word": "two", "startOffset": "1s", "endOffset": "1.500s"},
            {"word": "words", "startOffset": "1.500s", "endOffset": "2s"},
        ],
    }


LISTENS, WAITS = "gemini-3.8-live", "gemini-3.1-flash-live-preview"


@pytest.mark.parametrize(
    ("model", "coverage", "tokens"),
    [
        (LISTENS, "ALL_INPUT", {"AUDIO": 75, "VIDEO": 516}),
        (LISTENS, "AUDIO_ACTIVITY_AND_ALL_VIDEO", {"AUDIO": 75, "VIDEO": 516}),
        (LISTENS, "ONLY_ACTIVITY", {"AUDIO": 25, "VIDEO": 258}),
        (WAITS, "ALL_INPUT", {"AUDIO": 75, "VIDEO": 516}),
        (WAITS, "AUDIO_ACTIVITY_AND_ALL_VIDEO", {"AUDIO": 25, "VIDEO": 516}),
        (WAITS, "ONLY_ACTIVITY", {"AUDIO": 25, "VIDEO": 258}),
    ],
)
def test_turn_coverage_decides_what_is_billed(
    model: str, coverage: str, tokens: dict[str, int]
) -> None:
    """Everything, or only what was said, with or without what was seen meanwhile; a proactive model
    listens all the time, and that is billed unless the client wants activity only.
    """
    setup = {"turnCoverage": f"TURN_INCLUDES_{coverage}"}
    stage = Stage({"model": model, "realtimeInputConfig": setup})
    picture = wire.Video("image/jpeg", b"")
    stage.do(wire.Audio(bytes(96_000), 16_000), picture, SpeechBegan(), picture)
    stage.do(SpeechEnded(bytes(32_000)))
    assert stage.dialogue.context.prompt() == tokens


def replayed(*steps: Timed | AwaitTools, close: wire.Close | None = None) -> Stage:
    return Stage({}, Scenario(turns=(Scripted(replay=steps, close=close),)))


def test_a_recorded_turn_is_played_in_place_of_an_answer() -> None:
    """Its messages as they were, its end as the turn's."""
    words = {"serverContent": {"outputTranscription": {"text": "hi"}}}
    end = {"serverContent": {"turnComplete": True}, "usageMetadata": {"totalTokenCount": 7}}
    timed = (Timed(0.0, words), Timed(0.5, end))
    stage = replayed(*timed)
    assert Replay(stage.ticket + 1, timed) in stage.ask()
    assert sent(stage.do(Replayed(stage.ticket, words))) == [words]
    done = stage.do(Replayed(stage.ticket, end))
    assert [effect.message for effect in done if isinstance(effect, Send)] == [end]
    assert stage.do(VoiceEnded(stage.ticket)) == []
    assert spoken(stage.ask("next")) == ["re: next"]


def test_a_recorded_turn_waits_for_function_results() -> None:
    """Whatever they are."""
    call = {"toolCall": {"functionCalls": [{"id": "old", "name": "f"}]}}
    rest = Timed(0.1, {"serverContent": {"turnComplete": True}})
    stage = replayed(Timed(0.0, call), AwaitTools(), rest)
    stage.ask()
    stage.do(Replayed(stage.ticket, call))
    assert not any(isinstance(effect, Replay) for effect in stage.voice_ended())
    assert stage.session.phase is Phase.WAITING
    done = stage.do(wire.ToolResponse(({"id": "old", "response": {}},)))
    assert Replay(stage.ticket, (rest,)) in done


def test_a_recording_that_breaks_off_is_completed() -> None:
    """No client is left without a turnComplete."""
    stage = replayed(Timed(0.0, {"serverContent": {"outputTranscription": {"text": "hi"}}}))
    stage.ask()
    assert sent(stage.voice_ended()) == [GENERATED, COMPLETE]


def test_a_recorded_close_comes_after_its_turn() -> None:
    """Completed or not."""
    end = Timed(0.0, {"serverContent": {"turnComplete": True}})
    why = wire.Close(1011, "Internal error encountered.")
    stage = replayed(end, close=why)
    stage.ask()
    assert closed(stage.do(Replayed(stage.ticket, end.message))) == why


def test_speech_is_still_transcribed_while_recordings_play() -> None:
    """The ears go on; a recording can be interrupted like any answer."""
    stage = replayed(Timed(0.0, {"serverContent": {}}))
    stage.ask()
    done = stage.do(SpeechBegan(), SpeechEnded(SECOND))
    assert Transcribe(SECOND) in done
    assert {"serverContent": {"interrupted": True}} in sent(done)


def test_activity_signals_beside_automatic_detection_are_refused_when_strict() -> None:
    """They mean nothing there."""
    for strict in (False, True):
        refused = closed(Stage({}, strict=strict).do(wire.ActivityStart()))
        assert (refused is not None and refused.code == 1007) is strict
    manual = {"realtimeInputConfig": {"automaticActivityDetection": {"disabled": True}}}
    assert closed(Stage(manual, strict=True).do(wire.ActivityStart())) is None
