"""Faults of what an answer is grounded in: repeated and growing, nameless, late, misplaced."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from livechat.sim.effects import Effect, Later
from livechat.sim.faults.fault import Fault
from livechat.sim.faults.pieces import only, server_content, without
from livechat.sim.faults.places import Place, Sign, content_of
from livechat.sim.faults.rule import Dice, Rule

_KEY: Final = "groundingMetadata"

AWRY: Final = 40
"""Bytes by which places are wrong."""


def _grounding(effect: Effect) -> Mapping[str, Any]:
    """What a message says of sources; empty when it says nothing."""
    found = content_of(effect).get(_KEY)
    return found if isinstance(found, Mapping) else {}


class GrowingSources(Rule):
    """Tells sources one after the other, and all of them once more."""

    def take(self, effect: Effect, place: Place) -> list[Effect]:
        """The effect; before one with sources, the same with none, with one, with two."""
        found = _grounding(effect)
        if not found or not self.meets(place.turn):
            return [effect]
        counts = range(len(_listed(found, "groundingChunks")) + 1)
        return [*(server_content(**{_KEY: _part(found, count)}) for count in counts), effect]


class MissingSources(Rule):
    """Leaves nothing of the sources but what was searched for."""

    def take(self, effect: Effect, place: Place) -> list[Effect]:
        """The effect without sources."""
        found = _grounding(effect)
        if not found or not self.meets(place.turn):
            return [effect]
        queries = {key: found[key] for key in ("webSearchQueries",) if key in found}
        return [*without(effect, _KEY), server_content(**{_KEY: queries})]


class LateSources(Rule):
    """Sends sources after the end of the answer."""

    def __init__(self, fault: Fault, dice: Dice) -> None:
        super().__init__(fault, dice)
        self._late: list[Effect] = []

    def take(self, effect: Effect, place: Place) -> list[Effect]:
        """The effect without sources, which follow the end of the answer."""
        if _grounding(effect) and self.meets(place.turn):
            self._late.append(only(effect, _KEY))
            return without(effect, _KEY)
        if place.sign is Sign.COMPLETE and self._late:
            late, self._late = tuple(self._late), []
            return [effect, Later(self.fault.seconds, late)]
        return [effect]


class MisplacedSources(Rule):
    """Moves the places of sources."""

    def take(self, effect: Effect, place: Place) -> list[Effect]:
        """The effect with places that are wrong, and beyond the end."""
        found = _grounding(effect)
        if not found or not self.meets(place.turn):
            return [effect]
        supports = [_moved(one) for one in _listed(found, "groundingSupports")]
        moved = {**found, "groundingSupports": supports}
        return [*without(effect, _KEY), server_content(**{_KEY: moved})]


def _listed(found: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    """The objects in a list; a scenario may have anything in its place."""
    values = found.get(key)
    return [one for one in values if isinstance(one, Mapping)] if isinstance(values, list) else []


def _indices(support: Mapping[str, Any]) -> list[Any]:
    found = support.get("groundingChunkIndices")
    return found if isinstance(found, list) else []


def _part(found: Mapping[str, Any], count: int) -> dict[str, Any]:
    """What is said with so many sources."""
    chunks = _listed(found, "groundingChunks")[:count]
    supports = [
        one
        for one in _listed(found, "groundingSupports")
        if all(index in range(count) for index in _indices(one))
    ]
    return {**found, "groundingChunks": chunks, "groundingSupports": supports}


def _moved(support: Mapping[str, Any]) -> dict[str, Any]:
    segment = support.get("segment")
    if not isinstance(segment, Mapping):
        return dict(support)
    places = {
        key: place + AWRY
        for key in ("startIndex", "endIndex")
        if isinstance(place := segment.get(key, 0), int)
    }
    return {**support, "segment": {**segment, **places}}
