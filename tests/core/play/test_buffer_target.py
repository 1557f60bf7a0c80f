"""How full to keep the loudspeaker's buffer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.core.play.buffer_target import (
    ALONE_PIECE_S,
    BURST_OVER_S,
    BURST_S,
    CALM_AGAIN_S,
    FORGET_S,
    GROWTH,
    NEAR_PIECE_S,
    PIECE_S,
    UNDERRUNS,
    UNDERRUNS_S,
    BufferTarget,
)

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


def test_an_underrun_raises_it_for_a_while_up_to_what_the_device_holds() -> None:
    """One bad minute is no reason to be slow for the rest of a call."""
    target = BufferTarget(BASE_S, BASE_S * GROWTH * 1.1)
    target.underrun(10.0)
    assert target.level_s(10.0) == pytest.approx(BASE_S * GROWTH)
    target.underrun(10.0)
    assert target.level_s(10.0) == pytest.approx(BASE_S * GROWTH * 1.1)
    calmer = BASE_S + (GROWTH * 1.1 - 1) * BASE_S / 2
    assert target.level_s(10.0 + CALM_AGAIN_S) == pytest.approx(calmer)
    assert target.level_s(1e4) == pytest.approx(BASE_S)


@pytest.mark.parametrize(("every_s", "struggles"), [(1.0, True), (UNDERRUNS_S / 2 + 0.1, False)])
def test_a_device_struggles_when_it_runs_dry_again_and_again_within_seconds(
    every_s: float, struggles: bool
) -> None:
    """Three underruns in eight hours are none of its faults."""
    target = BufferTarget(MOST_S, MOST_S)
    for number in range(UNDERRUNS):
        assert not target.struggles(100 + number * every_s)
        target.underrun(100 + number * every_s)
    assert target.struggles(100 + (UNDERRUNS - 1) * every_s) == struggles
    assert not target.struggles(100 + UNDERRUNS * every_s + UNDERRUNS_S)


def test_more_sound_is_no_help_where_the_driver_is_late() -> None:
    """The level stays, and the device is to be opened anew at once."""
    target = BufferTarget(BASE_S, MOST_S)
    for _ in range(UNDERRUNS):
        target.underrun(10.0, driver=True)
    assert target.level_s(10.0) == BASE_S
    assert target.struggles(10.0)


def test_pieces_are_as_short_as_an_interruption_is_near() -> None:
    """Silence is not interrupted."""
    target = BufferTarget(BASE_S, MOST_S)
    assert {target.piece_s(silent=True, near=near) for near in (True, None, False)} == {PIECE_S}
    voice = [target.piece_s(silent=False, near=near) for near in (True, None, False)]
    assert voice == sorted(voice)
    assert voice == [NEAR_PIECE_S, PIECE_S, ALONE_PIECE_S]


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
                fill.underrun(now)
    assert base_s <= fill.level_s(now + after_s) <= base_s + more_s
