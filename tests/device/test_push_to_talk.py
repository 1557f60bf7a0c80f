"""What a key lets through on a real sound card: bursts of sound, each with a pitch of its own."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from livechat.core.pcm import INPUT_RATE
from tests.support.card import VirtualCard
from tests.support.remote import Remote
from tests.support.talking import Talking

BURST_S, PAUSE_S = 0.15, 0.05
"""Seconds of a burst and of the silence after it."""

TRIES = 10

OFF = ("--echo", "off", "--no-duck")


def pitch(number: int) -> float:
    """Hertz of a burst; a tone a seventh higher than the one before it."""
    return 300.0 + 75.0 * number


def bursts(numbers: Sequence[int]) -> bytes:
    """s16le mono, 16 kHz."""
    times = np.arange(round(BURST_S * INPUT_RATE)) / INPUT_RATE
    rest = np.zeros(round(PAUSE_S * INPUT_RATE))
    tones = [np.append(0.3 * np.sin(2 * np.pi * pitch(one) * times), rest) for one in numbers]
    return (np.concatenate(tones) * 32_767).astype("<i2").tobytes()


def heard(pcm: bytes, number: int) -> float:
    """How much of a burst is in a recording, 0 to 1: seconds in which its pitch is the loudest."""
    sound = np.frombuffer(pcm, "<i2").astype(float)
    size = INPUT_RATE // 50  # 50 Hz apart
    found = 0
    for at in range(0, len(sound) - size, size // 2):
        piece = sound[at : at + size] * np.hanning(size)
        if np.abs(piece).max() < 300:
            continue
        spectrum = np.abs(np.fft.rfft(piece, 8 * size))
        loudest = float(np.argmax(spectrum)) * INPUT_RATE / (8 * size)
        found += abs(loudest - pitch(number)) < 15
    return found * size / 2 / INPUT_RATE / BURST_S


def spoken(card: VirtualCard, pcm: bytes) -> float:
    """Speak it, and return when that was over."""
    card.play(pcm)
    return time.monotonic()


def test_the_last_syllable_before_a_release_arrives_and_none_comes_with_the_next_press(
    card: VirtualCard, tmp_path: Path
) -> None:
    """The key goes up the moment the last burst has sounded: it is still on its way through the
    driver. What was said between the presses is heard for half a second at most.
    """
    with (
        Remote(tmp_path / "remote", 'pace = "instant"') as remote,
        Talking(
            {**card.environ, **remote.environ}, tmp_path, "--push-to-talk", *OFF, offline=False
        ) as talk,
    ):
        talk.wait("device_opened", device="microphone")
        talk.wait("connected")
        for said, between in ((range(8), range(8, 16)), (range(16, 24), ())):
            mark = len(talk.lines)
            talk.say("")
            talk.wait("activity_marked", speaking=True, after=mark)
            card.play(bursts(said))
            mark = len(talk.lines)
            talk.say("")
            talk.wait("activity_marked", speaking=False, after=mark)
            if between:
                card.play(bursts(between))
        talk.say("q")
        code, errors, _ = talk.end()
        remote.until(lambda: remote.over(1), "end")
        first, second = remote.presses(1)
    assert code == 0, errors
    assert [number for number in range(24) if heard(first, number) > 0.3] == list(range(8))
    assert heard(first, 7) > 0.8, "the last syllable is cut"
    late = [number for number in range(24) if heard(second, number) > 0.3]
    assert late[-8:] == list(range(16, 24))
    assert set(late[:-8]) <= {13, 14, 15}, "sound from before the pre-roll"
    assert heard(second, 23) > 0.8, "the last syllable is cut"


def test_a_key_that_goes_up_before_the_last_syllable_is_over_does_not_cut_it(
    card: VirtualCard, tmp_path: Path
) -> None:
    """Up to 200 ms. How long before, depends on when the sound server begins to play: the first
    press counts that was released in time.
    """
    early_s = 0.0
    with (
        Remote(tmp_path / "remote", 'pace = "instant"') as remote,
        Talking(
            {**card.environ, **remote.environ}, tmp_path, "--push-to-talk", *OFF, offline=False
        ) as talk,
        ThreadPoolExecutor() as threads,
    ):
        talk.wait("device_opened", device="microphone")
        talk.wait("connected")
        sound, wait_s = bursts(range(8)), 8 * (BURST_S + PAUSE_S) - 0.2
        for _ in range(TRIES):
            mark = len(talk.lines)
            talk.say("")
            talk.wait("activity_marked", speaking=True, after=mark)
            playing = threads.submit(spoken, card, sound)
            time.sleep(wait_s)
            mark, released = len(talk.lines), time.monotonic()
            talk.say("")
            early_s = playing.result() - PAUSE_S - released
            talk.wait("activity_marked", speaking=False, after=mark)
            if 0.13 <= early_s <= 0.2:
                break
            wait_s += early_s - 0.165
        talk.say("q")
        code, errors, _ = talk.end()
        remote.until(lambda: remote.over(1), "end")
        press = remote.presses(1)[-1]
    assert code == 0, errors
    assert 0.13 <= early_s <= 0.2, "this machine is too busy to press a key in time"
    assert heard(press, 7) > 0.8, "the last syllable is cut"
