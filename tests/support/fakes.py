"""Stand-ins for the ports, driven by scripts."""

from __future__ import annotations

import asyncio
from array import array
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from dataclasses import replace
from itertools import takewhile
from typing import Final, TypeVar

from livechat.app.ports import Chunk, Emit, Pause
from livechat.audio.chunks import chunk_of
from livechat.core.link.endpointing import Judgement
from livechat.core.link.items import Activity, Item, Sound, SoundEnd, Typed
from livechat.core.pcm import from_samples, to_samples
from livechat.core.setup_spec import SetupSpec
from livechat.core.state import ConversationState
from livechat.core.talk.events import (
    AudioSent,
    Connected,
    Device,
    Event,
    PlaybackFinished,
    SetupAccepted,
    SetupRefused,
    TextSent,
)
from livechat.core.talk.transcript import Utterance
from tests.support.ledger import Ledger

E = TypeVar("E", bound=Event)

SPEC: Final = SetupSpec(model="fake")
MANUAL: Final = replace(SPEC, manual=True)
"""The same with push-to-talk."""

CHANGES_AFTER_S: Final = 0.3
"""Seconds that a connection with another setup takes."""

Reply = Callable[[], Iterable[tuple[float, Event]]]
"""(Seconds to wait, event) pairs, as a connection yields them."""


class FakeLink:
    """Says what a script says, numbered and cleaned as a session does; remembers what is sent.

    Args:
        replies: What follows each typed line, end of sound or release of the key.
        spec: The setup it begins with.
    """

    def __init__(self, *replies: Reply, spec: SetupSpec = SPEC) -> None:
        self._replies = list(replies)
        self._handed_over: asyncio.Queue[Item] = asyncio.Queue()
        self.sent: list[object] = []
        """What was handed over, in its simplest form (`_plain`), and what else was wanted."""
        self.closed = False
        self.unasked: list[tuple[float, Event]] = []
        """Said before anything was handed over."""
        self.ends_after: int | None = None
        """Replies after which the service ends the session politely."""
        self.fails: Exception | None = None
        """Raised when the replies are used up, or at once if there are none."""
        self.connects_after_s = 0.0
        self.refuses: str = ""
        """Why another setup is refused; empty: it is taken."""
        self.spec = self._accepted = spec
        self._ledger = Ledger()
        self._waiting: deque[Item] | None = deque()
        """What leaves as soon as there is a connection; None: there is one."""
        self._emit: Emit = lambda _: None
        self._alarm: asyncio.TimerHandle | None = None

    async def run(
        self, emit: Emit, said: Callable[[], Sequence[Utterance]], account: Callable[[], str]
    ) -> None:
        self._emit = emit
        try:
            await self._script()
        finally:
            self.closed = True
            if self._alarm is not None:
                self._alarm.cancel()

    def send(self, item: Item) -> None:
        self.sent.append(_plain(item))
        self._ledger.handed_over(item, _now())
        self._set_alarm()
        if isinstance(item, Typed | SoundEnd) or item == Activity(False):
            self._handed_over.put_nowait(item)
        if self._waiting is None:
            self._leave(item)
        else:
            self._waiting.append(item)

    def stop(self, turn: int, heard: str | None) -> None:
        self.sent.append(("stop", turn, heard))
        self._ledger.turns.stopped(turn)

    def change(self, spec: SetupSpec) -> None:
        self.sent.append(spec)
        self.spec = spec
        asyncio.get_running_loop().call_later(CHANGES_AFTER_S, self._settle, spec)

    def hurry(self) -> None:
        self.sent.append("hurry")

    @property
    def items(self) -> list[object]:
        """What was handed over, but sound."""
        return [one for one in self.sent if not isinstance(one, bytes)]

    async def _script(self) -> None:
        await asyncio.sleep(self.connects_after_s)
        self._emit(Connected(at=_now(), model="fake", practice=False))
        self._accept(self.spec)
        while self._waiting:
            self._leave(self._waiting.popleft())
        self._waiting = None
        await self._say(self.unasked)
        given = 0
        while self._replies and given != self.ends_after:
            await self._handed_over.get()
            await self._say(self._replies.pop(0)())
            given += 1
        if self.fails is None and given != self.ends_after:
            await asyncio.Event().wait()
        self._tell(self._ledger.turns.close(_now()))
        if self.fails is not None:
            raise self.fails

    async def _say(self, script: Iterable[tuple[float, Event]]) -> None:
        for wait_s, event in script:
            await asyncio.sleep(wait_s)
            self._tell(self._ledger.take(at(event, _now())))
            self._set_alarm()

    def _tell(self, events: Iterable[Event]) -> None:
        for event in events:
            self._emit(event)

    def _set_alarm(self) -> None:
        """Tell what becomes certain because nothing comes, when it does."""
        if self._alarm is not None:
            self._alarm.cancel()
        due_at = self._ledger.turns.wakes_at
        if due_at < float("inf"):
            loop = asyncio.get_running_loop()
            self._alarm = loop.call_at(max(due_at, _now()), self._wake, due_at)

    def _wake(self, due_at: float) -> None:
        self._tell(self._ledger.until(max(due_at, _now())))
        self._set_alarm()

    def _leave(self, item: Item) -> None:
        match item:
            case Sound(pcm, captured_at, voiced, dbfs):
                self._emit(
                    AudioSent(at=_now(), pcm=pcm, captured_at=captured_at, voiced=voiced, dbfs=dbfs)
                )
            case Typed(text):
                self._emit(TextSent(at=_now(), text=text))
            case _:
                pass

    def _settle(self, spec: SetupSpec) -> None:
        if not self.refuses:
            self._accept(spec)
            return
        self.spec = self._accepted
        self._emit(SetupRefused(at=_now(), spec=spec, reason=self.refuses))

    def _accept(self, spec: SetupSpec) -> None:
        self._accepted = spec
        self._tell(self._ledger.take(SetupAccepted(at=_now(), spec=spec, session=1)))


def _plain(item: Item) -> object:
    match item:
        case Sound(pcm):
            return pcm
        case SoundEnd():
            return "end"
        case Activity(speaking):
            return ("activity", speaking)
        case Typed(text):
            return text
        case _:
            return item


class FakeMicrophone:
    """Says what it is given, one item every 20 ms."""

    def __init__(self, *items: bytes | Pause) -> None:
        self._items = items

    async def run(self, emit: Emit) -> None:
        """No device."""

    async def listen(self) -> AsyncIterator[Chunk | Pause]:
        for item in self._items:
            await asyncio.sleep(0.02)
            yield chunk_of(item, _now()) if isinstance(item, bytes) else item


class OpenMicrophone:
    """Hears a chunk every 20 ms, for ever; tells events when they are due.

    Args:
        told: (seconds from the beginning, event) pairs.
    """

    def __init__(self, *told: tuple[float, Event]) -> None:
        self._told = told
        self.hears = bytes(640)

    async def run(self, emit: Emit) -> None:
        began = _now()
        for due, event in self._told:
            await asyncio.sleep(began + due - _now())
            emit(at(event, _now()))

    async def listen(self) -> AsyncIterator[Chunk | Pause]:
        while True:
            await asyncio.sleep(0.02)
            yield chunk_of(self.hears, _now())


SPEAKING, SILENT = Judgement((0.9,)), Judgement((0.0,))


class Judged(OpenMicrophone):
    """An open microphone that somebody speaks into, or not."""

    def __init__(self, *told: tuple[float, Event]) -> None:
        super().__init__(*told)
        self.judgement = SILENT

    async def listen(self) -> AsyncIterator[Chunk | Pause]:
        async for one in super().listen():
            assert isinstance(one, Chunk)
            yield replace(one, judgement=self.judgement)

    def speak(self) -> None:
        self.judgement = SPEAKING

    def stop(self) -> None:
        self.judgement = SILENT


class DeviceLike:
    """A microphone whose sound waits for whoever takes it, ten seconds of it, as a device's does.

    Each chunk names what is said, so that a test can tell them apart (`said_in`). It is loud and
    soft in turns, as speech is; nothing said is soft.
    """

    def __init__(self) -> None:
        self.says = "public"
        self.made = 0
        self._waiting: deque[Chunk] = deque(maxlen=500)
        self._came = asyncio.Event()
        self._held = False

    def hold(self) -> None:
        """Let nobody take anything, as if the program stood still."""
        self._held = True

    def let_go(self) -> None:
        """Let what waits be taken."""
        self._held = False
        self._came.set()

    async def run(self, emit: Emit) -> None:
        while True:
            await asyncio.sleep(0.02)
            self.made += 1
            loud = bool(self.says) and self.made % 10 < 6
            pcm = from_samples(array("h", [ord(one) for one in f"{self.says} {self.made}"]))
            pcm += b"\0\0" + (b"\x00\x20\x00\xe0" if loud else bytes(4)) * 140
            self._waiting.append(chunk_of(pcm, _now()))
            self._came.set()

    async def listen(self) -> AsyncIterator[Chunk | Pause]:
        while True:
            while self._waiting and not self._held:
                yield self._waiting.popleft()
            self._came.clear()
            await self._came.wait()


def said_in(pcm: bytes) -> tuple[str, int]:
    """What a chunk of such a microphone says, and its number."""
    text = "".join(map(chr, takewhile(bool, to_samples(pcm))))
    said, _, number = text.rpartition(" ")
    return said, int(number)


class FakeSpeaker:
    """Plays in no time at all what it is told to finish; remembers everything.

    Args:
        sounds: Whether turns go on sounding until they are interrupted.
    """

    def __init__(self, *, sounds: bool = False) -> None:
        self.done: list[object] = []
        self.played: list[tuple[int, int]] = []
        """Turns, and bytes of their sound."""
        self.idle = True
        self.pending_s = 0.0
        self._sounds = sounds
        self._emit: Emit = lambda _: None

    async def run(self, emit: Emit) -> None:
        self._emit = emit
        await asyncio.Event().wait()

    def play(self, turn: int, pcm: bytes) -> None:
        self.played.append((turn, len(pcm)))
        self.idle = not self._sounds

    def complete(self, turn: int) -> None:
        self.done.append(("complete", turn))

    def interrupt(self, turn: int) -> None:
        self.done.append(("interrupt", turn))
        if not self.idle:
            self.idle = True
            self._emit(PlaybackFinished(at=_now(), turn=turn, heard=10, unheard=10))

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

    def of(self, kind: type[E]) -> list[E]:
        return [event for event in self.events if isinstance(event, kind)]


def at(event: Event, when: float) -> Event:
    """The event, happening at another time."""
    return replace(event, at=when)


def _now() -> float:
    return asyncio.get_running_loop().time()
