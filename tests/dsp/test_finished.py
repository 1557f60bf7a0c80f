"""Whether what was said last sounds finished: on voices made here, and on recorded sentences."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from bench.sentences import Sentence, load, room
from livechat.core.link.endpointing import AUTO
from livechat.core.pcm import INPUT_RATE
from livechat.dsp.finished import (
    APART,
    REMEMBERED,
    Cadence,
    pitch,
)
from livechat.dsp.vad import WINDOW_BYTES, WINDOW_MS, WINDOW_SAMPLES, VoiceDetector

QUIET = 6
"""Windows of silence after which the judgement is asked for: 192 ms."""

LJ = [one for one in load() if one.speaker == "lj"]


def voice(seconds: float, hertz: tuple[float, float], peak: tuple[float, float]) -> bytes:
    """A buzz that moves from one pitch and loudness to another, whole windows of it."""
    count = int(seconds * 1000 / WINDOW_MS) * WINDOW_SAMPLES
    height = np.linspace(*hertz, count)
    phase = 2 * np.pi * np.cumsum(height) / INPUT_RATE
    buzz = sum(np.sin(k * phase) / k for k in range(1, 9))
    syllables = 0.6 + 0.4 * np.sin(2 * np.pi * 4 * np.arange(count) / INPUT_RATE)
    return (buzz * syllables * np.linspace(*peak, count)).astype("<i2").tobytes()


def hear(cadence: Cadence, pcm: bytes, probability: float) -> None:
    for at in range(0, len(pcm), WINDOW_BYTES):
        cadence.take(pcm[at : at + WINDOW_BYTES], probability)


def pause(cadence: Cadence, windows: int = QUIET) -> None:
    hear(cadence, bytes(windows * WINDOW_BYTES), 0.01)


def spoken(*parts: bytes) -> Cadence:
    """One who has said these parts without a pause, 192 ms ago."""
    cadence = Cadence()
    hear(cadence, b"".join(parts), 0.95)
    pause(cadence)
    return cadence


FALLING = voice(2, (220, 200), (8_000, 8_000)), voice(0.8, (190, 110), (5_000, 800))
RISING = voice(0.8, (220, 200), (7_000, 7_000)), voice(0.6, (200, 260), (8_000, 9_000))


def test_a_voice_that_falls_sounds_finished_and_one_that_rises_does_not() -> None:
    """The first speaks for a while, goes down and fades; the second has begun, and goes up."""
    assert spoken(*FALLING).finished() > 0.7
    assert spoken(*RISING).finished() < 0.3


def test_another_utterance_is_judged_by_itself() -> None:
    """After 1.3 s of silence, what was said before counts no more."""
    cadence = spoken(*RISING)
    pause(cadence, APART)
    hear(cadence, b"".join(FALLING), 0.95)
    pause(cadence)
    assert cadence.finished() == pytest.approx(spoken(*FALLING).finished(), abs=1e-5)


def test_a_click_in_a_silence_is_no_speech() -> None:
    """One window that the detector takes for speech changes nothing."""
    cadence = spoken(*FALLING)
    before = cadence.finished()
    hear(cadence, voice(0.04, (100, 100), (9_000, 9_000)), 0.9)
    pause(cadence)
    assert cadence.finished() == before


def test_before_any_speech_nothing_is_finished() -> None:
    """Neither at first, nor in noise, nor once everything is forgotten."""
    cadence = Cadence()
    assert cadence.finished() == 0
    pause(cadence, 50)
    assert cadence.finished() == 0
    heard = spoken(*FALLING)
    heard.reset()
    assert heard.finished() == 0


def test_a_whisper_has_no_pitch_and_is_judged_all_the_same() -> None:
    """White noise that the detector takes for speech, louder, then softer."""
    noise = np.random.default_rng(1).normal(0, 1, 80 * WINDOW_SAMPLES)
    soft = noise * np.linspace(3_000, 300, len(noise))
    whisper = spoken(soft.astype("<i2").tobytes())
    signs = whisper.signs()
    assert signs is not None
    assert np.isnan(signs[-1])
    assert 0 < whisper.finished() < 1


def test_a_loud_voice_and_a_quiet_one_are_judged_alike() -> None:
    """Only differences of level count."""
    falling = np.frombuffer(b"".join(FALLING), "<i2") // 8
    quiet = spoken(falling.astype("<i2").tobytes())
    assert quiet.finished() == pytest.approx(spoken(*FALLING).finished(), abs=0.05)


def test_speech_without_end_is_remembered_in_part() -> None:
    """A minute and more without a pause: judged by its last half minute."""
    cadence = Cadence()
    for _ in range(4 * REMEMBERED // (len(FALLING[0]) // WINDOW_BYTES)):
        hear(cadence, FALLING[0], 0.95)
    hear(cadence, FALLING[1], 0.95)
    pause(cadence)
    assert cadence.finished() > AUTO.sure


def test_what_was_said_is_forgotten_in_a_long_silence() -> None:
    """Two minutes later there is nothing to be finished."""
    cadence = spoken(*FALLING)
    pause(cadence, 4 * REMEMBERED)
    assert cadence.finished() == 0


def test_a_window_has_one_size() -> None:
    """Others are refused."""
    with pytest.raises(ValueError, match=f"a window is {WINDOW_BYTES} bytes, got 2"):
        Cadence().take(b"\0\0", 0.5)


@pytest.mark.parametrize("hertz", [70, 100, 151, 220, 380])
def test_a_pitch_is_found(hertz: float) -> None:
    """To a third of a semitone, from the deepest voice to a child's."""
    buzz = np.frombuffer(voice(0.1, (hertz, hertz), (8_000, 8_000)), "<i2")[:640]
    found = pitch(buzz.astype(np.float32))
    assert found == pytest.approx(12 * np.log2(hertz / 100), abs=0.3)


@pytest.mark.parametrize("sound", ["noise", "silence"])
def test_no_pitch_is_found_where_there_is_none(sound: str) -> None:
    """In noise, and in silence."""
    noise: NDArray[np.float32] = np.random.default_rng(5).normal(0, 1, 640).astype(np.float32)
    assert np.isnan(pitch(noise if sound == "noise" else 0 * noise))


def heard(sentence: Sentence, ends_s: float) -> Cadence:
    """One who has heard a recording up to a time, and then 192 ms of its room."""
    random = np.random.default_rng(1)
    said = sentence.sound[: int(ends_s * INPUT_RATE)]
    lead = room(sentence.sound, 0.5, random)
    rest = room(sentence.sound, 1, random)
    sound = np.concatenate((lead, said, rest)).astype("<i2").tobytes()
    detector, cadence, silent = VoiceDetector(), Cadence(), 0
    until = len(lead) + len(said)
    for at in range(0, len(sound) - WINDOW_BYTES + 1, WINDOW_BYTES):
        window = sound[at : at + WINDOW_BYTES]
        probability = detector.probability(window)
        cadence.take(window, probability)
        silent = silent + 1 if probability < 0.35 else 0
        if at >= 2 * until and silent >= QUIET:
            break
    return cadence


def test_recorded_sentences_sound_more_finished_at_their_end_than_within() -> None:
    """Seventeen of twenty times, whether the reader stops near the beginning or in the middle."""
    better = total = 0
    for one in LJ:
        if len(one.breaks_s) < 4:
            continue
        end = heard(one, one.ends_s).finished()
        for within in (one.breaks_s[0], one.breaks_s[len(one.breaks_s) // 2]):
            total += 1
            better += end > heard(one, within).finished()
    assert total >= 20
    assert better / total >= 0.85


@settings(max_examples=50, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(1, 60), st.floats(0, 1), st.integers(0, 30_000)),
        min_size=1,
        max_size=12,
    ),
    st.integers(0, 1_000),
)
def test_whatever_is_heard_the_answer_is_a_probability(
    stretches: list[tuple[int, float, int]], seed: int
) -> None:
    """Noise of any loudness, with any opinion of the detector; the wait stays in its bounds."""
    random, cadence = np.random.default_rng(seed), Cadence()
    for windows, probability, peak in stretches:
        noise = random.uniform(-peak, peak, windows * WINDOW_SAMPLES)
        hear(cadence, noise.astype("<i2").tobytes(), probability)
        assert 0 <= cadence.finished() <= 1
