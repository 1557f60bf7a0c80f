"""Where the exchange between the user and the service stands, as the connection shows it.

Facts alone: what follows from them is said in `livechat.core.handover` (when to leave a
connection) and `livechat.core.watchdog` (what to tell the user).
"""

from __future__ import annotations

from collections.abc import Iterable

from livechat.core.backlog import Activity, Item, Sound, Typed
from livechat.core.events import (
    AudioReceived,
    Event,
    GenerationComplete,
    InputTranscribed,
    Interrupted,
    OutputTranscribed,
    TextReceived,
    ToolCallCancelled,
    ToolCalled,
    TurnComplete,
    VoiceActivity,
)

NEVER = float("-inf")


class Exchange:
    """Folds what goes either way over one connection. Times are seconds on the same clock."""

    def __init__(self) -> None:
        self.open = False
        """Whether the model has begun a turn and neither ended it nor was interrupted."""
        self.generated = False
        """Whether it has said everything in it; the service may still wait for it to be played."""
        self.working = False
        """Whether it works in silence between two parts of a turn."""
        self.said = False
        """Whether anything came in the turn: sound, words, a function call."""
        self.interrupted = False
        """Whether the user spoke over the turn, which the service has not ended yet."""
        self.calls: set[str] = set()
        """Ids of function calls that nobody has answered yet."""
        self.owed_since: float | None = None
        """When the user handed over what a model must answer, and it has not begun to: a typed
        line, or the end of push-to-talk. Speech alone may be meant for somebody else."""
        self.spoken_at = NEVER
        """When the user was last heard to speak, on this machine or by the service."""
        self.understood_at: float | None = None
        """When the service last understood words that it has not answered yet."""
        self.talking = False
        """Whether the push-to-talk key is down."""
        self.output_at = NEVER
        """When the model last said something, or asked for a function."""
        self.closed_at = NEVER
        """When the last turn ended."""
        self.message_at = NEVER
        """When the last message came."""

    def handed_over(self, item: Item, at: float) -> None:
        """Take what the user hands over."""
        match item:
            case Sound(voiced=True):
                self.spoken_at = at
            case Typed():
                self.owed_since = at
            case Activity(speaking):
                self.talking = speaking
                self.owed_since = None if speaking else at
            case _:
                pass

    def tools_answered(self, calls: Iterable[str]) -> None:
        """The user's side has answered function calls."""
        self.calls.difference_update(calls)

    def fold(self, event: Event) -> None:
        """Take an event of the connection."""
        self.message_at = event.at
        match event:
            case InputTranscribed(text=text) if text.strip():
                self.spoken_at = self.understood_at = event.at
            case VoiceActivity(speaking=True):
                self.spoken_at = event.at
            case AudioReceived() | OutputTranscribed() | TextReceived():
                self._output(event.at)
            case ToolCalled():
                self._output(event.at)
                self.calls |= {call.id for call in event.calls}
            case ToolCallCancelled(ids=ids):
                self.calls -= set(ids)
            case GenerationComplete():
                self.generated = True
            case Interrupted():
                self.open, self.interrupted = False, True
                self.calls.clear()
            case TurnComplete(more=True):
                self.working = True
            case TurnComplete():
                self._close(event.at)
            case _:
                pass

    def _output(self, at: float) -> None:
        self.output_at = at
        self.working = False
        self.said = True
        self.owed_since = self.understood_at = None
        if not self.interrupted:  # what still comes of an interrupted turn opens none
            self.open = True

    def _close(self, at: float) -> None:
        if not self.interrupted:  # else it answers what was said before, not what interrupted it
            self.owed_since = self.understood_at = None
        self.open = self.generated = self.working = self.said = self.interrupted = False
        self.calls.clear()
        self.closed_at = at
