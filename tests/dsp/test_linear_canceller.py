"""The linear canceller learns a room, leaves speech alone, and finds an echo that has moved."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from livechat.dsp.linear_canceller import LinearCanceller
from livechat.dsp.resample import to_float
from livechat.dsp.timing import BLOCK, LEAD_S
from tests.support.room import Room

Floats = NDArray[np.float32]

EXAMPLES = Path(__file__).parents[2] / "examples"


RATE = 16_000
PAUSE = 10 * 16_000 + 8_000
"""Samples after which the echo may have wandered."""


def speech(name: str) -> Floats:
    with wave.open(str(EXAMPLES / f"austen-{name}.wav")) as file:
        return to_float(file.readframes(file.getnframes()))


NEAR_AND_FAR = [
    *((delay_ms, 0) for delay_ms in (0.5, 1, 2, 3, 4, 10, 60, 150)),
    *((delay_ms, wrong_ms) for delay_ms in (0.5, 3, 60) for wrong_ms in (-4, 4)),
]
"""Milliseconds from loudspeaker to microphone, and by which the devices' times are wrong."""

FAR = np.concatenate([speech("0870"), speech("0920")])


def subtracted(mic: Floats, far: Floats, canceller: LinearCanceller | None = None) -> Floats:
    canceller = canceller or LinearCanceller()
    blocks = range(0, len(mic) - BLOCK + 1, BLOCK)
    return np.concatenate(
        [canceller.process(mic[at : at + BLOCK], far[at : at + BLOCK]) for at in blocks]
    )


def early(far: Floats, lead_s: float) -> Floats:
    """The far end as it is read: so many seconds ahead of its sound, or behind it."""
    return np.roll(far, -round(lead_s * RATE))


def decibels(samples: Floats) -> float:
    return float(10 * np.log10(np.mean(np.square(samples, dtype=np.float64)) + 1e-12))


@pytest.mark.parametrize("room", [Room(), Room(loss_db=-6), Room(delay_ms=120, rt60_s=0.25)])
def test_a_room_is_learnt_in_seconds(room: Room) -> None:
    """15 dB in the first six seconds and 20 after, whatever the level and the delay."""
    mic = room.mix(np.zeros_like(FAR), FAR)
    left = subtracted(mic, FAR)
    early, late = slice(32_000, 96_000), slice(112_000, 200_000)
    assert decibels(mic[early]) - decibels(left[early]) > 15
    assert decibels(mic[late]) - decibels(left[late]) > 20


@pytest.mark.parametrize(("delay_ms", "wrong_ms"), NEAR_AND_FAR)
def test_near_and_far_loudspeakers_are_cancelled_alike(delay_ms: float, wrong_ms: float) -> None:
    """20 dB after four seconds, with devices that tell the time 4 ms too early or too late."""
    mic = Room(delay_ms=delay_ms, rt60_s=0.2).mix(np.zeros_like(FAR), FAR)
    left = subtracted(mic, early(FAR, LEAD_S + wrong_ms / 1000))
    late = slice(64_000, len(left))
    assert decibels(mic[late]) - decibels(left[late]) > 20


def test_a_lead_that_shrinks_is_followed() -> None:
    """The echo comes sooner by as much, which needs no learning anew."""
    mic = Room(delay_ms=1, rt60_s=0.2).mix(np.zeros_like(FAR), FAR)
    canceller, half = LinearCanceller(), len(FAR) // BLOCK // 2 * BLOCK
    subtracted(mic[:half], early(FAR, LEAD_S)[:half], canceller)
    canceller.follow_lead(round(0.005 * RATE))
    after = early(FAR, 0.005)[half:]
    left = subtracted(mic[half:], after, canceller)
    soon = slice(RATE // 2, RATE)  # what was read ahead before has passed by then
    assert decibels(mic[half:][soon]) - decibels(left[soon]) > 18


def test_a_lead_that_is_short_from_the_start_is_halved() -> None:
    """As much slack as there can be, and none without a lead."""
    mic = Room(delay_ms=1.5, rt60_s=0.2).mix(np.zeros_like(FAR), FAR)
    for lead_s in (0.003, -0.001):
        canceller = LinearCanceller()
        canceller.follow_lead(round(lead_s * RATE))
        left = subtracted(mic, early(FAR, lead_s), canceller)
        late = slice(64_000, len(left))
        assert decibels(mic[late]) - decibels(left[late]) > 20


def test_speech_over_it_passes_and_spoils_nothing() -> None:
    """What is left is the speech, to 12 dB; and afterwards the room is still known."""
    room, words = Room(), speech("0880")
    far = np.concatenate([FAR, FAR])
    near = np.zeros_like(far)
    begin = len(FAR)
    near[begin : begin + len(words)] = words
    mic = room.mix(near, far)
    left = subtracted(mic, far)
    during = slice(begin, begin + len(words))
    assert decibels(left[during] - near[during]) < decibels(near[during]) - 12
    after = slice(begin + len(words) + 16_000, len(left))
    assert decibels(mic[after]) - decibels(left[after]) > 18


def test_nothing_played_is_nothing_changed() -> None:
    """The microphone's own samples, not copies that almost equal them."""
    words = speech("0880")
    whole = len(words) // BLOCK * BLOCK
    assert np.array_equal(subtracted(words, np.zeros_like(words)), words[:whole])


def test_without_an_echo_speech_is_left_alone() -> None:
    """Headphones: the model's voice and yours have nothing in common."""
    words = np.concatenate([speech("0880"), speech("0880"), speech("0880")])
    left = subtracted(words, FAR[: len(words)])
    assert decibels(left - words[: len(left)]) < decibels(words) - 10


def test_a_short_pause_changes_nothing() -> None:
    """The loudspeaker is steady: an answer's first sound is cancelled as its last was."""
    far = np.concatenate([FAR, np.zeros(16_000, np.float32), FAR])
    echo = Room(noise_dbfs=None).echo(far)
    left = subtracted(echo, far)
    soon = slice(len(FAR) + 16_000, len(FAR) + 16_000 + 8_000)
    assert decibels(echo[soon]) - decibels(left[soon]) > 20


@pytest.mark.parametrize("ms", [-6, -2, 3, 7])
def test_an_echo_that_moved_is_found_again(ms: int) -> None:
    """The loudspeaker starts again after a long pause, some milliseconds off."""
    silence = np.zeros(PAUSE, np.float32)
    first = np.concatenate([FAR, silence])
    echo = Room(noise_dbfs=None).echo(np.concatenate([first, FAR]))
    after = np.roll(echo[len(first) :], 16 * ms)
    canceller = LinearCanceller()
    subtracted(echo[: len(first)], first, canceller)
    assert canceller.in_step
    left = subtracted(after, FAR, canceller)
    assert canceller.in_step
    soon = slice(9_600, 24_000)  # from 0.6 s on, 0.3 of them the recording's own silence
    assert decibels(after[soon]) - decibels(left[soon]) > 10


def test_out_of_step_is_known_until_it_is_heard() -> None:
    """After a long pause nothing is believed until the echo has shown where it is."""
    far = np.concatenate([FAR, np.zeros(PAUSE, np.float32), FAR])
    mic = Room().mix(np.zeros_like(far), far)
    canceller, begun = LinearCanceller(), len(FAR) + PAUSE
    steps = []
    for at in range(0, len(far) - BLOCK + 1, BLOCK):
        canceller.process(mic[at : at + BLOCK], far[at : at + BLOCK])
        steps.append(canceller.in_step)
    again = steps[begun // BLOCK :]
    first = again.index(False)
    assert 2 < again.index(True, first) - first < 30
    assert all(again[first + 50 :])


@pytest.mark.parametrize("later", [-300, -40, 40, 700])
def test_what_was_learnt_moves_with_the_echo(later: int) -> None:
    """By delaying the far end as far as that goes, else by whole blocks of the path."""
    echo = Room(noise_dbfs=None).echo(FAR)
    canceller, half = LinearCanceller(), len(FAR) // BLOCK // 2 * BLOCK
    subtracted(echo[:half], FAR[:half], canceller)
    canceller._shift(later)
    moved = np.roll(echo, later)[half:]
    left = subtracted(moved, FAR[half:], canceller)
    soon = slice(1_600, 17_600)
    assert decibels(moved[soon]) - decibels(left[soon]) > 18
