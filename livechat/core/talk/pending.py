"""What the user has said that the model may still answer, as far as a turn's end depends on it.

The ledger of turns asks one question of it: can what the model says now be an answer to something
newer than the turn before? It can once the user has handed something over since. Where the user
only spoke, it can when the voice has paused, because nobody answers before.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Final

NEVER: Final = float("-inf")

PAUSE_S: Final = 0.3
"""Seconds without the user's voice in which no answer to it can have begun: services wait 0.25 s
after `audioStreamEnd` and longer without it, and what the network still holds of the turn before
arrives sooner."""

LATE_S: Final = 2.0
"""Seconds after an interruption in which sound can be late. Users saw it come within a second."""


class _Asked(IntEnum):
    NO = 0
    BEFORE = 1
    """Before the mark: during the model's turn."""
    SINCE = 2


class Pending:
    """Follows the user's side between two turns of the model's. Times are seconds on one clock."""

    def __init__(self) -> None:
        self.spoke = False
        """Whether the user was heard to speak, here or by the service."""
        self.since = NEVER
        """When the model's turn was last marked: generated, interrupted or over."""
        self._asked = _Asked.NO
        self._by_voice = False
        """Whether nothing was handed over but speech, which ended."""
        self._voice_at = NEVER

    @property
    def asked(self) -> bool:
        """Whether something was handed over that no turn has begun to answer."""
        return self._asked is not _Asked.NO

    @property
    def asked_since(self) -> bool:
        """Whether something was handed over after the mark."""
        return self._asked is _Asked.SINCE

    @property
    def surely_asked(self) -> bool:
        """Whether that was more than speech: a line, a release of the key, or a result."""
        return self.asked_since and not self._by_voice

    def voice(self, at: float) -> None:
        """Take note that the user's voice was heard."""
        self.spoke, self._voice_at = True, at

    def understood(self) -> None:
        """Take note that the service has transcribed something new."""
        self.spoke = True

    def ask(self) -> None:
        """Take note that the user has handed something over."""
        self._asked, self._by_voice = _Asked.SINCE, False

    def pause(self) -> None:
        """Take note that speech has ended, by this machine's word: it may have been a cough."""
        self._by_voice = self._by_voice or not self.asked
        self._asked = _Asked.SINCE

    def mark(self, at: float, *, heard: bool) -> None:
        """Mark a moment in the model's turn.

        Args:
            at: When.
            heard: Whether what the user said until then counts: it interrupted the model.
        """
        self.since = at
        keeps = self.asked and (heard or not self._by_voice)
        self._asked = _Asked.BEFORE if keeps else _Asked.NO
        self.spoke = self.spoke and heard

    def clear(self) -> None:
        """Begin anew: the model answers."""
        self._asked, self._by_voice, self.spoke = _Asked.NO, False, False

    def answerable(self, now: float, *, patient: bool) -> bool:
        """Whether what the model says now can answer something newer than the mark.

        Args:
            now: Seconds.
            patient: Whether to wait for a pause in the user's voice, however long that takes.
        """
        if self.asked_since:
            return True
        if not (self.asked or self.spoke) or now < self.since + PAUSE_S:
            return False
        paused = now >= self._voice_at + PAUSE_S
        return paused or not (patient or now < self.since + LATE_S)
