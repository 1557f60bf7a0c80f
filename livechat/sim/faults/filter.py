"""All faults of one connection: what they make of what the session wants done."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from livechat.sim.effects import Abort, Effect, Freeze, Imagine, OpenEars
from livechat.sim.faults import answers, counts, shapes
from livechat.sim.faults.fault import Fault, make
from livechat.sim.faults.kinds import KINDS
from livechat.sim.faults.places import Place, Places
from livechat.sim.faults.rule import Dice, Rule
from livechat.sim.faults.strikes import STRIKES, Strike
from livechat.sim.protocol.wire import Close

_RULES: Final[Mapping[str, Callable[[Fault, Dice], Rule]]] = {
    "silent-setup": shapes.SilentSetup,
    "slow-link": shapes.SlowLink,
    "lost-session": shapes.LostSession,
    "never-resumable": shapes.NeverResumable,
    "deaf": answers.Deaf,
    "empty-turn": answers.EmptyTurn,
    "short-turn": answers.ShortTurn,
    "late-audio": answers.LateAudio,
    "audio-after-complete": answers.AudioAfterComplete,
    "transcripts-shuffled": answers.ShuffledTranscripts,
    "transcripts-repeated": answers.RepeatedTranscripts,
    "usage-cumulative": counts.CumulativeUsage,
    "usage-missing": counts.MissingUsage,
    "usage-mismatched": counts.MismatchedUsage,
    "repeated-turn-complete": answers.RepeatedTurnComplete,
    **dict.fromkeys(sorted(STRIKES), Strike),
    "tool-call-across-go-away": answers.ToolCallAcrossGoAway,
    "unknown-fields": shapes.UnknownFields,
    "text-frames": shapes.TextFrames,
}
"""Who puts a kind into effect, in the order in which they work: first what an answer consists
of, then what comes between its pieces, then how it is written."""

_ORDER: Final = tuple(_RULES)


class Faults:
    """The faults of one connection. The same arguments and the same effects give the same faults.

    Args:
        faults: What is to go wrong on a server.
        seed: Decides where chance does.
        connection: Number of the connection, counted from 1 at the handshake.
        rate: Share of connections that get one more fault, drawn from all kinds: 0 to 1.
    """

    def __init__(
        self, faults: Sequence[Fault] = (), seed: int = 0, connection: int = 1, rate: float = 0.0
    ) -> None:
        self.connection = connection
        """Number of the connection."""
        self.over = False
        """Whether the connection is to end, or to be of no more use."""
        self._seed = f"{seed}/{connection}"
        dice = random.Random(self._seed)
        drawn = (make(dice.choice(tuple(KINDS))),) if dice.random() < rate else ()
        self.plan = tuple(
            fault for fault in (*faults, *drawn) if fault.connection in (0, connection)
        )
        """What may go wrong on this connection."""
        self._places = Places()
        self._rules = [
            _RULES[fault.kind](fault, self._dice(at))
            for at, fault in sorted(enumerate(self.plan), key=_in_order)
            if fault.kind in _RULES
        ]

    def at_handshake(self) -> list[Fault]:
        """What goes wrong before the connection is open, in order."""
        return [
            fault
            for at, fault in enumerate(self.plan)
            if fault.when == "handshake" and self._dice(at)(0).random() < fault.chance
        ]

    def filter(self, effects: Sequence[Effect], turn: int) -> list[Effect]:
        """What is to be done instead of what the session wants done.

        Args:
            effects: What it wants done, in order.
            turn: Number of the answer it is at, after them; 0 before the first.
        """
        if not self._rules or self.over:
            return [] if self.over else list(effects)
        terms = next((effect.terms for effect in effects if isinstance(effect, OpenEars)), None)
        done: list[Effect] = []
        for effect in effects:
            place = self._places.of(effect, turn, terms)
            done += self._through(effect, place)
            end = next((at for at, one in enumerate(done) if isinstance(one, _ENDS)), None)
            if end is not None:
                self.over = True
                del done[end + 1 :]
                break
        # What the session is made to believe changes it, so what it wanted before comes first.
        return sorted(done, key=lambda one: isinstance(one, Imagine))

    def _through(self, effect: Effect, place: Place) -> list[Effect]:
        found = [effect]
        for rule in self._rules:
            found = [result for one in found for result in rule.take(one, place)]
        return found

    def _dice(self, at: int) -> Dice:
        return lambda turn: random.Random(f"{self._seed}/{at}/{turn}")


_ENDS: Final = (Close, Abort, Freeze)


def _in_order(numbered: tuple[int, Fault]) -> int:
    kind = numbered[1].kind
    return _ORDER.index(kind) if kind in _ORDER else -1
