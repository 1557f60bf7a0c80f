"""A quiet voice at a real pipeline: what the user is told, and when nothing must be told."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
import pytest
from numpy.typing import NDArray

from livechat.audio.capture_pipeline import CapturePipeline
from livechat.audio.wav_read import read_wav
from livechat.core.link.health import Health
from livechat.core.link.items import Sound
from livechat.core.link.unheard import TRANSCRIBED_S
from livechat.core.link.uplink import Uplink
from livechat.core.pcm import CHUNK_MS, FULL_SCALE, INPUT_RATE
from livechat.dsp.far_end import FarEndReference
from livechat.dsp.frontend import Frontend
from livechat.dsp.level import dbfs

Samples = NDArray[np.float64]

CHUNK_BYTES: Final = 640
SPOKEN: Final = read_wav(Path(__file__).parents[2] / "examples" / "austen-0880.wav", INPUT_RATE)
SPOKEN_S: Final = len(SPOKEN) / 2 / INPUT_RATE
AFTER_S: Final = 6.0


def voice(level_dbfs: float) -> Samples:
    """A second of silence, a sentence at a level, silence."""
    samples = np.frombuffer(SPOKEN, "<i2").astype(float) * 10 ** ((level_dbfs - dbfs(SPOKEN)) / 20)
    after = round(AFTER_S * INPUT_RATE)
    return np.concatenate((np.zeros(INPUT_RATE), samples, np.zeros(after)))


def noise(level_dbfs: float, seconds: float = 1.0 + SPOKEN_S + AFTER_S) -> Samples:
    chance = np.random.default_rng(5)
    return chance.normal(size=round(seconds * INPUT_RATE)) * FULL_SCALE * 10 ** (level_dbfs / 20)


def with_noise(sound: Samples, level_dbfs: float) -> Samples:
    return sound + noise(level_dbfs)[: len(sound)]


def typing() -> Samples:
    """Keys: 5 ms of noise each, six a second."""
    keys = noise(-45, 14.0)
    return keys * (np.arange(len(keys)) % (INPUT_RATE // 6) < INPUT_RATE // 200)


def chord() -> Samples:
    """Three tones that swell and fade, soft."""
    times = np.arange(14 * INPUT_RATE) / INPUT_RATE
    tones = sum(np.sin(2 * np.pi * pitch * times) for pitch in (220.0, 277.2, 329.6))
    return np.asarray(40 * tones * (1 + np.sin(2 * np.pi * 0.5 * times)))


def told(sound: Samples, *, gain: bool = False, muted: bool = False) -> list[tuple[float, str]]:
    """What is told of an open microphone whose words nobody answers, and when, in seconds."""
    frontend = Frontend("off", noise_suppression=False, gain=True) if gain else None
    pipeline = CapturePipeline(INPUT_RATE, 1, frontend, FarEndReference())
    uplink, health = Uplink(), Health(0.0)
    uplink.set_muted(muted, 0.0)
    pcm = np.rint(sound).clip(-FULL_SCALE, FULL_SCALE - 1).astype("<i2").tobytes()
    voiced, found = False, list[tuple[float, str]]()
    for number, at in enumerate(range(0, len(pcm), CHUNK_BYTES), 1):
        now = number * CHUNK_MS / 1000
        for chunk, judgement in pipeline.process(pcm[at : at + CHUNK_BYTES], now).chunks:
            if judgement and judgement.speech:
                voiced = uplink.gate.voiced(judgement.speech[-1])
            for item in uplink.sound(Sound(chunk, now, voiced, dbfs(chunk)), judgement):
                health.sent(item, now)
        if trouble := health.tell(now):
            found.append((now, f"{trouble.what}: {trouble.doing}"))
    return found


@pytest.mark.parametrize(
    "sound",
    [voice(-63), with_noise(voice(-63), -75), voice(-70), with_noise(voice(-70), -78)],
    ids=["quiet", "quiet, in noise", "hardly there", "hardly there, in noise"],
)
def test_a_very_quiet_voice_that_nobody_answers_is_told_within_seconds(sound: Samples) -> None:
    """With what to do, once."""
    [(at, what)] = told(sound)
    assert what == "too_quiet: Raise its level, or use --gain."
    assert at <= 1.0 + SPOKEN_S + TRANSCRIBED_S + 0.5


@pytest.mark.parametrize(
    "sound",
    [
        voice(-30),
        with_noise(voice(-50), -65),
        noise(-60),
        noise(-75),
        typing(),
        chord(),
        np.zeros(14 * INPUT_RATE),
    ],
    ids=["usual", "soft", "noise", "quiet noise", "typing", "music", "exact silence"],
)
def test_what_is_loud_enough_or_no_voice_is_not_called_quiet(sound: Samples) -> None:
    """The user would turn up what is not at fault."""
    assert told(sound) == []


def test_a_quiet_voice_that_gain_lifts_is_not_called_quiet() -> None:
    """The advice has been taken."""
    assert told(with_noise(voice(-63), -75), gain=True) == []


def test_a_quiet_voice_at_a_muted_microphone_is_not_called_quiet() -> None:
    """It is not for the model."""
    assert told(voice(-63), muted=True) == []
