"""Tells keys from the beginning of a text that somebody types without having opened a line.

A character that is no key begins a line at once. A letter that is a key waits a moment for what
follows: letters that come together, or soon after each other, are words. What had acted by then is
taken back (`keys.undoing`). Everything else acts at once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from livechat.core.face.keys import ENTER, KEYS, SPACE
from livechat.core.face.layouts import latin

WAIT_S = 0.12
"""Seconds that a letter waits for the next before it acts. Quick typists need 100 ms a letter."""

FLOW_S = 0.6
"""Seconds within which letters belong together; most people need a third of that."""

TOGETHER_S = 0.04
"""Seconds within which no finger is so fast: what comes sooner was pasted, or is late."""

WORD, WORD_S = 3, 0.4
"""Letters in a row that make a word, though each is a key; and seconds from one to the next, in
which fewer people press three keys."""

WAITS_S = {"i": TOGETHER_S, "r": FLOW_S, "c": FLOW_S}
"""Seconds that other letters wait. `i` stops a voice, which is waited for; whoever types over it
stops it anyway. What the others do cannot be taken back, and nobody waits for it."""

NEWLINE = "\n"

_NAMES = {*KEYS, SPACE, NEWLINE}


@dataclass(frozen=True, slots=True)
class Key:
    """A key that acts now."""

    name: str
    at: float
    """Seconds: when it was pressed."""


@dataclass(frozen=True, slots=True)
class Text:
    """A line that begins with these characters."""

    text: str
    since: float
    """Seconds: when the first of them came. What keys have done since then was no wish."""


class Letters:
    """Takes what is typed while no line is open, in pieces as they arrive.

    Args:
        place: The Latin key in the place of a character.
    """

    def __init__(self, place: Callable[[str], str] = latin) -> None:
        self.due: float | None = None
        """Seconds: when the letter that waits acts; None: none waits."""
        self._place = place
        self._run = ""
        """Letters and spaces that may be the beginning of a text; the last may still wait."""
        self._since = 0.0
        self._at = float("-inf")

    def idle(self, at: float) -> bool:
        """Whether nothing was typed just before a time, in seconds."""
        return at - self._at >= FLOW_S

    def typed(self, text: str, at: float) -> list[Key | Text]:
        """Take characters that arrived together, an Enter as a line feed.

        Args:
            text: What arrived, one character or more.
            at: Seconds.

        Returns:
            What follows now. A text is the last, and has all that is left of what arrived.
        """
        done = self.tick(at)
        gap = at - self._at
        if self.due is None and (gap >= FLOW_S or not self._run):
            self._run, self._since = "", at
        if self._begins(text, gap):
            found = Text(self._run + text, self._since)
            self.clear()
            return [*done, found]
        done += self.flush()
        self._at = at
        for char in text:
            done += self._key(char, at)
        return done

    def tick(self, at: float) -> list[Key | Text]:
        """What acts by a time, in seconds, because nothing has followed it."""
        return self.flush() if self.due is not None and at >= self.due else []

    def flush(self) -> list[Key | Text]:
        """What waits, which acts now."""
        waits, self.due = self.due is not None, None
        return [Key(self._run[-1], self._at)] if waits else []

    def clear(self) -> None:
        """Forget what was typed: something else came."""
        self._run, self.due = "", None

    def _begins(self, text: str, gap: float) -> bool:
        """Whether these characters, so long after those before them, make a text of it all."""
        names = [self._place(char) for char in text]
        if not {*names} <= _NAMES:
            return True
        soon = gap < TOGETHER_S or (gap <= WAIT_S and names[0].isalpha())
        if self.due is not None and soon:
            names.insert(0, self._place(self._run[-1]))
        if len(set(names)) > 1 and any(map(str.isalpha, names)):
            return True
        letters = [char for char in self._run if char != SPACE]
        new = len(text) == 1 and names[0].isalpha() and self._place(self._run[-1:]) != names[0]
        return new and len(letters) + 1 >= WORD and gap < WORD_S

    def _key(self, char: str, at: float) -> list[Key | Text]:
        name = self._place(char)
        if not name.isalpha():
            self._run = self._run + char if char == SPACE and self._run else ""
            return [Key(ENTER if char == NEWLINE else char, at)]
        if self._run and self._place(self._run[-1]) == name:  # twice, or held down
            done = self.flush()
            self._run += char
            return [*done, Key(char, at)]
        self._run += char
        self.due = at + WAITS_S.get(name, WAIT_S)
        return []
