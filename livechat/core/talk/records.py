"""What happened, as records that JSON knows: for displays, and for what is kept on disk.

Every record has `v` (the schema's version), `event` (what happened) and `at` (seconds since the
first event). Fields may be added within a version, never changed. `docs/json-events.md` documents
them. What is written of an event is read back as that event (`event_of`), but for private fields:
sound is written as its length and read as silence, a handle is not written at all.

A record's line is ASCII, so that it survives any encoding and no terminal obeys it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import cast, get_args

from livechat.core.pcm import INPUT_RATE, OUTPUT_RATE, SAMPLE_BYTES
from livechat.core.talk import events
from livechat.core.talk.citations import Citations
from livechat.core.talk.codec import MAX_NUMBER, DecodeError, decoded, encoded, public_fields
from livechat.core.talk.events import (
    AudioReceived,
    AudioSent,
    CallEvent,
    Ended,
    Event,
    ToolCall,
    ToolCalled,
)
from livechat.core.talk.transcript import Kind, Transcript, Utterance

VERSION = 1

MAX_SAMPLES = 60 * OUTPUT_RATE
"""Samples one record may stand for. A minute is more than any message holds; a line that claims
more would only fill memory."""

MAX_DEPTH = 64
"""Levels of a function's arguments, far more than any has. What is deeper is null: the model may
send more than can be written."""

Record = Mapping[str, object]


class Records:
    """Makes records, with times that count from the first event it is told."""

    def __init__(self) -> None:
        self._started: float | None = None

    def event(self, event: Event) -> Record:
        """Return the record of an event."""
        self.since(event.at)
        fields = {
            name: self.since(getattr(event, name)) if _is_time(name) else getattr(event, name)
            for name in public_fields(type(event))
            if name != "at"
        }
        if isinstance(event, AudioReceived | AudioSent):
            samples = len(event.pcm) // SAMPLE_BYTES
            fields |= {"samples": samples, "rate": _RATES[type(event)]}
        return self.other(event_name(type(event)), event.at, fields)

    def utterance(self, said: Utterance, at: float) -> Record:
        """Return the record of an utterance that was finished at `at`."""
        fields = {
            "speaker": said.speaker,
            "text": said.words,
            "began_at": self.since(said.at),
            "turn": said.turn,
            "kind": said.kind,
            "interrupted": said.interrupted,
            "lost": said.lost,
            "unheard": said.unheard_words,
            "number": said.number,
        }
        return self.other("utterance", at, fields)

    def other(self, name: str, at: float, fields: Mapping[str, object]) -> Record:
        """Return the record of what is no event."""
        return {"v": VERSION, "event": name, "at": self.since(at), **fields}

    def since(self, at: float) -> float:
        """Return the seconds since the first time that was told, to the millisecond."""
        if self._started is None:
            self._started = at
        return round(at - self._started, 3)


def fitted(record: Record, fit: Callable[[str], str] = str) -> Record:
    """Return a record as it may be written.

    Args:
        record: Of an event, or of anything else.
        fit: Takes credentials out of a text that a function call has brought. Of a megabyte it
            takes a tenth of a second, which only a thread has.
    """
    kind = EVENTS.get(str(record["event"]))
    if kind is None or not issubclass(kind, CallEvent | ToolCalled):
        return record
    return {name: _fitted(value, fit) for name, value in record.items()}


def _fitted(value: object, fit: Callable[[str], str], depth: int = 0) -> object:
    if depth > MAX_DEPTH:
        return None
    match value:
        case str():
            return fit(value)
        case ToolCall():
            args = {key: _fitted(one, fit, depth + 1) for key, one in value.args.items()}
            return replace(value, args=args)
        case Mapping():
            return {key: _fitted(inner, fit, depth + 1) for key, inner in value.items()}
        case tuple() | list():
            return [_fitted(inner, fit, depth + 1) for inner in value]
        case _:
            return value


def event_name(kind: type[Event]) -> str:
    """Return the name of an event's records: `TurnComplete` → `turn_complete`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__).lower()


EVENTS: Mapping[str, type[Event]] = {
    event_name(kind): kind
    for kind in vars(events).values()
    if isinstance(kind, type)
    and issubclass(kind, Event)
    and kind not in (events.Event, events.TurnEvent, events.CallEvent)
}
"""Every event that can happen, by the name of its records."""

_RATES: Mapping[type[Event], int] = {AudioReceived: OUTPUT_RATE, AudioSent: INPUT_RATE}
"""Hertz of the sound that an event carries."""


def field_names(kind: type[Event]) -> list[str]:
    """Return the names of an event's own fields in its records."""
    own = [name for name in public_fields(kind) if name != "at"]
    return own + ["samples", "rate"] * (kind in _RATES)


def event_of(record: Record) -> Event | None:
    """Return the event of a record; None if it is none, or not one that livechat writes.

    The order of fields does not matter, and unknown ones are ignored. Times count from the
    session's first event. Sound comes back as silence of its length, a handle as none.
    """
    kind = EVENTS.get(text_in(record, "event"))
    if kind is None:
        return None
    try:
        private = {"pcm": _silence(record, _RATES[kind])} if kind in _RATES else None
        return cast("Event", decoded(kind, record, private))
    except DecodeError:
        return None


def line_of(record: Record) -> str:
    """Return the record as a line of JSON, without its end."""
    return json.dumps(encoded(record), allow_nan=False)


def record_in(line: str | bytes) -> dict[str, object] | None:
    """Return the record that a line holds; None if it is no JSON object in UTF-8."""
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def said_in(records: Iterable[Record]) -> list[Utterance]:
    """Return what was said, from the records of one session, in the order of finishing.

    Times count from the session's first event. Where the session was broken off, the events are
    folded as they were in the call, which ends with the last of them; utterances that have no
    record, by their number, are taken from there. What fits no form is left out.
    """
    said: list[Utterance] = []
    folded = Transcript()
    at = 0.0
    for record in records:
        if record.get("event") == "ended":
            return said
        utterance = _utterance_in(record)
        if utterance is not None:
            said.append(utterance)
        event = event_of(record)
        if event is not None:
            at = event.at
            folded.fold(event)
    folded.fold(Ended(at=at))
    # Numbers are out of step where a full disk has swallowed lines, or the session was written
    # before there were any: utterances are then known by when they began.
    known = {one.number: _beginning(one) for one in folded.finished}
    in_step = all(known.get(one.number) == _beginning(one) for one in said)
    identity = _number if in_step else _beginning
    told = {identity(one) for one in said}
    return said + [one for one in folded.finished if identity(one) not in told]


def citations_in(records: Iterable[Record]) -> Citations:
    """Return the sources of all turns, from the records of one session."""
    citations = Citations()
    for record in records:
        event = event_of(record)
        if event is not None:
            citations.fold(event)
    citations.fold(Ended(at=0.0))  # should it have been broken off
    return citations


def number_in(record: Record, key: str) -> float | None:
    """Return a finite number of a record, or None."""
    value = record.get(key)
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < MAX_NUMBER:
        return float(value)
    return None


def text_in(record: Record, key: str) -> str:
    """Return a text of a record, or an empty one."""
    value = record.get(key)
    return value if isinstance(value, str) else ""


def _is_time(name: str) -> bool:
    """Whether a field is a time on the conversation's clock, by its name."""
    return name == "at" or name.endswith("_at")


def _silence(record: Record, rate: int) -> bytes:
    samples = number_in(record, "samples")
    if samples is None or not 0 <= samples <= MAX_SAMPLES or record.get("rate") != rate:
        raise DecodeError
    return bytes(int(samples) * SAMPLE_BYTES)


def _number(said: Utterance) -> object:
    return said.number


def _beginning(said: Utterance) -> object:
    return said.speaker, said.kind, said.at


def _utterance_in(record: Record) -> Utterance | None:
    began_at = number_in(record, "began_at")
    speaker, kind = record.get("speaker"), record.get("kind")
    if record.get("event") != "utterance" or began_at is None or kind not in get_args(Kind):
        return None
    if speaker == "user" or speaker == "model":
        return Utterance(
            speaker,
            text_in(record, "text"),
            began_at,
            int(number_in(record, "turn") or 0),
            cast("Kind", kind),
            interrupted=record.get("interrupted") is True,
            lost=record.get("lost") is True,
            unheard=text_in(record, "unheard"),
            number=int(number_in(record, "number") or 0),
        )
    return None
