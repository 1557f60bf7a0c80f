"""Tells an answer to a question from the beginning of a text that somebody types.

While a function call asks for leave, `y`, `a`, `s` and `n` answer. Whoever types words meanwhile
must not give leave by accident, so a letter answers only where it comes alone: nothing was typed
just before it, and for a moment nothing follows it. `n` waits for nothing, since a refusal harms
nobody. Should a text follow later nevertheless, it begins with the letter, and what was answered is
taken back as far as it can be (`keys.undoing`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from livechat.core.face.commands import ANSWERS, Answer
from livechat.core.face.layouts import latin
from livechat.core.face.letters import FLOW_S, NEWLINE, TOGETHER_S, Text

ALONE_S = 0.3
"""Seconds in which nothing must follow a letter that gives leave. Most people need 0.2 s a letter
(`letters.FLOW_S`); who reads a question and answers it waits far longer."""


@dataclass(frozen=True, slots=True)
class Answered:
    """A letter that answers now."""

    answer: Answer
    call: int
    """The function call that asked when the letter came."""
    at: float
    """Seconds: when it came."""


class Answers:
    """Takes what is typed while no line is open, in pieces as they arrive, before `Letters` does.

    Args:
        place: The Latin key in the place of a character.
    """

    def __init__(self, place: Callable[[str], str] = latin) -> None:
        self.due: float | None = None
        """Seconds: when the letter that waits answers; None: none waits."""
        self._place = place
        self._char = ""
        """The newest letter that waits or has answered; empty: what follows is no text with it."""
        self._call = 0
        self._since = 0.0
        """Seconds: when it came."""
        self._at = float("-inf")
        """Seconds: when it came last, where it is held down."""

    def typed(
        self, text: str, at: float, *, call: int | None, idle: bool
    ) -> list[Answered | Text] | None:
        """Take characters that arrived together, an Enter as a line feed, after `tick`.

        Args:
            text: What arrived, one character or more.
            at: Seconds.
            call: The function call that asks; None: none does.
            idle: Whether no other letters were typed just before.

        Returns:
            What follows now. None: these characters are none of an answer's.
        """
        gap = at - self._at
        if self._char and gap < FLOW_S:
            return self._follow(text, at, gap)
        self.clear()
        answer = ANSWERS.get(self._place(text))
        if call is None or not idle or answer is None:
            return None
        self._char, self._call, self._since, self._at = text, call, at, at
        self.due = at + ALONE_S
        return self._flush() if answer == "no" else []

    def tick(self, at: float) -> list[Answered | Text]:
        """What answers by a time, in seconds, because nothing has followed it."""
        return self._flush() if self.due is not None and at >= self.due else []

    def clear(self) -> None:
        """Forget what was typed: something else came."""
        self._char, self.due = "", None

    def _follow(self, text: str, at: float, gap: float) -> list[Answered | Text]:
        """Take what follows a letter soon."""
        if {*map(self._place, text)} == {self._place(self._char)}:  # held down, or pressed twice
            self._at = at
            return []
        if text == NEWLINE and gap >= TOGETHER_S:  # many end an answer with Enter
            done = self._flush()
            self.clear()
            return done
        found = Text(self._char + text, self._since)
        self.clear()
        return [found]

    def _flush(self) -> list[Answered | Text]:
        if self.due is None:
            return []
        self.due = None
        return [Answered(ANSWERS[self._place(self._char)], self._call, self._since)]
