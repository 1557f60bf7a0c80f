"""Sound devices that are still being made."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable

import pytest

from livechat.app.ports import Chunk, Emit, Pause
from livechat.audio.late import LateMicrophone, LateSpeaker
from livechat.core.talk.events import Event, PlaybackFinished
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
