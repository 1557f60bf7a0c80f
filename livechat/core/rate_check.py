"""Whether a device delivers as much sound a second as its sampling rate says.

Some drivers run at another rate than the one they were opened with: sound comes half as fast again,
or a tenth too slowly, in another pitch. Samples are compared with the clock. What a healthy device
does is no evidence: it is late by a burst, drifts by less than a percent, stands still and catches
up, loses sound and says so.
"""

from __future__ import annotations

from typing import Final

DRIFT: Final = 0.03
"""Share by which a rate may be wrong; the clocks of cheap devices are by less than 0.01. It is less
than half of a tenth, the smallest error seen of a driver (44.1 against 48 kHz is 0.09)."""

JITTER_S: Final = 0.3
"""Seconds of sound by which deliveries may be early or late: bursts of 256 ms are known. A
delivery that comes later than that, and than four of its length, stood still before."""

LEAST_S: Final = 1.0
"""Seconds that are compared at least."""

LONGEST_S: Final = 12.0
"""Seconds after which a comparison that found nothing begins anew, so that a device that changes in
mid-stream is noticed; a tenth takes 4.3."""


class RateCheck:
    """Compares what comes with the clock. For one thread.

    Two comparisons in a row must find the same: what a device catches up after it stood still looks
    like a higher rate, once.

    Args:
        rate: Frames a second, by the device's word.
    """

    def __init__(self, rate: int) -> None:
        self.wrong = False
        """Whether the device delivers another number of frames a second; it stays so."""
        self._rate = rate
        self._since: float | None = None
        """Seconds: when the comparison began; None: with the next delivery."""
        self._frames = 0
        self._came_at = 0.0
        self._found = 0
        """What the comparison before found: more (1), less (-1), neither."""

    def take(self, frames: int, at: float) -> None:
        """Take note of a delivery of some frames at a time, in seconds that never go back."""
        before, self._came_at = self._came_at, at
        if self._since is None or at - before > JITTER_S + 3 * frames / self._rate:
            self._begin(at)
            self._found = 0
            return
        self._frames += frames
        elapsed = at - self._since
        if elapsed < LEAST_S:
            return
        excess_s = self._frames / self._rate - elapsed
        if abs(excess_s) > JITTER_S + DRIFT * elapsed:
            found = 1 if excess_s > 0 else -1
            self.wrong = self.wrong or found == self._found
            self._found = found
            self._begin(at)
        elif elapsed > LONGEST_S:
            self._found = 0
            self._begin(at)

    def lost(self) -> None:
        """Take note that the device has lost sound: what was counted is too little."""
        self._since, self._found = None, 0

    def _begin(self, at: float) -> None:
        self._since, self._frames = at, 0
