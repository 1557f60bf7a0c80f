"""Opening streams on devices that refuse this or that."""

from __future__ import annotations

import sys

import pytest

from livechat.audio.devices import devices
from livechat.audio.streams import open_stream
from livechat.errors import SoundError
from tests.support.sounddevice import Entry, FakeSounddevice


def card(monkeypatch: pytest.MonkeyPatch, entry: Entry) -> FakeSounddevice:
    fake = FakeSounddevice([entry])
    monkeypatch.setitem(sys.modules, "sounddevice", fake)
    return fake


@pytest.mark.parametrize(
    ("entry", "rate", "channels"),
    [
        (Entry("Any"), 24_000, 1),
        (Entry("Stereo", channels=(2,)), 24_000, 2),
        (Entry("Six", outputs=6, channels=(6,)), 24_000, 6),
        (Entry("One rate", takes=(48_000,)), 48_000, 1),
        (Entry("Odd", rate=44_100.0, takes=(44_100,), channels=(2,)), 44_100, 2),
    ],
)
def test_the_first_that_the_device_takes_is_opened(
    monkeypatch: pytest.MonkeyPatch, entry: Entry, rate: int, channels: int
) -> None:
    """Mono before more, the wanted rate before the device's own; and it is started."""
    card(monkeypatch, entry)
    stream = open_stream("output", devices()[0], 24_000, 0.02, block_s=0.01)
    assert (stream.samplerate, stream.channels) == (rate, channels)
    assert stream.asked["blocksize"] == rate // 100
    assert stream.asked["dtype"] == "int16"
    assert stream.due < float("inf")


@pytest.mark.parametrize(("kind", "word"), [("input", "microphone"), ("output", "speaker")])
def test_a_device_that_takes_nothing_is_an_error_that_says_which(
    monkeypatch: pytest.MonkeyPatch, kind: str, word: str
) -> None:
    """With PortAudio's first reason, and what else there is to try."""
    card(monkeypatch, Entry("Theremin", takes=(8_000,)))
    with pytest.raises(SoundError, match=f'Cannot open the {word} "Theremin": ') as caught:
        open_stream(kind, devices()[0], 24_000, 0.02)  # type: ignore[arg-type]
    assert "it does not run at the sampling rates tried" in str(caught.value)
    assert caught.value.exit_code == 4


def test_a_stream_that_does_not_start_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the device would be held, by us, when it is tried again."""
    fake = card(monkeypatch, Entry("Busy", starts=False))
    with pytest.raises(SoundError, match="the system reports an error"):
        open_stream("input", devices()[0], 16_000, 0.02)
    assert len(fake.air.streams) == 4  # two rates, one channel and two
    assert all(stream.closed for stream in fake.air.streams)


def test_a_device_that_has_gone_since_it_was_listed_is_an_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """PortAudio's module answers that with another exception."""
    fake = card(monkeypatch, Entry("Gone"))
    [device] = devices()
    fake.fails = ValueError("no such device")
    with pytest.raises(SoundError, match=r'Cannot open the .* "Gone": '):
        open_stream("output", device, 24_000, 0.02)
