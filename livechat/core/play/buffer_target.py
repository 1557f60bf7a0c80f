"""How full to keep the loudspeaker's buffer.

What the device holds cannot be taken back: an interruption waits for it. What it does not hold
must be brought in time by a thread that shares one lock with everything else in the program. So
it is kept nearly empty, fuller while a burst is being decoded (the beginning of an answer), and
fuller for a while after the thread was late.

Measured on a virtual card, bursts of 30 and 60 s through the real SDK, two cores: kept at 5 ms
there were holes of 5 to 34 ms; at 8 ms holes of 2 to 7 in one answer of three; at 8 ms with 12
more at the beginning, none, and an interruption was silent 23 ms later, its fade of 12 included.
That was in pieces of 5 ms; 10 ms in pieces of 10 come to the same, for half the work.
"""

from __future__ import annotations

BURST_S = 0.012
"""Seconds more at the beginning of an answer."""

BURST_OVER_S = 0.5
"""Seconds in which that goes back to nothing; a burst of a minute is decoded in 0.4."""

FORGET_S = 0.5
"""Seconds in which half of a lateness is forgotten."""

GROWTH = 1.5
"""Factor for the level after an underrun, for good."""


class BufferTarget:
    """The level to fill up to, in seconds of sound.

    Args:
        base_s: Seconds, when all is calm.
        most_s: Seconds the device can hold.
    """

    def __init__(self, base_s: float, most_s: float) -> None:
        self._base_s = base_s
        self._most_s = most_s
        self._began = float("-inf")
        self._late_s = 0.0
        self._late_at = 0.0

    def began(self, now: float) -> None:
        """An answer begins to play, into an empty device."""
        self._began = now

    def late(self, seconds: float, now: float) -> None:
        """The thread woke up `seconds` later than it wanted to."""
        if seconds > self._lateness(now):
            self._late_s, self._late_at = seconds, now

    def underrun(self) -> bool:
        """The device ran dry all the same: from now on, more. False: it cannot hold more."""
        if self._base_s >= self._most_s:
            return False
        self._base_s = min(self._most_s, self._base_s * GROWTH)
        return True

    def level_s(self, now: float) -> float:
        """Seconds of sound that the device is to hold now."""
        burst = BURST_S * max(0.0, 1.0 - (now - self._began) / BURST_OVER_S)
        return min(self._most_s, self._base_s + max(burst, self._lateness(now)))

    def _lateness(self, now: float) -> float:
        return self._late_s * float(0.5 ** ((now - self._late_at) / FORGET_S))
