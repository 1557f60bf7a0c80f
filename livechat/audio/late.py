"""Sound devices that are still being made: numpy and what stands on it take a fifth of a second to
import, which nobody is to wait for.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

from livechat.app.ports import Chunk, Emit, Microphone, Pause, Speaker
from livechat.threads import in_thread


class LateMicrophone:
    """A microphone that is made in a thread once it is to run.

    Args:
        make: Makes it.
    """

    def __init__(self, make: Callable[[], Microphone]) -> None:
        self._make = make
        self._microphone: Microphone
        self._made = asyncio.Event()

    async def run(self, emit: Emit) -> None:
        """Make it, and keep it open until cancelled.

        Raises:
            LivechatError: There is no sound to be had.
        """
        self._microphone = await asyncio.wrap_future(in_thread(self._make, "make-microphone"))
        self._made.set()
        await self._microphone.run(emit)

    async def listen(self) -> AsyncIterator[Chunk | Pause]:
        """Yield what it yields, from the moment it is there."""
        await self._made.wait()
        async for item in self._microphone.listen():
            yield item


class LateSpeaker:
    """A loudspeaker that is made in a thread once it is to run; until then it remembers.

    Args:
        make: Makes it.
    """

    def __init__(self, make: Callable[[], Speaker]) -> None:
        self._make = make
        self._speaker: Speaker | None = None
        self._told: list[Callable[[Speaker], None]] = []
        """What it was told before it was there; no more than comes in a fraction of a second."""

    async def run(self, emit: Emit) -> None:
        """Make it, tell it everything, and let it play until cancelled.

        Raises:
            LivechatError: There is no sound to be had.
        """
        speaker = await asyncio.wrap_future(in_thread(self._make, "make-loudspeaker"))
        for tell in self._told:
            tell(speaker)
        self._told.clear()
        self._speaker = speaker
        await speaker.run(emit)

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
        if self._speaker is None:
            self._told.append(tell)
        else:
            tell(self._speaker)
