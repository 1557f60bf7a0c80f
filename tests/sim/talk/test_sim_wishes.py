"""Functions that a language model wants to be called, and what becomes of the calls."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from livechat.sim.effects import Send
from livechat.sim.events import Pondered
from livechat.sim.mind.question import GO_ON, Clause, Model, Over, User, Wish, Wishes
from livechat.sim.protocol import wire
from livechat.sim.protocol.usage import Ran, text_tokens
from livechat.sim.talk.delivery import CUT_OFF
from livechat.sim.talk.phases import Phase
from livechat.sim.talk.pondering import SPEECHLESS
from livechat.sim.talk.rounds import MOST_ROUNDS
from tests.sim.asking import TOOLS, Asked
from tests.sim.stage import COMPLETE, INTERRUPTED, PLAYED, sent, spoken

TIME, LOOK = Wish("get_time", {"zone": "UTC"}), Wish("look", {"at": "me"})

QUICK = {"name": "look", "behavior": "NON_BLOCKING"}
OLDER: dict[str, Any] = {
    "model": "gemini-2.5-flash-native-audio-preview-12-2025",
    "tools": [{"functionDeclarations": [QUICK]}],
}
"""A model whose turns wait a little for functions that do not block, and that tells of what it
cancels."""


def asked(**setup: Any) -> Asked:
    """A session in which something was typed, with two functions."""
    stage = Asked({**TOOLS, **setup})
    stage.do(wire.Text("Hello"))
    return stage


def ran(stage: Asked) -> list[Ran]:
    """The calls that the model was told of last."""
    return [one for one in stage.messages if isinstance(one, Ran)]


def test_a_function_that_blocks_is_waited_for() -> None:
    """Its result goes into the same turn."""
    stage = asked()
    [call] = stage.wish(TIME)
    assert (call["name"], call["args"]) == ("get_time", {"zone": "UTC"})
    assert stage.dialogue.delivery.phase is Phase.WAITING
    stage.result(call)
    assert ran(stage) == [Ran("get_time", {"zone": "UTC"}, {"output": "noon"})]
    stage.answer("It is noon.")
    assert sent(stage.effects).count(COMPLETE) == 1


def test_a_function_that_does_not_block_ends_the_turn() -> None:
    """As on 3.8; the answer to its result is a turn of its own."""
    stage = asked()
    [call] = stage.wish(LOOK)
    assert sent(stage.effects)[-1] == COMPLETE
    stage.result(call, "a cat")
    assert stage.messages == [User("Hello"), Ran("look", {"at": "me"}, {"output": "a cat"})]
    stage.answer("A cat.")
    assert sent(stage.effects).count(COMPLETE) == 2


def test_several_calls_at_once_are_made_in_one_message() -> None:
    """All their results are known when the model is asked again, once."""
    stage = asked()
    first, second = stage.wish(TIME, Wish("get_time", {"zone": "CET"}))
    stage.result(first)
    assert len(stage.ponders) == 1
    stage.result(second, "one")
    assert len(stage.ponders) == 2
    assert [one.response for one in ran(stage)] == [{"output": "noon"}, {"output": "one"}]


def test_a_function_that_blocks_holds_up_one_that_does_not() -> None:
    """Both are called at once, and both results are waited for."""
    stage = asked()
    time, look = stage.wish(TIME, LOOK)
    stage.result(look, "a cat")
    assert len(stage.ponders) == 1
    stage.result(time)
    assert len(stage.ponders) == 2
    assert {one.name for one in ran(stage) if one.response} == {"get_time", "look"}


def test_what_does_not_block_is_not_waited_for_with_what_does() -> None:
    """Its result may never come."""
    stage = asked()
    time, look = stage.wish(TIME, LOOK)
    stage.result(time)
    assert len(stage.ponders) == 2
    stage.answer("It is noon.")
    stage.result(look, "a cat")
    assert len(stage.ponders) == 3


def test_patience_for_what_does_not_block_begins_when_the_rest_is_there() -> None:
    """Where a turn waits for such results at all."""
    stage = Asked(TOOLS, replace(PLAYED, tool_patience=1.0))
    stage.do(wire.Text("Hello"))
    time, *looks = stage.wish(TIME, LOOK, Wish("look", {"at": "her"}))
    stage.result(time)
    stage.result(looks[0], "a cat")
    assert len(stage.ponders) == 1
    stage.waited()
    assert len(stage.ponders) == 2
    stage.answer("It is noon.")
    stage.result(looks[1], "a dog")
    assert len(stage.ponders) == 3


def test_a_result_that_comes_while_the_model_speaks_is_told_after_it() -> None:
    """In the same turn, where calls do not end it; the model knows what it said before."""
    stage = Asked(OLDER)
    stage.do(wire.Text("Hello"))
    first, second = stage.wish(LOOK, Wish("look", {"at": "her"}))
    stage.result(first, "a cat")
    stage.waited()
    stage.come(Clause("A cat."))
    stage.result(second, "a dog")
    stage.utter("A cat.")
    stage.come(Over())
    assert len(stage.ponders) == 3
    assert stage.messages == [
        User("Hello"),
        Ran("look", {"at": "me"}, {"output": "a cat"}),
        Ran("look", {"at": "her"}, {"output": "a dog"}),
        Model("A cat."),
        User(GO_ON),
    ]
    assert COMPLETE not in sent(stage.effects)


def test_a_result_that_comes_while_another_answer_is_spoken_waits() -> None:
    """It is told in a turn of its own."""
    stage = asked()
    [call] = stage.wish(LOOK)
    stage.do(wire.Text("Meanwhile?"))
    stage.come(Clause("Meanwhile"))
    stage.result(call, "a cat")
    assert len(stage.ponders) == 2
    stage.utter("Meanwhile")
    stage.come(Over())
    stage.waited()
    assert len(stage.ponders) == 3
    assert ran(stage)[-1].response == {"output": "a cat"}
    assert stage.messages[:2] == [
        User("Hello\nMeanwhile?"),
        Ran("look", {"at": "me"}, {"output": "a cat"}),
    ]


def test_two_results_are_one_question() -> None:
    """Whoever is asked twice would say all twice."""
    stage = Asked(OLDER)
    stage.do(wire.Text("Hello"))
    first, second = stage.wish(LOOK, Wish("look", {"at": "her"}))
    stage.result(first, "a cat")
    assert len(stage.ponders) == 1
    stage.result(second, "a dog")
    stage.say("A cat and a dog.")
    stage.come(Over())
    assert len(stage.ponders) == 2
    stage.waited()
    assert sent(stage.effects)[-1] == COMPLETE


def test_a_silent_result_is_known_and_not_told() -> None:
    """The next question knows of it."""
    stage = asked()
    [call] = stage.wish(LOOK)
    stage.result(call, "a cat", scheduling="SILENT")
    assert len(stage.ponders) == 1
    stage.do(wire.Text("And?"))
    assert ran(stage) == [Ran("look", {"at": "me"}, {"output": "a cat"})]


def test_a_result_may_interrupt() -> None:
    """Where the client says so."""
    stage = asked()
    [call] = stage.wish(LOOK)
    stage.do(wire.Text("Meanwhile?"))
    stage.say("Well, this takes a while.")
    stage.result(call, "a cat", scheduling="INTERRUPT")
    assert INTERRUPTED[0] in sent(stage.effects)
    assert ran(stage)[-1].response == {"output": "a cat"}


def test_a_result_after_an_interruption_is_left_out() -> None:
    """The model knows that it will never come, and may call again."""
    stage = asked()
    [call] = stage.wish(TIME)
    stage.do(wire.Text("Never mind."))
    assert ran(stage) == [Ran("get_time", {"zone": "UTC"}, CUT_OFF)]
    stage.result(call)
    assert ran(stage) == [Ran("get_time", {"zone": "UTC"}, CUT_OFF)]
    assert [one["name"] for one in stage.wish(TIME)] == ["get_time"]


def test_a_cancelled_call_is_told_to_client_and_model() -> None:
    """On models that cancel."""
    stage = Asked(OLDER)
    stage.do(wire.Text("Hello"))
    [call] = stage.wish(LOOK)
    stage.do(wire.Text("Never mind."))
    assert {"toolCallCancellation": {"ids": [call["id"]]}} in sent(stage.effects)
    assert ran(stage) == [Ran("look", {"at": "me"}, CUT_OFF)]


def test_a_result_that_never_comes_holds_nobody_up() -> None:
    """The user may go on, in whatever words."""
    stage = asked()
    stage.wish(TIME)
    stage.now += 3_600.0
    stage.do(wire.Text("Are you there?"))
    stage.answer("Yes.")
    assert sent(stage.effects)[-1] == COMPLETE


def test_a_pending_call_is_told_as_one() -> None:
    """It is not made a second time meanwhile."""
    stage = asked()
    stage.wish(LOOK)
    stage.do(wire.Text("And?"))
    assert ran(stage) == [Ran("look", {"at": "me"}, None)]
    assert stage.wish(LOOK) == []
    assert stage.question.functions == ()
    stage.answer("I am still looking.")


def test_a_function_that_is_not_declared_is_not_called() -> None:
    """The model is told so, and answers otherwise."""
    stage = asked()
    assert stage.wish(Wish("book_flight", {"to": "Rome"})) == []
    [told] = ran(stage)
    assert told.name == "book_flight"
    assert told.response == {"error": "There is no such function."}
    assert stage.question.functions
    assert stage.wish(Wish("book_flights", {})) == []
    assert stage.question.functions == ()
    stage.answer("I cannot book flights.")
    assert sent(stage.effects)[-1] == COMPLETE


def test_the_known_ones_among_unknown_functions_are_called() -> None:
    """The others are told to the model with their results."""
    stage = asked()
    [call] = stage.wish(Wish("nothing", {}), TIME)
    stage.result(call)
    assert [one.name for one in ran(stage)] == ["nothing", "get_time"]


def test_a_call_that_repeats_itself_is_not_made_again() -> None:
    """Its result is known."""
    stage = asked()
    [call] = stage.wish(TIME)
    stage.result(call)
    assert stage.wish(TIME) == []
    assert stage.question.functions == ()
    assert stage.wish(TIME) == []
    assert spoken(stage.effects) == [SPEECHLESS]


def test_the_same_call_twice_in_one_answer_is_one() -> None:
    """Small models stammer."""
    assert len(asked().wish(TIME, TIME)) == 1


def test_a_chain_of_calls_comes_to_an_end() -> None:
    """After some rounds the model has to answer in words."""
    stage = asked()
    for number in range(MOST_ROUNDS):
        assert stage.question.functions
        [call] = stage.wish(Wish("get_time", {"number": number}))
        stage.result(call)
    assert stage.question.functions == ()
    stage.answer("That is all.")
    stage.do(wire.Text("Again?"))
    assert stage.question.functions


def test_wishes_that_come_too_late_change_nothing() -> None:
    """The user went on meanwhile."""
    stage = asked()
    late = stage.ponders[-1].ticket
    stage.do(wire.Text("No."))
    messages = stage.messages
    assert stage.do(Pondered(late, Wishes((TIME, Wish("nothing", {}))))) == []
    stage.do(wire.Text("No!"))
    assert ran(stage) == []
    assert messages == [User("Hello\nNo.")]


@pytest.mark.parametrize("scheduling", ["WHEN_IDLE", "SILENT"])
def test_results_are_billed(scheduling: str) -> None:
    """As what was read for the answer, or as part of the prompt."""
    stage = asked()
    [call] = stage.wish(LOOK)
    stage.result(call, "a cat on a mat", scheduling=scheduling)
    if scheduling == "SILENT":
        stage.do(wire.Text("And?"))
    stage.answer("A cat.")
    usages = [
        dict(one.message)["usageMetadata"]
        for one in stage.effects
        if isinstance(one, Send) and "usageMetadata" in one.message
    ]
    read = text_tokens('{"output": "a cat on a mat"}')
    first, last = usages[0], usages[-1]
    if scheduling == "WHEN_IDLE":
        assert last["toolUsePromptTokenCount"] == read
        assert last["promptTokenCount"] == first["promptTokenCount"]
    else:
        assert last["promptTokenCount"] == first["promptTokenCount"] + read + text_tokens("And?")
    assert last["responseTokensDetails"] == [{"modality": "AUDIO", "tokenCount": 25}]
