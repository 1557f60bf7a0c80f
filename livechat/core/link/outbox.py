"""The outbox: what the user handed over, in order, until the service cannot lose it any more.

One writer a connection takes the items out (`next`, `sent`). A connection may end at any time, so
an item stays here after it was sent, for as long as its row in `core.link.policies` says:

    kept ──────────────────────────────► sent ───────────► not sent yet
         question being answered │ not answered yet      cursor

`rewind` gives out again what the service may lack. Everything is counted: nothing is asked more
than `MAX_ASKED` times. Silence that was sent is not sent again: it says nothing, and is billed like
speech. What is said while muted never gets here (`core.link.uplink`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice
from typing import Final, Literal

from livechat.core.link.items import Activity, Item, Note, Sound, SoundEnd, ToolResult, Typed
from livechat.core.link.policies import (
    MAX_ASKED,
    NEVER,
    POLICIES,
    Entry,
    Spell,
    as_taken,
    policy_of,
    size_of,
)
from livechat.core.pcm import INPUT_RATE, SAMPLE_BYTES
from livechat.core.picture import Picture

__all__ = ["MAX_ASKED", "NEVER", "POLICIES", "Outbox", "Rewound"]

KEPT_S: Final = 60.0
"""Seconds of sound kept, the newest, and speech rather than silence (2 MB): longer than people
speak in one go, and as long as most outages last."""

MAX_MARKS: Final = 1_000
"""Typed lines, marks and results kept: nobody types that much during one outage."""

MAX_PICTURE_BYTES: Final = 8_000_000
"""Bytes of pictures in results that are kept, the newest: four results' worth on the wire."""

LEFT_OUT: Final = Picture(b"", "")
"""Stands for a picture that was too much to keep."""

CERTAIN_S: Final = 2.0
"""Seconds after which a handle is trusted to include what was sent before it: the way there and
back, and the service's own time."""

UNANSWERED_S: Final = 10.0
"""Seconds after which speech that nobody has begun to answer was not meant for the model."""

BREATH_S: Final = 0.4
"""Minimum silence, in seconds, after which a service takes an utterance for complete: it has been
seen to wait for half a second and more."""

PAUSE_S: Final = 0.8
"""Seconds of silence within one utterance."""

PREROLL_S: Final = 0.5
"""Seconds kept from before the first voiced chunk: words begin softly."""

_BYTES_S: Final = INPUT_RATE * SAMPLE_BYTES

_FOREVER: Final = float("inf")


@dataclass(frozen=True, slots=True)
class Rewound:
    """What a rewind did."""

    resent_s: float
    """Seconds of sound that will be given out, those included that were never sent."""
    dropped_s: float
    """Seconds of sound that were too many to keep since the last rewind."""
    repeats_speech: bool
    """Whether speech that was sent before is sent again, so that its words come twice."""
    repeats_from: float
    """Seconds: when the earliest of it was handed over; infinity: there is none."""
    gave_up: bool
    """Whether a question was forgotten because it had been asked `MAX_ASKED` times."""


@dataclass(slots=True)
class _Lost:
    """Sound that was too much to keep, since the last rewind; long silence is not counted."""

    unsent: int = 0
    """Bytes that this connection was not given."""
    sent: int = 0
    """Bytes of speech that was sent, and cannot be sent again."""
    sent_at: float = NEVER
    """Seconds: when the newest of it was sent."""
    index: int = 0
    """Entries before this index are older than all of it."""

    def seconds(self, since: float) -> float:
        """How much the service lacks, where what was sent by a time has arrived."""
        return (self.unsent + (self.sent if self.sent_at > since else 0)) / _BYTES_S


@dataclass(slots=True)
class _SilenceScan:
    """How far the entries were searched for long silence, so that each is looked at once."""

    index: int = 0
    """Entries before this index hold none."""
    begin: int = 0
    """Index at which the silence begins that reaches up to there."""
    bytes: int = 0
    """Bytes of that silence."""


class Outbox:
    """Keeps what is handed over, in order; gives it out once, and again after `rewind`."""

    def __init__(self) -> None:
        self._entries: list[Entry] = []
        self._cursor = 0
        """Index of the first entry that is to be sent."""
        self._given: Entry | None = None
        """What is being sent now."""
        self._question_end = 0
        """Entries before this index are the question of the answer in progress; 0 while no answer
        is in progress."""
        self._marks = 0
        """Entries that are no sound."""
        self._to_arrive = 0
        """Of them, how many are kept until they have arrived."""
        self._spell = Spell(NEVER)
        """Of the newest speech."""
        self._bytes = 0
        """Bytes of sound kept."""
        self._lost = _Lost()
        self._scan = _SilenceScan()

    def add(self, item: Item, at: float) -> None:
        """Take an item.

        Args:
            item: What the user hands over.
            at: Seconds, never going back.
        """
        if POLICIES[type(item)].newest_only:
            self._remove_waiting(type(item))
        if isinstance(item, ToolResult):
            self._remove_progress(item)
        self._entries.append(self._entry(item, at))
        self._count(item, 1)
        while self._bytes > KEPT_S * _BYTES_S:
            self._drop(sound=True)
        if self._marks > MAX_MARKS:
            self._drop(sound=False)
        if isinstance(item, ToolResult) and item.pictures:
            self._leave_out_pictures()

    def next(self, *, manual: bool, session: int, told_at: float = NEVER) -> Item | None:
        """Return what is to be sent next, as this connection takes it; None: nothing waits.

        A result for another session is returned as it is, to be told in words.

        Args:
            manual: Whether the connection expects marks of speech (`Activity`).
            session: Number of the service's session.
            told_at: Seconds: what was handed over before, a session that is not the first was
                told of when it began.
        """
        while self._cursor < len(self._entries):
            entry = self._entries[self._cursor]
            item = as_taken(entry, manual=manual, session=session, told_at=told_at)
            if item is not None:
                if entry is not self._given:
                    self._given, entry.item = entry, item
                    entry.times += 1
                    entry.in_words = isinstance(item, ToolResult) and item.session != session
                return item
            self._remove(self._cursor)
        self._given = None
        return None

    def sent(self, at: float) -> Item | None:
        """Note that what `next` returned was sent; return it if it was sent for the first time."""
        entry, self._given = self._given, None
        if entry is None:
            return None
        first = entry.item if entry.sent_at == NEVER else None
        entry.sent_at = at
        if entry.spell is not None:
            entry.spell.sent_at = at
        # Sending takes its time, in which it may have become one too many to keep.
        if not self.waits or self._entries[self._cursor] is not entry:
            return first
        if entry.policy.until == "sent":
            self._remove(self._cursor)
        else:
            self._cursor += 1
        if entry.item == Activity(False):
            self._forget_silent_press()
        return first

    @property
    def waits(self) -> bool:
        """Whether something is to be sent."""
        return self._cursor < len(self._entries)

    @property
    def owes(self) -> bool:
        """Whether something was handed over that has not been answered completely."""
        return any(entry.says for entry in self._entries)

    @property
    def owes_sent(self) -> bool:
        """Whether a question was sent that has not been answered completely."""
        return any(entry.says for entry in self._entries[: self._cursor])

    def has_results(self, until: float) -> bool:
        """Whether results were handed over before a time that may not have arrived.

        Those that the model need not speak of do not count.
        """
        return any(
            isinstance(entry.item, ToolResult)
            and not (entry.item.more or entry.item.silent)
            and entry.at < until
            for entry in self._entries
        )

    def asked(self, at: float) -> None:
        """Note that the model begins to answer: what was sent so far is its question.

        Excluded: (1) everything since the last push-to-talk press that has no release; (2) voiced
        chunks of the last `BREATH_S`, which the service cannot have heard yet.
        """
        sent = range(self._cursor)
        marks = [index for index in sent if isinstance(self._entries[index].item, Activity)]
        pressed = marks and self._entries[marks[-1]].item == Activity(True)
        self._question_end = marks[-1] if pressed else self._cursor
        for index in range(self._question_end - 1, -1, -1):
            entry = self._entries[index]
            if not isinstance(entry.item, Sound) or entry.at <= at - BREATH_S:
                break
            if entry.voiced:
                self._question_end = index

    def answered(self) -> None:
        """Forget the question: its answer is complete."""
        self._forget(self._question_end)
        self._question_end = 0

    def let_go(self, at: float, certain_s: float = CERTAIN_S) -> None:
        """Forget speech that nobody answers.

        Args:
            at: Seconds: the last sign of life from the service, or when a handle came.
            certain_s: Seconds by which something must have been sent before that.
        """
        if self._question_end:
            return  # the answer, when it is complete, tells what it includes
        limit = self._kept_from(at)
        count = 0
        while count < limit and self._entries[count].sent_at <= at - certain_s:
            count += 1
        self._forget(count)

    def arrived(self, at: float) -> None:
        """Forget what only has to arrive and was sent by `at`: the service has given a sign since.

        Args:
            at: Seconds: when something was sent that the service has acknowledged.
        """
        if not self._to_arrive:  # as a rule: they are a few among thousands
            return
        for index in range(self._cursor - 1, -1, -1):
            entry = self._entries[index]
            if entry.must_arrive and entry.sent_at <= at:
                self._remove(index)

    def forget(self) -> None:
        """Send nothing of it again, and nothing that waits."""
        for index in range(len(self._entries) - 1, -1, -1):
            self._remove(index)
        self._lost = _Lost()

    def forget_sent(self) -> None:
        """Send nothing again that was sent, nor what is being sent; what waits stays.

        A push-to-talk key that is down stays down.
        """
        being_sent = self.waits and self._entries[self._cursor] is self._given
        count = self._cursor + being_sent
        for index in range(count - 1, -1, -1):
            if self._entries[index].must_arrive:
                self._remove(index)
                count -= 1
        self._forget_but_key(count)

    def rewind(self, since: float = NEVER) -> Rewound:
        """Give out again what the service may lack, over a new connection or the same one.

        Args:
            since: Seconds. What was sent by then has arrived in the session that goes on; nothing
                of it is given out. Without it the session is a new one, or lacks everything kept.
        """
        gave_up = self._give_up(since)
        self._forget_progress()
        lost, self._lost = self._lost, _Lost()
        first = next((index for index, entry in enumerate(self._entries) if entry.says), None)
        self._forget(self._cursor if first is None else min(self._cursor, self._before(first)))
        if lost.sent_at <= since:  # a session that is new after all lacks it
            self._lost = _Lost(sent=lost.sent, sent_at=lost.sent_at)
        self._question_end = 0
        self._given = None
        self._forget_sent_silence()
        before, self._cursor = self._cursor, 0
        while self._cursor < before and self._may_be_known(self._entries[self._cursor], since):
            self._cursor += 1
        again = self._entries[self._cursor :]
        repeated = [entry.at for entry in again if entry.voiced and entry.times > 0]
        return Rewound(
            resent_s=sum(size_of(entry.item) for entry in again) / _BYTES_S,
            dropped_s=lost.seconds(since),
            repeats_speech=bool(repeated),
            repeats_from=min(repeated, default=_FOREVER),
            gave_up=gave_up,
        )

    def _forget_sent_silence(self) -> None:
        """Forget silence that was sent, but for a pause after words and a pre-roll before them."""
        near: set[int] = set()
        forward = range(len(self._entries))
        for order, around_s in ((forward, PAUSE_S), (reversed(forward), PREROLL_S)):
            left = 0.0
            for index in order:
                entry = self._entries[index]
                if entry.voiced:
                    left = around_s * _BYTES_S
                elif left > 0:
                    near.add(index)
                    left -= size_of(entry.item)
        for index in range(self._cursor - 1, -1, -1):
            entry = self._entries[index]
            if isinstance(entry.item, Sound) and not entry.voiced and index not in near:
                self._remove(index)

    def _may_be_known(self, entry: Entry, since: float) -> bool:
        """Whether the session that goes on has this, or may have it.

        Words that were sent just before the end may have arrived or not. Sent again at once, they
        would be answered twice; a line that nobody answers is sent again later.
        """
        words = isinstance(entry.item, Typed | Note) or entry.in_words
        return (words and since > NEVER and entry.times > 0) or entry.sent_at <= since

    def mark_speech(self) -> None:
        """Put marks round speech that has none, after a rewind, for a connection that expects them.

        It was said while the service detected speech by itself; without marks it would be ignored.
        """
        waiting, self._entries = self._entries[self._cursor :], self._entries[: self._cursor]
        self._scan = _SilenceScan()
        pressed = ours = False
        """Whether a mark has begun speech that goes on, and whether it is one of these."""
        begin = self._cursor
        """Index of the first sound of what is under way."""
        for entry in waiting:
            if ours and not isinstance(entry.item, Sound):
                self._mark(len(self._entries), speaking=False, at=entry.at)
                pressed = ours = False
            if isinstance(entry.item, Activity):
                pressed = entry.item.speaking
            elif entry.voiced and not pressed:
                begin = max(begin, self._before(len(self._entries)))
                self._mark(begin, speaking=True, at=entry.at)
                pressed = ours = True
            self._entries.append(entry)
            if not isinstance(entry.item, Sound):
                begin = len(self._entries)
        if ours:
            self._mark(len(self._entries), speaking=False, at=self._entries[-1].at)

    def _mark(self, index: int, *, speaking: bool, at: float) -> None:
        self._entries.insert(index, Entry(Activity(speaking), at))
        self._marks += 1

    def _give_up(self, since: float) -> bool:
        """Forget the question that has been asked often enough; tell whether there was one."""
        tried = [
            index
            for index, entry in enumerate(self._entries)
            if entry.says and entry.times >= MAX_ASKED
            # What has arrived is not asked again now, so it may still be answered.
            if not (index < self._cursor and entry.sent_at <= since)
        ]
        # A press alone has not asked anything yet.
        gave_up = any(not isinstance(self._entries[index].item, Activity) for index in tried)
        if gave_up:
            self._forget_but_key(tried[-1] + 1)
        return gave_up

    def _kept_from(self, now: float) -> int:
        """Index of the first entry that is kept, whatever handle comes."""
        for index, entry in enumerate(islice(self._entries, self._cursor)):
            if entry.says if entry.spell is None else _may_be_answered(entry.spell, now):
                return self._before(index)
        return self._cursor

    def _entry(self, item: Item, at: float) -> Entry:
        entry = Entry(item, at)
        if entry.voiced:
            if at > self._spell.at + PAUSE_S:
                self._spell = Spell(at)
            entry.spell, self._spell.at = self._spell, at
        return entry

    def _before(self, index: int) -> int:
        """Index of the entry `PREROLL_S` of sound before an entry."""
        left = PREROLL_S * _BYTES_S
        while index and left > 0:
            index -= 1
            left -= size_of(self._entries[index].item)
        return index

    def _forget(self, count: int) -> None:
        """Forget the first entries, but for what has not arrived yet."""
        if count > self._lost.index:
            self._lost = _Lost()  # it was older, and is as little missed
        for index in range(count - 1, -1, -1):
            if not self._entries[index].must_arrive:
                self._remove(index)

    def _forget_but_key(self, count: int) -> None:
        """Forget the first entries; a push-to-talk key that is down stays down."""
        marks = [one for one in self._entries[:count] if isinstance(one.item, Activity)]
        self._forget(count)
        self._question_end = 0
        if marks and marks[-1].item == Activity(True):
            self._entries.insert(0, Entry(Activity(True), marks[-1].at))
            self._scan = _SilenceScan()
            self._count(Activity(True), 1)
            self._cursor, self._lost.index = 0, self._lost.index + 1

    def _forget_silent_press(self) -> None:
        """Forget a press and its release, just sent, where nobody spoke between them."""
        for index in range(self._cursor - 1, -1, -1):
            entry = self._entries[index]
            if entry.voiced:
                return
            if entry.item == Activity(True):
                break
        else:
            return
        for inside in range(self._cursor - 1, index - 1, -1):
            if isinstance(self._entries[inside].item, Sound | Activity):
                self._remove(inside)

    def _remove(self, index: int, *, first: bool = False) -> Entry:
        """Remove an entry; `first` where no sound is before it, so that it divides no silence."""
        entry = self._entries.pop(index)
        if index < self._scan.index:
            self._scan.index -= 1
            if index >= self._scan.begin:
                self._scan.bytes -= size_of(entry.item)
            elif first or not _ends_silence(entry):
                self._scan.begin -= 1
            else:
                self._scan = _SilenceScan()
        self._count(entry.item, -1)
        self._cursor -= index < self._cursor
        self._question_end -= index < self._question_end
        self._lost.index -= index < self._lost.index
        return entry

    def _forget_progress(self) -> None:
        """Forget how far functions were: a new connection waits for their results."""
        for index in range(len(self._entries) - 1, -1, -1):
            item = self._entries[index].item
            if isinstance(item, ToolResult) and item.more:
                self._remove(index)

    def _remove_progress(self, news: ToolResult) -> None:
        """Forget how far a function was that has told something newer."""
        for index in range(len(self._entries) - 1, self._cursor - 1, -1):
            entry = self._entries[index]
            old = entry.item
            if entry is self._given or not (isinstance(old, ToolResult) and old.more):
                continue
            if (old.session, old.id, old.name) == (news.session, news.id, news.name):
                self._remove(index)

    def _leave_out_pictures(self) -> None:
        """Keep the newest pictures, as many as there is room for."""
        left = MAX_PICTURE_BYTES
        for entry in reversed(self._entries):
            if isinstance(entry.item, ToolResult) and entry.item.pictures:
                left -= sum(len(one.data) for one in entry.item.pictures)
                if left < 0:
                    none = (LEFT_OUT,) * len(entry.item.pictures)
                    entry.item = replace(entry.item, pictures=none)

    def _remove_waiting(self, kind: type[Item]) -> None:
        for index in range(len(self._entries) - 1, self._cursor - 1, -1):
            entry = self._entries[index]
            if isinstance(entry.item, kind) and entry is not self._given:
                self._remove(index)

    def _drop(self, *, sound: bool) -> None:
        """Drop the oldest chunk or the oldest mark; a mark outlives the sound around it.

        Of long silence first, so that a question outlives the wait for its answer.
        """
        silent = self._in_long_silence() if sound else None
        index = silent if silent is not None else self._first(sound=sound)
        waits = index >= self._cursor
        entry = self._remove(index, first=sound and silent is None)
        if silent is not None or not sound:
            return
        self._lost.index = index
        if waits and entry is not self._given:
            self._lost.unsent += size_of(entry.item)
        elif entry.voiced:
            self._lost.sent += size_of(entry.item)
            self._lost.sent_at = max(self._lost.sent_at, _FOREVER if waits else entry.sent_at)
        self._join_ends(index)

    def _join_ends(self, index: int) -> None:
        """Of two ends with no sound between them any more, keep the later one.

        Who talks through an outage would else leave hundreds, which leave all at once.
        """
        around = self._entries[max(0, index - 1) : index + 1]
        if len(around) == 2 and all(isinstance(one.item, SoundEnd) for one in around):
            self._remove(index - 1)

    def _first(self, *, sound: bool) -> int:
        return next(
            index
            for index, entry in enumerate(self._entries)
            if isinstance(entry.item, Sound) is sound
        )

    def _in_long_silence(self) -> int | None:
        """Index of a chunk of the oldest silence that is longer than a pause and a pre-roll."""
        scan = self._scan
        while scan.index < len(self._entries):
            entry = self._entries[scan.index]
            scan.index += 1
            if _ends_silence(entry):
                scan.begin, scan.bytes = scan.index, 0
                continue
            scan.bytes += size_of(entry.item)
            if scan.bytes > (PAUSE_S + PREROLL_S) * _BYTES_S:
                return self._before(scan.index - 1)
        return None

    def _count(self, item: Item, sign: Literal[1, -1]) -> None:
        self._bytes += sign * size_of(item)
        if not isinstance(item, Sound):
            self._marks += sign
            self._to_arrive += sign * (policy_of(item).until == "arrived")


def _may_be_answered(spell: Spell, now: float) -> bool:
    """Whether speech goes on, or has ended so recently that its answer may still come."""
    return spell.sent_at > now - UNANSWERED_S or spell.at >= now - PAUSE_S


def _ends_silence(entry: Entry) -> bool:
    return entry.says or isinstance(entry.item, SoundEnd)
