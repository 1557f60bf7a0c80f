"""What the user says while a function call waits: whether they speak, and what the words were.

An utterance is open from its first sound until its words are known. A service writes them down a
second after the last sound, now and then three (PROTOCOL §11.1); who must not act against them
waits as long. A typed line is an utterance that is whole at once.
"""

from __future__ import annotations

from typing import Final, Literal

from livechat.core.talk.events import (
    ActivityMarked,
    Connected,
    Disconnected,
    Event,
    HandingOver,
    InputTranscribed,
    LineEntered,
    Muted,
    PlaybackFinished,
    PlaybackStarted,
    SpeechDetected,
    VoiceActivity,
)

WORDS_S: Final = 3.5
"""Seconds after the end of speech in which its words come, if it had any: 2.9 were seen."""

SETTLE_S: Final = 0.6
"""Seconds after a fragment of words in which another one may follow."""

OWN_S: Final = 2.0
"""Seconds of silence after which speech is another utterance, with words of its own."""

ECHO_S: Final = 0.3
"""Seconds after the end of the model's voice in which the room may still sound with it, and the
detector tell of what it heard before."""

_ENDS: Final = ".!?…,;:"

Detector = Literal["machine", "service", "key"]
"""Who says that somebody speaks: this machine, the service, or the push-to-talk key."""


class UtteranceWatch:
    """Folds the events of the user's side. Knows no clock: events bring time."""

    def __init__(self) -> None:
        self.began_at = float("-inf")
        """Seconds: when the newest utterance began."""
        self.ended_at = float("-inf")
        """Seconds: when its last sound was heard; meaningless while `speaking`."""
        self.detected = False
        """Whether this machine heard it."""
        self.over_voice = False
        """Whether the model's voice sounded meanwhile, or just before: it may be an echo."""
        self.words = ""
        """All of its words so far."""
        self.typed = False
        """Whether it was typed."""
        self._speaking: set[Detector] = set()
        self._words_at = float("-inf")
        self._sounding: set[int] = set()
        """Turns of the model that sound."""
        self._sounded_at = float("-inf")
        """Seconds: when the model's voice last ended."""
        self._connected_at = float("-inf")
        self._lost_at = float("-inf")
        """Seconds: when the connection last came up, and was last lost."""

    @property
    def speaking(self) -> bool:
        """Whether the user speaks now, by anybody's word."""
        return bool(self._speaking)

    @property
    def whole_at(self) -> float:
        """Seconds: when the newest utterance and its words are complete; infinity: not known."""
        if self._speaking:
            return float("inf")
        if self._words_at >= self.began_at:
            return max(self._words_at, self.ended_at) + SETTLE_S
        due_at = self.ended_at + WORDS_S
        if due_at <= self._lost_at:
            return due_at  # it had no words
        if self._lost_at > self._connected_at:
            return float("inf")  # they cannot come
        return max(self.ended_at, self._connected_at) + WORDS_S

    @property
    def said_at(self) -> float:
        """Seconds: when the newest words came."""
        return self._words_at

    def fold(self, event: Event) -> bool:
        """Take one event; return whether it brought words of the user's."""
        match event:
            case SpeechDetected(speaking=on):
                self._hear("machine", event.at, on=on)
            case VoiceActivity(speaking=on):
                self._hear("service", event.at, on=on)
            case ActivityMarked(speaking=on):
                self._hear("key", event.at, on=on)
            case Muted(on=True) if self._speaking:
                self._speaking.clear()
                self.ended_at = event.at
            case InputTranscribed(interim=False) if event.text.strip():
                self._take(event.text, event.at)
                return True
            case LineEntered():
                self._begin(event.at)
                self.ended_at, self.typed = event.at, True
                self._take(event.text, event.at)
                return True
            case PlaybackStarted():
                self._sounding.add(event.turn)
                self.over_voice = self.over_voice or self.speaking
            case PlaybackFinished():
                self._sounding.discard(event.turn)
                self._sounded_at = event.at
            case Connected():
                self._connected_at = event.at
            case Disconnected() | HandingOver():
                self._lost_at = event.at
            case _:
                pass
        return False

    def _hear(self, who: Detector, at: float, *, on: bool) -> None:
        if not on:
            if who in self._speaking:
                self._speaking.discard(who)
                self.ended_at = at
            return
        if not self._speaking and (at > self.ended_at + OWN_S or self._has_words(at)):
            self._begin(at)
        self.detected = self.detected or who == "machine"
        self._speaking.add(who)

    def _has_words(self, at: float) -> bool:
        """Whether the newest utterance is complete, so that sound begins another one."""
        return self.began_at <= self._words_at <= at - SETTLE_S

    def _begin(self, at: float) -> None:
        self.began_at, self.words = at, ""
        self.detected, self.typed = False, False
        self.over_voice = bool(self._sounding) or at < self._sounded_at + ECHO_S

    def _take(self, text: str, at: float) -> None:
        undetected = not self._speaking and at > self.ended_at + WORDS_S
        if undetected and at > self._words_at + OWN_S:  # nobody has told of its sound
            self._begin(at)
            self.ended_at = at
        apart = self.words and not (self.words[-1].isspace() or text[0].isspace())
        self.words += f" {text}" if apart and self.words[-1] in _ENDS else text
        self._words_at = at
