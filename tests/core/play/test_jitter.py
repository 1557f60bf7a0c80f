"""When an answer's sound may begin to play."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from livechat.core.play.jitter import LEAST_S, MARGIN_S, MOST_S, REMEMBERED, ArrivalGate

RATE = 1000


def arrive(gate: ArrivalGate, turn: int, *pieces: tuple[float, float]) -> None:
    """Pieces as (seconds after the first, seconds of sound)."""
    for at, seconds in pieces:
        gate.arrived(turn, round(seconds * RATE), 100.0 * turn + at)


def test_an_answer_that_comes_early_begins_at_once() -> None:
    """Almost: a device needs a few milliseconds to start."""
    gate = ArrivalGate(RATE)
    arrive(gate, 1, (0, 0.1))
    assert gate.may_play(1, 0.1, False, 100.0)


def test_a_piece_of_two_bytes_waits_for_more() -> None:
    """But not for long, and not at all when it is the whole answer."""
    gate = ArrivalGate(RATE)
    gate.arrived(1, 1, 100.0)
    assert not gate.may_play(1, 0.001, False, 100.0)
    assert gate.may_play(1, 0.001, False, gate.opens_at)
    gate.arrived(2, 1, 200.0)
    assert gate.may_play(2, 0.001, True, 200.0)


def test_the_next_answer_waits_as_long_as_the_last_one_came_late() -> None:
    """The second piece of the first was needed at 0.1 s and came at 0.3."""
    gate = ArrivalGate(RATE)
    arrive(gate, 1, (0, 0.1), (0.3, 0.1))
    arrive(gate, 2, (0, 0.1))
    assert abs(gate.prefill_s - 0.2 - MARGIN_S) < 1e-9
    assert not gate.may_play(2, 0.1, False, 200.0)
    assert gate.may_play(2, 0.21, False, 200.1)


def test_a_bad_moment_is_forgiven() -> None:
    """After some answers that came early."""
    gate = ArrivalGate(RATE)
    arrive(gate, 1, (0, 0.1), (0.5, 0.1))
    for turn in range(2, 2 + REMEMBERED):
        arrive(gate, turn, (0, 1.0), (0.1, 1.0))
    assert gate.prefill_s == LEAST_S


def test_an_older_answer_plays_on() -> None:
    """Only the newest is held back."""
    gate = ArrivalGate(RATE)
    arrive(gate, 1, (0, 1.0))
    gate.arrived(2, 1, 100.1)
    assert gate.may_play(1, 0.9, False, 100.1)
    assert not gate.may_play(2, 0.001, False, 100.1)


def test_what_ran_dry_waits_again() -> None:
    """One hole is better than many."""
    gate = ArrivalGate(RATE)
    arrive(gate, 1, (0, 0.1))
    assert gate.may_play(1, 0.1, False, 100.0)
    gate.ran_dry(100.1)
    gate.arrived(1, 5, 100.3)
    assert not gate.may_play(1, 0.005, False, 100.1)


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0.001, 0.5)), min_size=1))
def test_waiting_as_long_as_it_says_leaves_no_hole(gaps: list[tuple[float, float]]) -> None:
    """The same arrivals, begun that much later, are all in time (within the most it waits)."""
    gate = ArrivalGate(RATE)
    now, arrivals = 0.0, []
    for gap, seconds in gaps:
        now += gap
        samples = max(1, round(seconds * RATE))
        gate.arrived(1, samples, now)
        arrivals.append((now, samples / RATE))
    if gate.prefill_s >= MOST_S:
        return
    needed = arrivals[0][0] + gate.prefill_s
    for at, seconds in arrivals:
        assert at <= needed + 1e-6
        needed += seconds


def test_an_answer_that_has_begun_plays_on() -> None:
    """Less than it began with is no reason to stop."""
    gate = ArrivalGate(RATE)
    arrive(gate, 1, (0, 0.1))
    assert gate.may_play(1, 0.1, False, 100.0)
    assert gate.may_play(1, 0.001, False, 100.0)
