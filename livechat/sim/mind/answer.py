"""What the partner decides to do about a prompt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any


class Manner(Enum):
    """How what the user just said is to be taken."""

    ANSWER = auto()
    WAIT = auto()
    """The user has not finished: wait for the rest (`waitingForInput`)."""
    SILENCE = auto()
    """It was not said to the partner: no answer (proactive audio)."""


@dataclass(frozen=True, slots=True)
class Call:
    """A function the client is to run."""

    name: str
    args: Mapping[str, Any]
    """Fits the function's declared parameters as far as the words gave them."""
    blocking: bool
    """Whether the partner waits for the result before it says anything more."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a function gave back."""

    name: str
    """Of the function that was called."""
    args: Mapping[str, Any]
    """What it was called with."""
    response: Mapping[str, Any]
    """As the client wrote it; may be empty."""


@dataclass(frozen=True, slots=True)
class Page:
    """A source the partner pretends to have read; its title says that it is invented."""

    title: str
    uri: str


@dataclass(frozen=True, slots=True)
class Backed:
    """Words of the answer that pages stand behind."""

    words: str
    """As they stand in the answer."""
    pages: tuple[int, ...]
    """Indices of the pages."""


@dataclass(frozen=True, slots=True)
class Sources:
    """What an answer is grounded in."""

    queries: tuple[str, ...] = ()
    """What was searched for (`googleSearch`)."""
    pages: tuple[Page, ...] = ()
    """Invented results of the search."""
    urls: tuple[str, ...] = ()
    """Addresses asked to be read (`urlContext`); none is ever fetched."""
    backed: tuple[Backed, ...] = ()
    """Which page stands behind which words, in their order."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the partner says and does about a prompt."""

    words: str = ""
    """Spoken or written. With calls: what is said while they run; may be empty."""
    thought: str = ""
    """Why, in a sentence or two; sent when the client asked for thoughts."""
    calls: tuple[Call, ...] = ()
    """Functions to call, all in one message."""
    sources: Sources | None = None
    asks: bool = False
    """Whether a language model is to be asked for all of it."""
