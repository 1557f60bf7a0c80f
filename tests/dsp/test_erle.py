"""The measured cancellation, and when there is no hope."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from livechat.dsp.erle import ErleMeter, level
from livechat.dsp.timing import BLOCK

Floats = NDArray[np.float32]

NOISE_DBFS = -65.0


def noise(dbfs: float, seed: int) -> Floats:
    level = 10 ** (dbfs / 20)
    return np.random.default_rng(seed).normal(0, level, BLOCK).astype(np.float32)


def measure(
    meter: ErleMeter,
    blocks: int,
    near: float,
    left: float,
    *,
    far: float = -25,
    follow: bool = True,
) -> ErleMeter:
    """Something plays that comes and goes twice a second, and what is heard with it, or not."""
    for at in range(blocks):
        quieter = (0, -5, -20, -10, -2, -15, -40, -8)[at // 3 % 8]
        other = quieter if follow else (0, -5, -20, -10, -2, -15, -40)[2 * at // 5 % 7]
        heard, rest = (max(sound + other, NOISE_DBFS) for sound in (near, left))
        meter.see(
            level(noise(heard, at)),
            level(noise(rest, at)),
            level(noise(far + quieter, at)),
            playing=True,
            speaking=False,
        )
    return meter


def quiet_room() -> ErleMeter:
    """One that has heard the room's noise."""
    meter = ErleMeter()
    for at in range(100):
        meter.rest(level(noise(NOISE_DBFS, at)))
    return meter


def test_cancellation_is_before_over_after() -> None:
    """In decibels, with the echo's level."""
    meter = measure(quiet_room(), 150, -20, -45)
    assert meter.cancelled_db == pytest.approx(25, abs=1)
    assert meter.echo_dbfs == pytest.approx(-28, abs=3)
    assert not meter.hopeless
    assert not meter.silent


def test_nothing_is_known_at_first() -> None:
    """Nor while nothing plays."""
    assert ErleMeter().cancelled_db is None
    assert quiet_room().cancelled_db is None
    assert not quiet_room().silent


def test_headphones_have_no_echo() -> None:
    """Something plays, and only noise is heard."""
    meter = measure(quiet_room(), 200, -80, -80)
    assert meter.silent
    assert meter.cancelled_db is None
    assert meter.echo_dbfs is None
    assert not meter.hopeless


def test_somebody_speaking_without_an_echo_is_no_echo() -> None:
    """However long: what is heard does not come and go with what is played."""
    meter = measure(quiet_room(), 750, -20, -20, follow=False)
    assert not meter.silent
    assert meter.cancelled_db is None
    assert not meter.hopeless
    assert meter.median_db == pytest.approx(0, abs=1)


def test_putting_on_headphones_is_noticed() -> None:
    """After some seconds of playing, an echo that was is no more."""
    meter = measure(quiet_room(), 150, -20, -45)
    assert meter.cancelled_db is not None
    assert measure(meter, 500, -80, -80).cancelled_db is None


def test_an_echo_that_stays_is_hopeless() -> None:
    """But not before three seconds of it."""
    meter = quiet_room()
    assert not measure(meter, 145, -20, -23).hopeless
    assert measure(meter, 50, -20, -23).hopeless


def test_a_poor_cancellation_of_a_faint_echo_is_good_enough() -> None:
    """What is left cannot be heard."""
    assert not measure(quiet_room(), 250, -42, -46).hopeless


def test_hope_returns() -> None:
    """With a margin, when most of what is remembered is good."""
    meter = measure(quiet_room(), 200, -20, -23)
    assert meter.hopeless
    assert not measure(meter, 500, -20, -60).hopeless


def test_some_seconds_of_speech_are_no_failure() -> None:
    """Taken for echo by mistake, they do not move the median far."""
    meter = measure(quiet_room(), 350, -20, -60)
    measure(meter, 125, -20, -20, follow=False)
    assert not meter.hopeless
    assert meter.cancelled_db is not None
    assert meter.cancelled_db > 25
