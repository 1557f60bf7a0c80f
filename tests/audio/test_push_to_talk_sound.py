"""Push-to-talk in sound: which of the spoken samples are sent, from a device to the link.

Each sample of what is spoken is its own number, so what is sent tells where it comes from.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from livechat.audio.capture_pipeline import CapturePipeline
from livechat.core.link.items import Activity, Item, Sound
from livechat.core.link.uplink import PREROLL_MS, SPAN_S, TAIL_S, Uplink
from livechat.core.pcm import INPUT_RATE
from livechat.dsp.far_end import FarEndReference
from livechat.dsp.frontend import Frontend
from livechat.dsp.level import dbfs

BLOCK_S: Final = 0.02
LATENCY_S: Final = 0.04
"""Seconds after which a block of the card's is there: its buffer, and the worker's time."""
PRESS, RELEASE = Activity(True), Activity(False)

Press = tuple[float, str]
"""Seconds, and what is done then."""


@dataclass
class Sent:
    """What left: sound between a press and a release, as sample numbers, and when it ended."""

    presses: list[NDArray[np.int64]] = field(default_factory=list)
    ended_at: list[float] = field(default_factory=list)


def spoken(seconds: float) -> NDArray[np.int16]:
    """Sound whose sample number n is n, beginning with the smallest 16-bit number."""
    return (np.arange(round(seconds * INPUT_RATE)) - 32_768).astype("<i2")


def sent(
    story: list[Press], seconds: float, *, frontend: Frontend | None = None, late_s: float = 0.0
) -> Sent:
    """What leaves of `seconds` of speech while keys are pressed.

    Args:
        story: In the order of time.
        seconds: Less than 4: samples are numbered with 16 bits.
        frontend: Delays the sound.
        late_s: Seconds by which the program is late beside.
    """
    pipeline = CapturePipeline(INPUT_RATE, 1, frontend, FarEndReference())
    uplink, sound = Uplink(manual=True), spoken(seconds)
    arrivals = list[tuple[float, int]]()
    size = round(BLOCK_S * INPUT_RATE)
    for begin in range(0, len(sound) - size + 1, size):
        arrivals.append(((begin + size) / INPUT_RATE + LATENCY_S + late_s, begin))
    keys, found, down = list(story), Sent(), list[bytes]()

    def take(items: list[Item], now: float) -> None:
        for item in items:
            if item == PRESS:
                down.clear()
            elif isinstance(item, Sound):
                down.append(item.pcm)
            elif item == RELEASE:
                numbers = np.frombuffer(b"".join(down), "<i2").astype(np.int64) + 32_768
                found.presses.append(numbers)
                found.ended_at.append(now)

    for now, begin in arrivals:
        while keys and keys[0][0] <= now:
            at, what = keys.pop(0)
            match what:
                case "press":
                    take(uplink.press(at), at)
                case "release":
                    uplink.release(at)
                case _:
                    take(uplink.set_muted(what == "mute", at), at)
        result = pipeline.process(sound[begin : begin + size].tobytes(), begin / INPUT_RATE)
        for pcm, judgement in result.chunks:
            captured_at = result.until
            take(uplink.sound(Sound(pcm, captured_at, False, dbfs(pcm)), judgement), now)
    return found


def unbroken(numbers: NDArray[np.int64]) -> bool:
    """Whether each sample follows the one before it: nothing is lost, nothing comes twice."""
    return bool((np.diff(numbers) == 1).all())


def test_a_word_that_ends_when_the_key_goes_up_is_sent_whole() -> None:
    """And as much again as a thumb is quicker than a tongue: the tail."""
    [numbers] = sent([(1.0, "press"), (2.0, "release")], 3.5).presses
    assert unbroken(numbers)
    assert numbers[0] <= (1.0 - PREROLL_MS / 1000 + BLOCK_S) * INPUT_RATE
    assert numbers[-1] >= (2.0 + TAIL_S) * INPUT_RATE
    assert numbers[-1] <= (2.0 + TAIL_S + SPAN_S) * INPUT_RATE


def test_the_end_of_speech_follows_the_tail_by_no_more_than_what_is_under_way() -> None:
    """That is what a reply waits longer for: the tail, a chunk, and the card."""
    [ended_at] = sent([(1.0, "press"), (2.0, "release")], 3.5).ended_at
    assert ended_at - 2.0 <= TAIL_S + SPAN_S + BLOCK_S + LATENCY_S


@pytest.mark.parametrize("late_s", [0.0, 0.1, 0.5])
def test_a_program_that_is_late_sends_the_same(late_s: float) -> None:
    """Sound counts by the time at which it was in the air."""
    [on_time] = sent([(1.0, "press"), (2.0, "release")], 3.5).presses
    [late] = sent([(1.0, "press"), (2.0, "release")], 3.5, late_s=late_s).presses
    assert late.tolist() == on_time.tolist()


def test_a_second_press_sends_nothing_from_before_the_release_again() -> None:
    """Nor from its tail: the pre-roll begins after it."""
    story = [(0.8, "press"), (1.5, "release"), (1.9, "press"), (2.4, "release")]
    first, second = sent(story, 3.5).presses
    assert unbroken(first)
    assert unbroken(second)
    assert second[0] > first[-1]
    assert second[0] - first[-1] <= BLOCK_S * INPUT_RATE + 1


@given(
    st.lists(st.integers(1, 25), min_size=2, max_size=10),
    st.integers(0, 10),
    st.sampled_from([0.0, 0.06, 0.4]),
)
def test_presses_and_releases_in_quick_succession_lose_and_double_nothing(
    gaps: list[int], first: int, late_s: float
) -> None:
    """Sample by sample: all that was said with the key down, in one piece a press, each once."""
    at, story = 0.3 + first * BLOCK_S, list[Press]()
    for number, gap in enumerate(gaps):
        story.append((at, "release" if number % 2 else "press"))
        at += gap * 0.013
    story += [(at, "release")] * (len(gaps) % 2)
    found = sent(story, at + 1.0, late_s=late_s).presses
    everything = np.concatenate(found)
    assert all(unbroken(numbers) for numbers in found)
    assert len(np.unique(everything)) == len(everything)
    for (down, _), (up, _) in zip(story[::2], story[1::2], strict=True):
        held = np.arange(round(down * INPUT_RATE), round((up + TAIL_S) * INPUT_RATE))
        assert np.isin(held, everything).all()


def test_what_is_said_while_muted_is_in_no_press() -> None:
    """Muting lets go of the key at once, tail or not."""
    story = [(0.8, "press"), (1.2, "release"), (1.25, "mute"), (1.8, "unmute"), (2.0, "press")]
    first, second = sent([*story, (2.2, "release")], 3.5).presses
    assert unbroken(first)
    assert unbroken(second)
    assert first[-1] <= 1.25 * INPUT_RATE
    assert second[0] >= 1.8 * INPUT_RATE


def test_the_delay_of_echo_cancelling_takes_nothing_from_the_tail() -> None:
    """What leaves then is some milliseconds older than its chunk says: a click says how much."""
    frontend = Frontend("aec", noise_suppression=True, gain=False)
    pipeline = CapturePipeline(INPUT_RATE, 1, frontend, FarEndReference())
    uplink, released = Uplink(manual=True), False
    chance = np.random.default_rng(3)
    sound = chance.normal(0, 30, 3 * INPUT_RATE)
    word_ends = round((2.0 + TAIL_S) * INPUT_RATE)
    hum = 6_000 * np.sin(np.arange(len(sound)) * 2 * np.pi * 300 / INPUT_RATE)
    hum[:INPUT_RATE] = 0
    hum[word_ends:] = 0
    pcm = np.rint(sound + hum).astype("<i2")
    uplink.press(0.9)
    left, size = list[bytes](), 320
    for begin in range(0, len(pcm) - size, size):
        at = (begin + size) / INPUT_RATE
        if at > 2.0 and not released:
            released = uplink.release(2.0)
        result = pipeline.process(pcm[begin : begin + size].tobytes(), begin / INPUT_RATE)
        for chunk, _ in result.chunks:
            items = uplink.sound(Sound(chunk, result.until, False, dbfs(chunk)))
            left += [item.pcm for item in items if isinstance(item, Sound)]
    levels = [dbfs(chunk) for chunk in left]
    hummed = sum(level > -40 for level in levels) * size / INPUT_RATE
    assert hummed == pytest.approx(1.0 + TAIL_S, abs=0.045)
    assert levels[-1] < -45  # the end of the word is in it, and a little of what follows
