"""Faults of function calls: in another place, twice, in other words, without a word after them."""

from __future__ import annotations

from typing import Any

import pytest

from livechat.sim.effects import Effect, Hush, Send, Speak, Wait
from livechat.sim.events import SpeechBegan
from livechat.sim.faults.calls import respelt
from livechat.sim.protocol import wire
from tests.sim.line import (
    GENERATED,
    WHOLE,
    Line,
    complete,
    content,
    handle,
    names,
    said,
    sound,
    tool_call,
)

CALL = {"name": "f", "args": {"a": 1}, "id": "1"}
PARTS = content(modelTurn={"parts": [{"functionCall": CALL}]})
RESULT = wire.ToolResponse(({"id": "1", "response": {"output": 1}},))


def test_a_call_is_a_part_of_the_turn() -> None:
    """Instead of a message of its own."""
    line = Line("call-in-parts")
    assert line.do([Speak(1, "x"), tool_call()], 1) == [Speak(1, "x"), PARTS]
    assert line.do([complete(), tool_call()], 2) == [complete(), tool_call()]


def test_a_call_comes_in_both_ways() -> None:
    """With one id, the part first."""
    assert Line("call-doubled").do([tool_call()], 1) == [PARTS, tool_call()]


def test_several_calls_stay_together() -> None:
    """In one message."""
    two = Send({"toolCall": {"functionCalls": [CALL, {**CALL, "id": "2"}]}})
    (parts,) = Line("call-in-parts").do([two], 1)
    assert isinstance(parts, Send)
    assert len(parts.message["serverContent"]["modelTurn"]["parts"]) == 2


def test_a_call_comes_again_in_other_words() -> None:
    """With an id of its own, the same for the same seed."""
    call = {"name": "book", "args": {"when": "tomorrow at 3pm"}, "id": "1"}
    line = Line("call-again:seconds=2")
    line.do([Send({"toolCall": {"functionCalls": [call]}})], 1)
    assert line.later() == ["2 s: toolCall"]
    (again,) = line.done[1].effects  # type: ignore[union-attr]
    (second,) = again.message["toolCall"]["functionCalls"]  # type: ignore[union-attr]
    assert second["name"] == "book"
    assert second["args"] == {"when": "tomorrow 3pm"}
    assert second["id"] != "1"
    assert line.answer(2) == WHOLE


@pytest.mark.parametrize(
    ("args", "other"),
    [
        ({"city": "Paris"}, {"city": "paris"}),
        ({"title": "The Hobbit"}, {"title": "Hobbit"}),
        ({"where": ["a room in the Hilton", 3]}, {"where": ["room Hilton", 3]}),
        ({"unit": "celsius", "mode": "FAST", "deep": {"x": True}}, None),
        ("not a table", {}),
    ],
)
def test_other_spellings_mean_the_same(args: Any, other: Any) -> None:
    """What may be chosen from a list stays."""
    assert respelt({"args": args}) == (args if other is None else other)


def test_nothing_is_said_after_a_result_until_there_is_text() -> None:
    """Then what was held back, in its order; handles come on time."""
    line = Line("silent-after-result")
    line.do([Speak(1, "One."), sound(1), tool_call(), complete()], 1)
    assert line.hear(RESULT) == []
    own: list[Effect] = [Hush(), Speak(2, "Two."), Wait(1, 1.0), handle("1")]
    assert line.do([*own, sound(2), said("Two."), GENERATED, complete()], 2) == own
    assert line.hear(SpeechBegan()) == []
    assert line.hear(wire.Text(" ")) == ["sound", "said Two.", "generationComplete", "turnComplete"]
    assert line.answer(3) == WHOLE


def test_a_result_of_another_answer_is_spoken_of() -> None:
    """The fault has its turn; text alone brings nothing."""
    line = Line("silent-after-result:turn=2")
    line.do([tool_call()], 1)
    assert line.hear(RESULT) == line.hear(wire.Text("hello")) == []
    assert names(line.do([sound(1), said("One."), complete()], 1)) == [
        *("sound", "said One.", "turnComplete")
    ]
