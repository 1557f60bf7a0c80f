"""What all faults of an open connection have in common."""

from __future__ import annotations

import random
from abc import ABC, abstractmethod
from collections.abc import Callable

from livechat.sim.effects import Effect
from livechat.sim.faults.fault import Fault
from livechat.sim.faults.kinds import KINDS
from livechat.sim.faults.places import Place

Dice = Callable[[int], random.Random]
"""Dice for one answer (its number), or for the connection (0): always the same ones.

They do not depend on how many pieces an answer came in, which is a matter of time.
"""


class Rule(ABC):
    """Puts one fault into effect.

    Args:
        fault: What is to go wrong.
        dice: Decide where chance does.
    """

    def __init__(self, fault: Fault, dice: Dice) -> None:
        self.fault = fault
        self.dice = dice
        self._drawn = (-1, False)

    @abstractmethod
    def take(self, effect: Effect, place: Place) -> list[Effect]:
        """What is to be done instead of `effect`."""

    def meets(self, turn: int) -> bool:
        """Whether the fault comes in an answer; in a connection, for faults that concern it.

        Args:
            turn: Number of the answer; 0 is none.
        """
        if not KINDS[self.fault.kind].turns or self.fault.when == "setup":
            turn = 0
        elif not turn or self.fault.turn not in (0, turn):
            return False
        if self._drawn[0] != turn:
            self._drawn = turn, self.dice(turn).random() < self.fault.chance
        return self._drawn[1]
