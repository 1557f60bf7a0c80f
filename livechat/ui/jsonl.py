"""Events as JSON lines, for programs. The schema is documented in the README.

Every line is an object with `v` (the schema's version), `event` (what happened) and `at` (seconds
since the first event). Sound is told by its length, never by its bytes, and what is sent fifty
times a second is not told at all; resumption handles are as good as passwords and are left out:
no field that an event hides from its `repr` gets here. Fields may be added within a version,
never changed.

The lines are ASCII, so that they survive any encoding and no terminal obeys them; what is no
number in JSON is null, and half a character is U+FFFD, as strict readers demand.
"""

from __future__ import annotations

import dataclasses
import json
import math
import re
import sys
from collections.abc import Mapping, Sequence
from typing import TextIO

from livechat.core.events import AudioReceived, AudioSent, Ended, Event
from livechat.core.pcm import OUTPUT_RATE, SAMPLE_BYTES
from livechat.core.state import ConversationState
from livechat.core.transcript import Utterance
from livechat.ui.summary import Summary

VERSION = 1


class JsonDisplay:
    """Prints one event a line; finished utterances and the final summary are lines too.

    Args:
        out: Takes the lines.
        summary: Makes the last line from the state.
    """

    def __init__(self, summary: Summary, out: TextIO | None = None) -> None:
        self._summary = summary
        self._out = out or sys.stdout
        self._started: float | None = None

    def observe(
        self, event: Event, finished: Sequence[Utterance], state: ConversationState
    ) -> None:
        """Print the event and what it finished."""
        if self._started is None:
            self._started = event.at
        if not isinstance(event, AudioSent | Ended):  # fifty a second; and the last of all
            self._print(event_name(type(event)), event.at, _fields(event))
        for said in finished:
            self._print("utterance", event.at, self._utterance(said))
        if isinstance(event, Ended):
            self._print("summary", event.at, self._summary.fields(state, event.at))
            self._print("ended", event.at, {})

    def _print(self, name: str, at: float, fields: dict[str, object]) -> None:
        line = {"v": VERSION, "event": name, "at": self._since(at)} | fields
        print(json.dumps(_plain(line), allow_nan=False), file=self._out, flush=True)

    def _utterance(self, said: Utterance) -> dict[str, object]:
        return {
            "speaker": said.speaker,
            "text": said.words,
            "began_at": self._since(said.at),
            "turn": said.turn,
            "kind": said.kind,
            "interrupted": said.interrupted,
            "unheard": said.unheard_words,
        }

    def _since(self, at: float) -> float:
        return round(at - (self._started or 0.0), 3)


def event_name(kind: type[Event]) -> str:
    """`TurnComplete` → `turn_complete`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__).lower()


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
