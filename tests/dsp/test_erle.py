"""The measured cancellation, and when there is no hope."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from livechat.dsp.erle import ErleMeter
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
        quieter = (0, -5, -20, -10, -2, -15, -40, -8)[at // 6 % 8]
        other = quieter if follow else (0, -5, -20, -10, -2, -15, -40)[at // 5 % 7]
        heard, rest = (max(level + other, NOISE_DBFS) for level in (near, left))
        meter.see(
            noise(heard, at),
            noise(rest, at),
            noise(far + quieter, at),
            playing=True,
            speaking=False,
        )
    return meter


def quiet_room() -> ErleMeter:
    """One that has heard the room's noise."""
    meter = ErleMeter()
    for at in range(200):
        block = noise(NOISE_DBFS, at)
        meter.see(block, block, np.zeros(BLOCK, np.float32), playing=False, speaking=False)
    return meter


def test_cancellation_is_before_over_after() -> None:
    """In decibels, with the echo's level."""
    meter = measure(quiet_room(), 300, -20, -45)
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
    meter = measure(quiet_room(), 400, -80, -80)
    assert meter.silent
    assert meter.cancelled_db is None
    assert meter.echo_dbfs is None
    assert not meter.hopeless


def test_somebody_speaking_without_an_echo_is_no_echo() -> None:
    """However long: what is heard does not come and go with what is played."""
    meter = measure(quiet_room(), 1500, -20, -20, follow=False)
    assert not meter.silent
    assert meter.cancelled_db is None
    assert not meter.hopeless
    assert meter.median_db == pytest.approx(0, abs=1)


def test_putting_on_headphones_is_noticed() -> None:
    """After some seconds of playing, an echo that was is no more."""
    meter = measure(quiet_room(), 300, -20, -45)
    assert meter.cancelled_db is not None
    assert measure(meter, 1000, -80, -80).cancelled_db is None


def test_an_echo_that_stays_is_hopeless() -> None:
    """But not before three seconds of it."""
    meter = quiet_room()
    assert not measure(meter, 290, -20, -23).hopeless
    assert measure(meter, 100, -20, -23).hopeless


def test_a_poor_cancellation_of_a_faint_echo_is_good_enough() -> None:
    """What is left cannot be heard."""
    assert not measure(quiet_room(), 500, -42, -46).hopeless


def test_hope_returns() -> None:
    """With a margin, when most of what is remembered is good."""
    meter = measure(quiet_room(), 400, -20, -23)
    assert meter.hopeless
    assert not measure(meter, 1000, -20, -60).hopeless


def test_some_seconds_of_speech_are_no_failure() -> None:
    """Taken for echo by mistake, they do not move the median far."""
    meter = measure(quiet_room(), 700, -20, -60)
    measure(meter, 250, -20, -20, follow=False)
    assert not meter.hopeless
    assert meter.cancelled_db is not None
    assert meter.cancelled_db > 25
