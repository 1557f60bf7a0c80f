"""An open microphone, on a stand-in for PortAudio with a clock of its own."""

from __future__ import annotations

import sys
from types import SimpleNamespace

import pytest

from livechat.audio import input_stream
from livechat.audio.audio_stream import STILL_S
from livechat.audio.devices import devices
from livechat.audio.input_stream import OVERRUNS, OVERRUNS_S, InputStream
from livechat.core.pcm import INPUT_RATE
from livechat.errors import SoundError
from tests.support.sounddevice import Entry, FakeSounddevice, Stream

BLOCK_S = 0.01


class Bench:
    """A microphone, and what became of its sound."""

    def __init__(
        self, monkeypatch: pytest.MonkeyPatch, entry: Entry | None = None, rate: int = INPUT_RATE
    ) -> None:
        self.fake = FakeSounddevice([entry or Entry("Mic")])
        self.air = self.fake.air
        monkeypatch.setitem(sys.modules, "sounddevice", self.fake)
        monkeypatch.setattr(input_stream, "time", self.air)
        self.taken: list[tuple[bytes, float]] = []
        self.lost = self.stopped = 0
        self.mic = InputStream(devices()[0], rate, 0.02, BLOCK_S, self._lose)

    @property
    def stream(self) -> Stream:
        return self.air.streams[-1]

    def start(self) -> None:
        self.mic.start(lambda frames, at: self.taken.append((frames, at)), self._stop)

    def call(self, *, adc: float = 0.0, overflow: bool = False, count: int = 1) -> None:
        """Call back as a driver may."""
        times = SimpleNamespace(inputBufferAdcTime=adc, currentTime=5.0)
        status = SimpleNamespace(input_overflow=overflow)
        self.stream.asked["callback"](memoryview(b"ab"), count, times, status)

    def _lose(self) -> None:
        self.lost += 1

    def _stop(self) -> None:
        self.stopped += 1


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> Bench:
    return Bench(monkeypatch)


def test_an_opening_that_takes_seconds_is_no_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    """A wireless headset takes so long, and its first sound is there a little later."""
    start = Stream.start

    def slowly(stream: Stream) -> None:
        stream._air.now += 3 * STILL_S
        start(stream)

    monkeypatch.setattr(Stream, "start", slowly)
    bench = Bench(monkeypatch)
    bench.air.now += STILL_S - 0.1
    assert bench.mic.trouble() is None
    bench.air.now += 0.2
    assert bench.mic.trouble() == "it stopped delivering sound"


def test_it_hands_over_what_it_hears_and_when_that_was_in_the_air(bench: Bench) -> None:
    """A copy: PortAudio takes the buffer back."""
    bench.start()
    bench.air.sleep(0.025)
    assert [len(frames) for frames, _ in bench.taken] == [320] * 3
    assert all(type(frames) is bytes for frames, _ in bench.taken)
    for number, (_, at) in enumerate(bench.taken):
        # The block that was full at 1000 + 10 ms began 10 ms before, and took 3 to get here.
        assert at == pytest.approx(1000.0 + number * BLOCK_S - 0.003)


def test_the_device_says_what_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its name, its own rate, its channels, its latency."""
    mic = Bench(monkeypatch, Entry("Odd", takes=(48_000,), channels=(2,))).mic
    assert (mic.name, mic.rate, mic.channels, mic.latency_s) == ("Odd", 48_000, 2, 0.02)


def test_a_driver_without_clocks_is_believed_to_be_as_late_as_it_says(bench: Bench) -> None:
    """And none to be in the future, or more than a second behind."""
    bench.start()
    for adc in (0.0, 6.0, 1.0):
        bench.call(adc=adc)
    now = bench.air.now
    assert [at for _, at in bench.taken] == pytest.approx([now - 0.02, now, now - 1.0])


def test_what_comes_before_anybody_takes_it_is_not_lost(bench: Bench) -> None:
    """It was never asked for."""
    bench.call(overflow=True)
    bench.start()
    assert (bench.taken, bench.lost) == ([], 0)


def test_losses_are_told_and_a_few_at_once_are_a_struggle(bench: Bench) -> None:
    """Those of long ago are forgiven."""
    bench.start()
    for _ in range(OVERRUNS):
        assert not bench.mic.struggles()
        bench.call(overflow=True)
        bench.air.now += OVERRUNS_S / OVERRUNS
    assert bench.lost == OVERRUNS
    assert not bench.mic.struggles()
    bench.air.now -= 1
    assert bench.mic.struggles()


@pytest.mark.parametrize("speed", [1.5, 3.0, 0.5])
def test_a_microphone_at_the_wrong_speed_says_so_and_is_right_at_its_own_rate(
    monkeypatch: pytest.MonkeyPatch, speed: float
) -> None:
    """Within three seconds; whoever opens it anew hears what is said."""
    entry = Entry("Odd", speeds={16_000: speed})
    bench = Bench(monkeypatch, entry)
    bench.start()
    bench.air.sleep(0.9)
    assert not bench.mic.rate_is_wrong()
    bench.air.sleep(2.1)
    assert bench.mic.rate_is_wrong()
    own = Bench(monkeypatch, entry, rate=48_000)
    own.start()
    own.air.sleep(5)
    assert not own.mic.rate_is_wrong()
    assert sum(len(frames) for frames, _ in own.taken) == pytest.approx(5 * 96_000, abs=960)


def test_a_microphone_that_says_that_it_loses_sound_is_not_slow(bench: Bench) -> None:
    """The rest comes at its rate."""
    bench.start()
    for number in range(500):
        bench.air.now += 0.01 if number % 5 else 0.02
        bench.call(overflow=not number % 5, count=160)
    assert not bench.mic.rate_is_wrong()


def test_a_microphone_that_falls_silent_is_in_trouble(bench: Bench) -> None:
    """Also before anybody listens to it."""
    assert bench.mic.trouble() is None
    bench.air.now += STILL_S + 0.01
    assert bench.mic.trouble() == "it stopped delivering sound"
    bench.call()
    assert bench.mic.trouble() is None


def test_a_stream_that_ends_is_trouble_unless_it_was_closed(bench: Bench) -> None:
    """Both call the same function."""
    bench.stream.asked["finished_callback"]()
    assert bench.mic.trouble() == "its stream ended"
    bench.mic.close()
    assert bench.mic.trouble() is None


def test_who_cannot_take_its_sound_any_more_says_so(bench: Bench) -> None:
    """The device itself is well."""
    bench.mic.fail("its sound cannot be processed")
    assert bench.mic.trouble() == "its sound cannot be processed"


def test_closing_stops_whoever_takes_it(bench: Bench) -> None:
    """Once, and nothing is handed over after that, whatever the driver still delivers."""
    bench.start()
    bench.mic.close()
    bench.call()
    assert (bench.taken, bench.stopped) == ([], 1)
    assert bench.stream.closed


def test_closing_needs_nobody_who_takes_it(bench: Bench) -> None:
    """The first opening may be given up before."""
    bench.mic.close()
    assert bench.stream.closed


def test_what_cannot_be_opened_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the device's name."""
    with pytest.raises(SoundError, match='microphone "Held"'):
        Bench(monkeypatch, Entry("Held", starts=False))
