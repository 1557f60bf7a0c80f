"""The newest handle of a session, in a file of its own.

A handle is as good as a password for two hours: it is gone soon, and never on a line of the
journal. It belongs to the model and the host that gave it; nobody else is to see it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from livechat.core.talk.records import line_of, record_in, text_in
from livechat.journal.disk import write_private
from livechat.journal.header import moment_in

HANDLE_LIVES = timedelta(hours=2)
"""How long a handle can be used: "Session management with Live API" in Google's guide."""


@dataclass(frozen=True, slots=True)
class Handle:
    """What a service resumes a session by."""

    text: str = field(repr=False)
    model: str
    """Who gave it."""
    host: str
    """Where the service is."""
    until: datetime
    """Until when it can be used, UTC."""


def write_handle(path: Path, handle: str, model: str, host: str, now: datetime) -> None:
    """Keep a handle in the place of the one before, in one step.

    Raises:
        OSError: There is no room, or no permission.
    """
    given = now.isoformat(timespec="milliseconds")
    record = {"handle": handle, "given": given, "model": model, "host": host}
    write_private(path, line_of(record).encode())


def read_handle(path: Path, now: datetime) -> Handle | None:
    """Return the handle in a file; None: there is none, or it is too old."""
    try:
        record = record_in(path.read_bytes()) or {}
    except OSError:  # there is none, or none that this user may use
        return None
    given, text = moment_in(record, "given"), text_in(record, "handle")
    if given is None or not text or now - given >= HANDLE_LIVES:
        return None
    return Handle(text, text_in(record, "model"), text_in(record, "host"), given + HANDLE_LIVES)
