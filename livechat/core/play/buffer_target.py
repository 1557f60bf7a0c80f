"""How full to keep the loudspeaker's buffer.

What the device holds cannot be taken back: an interruption waits for it. What it does not hold
must be brought in time by a thread that shares one lock with everything else in the program. So
it is kept nearly empty, fuller while a burst is being decoded (the beginning of an answer), and
fuller for a while after the thread was late.

Measured on a virtual card, two busy cores, three runs in turns (level and piece in ms; CPU of a
core that the process takes; an interruption with its fade of 12, median / p95 ms):

| level | piece | CPU | silent after | holes in 24 answers |
|---|---|---|---|---|
| 10 | 10 | 3.6 % | 30 / 36 | 2 |
| 5 | 10 | 3.3 % | 24 / 29 | 1 |
| 5 | 5 | 4.1 % | 22 / 35 | 2 |
| 5 | 20 | 2.1 % | 26 / 41 | 11 |

Less for silence between answers (4 ms in pieces of 15) let an answer sound 4 ms sooner, but blocks
of the microphone waited for what the loudspeaker would play: 10 to 30 ms, where echo is cancelled.
"""

from __future__ import annotations

from collections import deque

PIECE_S = 0.01
"""Seconds written at once. Pieces of 20 ms are a third less work, but an answer then has gaps."""

NEAR_PIECE_S, ALONE_PIECE_S = 0.005, 0.015
"""The same while somebody speaks near the microphone: an interruption is silent 2.5 ms sooner on
average, for a fifth more work. And while nobody does: a quarter less work, and no more gaps; who
interrupts by voice is near by then."""

BURST_S = 0.012
"""Seconds more at the beginning of an answer."""

BURST_OVER_S = 0.5
"""Seconds in which that goes back to nothing; a burst of a minute is decoded in 0.4."""

FORGET_S = 0.5
"""Seconds in which half of a lateness is forgotten."""

GROWTH = 1.5
"""Factor for the level after an underrun."""

CALM_AGAIN_S = 30.0
"""Seconds in which half of that growth goes again: one bad minute is no reason to be slow for the
rest of a call."""

UNDERRUNS = 3
"""Underruns within `UNDERRUNS_S`, kept as full as can be, after which a device is too small."""

UNDERRUNS_S = 10.0
"""Seconds."""


class BufferTarget:
    """The level to fill up to, in seconds of sound. Times are seconds, on one clock.

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
        self._grown_s = 0.0
        self._grown_at = 0.0
        self._underruns: deque[float] = deque(maxlen=UNDERRUNS)
        """When the last of them happened that more sound would not have prevented."""

    def began(self, now: float) -> None:
        """An answer begins to play, into an empty device."""
        self._began = now

    def late(self, seconds: float, now: float) -> None:
        """The thread woke up `seconds` later than it wanted to."""
        if seconds > self._lateness(now):
            self._late_s, self._late_at = seconds, now

    def piece_s(self, *, silent: bool, near: bool | None) -> float:
        """Seconds to write at once.

        Args:
            silent: Whether the device plays silence.
            near: Whether somebody speaks near the microphone; None: nobody knows.
        """
        if silent or near is None:
            return PIECE_S
        return NEAR_PIECE_S if near else ALONE_PIECE_S

    def underrun(self, now: float, *, driver: bool = False) -> None:
        """The device ran dry all the same: from now on, more.

        Args:
            now: When.
            driver: Whether it had enough, and the driver was late: more would not help.
        """
        base_s = self._base(now)
        if driver or base_s >= self._most_s:
            self._underruns.append(now)
        if not driver:
            self._grown_s = min(self._most_s, base_s * GROWTH) - self._base_s
            self._grown_at = now

    def struggles(self, now: float) -> bool:
        """Whether it ran dry again and again of late, kept as full as it can be."""
        full = len(self._underruns) == UNDERRUNS
        return full and self._underruns[0] > now - UNDERRUNS_S

    def level_s(self, now: float) -> float:
        """Seconds of sound that the device is to hold now."""
        burst = BURST_S * max(0.0, 1.0 - (now - self._began) / BURST_OVER_S)
        return min(self._most_s, self._base(now) + max(burst, self._lateness(now)))

    def _base(self, now: float) -> float:
        return self._base_s + self._grown_s * _left(now - self._grown_at, CALM_AGAIN_S)

    def _lateness(self, now: float) -> float:
        return self._late_s * _left(now - self._late_at, FORGET_S)


def _left(seconds: float, half_s: float) -> float:
    """What is left of 1 when half of it goes every `half_s`."""
    return float(0.5 ** (seconds / half_s))
