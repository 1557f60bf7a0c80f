"""What of the model's voice has sounded, and when.

Sound is written some milliseconds before it sounds. What has begun is told at once, with the time
at which it will sound; what has ended is told when its last sample has sounded, so that nobody
takes for heard what may still be lost.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

from livechat.core.play.playback import Finished, Played
from livechat.core.talk.events import Event, PlaybackFinished, PlaybackStarted, SoundTroubled

NEVER = float("inf")


class HeardClock:
    """Follows what is written to a loudspeaker. Times are seconds, on one clock."""

    def __init__(self) -> None:
        self.until = 0.0
        """When the last sample of the voice has sounded."""
        self._ending: deque[PlaybackFinished] = deque()
        """Turns that are over but still sound."""
        self._turn = 0
        """Whose sound was written last."""
        self._starved = 0
        """The turn that ran out of sound before it was over; 0: none."""

    def voice(self, played: Played, at: float, seconds: float) -> list[Event]:
        """Take a piece of the voice that was written; return what it tells.

        Args:
            played: The piece.
            at: When its first sample sounds.
            seconds: How long it is.
        """
        told: list[Event] = []
        if played.first:
            told.append(PlaybackStarted(at=at, turn=played.turn))
        elif played.turn == self._starved:  # only now is it known that there was more to come
            told.append(SoundTroubled(at=at, device="loudspeaker", what="starved", count=1))
        self._turn, self._starved = played.turn, 0
        self.until = at + seconds
        return told

    def paused(self, *, starving: bool) -> None:
        """Take that the voice pauses: the answer has come too slowly, or is over."""
        if starving:
            self._starved = self._turn

    def over(self, turns: Sequence[Finished]) -> None:
        """Take turns of which all that will ever sound is written."""
        self._ending.extend(
            PlaybackFinished(at=self.until, turn=turn.turn, heard=turn.heard, unheard=turn.unheard)
            for turn in turns
        )

    @property
    def next_at(self) -> float:
        """When the next turn has sounded to its end; infinite: none is about to."""
        return self._ending[0].at if self._ending else NEVER

    def due(self, now: float) -> list[Event]:
        """Take the turns that have sounded to their ends."""
        told: list[Event] = []
        while self._ending and self._ending[0].at <= now:
            told.append(self._ending.popleft())
        return told
