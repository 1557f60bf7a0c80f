"""Events as JSON lines, for programs: the records of `core/talk/records.py`, one a line."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TextIO

from livechat.config.secrets import masked
from livechat.core.state import ConversationState
from livechat.core.talk.events import AudioSent, Ended, Event
from livechat.core.talk.records import Record, Records, fitted, line_of
from livechat.core.talk.transcript import Utterance
from livechat.ui.summary import Summary


class JsonDisplay:
    """Prints one event a line; finished utterances and the final summary are lines too.

    What is sent fifty times a second is not told.

    Args:
        out: Takes the lines.
        summary: Makes the last line from the state.
    """

    def __init__(self, summary: Summary, out: TextIO | None = None) -> None:
        self._summary = summary
        self._out = out or sys.stdout
        self._records = Records()

    def observe(
        self, event: Event, finished: Sequence[Utterance], state: ConversationState
    ) -> None:
        """Print the event and what it finished."""
        at = event.at
        self._records.since(at)
        if not isinstance(event, AudioSent | Ended):  # fifty a second; and the last of all
            self._print(self._records.event(event))
        for said in finished:
            self._print(self._records.utterance(said, at))
        if isinstance(event, Ended):
            self._print(self._records.other("summary", at, self._summary.fields(state, at)))
            self._print(self._records.other("ended", at, {}))

    def _print(self, record: Record) -> None:
        print(line_of(fitted(record, masked)), file=self._out, flush=True)
