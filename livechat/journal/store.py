"""Where sessions are kept: one file a session, `ID.jsonl`, and beside it `ID.handle`.

A file is JSON lines (`core/talk/records.py`). The first line, `session`, says what the session is;
the others are what happened. A line that is no JSON is half a line that a full disk or a crash has
left, and is skipped.

A handle is as good as a password for two hours: it has a file of its own, which is gone soon.

The folder is its owner's (700), and so are the files (600).
"""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Literal, Self

from livechat.catalog.nearest import nearest
from livechat.core.talk.records import Record, line_of, number_in, record_in, said_in, text_in
from livechat.core.talk.transcript import Utterance
from livechat.errors import FileError, UsageError
from livechat.journal.lock import in_use, lock

HANDLE_LIVES = timedelta(hours=2)
"""How long a handle can be used: "Session management with Live API" in Google's guide."""

REMOVED_AT_ONCE = 1000
"""Files that one pruning removes: a session must not wait for years of them."""

LONGEST_CHAIN = 100
"""Sessions that are followed back when one continues another."""

_TAIL_BYTES = 16_384
"""Bytes in which the end of a session is looked for: the last two lines are below 2 kB."""

_HEAD_BYTES = 1 << 20
"""Bytes in which its first words are looked for."""

_WHEN = "%Y%m%d-%H%M%S"
"""How an ID begins: the wall clock, UTC."""

_SUFFIX = "abcdefghjkmnpqrstuvwxyz23456789"
"""What no eye takes for something else."""

_BINARY = getattr(os, "O_BINARY", 0)

State = Literal["ended", "running", "broken off"]


@dataclass(frozen=True, slots=True)
class Header:
    """What a session is: the first line of its journal. No credential, and no whole address."""

    id: str
    started: datetime
    """The wall clock at the first event, UTC: `at` counts from here."""
    version: str = ""
    """livechat's."""
    model: str = ""
    host: str = ""
    """Where the service is."""
    practice: bool = False
    """Whether the practice partner answered, not Gemini."""
    voice: str = ""
    """Empty: the service's own."""
    language: str = ""
    """Empty: whatever it heard."""
    continues: str = ""
    """The ID of the session that it continues."""

    def fields(self) -> dict[str, object]:
        """The fields of its line."""
        return {
            "id": self.id,
            "started": self.started.isoformat(timespec="milliseconds"),
            "version": self.version,
            "model": self.model,
            "host": self.host,
            "practice": self.practice,
            "voice": self.voice,
            "language": self.language,
            "continues": self.continues,
        }

    @classmethod
    def of(cls, record: Record, key: str) -> Self | None:
        """The header in a record, for a file of that name; None if it is none."""
        started = _moment(record, "started")
        if record.get("event") != "session" or started is None:
            return None
        texts = ("version", "model", "host", "voice", "language", "continues")
        return cls(
            key,
            started,
            practice=record.get("practice") is True,
            **{name: text_in(record, name) for name in texts},
        )


@dataclass(frozen=True, slots=True)
class Kept:
    """A session that is on disk, as a list shows it."""

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


@dataclass(frozen=True, slots=True)
class Restored:
    """What another session needs to go on where one has stopped."""

    id: str
    started: datetime
    """The wall clock at its first event, UTC."""
    model: str
    host: str
    practice: bool
    handle: str = field(repr=False)
    """What the service resumes it by; empty: there is none, or it is too old."""
    utterances: tuple[Utterance, ...]
    """All that was said, also in the sessions that it continued. Times count in seconds from
    `started`; what was said before has negative ones."""


class Store:
    """The sessions in a folder, which need not be there.

    Args:
        folder: Holds nothing else.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def create(self, started: datetime) -> tuple[str, int]:
        """Begin a journal; return its ID and an open descriptor that appends.

        Raises:
            OSError: There is no room, or no permission.
        """
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        how = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | _BINARY
        while True:
            key = f"{started:{_WHEN}}-{''.join(secrets.choice(_SUFFIX) for _ in range(3))}"
            with suppress(FileExistsError):  # another session of this very second
                descriptor = os.open(self.path(key), how, 0o600)
                lock(descriptor)
                return key, descriptor

    def path(self, key: str) -> Path:
        """Where a session's lines are."""
        return self.folder / f"{key}.jsonl"

    def ids(self) -> list[str]:
        """All sessions, the newest first.

        Raises:
            FileError: The folder cannot be read.
        """
        try:
            names = [path.name for path in self.folder.iterdir()]
        except (FileNotFoundError, NotADirectoryError):
            return []
        except OSError as error:
            raise _unreadable(self.folder, error) from error
        found = [name.removesuffix(".jsonl") for name in names if name.endswith(".jsonl")]
        return sorted(found, reverse=True)

    def running(self, key: str) -> bool:
        """Whether a session goes on; on Windows nobody knows, and False is said."""
        return in_use(self.path(key))

    def find(self, name: str) -> str:
        """The one session whose ID is, begins with or ends in that name.

        Raises:
            UsageError: There is none, or there are several.
        """
        ids = self.ids()
        if name in ids:
            return name
        found = [key for key in ids if name and (key.startswith(name) or key.endswith(f"-{name}"))]
        if len(found) == 1:
            return found[0]
        if found:
            some = ", ".join(found[:5]) + (", …" if len(found) > 5 else "")
            raise UsageError(f"“{name}” is any of several sessions: {some}.", "Name one of them.")
        if not ids:
            raise UsageError(f"There is no session “{name}”.", "None is kept here.")
        remedy = f"The nearest is {nearest(name, ids) or ids[0]}; `livechat sessions` lists all."
        raise UsageError(f"There is no session “{name}”.", remedy)

    def sessions(self, now: datetime) -> Iterator[Kept]:
        """All sessions, the newest first, from the beginnings and ends of their files.

        Raises:
            FileError: After all others: one cannot be read.
        """
        failed: FileError | None = None
        for key in self.ids():
            try:
                kept = self._kept(key, now)
            except FileError as error:
                failed = failed or error
                continue
            if kept is not None:
                yield kept
        if failed is not None:
            raise failed

    def records(self, key: str) -> Iterator[dict[str, object]]:
        """What is on the lines of a session; what is no JSON is skipped.

        Raises:
            FileError: It cannot be read, or is gone.
        """
        try:
            with self.path(key).open("rb") as lines:
                yield from (record for line in lines if (record := record_in(line)) is not None)
        except OSError as error:
            raise _unreadable(self.path(key), error) from error

    def header(self, key: str) -> Header:
        """What a session is.

        Raises:
            FileError: It cannot be read, or does not say.
        """
        headers = (Header.of(record, key) for record in self.records(key))
        found = next((header for header in headers if header), None)
        if found is None:
            raise FileError(
                f"The session {key} does not say what it is.",
                f"Its beginning was lost; `livechat sessions remove {key}` removes it.",
            )
        return found

    def restore(self, key: str, now: datetime) -> Restored:
        """What is needed to continue a session.

        Raises:
            FileError: It cannot be read.
        """
        header = self.header(key)
        said: list[Utterance] = []
        handle = ""
        for one in self._chain(header):
            own = said_in(self.records(one.id))
            if not said and (one.model, one.host) == (header.model, header.host):
                # Nothing has been said since: an earlier handle still leads here.
                handle = handle or self._handle(one.id, now)[0]
            back = (one.started - header.started).total_seconds()
            said = [replace(each, at=each.at + back) for each in own] + said
        return Restored(
            key,
            header.started,
            header.model,
            header.host,
            header.practice,
            handle,
            tuple(said),
        )

    def latest(self, now: datetime) -> Restored:
        """The newest session in which something was said and that is over.

        Raises:
            UsageError: There is none.
            FileError: One cannot be read.
        """
        for key in self.ids():
            if not in_use(self.path(key)):
                with suppress(FileError):  # it lost its beginning, or was removed just now
                    restored = self.restore(key, now)
                    if restored.utterances:
                        return restored
        raise UsageError("There is no session to continue.", "None with any words is kept here.")

    def keep_handle(self, key: str, handle: str, now: datetime) -> None:
        """Keep the newest handle of a session, in the place of the one before, in one step.

        Raises:
            OSError: There is no room, or no permission.
        """
        given = now.isoformat(timespec="milliseconds")
        line = line_of({"handle": handle, "given": given}).encode()
        part = self.folder / f"{key}.handle.part"
        how = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | _BINARY
        descriptor = os.open(part, how, 0o600)
        try:
            if os.write(descriptor, line) < len(line):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        finally:
            os.close(descriptor)
        part.replace(self._handle_path(key))

    def remove(self, key: str) -> None:
        """Remove a session and its handle.

        Raises:
            UsageError: It goes on.
            FileError: It cannot be removed.
        """
        if in_use(self.path(key)):
            raise UsageError(f"The session {key} goes on.", "End it first.")
        try:
            self.path(key).unlink()
            self._handle_path(key).unlink(missing_ok=True)
        except OSError as error:
            raise FileError(
                f"The session {key} cannot be removed: {error.strerror}.",
                f"Look at the permissions of {self.folder}.",
            ) from error

    def prune(self, keep: timedelta, now: datetime) -> None:
        """Remove sessions in which nothing has happened for so long, and handles that are too old.

        Never a session that goes on; at most `REMOVED_AT_ONCE`, the oldest first.

        Raises:
            FileError: Some cannot be removed.
        """
        newest = f"{now - keep:{_WHEN}}~"  # what began later cannot have ended earlier
        old = [self.path(key) for key in self.ids() if key < newest]
        self._remove_older(old[-REMOVED_AT_ONCE:], now - keep)
        self.forget(now)

    def forget(self, now: datetime) -> None:
        """Remove handles that are too old to be of use.

        Raises:
            FileError: Some cannot be removed.
        """
        handles = islice(self.folder.glob("*.handle*"), REMOVED_AT_ONCE)
        self._remove_older(handles, now - HANDLE_LIVES)

    def _remove_older(self, paths: Iterable[Path], limit: datetime) -> None:
        failed: OSError | None = None
        for path in paths:
            try:
                if path.stat().st_mtime < limit.timestamp() and not in_use(path):
                    path.unlink()
                    self._handle_path(path.stem).unlink(missing_ok=True)  # a session's
            except FileNotFoundError:  # another session prunes too, or has a newer handle
                pass
            except OSError as error:
                failed = error
        if failed:
            raise FileError(
                f"Old sessions cannot be removed: {failed.strerror}.",
                f"Look at the permissions of {self.folder}.",
            ) from failed

    def _chain(self, header: Header) -> Iterator[Header]:
        """A session, the one that it continues, and so on, as far as they are kept."""
        ids = set(self.ids())
        for _ in range(LONGEST_CHAIN):
            yield header
            ids.discard(header.id)
            if header.continues not in ids:  # the first, removed, or a loop
                return
            try:
                header = self.header(header.continues)
            except FileError:  # removed just now, or it lost its beginning
                return

    def _kept(self, key: str, now: datetime) -> Kept | None:
        """A session from the beginning and the end of its file; None: it is gone, or is none."""
        path = self.path(key)
        try:
            with path.open("rb") as lines:
                header, first_words = _head(lines, key)
                size = lines.seek(0, os.SEEK_END)
                lines.seek(max(0, size - _TAIL_BYTES))
                lasted_s, turns, ended = _tail(lines.read())
        except FileNotFoundError:
            return None
        except OSError as error:
            raise _unreadable(path, error) from error
        if header is None:
            return None
        if not first_words and not ended:  # they may not be an utterance yet
            with suppress(FileError):  # removed just now
                first_words = next((said.words for said in said_in(self.records(key))), "")
        state: State = "ended" if ended else "running" if in_use(path) else "broken off"
        until = self._handle(key, now)[1]
        return Kept(header, lasted_s, turns, state, first_words, until)

    def _handle_path(self, key: str) -> Path:
        return self.folder / f"{key}.handle"

    def _handle(self, key: str, now: datetime) -> tuple[str, datetime | None]:
        """The handle of a session, and until when it can be used; ("", None): there is none."""
        try:
            record = record_in(self._handle_path(key).read_bytes()) or {}
        except OSError:  # there is none, or none that this user may use
            return "", None
        given = _moment(record, "given")
        handle = text_in(record, "handle")
        if given is None or not handle or now - given >= HANDLE_LIVES:
            return "", None
        return handle, given + HANDLE_LIVES


def _head(lines: BinaryIO, key: str) -> tuple[Header | None, str]:
    """The header of a journal, and what was said first in it."""
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
    """How long a session lasted in seconds, the turns it had, and whether it ended."""
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


def _moment(record: Record, key: str) -> datetime | None:
    """A time with its zone, of this age: none that a calendar stumbles over."""
    try:
        moment = datetime.fromisoformat(text_in(record, key))
    except ValueError:
        return None
    if moment.tzinfo is None or not 2000 < moment.year < 9000:
        return None
    return moment.astimezone(UTC)


def _unreadable(path: Path, error: OSError) -> FileError:
    return FileError(
        f"{path} cannot be read: {error.strerror}.", "Look at its permissions, or remove it."
    )
