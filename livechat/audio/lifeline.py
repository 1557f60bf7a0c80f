"""Keeps a sound device alive: opened, watched, and opened again for as long as it takes.

What the drivers show when a device goes away is little: callbacks that stop, with or without a
word, writes that never return, and a `close` that blocks for as long as a sound server is frozen.
So every call that may block runs in a thread that can be left behind, and a device counts as dead
when nothing has moved for a second.

What they do not show at all is that the system moved the stream to another device, or that there
is a new default: whoever plugs in headphones and hears nothing opens the devices anew. PortAudio
sees new devices only when it starts, and can start anew only when nothing is open: `House` brings
all devices of a conversation to that point together.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import Future
from typing import Protocol, TypeVar

from livechat.app.ports import Emit
from livechat.audio import portaudio
from livechat.audio.devices import Device, Kind, choose, list_in_child
from livechat.core.talk.events import Device as End
from livechat.core.talk.events import DeviceLost, DeviceOpened, Notice
from livechat.errors import SoundError
from livechat.threads import in_thread

LOOK_S = 0.2
"""Seconds from one look at a device to the next; with `STILL_S` it is missed within a second."""

STILL_S = 0.7
"""Seconds without a sign of life after which a device is dead. The longest that a healthy one
was seen to take, on a virtual card under load, is 0.06."""

RETRY_S = 1.0
"""Seconds between two tries to open a device, and between two openings of one that dies at once."""

MOST_ROOM = 8.0
"""Factor for a device's buffers that is not doubled any more: 160 ms, by default. Who still loses
sound has another problem."""

OPEN_S = 10.0
"""Seconds the first opening may take, and a list of the devices; a frozen sound server would take
for ever."""

CLOSE_S = 0.5
"""Seconds closing may take at the end; then the thread that closes is left behind."""

MEETING_S = 3.0
"""Seconds that devices wait for each other before PortAudio starts anew."""

_WORDS: dict[Kind, End] = {"input": "microphone", "output": "loudspeaker"}
_SAID: dict[Kind, str] = {"input": "microphone", "output": "speaker"}

T = TypeVar("T")

log = logging.getLogger(__name__)


class Unit(Protocol):
    """An open device."""

    name: str
    rate: int
    """Hertz of the device itself."""
    latency_s: float

    def trouble(self) -> str | None:
        """What has happened to it, if it does not work any more."""
        ...

    def struggles(self) -> bool:
        """Whether it loses sound, and should be opened with more room."""
        ...

    def close(self) -> None:
        """Close it. May block for as long as the sound server is frozen."""
        ...


class House:
    """The devices that share one PortAudio."""

    def __init__(self) -> None:
        self._lines: set[Lifeline] = set()
        self._closed: set[Lifeline] = set()
        """Lines whose devices are closed, and that wait for the others."""
        self._wanted = False
        """Whether PortAudio is to start anew, or is just doing so."""
        self._refreshing = False
        self._over = asyncio.Event()
        """Set when devices may be opened again."""
        self._hanging: set[Future[None]] = set()
        """Closings that were left behind."""

    def enter(self, line: Lifeline) -> None:
        """A device begins to be kept alive."""
        self._lines.add(line)

    def leave(self, line: Lifeline) -> None:
        """It is no longer."""
        self._lines.discard(line)
        self._closed.discard(line)

    def renew(self) -> None:
        """Have all devices closed, PortAudio started anew, and all opened again; soon."""
        if self._lines and not self._wanted:
            self._wanted = True
            self._closed.clear()
            self._over.clear()
            for line in self._lines:
                line.step_aside()

    def use(self, end: End, name: str) -> None:
        """Have a device closed and another one opened in its place; soon."""
        for line in self._lines:
            line.use(end, name)

    def hangs(self, closing: Future[None]) -> None:
        """A device is still being closed; PortAudio, started anew, would wait for it."""
        self._hanging.add(closing)

    def can_renew(self) -> bool:
        """Whether PortAudio can start anew, once all devices are closed."""
        self._hanging = {closing for closing in self._hanging if not closing.done()}
        return not self._hanging

    async def closed(self, line: Lifeline) -> None:
        """A device is not open; wait if PortAudio is to start anew.

        `MEETING_S` at most for the others to close theirs. Then for as long as PortAudio takes,
        since nothing can be opened before.
        """
        while self._wanted:
            self._closed.add(line)
            if self._closed >= self._lines:
                await self._start_anew()
            else:
                await self._wait_for_the_others()

    async def _wait_for_the_others(self) -> None:
        try:
            async with asyncio.timeout(MEETING_S):
                await self._over.wait()
        except TimeoutError:
            if not self._refreshing:
                self._end_meeting()  # somebody hangs: go on with the devices known
            await self._over.wait()

    async def _start_anew(self) -> None:
        self._refreshing = True
        try:
            if self.can_renew():
                await _over(in_thread(portaudio.refresh, "portaudio"))
        except SoundError as error:  # whoever opens a device is told, and tries again
            log.info("%s", error)
        finally:
            self._refreshing = False
            self._end_meeting()

    def _end_meeting(self) -> None:
        self._wanted = False
        self._over.set()


class Lifeline:
    """One device, named or the system's own.

    Args:
        kind: Which end.
        wanted: As for `devices.choose`.
        open_unit: Opens a device, with a factor for its buffers, 1 at first; called in a thread,
            may block.
        house: Where the other devices are.
    """

    def __init__(
        self,
        kind: Kind,
        wanted: str | None,
        open_unit: Callable[[Device, float], Unit],
        house: House,
    ) -> None:
        self.unit: Unit | None = None
        """The open device; None while there is none."""
        self._kind = kind
        self._wanted = wanted
        self._open_unit = open_unit
        self._house = house
        self._room = 1.0
        self._close = asyncio.Event()
        self._opened_once = False
        self._before: tuple[str | None] | None = None
        """What was wanted before; to be gone back to if what is wanted now cannot be opened."""

    def use(self, end: End, name: str) -> None:
        """Go on with another device, if it is this end; with this one where that cannot be."""
        if end == _WORDS[self._kind]:
            self._before = self._before or (self._wanted,)
            self._wanted = name
            self.step_aside()

    def step_aside(self) -> None:
        """Close the device soon, and open it again."""
        self._close.set()

    async def run(self, emit: Emit) -> None:
        """Keep the device open, until cancelled; say when it is lost and when it is back.

        Raises:
            SoundError: It cannot be opened the first time.
        """
        self._house.enter(self)
        try:
            while True:
                self.unit = unit = await self._opened(emit)
                self._opened_once = True
                since = _now()
                self._tell_opened(unit, emit)
                why = await self._watch(unit)
                if why:
                    lost = DeviceLost(
                        at=_now(), device=_WORDS[self._kind], name=unit.name, reason=why
                    )
                    emit(lost)
                await self._shut()
                if why:
                    await asyncio.sleep(max(0.0, since + RETRY_S - _now()))
        finally:
            self._house.leave(self)
            await self._shut()

    def _tell_opened(self, unit: Unit, emit: Emit) -> None:
        emit(
            DeviceOpened(
                at=_now(),
                device=_WORDS[self._kind],
                name=unit.name,
                rate=unit.rate,
                latency_ms=round(unit.latency_s * 1000, 1),
            )
        )

    async def _opened(self, emit: Emit) -> Unit:
        """The open device, after as many tries as it takes; the very first may fail for good."""
        said = False
        while True:
            await self._house.closed(self)
            self._close.clear()  # what was asked for until now is done by opening it
            try:
                unit = await self._outcome(in_thread(self._open, f"open-{self._kind}"))
            except SoundError as error:
                if self._before is not None:
                    await self._reconsider(self._before[0], error, emit)
                    continue
                if not self._opened_once:
                    raise
                if not said:
                    emit(Notice(at=_now(), text=f"{error.what} Retrying…", level="warning"))
                    said = True
                log.info("%s cannot be opened: %s", self._kind, error)
            else:
                self._before = None
                return unit
            await asyncio.sleep(RETRY_S)
            if not self._house.can_renew():
                continue
            if await _over(in_thread(self._is_new, "list-devices")):
                self._house.renew()

    async def _reconsider(self, before: str | None, error: SoundError, emit: Emit) -> None:
        """What was just chosen cannot be opened: it is new, or else it is given up."""
        if self._house.can_renew() and await _over(in_thread(self._is_new, "list-devices")):
            self._house.renew()
            return
        self._wanted, self._before = before, None
        text = f"{error} Keeping the current {_SAID[self._kind]}."
        emit(Notice(at=_now(), text=text, level="warning"))

    async def _outcome(self, opening: Future[Unit]) -> Unit:
        """What a try to open comes to. There is one at a time: a frozen server delays them all."""
        try:
            while not await _over_within(OPEN_S, opening):
                if not self._opened_once:
                    raise SoundError(
                        "The sound server does not respond.", "Restart it, or log out and in again."
                    )
            return opening.result()
        except asyncio.CancelledError:
            # Soon, as a rule; a stream that opens when Python has ended would crash it.
            await _over_within(CLOSE_S, opening)
            raise
        finally:
            if not opening.done():
                portaudio.abandon()
                opening.add_done_callback(_close_late)
            elif opening.exception() is None:
                self.unit = opening.result()  # closed by `run`, whatever happens

    def _open(self) -> Unit:
        return self._open_unit(choose(self._kind, self._wanted), self._room)

    def _is_new(self) -> bool:
        """In a thread: whether PortAudio, started anew, would see a device it does not see now."""
        try:
            choose(self._kind, self._wanted)
        except SoundError:
            seen = list_in_child(OPEN_S) or []
            try:
                choose(self._kind, self._wanted, seen)
            except SoundError:
                return False
            return True
        return False

    async def _watch(self, unit: Unit) -> str:
        """Wait until the device is to be closed; say why, unless it was asked for."""
        while True:
            try:
                async with asyncio.timeout(LOOK_S):
                    await self._close.wait()
            except TimeoutError:
                if (why := unit.trouble()) is not None:
                    return why
                if unit.struggles() and self._room < MOST_ROOM:
                    self._room *= 2
                    return ""
            else:
                return ""

    async def _shut(self) -> None:
        """Close the device, if one is open; leave it behind if that takes too long."""
        unit, self.unit = self.unit, None
        if unit is None:
            return
        closing = in_thread(unit.close, f"close-{self._kind}")
        try:
            await _over_within(CLOSE_S, closing)
        finally:
            if not closing.done():
                self._house.hangs(closing)
                portaudio.abandon()  # else the program's end would wait for it
        if error := closing.exception() if closing.done() else None:
            log.info("%s was not closed well: %s", self._kind, portaudio.reason(error))


def _close_late(opening: Future[Unit]) -> None:
    """Close what opened when nobody wanted it any more, in a thread: that may block."""
    if opening.exception() is None:
        in_thread(opening.result().close, "close-late")


async def _over(work: Future[T]) -> T:
    """What a thread's work comes to, however long it takes.

    Raises:
        Exception: What it raises.
    """
    try:
        return await asyncio.wrap_future(work)
    finally:
        if not work.done():
            portaudio.abandon()


async def _over_within(seconds: float, work: Future[T]) -> bool:
    """Wait for a thread's work that long at most; whether it is over."""
    ending = asyncio.wrap_future(work)
    try:
        await asyncio.wait([ending], timeout=seconds)
    finally:
        ending.cancel()  # else a failure of work that was left behind is reported by asyncio
    return work.done()


def _now() -> float:
    return asyncio.get_running_loop().time()
