"""A tap: whoever wants the sound at a loudspeaker or a microphone, with its time."""

from __future__ import annotations

from typing import Protocol


class Tap(Protocol):
    """Takes sound as it passes. Called in the thread that moves the sound: copies and returns."""

    def put(self, pcm: bytes, at: float) -> None:
        """Take a piece of sound.

        Args:
            pcm: s16le mono: 24 kHz at a loudspeaker, after volume and fades; 16 kHz at a
                microphone, before anything is done to it.
            at: When its first sample sounds, or was in the air (`time.monotonic`, seconds).
        """
        ...
