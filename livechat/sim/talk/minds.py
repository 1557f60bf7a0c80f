"""What a dialogue asks of a mind."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from livechat.sim.mind.answer import Answer, Manner, Result
from livechat.sim.mind.pictures import Picture
from livechat.sim.protocol.toolbox import Toolbox


class Mind(Protocol):
    """Chooses words (`livechat.sim.mind.brain.Brain`)."""

    def learn(self, text: str) -> None:
        """Remember what was said, a line a turn, without answering it."""

    def answer(self, text: str) -> Answer:
        """What to say and do about a prompt, a line for everything unanswered; learns from it."""

    def result(self, results: Sequence[Result]) -> str:
        """Words for what functions returned."""

    def attend(self, text: str) -> Manner:
        """Whether realtime input is finished, and meant for the partner."""

    def instruct(self, text: str) -> None:
        """Take a new system instruction."""

    def equip(self, toolbox: Toolbox) -> None:
        """Take new tools."""

    def see(self, picture: Picture) -> None:
        """A picture joined the context."""

    def recall(self, lines: Iterable[str]) -> None:
        """Forget everything, then learn these."""
