"""Faults of function calls: in another place, twice, or across the end of a connection."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Mapping
from typing import Any, Final

from livechat.sim.effects import Effect, Later, Send
from livechat.sim.events import Event
from livechat.sim.faults.fault import Fault
from livechat.sim.faults.pieces import calls_of, server_content
from livechat.sim.faults.places import Place, Sign
from livechat.sim.faults.rule import Dice, Rule
from livechat.sim.faults.strikes import going_away
from livechat.sim.protocol import wire

MOST_HELD: Final = 512
"""Messages kept until text comes, the newest: those of a long answer."""

_SMALL_WORDS: Final = re.compile(r"\b(?:at|in|on|the|a|an|of|for) ", re.IGNORECASE)


class CallInParts(Rule):
    """Puts function calls where words and sound are."""

    def take(self, effect: Effect, place: Place) -> list[Effect]:
        """The effect; a call is a part of the turn instead, or as well."""
        calls = calls_of(effect)
        if not calls or not self.meets(place.turn):
            return [effect]
        parts = server_content(modelTurn={"parts": [{"functionCall": call} for call in calls]})
        return [parts, effect] if self.fault.kind == "call-doubled" else [parts]


class CallAgain(Rule):
    """Calls a function a second time, as if it were another call."""

    def take(self, effect: Effect, place: Place) -> list[Effect]:
        """The effect; some time after a call, the same in other words."""
        calls = calls_of(effect)
        if not calls or not self.meets(place.turn):
            return [effect]
        dice = self.dice(place.turn)
        again = [
            {**call, "id": f"call_{dice.randrange(100_000, 1_000_000)}", "args": respelt(call)}
            for call in calls
        ]
        return [effect, Later(self.fault.seconds, (Send({"toolCall": {"functionCalls": again}}),))]


def respelt(call: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments of a call spelled otherwise, with the same meaning.

    Small words are left out; without any, capitals are. Words of only small or only capital
    letters may be choices from a list, and stay.
    """

    def otherwise(value: Any) -> Any:
        if isinstance(value, Mapping):
            return {key: otherwise(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [otherwise(inner) for inner in value]
        if not isinstance(value, str):
            return value
        shorter = _SMALL_WORDS.sub("", value)
        return shorter if shorter != value or value.isupper() else value.lower()

    args = otherwise(call.get("args"))
    return args if isinstance(args, dict) else {}


class SilentAfterResult(Rule):
    """Holds an answer back from a function's result on, until there is text."""

    def __init__(self, fault: Fault, dice: Dice) -> None:
        super().__init__(fault, dice)
        self._silent = False
        self._held: deque[Effect] = deque(maxlen=MOST_HELD)

    def take(self, effect: Effect, place: Place) -> list[Effect]:
        """The effect, unless it is of an answer that waits."""
        waits = isinstance(effect, Send) and place.sign in _OF_ANSWER
        if not self._silent or not waits:
            return [effect]
        self._held.append(effect)
        return []

    def hear(self, event: Event, turn: int) -> list[Effect]:
        """What was held back, when text comes."""
        if isinstance(event, wire.ToolResponse) and self.meets(turn):
            self._silent = True
        if not isinstance(event, wire.Text):
            return []
        self._silent = False
        held = list(self._held)
        self._held.clear()
        return held


_OF_ANSWER: Final = (Sign.CONTENT, Sign.GENERATED, Sign.INTERRUPTED, Sign.COMPLETE)


class ToolCallAcrossGoAway(Rule):
    """After a function call, announces the end, and says nothing more."""

    def __init__(self, fault: Fault, dice: Dice) -> None:
        super().__init__(fault, dice)
        self._going = False

    def take(self, effect: Effect, place: Place) -> list[Effect]:
        """The effect, unless it would be sent after the call."""
        if self._going:
            return [] if isinstance(effect, Send) else [effect]
        called = isinstance(effect, Send) and "toolCall" in effect.message
        if not called or not self.meets(place.turn):
            return [effect]
        self._going = True
        return [effect, *going_away(self.fault, place)]
