"""Faults of an answer's end: late, twice, missing, or after an interruption that was none."""

from __future__ import annotations

from livechat.sim.effects import Effect, Later, Send, Stall
from livechat.sim.events import Event, SpeechBegan
from livechat.sim.faults.fault import Fault
from livechat.sim.faults.pieces import server_content, usage_of, without_usage
from livechat.sim.faults.places import Place, Sign
from livechat.sim.faults.rule import Dice, Rule
from livechat.sim.protocol import wire


class RepeatedTurnComplete(Rule):
    """Ends an answer twice."""

    def take(self, effect: Effect, place: Place) -> list[Effect]:
        """The effect, twice if it is the end."""
        twice = place.sign is Sign.COMPLETE and self.meets(place.turn)
        return [effect, effect] if twice else [effect]


class LateTurnComplete(Rule):
    """Ends an answer late."""

    def take(self, effect: Effect, place: Place) -> list[Effect]:
        """The effect; before the end, a pause."""
        late = place.sign is Sign.COMPLETE and self.meets(place.turn)
        return [Stall(self.fault.seconds), effect] if late else [effect]


class MissingTurnComplete(Rule):
    """Never ends an answer that was said to its end, or one that was interrupted."""

    def __init__(self, fault: Fault, dice: Dice) -> None:
        super().__init__(fault, dice)
        self._interrupted = False

    def take(self, effect: Effect, place: Place) -> list[Effect]:
        """The effect, unless it is the end."""
        if place.opens:
            self._interrupted = False
        self._interrupted = self._interrupted or place.sign is Sign.INTERRUPTED
        acts = self._interrupted == (self.fault.kind == "interrupted-without-end")
        ends = place.sign is Sign.COMPLETE
        return [] if ends and acts and self.meets(place.turn) else [effect]


class InterruptedWhenDone(Rule):
    """Holds the end of an answer back until the user begins, and calls it interrupted."""

    def __init__(self, fault: Fault, dice: Dice) -> None:
        super().__init__(fault, dice)
        self._interrupted = False
        self._held: list[Effect] = []

    def take(self, effect: Effect, place: Place) -> list[Effect]:
        """The effect; the end of an answer waits for the user, or for the next answer."""
        if place.opens:
            self._interrupted = False
            return [*self._released(), effect]
        self._interrupted = self._interrupted or place.sign is Sign.INTERRUPTED
        ends = place.sign is Sign.COMPLETE and not self._interrupted
        if not ends or not self.meets(place.turn):
            return [effect]
        self._held = [effect]
        return []

    def hear(self, event: Event, turn: int) -> list[Effect]:
        """The end, when the user begins to speak or has typed."""
        begins = isinstance(event, wire.ActivityStart | SpeechBegan | wire.Content)
        types = isinstance(event, wire.Text) and bool(event.text.strip())
        return self._released() if begins or types else []

    def _released(self) -> list[Effect]:
        held, self._held = self._held, []
        return [server_content(interrupted=True), *held] if held else []


class LateUsage(Rule):
    """Sends the counts of an answer after its end."""

    def take(self, effect: Effect, place: Place) -> list[Effect]:
        """The effect without counts, which follow later."""
        usage = usage_of(effect)
        if usage is None or not self.meets(place.turn):
            return [effect]
        late = Later(self.fault.seconds, (Send({"usageMetadata": usage}),))
        return [*without_usage(effect), late]
