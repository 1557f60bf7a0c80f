"""Louder and quieter without a click."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.dsp.gain import RAMP_MS, Gain

RATE = 24_000
RAMP = RATE * RAMP_MS // 1000


def steady(samples: int, value: int = 10_000) -> bytes:
    return np.full(samples, value, "<i2").tobytes()


def samples(pcm: bytes) -> np.ndarray[tuple[int], np.dtype[np.int16]]:
    return np.frombuffer(pcm, "<i2")


@given(st.binary(max_size=500).map(lambda pcm: pcm[: len(pcm) // 2 * 2]))
def test_full_volume_changes_no_byte(pcm: bytes) -> None:
    """It is what nearly everybody has."""
    assert Gain().apply(pcm) is pcm


def test_it_goes_to_silence_and_back_in_a_straight_line() -> None:
    """In the time of a fade, and stays there."""
    gain = Gain(RATE)
    gain.target = 0.0
    down = samples(gain.apply(steady(2 * RAMP)))
    assert down[0] == pytest.approx(10_000, abs=10_000 / RAMP + 1)
    assert np.all(np.diff(down.astype(int)) <= 0)
    assert down[RAMP // 2] == pytest.approx(5_000, abs=50)
    assert not np.any(down[RAMP:])
    gain.target = 1.0
    up = samples(gain.apply(steady(2 * RAMP)))
    assert np.array_equal(up[: RAMP - 1], down[RAMP - 2 :: -1])
    assert np.all(up[RAMP:] == 10_000)
    assert gain.apply(b"ab") == b"ab"


def test_a_shorter_way_takes_less_time() -> None:
    """The slope is the same."""
    gain = Gain(RATE)
    gain.target = 0.5
    out = samples(gain.apply(steady(RAMP)))
    assert np.all(out[RAMP // 2 :] == 5_000)
    assert out[RAMP // 2 - 2] > 5_000


def test_more_than_full_scale_is_clipped_not_wrapped() -> None:
    """At 200 %."""
    gain = Gain(RATE)
    gain.target = 2.0
    gain.apply(steady(2 * RAMP))
    assert samples(gain.apply(steady(1, 30_000)))[0] == 32_767
    assert samples(gain.apply(steady(1, -30_000)))[0] == -32_768


@given(
    st.floats(0, 2),
    st.floats(0, 2),
    st.lists(st.integers(0, 700), max_size=8),
)
def test_however_the_sound_is_cut_it_is_the_same(
    first: float, second: float, cuts: list[int]
) -> None:
    """And no step between two samples is larger than the slope allows."""
    whole, cut = Gain(RATE), Gain(RATE)
    sound = steady(1400)
    places = [0, *sorted(cuts), 700]
    out = b""
    for target, part in ((first, sound[:1400]), (second, sound[1400:])):
        whole.target = cut.target = target
        out += b"".join(cut.apply(part[2 * a : 2 * b]) for a, b in pairwise(places))
        expected = whole.apply(part)
        assert np.allclose(samples(out[-len(expected) :]), samples(expected), atol=1)
    assert len(out) == len(sound)
    assert np.max(np.abs(np.diff(samples(out).astype(int), prepend=10_000))) <= 10_000 / RAMP + 2
