"""What one side said in one go, and such a thing while it is being said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Speaker = Literal["user", "model"]

Kind = Literal["speech", "text", "thought"]
"""Spoken and transcribed, written, or thinking aloud."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """What one side said in one go."""

    speaker: Speaker
    text: str
    at: float
    """Seconds: when its first words arrived."""
    turn: int = 0
    """The model's turn; 0 for the user."""
    kind: Kind = "speech"
    interrupted: bool = False
    """Whether it was cut short: by the service, because the user spoke over it, or by the user."""
    interim: str = ""
    """A guess at the words to come, to be replaced."""
    lost: bool = False
    """Whether the connection broke in the middle of it."""
    unheard: str = ""
    """What follows `text` in the model's mind, but was never played."""
    number: int = 0
    """Counts the finished utterances of a call from 1; 0: not finished."""

    @property
    def words(self) -> str:
        """The text in one line, spaces folded, without what was not heard."""
        return " ".join((self.text + self.interim).split())

    @property
    def unheard_words(self) -> str:
        """What was not heard in one line, spaces folded."""
        return " ".join(self.unheard.split())


class Draft:
    """An utterance while it is being said.

    Args:
        speaker: Who says it.
        kind: How.
        at: Seconds: when its first words arrived.
        turn: The model's turn; 0 for the user.
    """

    def __init__(self, speaker: Speaker, kind: Kind, at: float, turn: int = 0) -> None:
        self.kind = kind
        self.at = at
        self._speaker: Speaker = speaker
        self._turn = turn
        self._fragments: list[str] = []
        """Joined when somebody looks: one by one, the fragments of a long answer would take ever
        longer to add."""

    def add(self, fragment: str) -> None:
        """Append words."""
        self._fragments.append(fragment)

    @property
    def text(self) -> str:
        """The words so far."""
        if len(self._fragments) > 1:
            self._fragments = ["".join(self._fragments)]
        return self._fragments[0] if self._fragments else ""

    def utterance(
        self,
        text: str | None = None,
        *,
        interim: str = "",
        unheard: str = "",
        interrupted: bool = False,
        lost: bool = False,
    ) -> Utterance:
        """Return what was said.

        Args:
            text: What of the words was heard; None: all of them.
            interim: A guess at the words to come.
            unheard: The words that were not heard.
            interrupted: Whether it was cut short.
            lost: Whether the connection broke in the middle of it.
        """
        return Utterance(
            self._speaker,
            self.text if text is None else text,
            self.at,
            self._turn,
            self.kind,
            interrupted=interrupted,
            interim=interim,
            lost=lost,
            unheard=unheard,
        )
