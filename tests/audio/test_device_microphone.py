"""A real microphone behind its port; the device itself is a stand-in."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace

import numpy as np
import pytest

from livechat.app.ports import Chunk
from livechat.audio import capture_pipeline, device_microphone, device_supervisor, portaudio
from livechat.audio.capture_pipeline import CapturePipeline, CaptureResult
from livechat.audio.device_manager import DeviceManager
from livechat.audio.device_microphone import (
    COUNT_S,
    WAITING_BLOCKS,
    WAITING_CHUNKS,
    ZEROS,
    DeviceMicrophone,
)
from livechat.audio.devices import Device
from livechat.audio.input_stream import Take
from livechat.audio.sound_thread import SOUND, SoundThread
from livechat.core.link.endpointing import Judgement
from livechat.core.talk.events import (
    DeviceLost,
    DeviceOpened,
    EchoControlled,
    Event,
    Notice,
    SoundTroubled,
)
from livechat.dsp import silero
from livechat.dsp.far_end import FarEndReference
from livechat.dsp.frontend import Floats, Frontend
from livechat.errors import SoundError
from tests.support import virtual_time
from tests.support.errands import Errands
from tests.support.sound_thread import VirtualSoundThread

MIC = Device(0, "Mic", "ALSA", 1, 0, 16_000, True, False)
LIMIT_S = 10.0


class FakeInputStream:
    """What `InputStream` is to the microphone."""

    rate, channels = 16_000, 1

    def __init__(
        self,
        device: Device,
        rate: int,
        latency_s: float,
        block_s: float,
        lost: Callable[[], None],
    ) -> None:
        self.name = device.name
        self.asked = rate
        self.latency_s = latency_s
        self.block_s = block_s
        self.lost = lost
        self.take: Take
        self.reason: str | None = None
        self.struggling = self.runs_wrong = self.closed = False
        self.stop: Callable[[], None] = lambda: None
        streams.append(self)

    def start(self, take: Take, stop: Callable[[], None]) -> None:
        self.take, self.stop = take, stop

    def fail(self, reason: str) -> None:
        self.reason = reason

    def trouble(self) -> str | None:
        return self.reason

    def struggles(self) -> bool:
        return self.struggling

    def rate_is_wrong(self) -> bool:
        return self.runs_wrong

    def close(self) -> None:
        self.closed = True
        self.stop()


streams: list[FakeInputStream] = []
sound: list[SoundThread] = []
"""The one that makes PortAudio's calls."""


def manager() -> DeviceManager:
    return DeviceManager(sound[0])


def judged(pcm: bytes) -> tuple[bytes, Judgement]:
    return pcm, Judgement()


@pytest.fixture(autouse=True)
def device(monkeypatch: pytest.MonkeyPatch) -> None:
    """One microphone, which nobody has opened yet."""
    streams.clear()
    sound[:] = [SOUND]
    monkeypatch.setattr(device_microphone, "InputStream", FakeInputStream)
    monkeypatch.setattr(device_supervisor, "choose", lambda kind, wanted: MIC)
    monkeypatch.setattr(portaudio, "load", lambda: None)
    monkeypatch.setattr(FakeInputStream, "rate", 16_000)


class Inline:
    """Does the work of the frontend's thread at once."""

    def __init__(
        self,
        pipeline: CapturePipeline,
        post: Callable[[CaptureResult], None],
        lost: Callable[[], None],
        failed: Callable[[str], None],
        chunk_bytes: int,
    ) -> None:
        self._pipeline = pipeline
        self._post = post

    def take(self, frames: bytes, at: float) -> None:
        self._post(self._pipeline.process(frames, at))

    def stop(self) -> None:
        """There is nothing to stop."""


@pytest.fixture
def virtual(monkeypatch: pytest.MonkeyPatch) -> None:
    """No threads, and a clock that jumps."""
    monkeypatch.setattr(device_supervisor, "in_thread", Errands().in_thread)
    sound[:] = [VirtualSoundThread()]
    monkeypatch.setattr(device_microphone, "_Worker", Inline)


def frontend() -> Frontend:
    return Frontend("off", noise_suppression=False, gain=False)


async def use(mic: DeviceMicrophone, how: Callable[[list[Event]], Awaitable[None]]) -> list[Event]:
    """Run a microphone while it is used; its events."""
    events: list[Event] = []
    running = asyncio.create_task(mic.run(events.append))
    await opened(1)
    await asyncio.sleep(0.01)
    using = asyncio.ensure_future(how(events))
    await asyncio.wait([running, using], return_when=asyncio.FIRST_COMPLETED)
    running.cancel()
    using.cancel()
    await asyncio.wait([running, using])
    if not using.cancelled():
        using.result()
    # A device that was just being opened is closed by a thread of its own.
    limit = time.monotonic() + LIMIT_S
    while left := [one for one in threading.enumerate() if one.name == "frontend"]:
        assert time.monotonic() < limit, f"left behind: {left}"
        await asyncio.sleep(0.001)
    return events


async def opened(times: int) -> None:
    async with asyncio.timeout(LIMIT_S):
        while len(streams) < times:  # noqa: ASYNC110 - a thread opens it
            await asyncio.sleep(0.001)


async def hear(mic: DeviceMicrophone, chunks: int) -> bytes:
    """The next chunks."""
    out = b""
    listening = mic.listen()
    async with asyncio.timeout(LIMIT_S):
        while chunks:
            chunk = await anext(listening)
            assert isinstance(chunk, Chunk)
            assert len(chunk.pcm) in (640, 1280)
            out += chunk.pcm
            chunks -= len(chunk.pcm) // 640
    return out


def test_with_nothing_to_be_done_the_sound_is_what_it_was(virtual: None) -> None:
    """Every byte of it, from when somebody listens on."""
    mic = DeviceMicrophone(None, manager(), None, FarEndReference, echo_mode="system")
    sound = bytes(range(256)) * 10

    async def how(events: list[Event]) -> None:
        streams[0].take(b"early!" * 1000, 0.0)
        await asyncio.sleep(0.1)
        hearing = asyncio.create_task(hear(mic, 4))
        await asyncio.sleep(0.1)
        # The chunk under way when listening begins is completed.
        for at in range(0, len(sound), 320):
            streams[0].take(sound[at : at + 320], 0.0)
        heard = await hearing
        assert heard[240:] == sound[: len(heard) - 240]
        assert streams[0].stop() is None

    events = virtual_time.run(use(mic, how))
    told = [event for event in events if isinstance(event, EchoControlled)]
    assert [(event.rung, event.cancelled_db) for event in told] == [("system", None)]
    assert isinstance(events[1], DeviceOpened)
    assert not [event for event in events if isinstance(event, SoundTroubled)]


def test_without_a_detector_the_call_goes_on_with_one_warning(
    virtual: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However often the device is opened; its sound leaves without a judgement."""

    def unknown() -> silero.Weights:
        raise SoundError("Speech detection is off: other weights.", "Install it again.")

    monkeypatch.setattr(silero, "weights", unknown)
    mic = DeviceMicrophone(None, manager(), None, FarEndReference)

    async def how(events: list[Event]) -> None:
        listening = asyncio.ensure_future(anext(mic.listen()))
        await asyncio.sleep(0.1)
        streams[0].take(bytes(640), 0.0)
        chunk = await listening
        assert isinstance(chunk, Chunk)
        assert chunk.judgement is None
        streams[0].reason = "it is gone"
        await opened(2)
        await asyncio.sleep(0.1)

    events = virtual_time.run(use(mic, how))
    told = [event.text for event in events if isinstance(event, Notice)]
    assert told == ["Speech detection is off: other weights. Install it again."]


def test_losses_are_added_up_and_told_once_a_second(virtual: None) -> None:
    """Also those of the last moment."""
    mic = DeviceMicrophone(None, manager(), None, FarEndReference)

    async def how(events: list[Event]) -> None:
        for _ in range(3):
            streams[0].lost()
        await asyncio.sleep(COUNT_S / 2)
        assert not [event for event in events if isinstance(event, SoundTroubled)]
        await asyncio.sleep(COUNT_S)
        streams[0].lost()
        await asyncio.sleep(0.01)

    events = virtual_time.run(use(mic, how))
    told = [event for event in events if isinstance(event, SoundTroubled)]
    assert [(event.device, event.what, event.count) for event in told] == [
        ("microphone", "overrun", 3),
        ("microphone", "overrun", 1),
    ]


def test_what_waits_too_long_gives_way_to_what_is_new(virtual: None) -> None:
    """And is counted."""
    mic = DeviceMicrophone(None, manager(), None, FarEndReference)

    async def how(events: list[Event]) -> None:
        listening = mic.listen()
        first = asyncio.ensure_future(anext(listening))
        await asyncio.sleep(0.01)
        for number in range(WAITING_CHUNKS + 3):
            loudness = 20_000 if number % 2 else 1_000  # no steady noise
            streams[0].take((loudness + number).to_bytes(2, "little") * 320, 0.0)
        await asyncio.sleep(0.01)
        # The first three gave way before anybody woke up.
        one = await first
        assert isinstance(one, Chunk)
        assert one.pcm == (20_003).to_bytes(2, "little") * 320
        await asyncio.sleep(COUNT_S)
        told = [event for event in events if isinstance(event, SoundTroubled)]
        assert [(event.what, event.count) for event in told] == [("dropped", 3)]

    virtual_time.run(use(mic, how))


def test_what_is_said_before_anybody_listens_is_for_nobody(virtual: None) -> None:
    """However long connecting takes; it counts as no loss."""
    mic = DeviceMicrophone(None, manager(), None, FarEndReference)

    async def how(events: list[Event]) -> None:
        streams[0].take(bytes(640) * 2 * WAITING_CHUNKS, 0.0)
        await asyncio.sleep(2 * COUNT_S)
        assert not [event for event in events if isinstance(event, SoundTroubled)]
        hearing = asyncio.create_task(hear(mic, 1))
        await asyncio.sleep(0.01)
        streams[0].take(b"ab" * 320, 0.0)
        assert await hearing == b"ab" * 320

    virtual_time.run(use(mic, how))


def test_a_struggling_device_is_opened_with_larger_buffers_and_blocks(virtual: None) -> None:
    """Blocks of a tenth of a second at most."""
    mic = DeviceMicrophone(None, manager(), None, FarEndReference, block_s=0.06, latency_s=0.02)

    async def how(events: list[Event]) -> None:
        streams[0].struggling = True
        await asyncio.sleep(1)
        first, second = streams
        assert (first.latency_s, first.block_s) == (0.02, 0.06)
        assert (second.latency_s, second.block_s) == (0.04, 0.1)

    virtual_time.run(use(mic, how))


def test_what_cannot_be_opened_is_an_error(virtual: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The port says so."""

    def refuse(*_: object) -> None:
        raise SoundError("No microphone found.", "")

    monkeypatch.setattr(device_supervisor, "choose", refuse)
    mic = DeviceMicrophone(None, manager(), frontend, FarEndReference)
    with pytest.raises(SoundError, match="No microphone"):
        virtual_time.run(mic.run(lambda _: None))


def test_the_frontend_works_in_a_thread_of_its_own_that_ends_with_the_device() -> None:
    """Nothing is changed where there is nothing to do, whatever the blocks."""
    mic = DeviceMicrophone(None, manager(), frontend, FarEndReference)
    sound = np.arange(3200, dtype="<i2").tobytes()

    async def how(events: list[Event]) -> None:
        hearing = asyncio.create_task(hear(mic, 10))
        await asyncio.sleep(0)
        for at in range(0, len(sound), 322):
            streams[0].take(sound[at : at + 322], 0.0)
        streams[0].take(bytes(322), 0.0)  # what is left of the last chunk is taken with it
        assert await hearing == sound
        assert [thread for thread in threading.enumerate() if thread.name == "frontend"]

    events = asyncio.run(use(mic, how))
    told = [event for event in events if isinstance(event, EchoControlled)]
    assert [(event.rung, event.cancelled_db) for event in told] == [("off", None)]


def test_another_rate_than_the_wires_is_changed_there_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Though nothing else is to be done."""
    monkeypatch.setattr(FakeInputStream, "rate", 48_000)
    mic = DeviceMicrophone(None, manager(), None, FarEndReference)

    async def how(events: list[Event]) -> None:
        hearing = asyncio.create_task(hear(mic, 2))
        await asyncio.sleep(0)
        for _ in range(10):
            streams[0].take(bytes(2 * 480), 0.0)
        assert await hearing == bytes(2 * 640)

    asyncio.run(use(mic, how))


class Stubborn(CapturePipeline):
    """Does with frames what a test says."""

    trouble = ""

    def __init__(self, do: Callable[[bytes], CaptureResult]) -> None:
        self.do = do

    def process(self, frames: bytes, at: float) -> CaptureResult:
        return self.do(frames)


def test_what_is_thought_of_a_chunk_comes_with_it_and_a_new_rung_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The cancellation in tenths of a decibel."""

    class Gate(Frontend):
        mode, cancelled_db = "gate", 12.34

        def changed(self) -> bool:
            return True

    gate = Gate("off", noise_suppression=False, gain=False)
    hears = Stubborn(lambda frames: CaptureResult([(frames, Judgement((0.25, 0.5), 0.75))]))
    monkeypatch.setattr(capture_pipeline, "CapturePipeline", lambda *_, **__: hears)
    mic = DeviceMicrophone(None, manager(), lambda: gate, FarEndReference)

    async def how(events: list[Event]) -> None:
        hearing = asyncio.ensure_future(anext(mic.listen()))
        await asyncio.sleep(0)
        streams[0].take(bytes(640), 0.0)
        chunk = await hearing
        assert isinstance(chunk, Chunk)
        assert chunk.judgement == Judgement((0.25, 0.5), 0.75)

    events = asyncio.run(use(mic, how))
    told = [event for event in events if isinstance(event, EchoControlled)]
    assert [(event.rung, event.cancelled_db) for event in told] == [("gate", 12.3)] * 2


def test_a_frontend_that_cannot_keep_up_loses_blocks_that_are_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The callback never waits; closing ends the thread although its queue is full."""
    go, busy = threading.Event(), threading.Event()

    def slow(frames: bytes) -> CaptureResult:
        busy.set()
        assert go.wait(LIMIT_S)
        return CaptureResult()

    monkeypatch.setattr(capture_pipeline, "CapturePipeline", lambda *_, **__: Stubborn(slow))
    mic = DeviceMicrophone(None, manager(), frontend, FarEndReference)

    async def how(events: list[Event]) -> None:
        streams[0].take(bytes(640), 0.0)
        assert await asyncio.to_thread(busy.wait, LIMIT_S)
        for _ in range(WAITING_BLOCKS + 2):
            streams[0].take(bytes(640), 0.0)
        await asyncio.sleep(0)
        asyncio.get_running_loop().call_later(0.05, go.set)

    events = asyncio.run(use(mic, how))
    told = [event for event in events if isinstance(event, SoundTroubled)]
    assert [(event.what, event.count) for event in told] == [("overrun", 2)]


def test_a_frontend_that_fails_is_a_device_lost_and_opened_again(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """What happened is in the log, and on no screen; the microphone does not fall silent."""

    def fail(frames: bytes) -> CaptureResult:
        raise ValueError("a bug")

    monkeypatch.setattr(capture_pipeline, "CapturePipeline", lambda *_, **__: Stubborn(fail))
    monkeypatch.setattr(device_supervisor, "LOOK_S", 0.01)
    monkeypatch.setattr(device_supervisor, "RETRY_S", 0.02)
    mic = DeviceMicrophone(None, manager(), frontend, FarEndReference)

    async def how(events: list[Event]) -> None:
        streams[0].take(bytes(640), 0.0)
        async with asyncio.timeout(LIMIT_S):
            while len([one for one in events if isinstance(one, DeviceOpened)]) < 2:  # noqa: ASYNC110
                await asyncio.sleep(0.001)

    events = asyncio.run(use(mic, how))
    [lost] = [event for event in events if isinstance(event, DeviceLost)]
    assert lost.reason == "its sound cannot be processed"
    assert "a bug" in caplog.text


def test_a_frozen_device_that_comes_back_after_the_end_is_ignored(virtual: None) -> None:
    """On a loop that still runs, and on one that has closed."""
    mic = DeviceMicrophone(None, manager(), None, FarEndReference)

    async def how(events: list[Event]) -> None:
        """Nothing happens."""

    async def main() -> None:
        events = await use(mic, how)
        told = len(events)
        streams[0].take(bytes(6400), 0.0)
        streams[0].lost()
        await asyncio.sleep(2 * COUNT_S)
        assert len(events) == told

    virtual_time.run(main())
    streams[0].take(bytes(6400), 0.0)
    streams[0].lost()


def test_exact_silence_at_the_beginning_is_told_once(virtual: None) -> None:
    """It is muted, or may not be used; a microphone that is heard, and then muted, is not."""
    for sound, told in ((bytes(640), 1), (b"\1" * 640, 0)):
        mic = DeviceMicrophone(None, manager(), None, FarEndReference)

        async def how(
            events: list[Event], mic: DeviceMicrophone = mic, sound: bytes = sound
        ) -> None:
            mic._hand_over(CaptureResult([judged(sound)], silent=not sound.strip(b"\0")))
            for _ in range(2 * ZEROS):
                mic._hand_over(CaptureResult([judged(bytes(640))], silent=True))
            await asyncio.sleep(0)

        events = virtual_time.run(use(mic, how))
        notices = [event for event in events if isinstance(event, Notice)]
        assert len(notices) == told


def test_a_device_at_the_wrong_speed_is_opened_at_its_own_rate(
    virtual: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The wire's is asked for first, as for every device."""
    there = replace(MIC, default_rate=44_100)
    monkeypatch.setattr(device_supervisor, "choose", lambda kind, wanted: there)
    mic = DeviceMicrophone(None, manager(), None, FarEndReference)

    async def how(events: list[Event]) -> None:
        streams[0].runs_wrong = True
        await asyncio.sleep(1)

    virtual_time.run(use(mic, how))
    assert [capture.asked for capture in streams] == [16_000, 44_100]


def test_a_device_whose_sound_cannot_be_converted_is_closed_and_told(
    virtual: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is open already; nobody else could use it."""
    monkeypatch.setattr(FakeInputStream, "rate", 0)
    mic = DeviceMicrophone(None, manager(), None, FarEndReference)
    with pytest.raises(SoundError, match='microphone "Mic": its sound comes at 0 Hz'):
        virtual_time.run(mic.run(lambda _: None))
    assert streams[0].closed


def test_a_device_for_which_there_is_no_thread_is_closed(
    virtual: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever goes wrong after it was opened."""

    def no_more(*_: object) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(device_microphone, "_Worker", no_more)
    mic = DeviceMicrophone(None, manager(), None, FarEndReference)
    with pytest.raises(RuntimeError):
        virtual_time.run(mic.run(lambda _: None))
    assert streams[0].closed


def test_the_frontend_is_asked_in_the_thread_that_uses_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is not for two threads: neither what it does nor what it says."""
    threads = set[str]()

    class Watched(Frontend):
        def process(self, near: bytes, far: Floats, lead: int = 0) -> bytes:
            threads.add(threading.current_thread().name)
            return near

        def changed(self) -> bool:
            threads.add(threading.current_thread().name)
            return True

        @property
        def cancelled_db(self) -> float | None:
            threads.add(threading.current_thread().name)
            return 20.0

    def watched() -> Frontend:
        return Watched("off", noise_suppression=False, gain=False)

    mic = DeviceMicrophone(None, manager(), watched, FarEndReference)

    async def how(events: list[Event]) -> None:
        threads.clear()  # before there is a worker, the thread that opens the device asks
        hearing = asyncio.create_task(hear(mic, 4))
        await asyncio.sleep(0)
        for _ in range(4):
            streams[0].take(bytes(640), 0.0)
        await hearing

    events = asyncio.run(use(mic, how))
    assert threads == {"frontend"}
    assert [one.cancelled_db for one in events if isinstance(one, EchoControlled)][-1] == 20.0


def test_a_chunk_brings_its_level_and_its_time(virtual: None) -> None:
    """Nobody computes either again."""
    mic = DeviceMicrophone(None, manager(), None, FarEndReference)

    async def how(events: list[Event]) -> None:
        listening = mic.listen()
        first = asyncio.ensure_future(anext(listening))
        await asyncio.sleep(0.01)
        streams[0].take(b"\x00\x20" * 640, 5.0)
        chunks = [await first, await anext(listening)]
        heard = [one for one in chunks if isinstance(one, Chunk)]
        assert [one.dbfs for one in heard] == pytest.approx([-12.04] * 2, abs=0.01)
        assert [one.captured_at for one in heard] == pytest.approx([5.02, 5.04])

    virtual_time.run(use(mic, how))


def test_a_quiet_room_comes_in_pairs_of_chunks(virtual: None) -> None:
    """Half the messages; with the first loud one both come at once."""
    mic = DeviceMicrophone(None, manager(), None, FarEndReference)
    loud = b"\x00\x20" * 320

    async def how(events: list[Event]) -> None:
        listening = mic.listen()
        first = asyncio.ensure_future(anext(listening))
        await asyncio.sleep(0.01)
        for sound in (bytes(640), bytes(640), bytes(640), loud, loud):
            streams[0].take(sound, 0.0)
        chunks = [await first, *[await anext(listening) for _ in range(3)]]
        assert [one.pcm for one in chunks if isinstance(one, Chunk)] == [
            bytes(1280),
            bytes(640),
            loud,
            loud,
        ]

    virtual_time.run(use(mic, how))
