"""Where the exchange between the user and the service stands, as the connection shows it.

Facts alone: what follows from them is said in `livechat.core.link.handover` (when to leave a
connection) and `livechat.core.link.watchdog` (what to tell the user).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from livechat.core.link.backlog import Activity, Item, Sound, Typed
from livechat.core.pcm import OUTPUT_RATE, seconds_in
from livechat.core.talk.events import (
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

TRAIL_S: Final = 1.5
"""Seconds after a turn in which transcribed words may still belong to it: their order against the
sound is not fixed."""


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
        line, or speech between a press and a release. Speech alone may be meant for somebody
        else."""
        self.spoken_at = NEVER
        """When the user was last heard to speak, on this machine or by the service."""
        self.understood_at: float | None = None
        """When the service last understood words that it has not answered yet."""
        self.talking = False
        """Whether the push-to-talk key is down."""
        self.output_at = NEVER
        """When the model last said something, or asked for a function."""
        self.sounds_until = NEVER
        """When all that was received of its voice will have been heard."""
        self.closed_at = NEVER
        """When the last turn ended."""
        self.message_at = NEVER
        """When the last message came, or the last function call was answered."""
        self._pressed_at = NEVER
        """When the push-to-talk key last went down."""
        self._trails_until = NEVER
        """Until when words may come that belong to the last turn."""

    @property
    def due(self) -> bool:
        """Whether the user said something that the model has not begun to answer."""
        return self.owed_since is not None or self.understood_at is not None

    def handed_over(self, item: Item, at: float) -> None:
        """Take what the user hands over."""
        match item:
            case Sound(voiced=True):
                self.spoken_at = at
            case Typed():
                self.owed_since = at
            case Activity(speaking=True):
                self.talking, self._pressed_at, self.owed_since = True, at, None
            case Activity():
                self.talking = False
                if self.spoken_at >= self._pressed_at:  # else the key was only touched
                    self.owed_since = at
            case _:
                pass

    def tools_answered(self, calls: Iterable[str], at: float) -> None:
        """The user's side has answered function calls: from now on the service is waited for."""
        self.calls.difference_update(calls)
        self.message_at = at

    def fold(self, event: Event) -> None:
        """Take an event of the connection."""
        self.message_at = event.at
        match event:
            case InputTranscribed() | OutputTranscribed() if self._trails(event.at):
                pass
            case InputTranscribed(text=text) if text.strip():
                self.spoken_at = self.understood_at = event.at
            case VoiceActivity(speaking=True):
                self.spoken_at = event.at
            case AudioReceived() | OutputTranscribed() | TextReceived() | ToolCalled():
                self._output(event)
            case ToolCallCancelled(ids=ids):
                self.calls -= set(ids)
            case GenerationComplete():
                self.generated = True
            case Interrupted():
                self.open, self.interrupted = False, True
                self.sounds_until = NEVER
                self.calls.clear()
            case TurnComplete(more=True):
                self.working, self.generated = True, False
            case TurnComplete():
                self._close(event.at)
            case _:
                pass

    def _output(self, event: Event) -> None:
        self.output_at = event.at
        if not isinstance(event, OutputTranscribed):  # words of the part before may still come
            self.working = False
        # What still comes of an interrupted turn opens none. If nothing had come of it before it
        # was interrupted, nothing does: this answers what interrupted it.
        if self.interrupted and self.said:
            return
        if not self.open:
            self.owed_since = self.understood_at = None
            self.generated = False
        self.open, self.said, self.interrupted = True, True, False
        match event:
            case AudioReceived(pcm=pcm):
                since = max(event.at, self.sounds_until)
                self.sounds_until = since + seconds_in(len(pcm), OUTPUT_RATE)
            case ToolCalled(calls=calls):
                self.calls |= {call.id for call in calls}
            case _:
                pass

    def _close(self, at: float) -> None:
        self._trails_until = NEVER
        if not self.interrupted:  # else it answers what was said before, not what interrupted it
            self.owed_since = self.understood_at = None
            self._trails_until = at + TRAIL_S
        self.open = self.generated = self.working = self.said = self.interrupted = False
        self.calls.clear()
        self.closed_at = at

    def _trails(self, at: float) -> bool:
        """Whether words that come now belong to the turn that has just ended."""
        asked = self.owed_since is not None or self.spoken_at > self.closed_at  # since then
        return at <= self._trails_until and not (self.open or asked)
