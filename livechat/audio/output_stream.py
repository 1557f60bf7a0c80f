"""Output streams: where a loudspeaker's sound is written, one kind for each way PortAudio works.

Where a host API has real blocking writes, what is written is what the device holds, and it may run
dry. Everywhere else PortAudio only imitates them (PortAudio's sources, commit 375345a):

- Core Audio, JACK, ASIO, PulseAudio: a ring in front of a callback. Core Audio's starts full of
  zeros (`resetBlioRingBuffers`), so that nothing tells how much of it is sound.
- MME: all buffers are queued when it starts (`StartStream`): 0 frames are free then.
- WDM-KS: there are none ("IMPLEMENT ME").
- DirectSound: the same, but a write says that all went well, and nothing is heard; no speaker is
  chosen there (`audio/devices.py`).

There, a callback takes sound from a ring of ours, of which all is known.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, Literal, NamedTuple, Protocol

from livechat.audio.devices import Device
from livechat.audio.streams import cannot_open, open_stream
from livechat.core.pcm import SAMPLE_BYTES
from livechat.errors import SoundError

Writes = Literal["blocking", "callback"]

WRITES: Final[Mapping[str, Writes]] = MappingProxyType(
    {"ALSA": "blocking", "OSS": "blocking", "sndio": "blocking", "Windows WASAPI": "blocking"}
)
"""Host APIs, as PortAudio calls them, whose blocking writes are real. Callbacks work everywhere."""

STARTS_AT: Final = 1 / 4
"""Share of its buffer from which on a device plays: ALSA's start threshold, of which PortAudio
asks for four periods and gets five. Others play whatever they have."""

BLOCKS: Final = 4
"""Callbacks in the time the driver may hold: 5 ms of 20."""

SEAM_S: Final = 0.02
"""Seconds by which a callback's time may be wrong before sound was lost: Python's threads wait for
each other for less."""

CLOCK_TRUST: Final = 0.01
"""How much is believed of a callback that came later than its samples are due: clocks drift by
100 ppm, threads are late by milliseconds."""

DELAY_MOST_S: Final = 1.0
"""Seconds from a callback to its sound at most; what drivers tell beyond that is wrong."""


class Held(NamedTuple):
    """What a device holds at a moment."""

    seconds: float
    """Until it runs dry, if nothing more is written; 0: it has."""
    until: float
    """When the next sample that is written sounds (`time.monotonic`)."""


class OutputStream(Protocol):
    """A started stream. `close` apart, it is for one thread."""

    rate: int
    """Hertz."""
    latency_s: float
    """By the driver's word."""
    starts: int
    """Frames that it must be given before it plays."""
    runs_dry: bool
    """Whether it underruns for want of sound; else because its driver is late."""

    @property
    def holds_s(self) -> float:
        """Seconds that it can hold, as far as that is known; 0: it is not."""
        ...

    def held(self) -> Held:
        """Ask what it holds.

        Raises:
            Exception: PortAudio's own; it has died.
        """
        ...

    def write(self, pcm: bytes) -> None:
        """Write s16le mono sound; blocks while there is no room.

        Raises:
            Exception: PortAudio's own; it has died.
        """
        ...

    def underruns(self) -> int:
        """How often the driver has said, since this was last asked, that it ran dry."""
        ...

    def close(self) -> None:
        """Drop what it holds, and close it. May block while the sound server is frozen."""
        ...


def open_output(device: Device, rate: int, latency_s: float) -> OutputStream:
    """A started stream on a device, of the kind that its host API has.

    Args:
        device: Which.
        rate: Hertz to ask for first.
        latency_s: Seconds its driver may hold.

    Raises:
        SoundError: It cannot be opened.
    """
    if WRITES.get(device.host_api) != "blocking":
        return CallbackOutput(device, rate, latency_s)
    try:
        return BlockingOutput(open_stream("output", device, rate, latency_s))
    except SoundError:
        raise
    except Exception as error:  # PortAudio's own: it died while it was asked what it can hold
        raise cannot_open("output", device, error) from error


class BlockingOutput:
    """Writes into the device's own buffer, which runs dry when nothing is written.

    Args:
        stream: sounddevice's, started, without a callback.
    """

    runs_dry = True

    def __init__(self, stream: Any) -> None:
        self.rate: int = round(stream.samplerate)
        self.latency_s = float(stream.latency)
        self._stream = stream
        self._channels: int = stream.channels
        self._underruns = 0
        self._until = 0.0
        """When it has played what was written, where it does not say what it holds."""
        try:
            self._capacity: int = stream.write_available
        except BaseException:
            stream.close(ignore_errors=True)
            raise
        self.starts = round(self._capacity * STARTS_AT)

    @property
    def holds_s(self) -> float:
        """Seconds that it can hold: as much as was ever seen free."""
        return self._capacity / self.rate

    def held(self) -> Held:
        """Ask what it holds."""
        free: int = self._stream.write_available
        now = time.monotonic()
        self._capacity = max(self._capacity, free)
        if not self._capacity:
            return Held(max(0.0, self._until - now), max(now, self._until) + self.latency_s)
        seconds = (self._capacity - free) / self.rate
        return Held(seconds, now + seconds)

    def write(self, pcm: bytes) -> None:
        """Write s16le mono sound."""
        seconds = len(pcm) / SAMPLE_BYTES / self.rate
        self._until = max(self._until, time.monotonic()) + seconds
        self._underruns += bool(self._stream.write(_spread(pcm, self._channels)))

    def underruns(self) -> int:
        """How often a write has said that the device had run dry before.

        A sound server's may have, while its buffer here was filled again in time; what was in that
        is lost with it.
        """
        new, self._underruns = self._underruns, 0
        return new

    def close(self) -> None:
        """Close it."""
        self._stream.close(ignore_errors=True)


class _Mark(NamedTuple):
    """What the newest callback has left behind, stored at once, so that no thread waits."""

    at: float
    """When it came."""
    lasts_s: float
    """Seconds of sound that it took."""
    sounds_until: float
    """When the last sample it took sounds."""
    taken: int
    """Bytes taken so far."""
    dry: bool
    """Whether there was not enough for it."""
    underruns: int
    """How often the driver has said that sound was missing."""


class CallbackOutput:
    """A ring of sound that PortAudio's thread takes from; silence where there is none.

    The device never runs dry; the ring does. `held` tells of the ring alone, and of the time the
    newest callback has lasted: what it took is the device's.

    Args:
        device: Which.
        rate: Hertz to ask for first.
        latency_s: Seconds its driver may hold.

    Raises:
        SoundError: It cannot be opened.
    """

    starts = 0
    runs_dry = False
    holds_s = 0.5

    def __init__(self, device: Device, rate: int, latency_s: float) -> None:
        self._pieces: deque[bytes] = deque()
        self._rest = b""
        """What the callback has begun to take."""
        self._written = 0
        """Bytes written so far."""
        self._told = 0
        """Underruns that were told of."""
        now = time.monotonic()
        self._mark = _Mark(now, 0.0, 0.0, 0, dry=True, underruns=0)
        self._ended = threading.Event()
        # Callbacks may come before it is known what was opened.
        self.rate = rate
        self.latency_s = latency_s
        self._stream = open_stream(
            "output",
            device,
            rate,
            latency_s,
            block_s=latency_s / BLOCKS,
            callback=self._callback,
            finished=self._ended.set,
        )
        self.rate = round(self._stream.samplerate)
        self.latency_s = float(self._stream.latency)
        self._channels: int = self._stream.channels

    def held(self) -> Held:
        """Ask what the ring holds."""
        if self._ended.is_set():
            raise OSError("its stream ended")
        mark, written, now = self._mark, self._written, time.monotonic()
        ring_s = self._seconds(written - mark.taken)
        until = max(now, mark.sounds_until + ring_s)
        if not ring_s and mark.dry:
            return Held(0.0, until)
        # A callback that is late has taken nothing; and where the one that finds too little has not
        # come yet, there is more than nothing.
        taken_s = min(now - mark.at, mark.lasts_s)
        return Held(max(1e-6, ring_s - taken_s), until)

    def write(self, pcm: bytes) -> None:
        """Write s16le mono sound."""
        frames = _spread(pcm, self._channels)
        self._written += len(frames)
        self._pieces.append(frames)

    def underruns(self) -> int:
        """How often the driver has said, since this was last asked, that it ran dry."""
        found = self._mark.underruns
        new, self._told = found - self._told, found
        return new

    def close(self) -> None:
        """Close it."""
        self._stream.close(ignore_errors=True)

    def _seconds(self, size: int) -> float:
        return size / (SAMPLE_BYTES * self._channels) / self.rate

    def _callback(self, out: Any, count: int, times: Any, status: Any) -> None:
        now, before = time.monotonic(), self._mark
        sounds, size = self._rest, len(out)
        while len(sounds) < size and self._pieces:
            sounds += self._pieces.popleft()
        taken = sounds[:size]
        self._rest = sounds[size:]
        out[: len(taken)] = taken
        out[len(taken) :] = bytes(size - len(taken))
        # The stream has a clock of its own; only differences of it mean anything here.
        told = times.outputBufferDacTime
        delay_s = told - times.currentTime if told else self.latency_s
        begins = now + min(max(delay_s, 0.0), DELAY_MOST_S)
        late_s = begins - before.sounds_until
        if 0.0 < late_s < SEAM_S:  # only this thread was late: samples are counted
            begins = before.sounds_until + CLOCK_TRUST * late_s
        lasts_s = count / self.rate
        self._mark = _Mark(
            now,
            lasts_s,
            begins + lasts_s,
            before.taken + len(taken),
            dry=len(taken) < size,
            underruns=before.underruns + bool(status.output_underflow),
        )


def _spread(pcm: bytes, channels: int) -> bytes:
    """Mono as frames of the device."""
    if channels == 1:
        return pcm
    import numpy as np

    return np.repeat(np.frombuffer(pcm, "<i2"), channels).tobytes()
