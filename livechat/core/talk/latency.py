"""How long answers take: from the end of the user's words to the model's first output.

The user's words end with the last loud chunk of the microphone, in the air, or with the typed
line. With automatic voice detection the service waits for silence before it answers, and that
wait is part of what the listener feels, so it is part of the figure. A thought is no answer.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from livechat.core.talk.events import (
    AudioSent,
    Event,
    LineEntered,
    PlaybackStarted,
    ToolAnswered,
    TurnEvent,
)
from livechat.core.talk.turns import is_output

KEPT: Final = 1_000
"""Answers whose times are kept, the newest: hours of talk. More would move no percentile."""


@dataclass(frozen=True, slots=True)
class TurnLatency:
    """One answer's times, in seconds; None where it did not happen."""

    turn: int
    to_first_output: float
    """End of the user's words → first sound or word received."""
    to_first_heard: float | None = None
    """End of the user's words → first sample played."""


class LatencyMeter:
    """Folds events into one `TurnLatency` a turn."""

    def __init__(self) -> None:
        self.turns: deque[TurnLatency] = deque(maxlen=KEPT)
        self._words_ended: float | None = None
        self._newest = 0
        """The newest turn that has begun to answer."""
        self._unheard: deque[tuple[int, float]] = deque(maxlen=8)
        """Turns that were measured and not heard yet, and when the words ended that they answer.
        Few wait at once, and written answers are never heard."""

    def fold(self, event: Event) -> None:
        """Take one event."""
        match event:
            case AudioSent(voiced=True):  # loud sound may be echo or noise
                self._words_ended = event.captured_at or event.at
            case LineEntered() | ToolAnswered():
                self._words_ended = event.at
            case PlaybackStarted():
                self._first_heard(event)
            case TurnEvent() if is_output(event):
                self._first_output(event)
            case _:
                pass

    def _first_output(self, event: TurnEvent) -> None:
        if event.turn <= self._newest or self._words_ended is None:
            return
        self._newest = event.turn
        self.turns.append(TurnLatency(event.turn, event.at - self._words_ended))
        self._unheard.append((event.turn, self._words_ended))
        self._words_ended = None

    def _first_heard(self, event: PlaybackStarted) -> None:
        for turn, ended in self._unheard:
            if turn == event.turn:
                self._unheard.remove((turn, ended))
                self._note(turn, event.at - ended)
                return

    def _note(self, turn: int, to_first_heard: float) -> None:
        for index in reversed(range(len(self.turns))):
            if self.turns[index].turn == turn:
                self.turns[index] = replace(self.turns[index], to_first_heard=to_first_heard)


def percentile(values: Sequence[float], share: float) -> float | None:
    """The nearest-rank percentile; `share` is 0 to 1. None for no values."""
    if not values:
        return None
    rank = max(1, math.ceil(share * len(values)))
    return sorted(values)[min(len(values), rank) - 1]
