"""Lines for pipes, screen readers and whoever likes them plain: no escape codes, ever."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TextIO

from livechat.core.events import (
    Connected,
    Ended,
    Event,
    Notice,
    NotUnderstood,
    OutputTranscribed,
    TextReceived,
    ToolAnswered,
    TurnComplete,
)
from livechat.core.state import ConversationState
from livechat.core.text import visible
from livechat.core.transcript import Utterance
from livechat.ui.summary import Summary

PRACTICE = "This is livechat's practice partner on this machine, not Gemini."
"""Said whenever the embedded server answers."""

_SPEAKERS = {"user": "you", "model": "model"}


def utterance_line(said: Utterance) -> str:
    """One utterance in one line, safe to print."""
    speaker = "model (thinking)" if said.kind == "thought" else _SPEAKERS[said.speaker]
    mark = " [interrupted]" if said.interrupted else ""
    return f"{speaker}: {visible(said.words)}{mark}"


def side_note(event: Event) -> str:
    """What an event has to say beside the transcript; empty when it has nothing."""
    match event:
        case Connected(practice=True):
            return PRACTICE
        case Notice():
            return visible(event.text)
        case NotUnderstood():
            return f"The service sent something unknown: {visible(event.detail)}"
        case ToolAnswered() if event.error:
            return f"The model asked for {visible(event.name)}: {visible(event.error)}"
        case TurnComplete() if event.reason:
            return f"The service ended the turn: {visible(event.reason)}"
        case _:
            return ""


class PlainDisplay:
    """Prints every utterance when it is finished, and everything else beside it.

    Args:
        out: Takes the transcript.
        notes: Takes the rest.
        receipt: Makes the last lines, among the notes.
    """

    def __init__(
        self,
        out: TextIO | None = None,
        notes: TextIO | None = None,
        *,
        receipt: Summary | None = None,
    ) -> None:
        self._out = out or sys.stdout
        self._notes = notes or sys.stderr
        self._receipt = receipt

    def observe(
        self, event: Event, finished: Sequence[Utterance], state: ConversationState
    ) -> None:
        """Print what has become certain."""
        note = side_note(event)
        if note:
            print(note, file=self._notes, flush=True)
        for said in finished:
            print(utterance_line(said), file=self._out, flush=True)
        if isinstance(event, Ended) and self._receipt:
            for line in self._receipt.lines(state, event.at):
                print(line, file=self._notes, flush=True)


class AnswerDisplay:
    """Prints the model's words alone, as they arrive: what a one-shot is asked for.

    Args:
        out: Takes the words, and a line break at the end of each turn.
        notes: Takes the rest.
        receipt: Makes the last lines, among the notes.
    """

    def __init__(
        self,
        out: TextIO | None = None,
        notes: TextIO | None = None,
        *,
        receipt: Summary | None = None,
    ) -> None:
        self._out = out or sys.stdout
        self._notes = notes or sys.stderr
        self._receipt = receipt
        self._line_open = False

    def observe(
        self, event: Event, finished: Sequence[Utterance], state: ConversationState
    ) -> None:
        """Print the words of this event."""
        note = side_note(event)
        if note:
            self._end_line()
            print(note, file=self._notes, flush=True)
        match event:
            case OutputTranscribed() | TextReceived(thought=False):
                self._print(visible(event.text))
            case TurnComplete() | Ended():
                self._end_line()
            case _:
                pass
        if isinstance(event, Ended) and self._receipt:
            for line in self._receipt.lines(state, event.at):
                print(line, file=self._notes, flush=True)

    def _print(self, words: str) -> None:
        words = words if self._line_open else words.lstrip()
        if words:
            print(words, end="", file=self._out, flush=True)
            self._line_open = True

    def _end_line(self) -> None:
        if self._line_open:
            print(file=self._out, flush=True)
            self._line_open = False
