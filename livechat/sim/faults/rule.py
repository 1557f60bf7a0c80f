"""What all faults of an open connection have in common."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from livechat.sim.effects import Effect
from livechat.sim.events import Event
from livechat.sim.faults.fault import Fault
from livechat.sim.faults.kinds import KINDS
from livechat.sim.faults.memory import Remembered
from livechat.sim.faults.places import Place
from livechat.sim.protocol.wire import Close

Dice = Callable[[int], random.Random]
"""Dice for one answer (its number), or for the connection (0): always the same ones.

They do not depend on how many pieces an answer came in, which is a matter of time.
"""


@dataclass(frozen=True, slots=True)
class Knock:
    """A client wants to go on from a handle."""

    now: float
    """Seconds on the server's clock."""
    known: Remembered
    """What is remembered of the handle."""


class Rule:
    """Puts one fault into effect; this one changes nothing.

    Args:
        fault: What is to go wrong.
        dice: Decide where chance does.
    """

    def __init__(self, fault: Fault, dice: Dice) -> None:
        self.fault = fault
        self.dice = dice
        self._drawn = (-1, False)

    def take(self, effect: Effect, place: Place) -> list[Effect]:
        """What is to be done instead of `effect`."""
        return [effect]

    def hear(self, event: Event, turn: int) -> list[Effect]:
        """What is to be done because of an event, before the session knows of it.

        Args:
            event: What happened.
            turn: Number of the newest answer; 0 is none.
        """
        return []

    def believe(self, event: Event) -> Event:
        """What the session is told instead of `event`."""
        return event

    def refuse(self, knock: Knock) -> Close | None:
        """Why a client may not go on from its handle; None when it may."""
        return None

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
