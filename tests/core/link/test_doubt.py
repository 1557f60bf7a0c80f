"""The doubt whether a connection still works, row by row: what is done when."""

from __future__ import annotations

import pytest

from livechat.core.link.doubt import (
    AGAIN_S,
    GRACE_S,
    LOST_S,
    MAX_SUSPECT_S,
    PATIENT_S,
    SUSPECT_S,
    UNTOLD_S,
    Doubt,
    Step,
)

LIFE_AT = 100.0
"""Seconds: when the last sign of life came."""
BEGAN_AT = LIFE_AT + SUSPECT_S


def doubt() -> Doubt:
    """One that has just begun."""
    one = Doubt()
    one.begin(LIFE_AT, BEGAN_AT)
    return one


def test_a_connection_is_suspect_when_a_pong_is_missing_for_a_while() -> None:
    """Silence alone says nothing: an idle connection carries nothing for minutes."""
    one, later = Doubt(), LIFE_AT + SUSPECT_S
    assert not one.suspects(LIFE_AT, None, later + 1000)
    assert not one.suspects(LIFE_AT, LIFE_AT, later - 0.01)
    assert one.suspects(LIFE_AT, LIFE_AT, later)
    # What came after the ping is as good as its pong; a late ping has its time, too.
    assert not one.suspects(LIFE_AT + 1, LIFE_AT, later)
    assert not one.suspects(LIFE_AT, LIFE_AT + 1, later)


def test_each_wrong_doubt_makes_the_next_one_later() -> None:
    """Twice as late, up to a maximum."""
    one = Doubt()
    for seconds in (SUSPECT_S, 2 * SUSPECT_S, 4 * SUSPECT_S, MAX_SUSPECT_S, MAX_SUSPECT_S):
        assert not one.suspects(LIFE_AT, LIFE_AT, LIFE_AT + seconds - 0.01)
        assert one.suspects(LIFE_AT, LIFE_AT, LIFE_AT + seconds)
        one.wrong()


@pytest.mark.parametrize(
    ("pong_s", "suspect_s"),
    [(0.02, SUSPECT_S), (3.0, 6.0), (30.0, MAX_SUSPECT_S)],
)
def test_a_slow_pong_makes_the_next_doubt_later(pong_s: float, suspect_s: float) -> None:
    """The next one may take as long; a fast one after it changes nothing."""
    one = Doubt()
    one.slow(pong_s)
    one.slow(0.02)
    assert not one.suspects(LIFE_AT, LIFE_AT, LIFE_AT + suspect_s - 0.01)
    assert one.suspects(LIFE_AT, LIFE_AT, LIFE_AT + suspect_s)


@pytest.mark.parametrize(
    ("silent_s", "trying", "resumable", "due", "step"),
    [
        (SUSPECT_S, False, True, False, "try"),
        (SUSPECT_S, False, True, True, "try"),
        (SUSPECT_S, True, True, True, "wait"),
        (1000.0, True, True, True, "wait"),  # the try has a limit of its own
        # Without a handle there is nothing to try with.
        (SUSPECT_S, False, False, True, "wait"),
        (LOST_S - 0.01, False, False, True, "wait"),
        (LOST_S, False, False, True, "leave"),
        (LOST_S, False, False, False, "wait"),
        (PATIENT_S - 0.01, False, False, False, "wait"),
        (PATIENT_S, False, False, False, "leave"),
        # A handle may expire while another connection is tried.
        (LOST_S, True, False, True, "leave"),
    ],
)
def test_what_is_done_with_a_doubted_connection(
    silent_s: float, trying: bool, resumable: bool, due: bool, step: Step
) -> None:
    """Another one is tried at once; one that no handle can replace is waited for."""
    now = LIFE_AT + silent_s
    assert doubt().step(now, trying=trying, resumable=resumable, due=due) == step


@pytest.mark.parametrize(
    ("refused_s", "silent_s", "due", "step"),
    [
        (3.0, 3.0, True, "wait"),
        (3.0, 3.0 + GRACE_S - 0.01, True, "wait"),
        (3.0, 3.0 + GRACE_S, True, "leave"),
        (3.0, 3.0 + GRACE_S, False, "wait"),
        (3.0, PATIENT_S - 0.01, False, "wait"),
        (3.0, PATIENT_S, False, "leave"),
        (PATIENT_S, PATIENT_S, False, "leave"),
    ],
)
def test_a_refused_try_gives_a_last_chance(
    refused_s: float, silent_s: float, due: bool, step: Step
) -> None:
    """A short one where something is due; nothing else is tried meanwhile."""
    one = doubt()
    one.refused(LIFE_AT + refused_s)
    assert one.step(LIFE_AT + silent_s, trying=False, resumable=True, due=due) == step


def test_a_try_that_reached_nothing_is_followed_by_another() -> None:
    """A second later, or as soon as the user wants it."""
    one, now = doubt(), BEGAN_AT + 0.5
    one.unreachable(now)
    for after_s, step in ((AGAIN_S - 0.01, "wait"), (AGAIN_S, "try")):
        assert one.step(now + after_s, trying=False, resumable=True, due=True) == step
    one.hurry(now)
    assert one.step(now, trying=False, resumable=True, due=True) == "try"


def test_hurry_puts_nothing_off() -> None:
    """A try that was due before stays due."""
    one = doubt()
    one.hurry(BEGAN_AT + 5)
    assert one.step(BEGAN_AT, trying=False, resumable=True, due=False) == "try"


def test_tries_that_reach_nothing_are_told_from_five_seconds_on() -> None:
    """And counted from the first."""
    one = doubt()
    for seconds, told in ((SUSPECT_S, False), (UNTOLD_S - 0.01, False), (UNTOLD_S, True)):
        assert one.unreachable(LIFE_AT + seconds) is told
    assert (one.attempts, one.told) == (3, True)


def test_a_new_doubt_begins_anew() -> None:
    """Whatever became of the one before, but for how soon it came."""
    one = doubt()
    one.unreachable(LIFE_AT + UNTOLD_S)
    one.refused(LIFE_AT + UNTOLD_S)
    one.wrong()
    one.begin(LIFE_AT + 60, BEGAN_AT + 60)
    assert (one.since, one.told, one.attempts) == (LIFE_AT + 60, False, 0)
    assert one.step(BEGAN_AT + 60, trying=False, resumable=True, due=True) == "try"
