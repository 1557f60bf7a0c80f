"""Stand-ins for the ports, driven by scripts."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterable, Sequence
from contextlib import aclosing
from dataclasses import replace

from livechat.app.ports import Emit, Pause
from livechat.config.settings import Settings
from livechat.core.state import ConversationState
from livechat.core.talk.events import Connected, Device, Event, PlaybackFinished, ToolCall
from livechat.core.talk.transcript import Utterance


class FakeLink:
    """Yields what a script yields; remembers what is sent."""

    def __init__(self, *replies: Callable[[], Iterable[tuple[float, Event]]]) -> None:
        self._replies = list(replies)
        """Each typed line or end of sound takes the next: (seconds to wait, event) pairs."""
        self._handed_over: asyncio.Queue[str] = asyncio.Queue()
        self.sent: list[object] = []
        self.closed = False
        self.unasked: list[tuple[float, Event]] = []
        """Said before anything was handed over."""
        self.ends_after: int | None = None
        """Replies after which the service ends the session politely."""
        self.deaf = False
        """Whether tool answers come too late."""
        self.fails: Exception | None = None
        """Raised when the replies are used up, or at once if there are none."""
        self.settings = Settings()

    async def run(self, emit: Emit, said: Callable[[], Sequence[Utterance]]) -> None:
        async with aclosing(self._events()) as events:
            async for event in events:
                emit(event)

    async def change(self, settings: Settings) -> None:
        self.settings = settings
        self.sent.append(settings)

    def hurry(self) -> None:
        self.sent.append("hurry")

    async def _events(self) -> AsyncGenerator[Event, None]:
        now = asyncio.get_running_loop().time
        try:
            yield Connected(at=now(), model="fake", practice=False)
            for wait, event in self.unasked:
                await asyncio.sleep(wait)
                yield at(event, now())
            given = 0
            while self._replies:
                if given == self.ends_after:
                    return
                await self._handed_over.get()
                for wait, event in self._replies.pop(0)():
                    await asyncio.sleep(wait)
                    yield at(event, now())
                given += 1
            if self.fails:
                raise self.fails
            if given == self.ends_after:
                return
            await asyncio.Event().wait()
        finally:
            self.closed = True

    async def send_audio(self, pcm: bytes) -> None:
        self.sent.append(pcm)

    async def send_audio_end(self) -> None:
        self.sent.append("end")
        self._handed_over.put_nowait("end")

    async def send_activity(self, *, speaking: bool) -> None:
        self.sent.append(("activity", speaking))

    async def send_text(self, text: str) -> None:
        self.sent.append(text)
        self._handed_over.put_nowait(text)

    async def refuse_tools(self, calls: Sequence[ToolCall], error: str) -> bool:
        self.sent.append(("refused", tuple(call.id for call in calls), error))
        return not self.deaf


class FakeMicrophone:
    """Says what it is given, one item every 20 ms."""

    def __init__(self, *items: bytes | Pause) -> None:
        self._items = items

    async def run(self, emit: Emit) -> None:
        """No device."""

    async def listen(self) -> AsyncIterator[bytes | Pause]:
        for item in self._items:
            await asyncio.sleep(0.02)
            yield item


class OpenMicrophone:
    """Hears a chunk every 20 ms, for ever; tells events when they are due.

    Args:
        told: (seconds from the beginning, event) pairs.
    """

    def __init__(self, *told: tuple[float, Event]) -> None:
        self._told = told

    async def run(self, emit: Emit) -> None:
        now = asyncio.get_running_loop().time
        began = now()
        for due, event in self._told:
            await asyncio.sleep(began + due - now())
            emit(at(event, now()))

    async def listen(self) -> AsyncIterator[bytes | Pause]:
        while True:
            await asyncio.sleep(0.02)
            yield bytes(640)


class FakeSpeaker:
    """Plays in no time at all what it is told to finish; remembers everything.

    Args:
        sounds: Whether turns go on sounding until they are interrupted.
    """

    def __init__(self, *, sounds: bool = False) -> None:
        self.done: list[object] = []
        self.idle = True
        self.pending_s = 0.0
        self._sounds = sounds
        self._emit: Emit = lambda _: None

    async def run(self, emit: Emit) -> None:
        self._emit = emit
        await asyncio.Event().wait()

    def play(self, turn: int, pcm: bytes) -> None:
        self.idle = not self._sounds

    def complete(self, turn: int) -> None:
        self.done.append(("complete", turn))

    def interrupt(self, turn: int) -> None:
        self.done.append(("interrupt", turn))
        if not self.idle:
            self.idle = True
            now = asyncio.get_running_loop().time()
            self._emit(PlaybackFinished(at=now, turn=turn, heard=10, unheard=10))

    def duck(self, on: bool) -> None:
        self.done.append(("duck", on))

    def set_volume(self, percent: int) -> None:
        self.done.append(("volume", percent))


class FakeDevices:
    """Sound devices that remember what is wanted of them."""

    def __init__(self) -> None:
        self.done: list[object] = []

    def renew(self) -> None:
        self.done.append("renew")

    def use(self, end: Device, name: str) -> None:
        self.done.append((end, name))


class Notebook:
    """An observer that writes everything down."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.utterances: list[Utterance] = []

    def observe(
        self, event: Event, finished: Sequence[Utterance], state: ConversationState
    ) -> None:
        self.events.append(event)
        self.utterances += finished

    def of(self, kind: type[Event]) -> list[Event]:
        return [event for event in self.events if isinstance(event, kind)]


def at(event: Event, when: float) -> Event:
    """The event, happening at another time."""
    return replace(event, at=when)
