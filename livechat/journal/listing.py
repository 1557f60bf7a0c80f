"""Sessions as a list shows them, from the beginnings and ends of their files."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, Literal

from livechat.core.talk.records import number_in, record_in, said_in, text_in
from livechat.errors import FileError
from livechat.journal.header import Header
from livechat.journal.lock import in_use
from livechat.journal.store import Store, unreadable

_TAIL_BYTES = 16_384
"""Bytes in which the end of a session is looked for: the last two lines are below 2 kB."""

_HEAD_BYTES = 1 << 20
"""Bytes in which its first words are looked for."""

State = Literal["ended", "running", "broken off"]


@dataclass(frozen=True, slots=True)
class Kept:
    """A session that is on disk."""

    header: Header
    lasted_s: float
    """Seconds from its first event to its last."""
    turns: int
    """The model's."""
    state: State
    first_words: str
    """What was said first, in one line; empty when nothing was."""
    resumable_until: datetime | None
    """Until when its handle can be used; None: it has none, or it is too old."""


def sessions(store: Store, now: datetime) -> Iterator[Kept]:
    """Yield all sessions, the newest first.

    Raises:
        FileError: After all others: one cannot be read.
    """
    failed: FileError | None = None
    for key in store.ids():
        try:
            kept = _kept(store, key, now)
        except FileError as error:
            failed = failed or error
            continue
        if kept is not None:
            yield kept
    if failed is not None:
        raise failed


def _kept(store: Store, key: str, now: datetime) -> Kept | None:
    """Return a session; None: it is gone, or is none."""
    path = store.path(key)
    try:
        with path.open("rb") as lines:
            header, first_words = _head(lines, key)
            size = lines.seek(0, os.SEEK_END)
            lines.seek(max(0, size - _TAIL_BYTES))
            lasted_s, turns, ended = _tail(lines.read())
    except FileNotFoundError:
        return None
    except OSError as error:
        raise unreadable(path, error) from error
    if header is None:
        return None
    if not first_words and not ended:  # they may not be an utterance yet
        with suppress(FileError):  # removed just now
            first_words = next((said.words for said in said_in(store.records(key))), "")
    state: State = "ended" if ended else "running" if in_use(path) else "broken off"
    handle = store.handle(key, now)
    return Kept(header, lasted_s, turns, state, first_words, handle.until if handle else None)


def _head(lines: BinaryIO, key: str) -> tuple[Header | None, str]:
    """Return the header of a journal, and what was said first in it."""
    header: Header | None = None
    for line in lines:
        if header is None:
            header = Header.of(record_in(line) or {}, key)
        elif b'"utterance"' in line:  # most lines need not be parsed
            record = record_in(line) or {}
            words = " ".join(text_in(record, "text").split())
            if record.get("event") == "utterance" and words:
                return header, words
        if lines.tell() > _HEAD_BYTES:
            break
    return header, ""


def _tail(end: bytes) -> tuple[float, int, bool]:
    """Return how long a session lasted in seconds, the turns it had, and whether it ended."""
    at, turns, ended = 0.0, 0.0, False
    for line in reversed(end.split(b"\n")):
        record = record_in(line)
        if record is None:
            continue
        at = max(at, number_in(record, "at") or 0.0)
        ended = ended or record.get("event") == "ended"
        if record.get("event") == "summary":
            return at, int(number_in(record, "turns") or 0), ended
        turns = max(turns, number_in(record, "turn") or 0.0)
    return at, int(turns), ended
