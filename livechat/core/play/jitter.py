"""When an answer's sound may begin to play: as soon as its arrival allows.

The service sends faster than sound plays, so waiting is usually for nothing. But where sound has
been seen to come late, an answer that began at once would have holes. So each answer's arrival is
measured against the moment at which it would have been needed, and the next answers wait as long
as the latest of the recent ones was late.
"""

from __future__ import annotations

from collections import deque

from livechat.core.pcm import OUTPUT_RATE

LEAST_S = 0.01
"""Seconds that must be there in any case, unless the answer is shorter: less starts no device,
and pieces of 2 bytes have been seen."""

MOST_S = 1.0
"""Seconds an answer waits at most; beyond that a hole is better than the silence."""

MARGIN_S = 0.005
"""Seconds added to what was measured: the next answer is a little later than the last."""

REMEMBERED = 8
"""Answers that count: one bad moment is forgiven after a few minutes."""


class ArrivalGate:
    """Holds an answer's sound back until it will not run dry. Times are seconds, on one clock.

    Args:
        rate: Hertz of the sound.
    """

    def __init__(self, rate: int = OUTPUT_RATE) -> None:
        self._rate = rate
        self._lateness: deque[float] = deque([0.0], maxlen=REMEMBERED)
        """Seconds by which each recent answer's latest piece came too late; the newest last."""
        self._turn = 0
        self._due = 0.0
        """When the next piece is needed, had the answer begun to play with its first."""
        self._began = 0.0
        self._open = False

    @property
    def prefill_s(self) -> float:
        """Seconds of sound that an answer waits for."""
        late = max(self._lateness)
        return min(MOST_S, max(LEAST_S, late + MARGIN_S if late else 0.0))

    def arrived(self, turn: int, samples: int, now: float) -> None:
        """Take note of sound that came."""
        if turn != self._turn:
            self._turn, self._due, self._began = turn, now, now
            self._open = False
            self._lateness.append(0.0)
        elif now > self._due:
            self._lateness[-1] = max(self._lateness[-1], now - self._due)
        self._due += samples / self._rate

    def may_play(self, turn: int, waiting_s: float, complete: bool, now: float) -> bool:
        """Whether what waits may be played.

        Args:
            turn: Whose it is; only the newest is held back.
            waiting_s: Seconds of sound that wait.
            complete: Whether nothing more comes for this turn.
            now: Seconds.
        """
        if turn != self._turn:
            return True
        if not self._open:
            self._open = complete or waiting_s >= self.prefill_s or now >= self.opens_at
        return self._open

    @property
    def opens_at(self) -> float:
        """When what waits is played even if nothing more comes."""
        return self._began + self.prefill_s + 2 * LEAST_S

    def ran_dry(self, now: float) -> None:
        """The answer has no sound left to play, and is not over: it waits again."""
        self._open, self._began = False, now
