"""Sentences spoken by the neural voice of the extra `offline`, alike every time."""

from __future__ import annotations

import threading
from functools import cache
from typing import Final

import numpy as np
import pytest

from livechat.core.pcm import INPUT_RATE
from livechat.dsp.resample import from_float, resample
from livechat.sim.senses.ears import can_whisper
from livechat.sim.senses.voice import NeuralVoice, can_speak

_one_at_a_time: Final = threading.Lock()


def need_speech() -> None:
    """Skip a test where there is neither a voice nor anybody who understands it."""
    if not (can_speak() and can_whisper()):
        pytest.skip("voice and speech recognition are not installed (extra offline)")


def pronounced(sentence: str) -> bytes:
    """A spoken sentence: s16le mono, 16 kHz. It takes half a second, the first one more."""
    from piper import SynthesisConfig

    with _one_at_a_time:
        # With the noise that makes a voice lively, it would be another recording each time.
        chunks = list(
            _voice()._loaded().synthesize(sentence, SynthesisConfig(noise_scale=0, noise_w_scale=0))
        )
    sound = np.concatenate([chunk.audio_float_array for chunk in chunks], dtype=np.float32)
    return from_float(resample(sound, chunks[0].sample_rate, INPUT_RATE))


@cache
def _voice() -> NeuralVoice:
    return NeuralVoice()
