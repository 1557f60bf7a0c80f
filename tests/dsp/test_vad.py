"""Silero behind its gate, on recorded speech and on sound that is none."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
import pytest

from livechat.core.pcm import silence
from livechat.dsp.vad import CALM_WINDOWS, WINDOW_BYTES, VoiceDetector, is_quiet

SPEECH = Path(__file__).parents[2] / "examples"
SILENT = bytes(WINDOW_BYTES)


def windows(pcm: bytes) -> list[bytes]:
    return [
        pcm[at : at + WINDOW_BYTES] for at in range(0, len(pcm) - WINDOW_BYTES + 1, WINDOW_BYTES)
    ]


def recording(name: str) -> bytes:
    with wave.open(str(SPEECH / name)) as file:
        return bytes(file.readframes(file.getnframes()))


def voiced(pcm: bytes) -> float:
    """Share of windows that are more likely speech than not."""
    detector = VoiceDetector()
    found = [detector.probability(window) >= 0.5 for window in windows(pcm)]
    return sum(found) / len(found)


@pytest.mark.parametrize("name", ["austen-0870.wav", "austen-0880.wav", "austen-0920.wav"])
def test_speech_is_speech(name: str) -> None:
    """Read sentences are voiced throughout, but for the silence around them."""
    assert voiced(recording(name)) > 0.75


@pytest.mark.parametrize("dbfs", [-50, -30, -10])
def test_noise_is_not_speech(dbfs: float) -> None:
    """White noise at any loudness."""
    noise = np.random.default_rng(1).normal(0, 32_768 * 10 ** (dbfs / 20), 32_000)
    assert voiced(np.clip(noise, -32_768, 32_767).astype("<i2").tobytes()) == 0


def test_a_tone_is_not_speech() -> None:
    """A second of 440 Hz."""
    tone = np.sin(np.arange(16_000) * 2 * np.pi * 440 / 16_000) * 10_000
    assert voiced(tone.astype("<i2").tobytes()) < 0.1


def test_quiet_windows_are_not_shown_to_the_model() -> None:
    """The gate says 0 by itself; Silero never gives exactly 0."""
    detector = VoiceDetector()
    assert [detector.probability(window) for window in windows(silence(1, 16_000))] == [0.0] * 31
    assert is_quiet(SILENT)
    assert is_quiet(b"")
    assert not any(is_quiet(window) for window in windows(recording("austen-0880.wav"))[20:40])


def test_a_long_quiet_is_a_new_beginning() -> None:
    """After it the model judges as if it had heard nothing before."""
    pcm = recording("austen-0880.wav")
    used, fresh = VoiceDetector(), VoiceDetector()
    for window in [*windows(pcm), *[SILENT] * CALM_WINDOWS]:
        used.probability(window)
    loud = [window for window in windows(pcm) if not is_quiet(window)]
    assert [used.probability(w) for w in loud] == [fresh.probability(w) for w in loud]


def test_reset_forgets() -> None:
    """The same sound gets the same answer again."""
    pcm = windows(recording("austen-0880.wav"))
    detector = VoiceDetector()
    first = [detector.probability(window) for window in pcm]
    detector.reset()
    assert [detector.probability(window) for window in pcm] == first


@pytest.mark.parametrize("size", [0, WINDOW_BYTES - 2, WINDOW_BYTES + 2])
def test_a_window_has_one_size(size: int) -> None:
    """Anything else is a mistake of the caller."""
    with pytest.raises(ValueError, match="1024"):
        VoiceDetector().probability(bytes(size))
