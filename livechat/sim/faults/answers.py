"""Faults that change what an answer consists of."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from typing import Any, Final

from livechat.sim.effects import Effect, Later, Send, Stall
from livechat.sim.faults.fault import Fault
from livechat.sim.faults.pieces import cut, only, server_content, update_of, usage_of, words_of
from livechat.sim.faults.places import Place, Sign, content_of
from livechat.sim.faults.rule import Dice, Rule

FIRST_WORDS: Final = 3
"""Words of an answer that ends too early."""

FIRST_MESSAGES: Final = 3
"""Messages of a recorded answer that ends too early."""

SHORTEST_PAUSE_S: Final = 0.05
"""Seconds between two messages that come again and again, at the least."""

ASIDE: Final = "**Finding the words** I will answer this briefly."
"""Text that is not spoken, as some models send it before they speak."""

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
            return [only(effect, "turnComplete", "interactionStatus")]
        return [cut(effect, words=0, messages=0)]


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
        return [cut(effect, words=first * FIRST_WORDS, messages=first * FIRST_MESSAGES)]


class Deaf(Rule):
    """Lets nothing of an answer out, nor what was heard before it, nor a handle to it."""

    def take(self, effect: Effect, place: Place) -> list[Effect]:
        """The effect, unless it is a message of the answer."""
        if not self.meets(place.turn):
            return [effect]
        if isinstance(effect, Send) and not any(key in effect.message for key in _PASSING):
            return []
        return [cut(effect, words=0, messages=0)]


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
            self._sound.append(only(effect, "modelTurn"))
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
            self._sound = [only(effect, "modelTurn")]
        ends = place.sign is Sign.COMPLETE and self.meets(place.turn)
        return [effect, *self._sound] if ends else [effect]


class RepeatedSentence(Rule):
    """Says an answer three times."""

    def __init__(self, fault: Fault, dice: Dice) -> None:
        super().__init__(fault, dice)
        self._said: list[Effect] = []

    def take(self, effect: Effect, place: Place) -> list[Effect]:
        """The effect; before the sign that all was said, everything twice more."""
        if place.opens:
            self._said = []
        if not self.meets(place.turn):
            return [effect]
        if place.sign is Sign.CONTENT and content_of(effect):
            self._said.append(effect)
        if place.sign is not Sign.GENERATED:
            return [effect]
        again: list[Effect] = [Stall(self.fault.seconds), *self._said]
        return [*again, *again, effect]


class TextAside(Rule):
    """Begins an answer with a text part that is not spoken."""

    def __init__(self, fault: Fault, dice: Dice) -> None:
        super().__init__(fault, dice)
        self._begun = False

    def take(self, effect: Effect, place: Place) -> list[Effect]:
        """The effect; before the first content of the answer, the text."""
        if place.opens:
            self._begun = False
        if place.sign is not Sign.CONTENT or self._begun or not self.meets(place.turn):
            return [effect]
        self._begun = True
        return [server_content(modelTurn={"parts": [{"text": ASIDE}]}), effect]


class TextDoubled(Rule):
    """Sends spoken words as text parts too."""

    def take(self, effect: Effect, place: Place) -> list[Effect]:
        """The effect; after words of the model, the same as a text part."""
        words = words_of(effect, "outputTranscription")
        if not words or not self.meets(place.turn):
            return [effect]
        return [effect, server_content(modelTurn={"parts": [{"text": words}]})]


class OnlyNoise(Rule):
    """Sends of an answer its first piece, then at regular times what is no part of it."""

    def __init__(self, fault: Fault, dice: Dice) -> None:
        super().__init__(fault, dice)
        self._begun = -1
        self._update: Mapping[str, Any] = {"resumable": False}
        self._usage: Mapping[str, Any] = {"promptTokenCount": 100, "totalTokenCount": 100}

    def take(self, effect: Effect, place: Place) -> list[Effect]:
        """The effect, if it is the first content of the answer; then what comes again and again."""
        self._update = update_of(effect) or self._update
        self._usage = usage_of(effect) or self._usage
        if not self.meets(place.turn):
            return [effect]
        if place.sign in (Sign.BEGUN, Sign.HEARD):
            return [cut(effect, words=FIRST_WORDS, messages=FIRST_MESSAGES)]
        if not isinstance(effect, Send):
            return [effect]
        if place.sign is not Sign.CONTENT or self._begun == place.turn:
            return []
        self._begun = place.turn
        every = max(self.fault.seconds, SHORTEST_PAUSE_S)
        return [effect, Later(every, (self._noise(),), place.turn, again=True)]

    def _noise(self) -> Send:
        if self.fault.kind == "only-usage":
            return Send({"usageMetadata": self._usage})
        return Send({"sessionResumptionUpdate": self._update})
