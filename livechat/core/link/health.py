"""Whether one connection does its work: when to leave it, and what to tell the user.

Leave it, so that another one takes the session on,
1. when the service will close it (`goAway`): at the next quiet moment, and shortly before its time
   is over in any case;
2. when another setup is wanted: at the next quiet moment, after some seconds in any case;
3. when an answer is due and the service says nothing: it is stalled.
Doubt it when neither a message nor a pong has come for some time: the way may be cut.

Quiet means that nobody speaks, nothing sounds, nothing is due, and no handle is about to come.
While the model waits for the result of a function, it owes nothing but an answer to what was said
after it asked: a function, or the user's leave for it, may take any time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from livechat.core.link.asked_calls import AskedCalls
from livechat.core.link.departure import CHANGE_S, Departure
from livechat.core.link.handles import Handles
from livechat.core.link.items import Activity, Item, Note, Sound, ToolResult, Typed
from livechat.core.link.policies import NEVER
from livechat.core.link.repetition import Repetition
from livechat.core.link.unheard import Unheard
from livechat.core.pcm import OUTPUT_RATE, seconds_in
from livechat.core.talk.events import (
    AudioReceived,
    Event,
    GenerationComplete,
    GoingAway,
    InputTranscribed,
    Interrupted,
    OutputTranscribed,
    ResumptionUpdated,
    ServiceTroubled,
    TextReceived,
    ToolCallCancelled,
    ToolCalled,
    TurnComplete,
    VoiceActivity,
)
from livechat.core.talk.transcript import LATE_INPUT_S

__all__ = ["CHANGE_S", "Health"]

Leaving = Literal["limit", "settings", "stalled"]
"""Why a connection is left on purpose."""

QUIET_S: Final = 1.0
"""Seconds without speech that are a pause, not a breath."""

NO_ANSWER_S: Final = 10.0
"""Seconds after the user's words without an answer that are told, and after which speech counts as
not meant for the model. Published medians for the first sound are 1.2 to 1.6 s."""

STALLED_S: Final = 10.0
"""Seconds without output in the middle of an answer, which comes faster than it is played, that
are told."""

LEAVE_S: Final = 25.0
"""Seconds of silence where an answer is due after which the connection is left. Users saw pongs
come 30 s late in healthy sessions, but no answer."""

WORK_S: Final = 120.0
"""Seconds that the model may work in silence between two parts of a turn. Every wait has a
limit."""

RESULT_S: Final = 6.0
"""Seconds of silence after the result of a function, in which 3.8 speaks after 0.5 to 0.75 s; 3.1
has been seen to say nothing until any text comes (PROTOCOL §11.3)."""

NOT_YET: Final = float("inf")

_AGAIN: Final = "Say it again, or type it."
_REASKED: Final = "If nothing comes, livechat asks again over a new connection."
_SHOWN: Final = "Showing it as it comes."
_LOUDER: Final = "Raise its level, or use --gain."


@dataclass(frozen=True, slots=True)
class _Waiting:
    """What the user waits for."""

    what: Literal["no_answer", "stalled"]
    since: float
    """Seconds: what came last before it."""
    until: float
    """Seconds: when it has lasted too long."""
    doing: str


class Health:
    """Folds what goes either way over one connection. Times are seconds on the same clock.

    Args:
        up_at: When the connection was accepted.
        may_be_silent: Whether the model may choose not to answer speech.
        refreshes: Whether handles have been seen to come after turns.
        owed: Whether the model must still answer what was handed over before.
        calls: The function calls so far, of earlier connections too.
    """

    def __init__(
        self,
        up_at: float,
        *,
        may_be_silent: bool = False,
        refreshes: bool = False,
        owed: bool = False,
        calls: AskedCalls | None = None,
    ) -> None:
        self.up_at = up_at
        self._may_be_silent = may_be_silent
        self.turn_open = False
        """Whether the model has begun a turn that is neither complete nor interrupted."""
        self._began_at = NEVER
        """When the newest turn began."""
        self._interrupted = False
        self._generated = False
        self._working = False
        self._calls = AskedCalls() if calls is None else calls
        self._returned_at: float | None = None
        """When the newest result of a function left that the model is to speak of."""
        self._noted_at: float | None = None
        """When the user's side last told the model something that it is to speak of."""
        self._owed_since: float | None = up_at if owed else None
        """When the user handed over what a model must answer, and it has not begun to: a typed
        line, or speech between a press and a release."""
        self._spoken_at = NEVER
        """When the user was last heard to speak, on this machine or by the service."""
        self._understood_at: float | None = None
        """When the service last understood words that it has not answered yet."""
        self._pressed_at: float | None = None
        """When the push-to-talk key went down; None: it is up."""
        self._unheard = Unheard()
        self.output_at = NEVER
        """When the model last said something, or asked for a function."""
        self._moved_at = up_at
        """When the answer last moved on."""
        self.sounds_until = NEVER
        """When all that was received of its voice will have been heard."""
        self._past = 0
        """The newest turn that is over or interrupted: what still comes of it opens none."""
        self._closed_at = NEVER
        self._trails_until = NEVER
        """Until when words of the user may belong to the turn that is over."""
        self._handles = Handles(refreshes=refreshes)
        self._departure = Departure(up_at)
        self._told: tuple[str, float] | None = None
        self._repetition = Repetition()

    # What happens

    def sent(self, item: Item, at: float) -> ServiceTroubled | None:
        """Take an item that has left."""
        match item:
            case Sound(voiced=voiced, dbfs=dbfs):
                if voiced:
                    self._spoken_at = at
                # While the model's voice sounds, it may be its echo.
                sounds = self.turn_open or at < self.sounds_until
                self._unheard.sent(dbfs, at, voiced=voiced and not sounds)
            case Typed():
                self._owed_since = at
                self._returned_at = self._noted_at = None
            case Activity(speaking=True):
                self._pressed_at = at
            case Activity() if self._pressed_at is not None:
                heard, self._pressed_at = self._spoken_at >= self._pressed_at, None
                if not heard:
                    doing = "Hold the key while you speak, or check the microphone."
                    return ServiceTroubled(at=at, what="nothing_heard", doing=doing)
                self._owed_since = at
                self._returned_at = self._noted_at = None
            case Note(answered=True):
                self._noted_at, self._returned_at = at, None
            case ToolResult(more=False):
                self._calls.sent(item)
                self._moved_at = at
                self._returned_at = None if item.silent else at
            case _:
                pass
        return None

    def fold(self, event: Event) -> ServiceTroubled | None:
        """Take an event of the connection, numbered and cleaned; return what is to be told."""
        trouble: ServiceTroubled | None = None
        moves = self._moves(event)
        self._calls.fold(event)
        if moves:
            self._moved_at = event.at
        match event:
            case InputTranscribed(text=text) if text.strip():
                self._understand(event.at)
            case VoiceActivity(speaking=speaking):
                self._spoken_at = event.at if speaking else self._spoken_at
                self._unheard.noticed()
            case AudioReceived(refused=True):
                pass
            case AudioReceived() | OutputTranscribed() | TextReceived() | ToolCalled() if moves:
                trouble = self._output(event)
            case GenerationComplete():
                self._generated = True
            case Interrupted():
                self._interrupted = self._interrupted or self.turn_open
                self.turn_open = self._working = False
                self._past = max(self._past, event.turn)
                self.sounds_until = NEVER
                self._unheard.noticed()
            case TurnComplete(more=True):
                self._working, self._generated = True, False
            case TurnComplete():
                trouble = self._close(event)
            case GoingAway():
                self._departure.announced(event.at, event.time_left_s)
            case ResumptionUpdated(resumable=True, handle=handle) if handle:
                self._handles.came(event.at)
            case ResumptionUpdated(resumable=False):
                self._handles.suspended()
            case _:
                pass
        return trouble

    def _understand(self, at: float) -> None:
        """The service has understood words of the user's."""
        self._unheard.noticed()
        if at <= self._trails_until and not (self.turn_open or self._asked_since_turn):
            return
        self._spoken_at = self._understood_at = at
        self._returned_at = self._noted_at = None

    @property
    def _asked_since_turn(self) -> bool:
        """Whether the user has said anything since the last turn ended."""
        return self._owed_since is not None or self._spoken_at > self._closed_at

    def _output(
        self, event: AudioReceived | OutputTranscribed | TextReceived | ToolCalled
    ) -> ServiceTroubled | None:
        if event.turn > self._past:
            self._go_on(event)
        match event:
            case AudioReceived(pcm=pcm):
                since = max(event.at, self.sounds_until)
                self.sounds_until = since + seconds_in(len(pcm), OUTPUT_RATE)
            case ToolCalled():
                self._handles.called(event.at)
            case OutputTranscribed(text=text) | TextReceived(text=text, thought=False) if (
                self._repetition.add(text)
            ):
                return ServiceTroubled(at=event.at, what="repeated_transcript", doing=_SHOWN)
            case _:
                pass
        return None

    def _go_on(self, event: Event) -> None:
        """The model begins a turn, or goes on with it."""
        self.output_at = event.at
        self._returned_at = self._noted_at = None
        self._unheard.noticed()
        if not isinstance(event, OutputTranscribed):  # words of the part before may still come
            self._working = False
        if not self.turn_open:
            self._began_at = event.at
            self._owed_since = self._understood_at = None
            self._generated = self._interrupted = False
        self.turn_open = True

    def _close(self, event: TurnComplete) -> ServiceTroubled | None:
        trouble = None
        owed = self._owed_since is not None
        asked = owed if self._may_be_silent else self._asked_since_turn
        if event.empty and asked and not self._interrupted:
            trouble = ServiceTroubled(at=event.at, what="empty_turn", doing=_AGAIN)
        if self._interrupted:  # it answers what was said before, not what interrupted it
            self._trails_until = NEVER
        else:
            self._trails_until = event.at + LATE_INPUT_S
            if event.empty:
                self._owed_since = self._understood_at = None
            elif self._understood_at is not None:
                late = self._understood_at <= self._began_at + LATE_INPUT_S
                self._understood_at = None if late else self._understood_at
        self.turn_open = self._generated = self._working = self._interrupted = False
        self._past, self._closed_at = max(self._past, event.turn), event.at
        if not event.lost:  # else what it answered is asked again
            self._handles.closed(event.at, self.output_at)
        self._unheard.noticed()
        self._repetition.clear()
        return trouble

    def want(self, at: float) -> None:
        """Another setup is wanted."""
        self._departure.want(at)

    def give_up(self) -> None:
        """Nobody waits for an answer any more."""
        self._owed_since = self._understood_at = self._returned_at = self._noted_at = None

    # What follows

    def due(self, now: float) -> bool:
        """Whether the user said something that the model may still begin to answer."""
        return self._owed_since is not None or self._wonders(now)

    @property
    def owed(self) -> bool:
        """Whether the model must answer: a typed line, or speech between press and release."""
        return self._owed_since is not None

    @property
    def refreshes(self) -> bool:
        """Whether the service gives out handles after turns."""
        return self._handles.refreshes

    @property
    def handle_is_stale(self) -> bool:
        """Whether the newest handle stands for a session without the newest answer or call."""
        return self._handles.stale

    def quiet_since_up(self, now: float) -> bool:
        """Whether the service has shown no sign of working on what it was asked before."""
        spoke = self._spoken_at > now - NO_ANSWER_S and self._spoken_at > self.up_at
        return self.output_at < self.up_at and not (
            spoke or self._calls.waiting or self._works(now)
        )

    def is_silent_after_result(self, now: float) -> bool:
        """Whether the model must be asked to go on after a function's result; told once."""
        if self._returned_at is None or self._pressed_at is not None:
            return False
        if self._calls.waiting or self._works(now):
            return False
        silent_since = max(self._returned_at, self._moved_at, self.sounds_until, self._spoken_at)
        if now < silent_since + RESULT_S:
            return False
        self._returned_at = None
        return True

    def _wonders(self, now: float) -> bool:
        """Whether words were understood so recently that an answer may come."""
        if self._understood_at is None:
            return False
        return now < max(self._understood_at, self._spoken_at) + NO_ANSWER_S

    def _works(self, now: float) -> bool:
        """Whether the model works in silence, within the limit for that."""
        return self._working and now < self._moved_at + WORK_S

    @property
    def _goes_on(self) -> bool:
        """Whether the model is in the middle of an answer, of which more must come."""
        return (self.turn_open and not self._generated) or self._working

    @property
    def _blocked(self) -> bool:
        """Whether it cannot go on with its turn before a function has returned."""
        return self._goes_on and self._calls.waiting

    def leave(self, now: float) -> Leaving | None:
        """Why the connection is to be left now; None: it is not."""
        planned = self._departure.due(now, self._quiet_at(now))
        return planned or ("stalled" if now >= self._stalled_at(now) else None)

    def _quiet_at(self, now: float) -> float:
        if self._interrupted or self._pressed_at is not None or self.due(now):
            return NOT_YET  # bounded by the deadline
        calls = self._calls.waiting
        if calls and self._handles.refreshes:
            return NOT_YET  # the handle knows nothing of them
        # The service knows its calls over the next connection as well (PROTOCOL §11.2).
        if not calls and (self.turn_open or self._works(now)):
            return NOT_YET
        moved_at = self._moved_at + QUIET_S if self.turn_open else NEVER
        heard_at = max(self._spoken_at + QUIET_S, self.sounds_until, moved_at)
        return max(heard_at, self._handles.expected_until(self.output_at))

    def _stalled_at(self, now: float) -> float:
        if self._blocked or self._works(now) or self._pressed_at is not None:
            return NOT_YET
        # Nobody waits while the voice sounds.
        quiet_since = max(self._moved_at, self.sounds_until)
        if self._goes_on:
            return quiet_since + LEAVE_S
        # A line that came after all of an answer interrupts it: it need not have been played.
        if self._owed_since is not None:
            return max(self._owed_since, quiet_since) + LEAVE_S
        return NOT_YET

    def tell(self, now: float) -> ServiceTroubled | None:
        """What is to be told at this time; each silence is told once."""
        waiting = self._waiting(now)
        if waiting is None or now < waiting.until:
            return self._deaf(now)
        silence = (waiting.what, waiting.since)
        if silence == self._told:
            return None
        self._told = silence
        return ServiceTroubled(at=now, what=waiting.what, doing=waiting.doing)

    def _waiting(self, now: float) -> _Waiting | None:
        if self._blocked or self._works(now) or self._pressed_at is not None:
            return None
        if self._goes_on:
            until = max(self._moved_at, self.sounds_until) + STALLED_S
            return _Waiting("stalled", self._moved_at, until, _REASKED)
        if self._owed_since is not None:
            until = max(self._owed_since, self.sounds_until) + NO_ANSWER_S
            return _Waiting("no_answer", self._owed_since, until, _REASKED)
        if self.turn_open:
            return None
        if self._understood_at is not None and not self._may_be_silent:
            until = max(self._understood_at, self._spoken_at) + NO_ANSWER_S
            return _Waiting("no_answer", self._understood_at, until, _AGAIN)
        if self._noted_at is not None:
            until = max(self._noted_at, self.sounds_until) + NO_ANSWER_S
            return _Waiting("no_answer", self._noted_at, until, _AGAIN)
        return None

    def _deaf(self, now: float) -> ServiceTroubled | None:
        """Speech was sent of which the service has taken no notice at all."""
        if self.turn_open or self._pressed_at is not None:
            return None
        what = self._unheard.tell(now, owed=self.owed)
        if what is None:
            return None
        doing = _LOUDER if what == "too_quiet" else _AGAIN
        return ServiceTroubled(at=now, what=what, doing=doing)

    def _moves(self, event: Event) -> bool:
        """Whether an event moves the exchange on; updates, counts and blank words do not."""
        match event:
            case AudioReceived(pcm=pcm):
                return bool(pcm)
            case OutputTranscribed(text=text) | TextReceived(text=text):
                return bool(text.strip())
            case InputTranscribed(text=text, interim=interim):
                return bool(text.strip()) and not interim
            case ToolCallCancelled(ids=ids):
                return self._calls.waits_for(ids)
            case ToolCalled() | GenerationComplete() | Interrupted() | TurnComplete():
                return True
            case _:
                return False
