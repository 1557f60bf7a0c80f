"""Function calls as measured on 3.8: never cancelled, turns of their own, made again if dropped."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from livechat.sim.events import Replayed, SpeechBegan, SpeechEnded, Transcribed
from livechat.sim.mind.answer import Answer, Call
from livechat.sim.protocol import wire
from livechat.sim.recordings.script import AwaitTools, Timed
from livechat.sim.scenario import CancelChoice, Scripted
from livechat.sim.talk.calls import respelled, spelled
from livechat.sim.talk.phases import Phase
from tests.sim.stage import (
    AT_ONCE,
    COMPLETE,
    GENERATED,
    INTERRUPTED,
    PLAYED,
    SECOND,
    Stage,
    sent,
    spoken,
    told,
)

BOOK = Call("book", {"when": "tomorrow at 3pm"}, blocking=False)
LOOK = Call("look", {}, blocking=False)
WAITED_FOR = replace(BOOK, blocking=True)
SPOKEN = (SpeechBegan(), SpeechEnded(SECOND), Transcribed("stop"))


def calls_of(messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        call
        for message in messages
        for call in message.get("toolCall", {}).get("functionCalls", ())
    ]


def result(name: str, output: str = "booked", **fields: Any) -> wire.ToolResponse:
    return wire.ToolResponse(({"id": name, "response": {"output": output}, **fields},))


def test_the_turn_is_complete_with_the_call() -> None:
    """At once, without a word or a generationComplete; the announcement is not said."""
    stage = Stage({}, PLAYED)
    done = sent(stage.ask(answer=Answer("One moment.", "", (BOOK,))))
    assert [next(iter(one)) for one in done] == ["toolCall", "serverContent"]
    assert done[1] == COMPLETE
    assert stage.session.phase is Phase.LISTENING


def test_stop_interrupts_nothing_while_only_a_call_is_pending() -> None:
    """No interrupted and no cancellation; the words are answered, and so is the result."""
    stage = Stage({}, AT_ONCE)
    stage.ask(answer=Answer("", "", (BOOK,)))
    stage.mind.planned = None
    done = stage.do(*SPOKEN)
    assert INTERRUPTED[0] not in told(done)
    assert not any("toolCallCancellation" in one for one in told(done))
    assert spoken(done) == ["re: stop"]
    stage.finish()
    assert spoken(stage.do(result("function-call-1"))) == ["book says booked."]


def test_a_result_waits_for_the_answer_under_way_and_has_a_turn_of_its_own() -> None:
    """It is never told with the answer under way."""
    stage = Stage({}, PLAYED)
    stage.ask(answer=Answer("", "", (BOOK,)))
    stage.ask("else", answer=Answer("Something else."))
    stage.voice(1.0, "Something")
    assert stage.do(result("function-call-1")) == []
    assert sent(stage.voice_ended()) == [GENERATED]
    done = stage.waited()
    assert sent(done) == [COMPLETE]
    assert spoken(done) == ["book says booked."]


def test_a_result_may_interrupt_or_be_silent() -> None:
    """As its scheduling says."""
    for scheduling, said in (("INTERRUPT", ["book says booked."]), ("SILENT", [])):
        stage = Stage({}, PLAYED)
        stage.ask(answer=Answer("", "", (BOOK,)))
        stage.ask("else", answer=Answer("Something else."))
        stage.voice(1.0, "Something")
        done = stage.do(result("function-call-1", scheduling=scheduling))
        assert spoken(done) == said
        assert (sent(done) == INTERRUPTED) is bool(said)


def test_an_interrupted_answer_keeps_its_calls() -> None:
    """Those that do not block; nothing is said about them."""
    stage = Stage({}, replace(PLAYED, tool_calls="mid-speech"))
    stage.ask(answer=Answer("One moment please.", "", (BOOK,)))
    stage.voice(1.0, "One")
    assert sent(stage.do(SpeechBegan())) == INTERRUPTED
    stage.do(SpeechEnded(b""))
    assert spoken(stage.do(result("function-call-1"))) == ["book says booked."]


def test_speech_drops_a_blocking_call_without_a_word_and_it_is_made_again() -> None:
    """With a new id and other letters; the late result of the old one is ignored."""
    stage = Stage({}, AT_ONCE)
    (first,) = calls_of(told(stage.ask(answer=Answer("", "", (WAITED_FOR,)))))
    assert sent(stage.do(SpeechBegan())) == []
    stage.mind.planned = None
    stage.do(SpeechEnded(SECOND))
    assert stage.do(result(first["id"])) == []
    done = stage.do(Transcribed("are you done"))
    (again,) = calls_of(told(done))
    assert again["id"] != first["id"]
    assert (again["name"], again["args"]) == ("book", {"when": "tomorrow 3pm"})
    assert stage.session.phase is Phase.WAITING
    assert spoken(stage.do(result(again["id"]))) == ["re: are you done"]
    assert spoken(stage.voice_ended()) == ["book says booked."]


def test_a_dropped_call_that_is_asked_for_again_is_made_once() -> None:
    """The new words ask for the same function."""
    stage = Stage({}, AT_ONCE)
    stage.ask(answer=Answer("", "", (WAITED_FOR,)))
    stage.mind.planned = Answer("", "", (replace(WAITED_FOR, args={"when": "at 4pm"}),))
    (again,) = calls_of(told(stage.do(*SPOKEN)))
    assert again["args"] == {"when": "at 4pm"}


def test_what_was_said_before_a_blocking_call_is_interrupted() -> None:
    """There is sound to be stopped; the call is dropped all the same."""
    stage = Stage({}, AT_ONCE)
    stage.ask(answer=Answer("Let me book it.", "", (WAITED_FOR,)))
    stage.voice(1.0, "Let me book it.")
    stage.voice_ended()
    assert stage.session.phase is Phase.WAITING
    done = sent(stage.do(SpeechBegan()))
    assert done == INTERRUPTED


def test_other_models_cancel_with_a_word() -> None:
    """And make no call again."""
    stage = Stage({"model": "gemini-3.1-flash-live-preview"}, AT_ONCE)
    stage.ask(answer=Answer("", "", (WAITED_FOR,)))
    assert sent(stage.do(SpeechBegan())) == [
        {"toolCallCancellation": {"ids": ["function-call-1"]}},
        *INTERRUPTED,
    ]
    stage.mind.planned = None
    stage.do(SpeechEnded(SECOND))
    assert calls_of(told(stage.do(Transcribed("stop")))) == []


def test_a_scenario_decides_about_cancellations() -> None:
    """Either way, on any model."""
    choices: list[tuple[CancelChoice, str]] = [
        ("sent", "gemini-3.8-live"),
        ("never", "gemini-3.1-flash-live-preview"),
    ]
    for choice, model in choices:
        stage = Stage({"model": model}, replace(AT_ONCE, cancellations=choice))
        stage.ask(answer=Answer("", "", (WAITED_FOR,)))
        done = sent(stage.do(SpeechBegan()))
        assert any("toolCallCancellation" in one for one in done) is (choice == "sent")


def test_a_model_that_works_says_something_with_its_call() -> None:
    """Extended thinking fills the time; it is not idle until the result has been told."""
    level = {"generationConfig": {"thinkingConfig": {"thinkingLevel": "LOW"}}}
    stage = Stage({"model": "gemini-3.8-live-extended-thinking", **level}, AT_ONCE)
    said = spoken(stage.ask(answer=Answer("One moment.", "", (BOOK,))))
    stage.voice_ended()
    said += spoken(stage.waited())
    done = sent(stage.voice_ended())
    assert said == ["Let me think about that.", "One moment."]
    assert [next(iter(one)) for one in done] == ["toolCall", "serverContent", "serverContent"]
    assert done[0]["interactionStatus"] == "IN_PROGRESS"
    assert done[-1]["serverContent"]["interactionStatus"] == "IN_PROGRESS"
    stage.do(result("function-call-1"))
    stage.voice(1.0, "book says booked.")
    assert sent(stage.voice_ended())[-1]["serverContent"]["interactionStatus"] == "IDLE"


def test_ids_come_in_the_three_spellings_that_were_seen() -> None:
    """None of them twice."""
    ids = [spelled(number) for number in range(1, 10)]
    assert ids[:3] == ["function-call-1", "call_000002", "fc_14200725817490000003"]
    assert len(set(ids)) == 9


@pytest.mark.parametrize(
    ("text", "again"),
    [
        ("tomorrow at 3pm", "tomorrow 3pm"),
        ("at noon", "at noon"),
        ("Paris", "Paris"),
        ("the top of the hill", "the top hill"),
        ("", ""),
    ],
)
def test_a_call_made_again_leaves_small_words_out(text: str, again: str) -> None:
    """The first word stays; what is no text stays as it is."""
    args = {"when": text, "count": 2, "open": True}
    assert respelled(replace(BOOK, args=args)).args == {**args, "when": again}


# Recorded calls


def recorded(*turns: tuple[Timed | AwaitTools, ...]) -> Stage:
    scripts = tuple(Scripted(replay=turn) for turn in turns)
    return Stage({}, replace(AT_ONCE, turns=scripts))


CALL = Timed(0.0, {"toolCall": {"functionCalls": [{"id": "call_654640", "name": "book"}]}})
END = Timed(0.0, COMPLETE)


def test_a_recorded_result_makes_the_recorded_turn_that_followed_it() -> None:
    """As the turn with the call was complete, it is a turn of its own."""
    words = Timed(0.0, {"serverContent": {"outputTranscription": {"text": "Booked."}}})
    stage = recorded((CALL, END), (words, END))
    stage.ask()
    stage.do(Replayed(stage.ticket, CALL.message), Replayed(stage.ticket, END.message))
    assert not stage.dialogue.delivery.busy
    stage.do(result("call_654640"))
    assert told(stage.do(Replayed(stage.ticket, words.message))) == [words.message]


def test_after_the_last_recorded_turn_a_result_makes_none() -> None:
    """There is nothing more to play, and the partner has no words for it."""
    stage = recorded((CALL, END))
    stage.ask()
    stage.do(Replayed(stage.ticket, CALL.message), Replayed(stage.ticket, END.message))
    assert stage.do(result("call_654640")) == []


def test_a_client_that_is_quicker_than_its_recording_is_not_waited_for_again() -> None:
    """Its result came before the recording waits for it."""
    rest = Timed(0.0, COMPLETE)
    stage = recorded((CALL, AwaitTools(), rest))
    stage.ask()
    stage.do(Replayed(stage.ticket, CALL.message), result("call_654640"))
    stage.voice_ended()
    assert stage.session.phase is Phase.SPEAKING
    assert told(stage.do(Replayed(stage.ticket, rest.message))) == [COMPLETE]


@pytest.mark.parametrize(
    "message",
    [
        {"toolCall": []},
        {"toolCall": {"functionCalls": {}}},
        {"toolCall": {"functionCalls": [1, {"name": "book"}, {"id": 7}]}},
    ],
)
def test_recorded_calls_of_any_shape_are_borne(message: dict[str, Any]) -> None:
    """They were made wrong on purpose."""
    stage = recorded((Timed(0.0, message), END))
    stage.ask()
    assert told(stage.do(Replayed(stage.ticket, message))) == [message]
