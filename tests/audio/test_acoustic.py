"""Devices and the air between them are measured on a card whose every figure is known."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from livechat.audio import acoustic
from livechat.audio.acoustic import Take, judge, measure, take
from livechat.audio.devices import Device, devices
from livechat.dsp.chirp import sequence
from livechat.errors import SoundError
from tests.support.sounddevice import Air, Entry, FakeSounddevice, PortAudioError


def card(
    monkeypatch: pytest.MonkeyPatch, air: Air, *entries: Entry
) -> tuple[FakeSounddevice, Device, Device]:
    """A microphone and a speaker with some air between them."""
    fake = FakeSounddevice(
        entries or (Entry("Mic", outputs=0), Entry("Speaker", inputs=0)), air=air
    )
    monkeypatch.setitem(sys.modules, "sounddevice", fake)
    monkeypatch.setattr(acoustic, "time", air)
    mic, speaker = devices()
    return fake, mic, speaker


def test_the_echo_has_the_delay_and_the_level_of_the_air(monkeypatch: pytest.MonkeyPatch) -> None:
    """To a millisecond and a decibel."""
    _, mic, speaker = card(monkeypatch, Air(delay_s=0.075, gain=0.1, noise=0.001))
    measured = measure(mic, speaker, mic_latency_ms=20, speaker_latency_ms=20)
    assert measured.echo
    assert 1000 * measured.echo.delay_s == pytest.approx(75.0, abs=1.0)
    assert measured.echo.level_db == pytest.approx(-20.0, abs=1.0)
    # The streams' clocks say that 20 ms are in the speaker's driver and 3 in the microphone's.
    assert measured.path_ms == pytest.approx(52.0, abs=1.0)
    assert measured.room_dbfs == pytest.approx(-60.0, abs=1.0)
    assert (measured.silent, measured.clipped, measured.unsteady) == (False, False, False)
    assert (measured.overruns, measured.underruns, measured.late) == (0, 0, 0)
    assert (measured.input_rate, measured.output_rate) == (16_000, 24_000)


def test_devices_with_rates_and_channels_of_their_own_measure_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Resampled, and mixed down."""
    box = Entry("Box", inputs=4, outputs=4, takes=(48_000,), channels=(4,))
    fake, mic, speaker = card(monkeypatch, Air(delay_s=0.12, gain=0.5, noise=0.001), box, box)
    measured = measure(mic, speaker, mic_latency_ms=20, speaker_latency_ms=20)
    assert measured.echo
    assert 1000 * measured.echo.delay_s == pytest.approx(120.0, abs=1.0)
    assert measured.echo.level_db == pytest.approx(-6.0, abs=1.0)
    assert (measured.input_rate, measured.output_rate) == (48_000, 48_000)
    assert {stream.asked["channels"] for stream in fake.air.streams} == {4}


def test_without_a_way_back_there_is_no_echo(monkeypatch: pytest.MonkeyPatch) -> None:
    """Headphones."""
    _, mic, speaker = card(monkeypatch, Air(noise=0.003))
    measured = measure(mic, speaker, mic_latency_ms=20, speaker_latency_ms=20)
    assert (measured.echo, measured.unsteady, measured.path_ms) == (None, False, 0.0)


def test_exact_zeros_are_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """They are no quiet room."""
    _, mic, speaker = card(monkeypatch, Air())
    assert measure(mic, speaker, mic_latency_ms=20, speaker_latency_ms=20).silent


def test_without_a_speaker_the_room_is_listened_to(monkeypatch: pytest.MonkeyPatch) -> None:
    """For a second, with one stream."""
    fake, mic, _ = card(monkeypatch, Air(noise=0.01))
    measured = measure(mic, None, mic_latency_ms=20, speaker_latency_ms=20)
    assert measured.room_dbfs == pytest.approx(-40.0, abs=1.0)
    assert measured.echo is None
    assert measured.seconds == pytest.approx(1.0, abs=0.05)
    assert len(fake.air.streams) == 1


def test_blocks_after_a_gap_are_counted_once_the_streams_have_settled(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A stumble at the start is no news."""
    air = Air(noise=0.001)
    air.broken_blocks = {0, 2, 100, 200}
    _, mic, speaker = card(monkeypatch, air)
    taken = take(mic, speaker, sequence(24_000))
    assert (taken.overruns, taken.underruns) == (2, 2)


def test_the_settings_reach_the_streams(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks in samples, latencies in seconds; every stream is closed."""
    fake, mic, speaker = card(monkeypatch, Air())
    take(
        mic,
        speaker,
        np.zeros(2_400, np.float32),
        block_ms=20,
        mic_latency_ms=40,
        speaker_latency_ms=30,
    )
    heard, played = fake.air.streams
    assert (heard.asked["blocksize"], heard.asked["latency"]) == (320, 0.04)
    assert (played.asked["blocksize"], played.asked["latency"]) == (480, 0.03)
    assert heard.closed
    assert played.closed


def test_a_device_that_does_not_open_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """With PortAudio's reason."""
    fake, mic, speaker = card(monkeypatch, Air())
    fake.fails = PortAudioError("Error opening RawInputStream: Device unavailable", -9985)
    with pytest.raises(SoundError, match='microphone "Mic": it is in use or gone'):
        measure(mic, speaker, mic_latency_ms=20, speaker_latency_ms=20)


def test_a_device_that_gives_nothing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """Open is not enough."""
    air = Air()
    _, mic, speaker = card(monkeypatch, air)
    monkeypatch.setattr(air, "sleep", lambda _: None)
    with pytest.raises(SoundError, match="deliver no sound"):
        measure(mic, speaker, mic_latency_ms=20, speaker_latency_ms=20)


def test_a_microphone_at_full_scale_is_clipped() -> None:
    """What is cut off cannot be cancelled."""
    loud = np.clip(20 * sequence(16_000), -1, 1)
    assert judge(Take(loud), played=True).clipped
    assert not judge(Take(sequence(16_000)), played=True).clipped


def test_a_torn_echo_is_unsteady() -> None:
    """Blocks were lost on the way, each time others."""
    torn = np.roll(sequence(16_000), 800)
    random = np.random.default_rng(2)
    for at in range(0, len(torn) - 640, 640):
        torn[at : at + 640] = np.roll(torn[at : at + 640], int(random.integers(640)))
    measured = judge(Take(torn), played=True)
    assert measured.echo is None
    assert measured.unsteady


def test_an_empty_recording_is_judged_too() -> None:
    """Silent, and nothing more."""
    measured = judge(Take(np.zeros(0, np.float32)), played=True)
    assert (measured.silent, measured.echo, measured.room_dbfs) == (True, None, -96.0)
