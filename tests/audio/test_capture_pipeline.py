"""From a microphone's frames to chunks for the wire."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from livechat.audio import capture_pipeline
from livechat.audio.capture_pipeline import CapturePipeline
from livechat.core.link.endpointing import Judgement
from livechat.core.pcm import INPUT_RATE
from livechat.dsp.far_end import FarEnd, FarEndReference
from livechat.dsp.frontend import Frontend

Floats = NDArray[np.float32]

CHUNK_BYTES = 640
T0 = 1000.0


class Tape(FarEndReference):
    """A loudspeaker's sound; remembers what it was asked for."""

    def __init__(self, sounds: bool = False) -> None:
        super().__init__()
        self.asked: list[float] = []
        self.sounds = sounds

    def read_if_known(self, at: float, samples: int) -> FarEnd | None:
        self.asked.append(at)
        return FarEnd(np.zeros(samples, np.float32), self.sounds, 128)

    def playing(self, at: float) -> bool:
        return self.sounds


def plain(rate: int = INPUT_RATE, channels: int = 1) -> CapturePipeline:
    return CapturePipeline(rate, channels, None, FarEndReference())


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
    out = [cut for piece in pieces(sound, cuts, 1) for cut, _ in one.process(piece, T0).chunks]
    assert all(len(chunk) == CHUNK_BYTES for chunk in out)
    assert b"".join(out) == sound[: len(sound) // CHUNK_BYTES * CHUNK_BYTES]


@given(
    st.lists(st.sampled_from([1, -1]), min_size=1, max_size=6),
    st.integers(0, 4000),
    cuts,
    st.integers(0, 2**32 - 1),
)
def test_a_voice_is_as_loud_whatever_the_phases_and_the_cut(
    phases: list[int], frames: int, cuts: list[int], seed: int
) -> None:
    """A microphone whose channels are in opposite phase is no silent one; at full scale too."""
    voice = np.random.default_rng(seed).integers(-32_767, 32_768, frames)
    sound = np.outer(voice, phases).astype("<i2").tobytes()
    one = plain(channels=len(phases))
    parts = pieces(sound, cuts, 2 * len(phases))
    out = b"".join(cut for part in parts for cut, _ in one.process(part, T0).chunks)
    heard = (voice * phases[0]).astype("<i2").tobytes()
    assert out == heard[: len(heard) // CHUNK_BYTES * CHUNK_BYTES]


@given(st.sampled_from([8_000, 44_100, 48_000]), st.lists(st.integers(1, 5000), min_size=1))
def test_any_rate_becomes_sixteen_thousand(rate: int, lengths: list[int]) -> None:
    """As many samples as there were in that time, but for what the filter holds."""
    one = plain(rate)
    out = sum(len(cut) for n in lengths for cut, _ in one.process(bytes(2 * n), T0).chunks)
    seconds = sum(lengths) / rate
    assert seconds - 0.08 <= out / 2 / INPUT_RATE <= seconds + 0.001


@pytest.mark.parametrize("rate", [16_000, 44_100, 48_000])
def test_each_block_is_cleaned_of_what_played_when_it_was_in_the_air(rate: int) -> None:
    """Whatever the filter and the cutting hold back."""
    tape = Tape()
    frontend = Frontend("half-duplex", noise_suppression=False, gain=False)
    one = CapturePipeline(rate, 1, frontend, tape)
    sound = np.zeros(rate, "<i2")
    click = rate // 2
    sound[click] = 30_000
    out, at = b"", 0
    for length in np.random.default_rng(4).integers(1, rate // 40, 200):
        piece = sound[at : at + int(length)].tobytes()
        out += b"".join(cut for cut, _ in one.process(piece, T0 + at / rate).chunks)
        at += int(length)
    assert tape.asked == pytest.approx([T0 + n / 50 for n in range(len(tape.asked))], abs=1e-6)
    place = int(np.argmax(np.abs(np.frombuffer(out, "<i2"))))
    assert place / INPUT_RATE == pytest.approx(click / rate, abs=1e-3)


def test_a_late_clock_moves_the_blocks_with_it() -> None:
    """Sound that was lost is a hole in time, not a shift of all that follows."""
    tape = Tape()
    frontend = Frontend("half-duplex", noise_suppression=False, gain=False)
    one = CapturePipeline(INPUT_RATE, 1, frontend, tape)
    one.process(bytes(2 * 480), T0)
    one.process(bytes(2 * 480), T0 + 5.0)
    assert tape.asked == pytest.approx([T0, T0 + 4.99, T0 + 5.01])


@pytest.mark.parametrize("echo", ["off", "system"])
def test_a_frontend_that_cancels_nothing_waits_for_no_far_end(
    echo: Literal["off", "system"],
) -> None:
    """What plays is known late where no canceller has it played ahead."""
    tape = Tape()
    one = CapturePipeline(INPUT_RATE, 1, Frontend(echo, noise_suppression=False, gain=True), tape)
    out = one.process(b"\0\4\0\xfc" * CHUNK_BYTES, T0).chunks
    assert (len(out), tape.asked) == (4, [])
    assert any(out[-1][0])


@pytest.mark.parametrize("sounds", [False, True])
def test_each_chunk_is_judged_with_the_sound_that_tells_most(
    monkeypatch: pytest.MonkeyPatch, sounds: bool
) -> None:
    """Clean over the model's voice, which is in it; else as the device heard it."""
    shown = list[bytes]()

    class Judge:
        def take(self, pcm: bytes, *, over_voice: bool) -> Judgement:
            shown.append(pcm)
            return Judgement((0.5,), 0.25, over_voice)

    class Quiet(Frontend):
        def process(self, near: bytes, far: Floats, lead: int = 0) -> bytes:
            return bytes(len(near))

    monkeypatch.setattr(capture_pipeline, "SpeechJudge", Judge)
    frontend = Quiet("off", noise_suppression=False, gain=False)
    one = CapturePipeline(INPUT_RATE, 1, frontend, Tape(sounds))
    result = one.process(b"\1" * 2 * CHUNK_BYTES, T0)
    judgement = Judgement((0.5,), 0.25, sounds)
    assert result.chunks == [(bytes(CHUNK_BYTES), judgement)] * 2
    assert shown == [bytes(CHUNK_BYTES) if sounds else b"\1" * CHUNK_BYTES] * 2


@pytest.mark.parametrize("rate", [16_000, 44_100, 48_000])
@pytest.mark.parametrize("channels", [1, 2])
def test_a_tap_takes_the_sound_before_it_is_cleaned_with_its_time(rate: int, channels: int) -> None:
    """Mono at 16 kHz, every sample once, wherever the device cuts it."""

    class Deaf(Frontend):
        def process(self, near: bytes, far: Floats, lead: int = 0) -> bytes:
            return bytes(len(near))

    class Kept:
        def __init__(self) -> None:
            self.pieces: list[tuple[bytes, float]] = []

        def put(self, pcm: bytes, at: float) -> None:
            self.pieces.append((pcm, at))

    tap, deaf = Kept(), Deaf("off", noise_suppression=False, gain=False)
    one = CapturePipeline(rate, channels, deaf, FarEndReference(), [tap])
    mono = np.round(8_000 * np.sin(np.arange(rate) * 2 * np.pi * 200 / rate)).astype("<i2")
    sound = np.repeat(mono, channels)
    at = 0
    for length in np.random.default_rng(4).integers(1, rate // 40, 60):
        one.process(sound[at * channels : (at + int(length)) * channels].tobytes(), T0 + at / rate)
        at += int(length)
    taken = b"".join(pcm for pcm, _ in tap.pieces)
    began = 0
    for pcm, when in tap.pieces:
        assert when == pytest.approx(T0 + began / INPUT_RATE, abs=1e-6)
        began += len(pcm) // 2
    expected = 8_000 * np.sin(np.arange(began) * 2 * np.pi * 200 / INPUT_RATE)
    assert np.abs(np.frombuffer(taken, "<i2")[200:] - expected[200:]).max() < 100
