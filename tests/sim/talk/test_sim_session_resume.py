"""Resuming as measured on 3.8: one handle a connection, which names the session up to its drop."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from livechat.sim.effects import Alarm, OpenEars, Transcribe
from livechat.sim.events import (
    Alarmed,
    AlarmKind,
    Replayed,
    SpeechBegan,
    SpeechEnded,
    Transcribed,
)
from livechat.sim.mind.answer import Answer, Call
from livechat.sim.protocol import wire
from livechat.sim.recordings.script import Timed
from livechat.sim.scenario import EarlyChoice, Scenario, Scripted
from livechat.sim.talk.handles import Handles
from livechat.sim.talk.phases import Phase
from tests.sim.stage import (
    AT_ONCE,
    PLAYED,
    SECOND,
    Stage,
    closed,
    sent,
    spoken,
    stalls,
    told,
    typed,
)

RESUMABLE: dict[str, Any] = {"sessionResumption": {}}
REAL = Scenario()
BOOK = Call("book", {"when": "tomorrow at 3pm"}, blocking=False)


def handles_of(stage: Stage) -> list[str]:
    """Handles given out so far."""
    updates = (one.get("sessionResumptionUpdate", {}) for one in sent(stage.effects))
    return [update["newHandle"] for update in updates if update.get("resumable")]


def begun(scenario: Scenario = AT_ONCE, **setup: Any) -> Stage:
    """A session that can be resumed."""
    return Stage({**RESUMABLE, **setup}, scenario)


def resumed(
    old: Stage, *, after_s: float = 0.0, scenario: Scenario = AT_ONCE, **setup: Any
) -> Stage:
    """The session on another connection, so long after it has dropped."""
    old.session.ended(old.now)
    new = Stage(None, scenario, handles=old.handles, name="S2")
    new.now = old.now + after_s
    handle = {"sessionResumption": {"handle": handles_of(old)[-1]}}
    usual = {"model": "gemini-3.8-live", "inputAudioTranscription": {}}
    new.do(wire.Setup({**usual, "outputAudioTranscription": {}, **handle, **setup}))
    return new


ALLOWED = replace(AT_ONCE, early_resume="allowed")


def test_one_handle_comes_with_the_connection_and_no_more() -> None:
    """None after turns, calls or results, and no word that it cannot be resumed."""
    stage = begun()
    assert [next(iter(one)) for one in told(stage.effects)] == [
        "setupComplete",
        "sessionResumptionUpdate",
    ]
    before = len(stage.effects)
    stage.ask(answer=Answer("", "", (BOOK,)))
    stage.do(wire.ToolResponse(({"id": "function-call-1", "response": {"output": "done"}},)))
    stage.voice()
    stage.voice_ended()
    stage.ask("more")
    stage.do(SpeechBegan())
    assert not any("sessionResumptionUpdate" in one for one in told(stage.effects[before:]))
    assert len(handles_of(stage)) == 1


def test_without_resumption_no_handle_comes() -> None:
    """It was not asked for."""
    assert [next(iter(one)) for one in told(Stage({}).effects)] == ["setupComplete"]


def test_a_resumed_connection_gets_a_handle_of_its_own() -> None:
    """In the same breath; the old one goes on working too."""
    old = begun()
    new = resumed(old, scenario=ALLOWED)
    assert [next(iter(one)) for one in told(new.effects)] == [
        "setupComplete",
        "sessionResumptionUpdate",
    ]
    assert handles_of(new) != handles_of(old)
    new.session.ended(new.now)
    again = Stage(
        {"sessionResumption": {"handle": handles_of(old)[0]}}, ALLOWED, handles=old.handles
    )
    assert closed(again.effects) is None


def test_the_handle_brings_everything_up_to_the_drop() -> None:
    """Though it was given out before any of it; tokens and the place in the sound go on."""
    old = begun()
    old.do(wire.Audio(bytes(32_000), 16_000))
    old.ask("my name is Ada")
    old.voice_ended()
    old.do(typed("not answered yet", complete=False))
    new = resumed(old, scenario=ALLOWED)
    assert new.mind.recalled == ["my name is Ada"]
    assert new.dialogue.context.prompt() == old.dialogue.context.prompt()
    (began,) = told(new.do(SpeechBegan()))
    assert began["voiceActivity"] == {"type": "ACTIVITY_START", "audioOffset": "1s"}
    new.do(SpeechEnded(b""))
    assert spoken(new.do(wire.Text("second"))) == ["re: not answered yet\nsecond"]


@pytest.mark.parametrize(
    ("after_s", "early", "refused"),
    [(0.0, None, True), (1.4, None, True), (1.6, None, False), (0.0, "allowed", False)],
)
def test_a_resume_soon_after_an_idle_drop_is_refused(
    after_s: float, early: Any, refused: bool
) -> None:
    """With 1011 and the service's words; the server's log knows why."""
    new = resumed(begun(), after_s=after_s, scenario=replace(AT_ONCE, early_resume=early))
    why = closed(new.effects)
    assert (why == wire.Close(1011, "Internal error encountered.")) is refused
    assert bool(new.session.remark) is refused


@pytest.mark.parametrize("model", ["gemini-3.1-flash-live-preview", "gemini-3.8-live"])
def test_a_scenario_decides_about_early_resumes(model: str) -> None:
    """Of any model."""
    choices: list[tuple[EarlyChoice, bool]] = [("refused", True), ("allowed", False)]
    for early, refused in choices:
        scenario = replace(AT_ONCE, early_resume=early)
        new = resumed(begun(scenario, model=model), scenario=scenario, model=model)
        assert (closed(new.effects) is not None) is refused


def test_after_a_refusal_a_second_later_the_resume_is_good() -> None:
    """And one that was refused does not begin the wait anew."""
    old = begun()
    first = resumed(old, after_s=0.1, scenario=REAL)
    (wait,) = stalls(first.effects)
    assert 0.47 <= wait <= 0.7
    second = resumed(old, after_s=0.1 + wait + 1.0)
    assert closed(second.effects) is None


def test_a_drop_while_the_model_speaks_is_resumed_at_once() -> None:
    """Be it sending, or believed to be heard."""
    for generated in (False, True):
        old = begun(PLAYED)
        old.ask()
        old.voice(2.0, "re: hello")
        if generated:
            old.voice_ended()
            assert old.session.phase is Phase.PLAYING
        assert closed(resumed(old).effects) is None


def test_a_close_by_the_server_is_a_drop_too() -> None:
    """Its time limit ends an idle connection as anything else does."""
    old = begun()
    old.do(Alarmed(AlarmKind.LIMIT))
    assert closed(resumed(old).effects) is not None


def test_while_the_old_connection_is_believed_alive_every_resume_is_refused() -> None:
    """After any time; the close that arrives frees it."""
    old = begun()
    late = Stage(None, AT_ONCE, handles=old.handles, name="S2")
    late.now += 200.0
    setup = {"model": "gemini-3.8-live", "sessionResumption": {"handle": handles_of(old)[0]}}
    assert closed(late.do(wire.Setup(setup))) == wire.Close(1011, "Internal error encountered.")
    old.now += 200.0
    assert closed(resumed(old, after_s=1.5).effects) is None


@pytest.mark.parametrize("lock", ["held", "pings"])
def test_a_connection_given_up_takes_its_handle_along_where_it_was_held(lock: Any) -> None:
    """1011; a server that asked in vain frees the session instead."""
    old = begun(replace(AT_ONCE, lock=lock))
    assert closed(old.do(Alarmed(AlarmKind.SILENCE))) == wire.Close(
        1011, "Internal error encountered."
    )
    why = closed(resumed(old, after_s=2.0).effects)
    assert (why is not None and why.code == 1008) is (lock == "held")


def test_further_handles_come_where_a_scenario_says_so() -> None:
    """Whether the service sends more of them in longer sessions is not known."""
    stage = begun(replace(AT_ONCE, handle_every=60.0))
    assert Alarm(AlarmKind.HANDLE, 60.0) in stage.effects
    done = stage.do(Alarmed(AlarmKind.HANDLE))
    assert Alarm(AlarmKind.HANDLE, 60.0) in done
    assert len(handles_of(stage)) == 2


def test_a_silent_client_that_never_set_up_is_given_up() -> None:
    """There is nothing to resume."""
    assert closed(Stage().do(Alarmed(AlarmKind.SILENCE))) is not None


# What was under way


def test_speech_that_was_cut_off_is_partly_repeated() -> None:
    """The last words that were sent, and what had not been; in a turn that ends."""
    words = [f"word{number}" for number in range(20)]
    old = begun(turns_of(" ".join(words)))
    old.ask()
    old.voice(4.0, " ".join(words[:10]))
    new = resumed(old, scenario=turns_of(" ".join(words)))
    assert spoken(new.effects) == [" ".join(words[4:])]
    assert {"serverContent": {"turnComplete": True}} in sent(new.voice_ended())


def turns_of(*says: str) -> Scenario:
    return replace(ALLOWED, turns=tuple(Scripted(says=one) for one in says))


def test_what_was_believed_to_be_heard_is_not_repeated() -> None:
    """The part that had time to play is over; the rest is said again."""
    words = [f"word{number}" for number in range(8)]
    for passed, left in ((0.0, words[2:]), (3.0, words[6:]), (4.0, [])):
        old = begun(replace(PLAYED, turns=(Scripted(says=" ".join(words)),)))
        old.ask()
        old.voice(4.0, " ".join(words))
        old.voice_ended()
        old.now += passed
        new = resumed(old)
        assert spoken(new.effects) == ([" ".join(left)] if left else [])


def test_the_next_answer_is_the_next_of_the_script() -> None:
    """A script goes on over the connections of a session; so do the ears."""
    script = turns_of("one", "two words", "three")
    old = begun(script)
    old.ask()
    old.voice(1.0, "one")
    old.voice_ended()
    old.ask()
    old.voice(1.0, "two")
    new = resumed(old, scenario=script)
    assert spoken(new.effects) == ["two words"]
    new.voice(1.0, "two words")
    new.voice_ended()
    assert spoken(new.ask()) == ["three"]


def test_the_ears_go_on_with_what_is_to_be_understood() -> None:
    """Utterances understood on other connections are counted."""
    old = begun()
    old.do(SpeechBegan(), SpeechEnded(SECOND), Transcribed("hello"))
    new = resumed(old, scenario=ALLOWED)
    (ears,) = [effect for effect in new.effects if isinstance(effect, OpenEars)]
    assert ears.understood == 1


def test_a_question_whose_answer_had_not_begun_is_answered() -> None:
    """Though the model had begun to think of one: not a word of it was sent."""
    old = begun()
    old.ask("hello")
    assert spoken(resumed(old, scenario=ALLOWED).effects) == ["re: hello"]
    waits = replace(ALLOWED, after_resume="waits")
    old = begun()
    old.ask("hello")
    new = resumed(old, scenario=waits)
    assert spoken(new.effects) == []
    assert spoken(new.ask("again")) == ["re: hello\nagain"]


@pytest.mark.parametrize(("after", "answered"), [("answers", True), ("waits", False)])
def test_a_question_that_was_heard_but_not_understood_yet(after: Any, answered: bool) -> None:
    """Its words are found on the next connection, and answered, unless a scenario waits."""
    old = begun(REAL)
    old.do(wire.Audio(SECOND, 16_000), SpeechBegan(), SpeechEnded(SECOND), Transcribed("hello"))
    new = resumed(old, after_s=2.0, scenario=replace(AT_ONCE, after_resume=after))
    assert (Transcribe(SECOND) in new.effects) is answered
    if answered:
        done = new.do(Transcribed("hello"))
        assert {"serverContent": {"inputTranscription": {"text": "hello"}}} in told(done)
        assert spoken(done) == ["re: hello"]
        assert not any("voiceActivity" in one for one in told(done))


def test_a_question_asked_over_an_answer_is_answered_after_its_rest() -> None:
    """Where speech does not interrupt."""
    quiet: Any = {"realtimeInputConfig": {"activityHandling": "NO_INTERRUPTION"}}
    old = begun(PLAYED, **quiet)
    old.ask("first")
    old.voice(2.0, "re:")
    old.do(wire.Text("second"))
    new = resumed(old, scenario=ALLOWED, **quiet)
    assert spoken(new.effects) == ["re: first"]
    assert spoken(new.voice_ended()) == ["re: second"]


def test_a_recorded_answer_that_was_cut_off_is_played_again() -> None:
    """From its beginning: nobody knows which words belong to which piece."""
    first = Timed(0.0, {"serverContent": {"outputTranscription": {"text": "hi"}}})
    end = Timed(0.0, {"serverContent": {"turnComplete": True}})
    recorded = replace(ALLOWED, turns=(Scripted(replay=(first, end)),))
    old = begun(recorded)
    old.ask()
    old.do(Replayed(old.ticket, first.message))
    new = resumed(old, scenario=recorded)
    assert new.session.phase is Phase.SPEAKING
    assert sent(new.do(Replayed(new.ticket, end.message))) == [end.message]


def test_calls_announced_in_words_that_were_cut_off_are_made() -> None:
    """After the rest of the words."""
    scenario = replace(ALLOWED, tool_calls="after")
    old = begun(scenario)
    old.ask(answer=Answer("One moment please.", "", (BOOK,)))
    old.voice(1.0, "One")
    new = resumed(old, scenario=scenario)
    assert spoken(new.effects) == ["One moment please."]
    assert "toolCall" in sent(new.voice_ended())[0]


# Function calls


def test_a_pending_call_survives_the_resume() -> None:
    """The result for the old id is taken; the call is neither made again nor cancelled."""
    old = begun()
    old.ask(answer=Answer("", "", (BOOK,)))
    new = resumed(old, after_s=2.0)
    assert not any({"toolCall", "toolCallCancellation"} & one.keys() for one in told(new.effects))
    result = wire.ToolResponse(({"id": "function-call-1", "response": {"output": "booked"}},))
    assert spoken(new.do(result)) == ["book says booked."]


def test_a_result_that_was_not_told_yet_is_told_after_the_resume() -> None:
    """It was taken before the drop."""
    old = begun(REAL)
    old.ask(answer=Answer("", "", (BOOK,)))
    old.do(wire.ToolResponse(({"id": "function-call-1", "response": {"output": "booked"}},)))
    assert spoken(resumed(old, after_s=2.0).effects) == ["book says booked."]


def test_a_blocking_call_survives_too_and_speech_drops_it_there() -> None:
    """It is made again for the next words, with another id."""
    old = begun()
    old.ask(answer=Answer("", "", (replace(BOOK, blocking=True),)))
    assert old.session.phase is Phase.WAITING
    new = resumed(old, after_s=2.0)
    new.do(SpeechBegan(), SpeechEnded(SECOND))
    (called,) = [one for one in told(new.do(Transcribed("hello"))) if "toolCall" in one]
    assert called["toolCall"]["functionCalls"][0]["args"] == {"when": "tomorrow 3pm"}


@pytest.mark.parametrize("what", ["ignored", "refused"])
def test_a_result_that_a_new_session_does_not_know(what: Any) -> None:
    """Ignored, or refused with 1007: which, is not known."""
    stage = Stage({}, replace(AT_ONCE, unknown_result=what))
    done = stage.do(wire.ToolResponse(({"id": "function-call-77", "response": {}},)))
    why = closed(done)
    assert (why is not None and why.code == 1007) is (what == "refused")


def test_a_late_result_of_the_own_session_is_borne() -> None:
    """Even where unknown ones are refused: it was answered, or dropped, before."""
    stage = Stage({}, replace(AT_ONCE, unknown_result="refused"))
    stage.ask(answer=Answer("", "", (BOOK,)))
    result = wire.ToolResponse(({"id": "function-call-1", "response": {"output": "booked"}},))
    assert closed(stage.do(result, result)) is None


def test_a_late_result_is_borne_on_another_connection_too() -> None:
    """The session remembers the calls that are over."""
    refusing = replace(ALLOWED, unknown_result="refused")
    old = begun(refusing)
    old.ask(answer=Answer("", "", (BOOK,)))
    result = wire.ToolResponse(({"id": "function-call-1", "response": {"output": "booked"}},))
    old.do(result)
    old.voice(1.0, "book says booked.")
    old.voice_ended()
    assert closed(resumed(old, scenario=refusing).do(result)) is None


def test_a_resumed_session_needs_no_history() -> None:
    """What a client says first on another connection is a prompt."""
    history: Any = {"historyConfig": {"initialHistoryInClientContent": True}}
    old = begun(**history)
    old.do(typed("my name is Ada"))
    new = resumed(old, scenario=ALLOWED, **history)
    assert spoken(new.do(typed("who am I"))) == ["re: my name is Ada\nwho am I"]


def test_handles_are_shared_by_all_sessions_of_a_server() -> None:
    """Each brings its own session."""
    store = Handles()
    stages = [
        Stage({**RESUMABLE}, AT_ONCE, handles=store, name=name) for name in ("S1", "S2", "S3")
    ]
    for stage in stages:
        stage.ask(f"I am {stage.dialogue.name}")
        stage.voice(1.0, "Hello.")
        stage.voice_ended()
    for stage in stages:
        new = resumed(stage, after_s=2.0)
        assert new.mind.recalled == [f"I am {stage.dialogue.name}"]
