"""What a session is: the first line of its journal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self

from livechat.core.talk.records import Record, text_in


@dataclass(frozen=True, slots=True)
class Header:
    """What a session was when it began. No credential, and no whole address."""

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
        """Return the fields of its line."""
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
        """Return the header in a record, for a file of that name; None if it is none."""
        started = moment_in(record, "started")
        if record.get("event") != "session" or started is None:
            return None
        texts = ("version", "model", "host", "voice", "language", "continues")
        return cls(
            key,
            started,
            practice=record.get("practice") is True,
            **{name: text_in(record, name) for name in texts},
        )


def moment_in(record: Record, key: str) -> datetime | None:
    """Return a time with its zone, of this age: none that a calendar stumbles over."""
    try:
        moment = datetime.fromisoformat(text_in(record, key))
    except ValueError:
        return None
    if moment.tzinfo is None or not 2000 < moment.year < 9000:
        return None
    return moment.astimezone(UTC)
