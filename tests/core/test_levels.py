"""Loudness."""

from __future__ import annotations

import math
import random
import wave
from array import array
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.core.levels import (
    QUIETEST_DBFS,
    SPEECH_OVER_NOISE_DB,
    VOICED_DBFS,
    SpeechLevel,
    rms_dbfs,
)
from livechat.core.pcm import from_samples

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.wav"))
CHUNK = 640
"""Bytes of 20 ms."""


def test_silence_and_nothing_are_the_quietest() -> None:
    """Neither zeros nor an empty chunk are errors."""
    assert rms_dbfs(b"") == rms_dbfs(bytes(640)) == QUIETEST_DBFS


def test_a_full_scale_sine_is_3_db_below_full_scale() -> None:
    """The textbook value."""
    sine = array("h", (round(32_767 * math.sin(i / 10)) for i in range(6_283)))
    assert rms_dbfs(from_samples(sine)) == pytest.approx(-3.01, abs=0.02)


@given(st.binary(max_size=2000))
def test_levels_stay_in_their_range(pcm: bytes) -> None:
    """Any bytes have a level between the quietest and full scale."""
    assert QUIETEST_DBFS <= rms_dbfs(pcm) <= 0.0


def spoken(path: Path) -> list[float]:
    """Levels of a recording, chunk by chunk, in dBFS."""
    with wave.open(str(path)) as file:
        pcm = file.readframes(file.getnframes())
    return [rms_dbfs(pcm[at : at + CHUNK]) for at in range(0, len(pcm) - CHUNK + 1, CHUNK)]


def noise(dbfs: float, chunks: int) -> list[float]:
    """Levels of noise, which vary by some decibels from chunk to chunk."""
    chance = random.Random(1)
    return [dbfs + chance.uniform(-2, 2) for _ in range(chunks)]


def both(speech: list[float], around: list[float]) -> list[float]:
    """Levels of two sounds together."""
    pairs = zip(speech, around, strict=True)
    return [10 * math.log10(10 ** (one / 10) + 10 ** (other / 10)) for one, other in pairs]


def share(voiced: list[bool]) -> float:
    return sum(voiced) / len(voiced)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_words_are_told_from_pauses(path: Path) -> None:
    """In recordings of ordinary microphones, from the first word on."""
    levels, speech = spoken(path), SpeechLevel()
    median, pause = sorted(levels)[len(levels) // 2], sorted(levels)[len(levels) // 10]
    found = [(level, speech.voiced(level)) for level in levels]
    assert all(voiced for level, voiced in found if level >= median)
    assert share([voiced for level, voiced in found if level <= pause]) < 0.1


@pytest.mark.parametrize(
    ("speech_dbfs", "noise_dbfs", "least"),
    [(-30, -60, 0.9), (-50, -75, 0.9), (-50, -65, 0.6), (-63, -75, 0.6), (-63, -90, 0.6)],
)
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_a_quiet_microphone_is_understood(
    path: Path, speech_dbfs: float, noise_dbfs: float, least: float
) -> None:
    """Its louder words are found, and nothing in its noise."""
    levels, speech = spoken(path), SpeechLevel()
    loud = sorted(levels)[len(levels) * 3 // 4]
    quieter = [level - loud + speech_dbfs for level in levels]
    before = [speech.voiced(level) for level in noise(noise_dbfs, 150)]
    assert not any(before)
    found = [speech.voiced(level) for level in both(quieter, noise(noise_dbfs, len(levels)))]
    assert share([one for one, level in zip(found, levels, strict=True) if level >= loud]) >= least


@pytest.mark.parametrize("fan_dbfs", [-60.0, -50.0, -35.0, -25.0])
def test_a_fan_that_starts_is_noise_after_a_second(fan_dbfs: float) -> None:
    """However loud; what is said over it is speech, and after it has stopped again."""
    speech = SpeechLevel()
    assert not any(map(speech.voiced, noise(-75, 100)))
    begins = [speech.voiced(level) for level in noise(fan_dbfs, 300)]
    assert not any(begins[50:])
    word = [fan_dbfs + 15, fan_dbfs + 20, fan_dbfs + 12, fan_dbfs + 18]
    assert all(map(speech.voiced, word))
    assert not any(map(speech.voiced, noise(-75, 100)))
    assert all(map(speech.voiced, [-50, -55, -45]))


def test_a_sentence_without_a_pause_is_speech_to_its_end() -> None:
    """Its quieter sounds do not become noise because nothing is quieter."""
    speech = SpeechLevel()
    assert not any(map(speech.voiced, noise(-75, 100)))
    assert all(speech.voiced(level) for _ in range(250) for level in (-20, -34))
    for level in (-20, -40) * 1_500:
        speech.voiced(level)
    assert speech.voiced(-34)


def test_noise_that_grows_is_noise_in_time() -> None:
    """Unsteady noise, as of a street, takes some seconds longer than a fan."""
    speech, chance = SpeechLevel(), random.Random(1)
    street = [-55 + chance.uniform(-6, 6) for _ in range(1_500)]
    assert not any(map(speech.voiced, noise(-75, 100)))
    found = [speech.voiced(level) for level in street]
    assert found[0]
    assert share(found[1_000:]) < 0.2


def test_exact_silence_is_no_speech() -> None:
    """A gate gives it between words, and what it lets through counts."""
    speech = SpeechLevel()
    assert not any(speech.voiced(QUIETEST_DBFS) for _ in range(100))
    assert speech.voiced(-65)
    assert not speech.voiced(-75)


levels = st.floats(QUIETEST_DBFS, 0)


@given(st.lists(levels, max_size=200))
def test_whatever_came_before_loud_words_after_a_pause_are_speech(before: list[float]) -> None:
    """And silence is none."""
    speech = SpeechLevel()
    for level in before:
        speech.voiced(level)
    assert not any(speech.voiced(QUIETEST_DBFS) for _ in range(20))
    assert speech.voiced(VOICED_DBFS)
    assert not speech.voiced(VOICED_DBFS - 30)
    assert SPEECH_OVER_NOISE_DB < 30
