"""Where the newest turn stands, and what an event means for it.

The rules are in `livechat.core.talk.turns`, which does what follows.
"""

from __future__ import annotations

from typing import Final, Literal

from livechat.core.talk.events import (
    AudioReceived,
    Event,
    Interrupted,
    OutputTranscribed,
    TextReceived,
    TurnComplete,
)
from livechat.core.talk.late_sound import BREATH_S, VOICE_S, LateSound
from livechat.core.talk.newest_turn import QUIET_S, TRAIL_S, NewestTurn
from livechat.core.talk.pending import LATE_S, NEVER, Pending
from livechat.core.talk.turn_phases import Phase, Signal

DEAD_S: Final = LATE_S
"""Seconds after an interruption in which the service ends the turn, if it does: it takes 1 ms. What
comes later is the answer to what interrupted, though nobody knows of that: no late sound."""

EndedBy = Literal["", "service", "user", "quiet", "connection"]
"""What ended a turn: the service; the answer to what the user said next; that nothing more came;
the end of the connection. Empty: no turn has ended."""


class Course:
    """The facts about the newest turn and the ends before it. Times are seconds on one clock."""

    def __init__(self) -> None:
        self.turn = 0
        """Number of the newest turn; 0 before the first."""
        self.output_at = NEVER
        """When the model last said something, thought aloud or asked for a function."""
        self.closed_at = NEVER
        """When the last turn ended."""
        self.ended_by: EndedBy = ""
        """What ended the last turn that has ended."""
        self._phase = Phase.CLOSED
        self._newest = NewestTurn()
        self._pending = Pending()
        self._stopped = 0
        """Sound of turns up to this one is refused."""
        self._late = LateSound()
        self._may_trail = False
        """Whether something may still come of the turn that is over."""
        self._end_owed = False
        """Whether an end may come that belongs to nothing that is under way."""
        self._reason = ""
        """Why the service ended the last turn that it ended."""

    @property
    def open(self) -> bool:
        """Whether the model has begun a turn that is neither over nor interrupted."""
        return self._phase in (Phase.OPEN, Phase.WORKING)

    @property
    def interrupted(self) -> bool:
        """Whether the newest turn was interrupted and is not over yet."""
        return self._phase is Phase.DEAD

    @property
    def working(self) -> bool:
        """Whether the model works in silence between two parts of a turn."""
        return self._phase is Phase.WORKING

    @property
    def generated(self) -> bool:
        """Whether all of the turn under way has been received; it may still be playing."""
        return self._newest.generated and self._phase is not Phase.CLOSED

    @property
    def said(self) -> bool:
        """Whether the turn under way has an answer or a function call in it."""
        now = self._newest
        return (now.answered or now.called) and self._phase is not Phase.CLOSED

    @property
    def sounds_until(self) -> float:
        """When all sound that was received and not stopped will have been heard."""
        return NEVER if self.turn <= self._stopped else self._newest.lasts_until

    # The user's side

    def user_spoke(self, at: float) -> None:
        """Take note that the user speaks, by this machine's word, or has pressed the key."""
        self._look_for_an_end(at)
        self._pending.voice(at)

    def user_asked(self, at: float) -> None:
        """Take note that the user handed over a line, a release of the key, or a result."""
        self._look_for_an_end(at)
        self._pending.ask()

    def user_paused(self, at: float) -> None:
        """Take note that the microphone has stopped: what was said, if anything, is handed over."""
        if self._pending.spoke:
            self._look_for_an_end(at)
            self._pending.pause()

    def stopped(self, turn: int) -> None:
        """Refuse sound that still comes of the turns up to this one: the listener has stopped."""
        self._stopped = max(self._stopped, turn)

    def _look_for_an_end(self, at: float) -> None:
        """What is said when all must have been heard is not said over the turn."""
        now = self._newest
        if self._phase is Phase.OPEN and not now.heard_out and at >= now.quiet_at + QUIET_S:
            now.heard_out = True
            self._pending.mark(at, heard=False)

    # What the service's events mean

    def _signal(self, event: Event) -> Signal | None:
        """What the table is to look at; None: the event says nothing new."""
        match event:
            case AudioReceived() if self._phase is Phase.CLOSED:
                return self._sound(event)
            case Interrupted():
                return self._interruption()
            case TurnComplete():
                return self._completion(event)
            case OutputTranscribed() if self._phase is Phase.WORKING:
                return Signal.TRAILING
            case OutputTranscribed() | TextReceived() if self._trails(event):
                return Signal.TRAILING
            case OutputTranscribed(text=text) | TextReceived(text=text) if not text.strip():
                return Signal.OUTPUT if self._phase is not Phase.CLOSED else None
            case OutputTranscribed() if (
                self._phase is Phase.OPEN and not self._pending.surely_asked
            ):
                return Signal.OUTPUT  # words alone may trail what was generated
            case _:
                under_way = self._phase in (Phase.OPEN, Phase.DEAD)
                return Signal.ANSWER if under_way and self._is_answer(event.at) else Signal.OUTPUT

    def _sound(self, event: AudioReceived) -> Signal | None:
        """Sound opens a turn, unless it is late or has come before."""
        now, after_s = self._newest, event.at - self.closed_at
        if not self._may_trail or self._is_answer(event.at):
            return Signal.OUTPUT
        if now.killed and self.ended_by == "quiet":
            return Signal.OUTPUT  # late sound has had its time
        if self._late.repeats(event):
            return None
        if now.killed and self._pending.spoke and not self._pending.asked and after_s < VOICE_S:
            return Signal.TRAILING
        return Signal.UNCLEAR if now.killed and after_s < BREATH_S else Signal.OUTPUT

    def _interruption(self) -> Signal | None:
        if self._phase is not Phase.CLOSED:
            return Signal.INTERRUPT
        self._end_owed = True  # the end that follows ends nothing
        return Signal.INTERRUPT if self.turn and not self._newest.killed else None

    def _completion(self, event: TurnComplete) -> Signal | None:
        owed, self._end_owed = self._end_owed, False
        news = event.reason not in ("", self._reason)
        self._reason = event.reason
        if self._phase is Phase.CLOSED and not news and (owed or not self._is_answer(event.at)):
            return None
        if self._phase is Phase.OPEN and owed and not (self._newest.generated or event.more):
            # The end of the turn before. Should it be the end of this one, then quiet ends it.
            self._newest.generated = True
            return None
        return Signal.PART if event.more else Signal.COMPLETE

    def _is_answer(self, now: float) -> bool:
        """Whether output can answer something newer than the newest turn."""
        match self._phase:
            case Phase.OPEN:
                return self._newest.heard_out and self._pending.answerable(now, patient=True)
            case Phase.DEAD:
                late = now >= self._pending.since + DEAD_S
                return late or self._pending.answerable(now, patient=False)
            case _:
                return self._pending.answerable(now, patient=True)

    def _trails(self, event: Event) -> bool:
        """Whether words belong to the turn that is over."""
        now = self._newest
        if self._phase is not Phase.CLOSED or not (self._may_trail and now.answered):
            return False
        if self._is_answer(event.at) or (now.killed and self._pending.asked):
            return False
        if now.sounded and isinstance(event, OutputTranscribed):
            return True  # however late: nobody has asked for words that come without sound
        return event.at <= max(self.closed_at, now.output_at) + TRAIL_S
