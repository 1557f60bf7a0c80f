"""One answer of a language model, from the JSON of its chunks to the parts of the answer."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

from livechat.sim.llm import problems
from livechat.sim.llm.asides import Asides
from livechat.sim.llm.clauses import Clauses
from livechat.sim.llm.deltas import Deltas, Failure, Piece, Text
from livechat.sim.mind.question import Clause, Over, Part, Thought, Wish, Wishes

_THOUGHT: Final = 200
"""Characters after which a thought goes out, if no line ends before: a message for each token would
be hundreds."""


@dataclass(frozen=True, slots=True)
class Most:
    """How much an answer may hold, so that each comes to an end."""

    characters: int = 20_000
    """Of its text: twenty minutes of speech."""
    thoughts: int = 200_000
    """Characters of thoughts."""
    calls: int = 20_000
    """Pieces of function calls, a token each."""


class FailedError(Exception):
    """The endpoint told in its answer that it failed; the text is its own, and may be empty."""


class EndlessError(Exception):
    """The answer holds more than it may."""


class Reading:
    """Reads one answer.

    Args:
        declared: Names of the functions that may be called.
        thinking: Whether its text begins inside a thought.
        most: How much it may hold.
    """

    def __init__(
        self,
        declared: AbstractSet[str] = frozenset(),
        *,
        thinking: bool = False,
        most: Most | None = None,
    ) -> None:
        self.progress = 0
        """Characters of text and thoughts, and pieces of calls, so far. Empty lines are none: a
        small model may write them without end."""
        self.deltas = Deltas()
        self._declared = declared
        self._most = most or Most()
        self._asides = Asides(declared, thinking=thinking)
        self._clauses = Clauses()
        self._thought = ""
        self._said = False
        self._written = 0
        self._thinks = 0

    @property
    def finished(self) -> bool:
        """Whether the model told that it stopped, and why."""
        return bool(self.deltas.finish)

    @property
    def cut_off(self) -> bool:
        """Whether the rest need not be waited for: a mark in the text ended the answer."""
        return self._asides.over

    @property
    def began_inside(self) -> bool:
        """Whether the text turned out to have begun inside a thought."""
        return self._asides.began_inside

    def take(self, data: str) -> Iterator[Part]:
        """Yield what a chunk adds.

        Args:
            data: JSON.

        Raises:
            NoChunkError: it is no chunk of an answer.
            FailedError: the endpoint tells that it failed.
            EndlessError: the answer holds more than it may.
        """
        called = self.deltas.called
        for piece in self.deltas.feed(data):
            yield from self._piece(piece)
        self.progress += self.deltas.called - called
        if self.deltas.called > self._most.calls:
            raise EndlessError

    def over(self, *, whole: bool = True) -> Iterator[Part]:
        """Yield what is left, `Wishes` or `Over` last.

        Args:
            whole: Whether the answer came to its end; a call may be half of one if not.
        """
        for piece in self._asides.end():
            yield from self._spoken(piece)
        yield from self._clauses_of(None)
        yield from self._flushed()
        if not whole:
            yield Over(problems.BROKE_OFF)
            return
        wishes = (*self.deltas.wishes(), *self._asides.wishes)
        known = tuple(wish for wish in wishes if wish.name in self._declared)
        if known:
            yield Wishes(known)
        else:
            yield Over(self._problem(wishes))

    def rest(self) -> Iterator[Part]:
        """Yield what is left of the words, for an answer that ends with a problem."""
        yield from self._clauses_of(None)
        yield from self._flushed()

    def _problem(self, wishes: tuple[Wish, ...]) -> str:
        if self.deltas.finish == "content_filter":
            return problems.FILTERED
        if self._said:
            return ""
        if wishes:
            return problems.no_function(wishes[0].name)
        if self.deltas.dropped or self._asides.unread:
            return problems.UNFIT_CALL
        if self._thinks:
            return problems.ONLY_THOUGHT
        return problems.SILENT

    def _piece(self, piece: Piece) -> Iterator[Part]:
        match piece:
            case Failure(words):
                raise FailedError(words)
            case Text(words):
                self.progress += len(words.strip())
                for found in self._asides.feed(words):
                    yield from self._spoken(found)
            case Thought():
                self.progress += len(piece.words.strip())
                yield from self._spoken(piece)

    def _spoken(self, piece: Text | Thought) -> Iterator[Part]:
        if isinstance(piece, Text):
            yield from self._flushed()
            yield from self._clauses_of(piece.words)
            self._written += len(piece.words)
            if self._written > self._most.characters:
                raise EndlessError
            return
        self._thinks += len(piece.words)
        if self._thinks > self._most.thoughts:
            raise EndlessError
        self._thought += piece.words
        if len(self._thought) > _THOUGHT or "\n" in piece.words:
            yield from self._flushed()

    def _clauses_of(self, text: str | None) -> Iterator[Clause]:
        for words in self._clauses.end() if text is None else self._clauses.feed(text):
            self._said = True
            yield Clause(words)

    def _flushed(self) -> Iterator[Thought]:
        words, self._thought = self._thought, ""
        if words.strip():
            yield Thought(words)
