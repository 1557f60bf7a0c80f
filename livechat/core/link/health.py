"""Whether one connection does its work: when to leave it, and what to tell the user.

Leave it, so that another one takes the session on,
1. when the service will close it (`goAway`): at the next quiet moment, and shortly before its time
   is over in any case;
2. when another setup is wanted: at the next quiet moment, after some seconds in any case;
3. when an answer is due and the service says nothing: it is stalled.
Doubt it when neither a message nor a pong has come for some time: the way may be cut.

Quiet means that nobody speaks, nothing sounds, nothing is due, and no handle is about to come.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from livechat.core.levels import rms_dbfs
from livechat.core.link.items import Activity, Item, Sound, ToolResult, Typed
from livechat.core.link.outbox import NEVER
from livechat.core.link.repetition import Repetition
from livechat.core.pcm import CHUNK_MS, OUTPUT_RATE, seconds_in
from livechat.core.talk.events import (
    AudioReceived,
    Event,
    GenerationComplete,
    GoingAway,
    InputTranscribed,
    Interrupted,
    NotUnderstood,
    OutputTranscribed,
    ResumptionUpdated,
    ServiceTroubled,
    TextReceived,
    ToolCallCancelled,
    ToolCalled,
    TurnComplete,
    TurnSettled,
    UsageReported,
    VoiceActivity,
)

Leaving = Literal["limit", "settings", "stalled"]
"""Why a connection is left on purpose."""

QUIET_S: Final = 1.0
"""Seconds without speech that are a pause, not a breath."""

HANDLE_S: Final = 2.0
"""Seconds after a turn in which its handle comes, where one comes at all."""

CHANGE_S: Final = 10.0
"""Seconds for which another setup waits for a quiet moment."""

NO_ANSWER_S: Final = 10.0
"""Seconds after the user's words without an answer that are told, and after which speech counts as
not meant for the model. Published medians for the first sound are 1.2 to 1.6 s."""

LATE_INPUT_S: Final = 1.5
"""Seconds after an answer has begun in which words of the user are those that it answers."""

STALLED_S: Final = 10.0
"""Seconds without output in the middle of an answer, which comes faster than it is played, that
are told."""

LEAVE_S: Final = 25.0
"""Seconds of silence where an answer is due after which the connection is left. Users saw pongs
come 30 s late in healthy sessions, but no answer."""

WORK_S: Final = 120.0
"""Seconds that the model may work in silence between two parts of a turn, and that a function call
may take. Every wait has a limit."""

YOUNG_S: Final = 5.0
"""Seconds. A connection that is to end when it has hardly begun is used for half of its notice:
the next one may be no better."""

NOTICE_S: Final = 10.0
"""Seconds assumed where the service says that it will close the connection, but not when."""

MARGIN_S: Final = 1.0
"""Maximum, in seconds, by which a connection is left before the service's own deadline: closing
takes a moment. A tenth of a short notice."""

DEAF_S: Final = 1.5
"""Seconds of speech, as this machine hears it, that a working service must have noticed."""

QUIET_DBFS: Final = -50.0
"""Speech below this level is too quiet for a service to notice, by public reports; ordinary speech
into an ordinary microphone has −40 to −20."""

NOT_YET: Final = float("inf")

_AGAIN: Final = "Say it again, or type it."
_REASKED: Final = "If nothing comes, it is asked again over a new connection."
_SHOWN: Final = "The words are shown as they come."
_LOUDER: Final = "Raise the microphone's level, or use --gain."

_CHATTER = (ResumptionUpdated, UsageReported, NotUnderstood, VoiceActivity, TurnSettled, GoingAway)
"""What comes from a service without being part of an answer."""


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
    """

    def __init__(
        self,
        up_at: float,
        *,
        may_be_silent: bool = False,
        refreshes: bool = False,
        owed: bool = False,
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
        self._calls: dict[str, float] = {}
        """When each function call came that has no result yet."""
        self._owed_since: float | None = up_at if owed else None
        """When the user handed over what a model must answer, and it has not begun to: a typed
        line, or speech between a press and a release."""
        self._spoken_at = NEVER
        """When the user was last heard to speak, on this machine or by the service."""
        self._understood_at: float | None = None
        """When the service last understood words that it has not answered yet."""
        self._pressed_at: float | None = None
        """When the push-to-talk key went down; None: it is up."""
        self._voiced_s = 0.0
        """Seconds of speech sent since the service last gave a sign of having heard any."""
        self._loudest_dbfs = NEVER
        self.output_at = NEVER
        """When the model last said something, or asked for a function."""
        self._moved_at = up_at
        """When the answer last moved on."""
        self.sounds_until = NEVER
        """When all that was received of its voice will have been heard."""
        self._closed_at = NEVER
        self._handle_at = NEVER
        self.refreshes = refreshes
        """Whether the service gives out handles after turns: then a handle stands for the session
        as it was, else for the session itself."""
        self._answer_at = NEVER
        """When the model last said something in a turn that is over."""
        self._not_before = NEVER
        self._deadline: float | None = None
        self._wanted_at: float | None = None
        self._told: tuple[str, float] | None = None
        self._told_deaf = False
        self._repetition = Repetition()

    # What happens

    def sent(self, item: Item, at: float) -> ServiceTroubled | None:
        """Take an item that has left."""
        match item:
            case Sound(voiced=True):
                self._spoken_at = at
                self._voiced_s += CHUNK_MS / 1000
                self._loudest_dbfs = max(self._loudest_dbfs, rms_dbfs(item.pcm))
            case Typed():
                self._owed_since = at
            case Activity(speaking=True):
                self._pressed_at, self._owed_since = at, None
            case Activity() if self._pressed_at is not None:
                heard, self._pressed_at = self._spoken_at >= self._pressed_at, None
                if not heard:
                    doing = "Hold the key while you speak, or check the microphone."
                    return ServiceTroubled(at=at, what="nothing_heard", doing=doing)
                self._owed_since = at
            case ToolResult(id=call):
                self._calls.pop(call, None)
                self._moved_at = at
            case _:
                pass
        return None

    def fold(self, event: Event) -> ServiceTroubled | None:
        """Take an event of the connection, numbered and cleaned; return what is to be told."""
        trouble: ServiceTroubled | None = None
        if not isinstance(event, _CHATTER):
            self._moved_at = event.at
        match event:
            case InputTranscribed(text=text) if text.strip():
                self._spoken_at = self._understood_at = event.at
                self._hears()
            case VoiceActivity(speaking=True):
                self._spoken_at = event.at
                self._hears()
            case AudioReceived(refused=True):
                pass
            case AudioReceived() | OutputTranscribed() | TextReceived() | ToolCalled():
                trouble = self._output(event)
            case ToolCallCancelled(ids=ids):
                for call in ids:
                    self._calls.pop(call, None)
            case GenerationComplete():
                self._generated = True
            case Interrupted():
                self.turn_open, self._interrupted = False, True
                self.sounds_until = NEVER
                self._hears()
            case TurnComplete(more=True):
                self._working, self._generated = True, False
            case TurnComplete():
                trouble = self._close(event)
            case GoingAway():
                self._goes(event)
            case ResumptionUpdated(resumable=True):
                self._handle_at = event.at
                self.refreshes = self.refreshes or event.at <= self._closed_at + HANDLE_S
            case _:
                pass
        return trouble

    def _output(self, event: Event) -> ServiceTroubled | None:
        self.output_at = event.at
        self._hears()
        if not isinstance(event, OutputTranscribed):  # words of the part before may still come
            self._working = False
        if not self.turn_open:
            self._began_at = event.at
            self._owed_since = self._understood_at = None
            self._generated = self._interrupted = False
        self.turn_open = True
        match event:
            case AudioReceived(pcm=pcm):
                since = max(event.at, self.sounds_until)
                self.sounds_until = since + seconds_in(len(pcm), OUTPUT_RATE)
            case ToolCalled(calls=calls):
                self._calls |= {call.id: event.at for call in calls}
            case OutputTranscribed(text=text):
                if self._repetition.add(text):
                    return ServiceTroubled(at=event.at, what="repeated_transcript", doing=_SHOWN)
            case _:
                pass
        return None

    def _close(self, event: TurnComplete) -> ServiceTroubled | None:
        asked = self._owed_since is not None or self._spoken_at > self._closed_at
        trouble = None
        if event.empty and asked and not self._interrupted and not self._may_be_silent:
            trouble = ServiceTroubled(at=event.at, what="empty_turn", doing=_AGAIN)
        if event.empty and not self._interrupted:
            self._owed_since = None
        if self._understood_at is not None and (
            self._understood_at <= self._began_at + LATE_INPUT_S and not self._interrupted
        ):
            self._understood_at = None  # it was the question, transcribed late
        self.turn_open = self._generated = self._working = self._interrupted = False
        if self._handle_at < self._closed_at <= event.at - HANDLE_S:
            self.refreshes = False  # the turn before this one brought no handle
        self._closed_at, self._answer_at = event.at, self.output_at
        self._repetition.clear()
        return trouble

    def _goes(self, event: GoingAway) -> None:
        left = NOTICE_S if event.time_left_s is None else event.time_left_s
        if event.at < self.up_at + YOUNG_S:
            self._not_before = event.at + left / 2
        deadline = event.at + left - min(MARGIN_S, left / 10)
        self._deadline = min(deadline, self._deadline or deadline)

    def _hears(self) -> None:
        """The service has given a sign of having heard what was sent."""
        self._voiced_s, self._loudest_dbfs = 0.0, NEVER
        self._told_deaf = False

    def want(self, at: float) -> None:
        """Another setup is wanted."""
        if self._wanted_at is None:
            self._wanted_at = at

    # What follows

    def due(self, now: float) -> bool:
        """Whether the user said something that the model may still begin to answer."""
        return self._owed_since is not None or self._wonders(now)

    @property
    def owed(self) -> bool:
        """Whether the model must answer: a typed line, or speech between press and release."""
        return self._owed_since is not None

    @property
    def handle_is_stale(self) -> bool:
        """Whether the newest handle stands for a session without the newest answer or call."""
        newest = max([self._answer_at, *self._calls.values()])
        return self.refreshes and self._handle_at < newest

    def quiet_since_up(self, now: float) -> bool:
        """Whether the service has shown no sign of working on what it was asked before."""
        spoke = self._spoken_at > now - NO_ANSWER_S and self._spoken_at > self.up_at
        return self.output_at < self.up_at and not spoke and not self._busy(now)

    def _wonders(self, now: float) -> bool:
        """Whether words were understood so recently that an answer may come."""
        if self._understood_at is None:
            return False
        return now < max(self._understood_at, self._spoken_at) + NO_ANSWER_S

    def _busy(self, now: float) -> bool:
        """Whether the model works in silence, within the limit for that."""
        calls = [at for at in self._calls.values() if now < at + WORK_S]
        return bool(calls) or (self._working and now < self._moved_at + WORK_S)

    def leave(self, now: float) -> Leaving | None:
        """Why the connection is to be left now; None: it is not."""
        quiet_at = self._quiet_at(now)
        if self._deadline is not None and now >= min(
            self._deadline, max(quiet_at, self._not_before)
        ):
            return "limit"
        if self._wanted_at is not None and now >= min(self._wanted_at + CHANGE_S, quiet_at):
            return "settings"
        return "stalled" if now >= self._stalled_at(now) else None

    def _quiet_at(self, now: float) -> float:
        if self.turn_open or self._interrupted or self._pressed_at is not None:
            return NOT_YET
        if self._busy(now) or self.due(now):
            return NOT_YET  # bounded by the deadline
        heard = max(self._spoken_at + QUIET_S, self.sounds_until)
        if not self.refreshes or self._handle_at >= self.output_at:
            return heard
        return max(heard, self._closed_at + HANDLE_S)

    def _stalled_at(self, now: float) -> float:
        if self._busy(now):
            return NOT_YET
        # Nobody waits while the voice sounds.
        quiet_since = max(self._moved_at, self.sounds_until)
        if (self.turn_open and not self._generated) or self._working:
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
        if self._busy(now) or self._pressed_at is not None:
            return None
        if (self.turn_open and not self._generated) or self._working:
            until = max(self._moved_at, self.sounds_until) + STALLED_S
            return _Waiting("stalled", self._moved_at, until, _REASKED)
        if self._owed_since is not None:
            until = max(self._owed_since, self.sounds_until) + NO_ANSWER_S
            return _Waiting("no_answer", self._owed_since, until, _REASKED)
        if self._understood_at is not None and not self.turn_open and not self._may_be_silent:
            until = max(self._understood_at, self._spoken_at) + NO_ANSWER_S
            return _Waiting("no_answer", self._understood_at, until, _AGAIN)
        return None

    def _deaf(self, now: float) -> ServiceTroubled | None:
        """Speech was sent of which the service has taken no notice at all."""
        if self._told_deaf or self._voiced_s < DEAF_S or self.turn_open:
            return None
        quiet = self._loudest_dbfs < QUIET_DBFS
        if now < self._spoken_at + (QUIET_S if quiet else NO_ANSWER_S):
            return None
        self._told_deaf = True
        if quiet:
            return ServiceTroubled(at=now, what="too_quiet", doing=_LOUDER)
        return ServiceTroubled(at=now, what="not_heard", doing=_AGAIN)
