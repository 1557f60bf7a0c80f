"""How loud both sides are at a moment, in decibels below full scale (dBFS).

The microphone's level is that of the newest chunk, when it was in the air, and falls from there at
`FALL_DB_S`, as a needle does; those of the last second are kept. The model's voice arrives far
faster than it plays, so its envelope is kept in steps of `STEP_S` and laid along the time in which
it sounds: from `PlaybackStarted`, and, where the sound came too slowly, from its coming.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, field

from livechat.core.levels import QUIETEST_DBFS, rms_dbfs
from livechat.core.pcm import OUTPUT_RATE, SAMPLE_BYTES
from livechat.core.play.bargein import DUCKED_DB
from livechat.core.talk.events import (
    AudioReceived,
    AudioSent,
    Ducked,
    Event,
    Muted,
    PlaybackFinished,
    PlaybackStarted,
    VolumeChanged,
)

STEP_S = 0.05
"""Seconds of the model's voice that have one level."""

FALL_DB_S = 60.0
"""Decibels a second by which the microphone's level falls when nothing louder follows."""

SHOWN_S = 0.5
"""Seconds of levels that a display shows."""

CHUNKS = 50
"""Chunks of the microphone whose levels are kept: a second of 20 ms."""

LONGEST = round(1800 / STEP_S)
"""Steps kept of a turn, a byte each: half an hour, several times what a session's answers last."""

TURNS = 8
"""Turns kept at once. One sounds, and hardly ever more than one waits."""

_STEP_BYTES = round(OUTPUT_RATE * STEP_S) * SAMPLE_BYTES


@dataclass(slots=True)
class _Envelope:
    """One turn's sound."""

    steps: bytearray = field(default_factory=bytearray)
    """Decibels below full scale, rounded."""
    rest: bytes = b""
    """The beginning of the next step."""

    def add(self, pcm: bytes) -> None:
        pcm = self.rest + pcm
        whole = len(pcm) - len(pcm) % _STEP_BYTES
        self.rest = pcm[whole:]
        for begin in range(0, whole, _STEP_BYTES):
            if len(self.steps) < LONGEST:
                self.steps.append(round(-rms_dbfs(pcm[begin : begin + _STEP_BYTES])))

    @property
    def lasts_s(self) -> float:
        return len(self.steps) * STEP_S


class Meters:
    """Folds events into levels.

    Args:
        volume: Percent at which the model's voice begins.
    """

    def __init__(self, volume: int = 100) -> None:
        self._mic: deque[tuple[float, float]] = deque(maxlen=CHUNKS)
        """Seconds at which a chunk was in the air, and its level."""
        self._turns: dict[int, _Envelope] = {}
        self._sounding = 0
        """The turn that sounds; 0: none."""
        self._began = 0.0
        """When the first step of that turn sounded; later, if the sound had holes."""
        self._volume = volume
        self._ducked = False

    def fold(self, event: Event) -> None:
        """Take one event."""
        match event:
            case AudioSent():
                self._mic.append((event.captured_at or event.at, event.dbfs))
            case Muted():
                self._mic.clear()
            case AudioReceived(refused=False):
                self._receive(event)
            case PlaybackStarted():
                self._sounding, self._began = event.turn, event.at
            case PlaybackFinished():
                self._turns.pop(event.turn, None)
                self._sounding = 0 if self._sounding == event.turn else self._sounding
            case VolumeChanged():
                self._volume = event.percent
            case Ducked():
                self._ducked = event.on
            case _:
                pass

    def _receive(self, event: AudioReceived) -> None:
        if event.turn not in self._turns and len(self._turns) == TURNS:
            del self._turns[min(self._turns)]
        envelope = self._turns.setdefault(event.turn, _Envelope())
        if event.turn == self._sounding:  # after a hole it goes on when it comes
            self._began = max(self._began, event.at - envelope.lasts_s)
        envelope.add(event.pcm)

    def mic(self, now: float) -> float:
        """What the microphone sends at a time of the last second, −96.0 to 0.0 dBFS."""
        fallen = (level - FALL_DB_S * (now - at) for at, level in self._mic if at <= now)
        return max([QUIETEST_DBFS, *fallen])

    def voice(self, now: float) -> float:
        """What sounds of the model now, −96.0 to 0.0 dBFS: the louder of two steps."""
        envelope = self._turns.get(self._sounding)
        step = math.floor((now - self._began) / STEP_S)
        if envelope is None or not self._volume or not 0 <= step < len(envelope.steps):
            return QUIETEST_DBFS
        level = -float(min(envelope.steps[max(0, step - 1) : step + 1]))
        level += 20 * math.log10(self._volume / 100) + (DUCKED_DB if self._ducked else 0.0)
        return min(0.0, max(QUIETEST_DBFS, level))

    def moving(self, now: float) -> bool:
        """Whether a level of the last `SHOWN_S` may change though nothing happens."""
        envelope = self._turns.get(self._sounding)
        sounds = envelope is not None and now < self._began + envelope.lasts_s + SHOWN_S
        return sounds or self.mic(now - SHOWN_S) > QUIETEST_DBFS or self.mic(now) > QUIETEST_DBFS
