"""The gate in front of the outbox: what of the microphone may leave at all.

Sound is judged by the time at which it was in the air, not by the time at which it gets here: what
was said while muted never leaves, wherever it waited meanwhile.
"""

from __future__ import annotations

from collections import deque
from typing import Final

from livechat.core.link.items import Activity, Item, Sound, SoundEnd
from livechat.core.pcm import CHUNK_MS

PREROLL_MS: Final = 500
"""Milliseconds before the key went down that are sent too: hands are slower than mouths, and the
first word would be lost."""

SPAN_S: Final = 0.05
"""Seconds before its capture time that a chunk may hold sound of: its own 20 ms, and what echo
cancelling and resampling hold back."""

_MAX_MUTES: Final = 100
"""Intervals of silence remembered: sound that waits is seconds old at most."""


class Uplink:
    """Turns what the microphone hears and what the user presses into items.

    Args:
        manual: Whether sound leaves only between a press and a release (push-to-talk).
    """

    def __init__(self, *, manual: bool = False) -> None:
        self.manual = manual
        self.muted = False
        self.talking = False
        """Whether the key of push-to-talk is down."""
        self._preroll: deque[Sound] = deque(maxlen=PREROLL_MS // CHUNK_MS)
        self._mutes: deque[tuple[float, float]] = deque(maxlen=_MAX_MUTES)
        """When the microphone was muted and unmuted, in seconds."""
        self._muted_at = 0.0

    def sound(self, chunk: Sound) -> list[Item]:
        """Take a chunk of the microphone; return what leaves."""
        if self.muted or self._was_muted(chunk):
            return []
        if self.manual and not self.talking:
            self._preroll.append(chunk)
            return []
        return [chunk]

    def set_muted(self, on: bool, at: float) -> list[Item]:
        """Mute or unmute, at a time in seconds; return what leaves."""
        if on is self.muted:
            return []
        self.muted = on
        self._preroll.clear()
        if not on:
            self._mutes.append((self._muted_at, at))
            return []
        self._muted_at = at
        return self.release() if self.manual else [SoundEnd()]

    def press(self) -> list[Item]:
        """The key of push-to-talk went down."""
        if not self.manual or self.muted or self.talking:
            return []
        self.talking = True
        items: list[Item] = [Activity(True), *self._preroll]
        self._preroll.clear()
        return items

    def release(self) -> list[Item]:
        """The key of push-to-talk went up."""
        if not self.talking:
            return []
        self.talking = False
        return [Activity(False)]

    def set_manual(self, on: bool) -> list[Item]:
        """Follow what the service has accepted; return what leaves."""
        if on is self.manual:
            return []
        items = self.release()
        self.manual = on
        self._preroll.clear()
        if on and not self.muted:  # the microphone stops until the key is pressed
            items.append(SoundEnd())
        return items

    def _was_muted(self, chunk: Sound) -> bool:
        since, until = chunk.captured_at - SPAN_S, chunk.captured_at
        return any(begin < until and since < end for begin, end in self._mutes)
