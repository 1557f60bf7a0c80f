"""A real loudspeaker behind its port; the stream is a stand-in."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from livechat.audio import device_supervisor, loudspeaker, output_stream, portaudio
from livechat.audio.device_manager import DeviceManager
from livechat.audio.device_speaker import DeviceSpeaker
from livechat.audio.devices import Device
from livechat.core.pcm import OUTPUT_RATE
from livechat.core.play.bargein import DUCKED_DB
from livechat.core.talk.events import (
    DeviceLost,
    DeviceOpened,
    Event,
    PlaybackFinished,
    PlaybackStarted,
)
from livechat.dsp import gain
from livechat.dsp.gain import Gain
from livechat.errors import SoundError

SPEAKER = Device(0, "Speaker", "ALSA", 0, 1, 24_000, False, True)
LIMIT_S = 10.0


class Sink:
    """A stream that takes everything at once."""

    samplerate, channels, latency = 24_000.0, 1, 0.02

    def __init__(self) -> None:
        self.written = bytearray()
        self.error: Exception | None = None
        self.closed = False

    @property
    def write_available(self) -> int:
        if self.error:
            raise self.error
        return 600

    def write(self, frames: bytes) -> bool:
        if self.error:
            raise self.error
        self.written += frames
        return False

    def close(self, ignore_errors: bool = False) -> None:
        self.closed = True


sinks: list[Sink] = []
asked: list[tuple[str, int, float]] = []


@pytest.fixture(autouse=True)
def device(monkeypatch: pytest.MonkeyPatch) -> None:
    """One loudspeaker, which nobody has opened yet."""
    sinks.clear()
    asked.clear()

    def open_stream(kind: str, device: Device, rate: int, latency_s: float) -> Sink:
        asked.append((kind, rate, latency_s))
        sinks.append(Sink())
        return sinks[-1]

    monkeypatch.setattr(output_stream, "open_stream", open_stream)
    monkeypatch.setattr(device_supervisor, "choose", lambda kind, wanted: SPEAKER)
    monkeypatch.setattr(device_supervisor, "LOOK_S", 0.02)
    monkeypatch.setattr(device_supervisor, "RETRY_S", 0.02)
    monkeypatch.setattr(portaudio, "load", lambda: None)
    monkeypatch.setattr(loudspeaker, "PROBE_S", 0.02)


def use(speaker: DeviceSpeaker, how: Callable[[list[Event]], Awaitable[None]]) -> list[Event]:
    """Run a speaker while it is used; its events."""

    async def main() -> list[Event]:
        events: list[Event] = []
        running = asyncio.create_task(speaker.run(events.append))
        await until(lambda: bool(events))
        using = asyncio.ensure_future(how(events))
        await asyncio.wait([running, using], return_when=asyncio.FIRST_COMPLETED)
        running.cancel()
        using.cancel()
        await asyncio.wait([running, using])
        assert running.cancelled()
        if not using.cancelled():
            using.result()
        return events

    events = asyncio.run(main())
    assert not [thread for thread in threading.enumerate() if thread.name == "speaker"]
    assert all(sink.closed for sink in sinks)
    return events


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(LIMIT_S):
        while not true():  # noqa: ASYNC110 - a thread makes it so
            await asyncio.sleep(0.002)


def over(events: list[Event]) -> list[PlaybackFinished]:
    return [event for event in events if isinstance(event, PlaybackFinished)]


def test_an_answer_is_played_and_told_of_on_the_loop() -> None:
    """From opened over begun to finished; then it is idle."""
    speaker = DeviceSpeaker(None, DeviceManager(), latency_s=0.03, fill_s=0.01)

    async def how(events: list[Event]) -> None:
        idle = [speaker.idle]
        speaker.play(1, b"ab" * 2400)
        idle.append(speaker.idle)
        assert 0 < speaker.pending_s <= 0.1
        speaker.complete(1)
        await until(lambda: bool(over(events)))
        assert [*idle, speaker.idle] == [True, False, True]

    events = use(speaker, how)
    assert [type(event) for event in events] == [DeviceOpened, PlaybackStarted, PlaybackFinished]
    assert asked == [("output", OUTPUT_RATE, 0.03)]
    assert sinks[0].written == b"ab" * 2400


def test_an_interrupted_turn_is_refused() -> None:
    """What comes too late for it, too; the next is played."""
    speaker = DeviceSpeaker(None, DeviceManager())

    async def how(events: list[Event]) -> None:
        speaker.interrupt(1)
        speaker.play(1, b"ab" * 2400)
        speaker.play(2, b"cd" * 2400)
        speaker.complete(2)
        await until(lambda: bool(over(events)))

    events = use(speaker, how)
    assert [event.turn for event in over(events)] == [2]
    assert sinks[0].written == b"cd" * 2400


def test_what_was_heard_of_the_rest_is_told_at_the_end() -> None:
    """Whatever ends the conversation."""
    speaker = DeviceSpeaker(None, DeviceManager())

    async def how(events: list[Event]) -> None:
        speaker.play(1, b"ab" * 480)
        await until(lambda: any(isinstance(event, PlaybackStarted) for event in events))
        speaker.play(2, b"ab")

    events = use(speaker, how)
    assert [event.turn for event in over(events)] == [1, 2]
    assert sum(event.heard + event.unheard for event in over(events)) == 481
    assert over(events)[0].heard >= 240


def test_a_device_that_dies_is_opened_again_and_plays_on() -> None:
    """Nothing is lost that it did not take."""
    speaker = DeviceSpeaker(None, DeviceManager())

    async def how(events: list[Event]) -> None:
        sinks[0].error = OSError("gone")
        await until(lambda: any(isinstance(event, DeviceLost) for event in events))
        speaker.play(1, b"ab" * 2400)
        speaker.complete(1)
        await until(lambda: bool(over(events)))

    events = use(speaker, how)
    assert sum(isinstance(event, DeviceOpened) for event in events) == 2
    assert sinks[-1].written == b"ab" * 2400
    assert over(events)[0].heard == 2400


def test_a_device_that_dies_while_it_is_opened_is_an_error_in_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The first time it ends the conversation; its stream is closed."""
    monkeypatch.setattr(Sink, "write_available", property(_refuse))
    with pytest.raises(SoundError, match='Cannot open the speaker "Speaker": it has gone'):
        asyncio.run(DeviceSpeaker(None, DeviceManager()).run(lambda _: None))
    assert [sink.closed for sink in sinks] == [True]


def test_a_device_whose_rate_nobody_resamples_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    """In words, and no stream stays open."""

    def refuse(*_: object) -> None:
        raise ValueError("no such rate")

    monkeypatch.setattr(Sink, "samplerate", 7.0)
    monkeypatch.setattr(loudspeaker, "StreamResampler", refuse)
    with pytest.raises(SoundError, match="no such rate"):
        asyncio.run(DeviceSpeaker(None, DeviceManager()).run(lambda _: None))
    assert [sink.closed for sink in sinks] == [True]


def test_later_it_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """The conversation lives on."""
    speaker = DeviceSpeaker(None, DeviceManager())

    async def how(events: list[Event]) -> None:
        with monkeypatch.context() as patch:
            patch.setattr(Sink, "write_available", property(_refuse))
            await until(lambda: any(isinstance(event, DeviceLost) for event in events))
        await until(lambda: isinstance(events[-1], DeviceOpened))

    assert isinstance(use(speaker, how)[0], DeviceOpened)


def _refuse(sink: Sink) -> int:
    raise OSError("it has gone.")


class Recorder(Gain):
    """A gain that can be found."""

    def __init__(self) -> None:
        super().__init__()
        gains.append(self)


gains: list[Gain] = []


def test_ducking_and_volume_are_one_factor(monkeypatch: pytest.MonkeyPatch) -> None:
    """Either may change while the other is in force."""
    monkeypatch.setattr(gain, "Gain", Recorder)
    speaker = DeviceSpeaker(None, DeviceManager(), volume=50)
    ducked = 10 ** (DUCKED_DB / 20)
    speaker.duck(True)  # before there is a device

    async def how(events: list[Event]) -> None:
        factor = gains[-1]
        assert factor.target == pytest.approx(0.5 * ducked)
        speaker.set_volume(200)
        assert factor.target == pytest.approx(2 * ducked)
        speaker.duck(False)
        assert factor.target == 2.0

    use(speaker, how)


class Stuck:
    """A writer whose device is frozen, and which tells what a test says."""

    name, rate, latency_s = "Speaker", 24_000, 0.02

    def __init__(self, *given: Any, steady: bool) -> None:
        self.tell: Callable[[Event], None] = given[5]
        stuck.append(self)

    def trouble(self) -> str | None:
        return None

    def struggles(self) -> bool:
        return False

    def rate_is_wrong(self) -> bool:
        return False

    def close(self) -> None:
        """It is only a stand-in."""


stuck: list[Stuck] = []


def test_a_frozen_device_that_comes_back_after_the_end_is_ignored(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """On a loop that still runs, and on one that has closed."""
    stuck.clear()
    monkeypatch.setattr(loudspeaker, "Loudspeaker", Stuck)
    speaker = DeviceSpeaker(None, DeviceManager())
    late = PlaybackFinished(at=0, turn=1, heard=1)

    async def main() -> None:
        events: list[Event] = []
        running = asyncio.create_task(speaker.run(events.append))
        await until(lambda: bool(events))
        running.cancel()
        await asyncio.wait([running])
        stuck[0].tell(late)
        await asyncio.sleep(0.01)
        assert late not in events

    asyncio.run(main())
    stuck[0].tell(late)
