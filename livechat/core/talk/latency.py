"""How long each answer took: from the end of the user's words to the first sound.

The end of speech is the last chunk sent that was loud enough to be speech, or the typed line.
With automatic voice detection the service waits for silence before it answers, and that wait
is part of what the listener feels, so it is part of the figure.
"""

from __future__ import annotations

from dataclasses import dataclass

from livechat.core.levels import VOICED_DBFS, rms_dbfs
from livechat.core.talk.events import (
    AudioReceived,
    AudioSent,
    Event,
    PlaybackStarted,
    TextReceived,
    TextSent,
    ToolAnswered,
    TurnEvent,
)


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
        self.turns: list[TurnLatency] = []
        self._words_ended: float | None = None
        self._ended: dict[int, float] = {}
        """When the words ended that each measured turn answers."""

    def fold(self, event: Event, sent_dbfs: float | None = None) -> None:
        """Take one event.

        Args:
            event: What happened.
            sent_dbfs: How loud it is, where it is sound of the microphone and that is known.
        """
        match event:
            case AudioSent():
                level = rms_dbfs(event.pcm) if sent_dbfs is None else sent_dbfs
                self._words_ended = event.at if level > VOICED_DBFS else self._words_ended
            case TextSent() | ToolAnswered():
                self._words_ended = event.at
            case AudioReceived() | TextReceived():
                self._first_output(event)
            case PlaybackStarted():
                self._first_heard(event)
            case _:
                pass

    def _first_output(self, event: TurnEvent) -> None:
        if self._words_ended is None or event.turn in self._ended:
            return
        self._ended[event.turn] = self._words_ended
        self.turns.append(TurnLatency(event.turn, event.at - self._words_ended))
        self._words_ended = None

    def _first_heard(self, event: PlaybackStarted) -> None:
        for index, turn in enumerate(self.turns):
            if turn.turn == event.turn:
                heard = event.at - self._ended[event.turn]
                self.turns[index] = TurnLatency(turn.turn, turn.to_first_output, heard)


def percentile(values: list[float], share: float) -> float | None:
    """The nearest-rank percentile; `share` is 0 to 1. None for no values."""
    if not values:
        return None
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
