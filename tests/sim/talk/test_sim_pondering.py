"""Answers of a language model go out as they come."""

from __future__ import annotations

from livechat.sim.effects import Ponder, Prepare, Speak
from livechat.sim.events import Pondered
from livechat.sim.mind.question import Clause, Over, Question, Thought, User, Wish, Wishes
from livechat.sim.protocol import wire
from tests.sim.stage import Stage, sent

QUESTION = Question((User("Hello"),))
NEXT = Question((User("Hello"), User("And now?")))


def asked(stage: Stage, *questions: Question) -> int:
    """Have something be asked; return the ticket of what is pondered."""
    stage.mind.questions = list(questions) or [QUESTION]
    [ponder] = [one for one in stage.do(wire.Text("Hello")) if isinstance(one, Ponder)]
    return ponder.ticket


def test_each_clause_is_voiced_as_it_comes() -> None:
    """What follows is voiced ahead, so that there is no gap; the turn ends with the last word."""
    stage = Stage({})
    ticket = asked(stage)
    done = stage.do(Pondered(ticket, Clause("Good day.")))
    assert [one.text for one in done if isinstance(one, Speak)] == ["Good day."]
    done = stage.do(Pondered(ticket, Clause("How are you?")))
    assert [one.text for one in done if isinstance(one, Prepare)] == ["How are you?"]
    stage.voice(1.0, "Good day.")
    done = stage.voice_ended()
    assert [one.text for one in done if isinstance(one, Speak)] == [" How are you?"]
    stage.do(Pondered(ticket, Over()))
    stage.voice(1.0, " How are you?")
    assert {"serverContent": {"generationComplete": True}} in sent(stage.voice_ended())


def test_a_model_that_is_slower_than_its_voice_is_waited_for() -> None:
    """Silence between two sentences ends no turn."""
    stage = Stage({})
    ticket = asked(stage)
    stage.do(Pondered(ticket, Clause("Well.")))
    stage.voice(1.0, "Well.")
    assert sent(stage.voice_ended()) == []
    done = stage.do(Pondered(ticket, Clause("Yes.")))
    assert [one.text for one in done if isinstance(one, Speak)] == [" Yes."]


def test_only_what_was_heard_stays_in_the_history() -> None:
    """Sound comes faster than it plays; the user speaks after half of it."""
    stage = Stage({})
    ticket = asked(stage)
    stage.do(Pondered(ticket, Clause("one two three four")))
    stage.voice(4.0, "one two three four")
    stage.now += 2.0
    done = stage.do(wire.Text("Stop."))
    assert {"serverContent": {"interrupted": True}} in sent(done)
    assert [one.answer for one in stage.mind.context.exchanges()][:1] == ["one two"]
    assert stage.do(Pondered(ticket, Clause("five"))) == []


def test_a_wish_is_a_call_and_its_result_a_new_question() -> None:
    """The question knows of both."""
    stage = Stage({"tools": [{"functionDeclarations": [{"name": "get_time"}]}]})
    ticket = asked(stage, QUESTION, NEXT)
    done = sent(stage.do(Pondered(ticket, Wishes((Wish("get_time", {"zone": "UTC"}),)))))
    [call] = done[-1]["toolCall"]["functionCalls"]
    assert (call["name"], call["args"]) == ("get_time", {"zone": "UTC"})
    response = {"id": call["id"], "name": "get_time", "response": {"output": "noon"}}
    stage.do(wire.ToolResponse((response,)))
    assert [one.question for one in stage.effects if isinstance(one, Ponder)] == [QUESTION, NEXT]
    [now] = [one.calls for one in stage.mind.context.exchanges()]
    assert [(one.name, one.response) for one in now] == [
        ("get_time", None),
        ("get_time", {"output": "noon"}),
    ]


def test_thoughts_are_shown_to_who_asked_for_them() -> None:
    """They are no words of the answer."""
    thinking = {"thinkingConfig": {"includeThoughts": True}}
    stage = Stage({"model": "gemini-3.1-flash-live-preview", "generationConfig": thinking})
    ticket = asked(stage)
    [message] = sent(stage.do(Pondered(ticket, Thought("A greeting."))))
    assert message["serverContent"]["modelTurn"]["parts"][0]["text"] == "A greeting."


def test_a_failure_is_said() -> None:
    """It ends the answer like any other words."""
    stage = Stage({})
    done = stage.do(Pondered(asked(stage), Over("My language model does not answer.")))
    assert [one.text for one in done if isinstance(one, Speak)] == [
        "My language model does not answer."
    ]
    stage.voice(1.0, "My language model does not answer.")
    assert {"serverContent": {"generationComplete": True}} in sent(stage.voice_ended())
