"""Functions, thoughts, work and sources: what an answer consists of besides words."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from livechat.sim.effects import Hush, Send, Wait
from livechat.sim.events import SpeechBegan
from livechat.sim.mind.answer import Answer, Backed, Call, Page, Sources
from livechat.sim.protocol import wire
from livechat.sim.scenario import Scenario
from livechat.sim.talk.phases import Phase
from livechat.sim.talk.steps import THINKING_ALOUD
from tests.sim.stage import (
    AT_ONCE,
    COMPLETE,
    GENERATED,
    INTERRUPTED,
    LOW,
    NO_INTERRUPTION,
    Stage,
    closed,
    sent,
    spoken,
)

BLOCKING = Answer("", "", (Call("ask", {"x": 1}, blocking=True),))
NON_BLOCKING = Answer("One moment.", "", (Call("ask", {}, blocking=False),))
TWO = Answer("", "", tuple(Call(name, {}, blocking=True) for name in ("ask", "look")))
EXTENDED: dict[str, Any] = {"model": "gemini-3.8-live-extended-thinking", **LOW}
OTHER = Scenario(pace="instant", tool_calls="after", cancellations="sent")
"""Other manners with calls than those of the newest models."""


def responded(*ids: str, scheduling: str = "", output: str = "rain") -> wire.ToolResponse:
    extra = {"scheduling": scheduling} if scheduling else {}
    return wire.ToolResponse(
        tuple({"id": one, "response": {"output": output}, **extra} for one in ids)
    )


def called(stage: Stage) -> list[str]:
    """Ids of all calls so far."""
    return [
        call["id"]
        for message in sent(stage.effects)
        for call in message.get("toolCall", {}).get("functionCalls", ())
    ]


def test_a_blocking_function_is_waited_for_and_its_result_spoken() -> None:
    """toolCall, nothing more until the response, then the result in the same turn."""
    stage = Stage({}, AT_ONCE)
    assert sent(stage.ask(answer=BLOCKING)) == [
        {
            "toolCall": {
                "functionCalls": [{"name": "ask", "args": {"x": 1}, "id": "function-call-1"}]
            }
        }
    ]
    assert stage.session.phase is Phase.WAITING
    assert spoken(stage.do(responded("function-call-1"))) == ["ask says rain."]
    assert sent(stage.voice_ended()) == [GENERATED, COMPLETE]
    assert stage.session.turn == 1


def test_a_blocking_function_never_answered_blocks_until_it_is() -> None:
    """No time runs, and with interruption forbidden nothing else is answered."""
    stage = Stage(NO_INTERRUPTION)
    done = stage.ask(answer=BLOCKING)
    assert not any(isinstance(effect, Wait) for effect in done)
    assert stage.ask("second") == []
    stage.do(responded("function-call-1"))
    stage.voice()
    assert spoken(stage.finish()) == ["re: second"]


def test_several_calls_are_one_message_and_all_are_waited_for() -> None:
    """In whatever messages their responses come."""
    stage = Stage({}, AT_ONCE)
    stage.ask(answer=TWO)
    first, second = called(stage)
    assert spoken(stage.do(responded(second, output="a wall"))) == []
    assert spoken(stage.do(responded(first))) == ["look says a wall. ask says rain."]


def test_a_non_blocking_function_is_called_when_it_has_been_announced() -> None:
    """After the words, in the same turn."""
    stage = Stage({}, OTHER)
    assert sent(stage.ask(answer=NON_BLOCKING)) == []
    assert [next(iter(message)) for message in sent(stage.voice())] == ["serverContent"]
    assert [next(iter(message)) for message in sent(stage.voice_ended())] == ["toolCall"]


def test_a_scenario_has_functions_called_in_mid_speech() -> None:
    """After the first piece of sound; more sound follows it."""
    stage = Stage({}, Scenario(pace="instant", tool_calls="mid-speech"))
    assert sent(stage.ask(answer=NON_BLOCKING)) == []
    kinds = [next(iter(message)) for message in sent(stage.voice())]
    assert kinds == ["serverContent", "toolCall"]
    assert [next(iter(message)) for message in sent(stage.voice())] == ["serverContent"]
    assert called(stage) == ["function-call-1"]
    stage.voice_ended()
    assert called(stage) == ["function-call-1"]


@pytest.mark.parametrize("words", ["One moment.", ""])
def test_a_call_is_made_with_and_without_sound(words: str) -> None:
    """A sentence that cannot be pronounced loses no function call, nor does none at all."""
    for where in ("after", "mid-speech"):
        stage = Stage({}, Scenario(pace="instant", tool_calls=where))
        stage.ask(answer=Answer(words, "", NON_BLOCKING.calls))
        stage.voice_ended()
        assert called(stage) == ["function-call-1"]


def test_a_turn_may_be_complete_with_its_call() -> None:
    """On 2.5 a slow client sees the turn end first, a quick one does not."""
    model = "gemini-2.5-flash-native-audio-preview-12-2025"
    for quick in (True, False):
        stage = Stage({"model": model}, AT_ONCE)
        done = stage.ask(answer=BLOCKING)
        assert Wait(stage.ticket, 0.5) in done
        if not quick:
            assert sent(stage.waited()) == [GENERATED, COMPLETE]
        assert spoken(stage.do(responded("function-call-1"))) == ["ask says rain."]
        assert stage.session.turn == (1 if quick else 2)


def test_a_quick_result_is_told_in_the_same_turn() -> None:
    """While the partner still speaks, and while it waits a moment for it."""
    for late in (False, True):
        stage = Stage({}, Scenario(pace="instant", tool_calls="mid-speech"))
        stage.ask(answer=NON_BLOCKING)
        stage.voice()
        if late:
            done = stage.voice_ended()
            assert Wait(stage.ticket, 1.0) in done
            assert spoken(stage.do(responded("function-call-1"))) == [" ask says rain."]
        else:
            assert stage.do(responded("function-call-1")) == []
            assert spoken(stage.voice_ended()) == [" ask says rain."]
        assert sent(stage.voice_ended()) == [GENERATED, COMPLETE]


def test_a_late_result_makes_a_turn_of_its_own() -> None:
    """The turn that called has ended after some patience."""
    stage = Stage({}, OTHER)
    stage.ask(answer=NON_BLOCKING)
    stage.voice()
    stage.voice_ended()
    assert sent(stage.waited()) == [GENERATED, COMPLETE]
    assert spoken(stage.do(responded("function-call-1"))) == ["ask says rain."]
    assert stage.session.turn == 2


def late(scheduling: str) -> tuple[Stage, list[str]]:
    """A result that comes while another answer is under way."""
    stage = Stage({}, replace(OTHER, playback_pause=1.0))
    stage.ask(answer=NON_BLOCKING)
    stage.voice_ended()
    stage.waited()
    stage.ask("something else")
    stage.voice()
    done = stage.do(responded("function-call-1", scheduling=scheduling))
    return stage, [*map(str, sent(done)), *spoken(done)]


def test_a_result_when_idle_waits_for_its_turn() -> None:
    """It is told with the answer under way, as long as that goes on."""
    stage, done = late("WHEN_IDLE")
    assert done == []
    assert spoken(stage.voice_ended()) == [" ask says rain."]  # after the words before it


def test_a_result_after_the_last_word_waits_until_it_has_played() -> None:
    """A turn that is generated takes nothing more."""
    stage = Stage({}, replace(OTHER, playback_pause=1.0))
    stage.ask(answer=NON_BLOCKING)
    stage.voice()
    stage.voice_ended()
    stage.waited()
    assert stage.session.phase is Phase.PLAYING
    assert stage.do(responded("function-call-1")) == []
    assert spoken(stage.waited()) == ["ask says rain."]


def test_a_result_that_interrupts() -> None:
    """The answer under way is cut short."""
    _, done = late("INTERRUPT")
    assert done == [*map(str, INTERRUPTED), "ask says rain."]


def test_a_result_that_interrupts_cancels_no_other_call() -> None:
    """It is the user who cancels."""
    stage = Stage({}, OTHER)
    both = tuple(Call(name, {}, blocking=False) for name in ("ask", "look"))
    stage.ask(answer=Answer("One moment.", "", both))
    stage.voice_ended()
    first, second = called(stage)
    done = stage.do(responded(first, scheduling="INTERRUPT"))
    assert sent(done) == INTERRUPTED
    assert spoken(done) == ["ask says rain."]
    stage.finish()
    assert spoken(stage.do(responded(second, output="a wall"))) == ["look says a wall."]


def test_a_silent_result_is_only_kept_in_mind() -> None:
    """Nothing is said about it, then or later; it is billed."""
    stage, done = late("SILENT")
    assert done == []
    assert spoken(stage.finish()) == []


def test_interrupting_a_turn_cancels_its_calls() -> None:
    """Their late results are borne."""
    stage = Stage({}, OTHER)
    stage.ask(answer=TWO)
    done = stage.do(SpeechBegan())
    ids = called(stage)
    assert sent(done) == [{"toolCallCancellation": {"ids": ids}}, *INTERRUPTED]
    assert stage.do(responded(*ids)) == []
    assert stage.session.phase is Phase.LISTENING


def test_calls_of_earlier_turns_are_not_cancelled() -> None:
    """A non-blocking function goes on while others talk."""
    stage = Stage({}, OTHER)
    stage.ask(answer=NON_BLOCKING)
    stage.voice_ended()
    stage.waited()
    stage.ask("else")
    assert sent(stage.do(SpeechBegan())) == INTERRUPTED
    stage.do(wire.Text("else"))
    assert stage.session.turn == 3


def test_thoughts_are_shown_when_asked_for_and_billed_anyway() -> None:
    """A part of its own, marked, ahead of the words."""
    for shown in (True, False):
        thinking = {"thinkingConfig": {"thinkingLevel": "LOW", "includeThoughts": shown}}
        stage = Stage(
            {"model": "gemini-3.1-flash-live-preview", "generationConfig": thinking}, AT_ONCE
        )
        done = stage.ask(answer=Answer("words", "because"))
        part = {"text": "because", "thought": True}
        expected = [{"serverContent": {"modelTurn": {"parts": [part]}}}]
        assert sent(done) == (expected if shown else [])
        last = stage.voice_ended()[-1]
        assert isinstance(last, Send)
        assert last.message["usageMetadata"]["thoughtsTokenCount"] == 2


def test_the_extended_thinking_model_speaks_works_and_speaks_again() -> None:
    """Only IDLE ends the exchange."""
    stage = Stage(EXTENDED, replace(AT_ONCE, thinking_pause=1.0))
    assert spoken(stage.ask()) == [THINKING_ALOUD]
    done = stage.voice_ended()
    assert sent(done) == [
        GENERATED,
        {"serverContent": {"turnComplete": True, "interactionStatus": "IN_PROGRESS"}},
    ]
    assert stage.session.phase is Phase.WORKING
    assert Wait(stage.ticket, 0.5) in done  # the scenario's second, at a low level
    assert spoken(stage.waited()) == ["re: hello"]
    assert sent(stage.voice_ended()) == [
        GENERATED,
        {"serverContent": {"turnComplete": True, "interactionStatus": "IDLE"}},
    ]
    assert stage.session.turn == 1


def test_work_can_be_interrupted() -> None:
    """Then the exchange is over."""
    stage = Stage(EXTENDED, replace(AT_ONCE, thinking_pause=1.0))
    stage.ask()
    stage.voice_ended()
    assert sent(stage.do(SpeechBegan())) == [
        {"serverContent": {"interrupted": True}},
        {"serverContent": {"turnComplete": True, "interactionStatus": "IDLE"}},
    ]
    assert stage.waited() == []


def test_sources_follow_the_words() -> None:
    """What was searched for, what was found, what was to be read."""
    page = Page("Invented: boats", "https://invented.example/1")
    backed = (Backed("Käse", (0,)), Backed("über", (0,)), Backed("not said", (0,)))
    sources = Sources(("boats",), (page,), ("u",), backed)
    stage = Stage({}, AT_ONCE)
    stage.ask(answer=Answer("Käse über Bord.", "", sources=sources))
    grounding, read, *_ = sent(stage.voice_ended())
    found = grounding["serverContent"]["groundingMetadata"]
    assert "<script>" in found.pop("searchEntryPoint")["renderedContent"]
    assert found == {
        "webSearchQueries": ["boats"],
        "groundingChunks": [
            {"web": {"uri": "https://invented.example/1", "title": "Invented: boats"}}
        ],
        # Places count bytes of UTF-8, and 0 is left out
        "groundingSupports": [
            {"segment": {"endIndex": 5, "text": "Käse"}, "groundingChunkIndices": [0]},
            {
                "segment": {"startIndex": 6, "endIndex": 11, "text": "über"},
                "groundingChunkIndices": [0],
            },
        ],
    }
    (one,) = read["serverContent"]["urlContextMetadata"]["urlMetadata"]
    assert one == {"retrievedUrl": "u", "urlRetrievalStatus": "URL_RETRIEVAL_STATUS_ERROR"}


def test_most_tokens_of_an_answer_end_it() -> None:
    """What has been sent stays; the rest is not voiced."""
    stage = Stage({"generationConfig": {"maxOutputTokens": 50}}, AT_ONCE)
    stage.ask()
    assert GENERATED not in sent(stage.voice(1.0))
    done = stage.voice(1.0)
    assert sent(done)[-2:] == [GENERATED, COMPLETE]
    assert Hush() in done
    assert stage.voice() == []


def test_new_tools_that_do_not_fit_the_model_are_refused() -> None:
    """As in a setup."""
    stage = Stage(EXTENDED)
    declared = {"functionDeclarations": [{"name": "ask", "behavior": "BLOCKING"}]}
    refused = closed(stage.do(wire.ContextUpdate(None, [declared])))
    assert refused is not None
    assert refused.code == 1007


def test_context_updates_reach_the_mind() -> None:
    """Instruction and tools, each by itself."""
    stage = Stage({})
    stage.do(wire.ContextUpdate("Be brief.", None))
    assert (stage.mind.instructed, stage.mind.toolbox.functions) == ("Be brief.", ())
    stage.do(wire.ContextUpdate(None, [{"functionDeclarations": [{"name": "ask"}]}]))
    assert [function.name for function in stage.mind.toolbox.functions] == ["ask"]


@pytest.mark.parametrize("response", [{}, {"id": "unknown"}, {"id": "function-call-9"}])
def test_results_nobody_asked_for_are_borne(response: dict[str, Any]) -> None:
    """They neither answer nor end anything."""
    stage = Stage({})
    assert stage.do(wire.ToolResponse((response,))) == []
    stage.ask(answer=BLOCKING)
    assert stage.do(wire.ToolResponse((response,))) == []
    assert stage.session.phase is Phase.WAITING
