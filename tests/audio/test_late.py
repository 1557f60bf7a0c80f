"""Sound devices that are still being made."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable

import pytest

from livechat.app.ports import Chunk, Emit, Pause
from livechat.audio.file_speaker import FileSpeaker
from livechat.audio.late import LateMicrophone, LateSpeaker, NoMicrophone
from livechat.core.talk.events import DeviceMissing, DeviceOpened, Event, PlaybackFinished
from livechat.errors import SoundError
from tests.support.fakes import FakeMicrophone, FakeSpeaker

LIMIT_S = 10


class Speaker(FakeSpeaker):
    """Tells when it runs."""

    def __init__(self) -> None:
        super().__init__(sounds=True)
        self.began = asyncio.Event()

    async def run(self, emit: Emit) -> None:
        self.began.set()
        await super().run(emit)


def run(work: Callable[[], Awaitable[None]]) -> None:
    async def main() -> None:
        async with asyncio.timeout(LIMIT_S):
            await work()

    asyncio.run(main())


def test_who_listens_waits_for_the_microphone_and_hears_all_of_it() -> None:
    """Also to a pause."""
    wanted = threading.Event()
    pause = Pause(last=True)

    def make() -> FakeMicrophone:
        assert wanted.wait(LIMIT_S)
        return FakeMicrophone(bytes(640), pause)

    async def main() -> None:
        microphone = LateMicrophone(make)
        running = asyncio.create_task(microphone.run(lambda _: None))

        async def hear() -> list[Chunk | Pause]:
            return [item async for item in microphone.listen()]

        heard = asyncio.create_task(hear())
        await asyncio.sleep(0)
        wanted.set()
        chunk, end = await heard
        assert isinstance(chunk, Chunk)
        assert (chunk.pcm, end) == (bytes(640), pause)
        await running

    run(main)


def test_the_loudspeaker_is_told_what_it_missed_in_order() -> None:
    """Nothing that was said before it was there is lost, nor is it idle before that was heard."""
    wanted = threading.Event()
    speaker = Speaker()

    def make() -> FakeSpeaker:
        assert wanted.wait(LIMIT_S)
        return speaker

    async def main() -> None:
        events: list[Event] = []
        late = LateSpeaker(make)
        running = asyncio.create_task(late.run(events.append))
        await asyncio.sleep(0)
        assert (late.idle, late.pending_s) == (True, 0)
        late.set_volume(70)
        late.play(1, bytes(480))
        late.duck(True)
        late.complete(1)
        assert not late.idle
        wanted.set()
        await speaker.began.wait()
        assert speaker.done == [("volume", 70), ("duck", True), ("complete", 1)]
        assert not speaker.idle
        speaker.pending_s = 0.5
        assert late.pending_s == 0.5
        late.interrupt(1)
        assert isinstance(events[-1], PlaybackFinished)
        running.cancel()
        await asyncio.wait([running])

    run(main)


@pytest.mark.parametrize("late", [LateMicrophone, LateSpeaker])
def test_what_cannot_be_made_is_an_error(
    late: type[LateMicrophone] | type[LateSpeaker],
) -> None:
    """In the words of whoever makes it."""

    def make() -> FakeSpeaker:
        raise SoundError("There is none.", "Connect one.")

    async def main() -> None:
        with pytest.raises(SoundError, match="There is none"):
            await late(make).run(lambda _: None)  # type: ignore[arg-type]

    run(main)


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
    """A loudspeaker that cannot be opened, or is lost for good later."""

    def __init__(self, *, later: bool = False) -> None:
        super().__init__(sounds=True)
        self.began, self.tried = asyncio.Event(), asyncio.Event()
        self._later = later

    async def run(self, emit: Emit) -> None:
        self.began.set()
        await self.tried.wait()
        if self._later:
            emit(DeviceOpened(at=0, device="loudspeaker", name="x", rate=24_000, latency_ms=1))
        raise SoundError("No loudspeaker was found.", "Connect one.")


def test_without_a_loudspeaker_answers_are_shown() -> None:
    """The user is told, and the sound that came before is over, as if it had been heard."""

    async def main() -> None:
        events, missing = Diary(), Missing()
        late = LateSpeaker(lambda: missing, spare=FileSpeaker(None, fast=True))
        running = asyncio.create_task(late.run(events.take))
        late.play(1, bytes(4800))
        await missing.began.wait()
        late.complete(1)
        missing.tried.set()
        await events.until(PlaybackFinished)
        running.cancel()
        [told] = [event for event in events if isinstance(event, DeviceMissing)]
        assert (told.device, told.reason) == ("loudspeaker", "No loudspeaker was found.")
        [over] = [event for event in events if isinstance(event, PlaybackFinished)]
        assert (over.turn, over.heard, over.unheard) == (1, 2400, 0)
        late.play(2, bytes(2))
        assert not late.idle

    run(main)


@pytest.mark.parametrize("later", [False, True])
def test_a_loudspeaker_that_is_needed_ends_the_call(later: bool) -> None:
    """One that was named; and one that had worked would not be given up so soon."""
    missing = Missing(later=later)
    spare = FileSpeaker(None) if later else None

    async def main() -> None:
        missing.tried.set()
        with pytest.raises(SoundError):
            await LateSpeaker(lambda: missing, spare=spare).run(lambda _: None)

    run(main)


def test_without_a_microphone_the_user_types() -> None:
    """Told once; nothing is heard, and nothing ends."""

    def make() -> FakeMicrophone:
        raise SoundError("No microphone was found.", "Connect one.")

    async def main() -> None:
        events = Diary()
        late = LateMicrophone(make, needed=False)
        running = asyncio.create_task(late.run(events.take))
        await events.until(DeviceMissing)
        [told] = events
        assert isinstance(told, DeviceMissing)
        assert (told.device, told.reason) == ("microphone", "No microphone was found.")
        assert not running.done()
        running.cancel()
        with pytest.raises(SoundError):
            await LateMicrophone(make).run(events.append)

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
