"""How loud what sounds is, at the time at which it sounds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.core.levels import QUIETEST_DBFS, rms_dbfs
from livechat.core.play.level_meter import PIECES, WINDOW_S, LevelMeter

LOUD, SOFT = b"\x00\x40", b"\x00\x04"
PIECE = 240
"""Samples of 10 ms."""


def test_silence_is_silent_and_nothing_moves() -> None:
    """Before the first sound, and while silence is played."""
    meter = LevelMeter()
    assert meter.level(1.0) == QUIETEST_DBFS
    meter.put(bytes(2 * PIECE), 1.0)
    assert meter.level(1.005) == QUIETEST_DBFS
    assert not meter.moving(1.005, 0.5)


def test_a_piece_is_as_loud_as_it_is_while_it_sounds() -> None:
    """Not when it was written, and not longer than a display's cell after it."""
    meter = LevelMeter()
    meter.put(SOFT * PIECE, 1.0)
    meter.put(LOUD * PIECE, 1.01)
    assert meter.level(0.999) == QUIETEST_DBFS
    assert meter.level(1.005) == pytest.approx(rms_dbfs(SOFT))
    assert meter.level(1.012) == pytest.approx(rms_dbfs(LOUD))
    assert meter.level(1.019 + WINDOW_S) == pytest.approx(rms_dbfs(LOUD))
    assert meter.level(1.021 + WINDOW_S) == QUIETEST_DBFS


def test_it_moves_as_long_as_a_level_that_is_shown_may_change() -> None:
    """A display shows half a second."""
    meter = LevelMeter()
    meter.put(LOUD * PIECE, 1.0)
    assert meter.moving(1.0, 0.5)
    assert meter.moving(1.009 + WINDOW_S + 0.5, 0.5)
    assert not meter.moving(1.011 + WINDOW_S + 0.5, 0.5)


@given(st.lists(st.tuples(st.sampled_from([LOUD, SOFT, b"\0\0"]), st.integers(0, 480))))
def test_what_is_kept_is_bounded_and_the_level_is_one_of_a_pieces(
    sounds: list[tuple[bytes, int]],
) -> None:
    """However much is played, in whatever pieces, looked at again and again."""
    meter, at = LevelMeter(), 1.0
    for _ in range(3):
        for sample, count in sounds:
            meter.put(sample * count, at)
            at += count / 24_000
            level = min(
                (QUIETEST_DBFS, rms_dbfs(SOFT), rms_dbfs(LOUD)),
                key=lambda one: abs(one - meter.level(at)),
            )
            assert meter.level(at) == pytest.approx(level)
    assert len(meter._pieces) <= PIECES
    assert len(meter._levels) <= PIECES
