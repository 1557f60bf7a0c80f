"""Writes a session down as it happens."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from livechat.core.state import ConversationState
from livechat.core.talk.events import (
    AudioReceived,
    AudioSent,
    Connected,
    Ended,
    Event,
    InputTranscribed,
    ResumptionUpdated,
)
from livechat.core.talk.records import Record, Records, line_of
from livechat.core.talk.transcript import Utterance
from livechat.journal.store import Header, Store


def utc_now() -> datetime:
    """The wall clock."""
    return datetime.now(UTC)


class Journal:
    """An observer that appends a line for every event, utterance and, in the end, the summary.

    A line is one write, so that a process that is killed leaves whole lines. What a full disk
    cuts off is closed by a line break before the next line. A line that cannot be written is
    lost: that is said once, and the conversation goes on. The next line is tried all the same.

    Sound and guesses are left out. A session that never connected leaves nothing behind.

    Args:
        store: Where to.
        about: What the session is; its ID and its start are filled in at the first event.
        summary: Makes the fields of the last line from the state and the time.
        warn: Takes the one sentence.
        now: The wall clock, UTC.
    """

    def __init__(
        self,
        store: Store,
        about: Header,
        summary: Callable[[ConversationState, float], Mapping[str, object]],
        warn: Callable[[str], None],
        *,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._store = store
        self._about = about
        self._summary = summary
        self._warn = warn
        self._now = now
        self._records = Records()
        self._began: tuple[float, datetime] | None = None
        """The first event's `at`, and the wall clock then."""
        self._descriptor: int | None = None
        self._headed = False
        """Whether the first line has been written."""
        self._torn = False
        """Whether the file ends in the middle of a line."""
        self._warned = False
        self._connected = False

    @property
    def id(self) -> str:
        """The session's; empty as long as there is no file."""
        return self._about.id

    def observe(
        self, event: Event, finished: Sequence[Utterance], state: ConversationState
    ) -> None:
        """Write the event down, and what it finished."""
        at = event.at
        if self._began is None:
            self._began = at, self._now()
            self._records.since(at)
        match event:
            case AudioSent() | AudioReceived() | InputTranscribed(interim=True) | Ended():
                pass
            case _:
                self._write(self._records.event(event))
        match event:
            case Connected():
                self._connected = True
            case ResumptionUpdated() if self.id and event.handle and not self._about.practice:
                self._keep_handle(event.handle)
            case _:
                pass
        for said in finished:
            self._write(self._records.utterance(said, at))
        if isinstance(event, Ended):
            self._write(self._records.other("summary", at, self._summary(state, at)))
            self._write(self._records.other("ended", at, {}))

    def close(self) -> None:
        """Let go of the file; of a session that never connected, remove it."""
        if self._descriptor is None:
            return
        os.close(self._descriptor)
        self._descriptor = None
        if not self._connected:
            try:
                self._store.path(self.id).unlink(missing_ok=True)
            except OSError as error:
                self._failed(error)

    def _write(self, record: Record) -> None:
        try:
            if self._descriptor is None:
                self._descriptor = self._begin()
            if not self._headed:
                self._append(self._descriptor, self._header())
                self._headed = True
            self._append(self._descriptor, record)
        except OSError as error:
            self._failed(error)

    def _begin(self) -> int:
        assert self._began is not None
        started = self._began[1]
        key, descriptor = self._store.create(started)
        self._about = replace(self._about, id=key, started=started)
        return descriptor

    def _header(self) -> Record:
        assert self._began is not None
        return self._records.other("session", self._began[0], self._about.fields())

    def _append(self, descriptor: int, record: Record) -> None:
        line = ("\n" * self._torn + line_of(record) + "\n").encode()
        written = os.write(descriptor, line)
        self._torn = written < len(line)
        if self._torn:  # the rest fits, or the system says why not
            written += os.write(descriptor, line[written:])
            self._torn = written < len(line)

    def _keep_handle(self, handle: str) -> None:
        try:
            self._store.keep_handle(self.id, handle, self._now())
        except OSError as error:
            self._failed(error)

    def _failed(self, error: OSError) -> None:
        if not self._warned:
            self._warned = True
            self._warn(
                f"This session cannot be written down in {self._store.folder}: {error.strerror}. "
                "Make room there or mend it, or give --no-save; the conversation goes on."
            )
