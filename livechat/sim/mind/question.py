"""What a language model is asked, and what it answers, piece by piece."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from livechat.sim.protocol.toolbox import Function
from livechat.sim.protocol.usage import Ran as Ran
from livechat.sim.protocol.usage import Shown as Shown


@dataclass(frozen=True, slots=True)
class User:
    """What the user said, a line a turn, and showed with it."""

    text: str
    pictures: tuple[Shown, ...] = ()


@dataclass(frozen=True, slots=True)
class Model:
    """What the model answered, as far as it was heard."""

    text: str


Message = User | Model | Ran


GO_ON: Final = "Go on."
"""What stands for the user's words where the model spoke last and is to speak again."""


@dataclass(frozen=True, slots=True)
class Question:
    """All that a language model is to know when it answers."""

    messages: tuple[Message, ...]
    """What was said, shown and called so far, oldest first; the end is to be answered."""
    instruction: str = ""
    """System instruction."""
    functions: tuple[Function, ...] = ()
    """What it may call."""
    temperature: float | None = None
    """None: the model's own."""
    max_tokens: int | None = None
    """Most tokens of the answer, words and calls; None: the model's own limit."""
    seed: int | None = None


@dataclass(frozen=True, slots=True)
class Clause:
    """Words that can be spoken at once: a sentence, or the beginning of a long one."""

    words: str


@dataclass(frozen=True, slots=True)
class Thought:
    """What the model thinks, and does not say."""

    words: str


@dataclass(frozen=True, slots=True)
class Wish:
    """A function that the model wants to be called."""

    name: str
    args: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Wishes:
    """Functions that the model wants to be called, all at once; the answer ends with them."""

    wishes: tuple[Wish, ...]


@dataclass(frozen=True, slots=True)
class Over:
    """The answer is over."""

    problem: str = ""
    """What the partner says of it if it failed, in a sentence or two; empty if it did not."""


Part = Clause | Thought | Wishes | Over
"""A piece of an answer."""
