"""Which rows of a conversation are written for good, and which are still moving.

Rules:
1. Passages stand in the order in which they began, and the times beside them never run backwards.
   What began later waits below what is still being said.
2. A row goes into the scrollback as soon as it cannot change: when all of it has sounded. Of words
   that make no sound, the last row stays, since it may grow.
3. Each character is written once, whatever becomes of the terminal's size meanwhile. A mark beside
   a word goes up with it; one that comes later is in the list below the answer only.
4. What is told late, such as a function call when it is over, divides nothing that is being said:
   it stands below that.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import inf, nextafter

from rich.text import Text

from livechat.core.talk.citations import Mark
from livechat.core.talk.transcript import Utterance
from livechat.ui.rows import Passage, Row, growing
from livechat.ui.themes import Theme

MOST_WAITING = 20
"""Finished passages that wait below one that is being said; more are written above it."""

Clock = Callable[[float], str]
"""Writes a time, given in seconds of the conversation's clock; "" where rows have none."""


@dataclass(slots=True, eq=False)
class _Entry:
    """A passage that is not written to its end; the same one while it grows, and afterwards."""

    passage: Passage
    written: int = 0
    """Characters of it that are in the scrollback."""


Shown = Sequence[tuple[_Entry, Row]]
"""Rows of a picture, each with what it is a part of."""


class Flow:
    """Keeps what is not written yet."""

    def __init__(self) -> None:
        self._finished: list[_Entry] = []
        self._growing: list[_Entry] = []
        self._newest_at = float("-inf")
        """Seconds: the newest time that is in the scrollback."""
        self._shown: Shown = []

    def add(self, passage: Passage) -> None:
        """Take a finished passage."""
        if passage.late:
            begun = (one.passage.at for one in self._growing if one.written)
            passage = replace(passage, at=max([passage.at, *(nextafter(at, inf) for at in begun)]))
        entry = self._entry(passage)
        self._growing = [one for one in self._growing if one is not entry]
        entry.written = min(entry.written, passage.length)
        self._finished.append(entry)

    def follow(
        self,
        said: Sequence[tuple[Utterance, int, int]],
        theme: Theme,
        marks: Callable[[Utterance], Sequence[Mark]] = lambda _: (),
    ) -> None:
        """Take what is being said now.

        Args:
            said: Utterances, each with the word that sounds.
            theme: The colours.
            marks: The numbers of sources in an utterance, by their places in its words.
        """
        passages = [
            growing(one, begin, end, theme, marks(one))
            for one, begin, end in said
            if one.text.strip() or one.interim.strip()
        ]
        self._growing = [self._entry(one) for one in passages]

    def write(self, width: int, clock: Clock) -> list[Text]:
        """Take the rows that are written for good now."""
        rows: list[Row] = []
        crowded = len(self._finished) > MOST_WAITING
        for entry in self._entries():
            done = entry.passage.done
            found = self._rows(entry, width, clock, until=sys.maxsize if done is None else done)
            waits = done is not None and not self._overtaken(entry)
            if done is None:
                self._finished.remove(entry)
            else:
                found = [row for row in (found[:-1] if waits else found) if row.end <= done]
            if found:
                self._note(entry, found[-1].end)
            rows += found
            if waits and not crowded:
                break
        return [row.text for row in rows]

    def show(self, width: int, room: int, clock: Clock) -> list[Text]:
        """Return the rows that are still moving, as many as there is room for.

        Where they are too many, the longest passage ends with `…` for now.
        """
        entries = self._entries()[-room:] if room > 0 else []
        found = [self._rows(entry, width, clock, room + 1) for entry in entries]
        while sum(map(len, found)) > room:
            longest = max(found, key=len)
            del longest[-1]
            longest[-1] = _cut(longest[-1], width)
        self._shown = [
            (entry, row) for entry, rows in zip(entries, found, strict=True) for row in rows
        ]
        return [row.text for _, row in self._shown]

    @property
    def shown(self) -> Shown:
        """The rows that were shown last."""
        return self._shown

    def pushed(self, shown: Shown) -> None:
        """Take note that these rows, which were shown, are in the scrollback."""
        for entry, row in shown:
            self._note(entry, row.end)
        self._finished = [one for one in self._finished if one.written < len(one.passage.words)]

    def _entry(self, passage: Passage) -> _Entry:
        """Return the entry of what is being said, with its passage so far; else a new one."""
        for one in self._growing:
            if passage.key and one.passage.key == passage.key:
                one.passage = passage
                return one
        return _Entry(passage)

    def _entries(self) -> list[_Entry]:
        return sorted([*self._finished, *self._growing], key=lambda one: one.passage.at)

    def _rows(
        self,
        entry: _Entry,
        width: int,
        clock: Clock,
        room: int = sys.maxsize,
        until: int = sys.maxsize,
    ) -> list[Row]:
        when = clock(max(entry.passage.at, self._newest_at))
        return entry.passage.rows(width, when, entry.written, room, until)

    def _overtaken(self, entry: _Entry) -> bool:
        """Whether the model has gone on to something else in the same turn: thoughts come first."""
        key = entry.passage.key
        if key is None or not key[1] or entry.passage.sounding:
            return False
        later = self._growing[self._growing.index(entry) + 1 :]
        return any(one.passage.key and one.passage.key[1] == key[1] for one in later)

    def _note(self, entry: _Entry, end: int) -> None:
        if entry.passage.key:  # what is noted about an utterance is still to be written
            end = min(end, entry.passage.length)
        entry.written = max(entry.written, end)
        self._newest_at = max(self._newest_at, entry.passage.at)


def _cut(row: Row, width: int) -> Row:
    """A row that ends with `…`."""
    text = row.text.copy()
    text.truncate(width - 1)
    kept = len(text)
    marks = sum(max(0, end - max(begin, kept)) for begin, end in row.added)
    return replace(row, text=text + Text("…"), end=row.end - (len(row.text) - kept - marks))
