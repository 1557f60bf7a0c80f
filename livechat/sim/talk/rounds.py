"""How often a language model may call functions before it has to answer in words."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from livechat.sim.mind.answer import Call

MOST_ROUNDS: Final = 8
"""Rounds of calls and results that one prompt of the user may lead to."""

MOST_WRONG: Final = 2
"""Rounds with nothing in them that can be called; a small model makes names up again and again."""


class Rounds:
    """Counts the rounds of calls since the user's last prompt."""

    def __init__(self) -> None:
        self._rounds = self._wrong = 0
        self._made: list[Call] = []

    @property
    def open(self) -> bool:
        """Whether functions may still be called."""
        return self._rounds < MOST_ROUNDS and self._wrong < MOST_WRONG

    def begin(self) -> None:
        """The user said something new."""
        self._rounds = self._wrong = 0
        self._made.clear()

    def take(self, calls: Sequence[Call], pending: Collection[Call]) -> list[Call]:
        """The calls to be made: no call that was made for this prompt or has no result yet is made
        again, and none once they are too many.
        """
        made: list[Call] = []
        for call in calls if self.open else ():
            if call not in self._made and call not in pending and call not in made:
                made.append(call)
        self._rounds += 1
        self._made += made
        if not made:  # one more try after a name that was made up, none after a repetition
            self._wrong += MOST_WRONG if calls else 1
        return made
