"""A call ends by itself when enough is enough, and says so before."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.app.limits import SOONEST_S, WARN_SHARE, Limit, Limits, Reached, duration


def timed(limit_s: float, since: float = 0.0) -> Limit:
    """So many seconds from a time on."""
    return Limit(limit_s, lambda now: now - since, lambda left: f"{left:g} s left", "time is over")


@dataclass
class Purse:
    """Something that is used up by what is done, not by time."""

    spent: float = 0.0
    row: Limit = field(init=False)

    def __post_init__(self) -> None:
        self.row = Limit(
            2.0, lambda _: self.spent, lambda left: f"{left:g} $ left", "too dear", timed=False
        )


OVER = Reached("time is over", "info", over=True)


def test_a_limit_warns_once_at_four_fifths_and_then_ends_the_call() -> None:
    """Between the two it is silent."""
    limits = Limits([timed(100)])
    told = {now: limits.look(now) for now in (0, 79, 80, 90, 99, 100, 101)}
    assert told == {
        0: [],
        79: [],
        80: [Reached("20 s left", "warning", over=False)],
        90: [],
        99: [],
        100: [OVER],
        101: [OVER],
    }


def test_a_limit_that_moves_away_warns_again() -> None:
    """Somebody has spoken; the next silence is another one."""
    spoken_at = 0.0
    limits = Limits([Limit(10, lambda now: now - spoken_at, lambda left: f"{left:g}", "idle")])
    assert [one.text for one in limits.look(8)] == ["2"]
    spoken_at = 9.0
    assert limits.look(9) == []
    assert [one.text for one in limits.look(18)] == ["1"]


def test_every_row_is_looked_at() -> None:
    """Time and money know nothing of each other."""
    purse = Purse()
    limits = Limits([timed(100), purse.row])
    purse.spent = 1.75
    assert [one.text for one in limits.look(85)] == ["15 s left", "0.25 $ left"]
    purse.spent = 2.0
    assert limits.look(90) == [Reached("too dear", "info", over=True)]
    assert [one.text for one in limits.look(100)] == ["time is over", "too dear"]
    assert Limits([]).look(0) == []


@pytest.mark.parametrize(
    ("now", "wait_s"), [(0, 5), (78, 2), (80, 5), (97, 3), (100, 0), (1000, 0)]
)
def test_it_is_worth_looking_again_when_something_is_due(now: float, wait_s: float) -> None:
    """Within a time, as words move limits; what time does not use up says nothing of it."""
    assert Limits([timed(100), Purse(spent=9).row]).wait_s(now, 5) == pytest.approx(
        max(SOONEST_S, wait_s)
    )
    assert Limits([Purse(spent=9).row]).wait_s(now, 5) == 5


@given(st.floats(1.0, 1e6), st.floats(0, 1e6), st.floats(0.1, 60))
def test_looking_when_told_misses_nothing(limit_s: float, since: float, longest_s: float) -> None:
    """The end is told at its time, and the warning comes before it."""
    limit_s = min(limit_s, 50 * longest_s)
    limits, now, told = Limits([timed(limit_s, since)]), since, list[Reached]()
    for _ in range(200):
        told += limits.look(now)
        if told and told[-1].over:
            break
        now += max(limits.wait_s(now, longest_s), 1e-3)
    assert [one.over for one in told] == [False, True]
    assert now <= since + limit_s * 1.001 + 2 * SOONEST_S
    assert WARN_SHARE < 1


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 s"),
        (1.5, "1.5 s"),
        (45, "45 s"),
        (60, "1 minute"),
        (90, "1.5 minutes"),
        (600, "10 minutes"),
        (3600, "1 hour"),
        (5400, "1.5 hours"),
        (86_400, "24 hours"),
        (35.99999, "36 s"),
        (59.99, "1 minute"),
        (3599.9, "1 hour"),
        (5_000_000, "1390 hours"),
    ],
)
def test_a_time_in_words(seconds: float, text: str) -> None:
    """As people say it, rounded to what they care for."""
    assert duration(seconds) == text
