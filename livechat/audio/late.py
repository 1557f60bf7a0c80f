"""Sound devices that are still being made: numpy and what stands on it take a fifth of a second to
import, which nobody is to wait for. Where there is none, the call goes on without it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

from livechat.app.ports import Chunk, Emit, Microphone, Pause, Speaker
from livechat.core.talk.events import DeviceMissing, DeviceOpened, Event
from livechat.errors import SoundError
from livechat.threads import in_thread


class NoMicrophone:
    """No microphone: whoever has none types."""

    async def run(self, emit: Emit) -> None:
        """Say that none is wanted, and do nothing until cancelled."""
        emit(DeviceMissing(at=_now(), device="microphone", reason=""))
        await asyncio.Event().wait()

    async def listen(self) -> AsyncIterator[Chunk | Pause]:
        """Yield nothing, for ever."""
        await asyncio.Event().wait()
        yield Pause(last=True)  # never: it makes this a generator


class LateMicrophone:
    """A microphone that is made in a thread once it is to run.

    Args:
        make: Makes it.
        needed: Whether the call ends where it cannot be opened.
    """

    def __init__(self, make: Callable[[], Microphone], *, needed: bool = True) -> None:
        self._make = make
        self._needed = needed
        self._microphone: Microphone
        self._made = asyncio.Event()

    async def run(self, emit: Emit) -> None:
        """Make it, and keep it open until cancelled.

        Raises:
            LivechatError: There is no sound to be had, and it is needed.
        """
        try:
            self._microphone = await asyncio.wrap_future(in_thread(self._make, "make-microphone"))
            self._made.set()
            await self._microphone.run(emit)
        except SoundError as error:
            if self._needed:
                raise
            emit(DeviceMissing(at=_now(), device="microphone", reason=error.what))
            await asyncio.Event().wait()

    async def listen(self) -> AsyncIterator[Chunk | Pause]:
        """Yield what it yields, from the moment it is there."""
        await self._made.wait()
        async for item in self._microphone.listen():
            yield item


class LateSpeaker:
    """A loudspeaker that is made in a thread once it is to run; until then it remembers.

    Args:
        make: Makes it.
        spare: Takes its place where it cannot be opened; None: the call ends then.
    """

    def __init__(self, make: Callable[[], Speaker], *, spare: Speaker | None = None) -> None:
        self._make = make
        self._spare = spare
        self._speaker: Speaker | None = None
        self._told: list[Callable[[Speaker], None]] = []
        """What it was told before it was open; no more than comes in a fraction of a second."""
        self._open = False

    async def run(self, emit: Emit) -> None:
        """Make it, tell it everything, and let it play until cancelled.

        Raises:
            LivechatError: There is no sound to be had, and nothing in its place.
        """

        def follow(event: Event) -> None:
            if isinstance(event, DeviceOpened):
                self._open = True
                self._told.clear()
            emit(event)

        try:
            self._use(await asyncio.wrap_future(in_thread(self._make, "make-loudspeaker")))
            assert self._speaker
            await self._speaker.run(follow)
        except SoundError as error:
            if self._spare is None or self._open:
                raise
            emit(DeviceMissing(at=_now(), device="loudspeaker", reason=error.what))
            self._use(self._spare)
            self._open = True
            await self._spare.run(emit)

    def _use(self, speaker: Speaker) -> None:
        for tell in self._told:
            tell(speaker)
        self._speaker = speaker

    def play(self, turn: int, pcm: bytes) -> None:
        """Queue s16le mono 24 kHz sound of a turn; an interrupted turn's is refused."""
        self._tell(lambda speaker: speaker.play(turn, pcm))

    def complete(self, turn: int) -> None:
        """Say that nothing more comes for a turn."""
        self._tell(lambda speaker: speaker.complete(turn))

    def interrupt(self, turn: int) -> None:
        """Fade out, drop what waits, refuse what still comes up to this turn."""
        self._tell(lambda speaker: speaker.interrupt(turn))

    def duck(self, on: bool) -> None:
        """Lower the voice at once, or bring it back to full."""
        self._tell(lambda speaker: speaker.duck(on))

    def set_volume(self, percent: int) -> None:
        """Make the voice louder or quieter, 0 to 200 percent."""
        self._tell(lambda speaker: speaker.set_volume(percent))

    @property
    def pending_s(self) -> float:
        """Seconds of sound that wait to be heard, as far as that is known."""
        return self._speaker.pending_s if self._speaker else 0.0

    @property
    def idle(self) -> bool:
        """Whether every turn has finished playing."""
        return self._speaker.idle if self._speaker else not self._told

    def _tell(self, tell: Callable[[Speaker], None]) -> None:
        if not self._open:
            self._told.append(tell)
        if self._speaker is not None:
            tell(self._speaker)


def _now() -> float:
    return asyncio.get_running_loop().time()
