"""Several channels are heard as one, whatever is on them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from livechat.dsp.downmix import MOST, Downmix

RATE = 16_000
Sound = NDArray[np.float32]


def voice(seconds: float, seed: int = 1, level: float = 0.2) -> Sound:
    """Noise in syllables: loud and quiet by turns, like speech."""
    count = round(seconds * RATE)
    noise = np.random.default_rng(seed).standard_normal(count)
    syllables = 0.55 + 0.45 * np.sin(np.arange(count) * 2 * np.pi * 4 / RATE + seed)
    return (level * syllables * noise).clip(-1, 1).astype(np.float32)


def mix(*channels: NDArray[np.floating] | float) -> Sound:
    """Channels as one; a number is a channel that is always that."""
    count = max(len(one) for one in channels if not isinstance(one, float))
    frames = np.stack(
        [np.broadcast_to(np.asarray(one, np.float32), (count,)) for one in channels], axis=1
    )
    return Downmix(len(channels), RATE).mix(np.ascontiguousarray(frames))


def db(sound: Sound, against: Sound) -> float:
    return float(10 * np.log10((sound**2).mean() / (against**2).mean()))


def test_equal_channels_are_their_mean() -> None:
    """Also where they are panned, or are two voices."""
    left, right = voice(2), voice(2, 2)
    assert mix(left, left) == pytest.approx(left, abs=1e-6)
    assert mix(left, left / 4) == pytest.approx(left * 0.625, abs=1e-6)
    assert mix(left, right) == pytest.approx((left + right) / 2, abs=1e-6)
    assert mix(left, left, right, right) == pytest.approx((left + right) / 2, abs=1e-6)


def test_a_voice_on_one_channel_keeps_its_level() -> None:
    """From its first sample, and whatever hisses on the other."""
    left = voice(2)
    assert np.array_equal(mix(left, 0.0), left)
    assert np.array_equal(mix(0.0, left), left)
    assert np.array_equal(mix(0.0, 0.0, left, 0.0, 0.0, 0.0), left)
    interface = [0.0] * 19  # which opens with all of its channels, or not at all
    assert np.array_equal(mix(*interface, left), left)
    hiss = voice(2, 3, level=0.002)
    assert db(mix(left, hiss), left) == pytest.approx(0, abs=0.1)


def test_channels_in_opposite_phase_do_not_cancel() -> None:
    """A balanced line plugged in as stereo is as loud as either of its wires."""
    left = voice(2)
    assert mix(left, -left) == pytest.approx(left, abs=1e-6)
    assert db(mix(left, -0.7 * left), left) == pytest.approx(20 * np.log10(0.85), abs=0.1)
    noisy = -left + voice(2, 4, level=0.02)
    assert db(mix(left, noisy), left) == pytest.approx(0, abs=0.3)


def test_who_answers_on_the_other_channel_is_heard_from_the_first_word() -> None:
    """A dialogue, one voice on each channel, after a minute of the first."""
    first, answer = voice(60), voice(5, 2)
    left = np.concatenate([first, np.zeros_like(answer)])
    right = np.concatenate([np.zeros_like(first), answer])
    heard = mix(left, right)
    assert np.array_equal(heard[: len(first)], first)
    assert db(heard[len(first) :], answer) > -6.1
    assert db(heard[len(first) : len(first) + 320], answer[:320]) > -6.1


def test_silence_is_silence() -> None:
    """Nothing is lifted, and nothing divided by nothing; no frames are none."""
    nothing = np.zeros((1000, 2), np.float32)
    assert not Downmix(2, RATE).mix(nothing).any()
    assert Downmix(2, RATE).mix(nothing[:0]).shape == (0,)


def test_very_many_channels_are_their_mean() -> None:
    """Recordings of whole halls have hundreds."""
    many = MOST + 1
    frames = np.ones((100, many), np.float32)
    frames[:, 1:] = 0
    assert Downmix(many, RATE).mix(frames) == pytest.approx(1 / many)
    assert Downmix(1, RATE).mix(frames[:, :1]) == pytest.approx(1)


PARTS = st.lists(
    st.tuples(st.floats(-1, 1), st.floats(-1, 1), st.integers(1, 60)), min_size=1, max_size=8
)
"""What a voice is multiplied by on either channel, for so many blocks."""


@given(parts=PARTS)
@settings(max_examples=100, deadline=None)
def test_nothing_jumps_and_nothing_is_lost(parts: list[tuple[float, float, int]]) -> None:
    """However levels and phases of a voice change: no step, no more than it was, no silence.

    A low tone changes little from sample to sample, so a step would stand out. Changes of what
    is recorded are steps themselves, so they are made at the tone's zeroes.
    """
    block = 320
    tone = np.sin(np.arange(60 * block) * 2 * np.pi * 50 / RATE).astype(np.float32)
    frames = np.concatenate(
        [np.stack([left * tone, right * tone], axis=1)[: count * block]
         for left, right, count in parts]
    ).astype(np.float32)  # fmt: skip
    heard = Downmix(2, RATE).mix(frames)
    loudest = np.abs(frames).max(axis=1)
    # Both together while the second one is not counted yet: one block at most.
    assert np.abs(heard).max() <= 2 * loudest.max() + 1e-6
    steepest = np.abs(np.diff(frames, axis=0)).sum(axis=1).max()
    ramp = 2 * np.abs(frames).sum(axis=1).max() / block
    assert np.abs(np.diff(heard)).max() <= steepest + ramp + 1e-6
    start = 0
    for left, right, count in parts:
        settled = slice(start + 2 * block, start + count * block)
        start += count * block
        own = max(abs(left), abs(right)) * tone[: count * block][2 * block :]
        # Half of it at least, where the other channel was louder or the phase just turned.
        if count > 10 and len(parts) == 1 and own.any():
            assert db(heard[settled], own) > -6.1


@given(parts=PARTS, cuts=st.lists(st.integers(1, 40), min_size=1, max_size=5))
@settings(max_examples=50, deadline=None)
def test_cuts_at_blocks_change_nothing(
    parts: list[tuple[float, float, int]], cuts: list[int]
) -> None:
    """A live stream and a recording give the same samples."""
    sound = voice(2)
    frames = np.concatenate(
        [np.stack([left * sound, right * sound], axis=1)[: count * 320]
         for left, right, count in parts]
    ).astype(np.float32)  # fmt: skip
    whole = Downmix(2, RATE).mix(frames)
    pieces, at, turn = [], 0, 0
    downmix = Downmix(2, RATE)
    while at < len(frames):
        size = cuts[turn % len(cuts)] * downmix.block
        pieces.append(downmix.mix(frames[at : at + size]))
        at, turn = at + size, turn + 1
    assert np.array_equal(np.concatenate(pieces), whole)
