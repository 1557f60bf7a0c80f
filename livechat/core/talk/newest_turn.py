"""What is known of the newest turn, and how long something of it can still come."""

from __future__ import annotations

import re
from typing import Final

from livechat.core.pcm import OUTPUT_RATE, seconds_in
from livechat.core.talk.events import (
    AudioReceived,
    Event,
    OutputTranscribed,
    TextReceived,
    ToolCalled,
)
from livechat.core.talk.pending import NEVER

TRAIL_S: Final = 2.5
"""Seconds after a turn in which something of it may still come. Words have been seen to trail by
2 s."""

SETTLE_S: Final = 0.3
"""The same for a turn whose words end like a sentence, or that has none. As long as the pause
after which a file's answer counts as complete."""

QUIET_S: Final = 2.0
"""Seconds without output, after all of a generated turn must have been heard, after which its end
is not coming: the service sends the end when it believes the sound to be played."""

UNASKED_S: Final = 5.0
"""The same where nobody had asked for the turn and the service does not say that it is generated:
services have been seen to send a piece of sound once more behind an answer."""

CALL_S: Final = 120.0
"""Seconds without anything more of a generated turn that asked for a function and waits for its
result; every wait has a limit."""

_SENTENCE: Final = re.compile(r"[.!?…。！？｡؟।][\s\"'”’»)\]}」』]*$")

_FOREVER: Final = float("inf")


def is_output(event: Event) -> bool:
    """Whether the event is part of an answer: sound that can be played, or words.

    A thought and a function call open a turn, but they are not what the user waits for.
    """
    match event:
        case AudioReceived(pcm=pcm, refused=refused):
            return bool(pcm) and not refused
        case OutputTranscribed(text=text) | TextReceived(text=text, thought=False):
            return bool(text.strip())
        case _:
            return False


class NewestTurn:
    """The facts. Times are seconds.

    Args:
        began_at: When its first output came.
        asked_for: Whether the user had said something that no turn had answered.
        plays_from: When the sound of the turn before will have been played.
    """

    def __init__(
        self, began_at: float = NEVER, *, asked_for: bool = False, plays_from: float = NEVER
    ) -> None:
        self.began_at = began_at
        self.asked_for = asked_for
        self.lasts_until = plays_from
        """When all sound that was received would have been played."""
        self.output_at = NEVER
        """When something of it came last."""
        self.sounded = False
        """Whether it was spoken: sound or its transcription came."""
        self.answered = False
        """Whether an answer came: sound or words."""
        self.called = False
        """Whether it asked for a function."""
        self.generated = False
        """Whether the service has said that this is all of it."""
        self.heard_out = False
        """Whether all of it must have been received, by the service's word or by the time."""
        self.killed = False
        """Whether it was interrupted."""
        self._words = ""
        self._calls_last = False

    @property
    def quiet_at(self) -> float:
        """When nothing of it is left to be heard, if nothing more comes."""
        return max(self.lasts_until, self.output_at)

    def take(self, event: Event) -> None:
        """Take something that came of it."""
        self.output_at = event.at
        self._calls_last = isinstance(event, ToolCalled)
        self.called = self.called or self._calls_last
        self.answered = self.answered or is_output(event)
        match event:
            case AudioReceived(pcm=pcm):
                self.sounded = True
                begins_at = max(event.at, self.lasts_until)
                self.lasts_until = begins_at + seconds_in(len(pcm), OUTPUT_RATE)
            case OutputTranscribed(text=text):
                self.sounded = True
                self._words = text if text.strip() else self._words
            case TextReceived(text=text, thought=False):
                self._words = text if text.strip() else self._words
            case _:
                pass

    def begin_part(self) -> None:
        """Take note that a part is over and another one follows."""
        self.generated = self.heard_out = False

    def ends_at(self, generated_at: float) -> float:
        """When it is over though the service does not say so; infinity: it is not."""
        if self.generated:
            wait_s = CALL_S if self._calls_last else QUIET_S
            return max(self.quiet_at, generated_at) + wait_s
        if self._calls_last:
            return _FOREVER  # it waits for a result
        return _FOREVER if self.asked_for else self.quiet_at + UNASKED_S

    def settles_at(self, closed_at: float) -> float:
        """When nothing can trail it any more."""
        silent = not (self.sounded or self._words)
        whole = self.generated and _SENTENCE.search(self._words) is not None
        return max(closed_at, self.output_at) + (SETTLE_S if silent or whole else TRAIL_S)
