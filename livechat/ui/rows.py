"""Passages of the transcript: who said what and when, and what happened beside it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rich.cells import cell_len
from rich.text import Span, Text

from livechat.core.talk.citations import Mark
from livechat.core.talk.transcript import Utterance
from livechat.core.text import visible
from livechat.ui.fields import GAP
from livechat.ui.sources import mark_text
from livechat.ui.themes import Theme
from livechat.ui.wrapping import wrapped

SPEAKERS = {"user": "you", "model": "model"}

SPEAKER_CELLS = 5

MARK = "▌"
"""Stands before the word that sounds."""

_THINKING = "(thinking) "

Key = tuple[str, int, str, float]
"""What two states of the same utterance have in common."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a passage."""

    text: Text
    begin: int
    """The first of the passage's characters in it."""
    end: int
    """The last one, exclusive."""
    added: tuple[tuple[int, int], ...] = ()
    """Where in the row marks stand that are no characters of the passage: from, to."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Something that takes rows of its own, in the order of time."""

    at: float
    """Seconds: when it began."""
    words: Text
    """All of it, in one line."""
    who: str = ""
    """The speaker's name; empty for a note."""
    style: str = ""
    """The colour of the head."""
    length: int = 0
    """Characters of what was said, without what is noted about it."""
    done: int | None = None
    """Characters that are certain while more may follow: those that have sounded; None: all are,
    and nothing follows."""
    key: Key | None = None
    """Of an utterance."""
    sounding: tuple[int, int] | None = None
    """The word that sounds or will sound next; None: nothing does."""
    marks: tuple[tuple[int, str], ...] = ()
    """What stands behind words and is none of the characters: after how many of them, and what. In
    ascending order. One whose characters are written already is left out."""
    mark_style: str = ""
    under: bool = False
    """Whether it belongs to what stands above it: without a time, below the words."""
    late: bool = False
    """Whether it is told only when it is over."""

    def rows(
        self, width: int, when: str, start: int, room: int, until: int = sys.maxsize
    ) -> list[Row]:
        """Wrap it.

        Args:
            width: Columns of the terminal.
            when: The time as it is written, or nothing.
            start: Characters that are written already.
            room: Maximum number of rows.
            until: The character of which only the first row after it matters.
        """
        head = Text.assemble((when, "dim" if self.who else self.style))
        if self.who:
            head.append(f"{self.who:{SPEAKER_CELLS}}", self.style)
            head.append(GAP)
        if self.under:
            head = Text(" " * (len(when) + SPEAKER_CELLS) + GAP)
        indent = head.cell_len
        rows: list[Row] = []
        width = max(2, width - indent)
        marks = [(place, mark) for place, mark in self.marks if 2 * cell_len(mark) <= width]
        cells = [(place, cell_len(mark)) for place, mark in marks]
        for begin, end in wrapped(self.words.plain, width, start, room, until, cells):
            lead = Text(" " * indent) if rows or start else head
            row = Row(self._row(lead, begin, end), begin, end)
            rows.append(self._marked(row, indent, marks))
        return rows or [Row(head, 0, 0)][start:1]

    def _row(self, lead: Text, begin: int, end: int) -> Text:
        words = Text(self.words.plain[begin:end])  # a slice of Rich's copies all of the text
        for span in [Span(0, len(self.words), self.words.style), *self.words.spans]:
            words.stylize(span.style, max(0, span.start - begin), max(0, span.end - begin))
        if self.sounding and begin <= self.sounding[0] < end:
            at = self.sounding[0] - begin
            if at and words.plain[at - 1] == " ":
                words = Text.assemble(words[: at - 1], (MARK, self.style), words[at:])
            elif not at and lead.plain.endswith(GAP):
                lead = Text.assemble(lead[:-1], (MARK, self.style))
        return lead + words

    def _marked(self, row: Row, indent: int, marks: Sequence[tuple[int, str]]) -> Row:
        """The row with the marks of its words."""
        text = row.text
        added: list[tuple[int, int]] = []
        for place, mark in marks:
            if row.begin < place <= row.end:
                at = indent + place - row.begin + sum(end - begin for begin, end in added)
                text = Text.assemble(text[:at], (mark, self.mark_style), text[at:])
                added.append((at, at + len(mark)))
        return replace(row, text=text, added=tuple(added)) if added else row


def key_of(said: Utterance) -> Key:
    """What stays the same while an utterance grows, and when it is finished."""
    return said.speaker, said.turn, said.kind, said.at


def utterance(said: Utterance, theme: Theme, marks: Sequence[Mark] = ()) -> Passage:
    """A finished utterance, or one that only grows.

    Args:
        said: The words.
        theme: The colours.
        marks: The numbers of sources, by their places in `said.words`.
    """
    words = Text(visible(said.words))
    words.stylize(theme.interim, len(" ".join(said.text.split())))
    length = len(words) + len(_THINKING) * (said.kind == "thought")
    if said.kind == "thought":
        words = Text(_THINKING) + words
        words.stylize(theme.thought)
    if said.interrupted:
        words.append(" ╌ interrupted", theme.warning)
    if said.lost:
        words.append(" ╌ connection lost", theme.warning)
    if said.unheard_words:
        marked = said.interrupted or said.lost
        words.append(", not heard: " if marked else " ╌ not heard: ", theme.warning)
        words.append(visible(said.unheard_words), theme.unheard)
    you = said.speaker == "user"
    style = theme.you if you else theme.model
    return Passage(
        said.at,
        words,
        SPEAKERS[said.speaker],
        style,
        length,
        key=key_of(said),
        marks=tuple((mark.place, mark_text(mark.numbers)) for mark in marks),
        mark_style=theme.quiet,
    )


def growing(
    said: Utterance, begin: int, end: int, theme: Theme, marks: Sequence[Mark] = ()
) -> Passage:
    """An utterance that is being said.

    Args:
        said: The words so far.
        begin: The first character of the word that sounds.
        end: Its last one, exclusive; both are the length when all has sounded.
        theme: The colours.
        marks: The numbers of sources, by their places in `said.words`.
    """
    passage = utterance(said, theme, marks)
    words = passage.words
    prefix = len(_THINKING) if said.kind == "thought" else 0
    stable = prefix + len(" ".join(said.text.split()))
    sounding = None
    if begin < len(said.text.rstrip()):
        stable = len(" ".join((said.text[:begin] + "x").split())) - 1
        sounding = (stable, stable + end - begin)
        words.stylize(theme.sounding, *sounding)
        words.stylize(theme.ahead, sounding[1])
    return replace(passage, done=stable, sounding=sounding)


def listed(row: Text, at: float) -> Passage:
    """A line of a list of sources, which may be a link."""
    return Passage(at, row, under=True)


def note(text: str, at: float, style: str) -> Passage:
    """A line beside the transcript."""
    return Passage(at, Text(visible(text), style=style), style=style)
