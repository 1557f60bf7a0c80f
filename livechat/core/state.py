"""The state of a conversation: the fold of all its events."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Final

from livechat.core.face.hands import Hands
from livechat.core.face.meters import Meters
from livechat.core.face.view import View
from livechat.core.talk.answer import QUITTING_S
from livechat.core.talk.citations import Citations
from livechat.core.talk.events import (
    ActivityMarked,
    AudioReceived,
    Connected,
    Disconnected,
    Ended,
    Event,
    GenerationComplete,
    HandingOver,
    InputPaused,
    Interrupted,
    LineEntered,
    Muted,
    PlaybackFinished,
    Retrying,
    SoundTroubled,
    TurnComplete,
    TurnEvent,
    UsageReported,
)
from livechat.core.talk.latency import LatencyMeter
from livechat.core.talk.pending import NEVER
from livechat.core.talk.transcript import Transcript, Utterance
from livechat.core.talk.turn_state import TurnFold, TurnState
from livechat.core.talk.turns import is_output
from livechat.core.talk.usage import UsageMeter
from livechat.core.tools.under_way import UnderWay

REMEMBERED: Final = 8
"""Turns of which something may still come: one is under way, and few wait to be heard."""


@dataclass(slots=True)
class _Turn:
    """What came of a turn."""

    output_at: float | None = None
    """Seconds: when its answer began; None: nothing was said."""
    sounds: bool = False
    heard: bool = False
    """Whether playback of it has finished."""
    generated: bool = False
    interrupted: bool = False
    over: bool = False
    lost: bool = False
    """Whether a lost connection has cut it, so that nobody need hear the rest of it."""
    answer: bool = False
    """Whether it was counted as an answer."""
    cut: bool = False
    """Whether it was counted as an interruption."""
    cut_at: float = NEVER
    """Seconds: when its sound was dropped."""


class ConversationState:
    """What displays show and the conversation decides by. Knows no clock: events bring time."""

    def __init__(self) -> None:
        self.transcript = Transcript()
        self.usage = UsageMeter()
        self.citations = Citations()
        self.latency = LatencyMeter()
        self.meters = Meters()
        self.view = View()
        self.hands = Hands()
        self.connected = False
        self.connections = 0
        """Connections so far that the service accepted."""
        self.retry_at: float | None = None
        """When the next try to connect begins; None: none is waited for."""
        self.model = ""
        self.practice = False
        self.llm = ""
        """The language model that answers for the practice partner; empty: none."""
        self.interruptions = 0
        """Answers that were cut short by the user before all of them was heard."""
        self.started_at: float | None = None
        """Seconds: when the first event happened."""
        self.handed_over_at: float | None = None
        """When the user last handed over: a typed line, or the end of a recording."""
        self.answers = 0
        """Turns the model ended of its own accord, with something said."""
        self.empty_turns = 0
        """Turns without a word or a call since the user last handed something over."""
        self.last_answer_began_at = NEVER
        """Seconds: the first output of the newest answer."""
        self.calls = UnderWay()
        self.muted = False
        self.troubles: Counter[str] = Counter()
        """How often sound did not flow as it should, by what happened (`SoundTroubled`)."""
        self._turn = TurnFold()
        self._turns: dict[int, _Turn] = {}
        """The newest turns, by their numbers."""

    @property
    def turn(self) -> TurnState:
        """Whose turn it is."""
        return self._turn.state

    @property
    def answering(self) -> bool:
        """Whether the model has begun a turn that is not over."""
        return self._turn.open

    @property
    def settled(self) -> bool:
        """Whether nothing more comes of any turn so far: no words that trail it."""
        return self._turn.settled

    @property
    def lets_go_at(self) -> float | None:
        """Seconds: when what the user said counts as unanswered; None: not by itself."""
        return self._turn.lets_go_at

    @property
    def turns(self) -> int:
        """Turns the model has begun."""
        return self._turn.turn

    def fold(self, event: Event) -> list[Utterance]:
        """Take one event, its turn filled in; return the utterances it finished."""
        if self.started_at is None:
            self.started_at = event.at
        self._turn.fold(event)
        self.calls.fold(event)
        match event:
            case Connected():
                self.connections += 1
                self.connected, self.model = True, event.model
                self.practice, self.llm = event.practice, event.llm
                self.retry_at = None
            case Disconnected() | HandingOver():
                self.connected = False
                self.retry_at = None
            case Retrying():
                self.connected = False
                self.retry_at = event.at + event.in_s
            case LineEntered() | InputPaused():
                self.handed_over_at = event.at
                self.empty_turns = 0
            case ActivityMarked(speaking=False):
                self.empty_turns = 0
            case Muted():
                self.muted = event.on
            case SoundTroubled():
                self.troubles[event.what] += event.count
            case UsageReported():
                self.usage.report(event.usage, self.model, event.turn)
            case TurnEvent():
                self._count(event, self._turns.setdefault(event.turn, _Turn()))
            case Ended():
                self._forgive(event.at)
            case _:
                pass
        self.latency.fold(event)
        self.meters.fold(event)
        self.view.fold(event)
        self.citations.fold(event)
        self.hands.fold(event)
        return self.transcript.fold(event)

    def _count(self, event: TurnEvent, turn: _Turn) -> None:
        if len(self._turns) > REMEMBERED:
            del self._turns[min(self._turns)]
        match event:
            case Interrupted():
                turn.interrupted = True
                if not (turn.over or turn.generated):
                    self._cut(turn)
            case GenerationComplete():
                turn.generated = True
            case AudioReceived(refused=True):
                self._cut(turn)
            case PlaybackFinished():
                turn.heard = True
                if event.unheard and not turn.lost:
                    turn.cut_at = NEVER if turn.cut else event.at
                    self._cut(turn)
                self._count_answer(turn)
            case TurnComplete(more=False):
                self.usage.end_turn(event.turn)
                turn.over, turn.lost = not event.lost, event.lost
                self.empty_turns += event.empty and not (event.lost or turn.interrupted)
                self._count_answer(turn)
            case _ if is_output(event):
                turn.output_at = event.at if turn.output_at is None else turn.output_at
                turn.sounds = turn.sounds or isinstance(event, AudioReceived)
            case _:
                pass

    def _cut(self, turn: _Turn) -> None:
        self.interruptions += not turn.cut
        turn.cut = True

    def _count_answer(self, turn: _Turn) -> None:
        """Whoever heard all of an answer was not interrupted."""
        whole = turn.generated and not turn.cut and (turn.heard or not turn.sounds)
        if turn.answer or not turn.over or turn.output_at is None:
            return
        if whole or not turn.interrupted:
            turn.answer = True
            self.answers += 1
            self.last_answer_began_at = turn.output_at

    def _forgive(self, ended_at: float) -> None:
        """Hanging up interrupts nobody."""
        for turn in self._turns.values():
            self.interruptions -= ended_at <= turn.cut_at + QUITTING_S
