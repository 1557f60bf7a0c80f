"""How loud sound is, at C speed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.core.levels import QUIETEST_DBFS, rms_dbfs
from livechat.dsp.level import dbfs


@given(st.binary(max_size=2_000))
def test_it_is_the_level_that_the_core_computes(pcm: bytes) -> None:
    """Any sound, half a sample at its end, nothing at all, full scale."""
    assert dbfs(pcm) == pytest.approx(rms_dbfs(pcm), abs=0.001)
    assert QUIETEST_DBFS <= dbfs(pcm) <= 0.0


def test_the_loudest_sound_is_full_scale() -> None:
    """Never more, whatever rounding does."""
    assert dbfs(b"\x00\x80" * 320) == 0.0
