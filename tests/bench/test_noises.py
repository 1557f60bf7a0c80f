"""The recipes of the recorded noises, from recordings made up here."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bench.noises import (
    FADE,
    Floats,
    MissingNoiseError,
    Packages,
    Recipe,
    Source,
    at_dbfs,
    joined,
    over_and_over,
    pieces,
    power,
    scenery,
    typing,
)
from livechat.audio.wav_write import WavWriter
from livechat.core.pcm import INPUT_RATE, silence

COUNT = 30 * INPUT_RATE


def tone(seconds: float, loud: float = 0.1) -> Floats:
    time = np.arange(round(seconds * INPUT_RATE)) / INPUT_RATE
    return (loud * np.sin(2 * np.pi * 440 * time)).astype(np.float32)


def chance() -> np.random.Generator:
    return np.random.default_rng(1)


@pytest.mark.parametrize(
    ("make", "recordings"),
    [
        (typing, [[tone(0.3)], [tone(0.2)]]),
        (pieces, [[tone(40)], [tone(0.5), tone(5)]]),
        (scenery, [[tone(0.5), tone(4)], [tone(1)]]),
        (over_and_over, [[tone(7)]]),
    ],
)
def test_a_noise_has_the_length_asked_for_and_comes_out_the_same_again(
    make: Recipe, recordings: list[list[Floats]]
) -> None:
    """Recordings of any length will do."""
    first, second = (make(recordings, chance(), COUNT) for _ in range(2))
    assert len(first) == COUNT
    assert np.array_equal(first, second)
    assert power(first[-5 * INPUT_RATE :]) > 0


def test_typing_is_keys_with_silence_between_them() -> None:
    """Some hundred a minute, down and up."""
    sound = typing([[tone(0.02)], [tone(0.02)]], chance(), 60 * INPUT_RATE)
    sounding = np.abs(sound) > 0
    assert 0.05 < np.mean(sounding) < 0.5


def test_recordings_fade_into_each_other() -> None:
    """Without a gap, nor a jump."""
    sound = joined([tone(3), tone(3)])
    assert len(sound) == 2 * 3 * INPUT_RATE - 3 * FADE
    assert np.max(np.abs(np.diff(sound))) < 0.1


def test_a_level_is_reached() -> None:
    """In dBFS RMS."""
    assert 10 * np.log10(power(at_dbfs(tone(1), -45))) == pytest.approx(-45, abs=0.01)


def recorded(folder: Path) -> Path:
    package = folder / "some-data" / "sounds"
    package.mkdir(parents=True)
    with WavWriter(package / "a.wav", INPUT_RATE) as file:
        file.write(silence(1, INPUT_RATE))
    return folder


def test_a_package_that_cannot_be_had_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is measured with another sound in its place."""
    monkeypatch.setattr("shutil.which", lambda name: None)
    with pytest.raises(MissingNoiseError, match="some-data: no apt-get"):
        Packages(tmp_path).recordings(Source("some-data", ("**/*.wav",)))


def test_a_machine_without_a_decoder_is_told_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both names."""
    monkeypatch.setattr("shutil.which", lambda name: None)
    with pytest.raises(MissingNoiseError, match="neither ffmpeg nor sox"):
        Packages(recorded(tmp_path)).recordings(Source("some-data", ("**/*.wav",)))


def test_a_package_without_such_recordings_is_named(tmp_path: Path) -> None:
    """Its files may have moved."""
    with pytest.raises(MissingNoiseError, match=r"some-data has no \*\*/\*\.ogg"):
        Packages(recorded(tmp_path)).recordings(Source("some-data", ("**/*.ogg",)))
