"""A connection that will be closed, or that is to be set up otherwise, is left in time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.core.link.departure import CHANGE_S, MARGIN_S, NOTICE_S, YOUNG_S, Departure

BUSY = float("inf")
"""When it is quiet, if it never is."""


@pytest.mark.parametrize(
    ("announced", "deadline"),
    [
        ([(100, 60)], 160 - MARGIN_S),
        ([(100, 5)], 104.5),
        ([(100, 50), (101, 5)], 105.5),
        ([(100, 5), (101, 50)], 104.5),
        ([(100, 0)], 100),
        ([(100, None)], 100 + NOTICE_S - MARGIN_S),
        ([(100, None), (101, 3)], 101 + 2.7),
    ],
)
def test_a_notice_has_a_deadline(
    announced: list[tuple[float, float | None]], deadline: float
) -> None:
    """A margin before the service's own; the earliest of several counts."""
    departure = Departure(0)
    for at, left_s in announced:
        departure.announced(at, left_s)
    assert departure.due(deadline - 0.001, BUSY) is None
    assert departure.due(deadline, BUSY) == "limit"


@pytest.mark.parametrize(
    ("age_s", "left_s", "wait_s"),
    [(YOUNG_S, 60, 0), (1, 60, 30), (1, None, NOTICE_S / 2), (0, 0, 0)],
)
def test_a_young_connection_is_used_for_half_of_its_notice(
    age_s: float, left_s: float | None, wait_s: float
) -> None:
    """However quiet it is: the next one may be no better."""
    departure = Departure(100)
    departure.announced(100 + age_s, left_s)
    due_at = 100 + age_s + wait_s
    assert departure.due(due_at - 0.001, 0) is None or not wait_s
    assert departure.due(due_at, 0) == "limit"


def test_changing_again_and_again_starves_nothing() -> None:
    """The first change sets the time; a notice comes before it."""
    departure = Departure(0)
    assert departure.due(1e9, 0) is None
    for at in (10, 15, 19):
        departure.want(at)
    assert departure.due(10 + CHANGE_S - 0.001, BUSY) is None
    assert departure.due(10 + CHANGE_S, BUSY) == departure.due(11, 11) == "settings"
    departure.announced(11, 60)
    assert departure.due(11, 11) == "limit"


@given(st.lists(st.tuples(st.floats(0, 100), st.none() | st.floats(0, 100)), min_size=1))
def test_it_is_left_by_every_deadline(announced: list[tuple[float, float | None]]) -> None:
    """Whatever the service said before and after."""
    departure = Departure(0)
    for at, left_s in announced:
        departure.announced(at, left_s)
    first = min(at + (NOTICE_S if left_s is None else left_s) for at, left_s in announced)
    assert departure.due(first, BUSY) == "limit"
    assert departure.due(min(at for at, _ in announced) - 1, BUSY) is None
