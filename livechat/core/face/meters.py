"""How loud the microphone is at a moment, in decibels below full scale (dBFS).

The level is that of the newest chunk, when it was in the air, and falls from there at `FALL_DB_S`,
as a needle does; those of the last second are kept. What sounds of the model is measured where it
sounds (`core.play.level_meter`).
"""

from __future__ import annotations

from collections import deque

from livechat.core.levels import QUIETEST_DBFS
from livechat.core.talk.events import AudioSent, Event, Muted

FALL_DB_S = 60.0
"""Decibels a second by which the microphone's level falls when nothing louder follows."""

SHOWN_S = 0.5
"""Seconds of levels that a display shows."""

CHUNKS = 50
"""Chunks of the microphone whose levels are kept: a second of 20 ms."""


class Meters:
    """Folds events into levels."""

    def __init__(self) -> None:
        self._mic: deque[tuple[float, float]] = deque(maxlen=CHUNKS)
        """Seconds at which a chunk was in the air, and its level."""

    def fold(self, event: Event) -> None:
        """Take one event."""
        match event:
            case AudioSent():
                self._mic.append((event.captured_at or event.at, event.dbfs))
            case Muted():
                self._mic.clear()
            case _:
                pass

    def mic(self, now: float) -> float:
        """What the microphone sends at a time of the last second, −96.0 to 0.0 dBFS."""
        fallen = (level - FALL_DB_S * (now - at) for at, level in self._mic if at <= now)
        return max([QUIETEST_DBFS, *fallen])

    def moving(self, now: float) -> bool:
        """Whether a level of the last `SHOWN_S` may change though nothing happens."""
        return self.mic(now - SHOWN_S) > QUIETEST_DBFS or self.mic(now) > QUIETEST_DBFS
