"""The simulated room is a room, the same one every time."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from livechat.core.pcm import INPUT_RATE
from tests.support.room import Room, read_between

Floats = NDArray[np.float32]


def noise(seconds: float, seed: int = 0, level: float = 0.1) -> Floats:
    """White noise of an RMS."""
    count = round(seconds * INPUT_RATE)
    return (level * np.random.default_rng(seed).standard_normal(count)).astype(np.float32)


def decibels(samples: Floats) -> float:
    return float(10 * np.log10(np.mean(np.square(samples, dtype=np.float64)) + 1e-20))


def click(seconds: float = 1.0) -> Floats:
    samples = np.zeros(round(seconds * INPUT_RATE), np.float32)
    samples[0] = 0.5
    return samples


def lag(later: Floats, earlier: Floats) -> int:
    """Samples by which one is behind the other."""
    size = len(later) + len(earlier)
    products = np.fft.rfft(later, size) * np.fft.rfft(earlier, size).conj()
    return int(np.argmax(np.fft.irfft(products)))


@pytest.mark.parametrize("delay_ms", [0, 0.5, 10, 123])
def test_the_echo_comes_after_the_delay(delay_ms: float) -> None:
    """To the sample, and nothing before it."""
    echo = Room(delay_ms=delay_ms, drive=0).echo(click())
    first = round(delay_ms * INPUT_RATE / 1000)
    assert np.abs(echo[:first]).max(initial=0) < 1e-6
    assert np.argmax(np.abs(echo)) == first


@pytest.mark.parametrize("loss_db", [-6.0, 0.0, 12.0])
def test_the_level_falls_by_the_loss(loss_db: float) -> None:
    """Measured with noise, to a decibel."""
    far = noise(4)
    echo = Room(loss_db=loss_db, drive=0).echo(far)
    assert decibels(echo[INPUT_RATE:]) == pytest.approx(decibels(far) - loss_db, abs=1)


def test_the_reverberation_dies_away_in_its_time() -> None:
    """Half of 60 dB in half of the time, by the decay of the rest energy."""
    response = Room(rt60_s=0.5, loss_db=0).impulse_response().astype(np.float64)[160:]
    rest = 10 * np.log10(np.cumsum(response[::-1] ** 2)[::-1])
    half = round(0.25 * INPUT_RATE)
    assert rest[0] - rest[half] == pytest.approx(30, abs=2)


def test_a_loud_loudspeaker_distorts_and_a_quiet_one_does_not() -> None:
    """A tone gets overtones by soft clipping, which is no linear filter's to remove."""
    at = np.arange(INPUT_RATE) / INPUT_RATE
    tone = np.sin(2 * np.pi * 500 * at).astype(np.float32)

    def overtones_db(peak: float) -> float:
        spectrum = np.abs(np.fft.rfft(Room(drive=1.5).echo(peak * tone)[-INPUT_RATE // 2 :])) ** 2
        return float(10 * np.log10(spectrum[725:775].sum() / spectrum[225:275].sum()))

    assert overtones_db(0.9) > -30
    assert overtones_db(0.01) < -60


def test_noise_has_its_level() -> None:
    """With nobody speaking and nothing playing."""
    silent = np.zeros(INPUT_RATE, np.float32)
    assert decibels(Room(noise_dbfs=-50).mix(silent, silent)) == pytest.approx(-50, abs=0.5)
    assert not Room(noise_dbfs=None).mix(silent, silent).any()


def test_the_talker_arrives_unchanged() -> None:
    """Only the echo comes through the walls; a microphone too loud clips."""
    near = noise(0.5)
    room = Room(noise_dbfs=None)
    assert np.array_equal(room.mix(near, np.zeros_like(near)), near)
    assert room.mix(near * 100, np.zeros_like(near)).max() == 1


@pytest.mark.parametrize("ppm", [-300.0, 300.0])
def test_a_slow_clock_moves_the_echo(ppm: float) -> None:
    """300 ppm make 4.8 samples a second."""
    far = noise(11)
    echo = Room(drift_ppm=ppm, delay_ms=100, rt60_s=0.02, drive=0).echo(far)
    lags = [
        lag(echo[at : at + INPUT_RATE // 4], far[at : at + INPUT_RATE // 20])
        for at in (INPUT_RATE, 10 * INPUT_RATE)
    ]
    moved = lags[1] - lags[0]
    assert moved == pytest.approx(9 * ppm * 1e-6 * INPUT_RATE, abs=2)


def test_the_same_seed_is_the_same_room() -> None:
    """And another one another."""
    near, far = noise(0.5, 1), noise(0.5, 2)
    assert np.array_equal(Room(seed=3).mix(near, far), Room(seed=3).mix(near, far))
    assert not np.allclose(Room(seed=3).mix(near, far), Room(seed=4).mix(near, far))


def test_rooms_that_cannot_be() -> None:
    """No echo comes before its sound; clocks are better than that."""
    with pytest.raises(ValueError, match="at least"):
        Room(delay_ms=-0.1)
    with pytest.raises(ValueError, match="within"):
        Room(drift_ppm=5000)


def test_talker_and_loudspeaker_are_as_long() -> None:
    """Anything else is a mistake of the caller."""
    with pytest.raises(ValueError, match="length"):
        Room().mix(noise(0.1), noise(0.2))


def test_sound_between_samples() -> None:
    """A tone is read where it was never sampled, and silence lies around it."""
    tone = np.sin(2 * np.pi * 1000 / INPUT_RATE * np.arange(400)).astype(np.float32)
    at = np.arange(100, 300) + 0.37
    wanted = np.sin(2 * np.pi * 1000 / INPUT_RATE * at)
    assert read_between(tone, at) == pytest.approx(wanted, abs=2e-3)
    assert not read_between(tone, np.array([-500.0, 5000.0])).any()
