"""What a dialogue asks of a mind."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from livechat.sim.mind.answer import Answer, Call, Manner, Result
from livechat.sim.mind.question import Question, Wish
from livechat.sim.protocol.toolbox import Toolbox
from livechat.sim.protocol.usage import Context


class Mind(Protocol):
    """Chooses words: `livechat.sim.mind.brain.Brain`, `livechat.sim.mind.asking.Asking`."""

    @property
    def asks(self) -> bool:
        """Whether a language model chooses the words."""

    def learn(self, text: str) -> None:
        """Remember what was said, a line a turn, without answering it."""

    def answer(self, text: str) -> Answer:
        """What to say and do about a prompt, a line for everything unanswered; learns from it."""

    def result(self, results: Sequence[Result]) -> Answer:
        """What to say and do about what functions returned."""

    def question(self, context: Context, *, calls: bool = True) -> Question:
        """What a language model is asked about all that a context holds.

        Args:
            context: What was said so far.
            calls: Whether it may call functions.
        """

    def calls(self, wishes: Sequence[Wish]) -> list[Call]:
        """The calls that a language model wants, of functions that are declared."""

    def attend(self, text: str) -> Manner:
        """Whether realtime input is finished, and meant for the partner."""

    def instruct(self, text: str) -> None:
        """Take a new system instruction."""

    def equip(self, toolbox: Toolbox) -> None:
        """Take new tools."""

    def see(self, mime: str, data: bytes) -> None:
        """A picture joined the context."""

    def recall(self, context: Context) -> None:
        """Forget everything but what the session's context holds."""
