"""What asks for leave, is held, runs and is over."""

from __future__ import annotations

import json

import pytest

from livechat.core.face.hands import KEPT, KEPT_CHARS, READ_S, UNTOLD, calls_in
from livechat.core.talk.events import (
    CallEnded,
    CallProgressed,
    CallStarted,
    Muted,
    ToolCall,
    ToolCalled,
)
from livechat.core.talk.records import Records, line_of
from tests.support.called import ORDER, answered, asked, ended, hands, held, started, wanted


def test_a_call_is_asked_held_run_and_over_one_after_the_other() -> None:
    """It is in one place at a time."""
    story = [asked(1), answered(2), held(2), started(4), ended(5, took_s=1.0)]
    places = []
    for count in range(1, len(story) + 1):
        now = hands(*story[:count])
        places.append((len(now.asked), len(now.held), len(now.running), len(now.over)))
    assert places == [(1, 0, 0, 0), (0, 0, 0, 0), (0, 1, 0, 0), (0, 0, 1, 0), (0, 0, 0, 1)]
    [call] = hands(*story).over
    assert (call.args, call.at, call.ended) == (ORDER, 1, ended(5, took_s=1.0))


def test_a_call_began_when_the_model_asked_for_it() -> None:
    """Also where its first event has no arguments: by its name."""
    now = hands(wanted(1), wanted(2, "f", {"x": 1}), ended(3, outcome="refused"))
    assert [(one.at, one.args) for one in now.over] == [(1, ORDER)]
    now.fold(CallEnded(at=4, call=2, name="f", outcome="refused"))
    assert [(one.at, one.args) for one in now.over][1:] == [(2, {"x": 1})]


def test_two_calls_of_one_function_are_told_apart_by_their_arguments() -> None:
    """In whatever order they run."""
    both = ToolCalled(at=1, calls=(ToolCall("a", "order", {"n": 1}), ToolCall("b", "order", ORDER)))
    again = ToolCalled(at=2, calls=(ToolCall("c", "order", {"n": 1}),))
    now = hands(both, again, started(3, 2), started(3, 3, {"n": 1}), started(3, 4, {"n": 1}))
    assert [(one.number, one.at) for one in now.running] == [(2, 1), (3, 1), (4, 2)]


def test_a_call_that_nobody_has_heard_of_began_with_its_first_event() -> None:
    """Without arguments, where that has none."""
    now = hands(ended(3, 7, "lost"))
    assert [(one.at, one.args) for one in now.over] == [(3, {})]


def test_the_oldest_question_is_answered_first_and_not_before_it_can_be_read() -> None:
    """The next one has to be read, too."""
    now = hands(asked(1, 4), asked(1.1, 5))
    assert [one.number for one in now.asked] == [4, 5]
    assert now.question(1 + READ_S / 2) is None
    assert now.question(1.01 + READ_S) == 4
    assert now.question(1.01 + READ_S, 1.0) is None
    now.fold(Muted(at=8, on=True))
    now.fold(ended(9, 4, "refused"))
    assert now.question(9 + READ_S / 2) is None
    assert now.question(9.01 + READ_S) == 5
    now.fold(answered(10, 5))
    assert now.question(99) is None


def test_what_runs_first_is_held_first() -> None:
    """Told again, its time changes."""
    now = hands(held(1, 1), held(1.5, 2), held(2, 1, runs_at=9))
    assert [(one.number, one.runs_at) for one in now.held] == [(2, 3.0), (1, 9)]


def test_how_far_a_call_is_is_known() -> None:
    """By its newest word."""
    now = hands(started(1))
    for text in ("10 %", "40 %"):
        now.fold(CallProgressed(at=2, call=1, name="order", text=text))
    assert [one.progress for one in now.running] == ["40 %"]


@pytest.mark.parametrize(
    ("outcome", "ran"),
    [("done", 1), ("failed", 1), ("timed_out", 1), ("refused", 0), ("withdrawn", 0)],
)
def test_what_became_of_calls_is_counted_by_function(outcome: str, ran: int) -> None:
    """How often it ran, and for how long."""
    now = hands(ended(1, 1, outcome, took_s=0.5), ended(2, 2, outcome, took_s=0.25))
    [(name, tally)] = now.tallies.items()
    assert (name, tally.ran, tally.outcomes) == ("order", 2 * ran, {outcome: 2})
    assert tally.took_s == 0.75 * ran


def test_a_call_that_ran_counts_whatever_became_of_its_session() -> None:
    """It had its effect."""
    assert hands(started(1), ended(2, outcome="lost")).tallies["order"].ran == 1


def test_what_is_kept_of_calls_is_bounded() -> None:
    """Their number and their results, and what the model asks for in vain."""
    now = hands(ended(1, result="x" * 10 * KEPT_CHARS))
    [call] = now.over
    assert call.ended
    assert len(call.ended.result) == KEPT_CHARS
    for number in range(KEPT + 5):
        now.fold(ended(2, number))
    assert len(now.over) == KEPT
    for at in range(UNTOLD + 5):
        now.fold(wanted(at))
    now.fold(CallStarted(at=999, call=9_999, name="order", args=ORDER))
    assert now.running[0].at == 5


def test_calls_are_read_back_from_what_was_written() -> None:
    """Also those that were not over when it was broken off; what fits no form is left out."""
    records = Records()
    story = [wanted(1), Muted(at=1, on=True), started(2), ended(3, result="12"), started(4, 2)]
    kept = [json.loads(line_of(records.event(event))) for event in story]
    kept[2:2] = [{"event": "call_started", "at": "soon"}, {"event": ["call_started"]}]
    over, going_on = calls_in(kept)
    assert (over.at, dict(over.args), over.ended) == (0, dict(ORDER), ended(2, result="12"))
    assert (going_on.number, going_on.started_at, going_on.ended) == (2, 3, None)
