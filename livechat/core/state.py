"""The state of a conversation: the fold of all its events."""

from __future__ import annotations

from collections import Counter

from livechat.core.face.meters import Meters
from livechat.core.face.view import View
from livechat.core.levels import rms_dbfs
from livechat.core.talk.events import (
    AudioReceived,
    AudioSent,
    Connected,
    Disconnected,
    Event,
    HandingOver,
    InputPaused,
    Interrupted,
    Muted,
    OutputTranscribed,
    PlaybackFinished,
    Retrying,
    SoundTroubled,
    TextReceived,
    TextSent,
    TurnComplete,
    UsageReported,
)
from livechat.core.talk.latency import LatencyMeter
from livechat.core.talk.transcript import Transcript, Utterance
from livechat.core.talk.turn import TurnState, TurnTracker
from livechat.core.talk.usage import UsageMeter


class ConversationState:
    """What displays show and the conversation decides by. Knows no clock: events bring time.

    Args:
        volume: Percent at which the model's voice begins.
    """

    def __init__(self, volume: int = 100) -> None:
        self.transcript = Transcript()
        self.usage = UsageMeter()
        self.latency = LatencyMeter()
        self.meters = Meters(volume)
        self.view = View()
        self.connected = False
        self.connections = 0
        """Connections so far that the service accepted."""
        self.retry_at: float | None = None
        """When the next try to connect begins; None: none is waited for."""
        self.model = ""
        self.practice = False
        self.interruptions = 0
        self.started_at: float | None = None
        """Seconds: when the first event happened."""
        self.handed_over_at: float | None = None
        """When the user last handed over: a typed line, or the end of a recording."""
        self.answers = 0
        """Turns the model ended of its own accord, with something said."""
        self.empty_turns = 0
        """Turns the model ended without a sound or a word."""
        self.last_answer_began_at = float("-inf")
        """Seconds: the first output of the newest answer."""
        self.muted = False
        self.troubles: Counter[str] = Counter()
        """How often sound did not flow as it should, by what happened (`SoundTroubled`)."""
        self._cut: set[int] = set()
        """Turns counted as interrupted."""
        self._tracker = TurnTracker()
        self._output_at: float | None = None
        self._interrupted = False

    @property
    def turn(self) -> TurnState:
        """Whose turn it is."""
        return self._tracker.state

    @property
    def answering(self) -> bool:
        """Whether the model has begun a turn that the service has not closed."""
        return self._tracker.open

    @property
    def turns(self) -> int:
        """Turns the model has begun."""
        return self._tracker.turn

    def fold(self, event: Event) -> tuple[Event, list[Utterance]]:
        """Take one event; return it with its turn filled in, and the utterances it finished."""
        event = self._tracker.number(event)
        if self.started_at is None:
            self.started_at = event.at
        match event:
            case Connected():
                self.connections += 1
                self.connected, self.model, self.practice = True, event.model, event.practice
                self.retry_at = None
            case Disconnected() | HandingOver():
                self.connected = False
                self.retry_at = None
            case Retrying():
                self.connected = False
                self.retry_at = event.at + event.in_s
            case TextSent() | InputPaused():
                self.handed_over_at = event.at
            case AudioReceived() | OutputTranscribed() | TextReceived(thought=False) if (
                self._output_at is None
            ):
                self._output_at = event.at
                self._interrupted = False  # whatever was interrupted, it was not this turn
            case Interrupted():
                self.interruptions += 1
                self._interrupted = True
                self._cut.add(event.turn)
            case PlaybackFinished() if event.unheard and event.turn not in self._cut:
                self.interruptions += 1  # the service was done with it, the listener was not
                self._cut.add(event.turn)
            case Muted():
                self.muted = event.on
            case SoundTroubled():
                self.troubles[event.what] += event.count
            case UsageReported():
                self.usage.report(event.usage, self.model, event.turn)
            case TurnComplete(more=False):
                self._complete(event.turn, lost=event.lost)
            case _:
                pass
        sent_dbfs = rms_dbfs(event.pcm) if isinstance(event, AudioSent) else None
        self.latency.fold(event, sent_dbfs)
        self.meters.fold(event, sent_dbfs)
        self.view.fold(event)
        return event, self.transcript.fold(event)

    def _complete(self, turn: int, *, lost: bool) -> None:
        self.usage.end_turn(turn)
        if self._output_at is None:
            self.empty_turns += 0 if self._interrupted or lost else 1
        elif not self._interrupted and not lost:
            self.answers += 1
            self.last_answer_began_at = self._output_at
        self._output_at = None
        self._interrupted = False
