"""Chirps find their echo, its delay and its level, and nothing where there is none."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from livechat.dsp.chirp import (
    BAND_HZ,
    CHIRPS,
    PEAK,
    before_chirps,
    chirp,
    comes_back,
    find_echo,
    sequence,
    starts_s,
)

RATE = 16_000

Sound = NDArray[np.float32]


def noise(dbfs: float, samples: int, seed: int = 1) -> Sound:
    """White noise of a level."""
    random = np.random.default_rng(seed)
    return (10 ** (dbfs / 20) * random.standard_normal(samples)).astype(np.float32)


def heard(delay_s: float, gain_db: float, noise_dbfs: float = -70.0, seed: int = 1) -> Sound:
    """A recording of the sequence after a delay, in noise."""
    played = sequence(RATE)
    room = noise(noise_dbfs, len(played) + RATE, seed)
    at = round(delay_s * RATE)
    room[at : at + len(played)] += 10 ** (gain_db / 20) * played
    return room


def test_a_chirp_is_quiet_and_stays_in_its_band() -> None:
    """Nobody is startled, and a small speaker can play it."""
    one = chirp(48_000)
    assert np.max(np.abs(one)) == pytest.approx(PEAK, rel=0.01)
    power = np.abs(np.fft.rfft(one)) ** 2
    hertz = np.fft.rfftfreq(len(one), 1 / 48_000)
    within = (hertz > BAND_HZ[0] - 100) & (hertz < BAND_HZ[1] + 100)
    assert power[within].sum() > 0.999 * power.sum()


@pytest.mark.parametrize("rate", [16_000, 24_000, 48_000])
def test_the_sequence_is_silent_but_for_its_chirps(rate: int) -> None:
    """At any rate they stand where they are said to."""
    whole = sequence(rate)
    for start in starts_s():
        at = round(start * rate)
        np.testing.assert_array_equal(whole[at : at + len(chirp(rate))], chirp(rate))
        whole[at : at + len(chirp(rate))] = 0
    assert not whole.any()
    assert len(starts_s()) == CHIRPS


@pytest.mark.parametrize("delay_s", [0.0, 0.003, 0.06, 0.3, 0.48])
@pytest.mark.parametrize("gain_db", [0.0, -30.0, -45.0])
def test_an_echo_is_found_at_its_delay_and_level(delay_s: float, gain_db: float) -> None:
    """To a tenth of a millisecond and a decibel, far below the level of speech."""
    echo = find_echo(heard(delay_s, gain_db), RATE, 0.0)
    assert echo
    assert echo.delay_s == pytest.approx(delay_s, abs=1e-4)
    assert echo.spread_s < 1e-4
    assert echo.level_db == pytest.approx(gain_db, abs=1.0)
    assert echo.found == CHIRPS


def test_an_echo_below_the_noise_is_found() -> None:
    """The chirp's length lifts it out: here it is 17 dB quieter than the noise."""
    echo = find_echo(heard(0.1, -30.0, noise_dbfs=-40.0), RATE, 0.0)
    assert echo
    assert echo.delay_s == pytest.approx(0.1, abs=5e-4)


@pytest.mark.parametrize("shift_s", [-0.3, -0.02, 0.25])
def test_the_delay_counts_from_the_moment_of_playing(shift_s: float) -> None:
    """However much earlier or later the recording began."""
    echo = find_echo(heard(0.35, -20.0), RATE, shift_s)
    assert (echo.delay_s if echo else None) == (
        pytest.approx(0.35 - shift_s, abs=1e-4) if 0.35 - shift_s < 0.5 else None
    )


def test_reverberation_counts_as_echo() -> None:
    """A room that rings gives back more than the first reflection."""
    random = np.random.default_rng(7)
    at = np.arange(RATE // 5) / RATE
    impulse = random.standard_normal(len(at)) * np.exp(-at / 0.05)
    impulse /= np.sqrt(np.sum(impulse**2))
    room = np.convolve(sequence(RATE), impulse).astype(np.float32) * 10 ** (-20 / 20)
    echo = find_echo(room + noise(-80.0, len(room)), RATE, 0.0)
    assert echo
    assert echo.level_db == pytest.approx(-20.0, abs=3.0)


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("dbfs", [-90.0, -40.0, -10.0])
def test_noise_is_no_echo(seed: int, dbfs: float) -> None:
    """However loud it is."""
    samples = noise(dbfs, len(sequence(RATE)), seed)
    assert find_echo(samples, RATE, 0.0) is None
    assert not comes_back(samples, RATE, 0.0)


@pytest.mark.parametrize("samples", [0, 100, RATE, 5 * RATE])
def test_silence_is_no_echo(samples: int) -> None:
    """Nor is a recording that ended too early."""
    silence = np.zeros(samples, np.float32)
    assert find_echo(silence, RATE, 0.0) is None
    assert not comes_back(silence, RATE, 0.0)


def test_a_periodic_tone_is_no_echo() -> None:
    """A humming machine, or a metronome that clicks twice a second."""
    samples = len(sequence(RATE))
    hum = 0.1 * np.sin(2 * np.pi * 1000 * np.arange(samples) / RATE)
    clicks = np.where(np.arange(samples) % (RATE // 2) < 8, 0.5, 0.0)
    for sound in (hum, clicks):
        assert find_echo((sound + noise(-70, samples)).astype(np.float32), RATE, 0.0) is None


def test_a_torn_echo_comes_back_without_being_one() -> None:
    """Each chirp after another delay: loud, but nothing that could be cancelled."""
    samples = noise(-70.0, len(sequence(RATE)) + RATE)
    for number, start in enumerate(starts_s()):
        at = round((start + 0.05 + 0.02 * number) * RATE)
        samples[at : at + len(chirp(RATE))] += chirp(RATE)
    assert find_echo(samples, RATE, 0.0) is None
    assert comes_back(samples, RATE, 0.0)


def test_an_echo_that_two_chirps_lack_is_still_found() -> None:
    """Somebody coughed."""
    samples = heard(0.08, -20.0)
    for start in starts_s()[:2]:
        at = round((start + 0.08) * RATE)
        samples[at : at + len(chirp(RATE))] = 0
    echo = find_echo(samples, RATE, 0.0)
    assert echo
    assert echo.found == CHIRPS - 2


def test_the_room_is_heard_before_the_chirps() -> None:
    """Without the crackle of switching on, and without any chirp."""
    samples = heard(0.0, 0.0, noise_dbfs=-60.0)
    samples[: RATE // 4] = 1.0
    quiet = before_chirps(samples, RATE, 0.0)
    assert len(quiet) == round(0.7 * RATE)
    assert 20 * np.log10(np.sqrt(np.mean(quiet**2))) == pytest.approx(-60.0, abs=1.0)
