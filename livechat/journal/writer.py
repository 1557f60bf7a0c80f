"""Writes a session down as it happens, beside the call."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from livechat.config.secrets import masked
from livechat.core.state import ConversationState
from livechat.core.talk.condenser import Condenser
from livechat.core.talk.events import (
    Connected,
    Ended,
    Event,
    ResumptionUpdated,
    SetupAccepted,
    TurnComplete,
)
from livechat.core.talk.records import Record, Records, fitted
from livechat.core.talk.transcript import Utterance
from livechat.journal.file import JournalFile
from livechat.journal.header import Header
from livechat.journal.store import Store
from livechat.threads import Worker

MAX_WAITING = 10_000
"""Pieces of work that wait for a disk that hangs: some 15 minutes of a lively call, a few MB."""

OPEN_S = 1.0
"""Seconds that whoever asks for the ID waits for the file, which a disk makes in milliseconds."""

CLOSE_S = 5.0
"""Seconds that the end of the program waits for the disk. A sync on a busy one takes a second."""


def utc_now() -> datetime:
    """Return the wall clock."""
    return datetime.now(UTC)


class Journal:
    """An observer that writes a line for every event, utterance and, in the end, the summary.

    It never waits for the disk: a thread does, which gets the lines in order. After every turn of
    the model the disk is told to keep what it has got, so that it outlives a loss of power. Nothing
    is dropped while the disk works; what it does not take is lost, said once, and the call goes on.

    Sound and guesses are left out (`core/talk/condenser.py`). A session that never connected leaves
    nothing behind.

    Args:
        store: Where to.
        about: What the session is; its ID and its start are filled in at the first event.
        summary: Makes the fields of the last line from the state and the time.
        warn: Takes the one sentence, in whatever thread.
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
        self._condenser = Condenser(self._records)
        self._worker = Worker("journal", MAX_WAITING)
        self._file: JournalFile | None = None
        """None before the first event."""
        self._model = ""
        """Who is talked to."""
        self._handle_model = ""
        """Who gave the handle that is kept; empty: none is."""
        self._connected = False
        self._wanted = 0
        """Counts the syncs: a slow disk does only the newest that waits."""

    @property
    def id(self) -> str:
        """The session's; empty as long as there is no file. Waits a moment for it."""
        if self._file is None:
            return ""
        self._file.tried.wait(OPEN_S)
        return self._file.about.id

    def observe(
        self, event: Event, finished: Sequence[Utterance], state: ConversationState
    ) -> None:
        """Have the event written down, and what it finished."""
        at = event.at
        if self._file is None:
            self._file = JournalFile(
                self._store, replace(self._about, started=self._now()), self._warn
            )
            self._records.since(at)
        file = self._file
        self._write(file, *self._condenser.records(event))
        self._write(file, *(self._records.utterance(said, at) for said in finished))
        match event:
            case Connected():
                self._connected = True
                self._talk_to(file, event.model)
            case SetupAccepted():
                self._talk_to(file, event.spec.model)
            case ResumptionUpdated() if event.handle and not self._about.practice:
                self._handle_model = self._model
                keep = partial(file.keep_handle, event.handle, self._model, self._now())
                self._begin(file, keep)
            case TurnComplete():
                self._sync(file)
            case Ended():
                self._write(file, self._records.other("summary", at, self._summary(state, at)))
                self._write(file, self._records.other("ended", at, {}))
                self._sync(file)
            case _:
                pass

    def flush(self, seconds: float = CLOSE_S) -> bool:
        """Wait until all lines so far are written; False: it takes longer than `seconds`."""
        return self._worker.flush(seconds)

    def close(self) -> None:
        """Let the lines that wait be written, and let go of the file."""
        if self._file is None:
            return
        self._begin(self._file, partial(self._file.close, keep=self._connected))
        if not self._worker.close(CLOSE_S):
            self._file.failed(_HANGS)

    def _write(self, file: JournalFile, *records: Record) -> None:
        for record in records:
            self._begin(file, partial(_append, file, record))

    def _sync(self, file: JournalFile) -> None:
        """Have all lines so far brought to the disk, unless more are on their way there."""
        self._wanted = wanted = self._wanted + 1
        self._begin(file, lambda: file.sync() if wanted == self._wanted else None)

    def _talk_to(self, file: JournalFile, model: str) -> None:
        self._model = model
        if self._handle_model not in ("", model):
            self._handle_model = ""
            self._begin(file, file.forget_handle)

    def _begin(self, file: JournalFile, work: Callable[[], None]) -> None:
        if not self._worker.begin(work):
            file.failed(_HANGS)


_HANGS = "the disk does not respond"


def _append(file: JournalFile, record: Record) -> None:
    """Write a line, in the journal's thread: what a function returned may be a megabyte."""
    file.append(fitted(record, masked))
