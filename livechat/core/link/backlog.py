"""What the user handed over and the service may still forget: kept, and sent again.

A resumption handle stands for the session as it was when the service gave it out; what came later
is lost with the connection ("Session management with Live API"). So everything is kept until an
answer to it is complete. Sound alone may be meant for somebody else: it is kept until a handle is
so much younger that it must include it, and nobody is going to answer it any more.

    kept ──────────────────────────────► sent ───────────► not sent yet
         what is being answered │ what is not answered   cursor

Silence that had been sent is not sent again: it says nothing, and is billed like speech.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from livechat.core.levels import VOICED_DBFS, rms_dbfs
from livechat.core.pcm import INPUT_RATE, SAMPLE_BYTES

KEPT_S: Final = 60.0
"""Seconds of sound kept, the newest, and speech rather than silence (2 MB): longer than people
speak in one go, and as long as a connection is mended in, as a rule."""

MOST_MARKS: Final = 1_000
"""Typed lines and marks kept: nobody types that much while a connection is mended."""

CERTAIN_S: Final = 2.0
"""Seconds after which a handle is trusted to include what was sent before it: the way there and
back, and the service's own time."""

UNANSWERED_S: Final = 10.0
"""Seconds after which speech that nobody has begun to answer was not meant for the model. A handle
that includes a question is no answer to it."""

BREATH_S: Final = 0.4
"""Seconds of silence that a service needs to take an utterance for complete, at least: half a
second and more is what it is seen to wait for."""

PAUSE_S: Final = 0.8
"""Seconds of silence within one utterance."""

PREROLL_S: Final = 0.5
"""Seconds kept from before the first loud chunk: words begin softly."""

_BYTES_S: Final = INPUT_RATE * SAMPLE_BYTES


@dataclass(frozen=True, slots=True)
class Sound:
    """A chunk of the microphone."""

    pcm: bytes
    """s16le mono, 16 kHz."""
    voiced: bool
    """Whether it is loud enough to be speech."""

    @classmethod
    def of(cls, pcm: bytes) -> Sound:
        """The chunk, listened to."""
        return cls(pcm, rms_dbfs(pcm) > VOICED_DBFS)


@dataclass(frozen=True, slots=True)
class Typed:
    """A typed line."""

    text: str


@dataclass(frozen=True, slots=True)
class Activity:
    """Push-to-talk: the key went down or up."""

    speaking: bool


@dataclass(frozen=True, slots=True)
class SoundEnd:
    """The microphone stopped."""


Item = Sound | Typed | Activity | SoundEnd


@dataclass(slots=True)
class _Entry:
    item: Item
    at: float
    """Seconds: when it was handed over."""
    sent_at: float = 0.0
    """Seconds: when it was last sent, if it was."""

    @property
    def voiced(self) -> bool:
        """Whether it is sound, and loud enough to be speech."""
        return isinstance(self.item, Sound) and self.item.voiced

    @property
    def says(self) -> bool:
        """Whether the service would miss it: more than silence, and than a mark of silence."""
        return self.voiced or isinstance(self.item, Typed | Activity)


class Backlog:
    """Keeps what is handed over, in order; gives it out once, and again after `rewind`."""

    def __init__(self) -> None:
        self._entries: list[_Entry] = []
        self._cursor = 0
        """Index of the first entry that was not sent."""
        self._given: _Entry | None = None
        """What is being sent; None: nothing is."""
        self._asked = 0
        """Index of the first entry that came after the newest answer had begun; 0: none is given,
        or to nothing that is kept."""
        self._marks = 0
        """Entries that are no sound."""
        self._bytes = 0
        """Of sound."""
        self._dropped = 0
        """Bytes of sound that the service lacks if it forgets all that is kept; long silence, which
        nobody misses, is not among them."""

    def add(self, item: Item, at: float) -> None:
        """Take what the user hands over.

        Args:
            item: What.
            at: Seconds, never going back.
        """
        self._entries.append(_Entry(item, at))
        self._count(item, 1)
        while self._bytes > KEPT_S * _BYTES_S:
            self._drop(sound=True)
        if self._marks > MOST_MARKS:
            self._drop(sound=False)

    def next(self) -> Item | None:
        """What is to be sent next; None: everything was."""
        self._given = self._entries[self._cursor] if self._cursor < len(self._entries) else None
        return self._given.item if self._given else None

    def sent(self, at: float) -> None:
        """What `next` gave was sent at this time."""
        # Sending takes its time, in which it may have been one too many to be kept.
        for entry in self._entries[self._cursor : self._cursor + 1]:
            if entry is self._given:
                entry.sent_at = at
                self._cursor += 1
        self._given = None

    def asked(self, at: float) -> None:
        """The model begins to answer at this time: what was sent so far is its question.

        Not what is being said while the key of push-to-talk is down: that has not been asked yet.
        And whoever was speaking a moment before interrupts: the service has not heard it yet.
        """
        marks = [at for at in range(self._cursor) if isinstance(self._entries[at].item, Activity)]
        pressed = marks and self._entries[marks[-1]].item == Activity(True)
        self._asked = marks[-1] if pressed else self._cursor
        for place in range(self._asked - 1, -1, -1):
            entry = self._entries[place]
            if not isinstance(entry.item, Sound) or entry.at <= at - BREATH_S:
                break
            if entry.voiced:
                self._asked = place

    def answered(self) -> None:
        """The answer is complete: nobody has to ask again."""
        self._forget(self._asked)

    def confirm(self, now: float) -> None:
        """The service gave out a handle: what it must include need not be kept."""
        if self._asked:
            return  # the answer, when it is complete, tells what it includes
        most = self._kept_from(now)
        certain = 0
        while certain < most and self._entries[certain].sent_at <= now - CERTAIN_S:
            certain += 1
        self._forget(certain)

    def forget(self) -> None:
        """Send nothing of it again, and nothing that waits."""
        self._forget(len(self._entries))

    @property
    def owes(self) -> bool:
        """Whether something was handed over that has not been answered completely."""
        return any(entry.says for entry in self._entries)

    def rewind(self) -> tuple[float, float]:
        """Give out again what the service may have forgotten.

        Returns:
            Seconds of sound that will be given out, and seconds that were too many to be kept
            since the last time.
        """
        dropped, self._dropped = self._dropped, 0
        first = next((at for at, entry in enumerate(self._entries) if entry.says), None)
        self._forget(self._cursor if first is None else min(self._cursor, self._before(first)))
        self._cursor = self._asked = 0
        self._given = None
        return self._bytes / _BYTES_S, dropped / _BYTES_S

    def _kept_from(self, now: float) -> int:
        """Index of the first entry that is kept, whatever handle comes."""
        begin = self._cursor
        follows_at = now
        for at in range(self._cursor - 1, -1, -1):
            entry = self._entries[at]
            if isinstance(entry.item, Typed | Activity):
                begin = at
            elif entry.voiced:
                recent = entry.sent_at > now - UNANSWERED_S
                if recent or entry.at >= follows_at - PAUSE_S:
                    begin, follows_at = at, entry.at
        return begin if begin == self._cursor else self._before(begin)

    def _before(self, index: int) -> int:
        """Index of what is `PREROLL_S` of sound before an entry."""
        left = PREROLL_S * _BYTES_S
        while index and left > 0:
            index -= 1
            left -= _size(self._entries[index].item)
        return index

    def _forget(self, count: int) -> None:
        for entry in self._entries[:count]:
            self._count(entry.item, -1)
        del self._entries[:count]
        self._cursor = max(0, self._cursor - count)
        self._asked = max(0, self._asked - count)
        if count:
            self._dropped = 0  # it was older, and is as little missed

    def _drop(self, *, sound: bool) -> None:
        """Drop the oldest chunk or the oldest mark; a mark outlives the sound around it.

        Of long silence first, so that a question outlives the wait for its answer.
        """
        silent = self._in_long_silence() if sound else None
        at = silent if silent is not None else self._first(sound=sound)
        entry = self._entries.pop(at)
        self._count(entry.item, -1)
        unsent = at >= self._cursor and entry is not self._given
        if silent is None and (unsent or entry.voiced):
            self._dropped += _size(entry.item)
        self._cursor -= at < self._cursor
        self._asked -= at < self._asked

    def _first(self, *, sound: bool) -> int:
        return next(
            at for at, entry in enumerate(self._entries) if isinstance(entry.item, Sound) is sound
        )

    def _in_long_silence(self) -> int | None:
        """Index of a chunk of the oldest silence that is longer than a pause and a pre-roll."""
        silence = 0
        for at, entry in enumerate(self._entries):
            if entry.says or isinstance(entry.item, SoundEnd):
                silence = 0
                continue
            silence += _size(entry.item)
            if silence > (PAUSE_S + PREROLL_S) * _BYTES_S:
                return self._before(at)
        return None

    def _count(self, item: Item, sign: Literal[1, -1]) -> None:
        self._bytes += sign * _size(item)
        self._marks += 0 if isinstance(item, Sound) else sign


def _size(item: Item) -> int:
    return len(item.pcm) if isinstance(item, Sound) else 0
