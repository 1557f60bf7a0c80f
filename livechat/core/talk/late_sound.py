"""Sound that comes when its turn is over.

An interrupted turn's sound may still arrive with its end or right after it, and services have
been seen to send the last sound of a turn once more. Neither must be heard.
"""

from __future__ import annotations

from collections import deque
from typing import Final

from livechat.core.talk.events import AudioReceived

BREATH_S: Final = 0.15
"""Seconds after the end of an interrupted turn in which sound without words is late: answers take
0.5 s and more, and what was under way arrives with the end."""

VOICE_S: Final = 1.0
"""The same while the user goes on speaking."""

PIECES: Final = 8
"""The newest pieces that a repetition is known by."""


class LateSound:
    """Keeps the newest sound to compare with, and sound of which it is not clear whose it is."""

    def __init__(self) -> None:
        self._newest: deque[bytes] = deque(maxlen=PIECES)
        self._held: list[AudioReceived] = []

    @property
    def held(self) -> bool:
        """Whether sound waits."""
        return bool(self._held)

    def begin_turn(self) -> None:
        """Forget the sound of the turn before."""
        self._newest.clear()

    def take(self, event: AudioReceived) -> None:
        """Take note of sound of the turn under way."""
        self._newest.append(event.pcm)

    def repeats(self, event: AudioReceived) -> bool:
        """Whether the sound has come before. Silence is like silence."""
        return event.pcm in self._newest and any(event.pcm)

    def hold(self, event: AudioReceived) -> None:
        """Keep sound until it is clear whose it is."""
        self._held.append(event)

    def release(self) -> list[AudioReceived]:
        """Return what was kept."""
        held, self._held = self._held, []
        return held
