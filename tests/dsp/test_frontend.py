"""The frontend in each echo mode, and what `auto` makes of them."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from livechat.core.echo import EchoChoice
from livechat.core.link.endpointing import Endpointer, exactly
from livechat.dsp import frontend as frontend_module
from livechat.dsp.frontend import Frontend
from livechat.dsp.resample import from_float, to_float
from livechat.dsp.timing import AEC3_DELAY, BLOCK, LEAD_S
from livechat.dsp.vad import WINDOW_BYTES, VoiceDetector
from tests.support.room import Room

Floats = NDArray[np.float32]

EXAMPLES = Path(__file__).parents[2] / "examples"
RATE = 16_000


def speech(name: str) -> Floats:
    with wave.open(str(EXAMPLES / f"austen-{name}.wav")) as file:
        return to_float(file.readframes(file.getnframes()))


FAR = np.concatenate([speech("0870"), speech("0920")])
"""The model's voice, 13 s."""

SILENCE = np.zeros(RATE, np.float32)


def cleaned(
    mic: Floats, far: Floats, echo: EchoChoice = "auto", *, quiet: bool = False, gain: bool = False
) -> tuple[Floats, Frontend]:
    frontend = Frontend(echo, noise_suppression=quiet, gain=gain)
    return run(frontend, mic, far), frontend


def run(frontend: Frontend, mic: Floats, far: Floats) -> Floats:
    out = [
        frontend.process(from_float(mic[at : at + BLOCK]), far[at : at + BLOCK])
        for at in range(0, len(mic) - BLOCK + 1, BLOCK)
    ]
    return to_float(b"".join(out))


def decibels(samples: Floats) -> float:
    return float(10 * np.log10(np.mean(np.square(samples, dtype=np.float64)) + 1e-12))


def onsets(samples: Floats) -> list[float]:
    """Seconds at which speech is noticed."""
    voice, onset, pcm = VoiceDetector(), Endpointer(exactly(320)), from_float(samples)
    return [
        (at + WINDOW_BYTES) / 2 / RATE
        for at in range(0, len(pcm) - WINDOW_BYTES + 1, WINDOW_BYTES)
        if onset.window(voice.probability(pcm[at : at + WINDOW_BYTES]), over_voice=True)
    ]


def echo_of(far: Floats, room: Room | None = None) -> Floats:
    return (room or Room()).mix(np.zeros_like(far), far)


@pytest.mark.parametrize("room", [Room(), Room(drift_ppm=300), Room(rt60_s=0.5, delay_ms=100)])
def test_the_echo_is_cancelled(room: Room) -> None:
    """By 25 dB after three seconds, and nothing of it is taken for speech."""
    mic = echo_of(FAR, room)
    out, frontend = cleaned(mic, FAR, quiet=True)
    late = slice(3 * RATE, len(out))
    assert decibels(mic[late]) - decibels(out[late]) > 25
    assert onsets(out) == []
    assert frontend.mode == "aec"
    assert frontend.cancelled_db is not None
    assert frontend.cancelled_db > 20
    assert frontend.echo_dbfs == pytest.approx(decibels(mic), abs=6)


NEAR_AND_FAR = [
    *((delay_ms, 0) for delay_ms in (0.5, 1, 2, 3, 4, 10, 60, 150)),
    *((delay_ms, wrong_ms) for delay_ms in (0.5, 3, 60) for wrong_ms in (-4, 4)),
]
"""Milliseconds from loudspeaker to microphone, and by which the devices' times are wrong."""


def ahead(far: Floats, wrong_ms: float = 0.0) -> Floats:
    """The far end as it is read: ahead by the lead, and by what the devices' times are wrong."""
    samples = round((LEAD_S + wrong_ms / 1000) * RATE)
    return np.concatenate([far[samples:], np.zeros(samples, np.float32)])


@pytest.mark.parametrize(("delay_ms", "wrong_ms"), NEAR_AND_FAR)
def test_the_user_talks_over_a_loudspeaker_at_any_distance(
    delay_ms: float, wrong_ms: float
) -> None:
    """The echo alone is no speech; the talker is noticed within 0.4 s, and sounds like it."""
    words = speech("0880")[2_560:][: 2 * RATE]
    far = FAR[: 8 * RATE]
    near, begin = np.zeros_like(far), 5 * RATE
    near[begin : begin + len(words)] = words
    mic = Room(delay_ms=delay_ms, rt60_s=0.2).mix(near, far)
    out, frontend = cleaned(mic, ahead(far, wrong_ms), quiet=False)
    first = onsets(out)[0] - begin / RATE - 0.1
    assert 0 < first < 0.4
    during = slice(begin + RATE // 2, begin + len(words))
    late = slice(during.start + AEC3_DELAY, during.stop + AEC3_DELAY)
    alike = np.dot(out[late], near[during]) / np.sqrt(
        np.dot(out[late], out[late]) * np.dot(near[during], near[during])
    )
    assert alike > 0.9
    assert frontend.mode == "aec"


@pytest.mark.parametrize("room", [Room(), Room(loss_db=80)], ids=["loudspeaker", "headphones"])
@pytest.mark.parametrize("quieter_db", [0, 6])
def test_speech_over_the_model_is_noticed_at_once(room: Room, quieter_db: int) -> None:
    """Within 0.3 s of its first sound, with an echo or none."""
    far = np.concatenate([FAR, FAR])
    near, begin = np.zeros_like(far), len(FAR) + RATE
    words = speech("0880")[2_560:] * np.float32(10 ** (-quieter_db / 20))  # from 0.1 s before
    near[begin : begin + len(words)] = words
    out, frontend = cleaned(room.mix(near, far), far, quiet=True)
    first = onsets(out)[0] - begin / RATE - 0.1
    assert 0 < first < 0.3
    assert frontend.mode == "aec"


def test_speech_as_the_model_begins_is_noticed() -> None:
    """Before its echo has shown whether it is still where it was."""
    pause = SILENCE[: RATE // 2]
    far = np.concatenate([FAR, pause, FAR])
    near, begin = np.zeros_like(far), len(FAR) + len(pause) + RATE // 4
    words = speech("0880")[2_560:]
    near[begin : begin + len(words)] = words
    out, _ = cleaned(Room().mix(near, far), far, quiet=True)
    assert 0 < onsets(out)[0] - begin / RATE - 0.1 < 0.4


def test_times_that_are_off_let_no_echo_through() -> None:
    """Each reply begins elsewhere by some milliseconds: none of it is taken for speech."""
    replies = [speech("0880"), speech("0920"), speech("0880"), speech("0870")] * 2
    moves = [0, 2, -5, 4, -1, 6, -3, 1]
    pause = np.zeros(RATE // 2, np.float32)
    far = np.concatenate([part for reply in replies for part in (reply, pause)])
    told = np.concatenate(
        [
            np.roll(np.concatenate([reply, pause]), 16 * ms)
            for reply, ms in zip(replies, moves, strict=True)
        ]
    )
    out, frontend = cleaned(echo_of(far), told, quiet=True)
    assert onsets(out) == []
    assert frontend.mode == "aec"


def test_the_first_sound_after_a_long_silence_is_cancelled_as_the_last_was() -> None:
    """Nothing is computed in a silence; what was learnt is there when the model speaks again."""
    far = np.concatenate([FAR, *[SILENCE] * 4, FAR])
    mic = Room().mix(np.zeros_like(far), far)
    out, _ = cleaned(mic, far)
    begins = len(FAR) + 4 * RATE
    soon = slice(begins, begins + RATE)
    assert decibels(mic[soon]) - decibels(out[soon]) > 20
    assert onsets(out) == []


class Processor:
    """In WebRTC's place: remembers what it was given, and passes it on."""

    given: list[tuple[Floats, ...]]

    def __init__(self, **_: object) -> None:
        self.given = []
        made.append(self)

    def process(self, *sounds: Floats) -> Floats:
        self.given.append(sounds)
        return sounds[0]


made: list[Processor] = []


def test_in_a_silence_nothing_is_cancelled_and_nothing_is_exact_silence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A second after the last sound AEC3 rests; until then, and always for the noise, zeros are
    dithered: exact ones make WebRTC's filters twenty times as slow.
    """
    made.clear()
    monkeypatch.setattr(frontend_module, "AudioProcessor", Processor)
    frontend = Frontend("aec", noise_suppression=True, gain=False)
    finish, aec3 = made
    run(frontend, FAR[:RATE], FAR[:RATE])
    silence = np.zeros(4 * RATE, np.float32)
    run(frontend, silence, silence)
    assert len(finish.given) == 5 * RATE // BLOCK
    assert RATE // BLOCK < len(aec3.given) <= 2 * RATE // BLOCK
    for (near,) in finish.given:
        assert near.any()
    for _, far in aec3.given:
        assert far.any()
    run(frontend, FAR[:RATE], FAR[:RATE])
    assert len(aec3.given) > 2 * RATE // BLOCK


def test_headphones_are_recognised() -> None:
    """No echo: no figure, no step down the ladder, and speech passes as it is."""
    words = np.concatenate([speech("0880"), SILENCE, speech("0880")])
    far = np.concatenate([FAR, FAR[: len(words)]])
    near = np.concatenate([np.zeros_like(FAR), words])
    out, frontend = cleaned(Room(loss_db=80).mix(near, far), far)
    assert (frontend.mode, frontend.cancelled_db, frontend.echo_dbfs) == ("aec", None, None)
    spoken = slice(len(FAR) + RATE // 2, len(FAR) + 2 * RATE)
    assert decibels(out[spoken]) == pytest.approx(decibels(near[spoken]), abs=1)


def test_a_hopeless_room_gets_the_gate() -> None:
    """A delay that no canceller covers: `auto` steps down, `aec` does not."""
    far = np.concatenate([FAR, FAR])
    mic = echo_of(far, Room(delay_ms=550))
    out, frontend = cleaned(mic, far)
    assert frontend.mode == "gate"
    late = slice(len(FAR), len(FAR) + 6 * RATE)
    assert decibels(out[late]) < decibels(mic[late]) - 15
    assert cleaned(mic, far, "aec")[1].mode == "aec"


def test_what_changed_is_told_once() -> None:
    """The mode at once, the cancellation in whole decibels once a second at most."""
    frontend = Frontend("auto", noise_suppression=False, gain=False)
    assert not frontend.changed()
    mic, told = echo_of(FAR), []
    for at in range(0, len(mic) - BLOCK + 1, BLOCK):
        frontend.process(from_float(mic[at : at + BLOCK]), FAR[at : at + BLOCK])
        if frontend.changed():
            told.append(at / RATE)
            assert not frontend.changed()
    assert 3 <= len(told) <= 13
    assert np.diff(told).min() >= 0.99


@pytest.mark.parametrize("mode", ["off", "system"])
def test_off_is_off(mode: EchoChoice) -> None:
    """The very bytes, echo and all."""
    frontend = Frontend(mode, noise_suppression=False, gain=False)
    block = from_float(echo_of(FAR)[RATE : RATE + BLOCK])
    assert frontend.process(block, FAR[:BLOCK]) is block
    assert frontend.mode == mode
    assert frontend.cancelled_db is None


def test_half_duplex_hears_nothing_while_something_plays() -> None:
    """Nor for a quarter of a second after; then everything, without a click."""
    far = np.concatenate([FAR[: 2 * RATE], np.zeros(2 * RATE, np.float32)])
    near = np.full_like(far, 0.1)
    out, frontend = cleaned(near, far, "half-duplex")
    sounds = np.flatnonzero(np.abs(far) > 1e-3)
    first, last = int(sounds[0]) // BLOCK * BLOCK, int(sounds[-1])
    assert np.allclose(out[:first], near[:first], atol=1e-3)
    assert not out[first + BLOCK : last + RATE // 5].any()
    assert np.allclose(out[last + RATE // 3 :], near[last + RATE // 3 : len(out)], atol=1e-3)
    assert np.abs(np.diff(out)).max() < 0.01
    assert frontend.mode == "half-duplex"


def test_the_gate_hears_what_is_louder_than_the_echo() -> None:
    """The echo is silenced, a raised voice is not, and nor is anything in the silence after."""
    far = np.concatenate([FAR, FAR, SILENCE, SILENCE, SILENCE, SILENCE])
    near, words = np.zeros_like(far), speech("0880")
    over, after = len(FAR) + RATE, 2 * len(FAR) + RATE
    near[over : over + len(words)] = 4 * words
    near[after : after + len(words)] = words
    mic = Room(loss_db=12).mix(near, far)
    out, frontend = cleaned(mic, far, "gate")
    alone = slice(4 * RATE, len(FAR))
    assert np.mean(out[alone] == 0) > 0.95
    assert decibels(out[over : over + len(words)]) > decibels(mic[over : over + len(words)]) - 3
    assert np.array_equal(out[after:], to_float(from_float(mic[after : after + len(out[after:])])))
    assert frontend.cancelled_db is None


@pytest.mark.parametrize("echo", ["aec", "off", "gate"])
def test_noise_is_suppressed_when_asked_for(echo: EchoChoice) -> None:
    """In every mode, and only then."""
    noise = np.random.default_rng(1).normal(0, 0.01, 4 * RATE).astype(np.float32)
    silent = np.zeros_like(noise)
    late = slice(2 * RATE, 4 * RATE)
    plain, quiet = (cleaned(noise, silent, echo, quiet=quiet)[0] for quiet in (False, True))
    assert decibels(plain[late]) == pytest.approx(-40, abs=1)
    assert decibels(quiet[late]) < -48


def test_a_quiet_voice_is_raised_when_asked_for() -> None:
    """By some decibels within seconds; no louder than full scale."""
    words = np.concatenate([speech("0870")] * 3) * np.float32(0.05)
    out, _ = cleaned(words, np.zeros_like(words), "off", gain=True)
    late = slice(10 * RATE, 20 * RATE)
    assert decibels(out[late]) > decibels(words[late]) + 6


def test_aec_is_late_by_8_ms_and_by_nothing_more() -> None:
    """With nothing played, the microphone's own samples come out."""
    words = speech("0880")
    out, _ = cleaned(words, np.zeros_like(words))
    assert np.array_equal(out[AEC3_DELAY:], words[: len(out) - AEC3_DELAY])


@pytest.mark.parametrize(("near", "far"), [(0, 320), (640, 318), (320, 160)])
def test_blocks_have_one_size(near: int, far: int) -> None:
    """Anything else is a mistake of the caller."""
    with pytest.raises(ValueError, match="320"):
        Frontend("off", noise_suppression=False, gain=False).process(
            bytes(near), np.zeros(far, np.float32)
        )
