"""A device's sound against the clock: wrong rates are noticed, everything else is forgiven."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.core.rate_check import LONGEST_S, RateCheck

RATE = 16_000

Delivery = tuple[int, float]
"""Frames, and when they come, in seconds."""


def device(ratio: float, block_s: float = 0.02, since: float = 0.0) -> Iterator[Delivery]:
    """Blocks of a device whose clock runs `ratio` times as fast as it says, for ever."""
    frames = round(block_s * RATE)
    for number in itertools.count(1):
        yield frames, since + number * frames / (RATE * ratio)


def noticed_at(deliveries: Iterable[Delivery], seconds: float = 60.0) -> float | None:
    """When the rate is known to be wrong; None: not within some seconds."""
    check = RateCheck(RATE)
    for frames, at in deliveries:
        if at > seconds:
            return None
        check.take(frames, at)
        if check.wrong:
            return at
    return None


@pytest.mark.parametrize(
    ("ratio", "within_s"),
    [(1.5, 3), (3.0, 3), (2.75625, 3), (0.5, 3), (1 / 3, 4), (1.1, 10), (0.9, 10), (0.91875, 13)],
)
@pytest.mark.parametrize("block_s", [0.005, 0.02, 0.1, 0.256])
def test_a_wrong_rate_is_noticed_within_seconds(
    ratio: float, within_s: float, block_s: float
) -> None:
    """48 kHz called 16, 44.1 called 16 or 48, half as fast again, a tenth too fast or slow."""
    at = noticed_at(device(ratio, block_s))
    assert at is not None
    assert at <= within_s


@pytest.mark.parametrize("ratio", [1.0, 0.99, 1.01])
@pytest.mark.parametrize("block_s", [0.005, 0.02, 0.256])
def test_a_clock_that_drifts_is_a_clock(ratio: float, block_s: float) -> None:
    """However long it is watched."""
    assert noticed_at(device(ratio, block_s), 600) is None


def test_a_device_whose_rate_changes_in_mid_call_is_noticed() -> None:
    """However long it was right."""
    right = itertools.takewhile(lambda one: one[1] < 1_000, device(1.0))
    wrong = device(1.5, since=1_000)
    at = noticed_at(itertools.chain(right, wrong), 2_000)
    assert at is not None
    assert 1_000 < at < 1_000 + LONGEST_S + 3


@given(st.integers(0, 2**32 - 1), st.sampled_from([0.99, 1.0, 1.01]))
def test_late_and_bundled_deliveries_are_forgiven(seed: int, ratio: float) -> None:
    """Each as late as 256 ms, several at once: what is late does not get lost."""
    chance = random.Random(seed)
    late, now = list[Delivery](), 0.0
    for frames, at in itertools.takewhile(lambda one: one[1] < 30, device(ratio)):
        now = max(now, at + chance.choice([0.0, 0.0, 0.005, 0.256 * chance.random()]))
        late.append((frames, now))
    assert noticed_at(late) is None


@given(st.integers(0, 2**32 - 1), st.booleans())
def test_a_device_or_a_machine_that_stands_still_is_forgiven(seed: int, catches_up: bool) -> None:
    """Whether what was said meanwhile comes all at once afterwards, or is lost without a word."""
    chance = random.Random(seed)
    stalls = sorted(chance.uniform(0, 30) for _ in range(chance.randint(1, 8)))
    came, still_until, stalled = list[Delivery](), 0.0, False
    for frames, at in itertools.takewhile(lambda one: one[1] < 30, device(1.0)):
        while stalls and stalls[0] <= at:
            still_until = max(still_until, stalls.pop(0) + chance.uniform(0.4, 5))
        stalled = at < still_until
        if not stalled:
            came.append((frames, at))
        elif catches_up:
            came.append((frames, still_until))
    assert noticed_at(came) is None


def test_losses_that_are_told_are_no_slow_device() -> None:
    """A tenth of the sound is lost to a busy machine, and the driver says so."""
    check = RateCheck(RATE)
    for number, (frames, at) in enumerate(itertools.takewhile(lambda d: d[1] < 60, device(1.0))):
        if number % 10 == 0:
            check.lost()
        else:
            check.take(frames, at)
    assert not check.wrong


def test_a_rate_that_was_wrong_stays_so() -> None:
    """Whoever looks does so a few times a second."""
    check = RateCheck(RATE)
    for frames, at in itertools.takewhile(lambda one: one[1] < 5, device(1.5)):
        check.take(frames, at)
    for frames, at in itertools.takewhile(lambda one: one[1] < 60, device(1.0, since=5)):
        check.take(frames, at)
    assert check.wrong
