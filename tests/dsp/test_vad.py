"""Silero behind its gate, on recorded speech and on sound that is none."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
import pytest

from livechat.core.levels import rms_dbfs
from livechat.core.pcm import silence
from livechat.dsp.resample import from_float, to_float
from livechat.dsp.vad import (
    CALM_WINDOWS,
    LIFT_DB,
    MOVES_DB,
    QUIET_GATE_DBFS,
    UNLIKELY,
    UNLIKELY_WINDOWS,
    WINDOW_BYTES,
    WINDOW_MS,
    WINDOW_SAMPLES,
    Lift,
    VoiceDetector,
    is_quiet,
)

SPEECH = Path(__file__).parents[2] / "examples"
SILENT = bytes(WINDOW_BYTES)


def windows(pcm: bytes) -> list[bytes]:
    return [
        pcm[at : at + WINDOW_BYTES] for at in range(0, len(pcm) - WINDOW_BYTES + 1, WINDOW_BYTES)
    ]


def recording(name: str) -> bytes:
    with wave.open(str(SPEECH / name)) as file:
        return bytes(file.readframes(file.getnframes()))


def at_dbfs(pcm: bytes, dbfs: float) -> bytes:
    """The sound with this RMS."""
    samples = to_float(pcm)
    return from_float(samples * np.float32(10 ** ((dbfs - rms_dbfs(pcm)) / 20)))


def voiced(pcm: bytes, *, hears_quiet: bool = False) -> float:
    """Share of windows that are more likely speech than not."""
    detector = VoiceDetector(hears_quiet=hears_quiet)
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


@pytest.mark.parametrize("dbfs", [-25, -45, -55, -60])
@pytest.mark.parametrize("name", ["austen-0870.wav", "austen-0880.wav", "austen-0920.wav"])
def test_a_quiet_voice_is_heard_where_it_is_listened_for(name: str, dbfs: float) -> None:
    """As much of it as of a loud one."""
    assert voiced(at_dbfs(recording(name), dbfs), hears_quiet=True) > 0.75


def test_a_quiet_voice_is_not_heard_elsewhere() -> None:
    """The service does not hear half of what lies around its gate."""
    assert voiced(at_dbfs(recording("austen-0870.wav"), -60)) < 0.2


@pytest.mark.parametrize("dbfs", [-85, -75, -65, -50, -30, -10])
def test_noise_does_not_become_speech_by_being_lifted(dbfs: float) -> None:
    """White noise at any loudness, also where it is lifted by all there is."""
    noise = np.random.default_rng(1).normal(0, 32_768 * 10 ** (dbfs / 20), 32_000)
    pcm = np.clip(np.rint(noise), -32_768, 32_767).astype("<i2").tobytes()
    assert voiced(pcm, hears_quiet=True) == 0


def test_the_gate_for_quiet_voices_is_lower() -> None:
    """What only the one hears."""
    between = at_dbfs(recording("austen-0880.wav"), (QUIET_GATE_DBFS - 55) / 2)
    assert is_quiet(between)
    assert not is_quiet(between, QUIET_GATE_DBFS)
    detector = VoiceDetector(hears_quiet=True)
    assert [detector.probability(window) for window in windows(silence(1, 16_000))] == [0.0] * 31


def lifts(dbfs: list[float]) -> list[float]:
    """By how many decibels windows at these levels are lifted, one after the other."""
    lift, tone = Lift(), np.sin(np.arange(WINDOW_SAMPLES) * 2 * np.pi / 32)
    found = []
    for level in dbfs:
        samples = (tone * 32_768 * 10 ** ((level + 3) / 20)).astype(np.float32)
        found.append(rms_dbfs(lift.lifted(samples, level)) - level)
    return found


def seconds(count: float) -> int:
    """Windows in them."""
    return round(count * 1000 / WINDOW_MS)


@pytest.mark.parametrize(("noise", "lift"), [(-30, 0), (-50, 0), (-65, 15), (-85, LIFT_DB)])
def test_a_room_is_lifted_no_further_than_to_one_level(noise: float, lift: float) -> None:
    """And never lowered."""
    assert lifts([noise] * 9) == [pytest.approx(lift, abs=1.5)] * 9


@pytest.mark.parametrize(("voice", "lift"), [(-10, 0), (-25, 0), (-40, 15), (-60, LIFT_DB)])
def test_a_voice_in_a_quiet_room_is_lifted_to_one_level(voice: float, lift: float) -> None:
    """From its first window on."""
    assert lifts([*[-90] * 9, voice])[-1] == pytest.approx(lift, abs=0.3)


def test_a_voice_is_lifted_as_far_as_the_room_allows() -> None:
    """−55 dBFS, 15 dB over the noise: 20 dB, no change between the two."""
    room, voice = [-70.0] * 9, [-55.0] * 9
    assert lifts([*room, *voice]) == [pytest.approx(20, abs=1)] * 18


def test_a_loud_voice_is_not_lifted_in_its_pauses() -> None:
    """The lift comes back slowly: what follows loud sound at once stays as it is."""
    assert max(lifts([-20, *[-70] * seconds(1.2)])) == pytest.approx(0, abs=0.3)


def test_the_lift_comes_back_after_a_loud_voice() -> None:
    """`MOVES_DB` a second: what a room of −85 dBFS may get, 14 seconds after a shout."""
    shout, after = -13.0, [-85.0] * seconds((LIFT_DB + 12) / MOVES_DB + 1)
    found = lifts([shout, *after])
    assert found[seconds(12 / MOVES_DB)] == pytest.approx(0, abs=1.5)
    assert found[seconds((12 + LIFT_DB / 2) / MOVES_DB)] == pytest.approx(LIFT_DB / 2, abs=1.5)
    assert found[-1] == pytest.approx(LIFT_DB, abs=1.5)


def test_a_room_that_grows_loud_is_soon_not_lifted() -> None:
    """A street through a window that is opened: `MOVES_DB` a second."""
    quiet, louder = lifts([-75] * 9), lifts([*[-75] * 9, *[-55] * seconds(20 / MOVES_DB + 1)])
    assert quiet[-1] == pytest.approx(25, abs=1.5)
    assert louder[-1] == pytest.approx(5, abs=1.5)


def test_what_is_lifted_is_clipped_and_does_not_wrap() -> None:
    """A click in a quiet window: full scale is full scale."""
    samples = np.zeros(WINDOW_SAMPLES, np.float32)
    samples[7], samples[8] = 20_000, -20_000
    out = np.frombuffer(Lift().lifted(samples, -60), "<i2")
    assert (out[7], out[8]) == (32_767, -32_768)


def test_a_long_noise_is_forgotten() -> None:
    """Nine seconds of a room leave the model as three do: as new."""
    chance = np.random.default_rng(1)
    noise = chance.normal(0, 32_768 * 10 ** (-45 / 20), UNLIKELY_WINDOWS * WINDOW_SAMPLES)
    room = windows(noise.astype("<i2").tobytes())
    voice = windows(at_dbfs(recording("austen-0880.wav"), -30))

    def after(sound: list[bytes]) -> list[float]:
        detector = VoiceDetector(hears_quiet=True)
        assert max(detector.probability(window) for window in sound) < UNLIKELY
        return [detector.probability(window) for window in voice]

    assert after(room * 3) == after(room)
    assert after(room * 3) != after([*room * 3, room[0]])


def test_reset_forgets_the_lift_too() -> None:
    """After a shout, a reset and a whisper are heard like a whisper alone."""
    quiet = windows(at_dbfs(recording("austen-0880.wav"), -60))
    used, fresh = VoiceDetector(hears_quiet=True), VoiceDetector(hears_quiet=True)
    for window in windows(recording("austen-0880.wav")):
        used.probability(window)
    used.reset()
    assert [used.probability(w) for w in quiet] == [fresh.probability(w) for w in quiet]


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
