"""An answer of which nothing was sent is taken back when the user goes on speaking."""

from __future__ import annotations

from dataclasses import replace

import pytest

from livechat.sim.effects import Effect, Hush
from livechat.sim.events import SpeechBegan, SpeechEnded, Transcribed
from livechat.sim.mind.answer import Manner
from livechat.sim.protocol import wire
from livechat.sim.scenario import Scripted
from tests.sim.stage import (
    AT_ONCE,
    INTERRUPTED,
    NO_INTERRUPTION,
    SECOND,
    Stage,
    sent,
    spoken,
)


def says(stage: Stage, words: str, problem: str = "") -> list[Effect]:
    """Say something; its end is told, and its words are known at once."""
    return stage.do(SpeechBegan(), SpeechEnded(SECOND, "client"), Transcribed(words, problem))


def test_both_parts_are_one_question() -> None:
    """Kept once, answered once, in the first turn; of the first answer nothing is told."""
    stage = Stage({}, AT_ONCE)
    assert spoken(says(stage, "count")) == ["re: count"]
    done = stage.do(SpeechBegan())
    assert sent(done) == []
    assert Hush() in done
    assert stage.session.turn == 0
    stage.do(SpeechEnded(SECOND))
    assert spoken(stage.do(Transcribed("to ten"))) == ["re: count\nto ten"]
    stage.voice(1.0)
    stage.finish()
    assert stage.session.turn == 1
    assert stage.dialogue.context.lines() == ["count", "to ten"]


def test_it_may_be_taken_back_again_and_again() -> None:
    """Each time the whole is answered."""
    stage = Stage({}, AT_ONCE)
    answers = [spoken(says(stage, words))[-1] for words in ("a", "b", "c")]
    assert answers == ["re: a", "re: a\nb", "re: a\nb\nc"]
    assert sent(stage.voice(1.0, "words"))
    assert stage.session.turn == 1


def test_what_began_and_was_nothing_does_not_lose_the_question() -> None:
    """A cough: the answer is begun anew."""
    stage = Stage({}, AT_ONCE)
    says(stage, "count")
    assert spoken(stage.do(SpeechBegan(), SpeechEnded(b""))) == ["re: count"]
    assert spoken(says(stage, "")) == ["re: count"]


def test_after_the_first_piece_it_is_an_interruption() -> None:
    """And the question has had its answer."""
    stage = Stage({}, AT_ONCE)
    says(stage, "count")
    stage.voice(1.0)
    assert sent(stage.do(SpeechBegan())) == INTERRUPTED
    stage.do(SpeechEnded(SECOND))
    assert spoken(stage.do(Transcribed("stop"))) == ["re: stop"]


def test_typed_questions_are_whole() -> None:
    """Speaking interrupts their answers, however early."""
    stage = Stage({}, AT_ONCE)
    stage.ask("hello")
    assert sent(stage.do(SpeechBegan())) == INTERRUPTED


def test_an_answer_that_cannot_be_interrupted_is_not_taken_back() -> None:
    """What follows is another question."""
    stage = Stage(NO_INTERRUPTION, AT_ONCE)
    says(stage, "count")
    says(stage, "to ten")
    stage.voice(1.0)
    assert spoken(stage.finish()) == ["re: to ten"]


def test_the_turn_of_a_scenario_is_not_used_up() -> None:
    """The whole question gets what the scenario has for it."""
    turns = (Scripted(says="first"), Scripted(says="second"))
    stage = Stage({}, replace(AT_ONCE, turns=turns))
    says(stage, "count")
    assert spoken(says(stage, "to ten")) == ["first"]
    stage.voice(1.0)
    stage.finish()
    assert spoken(says(stage, "and now")) == ["second"]


def test_what_is_wrong_with_the_ears_is_still_said() -> None:
    """Once."""
    stage = Stage({}, AT_ONCE)
    assert spoken(says(stage, "", "I cannot hear.")) == ["I cannot hear."]
    assert spoken(says(stage, "hello")) == ["I cannot hear."]
    stage.voice(1.0)
    stage.finish()
    assert spoken(says(stage, "again")) == ["re: again"]


def test_the_rest_may_leave_the_question_unfinished() -> None:
    """Then more is waited for, though the first part was complete."""
    stage = Stage({}, AT_ONCE)
    says(stage, "count to ten")
    stage.mind.manner = Manner.WAIT
    done = says(stage, "and")
    assert spoken(done) == []
    assert {"serverContent": {"waitingForInput": True}} in sent(done)
    stage.mind.manner = Manner.ANSWER
    assert spoken(says(stage, "back")) == ["re: count to ten\nand\nback"]


@pytest.mark.parametrize(
    ("model", "at_once", "then"),
    [
        ("gemini-3.8-live", ["re: count"], ["re: count\nto ten"]),
        ("gemini-3.1-flash-live-preview", [], ["re: count\nto ten"]),
    ],
)
def test_a_drop_while_the_user_goes_on_loses_nothing(
    model: str, at_once: list[str], then: list[str]
) -> None:
    """Whoever resumes finds the first part: answered by itself, or together with what follows."""
    scenario = replace(AT_ONCE, early_resume="allowed")
    stage = Stage({"model": model, "sessionResumption": {}}, scenario)
    says(stage, "count")
    stage.do(SpeechBegan())
    updates = [
        one["sessionResumptionUpdate"]
        for one in sent(stage.effects)
        if "sessionResumptionUpdate" in one
    ]
    assert updates[-1]["resumable"]
    stage.session.ended(stage.now)
    back = {"model": model, "sessionResumption": {"handle": updates[-1]["newHandle"]}}
    resumed = Stage(back, scenario, handles=stage.handles, name="S2")
    assert spoken(resumed.effects) == at_once
    assert spoken(says(resumed, "to ten")) == then


def test_what_is_typed_while_speech_waits_is_answered_whatever_else_is_said() -> None:
    """Though the last words were not meant for the partner."""
    stage = Stage(NO_INTERRUPTION, AT_ONCE)
    says(stage, "count")
    stage.do(wire.Text("what time is it?"))
    stage.mind.manner = Manner.SILENCE
    says(stage, "not you")
    stage.voice(1.0)
    assert spoken(stage.finish()) == ["re: what time is it?\nnot you"]
