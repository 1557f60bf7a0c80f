"""Allowances and growing pauses, by a clock that the test moves."""

from __future__ import annotations

from livechat.tools.mcp.pace import Allowance, Waits


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_an_allowance_is_used_up_and_comes_back() -> None:
    clock = Clock()
    allowance = Allowance(3, 2, clock)
    assert [allowance.take() for _ in range(4)] == [True, True, True, False]
    clock.now = 0.5
    assert [allowance.take() for _ in range(2)] == [True, False]
    clock.now = 100
    assert not allowance.take(4)
    assert allowance.take(3)


def test_pauses_grow_and_end() -> None:
    waits = Waits(tries=4, first_s=0.5, clock=Clock())
    assert [waits.next() for _ in range(4)] == [0.5, 1, 2, None]


def test_only_the_first_trouble_in_a_row_is_the_first() -> None:
    waits = Waits(clock=Clock())
    waits.next()
    assert waits.first
    waits.next()
    assert not waits.first


def test_after_a_good_time_pauses_begin_anew() -> None:
    clock = Clock()
    waits = Waits(first_s=0.5, good_s=60, clock=clock)
    assert (waits.next(), waits.next()) == (0.5, 1)
    waits.good()
    clock.now = 59
    assert waits.next() == 2
    waits.good()
    clock.now += 60
    assert waits.next() == 0.5
    assert waits.first
