"""What happened, as records that JSON knows: for displays, and for what is kept on disk.

Every record has `v` (the schema's version), `event` (what happened) and `at` (seconds since the
first event). Sound is told by its length, never by its bytes; resumption handles are as good as
passwords and are left out: no field that an event hides from its `repr` gets here. Fields may be
added within a version, never changed. The README documents them.

A record's line is ASCII, so that it survives any encoding and no terminal obeys it; what is no
number in JSON is null, and half a character is U+FFFD, as strict readers demand.
"""

from __future__ import annotations

import dataclasses
import json
import math
import re
from collections.abc import Iterable, Mapping
from typing import cast, get_args

from livechat.core.pcm import OUTPUT_RATE, SAMPLE_BYTES
from livechat.core.talk.events import (
    AudioReceived,
    Ended,
    Event,
    InputTranscribed,
    Interrupted,
    OutputTranscribed,
    TextReceived,
    TextSent,
    TurnComplete,
)
from livechat.core.talk.transcript import Kind, Transcript, Utterance

VERSION = 1

Record = Mapping[str, object]


class Records:
    """Makes records, with times that count from the first event it is told."""

    def __init__(self) -> None:
        self._started: float | None = None

    def event(self, event: Event) -> Record:
        """The record of an event."""
        return self.other(event_name(type(event)), event.at, _fields(event))

    def utterance(self, said: Utterance, at: float) -> Record:
        """The record of an utterance that was finished at `at`."""
        fields = {
            "speaker": said.speaker,
            "text": said.words,
            "began_at": self.since(said.at),
            "turn": said.turn,
            "kind": said.kind,
            "interrupted": said.interrupted,
            "lost": said.lost,
            "unheard": said.unheard_words,
        }
        return self.other("utterance", at, fields)

    def other(self, name: str, at: float, fields: Mapping[str, object]) -> Record:
        """The record of what is no event."""
        return {"v": VERSION, "event": name, "at": self.since(at), **fields}

    def since(self, at: float) -> float:
        """Seconds since the first time that was told, to the millisecond."""
        if self._started is None:
            self._started = at
        return round(at - self._started, 3)


def event_name(kind: type[Event]) -> str:
    """`TurnComplete` → `turn_complete`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__).lower()


def line_of(record: Record) -> str:
    """The record as a line of JSON, without its end."""
    return json.dumps(_plain(record), allow_nan=False)


def record_in(line: str | bytes) -> dict[str, object] | None:
    """The record that a line holds; None if it is no JSON object in UTF-8."""
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def said_in(records: Iterable[Record]) -> list[Utterance]:
    """What was said, from the records of one session, in the order in which it was finished.

    Times count from the session's first event. Where the session was broken off, words that no
    utterance holds yet are put together from their fragments. What fits no form is left out.
    """
    said: list[Utterance] = []
    rest = Transcript()
    at = 0.0
    for record in records:
        if record.get("event") == "ended":
            return said
        utterance = _utterance_in(record)
        if utterance is not None:
            said.append(utterance)
        event = _words_in(record)
        if event is not None:
            at = event.at
            rest.fold(event)
    rest.fold(Ended(at=at))
    whole = {(one.speaker, one.kind, one.at) for one in said}
    return said + [one for one in rest.finished if (one.speaker, one.kind, one.at) not in whole]


def number_in(record: Record, key: str) -> float | None:
    """A finite number of a record, or None."""
    value = record.get(key)
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < _MOST:
        return float(value)
    return None


_MOST = 1e15
"""Beyond any second or count; neither infinite nor too large for a float."""


def text_in(record: Record, key: str) -> str:
    """A text of a record, or an empty one."""
    value = record.get(key)
    return value if isinstance(value, str) else ""


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
        )
    return None


_WORDS: Mapping[str, type[Event]] = {
    event_name(kind): kind
    for kind in (
        InputTranscribed, Interrupted, OutputTranscribed, TextReceived, TextSent, TurnComplete,
    )
}  # fmt: skip
"""Events that a transcript without sound is made of."""

_TYPES = {"float": float, "int": int, "str": str, "bool": bool}


def _words_in(record: Record) -> Event | None:
    kind = _WORDS.get(text_in(record, "event"))
    at = number_in(record, "at")
    if kind is None or at is None:
        return None
    fields: dict[str, object] = {
        field.name: record[field.name]
        for field in dataclasses.fields(kind)
        if type(record.get(field.name)) is _TYPES[str(field.type)]
    }
    try:
        return kind(**(fields | {"at": at}))  # type: ignore[arg-type]
    except TypeError:  # the text is missing
        return None


def _fields(event: Event) -> dict[str, object]:
    fields: dict[str, object] = {
        field.name: getattr(event, field.name)
        for field in dataclasses.fields(event)
        if field.repr and field.name != "at"
    }
    if isinstance(event, AudioReceived):
        fields |= {"samples": len(event.pcm) // SAMPLE_BYTES, "rate": OUTPUT_RATE}
    return fields


def _plain(value: object) -> object:
    """The value as JSON knows it."""
    match value:
        case str():
            return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        case float():
            return value if math.isfinite(value) else None
        case Mapping():
            return {_plain(str(key)): _plain(inner) for key, inner in value.items()}
        case tuple() | list():
            return [_plain(inner) for inner in value]
        case _ if dataclasses.is_dataclass(value):
            fields = dataclasses.fields(value)
            return {field.name: _plain(getattr(value, field.name)) for field in fields}
        case _:
            return value
