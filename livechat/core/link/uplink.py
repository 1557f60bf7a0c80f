"""The way to the outbox: what of the microphone may leave at all.

Sound is judged by the time at which it was in the air, not by the time at which it gets here: what
was said while muted never leaves, wherever it waited meanwhile; nor does what was said while the
key of push-to-talk was up, but for a moment before a press and after a release. Of an open
microphone, the `SpeechGate` lets through what is worth it.
"""

from __future__ import annotations

from collections import deque
from typing import Final

from livechat.core.link.endpointing import Judgement
from livechat.core.link.items import Activity, Item, Sound, SoundEnd
from livechat.core.link.policies import NEVER
from livechat.core.link.speech_gate import SpeechGate, Stage
from livechat.core.pcm import CHUNK_MS

PREROLL_MS: Final = 500
"""Milliseconds before the key went down that are sent too: hands are slower than mouths, and the
first word would be lost."""

SPAN_S: Final = 0.07
"""Seconds before its capture time that a chunk may hold sound of: its own 40 ms at most, and what
echo cancelling and resampling hold back."""

TAIL_S: Final = 0.18
"""Seconds after the key went up that are sent too: hands are quicker than the last syllable, which
some eleven public reports found cut off (PROTOCOL §11.6). Another press within them goes on."""

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
        gate: Which of the sound of an open microphone leaves; None: one with the usual rules.
        manual: Whether sound leaves only between a press and a release (push-to-talk).
    """

    def __init__(self, gate: SpeechGate | None = None, *, manual: bool = False) -> None:
        self.gate = gate or SpeechGate()
        self.manual = manual
        self.muted = False
        self.talking = False
        """Whether the key of push-to-talk is down."""
        self._tail_until: float | None = None
        """Until when sound still leaves although the key is up; None: no tail is under way."""
        self._preroll: deque[Sound] = deque(maxlen=PREROLL_MS // CHUNK_MS)
        self._kept: deque[Sound] | None = None
        """What was said since the user asked for an end of push-to-talk; None: nobody has."""
        self._since = NEVER
        """In push-to-talk nothing from before this time leaves: it was before the pre-roll, the
        last release, mute or change of mode."""
        self._mutes: deque[tuple[float, float]] = deque()
        """When the microphone was muted and unmuted."""
        self._muted_at = 0.0

    def sound(self, chunk: Sound, judgement: Judgement | None = None) -> list[Item]:
        """Take a chunk of the microphone; return what leaves.

        Args:
            chunk: Of 20 or 40 ms.
            judgement: What is thought of it; None: nothing judges this microphone, and all of it
                leaves.
        """
        if self.muted or self._was_muted(chunk):
            return []
        if not self.manual:
            return [chunk] if judgement is None else self.gate.take(chunk, judgement)
        if chunk.captured_at < self._since:
            return []
        items: list[Item] = []
        if self._tail_until is not None and chunk.captured_at > self._tail_until:
            items = self.end_tail()
        if self.talking and judgement is not None:
            self.gate.watch(judgement)
        if self.talking or self._tail_until is not None:
            return [chunk]
        self._preroll.append(chunk)
        if self._kept is not None:
            self._kept.append(chunk)
        return items

    def stopped(self) -> list[Item]:
        """No more sound comes, for now: the microphone has died."""
        leaves = self.gate.stage is not Stage.HELD and not self.manual and not self.muted
        self.gate.reset()
        return [SoundEnd()] if leaves else []

    def set_muted(self, on: bool, at: float) -> list[Item]:
        """Mute or unmute; return what leaves."""
        if on is self.muted:
            return []
        items = self._let_go(at)
        self.muted = on
        self._since = at + SPAN_S
        self.gate.reset()
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
        if self._tail_until is not None:  # the same words go on
            self._tail_until = None
            return []
        self._since = max(self._since, at - PREROLL_MS / 1000)
        fresh = [chunk for chunk in self._preroll if chunk.captured_at >= self._since]
        self._preroll.clear()
        if self._kept is not None:
            self._kept.clear()
        return [Activity(True), *fresh]

    def release(self, at: float) -> bool:
        """The key of push-to-talk went up; return whether a tail begins.

        The tail ends with sound from after it (`sound`), or with `end_tail`.
        """
        if not self.talking:
            return False
        self.talking = False
        self._tail_until = at + TAIL_S + SPAN_S
        return True

    def end_tail(self) -> list[Item]:
        """End the tail of the last release, if one is under way; return what leaves."""
        if self._tail_until is None:
            return []
        self._since, self._tail_until = self._tail_until, None
        self.gate.reset()
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
        items = self._let_go(at)
        leaves = self.gate.stage is not Stage.HELD
        self.gate.reset()
        self.manual = on
        self._since = at + SPAN_S
        if on and leaves and not self.muted:  # the microphone stops until the key is pressed
            items.append(SoundEnd())
        elif not on and kept:
            items += [*kept, *[SoundEnd()] * self.muted]
        return items

    def _let_go(self, at: float) -> list[Item]:
        """End what the key began, at once."""
        if self.release(at):
            self._tail_until = at + SPAN_S
        return self.end_tail()

    def _was_muted(self, chunk: Sound) -> bool:
        since, until = chunk.captured_at - SPAN_S, chunk.captured_at
        return any(begin < until and since < end for begin, end in self._mutes)
