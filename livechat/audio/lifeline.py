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
from typing import Protocol

from livechat.app.ports import Emit
from livechat.audio import portaudio
from livechat.audio.devices import Device, Kind, choose, list_in_child
from livechat.audio.threads import in_thread
from livechat.core.events import Device as End
from livechat.core.events import DeviceLost, DeviceOpened, Notice
from livechat.errors import SoundError

LOOK_S = 0.2
"""Seconds from one look at a device to the next; with `STILL_S` it is missed within a second."""

STILL_S = 0.7
"""Seconds without a sign of life after which a device is dead. The longest that a healthy one
was seen to take, on a virtual card under load, is 0.06."""

RETRY_S = 1.0
"""Seconds between two tries to open a device."""

OPEN_S = 10.0
"""Seconds the first opening may take; a frozen sound server would take for ever."""

CLOSE_S = 0.5
"""Seconds closing may take at the end; then the thread that closes is left behind."""

MEETING_S = 3.0
"""Seconds that devices wait for each other before PortAudio starts anew."""

_WORDS: dict[Kind, End] = {"input": "microphone", "output": "loudspeaker"}

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
        self._wanted = False
        self._stuck = False
        self._renewed = asyncio.Event()

    def enter(self, line: Lifeline) -> None:
        """A device begins to be kept alive."""
        self._lines.add(line)

    def leave(self, line: Lifeline) -> None:
        """It is no longer."""
        self._lines.discard(line)

    def renew(self) -> None:
        """Have all devices closed, PortAudio started anew, and all opened again; soon."""
        if not self._wanted:
            self._wanted, self._stuck = True, False
            self._closed.clear()
            self._renewed.clear()
            for line in self._lines:
                line.step_aside()

    async def closed(self, line: Lifeline, *, wholly: bool) -> None:
        """A device is closed, or (not `wholly`) still being closed; wait if others are to follow.

        Raises:
            SoundError: PortAudio does not start again.
        """
        if not self._wanted:
            return
        self._closed.add(line)
        self._stuck = self._stuck or not wholly
        if self._closed >= self._lines:
            self._wanted = False
            try:
                if not self._stuck:  # else PortAudio would wait for the stream that hangs
                    await asyncio.wrap_future(in_thread(portaudio.refresh, "portaudio"))
            finally:
                self._renewed.set()
            return
        try:
            async with asyncio.timeout(MEETING_S):
                await self._renewed.wait()
        except TimeoutError:
            self._wanted = False  # somebody hangs: go on with the devices known


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
                end = _WORDS[self._kind]
                latency_ms = round(unit.latency_s * 1000, 1)
                opened = DeviceOpened(
                    at=_now(), device=end, name=unit.name, rate=unit.rate, latency_ms=latency_ms
                )
                emit(opened)
                why = await self._watch(unit)
                if why:
                    emit(DeviceLost(at=_now(), device=end, name=unit.name, reason=why))
                wholly = await self._shut()
                await self._house.closed(self, wholly=wholly)
        finally:
            self._house.leave(self)
            await self._shut()

    async def _opened(self, emit: Emit) -> Unit:
        """The open device, after as many tries as it takes; the very first may fail for good."""
        said = False
        while True:
            opening = in_thread(self._open, f"open-{self._kind}")
            try:
                return await self._outcome(opening)
            except SoundError as error:
                if not self._opened_once:
                    raise
                if not said:
                    emit(Notice(at=_now(), text=f"{error.what} Trying on …", level="warning"))
                    said = True
                log.info("%s cannot be opened: %s", self._kind, error)
            await asyncio.sleep(RETRY_S)
            if await asyncio.wrap_future(in_thread(self._is_new, "list-devices")):
                self._house.renew()
            await self._house.closed(self, wholly=True)

    async def _outcome(self, opening: Future[Unit]) -> Unit:
        """What a try to open comes to. There is one at a time: a frozen server delays them all."""
        try:
            while True:
                done, _ = await asyncio.wait([asyncio.wrap_future(opening)], timeout=OPEN_S)
                if done:
                    return opening.result()
                if not self._opened_once:
                    raise SoundError(
                        "The sound server does not answer.", "Restart it, or log in anew."
                    )
        except BaseException:
            opening.add_done_callback(_close_late)
            raise

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
        self._close.clear()
        while True:
            try:
                async with asyncio.timeout(LOOK_S):
                    await self._close.wait()
            except TimeoutError:
                if (why := unit.trouble()) is not None:
                    return why
                if unit.struggles():
                    self._room *= 2
                    return ""
            else:
                return ""

    async def _shut(self) -> bool:
        """Close the device, if one is open; whether that was over in good time."""
        unit, self.unit = self.unit, None
        if unit is None:
            return True
        closing = asyncio.wrap_future(in_thread(unit.close, f"close-{self._kind}"))
        done, _ = await asyncio.wait([closing], timeout=CLOSE_S)
        if not done:
            portaudio.abandon()  # else the program's end would wait for it
        return bool(done)


def _close_late(opening: Future[Unit]) -> None:
    """Close what opened when nobody wanted it any more."""
    if not opening.cancelled() and opening.exception() is None:
        opening.result().close()


def _now() -> float:
    return asyncio.get_running_loop().time()
