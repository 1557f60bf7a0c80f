"""Loudness."""

from __future__ import annotations

import math
from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.core.levels import QUIETEST_DBFS, rms_dbfs
from livechat.core.pcm import from_samples


def test_silence_and_nothing_are_the_quietest() -> None:
    """Neither zeros nor an empty chunk are errors."""
    assert rms_dbfs(b"") == rms_dbfs(bytes(640)) == QUIETEST_DBFS


def test_a_full_scale_sine_is_3_db_below_full_scale() -> None:
    """The textbook value."""
    sine = array("h", (round(32_767 * math.sin(i / 10)) for i in range(6_283)))
    assert rms_dbfs(from_samples(sine)) == pytest.approx(-3.01, abs=0.02)


@given(st.binary(max_size=2000))
def test_levels_stay_in_their_range(pcm: bytes) -> None:
    """Any bytes have a level between the quietest and full scale."""
    assert QUIETEST_DBFS <= rms_dbfs(pcm) <= 0.0
