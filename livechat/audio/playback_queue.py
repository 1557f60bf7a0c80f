"""What waits between the loop, which receives the model's voice, and the thread that plays it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from livechat.core.pcm import OUTPUT_RATE, SAMPLE_BYTES
from livechat.core.play.jitter import ArrivalGate
from livechat.core.play.playback import Finished, PlaybackBuffer, Played

NOTHING = Played(b"", 0)


class PlaybackQueue:
    """A playback buffer and its gate behind one lock. Times are `time.monotonic`'s seconds."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._buffer = PlaybackBuffer(OUTPUT_RATE)
        self._gate = ArrivalGate(OUTPUT_RATE)
        self._untold = 0
        """Turns that are over, of which the loop has not heard yet."""

    @property
    def pending_s(self) -> float:
        """Seconds of sound that wait."""
        with self._changed:
            return self._buffer.pending / OUTPUT_RATE

    @property
    def idle(self) -> bool:
        """Whether every turn has been played and told of."""
        with self._changed:
            return self._buffer.idle and not self._untold

    def play(self, turn: int, pcm: bytes) -> None:
        """Queue s16le mono 24 kHz sound of a turn; an interrupted turn's is refused."""
        with self._changed:
            if self._buffer.push(turn, pcm):
                self._gate.arrived(turn, len(pcm) // SAMPLE_BYTES, time.monotonic())
                self._changed.notify_all()

    def complete(self, turn: int) -> None:
        """Say that nothing more comes for a turn."""
        with self._changed:
            self._buffer.complete(turn)
            self._changed.notify_all()

    def interrupt(self, turn: int) -> None:
        """Fade, drop what waits, refuse what still comes up to this turn."""
        with self._changed:
            self._buffer.interrupt(turn)
            self._changed.notify_all()

    def abandon(self) -> list[Finished]:
        """Give everything up: all turns, each with how much of it was played."""
        with self._changed:
            return self._buffer.abandon()

    def told(self) -> None:
        """The loop has heard of a turn that is over."""
        with self._changed:
            self._untold -= 1

    # For the thread that plays.

    def next(self, samples: int, until: float, closing: Callable[[], bool]) -> Played:
        """Up to `samples` samples, as soon as there are some that may be played.

        Args:
            samples: How many, at most.
            until: When to come back with nothing.
            closing: Whether to come back with nothing at once; asked after every `wake`.
        """
        with self._changed:
            if not closing():
                played = self._pull(samples)
                if played.pcm:
                    return played
                wait_s = min(until, self._opens_at() or until) - time.monotonic()
                if wait_s <= 0:
                    return NOTHING
                self._changed.wait(wait_s)
            return NOTHING if closing() else self._pull(samples)

    def put_back(self, played: Played) -> None:
        """Take back what the device did not take."""
        with self._changed:
            self._buffer.put_back(played)

    def finished(self) -> list[Finished]:
        """Take the turns that are over; each is to be told of."""
        with self._changed:
            over = self._buffer.finished()
            self._untold += len(over)
            return over

    def starving(self) -> bool:
        """Whether an answer has nothing left to play and is not over; its sound waits again."""
        with self._changed:
            starving = self._buffer.unfinished and not self._buffer.head
            if starving:
                self._gate.ran_dry(time.monotonic())
            return starving

    def wake(self) -> None:
        """Have whoever waits look again."""
        with self._changed:
            self._changed.notify_all()

    def _pull(self, samples: int) -> Played:
        head = self._buffer.head
        if not head:
            return NOTHING
        complete, pending_s = self._buffer.completed(head), self._buffer.pending / OUTPUT_RATE
        if not self._gate.may_play(head, pending_s, complete, time.monotonic()):
            return NOTHING
        return self._buffer.pull(samples)

    def _opens_at(self) -> float | None:
        return self._gate.opens_at if self._buffer.head else None
