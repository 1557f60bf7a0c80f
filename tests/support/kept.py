"""Sessions on disk, as a conversation would have left them."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from livechat.core.state import ConversationState
from livechat.core.talk.events import (
    Connected,
    Ended,
    Event,
    LineEntered,
    OutputTranscribed,
    ResumptionUpdated,
    TurnComplete,
    TurnSettled,
)
from livechat.journal.header import Header
from livechat.journal.store import Store
from livechat.journal.writer import Journal

START = datetime(2026, 11, 25, 22, 57, 0, 0, UTC)
"""When sessions of tests begin, unless they say otherwise."""


def keep(
    store: Store,
    *lines: str,
    started: datetime = START,
    continues: str = "",
    model: str = "m",
    host: str = "h",
    practice: bool = False,
    handle: str = "",
    broken_off: bool = False,
) -> str:
    """Write a session down in which the model says back every line; return its ID."""
    journal = begin(
        store,
        *lines,
        about=Header("", started, model=model, host=host, practice=practice, continues=continues),
        handle=handle,
        ended=not broken_off,
    )
    journal.close()
    moment = (started + timedelta(seconds=1 + len(lines))).timestamp()
    os.utime(store.path(journal.id), (moment, moment))
    return journal.id


def begin(
    store: Store, *lines: str, about: Header, handle: str = "", ended: bool = False
) -> Journal:
    """Begin to write a session down, and leave it open. A line takes a second."""
    journal = Journal(
        store, about, lambda state, _: {"turns": state.turns}, _refuse, now=lambda: about.started
    )
    state = ConversationState()
    tell(journal, [Connected(at=0, model=about.model, practice=about.practice)], state)
    if handle:
        tell(journal, [ResumptionUpdated(at=0, resumable=True, handle=handle)], state)
    for second, line in enumerate(lines, start=1):
        tell(journal, _exchange(line, second), state)
        if second % 1000 == 0:  # faster than anybody talks
            assert journal.flush()
    if ended:
        tell(journal, [Ended(at=1 + len(lines))], state)
    assert journal.flush()
    return journal


def tell(
    journal: Journal, events: Iterable[Event], state: ConversationState | None = None
) -> ConversationState:
    """Fold events that are numbered already, and show them to the journal; return the state."""
    state = state or ConversationState()
    for event in events:
        journal.observe(event, state.fold(event), state)
    return state


def add(store: Store, key: str, *records: object) -> str:
    """A file of that name with those lines."""
    store.folder.mkdir(exist_ok=True)
    store.path(key).write_text("".join(f"{json.dumps(record)}\n" for record in records))
    return key


def _exchange(line: str, second: int) -> Sequence[Event]:
    return (
        LineEntered(at=second, text=line),
        OutputTranscribed(at=second + 0.25, turn=second, text=f"You said: {line}"),
        TurnComplete(at=second + 0.5, turn=second),
        TurnSettled(at=second + 0.5, turn=second),
    )


def _refuse(warning: str) -> None:
    raise AssertionError(warning)
