"""What a language model has come to and was not said yet."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from typing import Final

from livechat.sim.mind.question import Clause, Over, Thought
from livechat.sim.talk.steps import Ponder, Say, Step, Think

SPEECHLESS: Final = "I have nothing to say to that."
"""Said where a language model answers nothing: silence would look like a fault."""

LONGEST: Final = 20_000
"""Characters of one answer, twenty minutes of speech; what a model says after that is not heard."""


class Pondering:
    """Keeps the steps that a language model's answer consists of, ahead of all others."""

    def __init__(self) -> None:
        self._ticket = 0  # that of the answer under way; 0: there is none
        self._steps: deque[Step] = deque()
        self._characters = 0

    @property
    def under_way(self) -> bool:
        """Whether more is to come."""
        return self._ticket > 0

    def begin(self, ticket: int) -> None:
        """The language model is asked."""
        self._ticket, self._characters = ticket, 0

    def belongs(self, ticket: int) -> bool:
        """Whether a part with this ticket is of the answer under way."""
        return ticket > 0 and ticket == self._ticket

    def came(self, part: Clause | Thought | Over) -> None:
        """A part of the answer under way has come."""
        match part:
            case Thought(words):
                self._steps.append(Think(words))
            case Clause(words):
                self._steps.append(Say(words))
                self._characters += len(words)
                if self._characters > LONGEST:
                    self._ticket = 0
            case Over(problem):
                self.end([Say(problem or ("" if self._characters else SPEECHLESS))])

    def end(self, steps: Iterable[Step]) -> None:
        """The answer ends with some steps."""
        self._ticket = 0
        self._steps += steps

    def next(self) -> Step | None:
        """Take the next step, if there is one."""
        return self._steps.popleft() if self._steps else None

    def rest(self) -> tuple[Step, ...]:
        """What is still to be said; what was not known yet is to be asked for again."""
        return (*self._steps, *([Ponder()] if self.under_way else []))

    def clear(self) -> None:
        """Nothing more of it is to be said."""
        self._ticket = 0
        self._steps.clear()
