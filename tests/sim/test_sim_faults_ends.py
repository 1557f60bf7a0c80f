"""Faults of an answer's end: late, missing, or after an interruption that was none."""

from __future__ import annotations

import pytest

from livechat.sim.effects import Effect, Later, Send, Speak
from livechat.sim.events import Event, SpeechBegan, SpeechEnded
from livechat.sim.protocol import wire
from tests.sim.line import (
    CUT_OFF,
    GENERATED,
    INTERRUPTED,
    USAGE,
    WHOLE,
    Line,
    complete,
    handle,
    names,
    said,
    sound,
)


def begun(line: Line, turn: int = 1) -> None:
    line.do([Speak(turn, "One."), sound(1), said("One.")], turn)


@pytest.mark.parametrize("seconds", ["3", "0.5"])
def test_the_end_comes_late(seconds: str) -> None:
    """After all else, and after a pause."""
    line = Line(f"late-turn-complete:seconds={seconds}")
    assert line.answer() == [*WHOLE[:-1], f"stall {float(seconds)}", WHOLE[-1]]
    assert line.answer(2) == WHOLE


def test_there_is_no_end() -> None:
    """All was generated; the next answer is whole."""
    line = Line("missing-turn-complete")
    assert line.answer() == WHOLE[:-1]
    assert line.answer(2) == WHOLE


def test_an_interrupted_answer_has_its_end_unless_that_is_to_be_missing() -> None:
    """One fault concerns answers said to the end, another those that are interrupted."""
    whole, cut = Line("missing-turn-complete:turn=0"), Line("interrupted-without-end:turn=0")
    begun(whole)
    begun(cut)
    assert whole.do([INTERRUPTED, complete()], 1) == [INTERRUPTED, complete()]
    assert cut.do([INTERRUPTED, complete()], 1) == [INTERRUPTED]
    assert whole.answer(2) == WHOLE[:-1]
    assert cut.answer(2) == WHOLE


def test_handles_come_though_there_is_no_end() -> None:
    """They are no part of the answer."""
    line = Line("missing-turn-complete")
    begun(line)
    assert line.do([GENERATED, complete(), handle("1")], 1) == [GENERATED, handle("1")]


BEGINNINGS: list[Event] = [
    wire.ActivityStart(),
    SpeechBegan(),
    wire.Text("And then?"),
    wire.Content((), complete=True),
]


@pytest.mark.parametrize("begins", BEGINNINGS)
def test_an_answer_said_to_its_end_is_called_interrupted(begins: Event) -> None:
    """As soon as the user begins, by whatever way."""
    line = Line("interrupted-when-done")
    assert line.answer() == WHOLE[:-1]
    assert line.hear(SpeechEnded(b"")) == line.hear(wire.Text(" ")) == []
    assert line.hear(begins) == ["interrupted", "turnComplete"]
    assert line.hear(begins) == []
    assert line.answer(2) == WHOLE


def test_the_end_does_not_come_after_the_next_answer() -> None:
    """A function's result can begin one without the user."""
    line = Line("interrupted-when-done")
    line.answer()
    done = names(line.do([CUT_OFF, Speak(2, "Two."), said("Two.")], 2))
    assert done == [
        "sessionResumptionUpdate",
        "interrupted",
        "turnComplete",
        "speak Two.",
        "said Two.",
    ]


def test_what_was_interrupted_is_not_interrupted_again() -> None:
    """It has its end."""
    line = Line("interrupted-when-done")
    begun(line)
    assert line.do([INTERRUPTED, complete()], 1) == [INTERRUPTED, complete()]
    assert line.hear(SpeechBegan()) == []


@pytest.mark.parametrize("seconds", ["0.05", "1"])
def test_counts_come_after_the_end(seconds: str) -> None:
    """The end is on time; they follow."""
    line = Line(f"late-usage:seconds={seconds}")
    begun(line)
    done: list[Effect] = line.do([complete()], 1)
    late = Later(float(seconds), (Send({"usageMetadata": USAGE}),))
    assert done == [Send({"serverContent": {"turnComplete": True}}), late]
    assert line.answer(2) == WHOLE
    assert line.later() == [f"{seconds} s: usageMetadata"]


def test_nothing_comes_later_on_a_connection_that_is_over() -> None:
    """Closed, or gone."""
    closed, gone = Line("late-usage", "close:turn=2,when=before"), Line("late-usage")
    for line in (closed, gone):
        begun(line)
        line.do([complete()], 1)
    closed.answer(2)
    gone.faults.ended(9.0, politely=True)
    assert closed.later() == gone.later() == ["1 s: "]
