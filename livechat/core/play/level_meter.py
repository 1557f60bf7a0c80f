"""How loud what sounds is, for whoever draws it: a tap at the loudspeaker."""

from __future__ import annotations

from collections import deque

from livechat.core.levels import QUIETEST_DBFS, rms_dbfs
from livechat.core.pcm import OUTPUT_RATE, from_samples, seconds_in, to_samples

WINDOW_S = 0.1
"""Seconds up to a moment of which the loudest piece counts: as much as one cell of a display."""

PIECES = 400
"""Pieces kept: 2 s of 5 ms each. Half a second is drawn, and half a second may be yet to sound."""

_EVERY = 4
"""Of so many samples, one is looked at: a level needs no more."""


class LevelMeter:
    """Remembers what sounds; tells its level when asked.

    `put` takes a microsecond, in any thread. Everything else is for one thread.
    """

    def __init__(self) -> None:
        self._pieces: deque[tuple[float, float, bytes]] = deque(maxlen=PIECES)
        """When each begins and ends, in seconds, and its sound."""
        self._levels: dict[float, float] = {}
        """The levels of those that were looked at, by when they begin."""

    def put(self, pcm: bytes, at: float) -> None:
        """Take a piece of s16le mono 24 kHz sound whose first sample sounds at `at`."""
        if pcm.count(0) < len(pcm):
            self._pieces.append((at, at + seconds_in(len(pcm), OUTPUT_RATE), pcm))

    def level(self, now: float) -> float:
        """How loud it is at a time, −96.0 to 0.0 dBFS: the loudest piece of `WINDOW_S`."""
        pieces = list(self._pieces)
        begun = {begin for begin, _, _ in pieces}
        self._levels = {at: level for at, level in self._levels.items() if at in begun}
        heard = (
            self._level(begin, pcm)
            for begin, end, pcm in pieces
            if begin <= now and end > now - WINDOW_S
        )
        return max(heard, default=QUIETEST_DBFS)

    def moving(self, now: float, shown_s: float) -> bool:
        """Whether a level of the last `shown_s` seconds may change though nothing happens."""
        pieces = list(self._pieces)
        return bool(pieces) and now < pieces[-1][1] + WINDOW_S + shown_s

    def _level(self, begin: float, pcm: bytes) -> float:
        level = self._levels.get(begin)
        if level is None:
            samples = to_samples(pcm)[::_EVERY]
            level = self._levels[begin] = rms_dbfs(from_samples(samples))
        return level
