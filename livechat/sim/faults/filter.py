"""All faults of one connection: what they make of what the session wants done."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from livechat.sim.effects import Abort, Effect, Freeze, Hush, Imagine, Later, OpenEars
from livechat.sim.events import Event
from livechat.sim.faults import answers, calls, counts, ends, grounding, resuming, shapes, words
from livechat.sim.faults.fault import Fault, make
from livechat.sim.faults.kinds import KINDS
from livechat.sim.faults.memory import Memory, Past
from livechat.sim.faults.pieces import update_of
from livechat.sim.faults.places import Place, Places, Sign
from livechat.sim.faults.rule import Dice, Knock, Rule
from livechat.sim.faults.strikes import STRIKES, Strike
from livechat.sim.protocol.wire import Close, Setup

_RULES: Final[Mapping[str, Callable[[Fault, Dice], Rule]]] = {
    "silent-setup": shapes.SilentSetup,
    "slow-link": shapes.SlowLink,
    "lost-session": shapes.LostSession,
    "handle-expires": resuming.HandleExpires,
    "early-resume": resuming.EarlyResume,
    "locked-session": resuming.LockedSession,
    "forgotten-session": resuming.ForgottenSession,
    "never-resumable": shapes.NeverResumable,
    "deaf": answers.Deaf,
    "empty-turn": answers.EmptyTurn,
    "short-turn": answers.ShortTurn,
    "only-updates": answers.OnlyNoise,
    "only-usage": answers.OnlyNoise,
    "silent-after-result": calls.SilentAfterResult,
    "late-audio": answers.LateAudio,
    "audio-after-complete": answers.AudioAfterComplete,
    "repeated-sentence": answers.RepeatedSentence,
    "call-in-parts": calls.CallInParts,
    "call-doubled": calls.CallInParts,
    "call-again": calls.CallAgain,
    "transcripts-shuffled": words.ShuffledTranscripts,
    "transcripts-repeated": words.RepeatedTranscripts,
    "finished-pieces": words.FinishedPieces,
    "finished-early": words.FinishedPieces,
    "late-transcript": words.LateTranscript,
    "trailing-words": words.TrailingWords,
    "sources-growing": grounding.GrowingSources,
    "sources-missing": grounding.MissingSources,
    "sources-misplaced": grounding.MisplacedSources,
    "late-sources": grounding.LateSources,
    "text-aside": answers.TextAside,
    "text-doubled": answers.TextDoubled,
    "usage-cumulative": counts.CumulativeUsage,
    "usage-missing": counts.MissingUsage,
    "usage-mismatched": counts.MismatchedUsage,
    "late-usage": ends.LateUsage,
    "repeated-turn-complete": ends.RepeatedTurnComplete,
    "late-turn-complete": ends.LateTurnComplete,
    "missing-turn-complete": ends.MissingTurnComplete,
    "interrupted-without-end": ends.MissingTurnComplete,
    "interrupted-when-done": ends.InterruptedWhenDone,
    **dict.fromkeys(sorted(STRIKES), Strike),
    "tool-call-across-go-away": calls.ToolCallAcrossGoAway,
    "unknown-fields": shapes.UnknownFields,
    "sound-format": shapes.SoundFormat,
    "snake-case": shapes.SnakeCase,
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
        memory: What the faults of the server remember of sessions.
    """

    def __init__(
        self,
        faults: Sequence[Fault] = (),
        seed: int = 0,
        connection: int = 1,
        rate: float = 0.0,
        memory: Memory | None = None,
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
        self._memory = memory or Memory()
        self._past = Past()
        self._resumed: Past | None = None
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

    def meet(self, event: Event, now: float) -> tuple[Event | None, list[Effect]]:
        """What the session is told instead of an event (None: nothing), and what is done before.

        Args:
            event: A client's input or something that happened here.
            now: Seconds on the server's clock.
        """
        if not self._rules or self.over:
            return event, []
        if isinstance(event, Setup) and (refusal := self._knock(event, now)) is not None:
            return None, self._ended([Hush(), refusal], now)
        done = [one for rule in self._rules for one in rule.hear(event, self._places.turn)]
        for rule in self._rules:
            event = rule.believe(event)
        return event, self._written(done)

    def filter(self, effects: Sequence[Effect], turn: int, now: float = 0.0) -> list[Effect]:
        """What is to be done instead of what the session wants done.

        Args:
            effects: What it wants done, in order.
            turn: Number of the answer it is at, after them; 0 before the first.
            now: Seconds on the server's clock.
        """
        if self.over:
            return []
        terms = next((effect.terms for effect in effects if isinstance(effect, OpenEars)), None)
        done: list[Effect] = []
        for effect in effects:
            place = self._places.of(effect, turn, terms)
            self._remember(effect, place, now)
            done = self._ended([*done, *self._through(effect, place)], now)
            if done and isinstance(done[-1], _ENDS):
                break
        # What the session is made to believe changes it, so what it wanted before comes first.
        return sorted(done, key=lambda one: isinstance(one, Imagine))

    def due(self, later: Later, now: float = 0.0) -> list[Effect]:
        """What is to be done now that the time of something for later has come."""
        if self.over or later.turn not in (0, self._places.turn):
            return []
        return self._ended(self._written(later.effects), now)

    def ended(self, now: float, *, politely: bool) -> None:
        """The connection is gone.

        Args:
            now: Seconds on the server's clock.
            politely: Whether a close crossed the wire.
        """
        self.over = True
        if self._past.ended_at is None:
            self._past.ended_at, self._past.politely = now, politely
            self._past.answering = self._places.answering

    def _knock(self, setup: Setup, now: float) -> Close | None:
        handle = (setup.fields.get("sessionResumption") or {}).get("handle")
        known = self._memory.find(handle) if handle else None
        if known is None:
            return None
        self._resumed = known.past
        refusals = (rule.refuse(Knock(now, known)) for rule in self._rules)
        return next(filter(None, refusals), None)

    def _remember(self, effect: Effect, place: Place, now: float) -> None:
        """Keep in mind which session goes on here, and the handles it gives out."""
        if place.sign is Sign.SETUP and self._resumed is not None:
            self._past = self._resumed
            self._past.ended_at = None
        handle = update_of(effect).get("newHandle")
        if isinstance(handle, str):
            self._memory.keep(handle, self._past, now)

    def _through(self, effect: Effect, place: Place) -> list[Effect]:
        found = [effect]
        for rule in self._rules:
            found = [result for one in found for result in rule.take(one, place)]
        return found

    def _written(self, effects: Iterable[Effect]) -> list[Effect]:
        """Messages that no rule has seen, in the form that all have."""
        place, found = Place(Sign.OTHER, self._places.turn), list(effects)
        for rule in self._rules:
            if isinstance(rule, shapes.WRITING):
                found = [result for one in found for result in rule.take(one, place)]
        return found

    def _ended(self, effects: list[Effect], now: float) -> list[Effect]:
        """The effects up to and with the first that ends the connection."""
        for at, one in enumerate(effects):
            if isinstance(one, _ENDS):
                self.over = True
                if not isinstance(one, Freeze):  # a client that hangs is believed to be there
                    self.ended(now, politely=isinstance(one, Close))
                return effects[: at + 1]
        return effects

    def _dice(self, at: int) -> Dice:
        return lambda turn: random.Random(f"{self._seed}/{at}/{turn}")


_ENDS: Final = (Close, Abort, Freeze)


def _in_order(numbered: tuple[int, Fault]) -> int:
    kind = numbered[1].kind
    return _ORDER.index(kind) if kind in _ORDER else -1
