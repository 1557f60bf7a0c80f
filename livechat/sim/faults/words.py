"""Faults of transcripts: out of order, repeated, late, in pieces."""

from __future__ import annotations

from typing import Final

from livechat.sim.effects import Effect, Later, Stall
from livechat.sim.faults.fault import Fault
from livechat.sim.faults.pieces import TRANSCRIPTS, only, server_content, without, words_of
from livechat.sim.faults.places import Place, Sign, content_of
from livechat.sim.faults.rule import Dice, Rule

HELD: Final = 3
"""Pieces of transcripts put out of order together."""

PIECE_WORDS: Final = 2
"""Words in each piece of a transcript that is marked as finished too soon."""

PIECES_APART_S: Final = 0.1
"""Seconds between these pieces, as users saw them."""


class ShuffledTranscripts(Rule):
    """Holds pieces of transcripts back and lets them go in another order."""

    def __init__(self, fault: Fault, dice: Dice) -> None:
        super().__init__(fault, dice)
        self._held: list[Effect] = []

    def take(self, effect: Effect, place: Place) -> list[Effect]:
        """The effect without its transcripts, or with some that were held back."""
        kept: list[Effect] = [effect]
        if self.meets(place.turn):
            found = [only(effect, key) for key in TRANSCRIPTS if key in content_of(effect)]
            self._held += found
            kept = without(effect, *TRANSCRIPTS) if found else kept
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
        found = [only(effect, key) for key in TRANSCRIPTS if key in content_of(effect)]
        return [effect, *found]


class LateTranscript(Rule):
    """Sends the user's words late."""

    def take(self, effect: Effect, place: Place) -> list[Effect]:
        """The effect without the user's words, which follow later."""
        if "inputTranscription" not in content_of(effect) or not self.meets(place.turn):
            return [effect]
        late = Later(self.fault.seconds, (only(effect, "inputTranscription"),))
        return [*without(effect, "inputTranscription"), late]


class TrailingWords(Rule):
    """Sends the last words of an answer after its end."""

    def __init__(self, fault: Fault, dice: Dice) -> None:
        super().__init__(fault, dice)
        self._last = ""
        self._late = ""

    def take(self, effect: Effect, place: Place) -> list[Effect]:
        """The effect. Each piece of the transcript waits for the next; the last one is cut."""
        if place.opens:
            self._last = self._late = ""
        if not self.meets(place.turn):
            return [effect]
        if words := words_of(effect, "outputTranscription"):
            before, self._last = self._last, words
            return [*_said(before), *without(effect, "outputTranscription")]
        if place.sign in (Sign.GENERATED, Sign.COMPLETE) and self._last:
            middle = (len(self._last) + 1) // 2
            now, self._late, self._last = self._last[:middle], self._last[middle:], ""
            return [*_said(now), *self.take(effect, place)]
        if place.sign is Sign.COMPLETE and self._late:
            return [effect, Later(self.fault.seconds, tuple(_said(self._late)))]
        return [effect]


def _said(words: str) -> list[Effect]:
    return [server_content(outputTranscription={"text": words})] if words else []


class FinishedPieces(Rule):
    """Cuts the user's words into pieces that say they are the last."""

    def take(self, effect: Effect, place: Place) -> list[Effect]:
        """The effect without the user's words, after their pieces."""
        words = words_of(effect, "inputTranscription").split()
        if not words or not self.meets(place.turn):
            return [effect]
        found: list[Effect] = []
        for at in range(0, len(words), PIECE_WORDS):
            text = (" " if at else "") + " ".join(words[at : at + PIECE_WORDS])
            finished = not at or self.fault.kind == "finished-pieces"
            pause = [Stall(PIECES_APART_S)] if at else []
            mark = {"finished": True} if finished else {}
            found += [*pause, server_content(inputTranscription={"text": text, **mark})]
        return [*found, *without(effect, "inputTranscription")]
