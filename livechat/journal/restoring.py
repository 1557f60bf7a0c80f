"""What another session needs to go on where one has stopped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime

from livechat.core.setup_spec import SetupSpec
from livechat.core.talk.events import Connected, SetupAccepted
from livechat.core.talk.records import Record, event_of, said_in
from livechat.core.talk.transcript import Utterance
from livechat.errors import FileError, UsageError
from livechat.journal.header import Header
from livechat.journal.store import Store

LONGEST_CHAIN = 100
"""Sessions that are followed back when one continues another."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What is known of a session that is to go on."""

    id: str
    started: datetime
    """The wall clock at its first event, UTC."""
    model: str
    """Who was talked to in the end."""
    host: str
    practice: bool
    handle: str = field(repr=False)
    """What that model resumes it by at that host; empty: there is none, or it is too old."""
    utterances: tuple[Utterance, ...]
    """All that was said, also in the sessions that it continued. Times count in seconds from
    `started`; what was said before has negative ones."""
    spec: SetupSpec | None = None
    """The last setup that the service accepted: voice, language and the rest that was in force in
    the end. None: it is not told, as livechat did not write it once."""


def restore(store: Store, key: str, now: datetime) -> Restored:
    """Return what is needed to continue a session.

    Raises:
        FileError: It cannot be read.
    """
    header = store.header(key)
    model, spec = _in_force(store.records(key))
    model = model or header.model
    said: list[Utterance] = []
    handle = ""
    for one in _chain(store, header):
        own = said_in(store.records(one.id))
        if not said and not handle:
            # Nothing has been said since: an earlier handle still leads here.
            found = store.handle(one.id, now)
            if found and (found.model, found.host) == (model, header.host):
                handle = found.text
        back = (one.started - header.started).total_seconds()
        said = [replace(each, at=each.at + back) for each in own] + said
    return Restored(
        key, header.started, model, header.host, header.practice, handle, tuple(said), spec
    )


def latest(store: Store, now: datetime) -> Restored:
    """Return the newest session in which something was said and that is over.

    Raises:
        UsageError: There is none.
        FileError: One cannot be read.
    """
    for key in store.ids():
        if not store.running(key):
            with suppress(FileError):  # it lost its beginning, or was removed just now
                restored = restore(store, key, now)
                if restored.utterances:
                    return restored
    raise UsageError("There is no session to resume.", "Start one with `livechat talk`.")


def _chain(store: Store, header: Header) -> Iterator[Header]:
    """Yield a session, the one that it continues, and so on, as far as they are kept."""
    ids = set(store.ids())
    for _ in range(LONGEST_CHAIN):
        yield header
        ids.discard(header.id)
        if header.continues not in ids:  # the first, removed, or a loop
            return
        try:
            header = store.header(header.continues)
        except FileError:  # removed just now, or it lost its beginning
            return


def _in_force(records: Iterable[Record]) -> tuple[str, SetupSpec | None]:
    """Return the model that was connected last, and the setup that was accepted last."""
    model, spec = "", None
    for record in records:
        if record.get("event") in ("connected", "setup_accepted"):  # most need not be decoded
            match event_of(record):
                case Connected(model=named):
                    model = named
                case SetupAccepted(spec=accepted):
                    model, spec = accepted.model, accepted
                case _:  # somebody has written into the file
                    pass
    return model, spec
