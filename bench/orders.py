"""What runs and what the model is told, when the user or the network comes in between.

In each way in which models call functions, and at each moment, gloves are ordered
(`tests.support.ordering`) through the real SDK and a real socket.
"""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.figure import Figure
from tests.support.ordering import MODELS, MOMENTS, Ordering, says_done, stopped_in_time

AT_ONCE: Final = 12
"""Calls at the same time; more would not be heard in time on two cores."""


@dataclass(frozen=True)
class Came:
    """What came of one call."""

    model: str
    moment: str
    orders: int
    """How often gloves were ordered."""
    ended: Sequence[str]
    """How each call ended, by this machine's account."""
    told: Sequence[str]
    """What the model was told, in order."""

    @property
    def unwanted(self) -> bool:
        """Whether it ordered what had been stopped."""
        return self.orders > 0 and stopped_in_time(self.model, self.moment)

    @property
    def missing(self) -> bool:
        """Whether it did not order what had not been stopped."""
        return self.orders == 0 and not stopped_in_time(self.model, self.moment)

    @property
    def untrue(self) -> bool:
        """Whether the model, or the user, was told something else than what was done."""
        done = self.orders > 0
        if done and any("withdrawn" in _short(one) for one in self.told):
            return True
        return any(map(says_done, self.told)) != done or ("done" in self.ended) != done

    @property
    def line(self) -> str:
        """A line of the table."""
        told = ", ".join(
            f"{what} {times}×" if times > 1 else what
            for what, times in Counter(map(_short, self.told)).items()
        )
        return f"{self.model:<18}{self.moment:<26}{self.orders}  {told or 'nothing'}"


def _short(told: str) -> str:
    """What one message told, in a few words."""
    if not told.startswith("note: "):
        return told
    for words, meaning in _NOTES.items():
        if words in told:
            return f"note: {meaning}"
    return " ".join(told.split())[:70]


_NOTES: Final = {
    "gloves ordered": "ordered",
    "withdrawn": "withdrawn",
    "still running": "still running",
    "not run": "not run",
}
"""Words of a note, and what they say; the first that fit count."""


def figures(folder: Path) -> list[Figure]:
    """All of it, and the table beside it on standard error; two minutes."""
    came = asyncio.run(_all(folder))
    for one in came:
        print(one.line, file=sys.stderr)
    unwanted = sum(one.unwanted for one in came)
    twice = sum(max(0, one.orders - 1) for one in came)
    untrue = sum(one.untrue for one in came)
    missing = sum(one.missing for one in came)
    return [
        Figure(f"of {len(came)} calls: effects nobody wanted", unwanted, "", "0", not unwanted),
        Figure("  effects a second time", twice, "", "0", not twice),
        Figure("  effects that were wanted and missing", missing, "", "0", not missing),
        Figure("  untrue accounts", untrue, "", "0", not untrue),
    ]


async def _all(folder: Path) -> list[Came]:
    room = asyncio.Semaphore(AT_ONCE)

    async def one(model: str, moment: str) -> Came:
        place = folder / f"{model} {moment}"
        place.mkdir()
        ordering = Ordering(place, MODELS[model], MOMENTS[moment])
        async with room:
            await ordering.hold()
        return Came(model, moment, len(ordering.shop.orders), ordering.ended, ordering.told)

    names = [(model, moment) for model in MODELS for moment in MOMENTS]
    return await asyncio.gather(*(one(*name) for name in names))
