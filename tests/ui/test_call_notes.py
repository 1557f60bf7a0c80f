"""Function calls on plain lines."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from livechat.core.state import ConversationState
from livechat.core.talk.events import CallProgressed, Event
from livechat.ui.call_notes import ASKED_CHARS, MOST_PROGRESS, PROGRESS_S, CallNotes
from tests.support.called import answered, asked, ended, held, started
from tests.support.virtual_time import run

CALL = 'order(item="work gloves", count=12)'


def notes(*events: Event, asks: bool = True) -> list[str]:
    said: list[str] = []
    shown, state = CallNotes(said.append, asks=asks), ConversationState()
    for event in events:
        state.fold(event)
        shown.observe(event, state)
    return said


def progress(at: float, text: str = "40 %") -> CallProgressed:
    return CallProgressed(at=at, call=1, name="order", text=text)


def test_a_call_is_told_from_the_question_to_its_end() -> None:
    """A line each; what follows at once is not told in between."""
    story = [asked(1), answered(2), held(2), held(2.5), started(4), ended(4.2, result="12 ordered")]
    assert notes(*story) == [
        f"Allow {CALL}? It may change something.",
        "Type y (once), a (always), s (always, all of shop.py) or n (no), then Enter.",
        f"About to run {CALL} in 1.5 s. Type stop, then Enter, to withdraw it.",
        f"call: {CALL} → 12 ordered",
    ]


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (
            {"writes": False, "server": "", "voice": True},
            [
                f"Allow {CALL}? It only reads.",
                "Type y (once), a (always) or n (no), then Enter. Or say yes.",
            ],
        ),
        (
            {"withdrawn": True},
            [
                f"Allow {CALL}? It may change something. You withdrew this before.",
                "Type y (once), a (always), s (always, all of shop.py) or n (no), then Enter.",
            ],
        ),
    ],
)
def test_what_is_to_be_known_for_the_answer_is_told(more: dict[str, Any], told: list[str]) -> None:
    """Before it is given."""
    assert notes(asked(1, **more)) == told


def test_where_nobody_can_answer_nobody_is_told_how() -> None:
    """What is about to run is told nevertheless."""
    assert notes(asked(1), held(2), asks=False) == [
        f"Allow {CALL}? It may change something.",
        f"About to run {CALL} in 1.5 s.",
    ]


def test_a_question_is_bounded_and_says_what_it_leaves_out() -> None:
    """Each argument is there."""
    [first, _] = notes(asked(1, args={"text": "x" * 1_000_000, "to": "eve"}))
    assert len(first) < ASKED_CHARS + 100
    assert "more characters" in first
    assert 'to="eve"' in first


def test_how_far_a_call_is_is_told_now_and_then() -> None:
    """Not at every word, and not for ever."""
    told = notes(started(1), *(progress(1 + n / 10, f"{n}\x1b[2J") for n in range(120)))
    assert told == ["order(): 0␛[2J", "order(): 50␛[2J", "order(): 100␛[2J"]
    long = notes(started(1), *(progress(1 + n * PROGRESS_S) for n in range(3 * MOST_PROGRESS)))
    assert len(long) == MOST_PROGRESS
    assert notes(started(1), progress(2, "x" * 9_999))[0].endswith("x" * 200)


def test_a_call_that_takes_long_is_told_once() -> None:
    """One that is over by then, or has told how far it is, is not."""

    async def main(*between: Event) -> list[str]:
        said: list[str] = []
        shown, state = CallNotes(said.append, asks=True), ConversationState()
        for event in (started(1), *between):
            state.fold(event)
            shown.observe(event, state)
        await asyncio.sleep(5)
        return said

    assert run(main()) == ["order() is running."]
    assert run(main(ended(1.5))) == [f"call: {CALL} → done"]
    assert run(main(progress(1.5))) == ["order(): 40 %"]


def test_a_call_can_be_told_again_after_it_was_over() -> None:
    """Its number is its own: nothing is kept of it."""
    assert len(notes(held(1), ended(2, outcome="withdrawn"), held(3))) == 3
