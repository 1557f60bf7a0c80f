"""Keeps a sound device alive: opened, watched, and opened again for as long as it takes.

What the drivers show when a device goes away is little: callbacks that stop, with or without a
word, writes that never return, and a `close` that blocks for as long as a sound server is frozen.
So a device counts as dead when nothing has moved for a second. What blocks, blocks the sound
thread, never the loop; a device that is being opened waits there until the server thaws.

The drivers do not show at all that the system moved the stream to another device, or that there is
a new default: whoever plugs in headphones and hears nothing opens the devices anew.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial

from livechat.app.ports import Emit
from livechat.audio import portaudio
from livechat.audio.audio_stream import CLOSE_S, AudioStream, Opening
from livechat.audio.device_manager import DeviceManager
from livechat.audio.devices import Device, Kind, choose, list_in_child
from livechat.audio.sound_thread import ANSWER_S, over_within
from livechat.core.talk.events import Device as End
from livechat.core.talk.events import DeviceLost, DeviceOpened, Notice
from livechat.errors import SoundError
from livechat.threads import in_thread

LOOK_S = 0.2
"""Seconds from one look at a device to the next; with `STILL_S` it is missed within a second."""

STOOD_S = 0.5
"""Seconds from one look to the next after which a device is looked at once more before it is said
to stand still: less than `STILL_S`, for the whole program may have stood still so long."""

RETRY_S = 1.0
"""Seconds between two tries to open a device, between two openings of one that dies at once, and
between the first two looks for one that is missing."""

LONGEST_S = 10.0
"""Seconds between two looks for a device that has long been missing. A look starts a process, which
takes 0.14 s of a core."""

MOST_ROOM = 8.0
"""Factor for a device's buffers that is not doubled any more: 160 ms, by default. Who still loses
sound has another problem."""

OPEN_S = ANSWER_S
"""Seconds the first opening may take, and a list of the devices."""

_ENDS: dict[Kind, End] = {"input": "microphone", "output": "loudspeaker"}
_SAID: dict[Kind, str] = {"input": "microphone", "output": "speaker"}

log = logging.getLogger(__name__)


class DeviceSupervisor:
    """Keeps one device alive, named or the system's own.

    Args:
        kind: Which end.
        wanted: As for `devices.choose`.
        open_stream: Opens a device, in the sound thread; may block.
        manager: Where the other devices are.
        prepare: What is done once, in a thread, before the device is opened: imports.
    """

    def __init__(
        self,
        kind: Kind,
        wanted: str | None,
        open_stream: Callable[[Opening], AudioStream],
        manager: DeviceManager,
        prepare: Callable[[], None] = lambda: None,
    ) -> None:
        self.end = _ENDS[kind]
        """Which end of the conversation it is."""
        self.running = False
        """Whether it is to be kept open."""
        self.stream: AudioStream | None = None
        """The open device; None while there is none. Only the sound thread changes it."""
        self._kind = kind
        self._wanted = wanted
        self._tried = wanted
        """What was wanted when it was last to be opened."""
        self._open_stream = open_stream
        self._manager = manager
        self._sound = manager.sound
        self._prepare = prepare
        self._device: Device | None = None
        """The device that was found when it was last to be opened; None: there is none such."""
        self._room = 1.0
        self._own_rate = False
        self._rate_told = False
        self._opened_once = False
        self._before: tuple[str | None] | None = None
        """What was wanted before; to be gone back to if what is wanted now cannot be opened."""
        self._rescanned = False
        """Whether PortAudio was already started anew for what is wanted now."""
        self._requests: set[Future[None]] = set()
        """What was asked of the sound thread, and may not be over yet."""
        manager.add(self)

    def use(self, name: str) -> None:
        """Go on with another device; with this one where that cannot be."""
        self._before = self._before or (self._wanted,)
        self._wanted = name
        self._own_rate = self._rate_told = self._rescanned = False

    async def run(self, emit: Emit) -> None:
        """Keep the device open, until cancelled; say when it is lost and when it is back.

        Raises:
            SoundError: It cannot be opened the first time.
        """
        self._sound.begin(portaudio.load, "load")  # meanwhile; its failure is found again
        await asyncio.wrap_future(in_thread(self._prepare, f"prepare-{self._kind}"))
        self.running = True
        why: str | None = None
        try:
            while True:
                stream = await self._opened(emit, said=bool(why))
                self._opened_once = True
                since = _now()
                self._tell_opened(stream, emit)
                why = await self._watch(stream, emit)
                if why:
                    emit(DeviceLost(at=_now(), device=self.end, name=stream.name, reason=why))
                if why is not None:
                    await self._shut()
                if why:
                    await asyncio.sleep(max(0.0, since + RETRY_S - _now()))
        finally:
            self.running = False
            await self._shut()

    # In the sound thread.

    def open(self) -> None:
        """Open the device, unless it is open or not to be kept open.

        Raises:
            SoundError: It cannot be opened.
        """
        if not self.running or self.stream is not None:
            return
        self._tried, self._device = self._wanted, None
        self._device = device = choose(self._kind, self._tried)
        self.stream = self._open_stream(Opening(device, self._room, self._own_rate))

    def close(self) -> None:
        """Close the device, if it is open."""
        stream, self.stream = self.stream, None
        if stream is None:
            return
        try:
            stream.close()
        except Exception as error:  # noqa: BLE001 - PortAudio's own class; it is gone either way
            log.info("%s was not closed well: %s", self._kind, portaudio.reason(error))

    # On the loop.

    def _tell_opened(self, stream: AudioStream, emit: Emit) -> None:
        emit(
            DeviceOpened(
                at=_now(),
                device=self.end,
                name=stream.name,
                rate=stream.rate,
                latency_ms=round(stream.latency_s * 1000, 1),
            )
        )

    async def _opened(self, emit: Emit, *, said: bool) -> AudioStream:
        """The open device, after as many tries as it takes; the very first may fail for good.

        Args:
            said: Whether the user knows that it is tried again and again.
        """
        look_at, pause_s = 0.0, RETRY_S
        while True:
            try:
                await self._try_to_open()
            except SoundError as error:
                if self._wanted != self._tried:  # chosen meanwhile
                    continue
                if self._before is not None:
                    await self._reconsider(self._before[0], error, emit)
                    continue
                if not self._opened_once:
                    raise
                if not said:
                    emit(Notice(at=_now(), text=f"{error.what} Retrying…", level="warning"))
                    said = True
                log.info("%s cannot be opened: %s (%s)", self._kind, error, error.__cause__)
            else:
                if (stream := self.stream) is None:  # PortAudio is being restarted since
                    continue
                if self._wanted == self._tried:
                    self._before = None
                return stream
            await asyncio.sleep(RETRY_S)
            if _now() >= look_at:
                if await self._is_new():
                    self._manager.renew()
                look_at = _now() + pause_s
                pause_s = min(2 * pause_s, LONGEST_S)

    async def _try_to_open(self) -> None:
        """Have the sound thread open the device. One request waits, however long it takes.

        Raises:
            SoundError: It cannot be opened; or, the first time, there is no answer.
        """
        opening = self._request(self.open, "open")
        if not await over_within(OPEN_S, opening):
            self._sound.write_off()
            if not self._opened_once:
                raise SoundError(
                    "The sound server does not respond.", "Restart it, or log out and in again."
                )
            await over_within(None, opening)  # until it thaws
        opening.result()

    async def _reconsider(self, before: str | None, error: SoundError, emit: Emit) -> None:
        """Rescan once for the device just chosen, if a new PortAudio would see it; else go back."""
        rescan, self._rescanned = not self._rescanned, True
        if rescan and await self._is_new():
            self._manager.renew()
        elif self._wanted == self._tried:  # else another one was chosen meanwhile
            self._wanted, self._before = before, None
            text = f"{error} Keeping the current {_SAID[self._kind]}."
            emit(Notice(at=_now(), text=text, level="warning"))

    async def _is_new(self) -> bool:
        """Whether PortAudio, started anew, would see a device it does not see now."""
        if self._device is not None or self._sound.hangs:
            return False
        listing = in_thread(partial(list_in_child, OPEN_S), "list-devices")
        seen = await asyncio.wrap_future(listing)
        try:
            choose(self._kind, self._wanted, seen or [])
        except SoundError:
            return False
        return True

    async def _watch(self, stream: AudioStream, emit: Emit) -> str | None:
        """Wait until the device is to be opened again.

        Returns:
            Why it was lost; empty if it was not; None if a restart of PortAudio has closed it.
        """
        stood = False
        while True:
            since = _now()
            await asyncio.sleep(LOOK_S)
            # After Ctrl-Z, and what comes to the same: the device's own threads stood still too.
            if not stood and _now() - since > STOOD_S:
                stood = True
                continue
            stood = False
            why = stream.trouble()
            if self.stream is not stream:
                return None
            if why is not None:
                return why
            if self._wanted != self._tried:
                return ""
            if stream.struggles() and self._room < MOST_ROOM:
                self._room *= 2
                return ""
            if stream.rate_is_wrong() and self._changes_rate(stream, emit):
                return ""

    def _changes_rate(self, stream: AudioStream, emit: Emit) -> bool:
        """Say, once, that the device runs at a wrong speed; whether its own rate may be right."""
        if self._rate_told:
            return False
        assert self._device
        own = self._device.default_rate
        if self._own_rate or stream.rate == own:
            self._rate_told = True
            advice = "Choose another one from `livechat devices`."
        else:
            self._own_rate = True
            advice = f"Reopening it at its own rate, {own / 1000:g} kHz."
        text = f"The {_SAID[self._kind]} runs at the wrong speed. {advice}"
        emit(Notice(at=_now(), text=text, level="warning"))
        return not self._rate_told

    async def _shut(self) -> None:
        """Have the device closed; leave that to the sound thread if it takes too long."""
        under_way = [one for one in self._requests if not one.cancel() and not one.done()]
        # A restart may be closing the device, or opening it, though there is none to be seen.
        if self.stream is None and not under_way and not self._manager.restarting:
            return
        hangs = self._sound.hangs
        closing = self._request(self.close, "close")
        if not await over_within(0.0 if hangs else CLOSE_S, closing):
            self._sound.write_off()

    def _request(self, work: Callable[[], None], what: str) -> Future[None]:
        request = self._sound.begin(work, f"{what}-{self._kind}")
        self._requests = {one for one in self._requests if not one.done()} | {request}
        return request


def _now() -> float:
    return asyncio.get_running_loop().time()
