"""Faults that change what an answer consists of."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from livechat.sim.effects import Effect, Replay, Send, Speak
from livechat.sim.faults.fault import Fault
from livechat.sim.faults.places import Place, Sign, content_of, sign_of
from livechat.sim.faults.rule import Dice, Rule
from livechat.sim.faults.strikes import going_away

FIRST_WORDS: Final = 3
"""Words of an answer that ends too early."""

FIRST_MESSAGES: Final = 3
"""Messages of a recorded answer that ends too early."""

HELD: Final = 3
"""Pieces of transcripts put out of order together."""

TRANSCRIPTS: Final = ("inputTranscription", "outputTranscription")

_PASSING: Final = ("setupComplete", "goAway")
"""Messages about the connection, not of an answer."""


class EmptyTurn(Rule):
    """Leaves of an answer nothing but its end."""

    def take(self, effect: Effect, place: Place) -> list[Effect]:
        """The effect, unless it is content."""
        if not self.meets(place.turn):
            return [effect]
        if place.sign in (Sign.CONTENT, Sign.GENERATED):
            return []
        if place.sign is Sign.COMPLETE:
            return [_only(effect, ("turnComplete", "interactionStatus"))]
        return [_cut(effect, words=0, messages=0)]


class ShortTurn(Rule):
    """Lets only the first words of an answer be said."""

    def __init__(self, fault: Fault, dice: Dice) -> None:
        super().__init__(fault, dice)
        self._begun = False

    def take(self, effect: Effect, place: Place) -> list[Effect]:
        """The effect; what is to be said is cut off, and what is to be said after that, too."""
        if place.opens:
            self._begun = False
        if place.sign is not Sign.BEGUN or not self.meets(place.turn):
            return [effect]
        first, self._begun = not self._begun, True
        return [_cut(effect, words=first * FIRST_WORDS, messages=first * FIRST_MESSAGES)]


class Deaf(Rule):
    """Lets nothing of an answer out, nor what was heard before it, nor a handle to it."""

    def take(self, effect: Effect, place: Place) -> list[Effect]:
        """The effect, unless it is a message of the answer."""
        if not self.meets(place.turn):
            return [effect]
        if isinstance(effect, Send) and not any(key in effect.message for key in _PASSING):
            return []
        return [_cut(effect, words=0, messages=0)]


class LateAudio(Rule):
    """Sends sound of an interrupted answer again when it should be silent."""

    def __init__(self, fault: Fault, dice: Dice) -> None:
        super().__init__(fault, dice)
        self._sound: deque[Effect] = deque(maxlen=2)
        self._interrupted = False

    def take(self, effect: Effect, place: Place) -> list[Effect]:
        """The effect, and after a sign of the interruption the last sound."""
        if place.opens:
            self._sound.clear()
            self._interrupted = False
        if not self.meets(place.turn):
            return [effect]
        content = content_of(effect)
        if "modelTurn" in content:
            self._sound.append(_only(effect, ("modelTurn",)))
        self._interrupted = self._interrupted or bool(content.get("interrupted"))
        if self._interrupted and place.sign in (Sign.INTERRUPTED, Sign.COMPLETE):
            return [effect, *self._sound]
        return [effect]


class AudioAfterComplete(Rule):
    """Sends the last sound of an answer again after its end."""

    def __init__(self, fault: Fault, dice: Dice) -> None:
        super().__init__(fault, dice)
        self._sound: list[Effect] = []

    def take(self, effect: Effect, place: Place) -> list[Effect]:
        """The effect, and after the end of the answer the last sound."""
        if place.opens:
            self._sound = []
        if "modelTurn" in content_of(effect):
            self._sound = [_only(effect, ("modelTurn",))]
        ends = place.sign is Sign.COMPLETE and self.meets(place.turn)
        return [effect, *self._sound] if ends else [effect]


class RepeatedTurnComplete(Rule):
    """Ends an answer twice."""

    def take(self, effect: Effect, place: Place) -> list[Effect]:
        """The effect, twice if it is the end."""
        twice = place.sign is Sign.COMPLETE and self.meets(place.turn)
        return [effect, effect] if twice else [effect]


class ShuffledTranscripts(Rule):
    """Holds pieces of transcripts back and lets them go in another order."""

    def __init__(self, fault: Fault, dice: Dice) -> None:
        super().__init__(fault, dice)
        self._held: list[Effect] = []

    def take(self, effect: Effect, place: Place) -> list[Effect]:
        """The effect without its transcripts, or with some that were held back."""
        kept: list[Effect] = [effect]
        if self.meets(place.turn):
            found = [_only(effect, (key,)) for key in TRANSCRIPTS if key in content_of(effect)]
            self._held += found
            kept = _without(effect, TRANSCRIPTS) if found else kept
        if place.sign is Sign.COMPLETE:
            return [*self._released(place), *kept]
        return [*kept, *self._released(place)] if len(self._held) >= HELD else kept

    def _released(self, place: Place) -> list[Effect]:
        held, self._held = self._held, []
        if len(held) < 2:
            return held
        first = self.dice(place.turn).randrange(1, len(held))  # never the order they came in
        return held[first:] + held[:first]


class RepeatedTranscripts(Rule):
    """Sends every piece of a transcript twice."""

    def take(self, effect: Effect, place: Place) -> list[Effect]:
        """The effect, and its transcripts again."""
        if not self.meets(place.turn):
            return [effect]
        found = [_only(effect, (key,)) for key in TRANSCRIPTS if key in content_of(effect)]
        return [effect, *found]


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


def _only(effect: Effect, keys: tuple[str, ...]) -> Effect:
    """A message with nothing but some keys of the content, and the counts at an answer's end."""
    assert isinstance(effect, Send)
    content = {key: value for key, value in content_of(effect).items() if key in keys}
    usage = ("usageMetadata",) if "turnComplete" in keys else ()
    rest = {key: effect.message[key] for key in usage if key in effect.message}
    return Send({"serverContent": content, **rest})


def _without(effect: Effect, keys: tuple[str, ...]) -> list[Effect]:
    """The message without some keys of its content; nothing if nothing is left."""
    assert isinstance(effect, Send)
    content = {key: value for key, value in content_of(effect).items() if key not in keys}
    rest = {key: value for key, value in effect.message.items() if key != "serverContent"}
    message: Mapping[str, Any] = {"serverContent": content, **rest} if content else rest
    return [Send(message)] if message else []


def _cut(effect: Effect, *, words: int, messages: int) -> Effect:
    """What is to be said or replayed, but only its beginning, and the end of the answer."""
    match effect:
        case Speak():
            return replace(effect, text=" ".join(effect.text.split()[:words]))
        case Replay():
            kept = [
                timed
                for at, timed in enumerate(effect.messages)
                if at < messages or sign_of(Send(timed.message)) is Sign.COMPLETE
            ]
            return replace(effect, messages=tuple(kept))
    return effect
