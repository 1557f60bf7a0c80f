"""Devices that a call can do without."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from livechat.app.ports import Chunk, Emit, Pause, Speaker
from livechat.audio.file_speaker import FileSpeaker
from livechat.audio.optional import NoMicrophone, OptionalMicrophone, OptionalSpeaker
from livechat.core.talk.events import DeviceMissing, DeviceOpened, Event, PlaybackFinished
from livechat.errors import SoundError
from tests.support.fakes import FakeMicrophone, FakeSpeaker

LIMIT_S = 10


def run(work: Callable[[], Awaitable[None]]) -> None:
    async def main() -> None:
        async with asyncio.timeout(LIMIT_S):
            await work()

    asyncio.run(main())


class Diary(list[Event]):
    """Events as they are emitted; somebody may wait for one."""

    def __init__(self) -> None:
        super().__init__()
        self._came = asyncio.Event()

    def take(self, event: Event) -> None:
        self.append(event)
        self._came.set()

    async def until(self, kind: type[Event]) -> None:
        while not any(isinstance(event, kind) for event in self):
            self._came.clear()
            await self._came.wait()


class Missing(FakeSpeaker):
    """A loudspeaker that cannot be opened, or is lost for good later.

    When it ends it tells of what it has not played, as a device does.
    """

    def __init__(self, *, later: bool = False) -> None:
        super().__init__(sounds=True)
        self.began, self.tried = asyncio.Event(), asyncio.Event()
        self._later = later

    async def run(self, emit: Emit) -> None:
        self.began.set()
        try:
            await self.tried.wait()
        finally:
            emit(PlaybackFinished(at=0, turn=1, heard=0, unheard=2400))
        if self._later:
            emit(DeviceOpened(at=0, device="loudspeaker", name="x", rate=24_000, latency_ms=1))
        raise SoundError("No loudspeaker was found.", "Connect one.")


def test_without_a_loudspeaker_answers_are_shown() -> None:
    """The user is told, and the sound that came before is over, once, as if it had been heard."""

    async def main() -> None:
        events, missing = Diary(), Missing()
        speaker: Speaker = OptionalSpeaker(missing, FileSpeaker(None, fast=True))
        running = asyncio.create_task(speaker.run(events.take))
        speaker.set_volume(70)
        speaker.duck(True)
        speaker.play(1, bytes(4800))
        await missing.began.wait()
        speaker.complete(1)
        assert not speaker.idle
        missing.tried.set()
        await events.until(PlaybackFinished)
        running.cancel()
        [told] = [event for event in events if isinstance(event, DeviceMissing)]
        assert (told.device, told.reason) == ("loudspeaker", "No loudspeaker was found.")
        [over] = [event for event in events if isinstance(event, PlaybackFinished)]
        assert (over.turn, over.heard, over.unheard) == (1, 2400, 0)
        speaker.play(2, bytes(2))
        assert (speaker.idle, speaker.pending_s) == (False, 1 / 24_000)
        speaker.interrupt(2)
        assert missing.done == [("volume", 70), ("duck", True), ("complete", 1)]

    run(main)


def test_what_waits_when_the_call_ends_before_the_device_is_open_is_told() -> None:
    """Nobody has heard it, and no other speaker will play it."""

    async def main() -> None:
        events, missing = Diary(), Missing()
        running = asyncio.create_task(OptionalSpeaker(missing, FileSpeaker(None)).run(events.take))
        await missing.began.wait()
        running.cancel()
        await asyncio.wait([running])
        [over] = events
        assert isinstance(over, PlaybackFinished)
        assert over.unheard == 2400

    run(main)


def test_a_loudspeaker_that_had_worked_is_not_given_up() -> None:
    """Its end is the call's."""

    async def main() -> None:
        missing = Missing(later=True)
        missing.tried.set()
        with pytest.raises(SoundError):
            await OptionalSpeaker(missing, FileSpeaker(None)).run(lambda _: None)

    run(main)


class NoDevice(FakeMicrophone):
    """A microphone that cannot be opened."""

    async def run(self, emit: Emit) -> None:
        raise SoundError("No microphone was found.", "Connect one.")


def test_without_a_microphone_the_user_types() -> None:
    """Told once; nothing ends."""

    async def main() -> None:
        events = Diary()
        running = asyncio.create_task(OptionalMicrophone(NoDevice()).run(events.take))
        await events.until(DeviceMissing)
        [told] = events
        assert isinstance(told, DeviceMissing)
        assert (told.device, told.reason) == ("microphone", "No microphone was found.")
        assert told.remedy == "Connect one."
        assert not running.done()
        running.cancel()

    run(main)


def test_a_microphone_that_is_there_is_heard() -> None:
    """Also to a pause."""

    async def main() -> None:
        pause = Pause(last=True)
        microphone = OptionalMicrophone(FakeMicrophone(bytes(640), pause))
        await microphone.run(lambda _: None)
        chunk, end = [item async for item in microphone.listen()]
        assert isinstance(chunk, Chunk)
        assert (chunk.pcm, end) == (bytes(640), pause)

    run(main)


def test_no_microphone_says_nothing_for_ever() -> None:
    """It neither yields nor ends."""

    async def main() -> None:
        none = NoMicrophone()
        running = asyncio.create_task(none.run(lambda _: None))
        heard = asyncio.ensure_future(anext(none.listen()))
        await asyncio.sleep(0)
        assert not running.done()
        assert not heard.done()
        running.cancel()
        heard.cancel()

    run(main)
