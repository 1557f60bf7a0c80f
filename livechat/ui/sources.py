"""The sources of an answer as displays show them: marks beside the words, a list under them.

A list is due once its answer has been said and nothing trails it. What comes after that is listed
when it comes, under the same numbers.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from livechat.core.state import ConversationState
from livechat.core.talk.citations import Citations, Cited, Mark
from livechat.core.talk.events import Ended, Event, Source
from livechat.core.talk.utterance import Utterance
from livechat.core.text import visible

NAMELESS: Final = "no sources were named"
"""Said of a search that brought an answer without a source."""

QUERY_CHARS: Final = 200
"""Characters shown of a query."""


@dataclass(frozen=True, slots=True)
class Listed:
    """What is to be said of the sources of one turn."""

    turn: int
    queries: tuple[str, ...] = ()
    sources: tuple[tuple[int, Source], ...] = ()
    """With their numbers."""
    nameless: bool = False
    """Whether to say that no sources were named."""


@dataclass(slots=True)
class Listing:
    """Tells what is to be listed, each thing once."""

    _queries: dict[int, int] = field(default_factory=dict)
    """How many queries of a turn were listed."""
    _sources: dict[int, int] = field(default_factory=dict)
    """How many sources of a turn were listed; turns that were not spoken of are not in it."""

    def due(self, event: Event, state: ConversationState) -> list[Listed]:
        """Return what is to be listed after an event."""
        speaking = {one.turn for one in state.transcript.open if one.speaker == "model"}
        return [
            listed
            for turn in state.citations.turns
            if isinstance(event, Ended) or turn not in speaking
            for listed in self._new(turn, state.citations.of(turn))
        ]

    def _new(self, turn: int, cited: Cited) -> list[Listed]:
        if not cited.settled:
            return []
        first = turn not in self._sources
        asked, named = self._queries.get(turn, 0), self._sources.get(turn, 0)
        self._queries[turn], self._sources[turn] = len(cited.queries), len(cited.sources)
        listed = Listed(
            turn,
            cited.queries[asked:],
            tuple(enumerate(cited.sources, 1))[named:],
            nameless=first and cited.nameless,
        )
        return [listed] if listed.queries or listed.sources else []


def whole(citations: Citations, turn: int) -> Listed:
    """Return all that there is to say of the sources of a turn that is over."""
    cited = citations.of(turn)
    return Listed(turn, cited.queries, tuple(enumerate(cited.sources, 1)), nameless=cited.nameless)


def marks_of(said: Utterance, citations: Citations) -> tuple[Mark, ...]:
    """Return the numbers beside an utterance's words, by their places in `said.words`."""
    return tuple(
        Mark(len(" ".join(said.text[: mark.place].split())), mark.numbers)
        for mark in citations.marks(said)
    )


def mark_text(numbers: Sequence[int]) -> str:
    """Return numbers as they stand beside words: `[1][3]`."""
    return "".join(f"[{number}]" for number in numbers)


def plain_lines(listed: Listed) -> list[str]:
    """Return the lines of a list without links: each address in full."""
    lines = [f"searched: {quoted(query)}" for query in listed.queries]
    lines += [
        visible(f"sources: [{number}] {source.title}".rstrip() + f" {source.uri}".rstrip())
        for number, source in listed.sources
    ]
    return lines + [f"sources: {NAMELESS}"] * listed.nameless


def quoted(query: str) -> str:
    """Return a query in quotation marks, safe to print."""
    return visible(json.dumps(cut(query, QUERY_CHARS), ensure_ascii=False))


def cut(text: str, size: int) -> str:
    """Return the text in one line, of so many characters at most."""
    text = " ".join(text.split())
    return text if len(text) <= size else f"{text[: size - 1]}…"
