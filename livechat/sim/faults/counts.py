"""Faults that change the usage counts.

The field names of all services are understood: whatever is a number is a count, and details are
lists of `{modality, tokenCount}` or tables of counts, under a name with `Details` in it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from livechat.sim.effects import Effect, Send
from livechat.sim.faults.fault import Fault
from livechat.sim.faults.pieces import usage_of, without_usage
from livechat.sim.faults.places import Place
from livechat.sim.faults.rule import Dice, Rule

MOST_OFF: Final = 50
"""Tokens by which a detail is off, at most."""


class CumulativeUsage(Rule):
    """Adds all counts up, and sends each twice."""

    def __init__(self, fault: Fault, dice: Dice) -> None:
        super().__init__(fault, dice)
        self._sum: Mapping[str, Any] = {}

    def take(self, effect: Effect, place: Place) -> list[Effect]:
        """The effect with the counts so far, after a message of only these."""
        usage = usage_of(effect)
        if usage is None or not self.meets(place.turn):
            return [effect]
        self._sum = _added(self._sum, usage)
        assert isinstance(effect, Send)
        repeated = {"usageMetadata": self._sum}
        return [Send(repeated), Send({**effect.message, **repeated})]


class MissingUsage(Rule):
    """Leaves the counts out."""

    def take(self, effect: Effect, place: Place) -> list[Effect]:
        """The effect without counts; nothing if nothing is left."""
        if usage_of(effect) is None or not self.meets(place.turn):
            return [effect]
        return without_usage(effect)


class MismatchedUsage(Rule):
    """Lets the details not add up."""

    def take(self, effect: Effect, place: Place) -> list[Effect]:
        """The effect, with every count in its details larger by the same number."""
        usage = usage_of(effect)
        if usage is None or not self.meets(place.turn):
            return [effect]
        off = self.dice(place.turn).randint(1, MOST_OFF)
        wrong = {
            key: _changed(value, lambda count: count + off) if "Details" in key else value
            for key, value in usage.items()
        }
        assert isinstance(effect, Send)
        return [Send({**effect.message, "usageMetadata": wrong})]


def _counts(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _changed(value: Any, change: Callable[[Any], Any]) -> Any:
    """`value` with every number in it changed."""
    if isinstance(value, Mapping):
        return {key: _changed(inner, change) for key, inner in value.items()}
    if isinstance(value, list):
        return [_changed(inner, change) for inner in value]
    return change(value) if _counts(value) else value


def _added(one: Any, other: Any) -> Any:
    """Counts added up: numbers, tables by their keys, lists of details by their modality."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        both = {key: _added(one[key], other[key]) for key in one if key in other}
        return {**one, **other, **both}
    if isinstance(one, list) and isinstance(other, list):
        return _added_details(one, other)
    return one + other if _counts(one) and _counts(other) else other


def _added_details(one: list[Any], other: list[Any]) -> list[Any]:
    def count(detail: Any) -> bool:
        return isinstance(detail, Mapping) and _counts(detail.get("tokenCount"))

    total: dict[str, Any] = {}
    for detail in filter(count, one + other):
        name = str(detail.get("modality"))
        total[name] = total.get(name, 0) + detail["tokenCount"]
    return [{"modality": name, "tokenCount": tokens} for name, tokens in total.items()]
