"""Resampling keeps length, level and pitch, folds nothing back, and does not mind the cutting."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from livechat.dsp.resample import StreamResampler, from_float, resample, to_float

RATES = (8_000, 11_025, 16_000, 22_050, 24_000, 44_100, 48_000, 96_000)


def tone(hertz: float, rate: int, seconds: float = 1.0, peak: float = 0.5) -> NDArray[np.float32]:
    """A sine of `peak` full scale."""
    at = np.arange(round(rate * seconds)) / rate
    return (peak * np.sin(2 * np.pi * hertz * at)).astype(np.float32)


def middle(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """Without the first and last tenth, where a filter rings."""
    edge = len(samples) // 10
    return samples[edge:-edge]


def decibels(samples: NDArray[np.float32]) -> float:
    """Mean level against full scale."""
    return float(10 * np.log10(np.mean(np.square(samples, dtype=np.float64)) + 1e-20))


def pitch(samples: NDArray[np.float32], rate: int) -> float:
    """Hertz of the strongest part of the spectrum."""
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    return float(np.argmax(spectrum)) * rate / len(samples)


@pytest.mark.parametrize("source", RATES)
@pytest.mark.parametrize("target", [16_000, 24_000, 48_000])
def test_a_tone_keeps_its_length_level_and_pitch(source: int, target: int) -> None:
    """A second stays a second, 1 kHz stays 1 kHz, and the level moves by less than 0.1 dB."""
    result = resample(tone(1_000, source), source, target)
    assert abs(len(result) - target) <= 1
    assert decibels(middle(result)) == pytest.approx(decibels(tone(1_000, target)), abs=0.1)
    assert pitch(middle(result), target) == pytest.approx(1_000, abs=2)


@pytest.mark.parametrize(("quality", "floor"), [("LQ", -80), ("HQ", -100)])
def test_sound_above_the_new_range_does_not_fold_back(
    quality: Literal["LQ", "HQ"], floor: float
) -> None:
    """11 kHz cannot be told at 16 kHz sampling: it vanishes instead of sounding as 5 kHz."""
    result = resample(tone(11_000, 48_000), 48_000, 16_000, quality)
    assert decibels(middle(result)) < floor


def test_the_first_sample_stays_first() -> None:
    """A click lands where it was, so that several files stay in step."""
    click = np.zeros(48_000, dtype=np.float32)
    click[24_000] = 0.5
    assert int(np.argmax(resample(click, 48_000, 16_000))) == 8_000


@pytest.mark.parametrize("quality", ["LQ", "HQ"])
@given(data=st.data(), source=st.sampled_from(RATES), target=st.sampled_from(RATES))
@settings(max_examples=60)
def test_how_a_stream_is_cut_does_not_change_it(
    data: st.DataObject, quality: Literal["LQ", "HQ"], source: int, target: int
) -> None:
    """Any pieces, odd and empty ones too, give byte for byte the whole-file result."""
    noise = np.random.default_rng(data.draw(st.integers(0, 9))).normal(0, 0.2, 2_000)
    pcm = from_float(noise.astype(np.float32))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(pcm)), max_size=12)))
    stream = StreamResampler(source, target, quality)
    pieces = [
        stream.process(pcm[start:end])
        for start, end in zip([0, *cuts], [*cuts, len(pcm)], strict=True)
    ]
    streamed = b"".join(pieces) + stream.flush()
    assert streamed == from_float(resample(to_float(pcm), source, target, quality))


def test_live_sound_is_held_back_by_at_most_two_chunks() -> None:
    """After 200 ms in 20 ms chunks, no more than 40 ms are still inside the filter."""
    stream = StreamResampler(48_000, 16_000)
    chunk = bytes(1_920)
    ready = sum(len(stream.process(chunk)) for _ in range(10))
    assert ready >= 0.160 * 16_000 * 2
    assert ready + len(stream.flush()) == 0.200 * 16_000 * 2


def test_a_flushed_stream_starts_afresh() -> None:
    """The second sound is not coloured by the first, nor by its odd last byte."""
    first = from_float(tone(300, 24_000, 0.1)) + b"\x7f"
    second = from_float(tone(900, 24_000, 0.1))
    stream = StreamResampler(24_000, 48_000)
    stream.process(first)
    stream.flush()
    expected = from_float(resample(to_float(second), 24_000, 48_000, "LQ"))
    assert stream.process(second) + stream.flush() == expected


def test_nothing_in_gives_nothing_out() -> None:
    """Empty sound is legal everywhere."""
    stream = StreamResampler(44_100, 16_000)
    assert stream.process(b"") + stream.flush() == b""
    assert resample(np.zeros(0, dtype=np.float32), 44_100, 16_000).shape == (0,)


@given(pcm=st.binary(max_size=400))
def test_equal_rates_lose_no_byte(pcm: bytes) -> None:
    """Without a change of rate every byte passes, odd lengths too."""
    stream = StreamResampler(16_000, 16_000)
    assert stream.process(pcm) + stream.flush() == pcm
    samples = to_float(pcm)
    assert np.array_equal(resample(samples, 16_000, 16_000), samples)


@given(pcm=st.binary(max_size=400).filter(lambda pcm: len(pcm) % 2 == 0))
def test_bytes_survive_the_way_through_floats(pcm: bytes) -> None:
    """Every 16-bit value has an exact float32, and comes back from it."""
    assert from_float(to_float(pcm)) == pcm


def test_a_full_scale_square_wave_clips_instead_of_wrapping() -> None:
    """The filter overshoots full scale; the overshoot stays on its own side of zero."""
    square = np.repeat(np.tile(np.array([1, -1], dtype=np.float32), 50), 240)
    stream = StreamResampler(24_000, 16_000)
    result = to_float(stream.process(from_float(square)) + stream.flush())
    assert np.abs(resample(square, 24_000, 16_000, "LQ")).max() > 1.01
    swing = result.reshape(100, 160)[:, 10:-10]
    assert (swing[0::2] > 0.8).all()
    assert (swing[1::2] < -0.8).all()


def test_impossible_floats_become_sound() -> None:
    """Too loud is clipped, infinite is clipped, and what is not a number is silence."""
    odd = np.array([2.0, -2.0, np.inf, -np.inf, np.nan, 3e38], dtype=np.float32)
    assert to_float(from_float(odd)) == pytest.approx([1, -1, 1, -1, 0, 1], abs=1e-4)


@pytest.mark.parametrize(("source", "target"), [(0, 16_000), (16_000, 0), (-1, 16_000)])
def test_a_rate_that_is_not_positive_is_refused(source: int, target: int) -> None:
    """A rate of zero is the caller's mistake, told at once."""
    with pytest.raises(ValueError, match="positive"):
        StreamResampler(source, target)
    with pytest.raises(ValueError, match="positive"):
        resample(np.zeros(1, dtype=np.float32), source, target)


def test_stereo_is_refused() -> None:
    """One-shot resampling is for mono; mixing belongs to the reader."""
    with pytest.raises(ValueError, match="mono"):
        resample(np.zeros((4, 2), dtype=np.float32), 48_000, 16_000)
