"""How full to keep the loudspeaker's buffer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.core.play.buffer_target import BURST_OVER_S, BURST_S, FORGET_S, GROWTH, BufferTarget

BASE_S, MOST_S = 0.008, 0.1


def test_when_all_is_calm_it_is_the_base() -> None:
    """Before the first answer as long after its beginning."""
    fill = BufferTarget(BASE_S, MOST_S)
    assert fill.level_s(5.0) == BASE_S
    fill.began(10.0)
    assert fill.level_s(10.0 + BURST_OVER_S) == BASE_S


def test_the_beginning_of_an_answer_wants_more() -> None:
    """Half of it is gone when half of the time is."""
    fill = BufferTarget(BASE_S, MOST_S)
    fill.began(10.0)
    assert fill.level_s(10.0) == pytest.approx(BASE_S + BURST_S)
    assert fill.level_s(10.0 + BURST_OVER_S / 2) == pytest.approx(BASE_S + BURST_S / 2)


def test_a_late_thread_is_expected_to_be_late_again() -> None:
    """By as much, and by half as much after a while; a smaller lateness changes nothing."""
    fill = BufferTarget(BASE_S, MOST_S)
    fill.late(0.02, 10.0)
    fill.late(0.01, 10.0)
    assert fill.level_s(10.0) == pytest.approx(BASE_S + 0.02)
    assert fill.level_s(10.0 + FORGET_S) == pytest.approx(BASE_S + 0.01)
    fill.late(0.015, 10.0 + FORGET_S)
    assert fill.level_s(10.0 + FORGET_S) == pytest.approx(BASE_S + 0.015)


def test_an_underrun_raises_it_for_good_up_to_what_the_device_holds() -> None:
    """Then there is nothing left to be done, and it says so."""
    fill = BufferTarget(BASE_S, BASE_S * GROWTH * 1.1)
    assert fill.underrun()
    assert fill.level_s(1e6) == pytest.approx(BASE_S * GROWTH)
    assert fill.underrun()
    assert fill.level_s(1e6) == pytest.approx(BASE_S * GROWTH * 1.1)
    assert not fill.underrun()


@given(
    st.floats(0.002, 0.4),
    st.floats(0, 0.4),
    st.lists(st.tuples(st.sampled_from(["began", "late", "underrun"]), st.floats(0, 1))),
    st.floats(0, 10),
)
def test_it_lies_between_base_and_capacity(
    base_s: float, more_s: float, happened: list[tuple[str, float]], after_s: float
) -> None:
    """Whatever happens."""
    fill = BufferTarget(base_s, base_s + more_s)
    now = 100.0
    for what, number in happened:
        now += number
        match what:
            case "began":
                fill.began(now)
            case "late":
                fill.late(number, now)
            case _:
                fill.underrun()
    assert base_s <= fill.level_s(now + after_s) <= base_s + more_s
