"""Whose turn it is: one table.

Rules:
1. A turn of the model's begins with its first output and ends with `turnComplete`. Turns are
   numbered from 1. Where `interactionStatus` is given, only IDLE ends the exchange.
2. `interrupted` kills the turn under way: whatever still arrives for it before its
   `turnComplete` is late and must not be played.
3. A turn whose sound is still playing at `turnComplete` is over for the service, but not for
   the listener: `FINISHING` lasts until the last sample was heard.
4. Transcripts of the user's speech have no fixed order against the model's sound. They mean
   "the user speaks" only while the model does not. What this machine hears by itself means the
   same, for as long as it lasts; it may be wrong, so nothing is taken for handed over.
5. Who stops the voice with a key has heard enough: what still comes of the turn is not "speaking".
"""

from __future__ import annotations

from dataclasses import replace
from enum import Enum, auto

from livechat.core.talk.events import (
    ActivityMarked,
    AudioReceived,
    Event,
    InputPaused,
    InputTranscribed,
    Interrupted,
    Muted,
    OutputTranscribed,
    PlaybackFinished,
    SpeechDetected,
    TextReceived,
    TextSent,
    ToolCalled,
    TurnComplete,
    TurnEvent,
    VoiceActivity,
)


class TurnState(Enum):
    """What the conversation is doing, as the user would say it."""

    LISTENING = auto()
    """Nobody speaks."""
    HEARING = auto()
    """The user speaks."""
    THINKING = auto()
    """The user is done; the model has not begun."""
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
    """It hears him no more."""
    CUT = auto()
    """The rest of the sound of a turn under way was dropped."""
    OUTPUT = auto()
    """Sound or words of the model."""
    INTERRUPT = auto()
    COMPLETE = auto()
    """The exchange is over and all of it was heard."""
    COMPLETE_SOUNDING = auto()
    """The exchange is over, but its sound still plays."""
    PART = auto()
    """A turn is over, the exchange is not."""
    PLAYED = auto()
    """The last sample was heard."""


_S, _E = TurnState, Signal

# A pair that is missing keeps its state.
TABLE: dict[tuple[TurnState, Signal], TurnState] = {
    (_S.LISTENING, _E.HEARD): _S.HEARING,
    (_S.LISTENING, _E.VOICE): _S.HEARING,
    (_S.LISTENING, _E.SENT): _S.THINKING,
    (_S.LISTENING, _E.OUTPUT): _S.SPEAKING,
    (_S.HEARING, _E.SILENCE): _S.LISTENING,
    (_S.HEARING, _E.SENT): _S.THINKING,
    (_S.HEARING, _E.HUSHED): _S.THINKING,
    (_S.HEARING, _E.OUTPUT): _S.SPEAKING,
    (_S.HEARING, _E.COMPLETE): _S.LISTENING,
    (_S.THINKING, _E.OUTPUT): _S.SPEAKING,
    (_S.THINKING, _E.COMPLETE): _S.LISTENING,
    (_S.THINKING, _E.COMPLETE_SOUNDING): _S.FINISHING,
    (_S.SPEAKING, _E.INTERRUPT): _S.INTERRUPTED,
    (_S.SPEAKING, _E.COMPLETE): _S.LISTENING,
    (_S.SPEAKING, _E.COMPLETE_SOUNDING): _S.FINISHING,
    (_S.SPEAKING, _E.PART): _S.THINKING,
    (_S.SPEAKING, _E.CUT): _S.STOPPED,
    (_S.STOPPED, _E.SENT): _S.THINKING,
    (_S.STOPPED, _E.INTERRUPT): _S.INTERRUPTED,
    (_S.STOPPED, _E.COMPLETE): _S.LISTENING,
    (_S.STOPPED, _E.COMPLETE_SOUNDING): _S.LISTENING,
    (_S.STOPPED, _E.PART): _S.THINKING,
    (_S.FINISHING, _E.HEARD): _S.HEARING,
    (_S.FINISHING, _E.SENT): _S.THINKING,
    (_S.FINISHING, _E.OUTPUT): _S.SPEAKING,
    (_S.FINISHING, _E.INTERRUPT): _S.HEARING,
    (_S.FINISHING, _E.PLAYED): _S.LISTENING,
    (_S.INTERRUPTED, _E.COMPLETE): _S.HEARING,
    (_S.INTERRUPTED, _E.COMPLETE_SOUNDING): _S.HEARING,
}


_MUTE = (TurnState.INTERRUPTED, TurnState.STOPPED)
"""States in which sound that arrives will not be played."""


class TurnTracker:
    """Numbers the model's turns and follows the table."""

    def __init__(self) -> None:
        self.state = TurnState.LISTENING
        self.turn = 0
        """The newest turn; 0 before the first."""
        self.open = False
        """Whether the newest turn's exchange is still under way."""
        self._sounding: set[int] = set()

    def number(self, event: Event) -> Event:
        """Return the event with its turn filled in, and follow it."""
        if isinstance(event, TurnEvent) and event.turn == 0:
            if not self.open and _is_output(event):
                self.turn += 1
                self.open = True
            event = replace(event, turn=self.turn)
        self._follow(event)
        return event

    def _follow(self, event: Event) -> None:
        if isinstance(event, AudioReceived) and self.state not in _MUTE:
            self._sounding.add(event.turn)
        if isinstance(event, PlaybackFinished):
            self._sounding.discard(event.turn)
        signal = self._signal(event)
        if signal is not None:
            self.state = TABLE.get((self.state, signal), self.state)
        if isinstance(event, TurnComplete) and not event.more:
            self.open = False

    def _signal(self, event: Event) -> Signal | None:
        match event:
            case InputTranscribed() | VoiceActivity(speaking=True) | ActivityMarked(speaking=True):
                return Signal.HEARD
            case TextSent() | InputPaused():
                return Signal.SENT
            case VoiceActivity(speaking=False) | ActivityMarked(speaking=False):
                return Signal.SENT
            case Muted(on=True):
                return Signal.HUSHED
            case Interrupted():
                return Signal.INTERRUPT
            case TurnComplete(more=True):
                return Signal.PART
            case TurnComplete():
                return Signal.COMPLETE_SOUNDING if self._sounding else Signal.COMPLETE
            case SpeechDetected():
                return Signal.VOICE if event.speaking else Signal.SILENCE
            case PlaybackFinished() if event.unheard and self.open and event.turn == self.turn:
                return Signal.CUT
            case PlaybackFinished():
                return None if self._sounding else Signal.PLAYED
            case _:
                return Signal.OUTPUT if _is_output(event) else None


def _is_output(event: Event) -> bool:
    return isinstance(event, AudioReceived | TextReceived | OutputTranscribed | ToolCalled)
