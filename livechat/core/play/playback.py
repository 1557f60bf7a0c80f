"""What is waiting to be heard.

Speech arrives far faster than it plays (a minute can come in a second), so the buffer has no
bound of its own: the service's session limits are the bound, and `pending` counts what waits
(24 kHz s16le is 2.9 MB a minute). Nothing is dropped but by an interruption, which fades over
`FADE_MS`, empties the turn and refuses what still arrives for it.
"""

from __future__ import annotations

from array import array
from collections import deque
from dataclasses import dataclass, field

from livechat.core.pcm import OUTPUT_RATE, SAMPLE_BYTES, from_samples, to_samples

FADE_MS = 12
"""Milliseconds: long enough not to click, short enough to feel immediate."""


@dataclass(slots=True)
class _Turn:
    number: int
    waiting: bytearray = field(default_factory=bytearray)
    received: int = 0
    """Whole samples accepted."""
    heard: int = 0
    odd: bytes = b""
    """Half a sample, waiting for its other half."""
    complete: bool = False


@dataclass(frozen=True, slots=True)
class Played:
    """One pull from the buffer."""

    pcm: bytes
    """s16le mono; shorter than asked when the buffer ran dry, never across two turns."""
    turn: int
    """Whose sound it is; 0 when there is none."""
    before: int = 0
    """Samples of the turn that were pulled before it."""

    @property
    def first(self) -> bool:
        """Whether this is the turn's first sound."""
        return bool(self.pcm) and not self.before


@dataclass(frozen=True, slots=True)
class Finished:
    """A turn that will not sound again."""

    turn: int
    heard: int
    """Samples played."""
    unheard: int
    """Samples received but dropped."""


class PlaybackBuffer:
    """A queue of sound tagged by turn. Not thread-safe: its owner locks.

    Args:
        rate: Hertz of the s16le mono sound in it.
    """

    def __init__(self, rate: int = OUTPUT_RATE) -> None:
        self._fade = rate * FADE_MS // 1000
        self._queue: deque[_Turn] = deque()
        self._dead = 0
        """Turns up to this number were interrupted."""

    @property
    def pending(self) -> int:
        """Samples waiting to be played."""
        return sum(len(turn.waiting) for turn in self._queue) // SAMPLE_BYTES

    @property
    def head(self) -> int:
        """The turn that a pull would take from; 0: nothing waits."""
        return next((turn.number for turn in self._queue if turn.waiting), 0)

    def completed(self, turn: int) -> bool:
        """Whether nothing more will come for a turn."""
        return all(entry.complete for entry in self._queue if entry.number == turn)

    @property
    def idle(self) -> bool:
        """Whether every turn has finished."""
        return not self._queue

    @property
    def unfinished(self) -> bool:
        """Whether more may come for a turn that has begun."""
        return any(not entry.complete for entry in self._queue)

    def push(self, turn: int, pcm: bytes) -> bool:
        """Take sound of a turn. Returns False, and drops it, when the turn was interrupted."""
        if turn <= self._dead:
            return False
        entry = self._entry(turn)
        pcm = entry.odd + pcm
        whole = len(pcm) - len(pcm) % SAMPLE_BYTES
        entry.odd = pcm[whole:]
        entry.waiting += pcm[:whole]
        entry.received += whole // SAMPLE_BYTES
        return True

    def complete(self, turn: int) -> None:
        """Say that nothing more will come for a turn."""
        for entry in self._queue:
            if entry.number <= turn:
                entry.complete = True

    def pull(self, samples: int) -> Played:
        """Take up to `samples` samples of the oldest turn that has any."""
        for entry in self._queue:
            if entry.waiting:
                taken = bytes(entry.waiting[: samples * SAMPLE_BYTES])
                del entry.waiting[: len(taken)]
                before = entry.heard
                entry.heard += len(taken) // SAMPLE_BYTES
                return Played(taken, entry.number, before)
        return Played(b"", 0)

    def put_back(self, played: Played) -> None:
        """Take back what was pulled but could not be played; it waits first again.

        Of an interrupted turn it counts as unheard. What comes too late, because later sound was
        pulled or the turn is over, is not taken: it would be heard out of order.
        """
        samples = len(played.pcm) // SAMPLE_BYTES
        for entry in self._queue:
            if entry.number == played.turn and entry.heard == played.before + samples:
                entry.heard = played.before
                if played.turn > self._dead:
                    entry.waiting[:0] = played.pcm

    def interrupt(self, turn: int) -> int:
        """Fade what waits, drop the rest, and refuse whatever still comes up to this turn.

        Returns:
            Samples dropped.
        """
        self._dead = max(self._dead, turn)
        dropped = 0
        sounding = next((entry for entry in self._queue if entry.waiting), None)
        for entry in self._queue:
            keep = self._fade if entry is sounding and entry.heard else 0
            dropped += max(0, len(entry.waiting) // SAMPLE_BYTES - keep)
            entry.waiting = bytearray(_faded(bytes(entry.waiting[: keep * SAMPLE_BYTES])))
            entry.complete = True
        return dropped

    def abandon(self) -> list[Finished]:
        """Drop everything that waits, unfaded, and take all turns as over."""
        for entry in self._queue:
            self._dead = max(self._dead, entry.number)
            entry.waiting.clear()
            entry.complete = True
        return self.finished()

    def finished(self) -> list[Finished]:
        """Take the turns that are over: completed, and played or dropped to the end."""
        over: list[Finished] = []
        while self._queue and self._queue[0].complete and not self._queue[0].waiting:
            entry = self._queue.popleft()
            over.append(Finished(entry.number, entry.heard, entry.received - entry.heard))
        return over

    def _entry(self, turn: int) -> _Turn:
        for entry in self._queue:
            if entry.number == turn:
                return entry
        entry = _Turn(turn)
        self._queue.append(entry)
        return entry


def _faded(pcm: bytes) -> bytes:
    """The sound with its level falling to nothing in a straight line."""
    samples = to_samples(pcm)
    count = len(samples)
    return from_samples(array("h", (s * (count - i) // count for i, s in enumerate(samples))))
