"""Where sessions are kept: one file a session, `ID.jsonl`, and beside it `ID.handle`.

A file is JSON lines (`core/talk/records.py`). The first line, `session`, says what the session is;
the others are what happened. A line that is no JSON is half a line that a full disk or a crash has
left, and is skipped.

A handle is as good as a password for two hours: it has a file of its own, which is gone soon.

The folder is its owner's (700), and so are the files (600).
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path

from livechat.catalog.nearest import nearest
from livechat.core.talk.records import record_in
from livechat.errors import FileError, UsageError
from livechat.journal.disk import BINARY, make_private
from livechat.journal.handles import HANDLE_LIVES, Handle, read_handle, write_handle
from livechat.journal.header import Header
from livechat.journal.lock import in_use, lock
from livechat.journal.names import matching, short_names

REMOVED_AT_ONCE = 1000
"""Files that one pruning removes: a session must not wait for years of them."""

_WHEN = "%Y%m%d-%H%M%S"
"""How an ID begins: the wall clock, UTC."""

_SUFFIX = "abcdefghjkmnpqrstuvwxyz23456789"
"""What no eye takes for something else."""


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
        make_private(self.folder)
        how = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | BINARY
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
            raise unreadable(self.folder, error) from error
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
        found = matching(name, ids)
        if len(found) == 1:
            return found[0]
        if found:
            some = ", ".join(found[:5]) + (", …" if len(found) > 5 else "")
            raise UsageError(f'"{name}" could be {some}.', "Type more of the ID.")
        if not ids:
            raise UsageError(f'There is no session "{name}".', "None has been saved yet.")
        near = nearest(name, [*short_names(ids).values(), *ids])
        hint = f"Did you mean {near}? " if near else ""
        raise UsageError(f'There is no session "{name}".', f"{hint}`livechat sessions` lists all.")

    def records(self, key: str) -> Iterator[dict[str, object]]:
        """What is on the lines of a session; what is no JSON is skipped.

        Raises:
            FileError: It cannot be read, or is gone.
        """
        try:
            with self.path(key).open("rb") as lines:
                yield from (record for line in lines if (record := record_in(line)) is not None)
        except OSError as error:
            raise unreadable(self.path(key), error) from error

    def header(self, key: str) -> Header:
        """What a session is.

        Raises:
            FileError: It cannot be read, or does not say.
        """
        headers = (Header.of(record, key) for record in self.records(key))
        found = next((header for header in headers if header), None)
        if found is None:
            raise FileError(
                f"The file of session {key} is damaged: its beginning is lost.",
                f"Remove it with `livechat sessions remove {key}`.",
            )
        return found

    def keep_handle(self, key: str, handle: str, model: str, host: str, now: datetime) -> None:
        """Keep the newest handle of a session, and who gave it, in the place of the one before.

        Raises:
            OSError: There is no room, or no permission.
        """
        write_handle(self._handle_path(key), handle, model, host, now)

    def handle(self, key: str, now: datetime) -> Handle | None:
        """The newest handle of a session; None: there is none, or it is too old."""
        return read_handle(self._handle_path(key), now)

    def forget_handle(self, key: str) -> None:
        """Remove the handle of a session.

        Raises:
            OSError: It cannot be removed.
        """
        self._handle_path(key).unlink(missing_ok=True)

    def remove(self, key: str) -> None:
        """Remove a session and its handle.

        Raises:
            UsageError: It goes on.
            FileError: It cannot be removed.
        """
        if in_use(self.path(key)):
            raise UsageError(f"Session {key} is still running.", "End it first.")
        try:
            self.path(key).unlink()
            self.forget_handle(key)
        except OSError as error:
            raise FileError(
                f"Cannot remove session {key}: {error.strerror}.",
                f"Check the permissions of {self.folder}.",
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
                f"Cannot remove old sessions: {failed.strerror}.",
                f"Check the permissions of {self.folder}.",
            ) from failed

    def _handle_path(self, key: str) -> Path:
        return self.folder / f"{key}.handle"


def unreadable(path: Path, error: OSError) -> FileError:
    """The error of a file or a folder that cannot be read."""
    return FileError(
        f"Cannot read {path}: {error.strerror}.", "Check its permissions, or remove it."
    )
