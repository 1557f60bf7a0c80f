"""From a microphone's frames to chunks for the wire."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.audio import hearing
from livechat.audio.hearing import Hearing, mixed
from livechat.core.pcm import INPUT_RATE
from livechat.core.play.bargein import ONSET_WINDOWS, RELEASE_WINDOWS
from livechat.dsp.frontend import Frontend
from livechat.dsp.reference import Reference
from livechat.dsp.vad import WINDOW_BYTES

CHUNK_BYTES = 640
T0 = 1000.0


class Tape(Reference):
    """A loudspeaker's sound; remembers what it was asked for."""

    def __init__(self, sounds: bool = False) -> None:
        super().__init__()
        self.asked: list[float] = []
        self.sounds = sounds

    def take(self, at: float, samples: int) -> bytes:
        self.asked.append(at)
        return bytes(2 * samples)

    def playing(self, at: float) -> bool:
        return self.sounds


class Ears:
    """Instead of voice detection: speech is what is loud."""

    resets = 0

    def probability(self, window: bytes) -> float:
        assert len(window) == WINDOW_BYTES
        return float(np.frombuffer(window, "<i2").max() > 100)

    def reset(self) -> None:
        Ears.resets += 1


def plain(rate: int = INPUT_RATE, channels: int = 1) -> Hearing:
    return Hearing(rate, channels, None, Reference(), detects=False)


def pieces(sound: bytes, cuts: list[int], frame: int) -> list[bytes]:
    """Cut between frames."""
    out, at = [], 0
    for cut in cuts:
        out.append(sound[at : at + cut * frame])
        at += cut * frame
    return [*out, sound[at:]]


cuts = st.lists(st.integers(0, 900), max_size=10)


@given(st.binary(max_size=8000), cuts)
def test_without_a_frontend_no_byte_is_changed(sound: bytes, cuts: list[int]) -> None:
    """However the device cuts it: whole chunks come out, the rest waits for more."""
    one = plain()
    out = [chunk for piece in pieces(sound, cuts, 1) for chunk in one.hear(piece, T0).chunks]
    assert all(len(chunk) == CHUNK_BYTES for chunk in out)
    assert b"".join(out) == sound[: len(sound) // CHUNK_BYTES * CHUNK_BYTES]


@given(st.integers(1, 6), st.integers(0, 4000), cuts, st.integers(0, 2**32 - 1))
def test_channels_are_mixed_whatever_the_cut(
    channels: int, frames: int, cuts: list[int], seed: int
) -> None:
    """The mean of all, at full scale too."""
    sound = np.random.default_rng(seed).integers(-32_768, 32_768, (frames, channels))
    one = plain(channels=channels)
    parts = pieces(sound.astype("<i2").tobytes(), cuts, 2 * channels)
    out = b"".join(chunk for part in parts for chunk in one.hear(part, T0).chunks)
    mean = np.rint(sound.mean(axis=1)).astype("<i2").tobytes()
    assert out == mean[: len(mean) // CHUNK_BYTES * CHUNK_BYTES]


def test_half_a_frame_is_no_sound() -> None:
    """PortAudio gives whole ones; nothing breaks if it does not."""
    assert mixed(b"\1\0\3\0\5", 2) == b"\2\0"


@given(st.sampled_from([8_000, 44_100, 48_000]), st.lists(st.integers(1, 5000), min_size=1))
def test_any_rate_becomes_sixteen_thousand(rate: int, lengths: list[int]) -> None:
    """As many samples as there were in that time, but for what the filter holds."""
    one = plain(rate)
    out = sum(len(chunk) for n in lengths for chunk in one.hear(bytes(2 * n), T0).chunks)
    seconds = sum(lengths) / rate
    assert seconds - 0.08 <= out / 2 / INPUT_RATE <= seconds + 0.001


@pytest.mark.parametrize("rate", [16_000, 44_100, 48_000])
def test_each_block_is_cleaned_of_what_played_when_it_was_in_the_air(rate: int) -> None:
    """Whatever the filter and the cutting hold back."""
    tape = Tape()
    frontend = Frontend("off", noise_suppression=False, gain=False)
    one = Hearing(rate, 1, frontend, tape, detects=False)
    sound = np.zeros(rate, "<i2")
    click = rate // 2
    sound[click] = 30_000
    out, at = b"", 0
    for length in np.random.default_rng(4).integers(1, rate // 40, 200):
        piece = sound[at : at + int(length)].tobytes()
        out += b"".join(one.hear(piece, T0 + at / rate).chunks)
        at += int(length)
    assert tape.asked == pytest.approx([T0 + n / 100 for n in range(len(tape.asked))], abs=1e-6)
    place = int(np.argmax(np.abs(np.frombuffer(out, "<i2"))))
    assert place / INPUT_RATE == pytest.approx(click / rate, abs=1e-3)


def test_a_late_clock_moves_the_blocks_with_it() -> None:
    """Sound that was lost is a hole in time, not a shift of all that follows."""
    tape = Tape()
    frontend = Frontend("off", noise_suppression=False, gain=False)
    one = Hearing(INPUT_RATE, 1, frontend, tape, detects=False)
    one.hear(bytes(2 * 240), T0)
    one.hear(bytes(2 * 240), T0 + 5.0)
    assert tape.asked == pytest.approx([T0, T0 + 4.995, T0 + 5.005])


@pytest.fixture
def ears(monkeypatch: pytest.MonkeyPatch) -> type[Ears]:
    monkeypatch.setattr(hearing, "VoiceDetector", Ears)
    Ears.resets = 0
    return Ears


def speak(one: Hearing, windows: int, value: int) -> list[bool]:
    """Blocks of 10 ms that make up so many windows of 32."""
    block = np.full(160, value, "<i2").tobytes()
    blocks = -(-windows * WINDOW_BYTES // len(block))
    return [change for _ in range(blocks) for change in one.hear(block, T0).speech]


def test_speech_over_the_model_is_told_when_it_begins_and_ends(ears: type[Ears]) -> None:
    """Once each."""
    one = Hearing(INPUT_RATE, 1, None, Tape(sounds=True), detects=True)
    assert speak(one, 3, 0) == []
    assert speak(one, ONSET_WINDOWS + 1, 1000) == [True]
    assert speak(one, 20, 1000) == []
    assert speak(one, RELEASE_WINDOWS + 2, 0) == [False]


def test_it_is_listened_for_only_while_the_model_sounds(ears: type[Ears]) -> None:
    """Speech that outlasts the voice ends with it, and what was heard is forgotten."""
    tape = Tape()
    one = Hearing(INPUT_RATE, 1, None, tape, detects=True)
    assert speak(one, 20, 1000) == []
    tape.sounds = True
    assert speak(one, 3, 1000) == [True]
    tape.sounds = False
    assert speak(one, 3, 1000) == [False]
    assert ears.resets == 1
    tape.sounds = True
    one.hear(bytes(320), T0)
    tape.sounds = False
    assert speak(one, 3, 1000) == []
    assert ears.resets == 2


def test_where_nobody_wants_to_know_nothing_is_listened_for(ears: type[Ears]) -> None:
    """Not even while it sounds."""
    one = Hearing(INPUT_RATE, 1, None, Tape(sounds=True), detects=False)
    assert speak(one, 20, 1000) == []
