"""The gate in front of the outbox: what of the microphone may leave at all.

Sound is judged by the time at which it was in the air, not by the time at which it gets here: what
was said while muted never leaves, wherever it waited meanwhile; nor does what was said while the
key of push-to-talk was up, but for the moment before a press.
"""

from __future__ import annotations

from collections import deque
from typing import Final

from livechat.core.link.items import Activity, Item, Sound, SoundEnd
from livechat.core.link.policies import NEVER
from livechat.core.pcm import CHUNK_MS

PREROLL_MS: Final = 500
"""Milliseconds before the key went down that are sent too: hands are slower than mouths, and the
first word would be lost."""

SPAN_S: Final = 0.05
"""Seconds before its capture time that a chunk may hold sound of: its own 20 ms, and what echo
cancelling and resampling hold back."""

KEPT_S: Final = 30
"""Seconds kept while push-to-talk is about to end: the connection in use is left within 10 s, and
the next one is made in as many."""

MAX_MUTES: Final = 100
"""Intervals of silence remembered; of more, the oldest two and what is between them become one.
Sound that waits is seconds old at most."""


class Uplink:
    """Turns what the microphone hears and what the user presses into items.

    Times are seconds on the clock of `Sound.captured_at`, never going back.

    Args:
        manual: Whether sound leaves only between a press and a release (push-to-talk).
    """

    def __init__(self, *, manual: bool = False) -> None:
        self.manual = manual
        self.muted = False
        self.talking = False
        """Whether the key of push-to-talk is down."""
        self._preroll: deque[Sound] = deque(maxlen=PREROLL_MS // CHUNK_MS)
        self._kept: deque[Sound] | None = None
        """What was said since the user asked for an end of push-to-talk; None: nobody has."""
        self._since = NEVER
        """In push-to-talk nothing from before this time leaves: it was before the pre-roll, the
        last release, mute or change of mode."""
        self._mutes: deque[tuple[float, float]] = deque()
        """When the microphone was muted and unmuted."""
        self._muted_at = 0.0

    def sound(self, chunk: Sound) -> list[Item]:
        """Take a chunk of the microphone; return what leaves."""
        if self.muted or self._was_muted(chunk):
            return []
        if not self.manual:
            return [chunk]
        if chunk.captured_at < self._since:
            return []
        if self.talking:
            return [chunk]
        self._preroll.append(chunk)
        if self._kept is not None:
            self._kept.append(chunk)
        return []

    def set_muted(self, on: bool, at: float) -> list[Item]:
        """Mute or unmute; return what leaves."""
        if on is self.muted:
            return []
        items = self.release(at)
        self.muted = on
        self._since = at + SPAN_S
        if on:
            self._muted_at = at
            return items if self.manual else [SoundEnd()]
        self._mutes.append((self._muted_at, at))
        if len(self._mutes) > MAX_MUTES:
            (begin, _), (_, end) = self._mutes.popleft(), self._mutes.popleft()
            self._mutes.appendleft((begin, end))
        return []

    def press(self, at: float) -> list[Item]:
        """The key of push-to-talk went down."""
        if not self.manual or self.muted or self.talking:
            return []
        self.talking = True
        self._since = max(self._since, at - PREROLL_MS / 1000)
        fresh = [chunk for chunk in self._preroll if chunk.captured_at >= self._since]
        self._preroll.clear()
        if self._kept is not None:
            self._kept.clear()
        return [Activity(True), *fresh]

    def release(self, at: float) -> list[Item]:
        """The key of push-to-talk went up."""
        if not self.talking:
            return []
        self.talking = False
        self._since = at + SPAN_S
        return [Activity(False)]

    def set_manual(self, on: bool, at: float, *, ends: bool = False) -> list[Item]:
        """Follow who says when speech begins; return what leaves.

        Args:
            on: Whether sound leaves only between a press and a release.
            at: When.
            ends: Whether the user has asked for an end of that, to which the service has not
                agreed yet: what is said meanwhile is kept, and leaves when it has.
        """
        kept = self._kept or ()
        if not ends:
            self._kept = None
        elif self._kept is None:
            self._kept, self._since = deque(maxlen=KEPT_S * 1000 // CHUNK_MS), at + SPAN_S
        if on is self.manual:
            return []
        items = self.release(at)
        self.manual = on
        self._since = at + SPAN_S
        if on and not self.muted:  # the microphone stops until the key is pressed
            items.append(SoundEnd())
        elif not on and kept:
            items += [*kept, *[SoundEnd()] * self.muted]
        return items

    def _was_muted(self, chunk: Sound) -> bool:
        since, until = chunk.captured_at - SPAN_S, chunk.captured_at
        return any(begin < until and since < end for begin, end in self._mutes)
