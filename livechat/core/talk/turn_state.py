"""What the conversation is doing, as the user would say it: one table.

Turns come numbered and cleaned from the ledger (`livechat.core.talk.turns`). Rules:
1. A thought or a function call is no answer yet: the model is thinking.
2. `interrupted` kills the turn under way; when it is over, the user has the word.
3. A turn whose sound is still playing when it ends is over for the service, but not for the
   listener: `FINISHING` lasts until the last sample was heard. Refused sound does not sound.
4. Transcripts of the user's speech have no fixed order against the model's sound. They mean
   "the user speaks" only while the model does not. What this machine hears by itself means the
   same, and its end that the model is thinking; the service confirms it, or it was none.
5. When the user has stopped the voice, what still comes of the turn is not "speaking".
6. Speech that nobody answers is let go: when the service has not heard it, or after a while.
"""

from __future__ import annotations

from enum import Enum, auto
from typing import Final

from livechat.core.talk.events import (
    ActivityMarked,
    AudioReceived,
    Event,
    InputPaused,
    InputTranscribed,
    Interrupted,
    LineEntered,
    Muted,
    OutputTranscribed,
    PlaybackFinished,
    ServiceTroubled,
    SpeechDetected,
    SpeechUnanswered,
    TextReceived,
    ToolCalled,
    TurnComplete,
    TurnEvent,
    TurnSettled,
    VoiceActivity,
)
from livechat.core.talk.turns import is_output

UNCONFIRMED_S: Final = 4.0
"""Seconds after speech that only this machine has heard in which the service must have noticed it:
words take 2.9 s at the most (PROTOCOL §11.1)."""

LET_GO_S: Final = 10.0
"""Seconds after the user's words in which nothing was answered, and nothing was typed or released:
the model may choose not to answer speech. As long as the session waits for an answer to it."""


class TurnState(Enum):
    """What the conversation is doing, as the user would say it."""

    LISTENING = auto()
    """Nobody speaks."""
    HEARING = auto()
    """The user speaks."""
    THINKING = auto()
    """The user is done; the model has not begun to answer."""
    SPEAKING = auto()
    """The model answers."""
    FINISHING = auto()
    """The model is done; its voice still plays."""
    INTERRUPTED = auto()
    """The user spoke over the model, which has not yet closed its turn."""
    STOPPED = auto()
    """The user stopped the voice; the service goes on with the turn."""


class Signal(Enum):
    """What the table looks at."""

    HEARD = auto()
    """The service hears the user."""
    SENT = auto()
    """The user handed over: a typed line, or the end of the microphone's stream."""
    HUSHED = auto()
    """The microphone was muted: the service finishes what it heard, if it heard anything."""
    VOICE = auto()
    """This machine hears the user."""
    SILENCE = auto()
    """This machine no longer hears the user."""
    LET_GO = auto()
    """Nobody will answer what the user said last."""
    CUT = auto()
    """The rest of the sound of the turn under way was dropped."""
    WORK = auto()
    """A thought, or a function call."""
    OUTPUT = auto()
    """Sound or words of the model."""
    INTERRUPT = auto()
    COMPLETE = auto()
    """The turn is over and all of it was heard."""
    COMPLETE_SOUNDING = auto()
    """The turn is over, but its sound still plays."""
    COMPLETE_ASKED = auto()
    """The turn is over, and the user has handed over something new meanwhile."""
    PART = auto()
    """A part of the turn is over, the turn is not."""
    PLAYED = auto()
    """The last sample was heard."""


_S, _E = TurnState, Signal

# A pair that is missing keeps its state.
TABLE: dict[tuple[TurnState, Signal], TurnState] = {
    (_S.LISTENING, _E.HEARD): _S.HEARING,
    (_S.LISTENING, _E.VOICE): _S.HEARING,
    (_S.LISTENING, _E.SENT): _S.THINKING,
    (_S.LISTENING, _E.WORK): _S.THINKING,
    (_S.LISTENING, _E.OUTPUT): _S.SPEAKING,
    (_S.HEARING, _E.SILENCE): _S.THINKING,
    (_S.HEARING, _E.SENT): _S.THINKING,
    (_S.HEARING, _E.HUSHED): _S.THINKING,
    (_S.HEARING, _E.LET_GO): _S.LISTENING,
    (_S.HEARING, _E.WORK): _S.THINKING,
    (_S.HEARING, _E.OUTPUT): _S.SPEAKING,
    (_S.HEARING, _E.COMPLETE): _S.LISTENING,
    (_S.THINKING, _E.VOICE): _S.HEARING,
    (_S.THINKING, _E.LET_GO): _S.LISTENING,
    (_S.THINKING, _E.OUTPUT): _S.SPEAKING,
    (_S.THINKING, _E.COMPLETE): _S.LISTENING,
    (_S.THINKING, _E.COMPLETE_SOUNDING): _S.FINISHING,
    (_S.SPEAKING, _E.INTERRUPT): _S.INTERRUPTED,
    (_S.SPEAKING, _E.COMPLETE): _S.LISTENING,
    (_S.SPEAKING, _E.COMPLETE_SOUNDING): _S.FINISHING,
    (_S.SPEAKING, _E.COMPLETE_ASKED): _S.THINKING,
    (_S.SPEAKING, _E.PART): _S.THINKING,
    (_S.SPEAKING, _E.CUT): _S.STOPPED,
    (_S.STOPPED, _E.SENT): _S.THINKING,
    (_S.STOPPED, _E.INTERRUPT): _S.INTERRUPTED,
    (_S.STOPPED, _E.COMPLETE): _S.LISTENING,
    (_S.STOPPED, _E.COMPLETE_SOUNDING): _S.LISTENING,
    (_S.STOPPED, _E.COMPLETE_ASKED): _S.THINKING,
    (_S.STOPPED, _E.PART): _S.THINKING,
    (_S.FINISHING, _E.HEARD): _S.HEARING,
    (_S.FINISHING, _E.SENT): _S.THINKING,
    (_S.FINISHING, _E.OUTPUT): _S.SPEAKING,
    (_S.FINISHING, _E.INTERRUPT): _S.HEARING,
    (_S.FINISHING, _E.PLAYED): _S.LISTENING,
    (_S.INTERRUPTED, _E.COMPLETE): _S.HEARING,
    (_S.INTERRUPTED, _E.COMPLETE_SOUNDING): _S.HEARING,
    (_S.INTERRUPTED, _E.COMPLETE_ASKED): _S.THINKING,
}

_UNHEARD = ("nothing_heard", "not_heard", "too_quiet", "given_up")
"""Troubles after which nobody answers what the user said last."""


class TurnFold:
    """Follows the table."""

    def __init__(self) -> None:
        self.state = TurnState.LISTENING
        self.turn = 0
        """The newest turn; 0 before the first."""
        self._over = 0
        """The newest turn that is over."""
        self._settled = 0
        """The newest turn of which nothing more comes."""
        self._stopped = 0
        """The newest turn whose sound was dropped."""
        self._sounding: set[int] = set()
        self._asked = False
        """Whether a line or a release was handed over since the newest turn began."""
        self._asked_before = False
        """The same when the push-to-talk key went down."""
        self._moved_at = 0.0
        """Seconds: when either side last did anything."""
        self._speaking = False
        """Whether the user speaks now, by the key or as this machine hears."""
        self._pressed = False
        """Whether the push-to-talk key is down: what this machine hears then ends nothing."""
        self._confirmed = True
        """Whether the service has noticed the newest speech that this machine heard."""

    @property
    def settled(self) -> bool:
        """Whether nothing more comes of any turn so far."""
        return self._settled >= self.turn

    @property
    def open(self) -> bool:
        """Whether the newest turn is under way."""
        return self.turn > self._over

    def fold(self, event: Event) -> None:
        """Take an event."""
        self._follow_voice(event)
        signal = self._models(event) if isinstance(event, TurnEvent) else self._users(event)
        if signal is not None:
            self._moved_at = event.at
        elif self._is_let_go(event):
            signal, self._asked = Signal.LET_GO, False
        if signal is not None:
            self.state = TABLE.get((self.state, signal), self.state)

    def _users(self, event: Event) -> Signal | None:
        """What the user does."""
        match event:
            case InputTranscribed() | VoiceActivity(speaking=True):
                return Signal.HEARD
            case ActivityMarked(speaking=True):
                self._asked_before = self._asked
                return Signal.HEARD
            case LineEntered() | ActivityMarked():
                self._asked = True
                return Signal.SENT
            case InputPaused() | VoiceActivity():
                return Signal.SENT
            case Muted(on=True):
                return Signal.HUSHED
            case SpeechDetected(speaking=speaking) if not self._pressed:
                return Signal.VOICE if speaking else Signal.SILENCE
            case _:
                return None

    @property
    def lets_go_at(self) -> float | None:
        """Seconds: when speech counts as unanswered, if nothing happens before; None: never."""
        waits = self._asked or self._speaking or self.open
        if waits or self.state not in (TurnState.HEARING, TurnState.THINKING):
            return None
        return self._moved_at + (LET_GO_S if self._confirmed else UNCONFIRMED_S)

    def _follow_voice(self, event: Event) -> None:
        match event:
            case SpeechDetected(speaking=speaking) if not self._pressed:
                self._speaking = speaking
                self._confirmed = self._confirmed and not speaking
            case ActivityMarked(speaking=speaking):
                self._speaking = self._pressed = speaking
                self._confirmed = True
            case VoiceActivity() | InputTranscribed() | TurnEvent():
                self._confirmed = True
            case _:
                pass

    def _is_let_go(self, event: Event) -> bool:
        match event:
            case SpeechUnanswered():
                return True
            case ServiceTroubled(what=what):
                # A press in silence lets go of nothing that was handed over before it.
                return what in _UNHEARD and not (what == "nothing_heard" and self._asked_before)
            case _:
                return False

    def _models(self, event: TurnEvent) -> Signal | None:
        """What the model does, and what is heard of it."""
        match event:
            case AudioReceived(refused=True):
                self._begin(event.turn)
                return self._cut(event.turn)
            case AudioReceived():
                self._sounding.add(event.turn)
                return self._output(event)
            case TextReceived() | OutputTranscribed() | ToolCalled():
                return self._output(event)
            case Interrupted():
                return Signal.INTERRUPT
            case TurnSettled():
                self._settled = max(self._settled, event.turn)
                return None
            case TurnComplete():
                return self._complete(event)
            case PlaybackFinished():
                self._sounding.discard(event.turn)
                if event.unheard and event.turn == self.turn > self._over:
                    return self._cut(event.turn)
                return None if self._sounding else Signal.PLAYED
            case _:
                return None

    def _cut(self, turn: int) -> Signal | None:
        self._stopped = max(self._stopped, turn)
        return Signal.CUT if turn > self._over else None

    def _output(self, event: TurnEvent) -> Signal | None:
        self._begin(event.turn)
        self._settled = min(self._settled, event.turn - 1)
        if event.turn <= max(self._over, self._stopped):
            return None  # it trails the turn, or nobody listens to it
        return Signal.OUTPUT if is_output(event) else Signal.WORK

    def _begin(self, turn: int) -> None:
        if turn > self.turn:
            self.turn, self._asked = turn, False

    def _complete(self, event: TurnComplete) -> Signal:
        self._begin(event.turn)
        if event.more:
            return Signal.PART
        self._over = max(self._over, event.turn)
        if self._asked:
            return Signal.COMPLETE_ASKED
        return Signal.COMPLETE_SOUNDING if self._sounding else Signal.COMPLETE
