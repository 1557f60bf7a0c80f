"""Lines for pipes, screen readers and whoever likes them plain: no escape codes, ever."""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Iterable, Sequence
from typing import TextIO

from livechat.calling import as_called
from livechat.core.face.hands import Call
from livechat.core.state import ConversationState
from livechat.core.talk.citations import Citations
from livechat.core.talk.events import (
    ActivityMarked,
    Connected,
    DeviceLost,
    DeviceMissing,
    DeviceOpened,
    Ended,
    Event,
    HandingOver,
    Muted,
    Notice,
    NotUnderstood,
    OutputTranscribed,
    Retrying,
    ServiceTroubled,
    SettingChanged,
    TextReceived,
    TurnComplete,
    TurnSettled,
    VolumeChanged,
)
from livechat.core.talk.transcript import LATE_INPUT_S, Kind, Utterance
from livechat.core.text import visible
from livechat.ui.call_notes import CallNotes
from livechat.ui.calls import call_line
from livechat.ui.panels import INVENTS
from livechat.ui.sentences import columns_of, told
from livechat.ui.sources import Listed, Listing, plain_lines, whole
from livechat.ui.summary import Summary

PRACTICE = "This is livechat's practice partner on this machine, not Gemini."
"""Said whenever the embedded server answers."""

_SPEAKERS = {"user": "you", "model": "model"}

_WORDS = re.compile(r"( *)([^ ]+)")
"""A word with the spaces before it."""


def utterance_line(said: Utterance) -> str:
    """One utterance in one line, safe to print."""
    speaker = "model (thinking)" if said.kind == "thought" else _SPEAKERS[said.speaker]
    mark = " [interrupted]" if said.interrupted else ""
    mark += " [connection lost]" if said.lost else ""
    if said.unheard_words:
        mark += f" [unheard: {visible(said.unheard_words)}]"
    return f"{speaker}: {visible(said.words)}{mark}"


def place(said: Utterance) -> float:
    """Where an utterance belongs among the others, in seconds: when it began.

    The words of a question may be written down after the answer to it has begun.
    """
    return said.at - LATE_INPUT_S if said.speaker == "user" else said.at


def transcript_lines(
    said: Iterable[Utterance], called: Iterable[Call], citations: Citations
) -> list[str]:
    """What was said, with its sources, and which functions were called.

    Returns:
        Lines in the order of time, safe to print.
    """
    spoken = sorted(said, key=place)
    last = {one.turn: one for one in spoken if one.turn}
    lines: list[tuple[float, str]] = []
    for one in spoken:
        found = whole(citations, one.turn) if last.get(one.turn) is one else None
        sources = plain_lines(found) if found else []
        lines += [(place(one), line) for line in (utterance_line(one), *sources)]
    lines += [(one.at, call_line(one)) for one in called]
    return [line for _, line in sorted(lines, key=lambda one: one[0])]


def side_notes(event: Event, state: ConversationState, receipt: Summary | None) -> list[str]:
    """The lines that an event has to say beside the transcript; at the end, the receipt."""
    if isinstance(event, Ended):
        return receipt.lines(state, event.at) if receipt else []
    note = _side_note(event, state)
    return [note] if note else []


HANDING_OVER = {
    "limit": "The service will close this connection soon. Reconnecting.",
    "settings": "Reconnecting with the new settings.",
    "asleep": "This machine was asleep. Reconnecting.",
    "stalled": "No answer came. Reconnecting to ask again.",
    "silent": "The connection went silent. Reconnecting.",
}
"""Why a connection is left, in words."""

SETTINGS = {
    "sound.mic": "microphone",
    "sound.speaker": "speaker",
    "sound.push_to_talk": "push to talk",
}
"""Settings that can be changed in a call and have a better name than their key."""

DEVICES = {"microphone": "Microphone", "loudspeaker": "Speaker"}
"""How sentences about a device begin."""

TROUBLES = {
    "no_answer": "The model has not answered yet.",
    "empty_turn": "The model ended its turn without saying anything.",
    "stalled": "The answer stopped midway.",
    "repeated_transcript": "The service repeats itself.",
    "nothing_heard": "No speech was heard during push to talk.",
    "not_heard": "The service does not hear you.",
    "too_quiet": "Your microphone is very quiet.",
    "forgotten": "The service forgot the conversation.",
    "given_up": "The service did not answer the last question.",
}
"""What the service does wrong, in words."""


INSTEAD = {
    "microphone": "Type instead.",
    "loudspeaker": "Answers are shown, not spoken.",
}
"""What becomes of a call without a device."""


def _again(event: Connected) -> str:
    """What another connection means for the user."""
    how = {
        "resumed": "session resumed",
        "seeded": "new session from the transcript",
        "new": "new session",
    }[event.how]
    resent = f"; sending {event.resent_s:.1f} s of your speech" if event.resent_s >= 1 else ""
    lost = f"; {event.dropped_s:.1f} s of speech lost" if event.dropped_s else ""
    return f"Reconnected after {event.gap_s:.1f} s: {how}{resent}{lost}."


def _side_note(event: Event, state: ConversationState) -> str:
    match event:
        case Connected() if state.connections > 1:
            return _again(event)
        case Connected(practice=True):
            answers = f" {visible(event.llm)} answers, and {INVENTS}." if event.llm else ""
            return f"{PRACTICE}{answers}"
        case Connected(how="seeded"):
            return "New session from the transcript."
        case HandingOver():
            return HANDING_OVER[event.why]
        case Retrying():
            when = f"in {event.in_s:.0f} s" if event.in_s >= 0.5 else "now"
            return f"{visible(event.reason)} Retrying {when} (attempt {event.attempt})."
        case ServiceTroubled():
            return f"{TROUBLES[event.what]} {event.doing}"
        case SettingChanged():
            value = visible(event.value) or "the system's default"
            return f"{SETTINGS.get(event.key, event.key)}: {value}"
        case Notice():
            return visible(as_called(event.text))
        case NotUnderstood():
            return f"The service sent an unknown message: {visible(event.detail)}"
        case DeviceOpened() if state.view.opened[event.device] > 1:
            return f"{DEVICES[event.device]} reopened ({visible(event.name)})."
        case DeviceMissing() if event.reason:
            return f"{visible(event.reason)} {INSTEAD[event.device]}"
        case DeviceLost():
            device = f'{DEVICES[event.device]} "{visible(event.name)}"'
            return f"{device} failed: {visible(event.reason)}. Retrying…"
        case Muted():
            return "Microphone muted." if event.on else "Microphone unmuted."
        case ActivityMarked():
            return "Recording…" if event.speaking else "Sent."
        case VolumeChanged():
            return f"Volume {event.percent}%."
        case TurnComplete() if event.reason:
            return f"The service ended the turn: {visible(event.reason)}"
        case _:
            return ""


class PlainDisplay:
    """Prints every utterance when it is finished, and everything else beside it.

    Utterances stand in the order of `place`: a line typed over an answer comes after it.

    Args:
        out: Takes the transcript.
        notes: Takes the rest.
        receipt: Makes the last lines, among the notes.
        asks: Whether somebody can answer when a function asks for leave, by typing a line.
    """

    def __init__(
        self,
        out: TextIO | None = None,
        notes: TextIO | None = None,
        *,
        receipt: Summary | None = None,
        asks: bool = False,
    ) -> None:
        self._out = out or sys.stdout
        self._notes = notes or sys.stderr
        self._receipt = receipt
        self._calls = CallNotes(self._note, asks=asks)
        self._waiting: list[Utterance] = []
        """Finished before something that began earlier."""
        self._listing = Listing()
        self._unlisted: list[Listed] = []
        """Sources of answers that wait."""

    def observe(
        self, event: Event, finished: Sequence[Utterance], state: ConversationState
    ) -> None:
        """Print what has become certain."""
        if finished or self._waiting:
            self._waiting = sorted([*self._waiting, *finished], key=place)
            first = min(map(place, state.transcript.open), default=math.inf)
            while self._waiting and place(self._waiting[0]) <= first:
                print(utterance_line(self._waiting.pop(0)), file=self._out, flush=True)
        self._list(self._listing.due(event, state))
        self._calls.observe(event, state)
        for note in side_notes(event, state, self._receipt):
            self._note(note)

    def _note(self, note: str) -> None:
        print(told(note, self._notes, rest="  "), file=self._notes, flush=True)

    def _list(self, due: Sequence[Listed]) -> None:
        """Print the sources of answers that are printed."""
        waiting = {said.turn for said in self._waiting if said.speaker == "model"}
        known, self._unlisted = [*self._unlisted, *due], []
        for one in known:
            if one.turn in waiting:
                self._unlisted.append(one)
                continue
            for line in plain_lines(one):
                print(line, file=self._out, flush=True)


class AnswerDisplay:
    """Prints the model's words alone, as they arrive: what a one-shot is asked for.

    A turn is a line. Should the model both speak and write in it, what came first is that line,
    and the rest follows as another.

    Args:
        out: Takes the words.
        notes: Takes the rest.
        receipt: Makes the last lines, among the notes.
        asks: Whether somebody can answer when a function asks for leave, by typing a line.
    """

    def __init__(
        self,
        out: TextIO | None = None,
        notes: TextIO | None = None,
        *,
        receipt: Summary | None = None,
        asks: bool = False,
    ) -> None:
        self._out = out or sys.stdout
        self._notes = notes or sys.stderr
        self._receipt = receipt
        self._calls = CallNotes(self._note, asks=asks)
        self._kind: Kind | None = None
        """What the open line is made of; None: no line is open."""
        self._printed: tuple[int, Kind] = (0, "speech")
        """The turn and the kind of the words that were printed last as they came."""
        self._space = False
        """Whether the words so far ended in white space, which is printed before the next."""
        self._held = ""
        """On a terminal: the last word, which may go on with the next piece."""
        self._cells = 0
        """On a terminal: how far the row is filled."""
        self._listing = Listing()

    def observe(
        self, event: Event, finished: Sequence[Utterance], state: ConversationState
    ) -> None:
        """Print the words of this event."""
        match event:
            case OutputTranscribed():
                self._stream(event.turn, event.text, "speech")
            case TextReceived(thought=False):
                self._stream(event.turn, event.text, "text")
            case TurnSettled() | TurnComplete(more=True) | Ended():
                self._end_line()
            case _:
                pass
        self._print_others(finished)
        for one in self._listing.due(event, state):
            for line in plain_lines(one):  # whole, so that addresses can be copied
                print(line, file=self._notes, flush=True)
        self._calls.observe(event, state)
        for note in side_notes(event, state, self._receipt):
            self._note(note)

    def _note(self, note: str) -> None:
        # In a file the words stay one line, come what may.
        if self._kind and self._out.isatty() and self._notes.isatty():
            self._fill("", last=True)
            print(file=self._out, flush=True)
            self._cells = 0
        print(told(note, self._notes, rest="  "), file=self._notes, flush=True)

    def _stream(self, turn: int, text: str, kind: Kind) -> None:
        if self._kind not in (None, kind):
            return
        self._space = self._space or text[:1].isspace()
        words = " ".join(text.split())
        if words:
            gap = " " if self._kind and self._space else ""
            self._fill(gap + visible(words))
            self._kind, self._space = kind, text[-1].isspace()
            self._printed = turn, kind

    def _fill(self, words: str, *, last: bool = False) -> None:
        """Print words: as they come, but on a terminal with rows that end between words."""
        width = columns_of(self._out)
        if width is None:
            print(words, end="", file=self._out, flush=True)
            return
        # Here: nobody else needs to know how wide a letter is.
        from rich.cells import cell_len

        text = self._held + words
        end = len(text) if last else text.rfind(" ")
        self._held = text[max(0, end) :]
        for gap, word in _WORDS.findall(text[: max(0, end)]):
            cells = cell_len(word)
            starts = not self._cells or self._cells + len(gap) + cells > width
            before = "" if not self._cells else "\n" if starts else gap
            print(before + word, end="", file=self._out)
            self._cells = cells if starts else self._cells + len(gap) + cells
        self._out.flush()

    def _end_line(self) -> None:
        if self._kind:
            self._fill("", last=True)
            print(file=self._out, flush=True)
        self._kind = None
        self._space = False
        self._cells = 0

    def _print_others(self, finished: Sequence[Utterance]) -> None:
        """Print what the model said in another way than the one that was printed as it came."""
        for said in finished:
            streamed = (said.turn, said.kind) == self._printed
            if said.speaker == "model" and said.kind != "thought" and not streamed:
                self._end_line()
                print(visible(said.words), file=self._out, flush=True)
