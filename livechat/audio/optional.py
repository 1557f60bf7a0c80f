"""Devices that a call can do without: who has no microphone types, who has no speaker reads."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

from livechat.app.ports import Chunk, Emit, Microphone, Pause, Speaker
from livechat.core.talk.events import Device, DeviceMissing, DeviceOpened, Event, PlaybackFinished
from livechat.errors import SoundError


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


class OptionalMicrophone:
    """A microphone without which the call goes on where it cannot be opened.

    Args:
        microphone: The one.
    """

    def __init__(self, microphone: Microphone) -> None:
        self._microphone = microphone

    async def run(self, emit: Emit) -> None:
        """Keep it open until cancelled; say so if that cannot be."""
        try:
            await self._microphone.run(emit)
        except SoundError as error:
            emit(_missing("microphone", error))
            await asyncio.Event().wait()

    def listen(self) -> AsyncIterator[Chunk | Pause]:
        """Yield what it yields."""
        return self._microphone.listen()


class OptionalSpeaker:
    """A loudspeaker with another one in its place where it cannot be opened.

    Args:
        speaker: The one.
        spare: Takes its place, and is told all that was said to the one until then.
    """

    def __init__(self, speaker: Speaker, spare: Speaker) -> None:
        self._speaker = speaker
        self._spare = spare
        self._told: list[Callable[[Speaker], None]] | None = []
        """What the one was told; None once it is settled which it is. No more than comes until a
        device is open."""

    async def run(self, emit: Emit) -> None:
        """Play until cancelled.

        Raises:
            SoundError: The one is lost for good after it was open.
        """
        given_up: list[Event] = []
        """Turns that the one has not played, as it says when it ends. The spare may do it yet."""

        def follow(event: Event) -> None:
            if isinstance(event, DeviceOpened):
                self._told = None
            if self._told is not None and isinstance(event, PlaybackFinished):
                given_up.append(event)
            else:
                emit(event)

        try:
            await self._speaker.run(follow)
        except SoundError as error:
            if self._told is None:
                raise
            emit(_missing("loudspeaker", error))
            told, self._told, self._speaker = self._told, None, self._spare
            for tell in told:
                tell(self._spare)
            await self._spare.run(emit)
        except asyncio.CancelledError:
            for event in given_up:
                emit(event)
            raise

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
        """Seconds of sound that wait to be heard."""
        return self._speaker.pending_s

    @property
    def idle(self) -> bool:
        """Whether every turn has finished playing."""
        return self._speaker.idle

    def _tell(self, tell: Callable[[Speaker], None]) -> None:
        if self._told is not None:
            self._told.append(tell)
        tell(self._speaker)


def _missing(device: Device, error: SoundError) -> DeviceMissing:
    return DeviceMissing(at=_now(), device=device, reason=error.what, remedy=error.remedy)


def _now() -> float:
    return asyncio.get_running_loop().time()
