"""What was said to the partner and waits for an answer."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from typing import Final

from livechat.sim.mind.words import both_ends
from livechat.sim.protocol.usage import Context
from livechat.sim.talk.minds import Mind

MOST_LINES: Final = 1_000
"""Lines kept until they are answered; a client may add to them for ever."""

LONGEST_LINE: Final = 20_000
"""Characters kept of one, ten pages that somebody pasted."""


class Prompt:
    """Everything unanswered: the prompt is all of it, not only the last text.

    Args:
        mind: Learns what needs no answer.
        context: Keeps what was said.
        lines: What another connection of the session left unanswered.
    """

    def __init__(self, mind: Mind, context: Context, lines: Iterable[str] = ()) -> None:
        self.asked: tuple[str, ...] = ()
        """Lines that the newest answer is to."""
        self.seeded = False
        """Whether the lines end a history, and nobody has asked for their answer yet."""
        self._mind = mind
        self._context = context
        self._lines = deque(lines, MOST_LINES)
        self._background = self._taken = ""

    def lines(self) -> tuple[str, ...]:
        """What is unanswered, a line each."""
        return tuple(self._lines)

    def text(self) -> str:
        """The same in one piece."""
        return "\n".join(self._lines)

    def add(self, line: str) -> None:
        """The user said something; of a very long text the ends count."""
        self._lines.append(both_ends(line, LONGEST_LINE))

    def answered_by(self, text: str) -> None:
        """The client says in the model's name what the model answered."""
        self._background = self.text() or self._background or text
        self.settle()

    def settle(self) -> None:
        """What was said so far needs no answer: it is kept in mind only."""
        if self._lines:
            self._mind.learn(self.text())
            self._settled()

    def take(self) -> str:
        """The text to answer; nothing is unanswered then."""
        text, background = self.text(), self._background
        self.asked, self._taken = self.lines(), background
        self._background = ""
        self._settled()
        # Some clients send "." to ask for an answer to what was said before.
        return text if any(map(str.isalnum, text)) else background

    def give_back(self) -> None:
        """The answer to what was taken is withdrawn: it is unanswered again."""
        self._context.unsaid(len(self.asked))
        self._lines.extendleft(reversed(self.asked))
        self._background, self.asked = self._taken, ()

    def _settled(self) -> None:
        for line in self._lines:
            self._context.said(line)
        self._lines.clear()
        self.seeded = False
