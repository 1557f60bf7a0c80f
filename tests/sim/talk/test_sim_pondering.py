"""Answers of a language model go out as they come."""

from __future__ import annotations

from typing import Any

import pytest

from livechat.sim.effects import Prepare, Speak, Wait
from livechat.sim.mind.question import Clause, Model, Over, Thought, User, Wish
from livechat.sim.protocol import wire
from livechat.sim.protocol.usage import Ran
from livechat.sim.talk.pondering import LONGEST, SPEECHLESS
from tests.sim.asking import TOOLS, Asked
from tests.sim.stage import COMPLETE, GENERATED, sent, spoken


def asked(**setup: Any) -> Asked:
    """A session in which something was typed."""
    stage = Asked(setup)
    stage.do(wire.Text("Hello"))
    return stage


def test_each_clause_is_voiced_as_it_comes() -> None:
    """What follows is voiced ahead, so that there is no gap; the turn ends with the last word."""
    stage = asked()
    stage.come(Clause("Good day."))
    assert spoken(stage.effects) == ["Good day."]
    stage.come(Clause("How are you?"))
    assert [one.text for one in stage.effects if isinstance(one, Prepare)] == ["How are you?"]
    stage.utter("Good day.")
    assert spoken(stage.effects) == ["Good day.", " How are you?"]
    stage.come(Over())
    assert GENERATED in stage.utter(" How are you?")


def test_a_model_that_is_slower_than_its_voice_is_waited_for() -> None:
    """Silence between two sentences ends no turn."""
    stage = asked()
    assert GENERATED not in stage.say("Well.")
    stage.come(Clause("Yes."))
    assert spoken(stage.effects) == ["Well.", " Yes."]


def test_a_pause_of_the_model_is_no_playing_time() -> None:
    """The turn is complete when the last word has sounded, not that much earlier."""
    stage = asked()
    stage.say("Well.", 1.0)
    stage.now += 5.0
    stage.say(" Yes.", 1.0)
    stage.come(Over())
    waits = [effect.seconds for effect in stage.effects if isinstance(effect, Wait)]
    assert waits == [pytest.approx(1.0)]


def test_thoughts_are_shown_to_who_asked_for_them() -> None:
    """They are no words of the answer."""
    thinking = {"thinkingConfig": {"includeThoughts": True}}
    stage = asked(model="gemini-3.1-flash-live-preview", generationConfig=thinking)
    [message] = stage.come(Thought("A greeting."))
    assert message["serverContent"]["modelTurn"]["parts"][0]["text"] == "A greeting."
    stage.come(Over())
    assert spoken(stage.effects) == [SPEECHLESS]


def test_thoughts_are_billed_and_not_said() -> None:
    """Whoever did not ask for them sees none."""
    stage = asked()
    assert stage.come(Thought("12345678")) == []
    stage.answer("Hello.")
    usages = [
        one.message["usageMetadata"]
        for one in stage.effects
        if hasattr(one, "message") and "usageMetadata" in one.message
    ]
    assert usages[-1]["thoughtsTokenCount"] == 2


def test_a_failure_is_said() -> None:
    """It ends the answer like any other words."""
    stage = asked()
    stage.come(Over("My language model does not answer."))
    assert spoken(stage.effects) == ["My language model does not answer."]
    assert GENERATED in stage.utter("My language model does not answer.")


def test_an_answer_with_nothing_in_it_is_told_in_words() -> None:
    """Silence would look like a fault."""
    stage = asked()
    stage.come(Over())
    assert spoken(stage.effects) == [SPEECHLESS]


def test_an_answer_without_end_is_cut() -> None:
    """Twenty minutes of speech are enough."""
    stage = asked()
    sentence = "word " * 200
    for _ in range(LONGEST // len(sentence) + 1):
        stage.come(Clause(sentence))
    assert not stage.session.ponders(stage.ponders[-1].ticket)
    before = len(stage.effects)
    stage.come(Clause("more"))
    assert stage.effects[before:] == []


def test_words_come_before_the_calls_that_follow_them() -> None:
    """However far ahead of its voice the model is."""
    stage = asked(**TOOLS)
    stage.come(Clause("Let me look."))
    assert stage.wish(Wish("get_time", {})) == []
    [call] = [one["toolCall"] for one in stage.utter("Let me look.") if "toolCall" in one]
    assert call["functionCalls"][0]["name"] == "get_time"


def test_what_was_said_before_a_call_is_known_after_it() -> None:
    """Else the model would say it again."""
    stage = asked(**TOOLS)
    stage.say("Let me look.")
    [call] = stage.wish(Wish("get_time", {"zone": "UTC"}))
    stage.result(call)
    assert stage.messages == [
        User("Hello"),
        Model("Let me look."),
        Ran("get_time", {"zone": "UTC"}, {"output": "noon"}),
    ]
    stage.answer("It is noon.")
    assert COMPLETE in sent(stage.effects)
    stage.do(wire.Text("Thanks"))
    assert stage.messages[-2:] == [Model("It is noon."), User("Thanks")]


def test_max_tokens_end_the_answer_and_what_is_still_pondered() -> None:
    """25 tokens are a second of sound."""
    stage = asked(generationConfig={"maxOutputTokens": 25})
    stage.come(Clause("one two"), Clause("three four"))
    assert GENERATED in sent(stage.voice(1.0, "one two"))
    assert not any(isinstance(one, Speak) for one in stage.voice_ended())
    stage.come(Clause("five"))
    assert spoken(stage.effects) == ["one two"]


def test_an_answer_in_text_comes_in_clauses_too() -> None:
    """Its words are what the client reads."""
    stage = Asked({"generationConfig": {"responseModalities": ["TEXT"]}}, flavour="gateway")
    stage.do(wire.Text("Hello"))
    stage.come(Clause("one two"), Over())
    assert spoken(stage.effects) == ["one two"]
    done = [*stage.utter("one two", 0.0), *sent(stage.waited())]
    assert done[-2:] == [GENERATED, COMPLETE]
