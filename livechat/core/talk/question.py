"""What the user is saying, put together from the service's fragments."""

from __future__ import annotations

from typing import Final

from livechat.core.talk.events import InputTranscribed
from livechat.core.talk.utterance import Draft, Utterance

JOIN_S: Final = 1.0
"""Seconds after a fragment that the service calls the last one in which another one goes on with
the utterance: some services call every fragment the last one, 100 ms apart."""


class Question:
    """An utterance of the user's that is still open.

    Args:
        at: Seconds: when its first words arrived.
    """

    def __init__(self, at: float) -> None:
        self.at = self.heard_at = at
        """Seconds: when its first words arrived, and its last."""
        self._draft = Draft("user", "speech", at)
        self._interim = ""
        self._finished_at: float | None = None
        self._asked = 0
        """Characters that were said before the answer began."""

    def hear(self, event: InputTranscribed) -> None:
        """Take a fragment, or a guess at the next one."""
        self.heard_at = event.at
        self._interim = event.text if event.interim else ""
        self._finished_at = event.at if event.finished else None
        if not event.interim:
            self._draft.add(event.text)

    def is_finished(self, now: float) -> bool:
        """Whether the service has called it complete and nothing has followed in time."""
        return self._finished_at is not None and now > self._finished_at + JOIN_S

    def answered(self) -> None:
        """Take note that the answer begins: what follows may be said over it."""
        self._asked = len(self._draft.text)

    def split(self, at: float) -> tuple[Utterance | None, Question | None]:
        """Divide it where the answer began: what interrupts an answer comes after it.

        Args:
            at: Seconds: when the answer began.

        Returns:
            What was asked before, and what goes on.
        """
        asked, rest = self._draft.text[: self._asked], self._draft.text[self._asked :]
        if not asked:
            return None, self
        if not (rest or self._interim):
            return self._draft.utterance(asked), None
        goes_on = Question(at)
        goes_on.heard_at = self.heard_at
        goes_on._draft.add(rest)
        goes_on._interim, goes_on._finished_at = self._interim, self._finished_at
        return self._draft.utterance(asked), goes_on

    @property
    def open(self) -> Utterance:
        """The utterance so far, with a guess at the next words."""
        return self._draft.utterance(interim=self._interim)

    @property
    def closed(self) -> Utterance:
        """The utterance, with nothing to follow."""
        return self._draft.utterance()
