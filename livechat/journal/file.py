"""The file of one session: lines, the newest handle, and what becomes of a full disk."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from livechat.core.talk.records import Record, Records, line_of
from livechat.journal.disk import sync
from livechat.journal.header import Header
from livechat.journal.store import Store


class JournalFile:
    """Writes one session's lines. Every method may wait for the disk: one thread calls them all.

    A line is one write, so that a process that is killed leaves whole lines. What a full disk
    cuts off is closed by a line break before the next line. A line that cannot be written is
    lost: that is said once, and the next line is tried all the same.

    Args:
        store: Where to.
        about: What the session is; its ID is filled in when the file is made.
        warn: Takes the one sentence.
    """

    def __init__(self, store: Store, about: Header, warn: Callable[[str], None]) -> None:
        self.about = about
        self.tried = threading.Event()
        """Set when the file was made, or could not be made the first time."""
        self._store = store
        self._warn = warn
        self._descriptor: int | None = None
        self._headed = False
        """Whether the first line has been written."""
        self._torn = False
        """Whether the file ends in the middle of a line."""
        self._warned = False

    def append(self, record: Record) -> None:
        """Write one line, after the header if it is the first."""
        try:
            if self._descriptor is None:
                key, self._descriptor = self._store.create(self.about.started)
                self.about = replace(self.about, id=key)
            if not self._headed:
                self._write(self._descriptor, Records().other("session", 0.0, self.about.fields()))
                self._headed = True
            self._write(self._descriptor, record)
        except OSError as error:
            self.failed(error.strerror)
        finally:
            self.tried.set()

    def sync(self) -> None:
        """Wait until the lines are on the disk, so that they outlive the machine's power."""
        if self._descriptor is not None:
            try:
                sync(self._descriptor)
            except OSError as error:
                self.failed(error.strerror)

    def keep_handle(self, handle: str, model: str, now: datetime) -> None:
        """Keep the newest handle, which is good for that model at the session's host."""
        if self.about.id:
            try:
                self._store.keep_handle(self.about.id, handle, model, self.about.host, now)
            except OSError as error:
                self.failed(error.strerror)

    def forget_handle(self) -> None:
        """Remove the handle: the model that gave it is no longer talked to."""
        if self.about.id:
            try:
                self._store.forget_handle(self.about.id)
            except OSError as error:
                self.failed(error.strerror)

    def close(self, *, keep: bool) -> None:
        """Let go of the file, and remove it if it is not to be kept."""
        if self._descriptor is None:
            return
        os.close(self._descriptor)
        self._descriptor = None
        if not keep:
            try:
                self._store.path(self.about.id).unlink(missing_ok=True)
            except OSError as error:
                self.failed(error.strerror)

    def failed(self, why: str | None) -> None:
        """Say once that lines are lost."""
        if not self._warned:
            self._warned = True
            self._warn(
                f"Cannot save this session to {self._store.folder}: {why}. "
                "The call continues unsaved; check space and permissions, or use --no-save."
            )

    def _write(self, descriptor: int, record: Record) -> None:
        line = ("\n" * self._torn + line_of(record) + "\n").encode()
        written = os.write(descriptor, line)
        self._torn = written < len(line)
        if self._torn:  # the rest fits, or the system says why not
            written += os.write(descriptor, line[written:])
            self._torn = written < len(line)
