"""An open microphone: PortAudio's callback copies, and hands over."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Any

from livechat.audio.audio_stream import STILL_S
from livechat.audio.devices import Device
from livechat.audio.streams import open_stream
from livechat.core.rate_check import RateCheck

OVERRUNS = 3
"""Losses within `OVERRUNS_S` after which the device is opened with larger buffers."""

OVERRUNS_S = 10.0
"""Seconds."""

Take = Callable[[bytes, float], None]
"""Takes frames as the device has them (s16le, its rate, its channels), and when the first of them
was sound in the air (`time.monotonic`). Called by PortAudio's thread: copies and returns."""


class InputStream:
    """A microphone that hands over what it hears.

    Args:
        device: Which.
        rate: Hertz to ask for first.
        latency_s: Seconds its driver may hold.
        block_s: Seconds handed over at once; 0 leaves it to the driver.
        lost: Called by PortAudio's thread when the driver has lost sound.

    Raises:
        SoundError: It cannot be opened.
    """

    def __init__(
        self,
        device: Device,
        rate: int,
        latency_s: float,
        block_s: float,
        lost: Callable[[], None],
    ) -> None:
        self.name = device.name
        self._lost = lost
        self._take: Take | None = None
        self._stop: Callable[[], None] = lambda: None
        self._heard_at = time.monotonic()
        self._overruns: deque[float] = deque(maxlen=OVERRUNS)
        """When the last of them happened."""
        self._rate_check: RateCheck | None = None
        """None until its rate is known: callbacks begin before."""
        self._failure: str | None = None
        self._ended = threading.Event()
        self._closing = False
        self._stream = open_stream(
            "input",
            device,
            rate,
            latency_s,
            block_s=block_s,
            callback=self._callback,
            finished=self._ended.set,
        )
        self.rate = round(self._stream.samplerate)
        self._heard_at = time.monotonic()  # what the opening took is no silence
        self._rate_check = RateCheck(self.rate)
        self.channels: int = self._stream.channels
        self.latency_s = float(self._stream.latency)

    def start(self, take: Take, stop: Callable[[], None]) -> None:
        """Hand over to `take` from now on; `stop` is called when nothing follows."""
        self._stop = stop
        self._take = take

    def fail(self, reason: str) -> None:
        """Say, in any thread, that what it hears can no longer be taken."""
        self._failure = reason

    def trouble(self) -> str | None:
        """Why nothing is heard any more, if so."""
        if self._failure is not None:
            return self._failure
        if self._ended.is_set() and not self._closing:
            return "its stream ended"
        if time.monotonic() - self._heard_at > STILL_S:
            return "it stopped delivering sound"
        return None

    def struggles(self) -> bool:
        """Whether sound was lost again and again of late."""
        full = len(self._overruns) == OVERRUNS
        return full and self._overruns[0] > time.monotonic() - OVERRUNS_S

    def rate_is_wrong(self) -> bool:
        """Whether it delivers more or less sound a second than its rate says."""
        return self._rate_check is not None and self._rate_check.wrong

    def close(self) -> None:
        """Close it. May block while the sound server is frozen."""
        self._closing = True
        self._take = None
        self._stop()
        self._stream.close(ignore_errors=True)

    def _callback(self, frames: Any, count: int, times: Any, status: Any) -> None:
        self._heard_at = now = time.monotonic()
        if (check := self._rate_check) is not None:
            check.take(count, now)
            if status.input_overflow:
                check.lost()
        if status.input_overflow and self._take is not None:
            self._overruns.append(now)
            self._lost()
        take = self._take
        if take is not None:
            # The stream has a clock of its own; only differences of it mean anything here. Some
            # drivers give no times at all.
            heard = times.inputBufferAdcTime
            age_s = times.currentTime - heard if heard else self.latency_s
            take(bytes(frames), now - min(max(age_s, 0.0), 1.0))
