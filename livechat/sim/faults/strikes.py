"""Faults that come at one moment: something is sent, held back or ended."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from livechat.sim.effects import (
    Abort,
    Alarm,
    Effect,
    Freeze,
    Hush,
    Imagine,
    Later,
    Send,
    SendRaw,
    Stall,
)
from livechat.sim.events import AlarmKind, SpeechBegan, SpeechEnded
from livechat.sim.faults.fault import Fault
from livechat.sim.faults.pieces import server_content
from livechat.sim.faults.places import Place, Sign
from livechat.sim.faults.rule import Dice, Rule
from livechat.sim.protocol import wire
from livechat.sim.protocol.admission import shortened
from livechat.sim.protocol.wire import INTERNAL, INVALID, POLICY, Close
from livechat.sim.talk.transcripts import duration

OVERSIZED_BYTES: Final = 2 << 20
"""Bytes of silence in a message that is too large; the Python SDK's limit is 1 MiB."""

MOST_PIECES: Final = 3
"""Pieces of an answer, at most, before what comes during it."""

_DURING: Final = frozenset({Sign.CONTENT, Sign.GENERATED, Sign.INTERRUPTED, Sign.COMPLETE})

REASONS: Final[Mapping[int, str]] = {
    INVALID: "Request contains an invalid argument.",
    POLICY: "Operation is not implemented, or supported, or enabled.",
    INTERNAL: "Internal error encountered.",
}
"""The usual reason of a close code; others have none."""

QUOTA: Final = "You exceeded your current quota, please check your plan and billing details."
DEADLINE: Final = "Deadline expired before operation could complete."
ABORTED: Final = "The operation was aborted."
SESSIONS: Final = "There are too many concurrent sessions."
CREDITS: Final = "Your prepayment credits are depleted."

LABELS, LABELS_APART_S = 3, 1.0
"""How often a noise is called by its label, and seconds between, as users saw them."""


class Strike(Rule):
    """Comes once in every answer it meets, at its moment."""

    def __init__(self, fault: Fault, dice: Dice) -> None:
        super().__init__(fault, dice)
        self._blow = _BLOWS[fault.kind]
        self._struck = -1
        self._left = 0

    def take(self, effect: Effect, place: Place) -> list[Effect]:
        """The effect, with the blow before or after it when its moment has come."""
        if self._struck == place.turn or not self.meets(place.turn):
            return [effect]
        if place.opens:
            self._left = self.dice(place.turn).randint(1, MOST_PIECES)
        if place.sign is Sign.CONTENT:
            self._left -= 1
        after = _MOMENTS[self.fault.when](place, self._left)
        if after is None:
            return [effect]
        self._struck = place.turn
        blow = self._blow.make(self.fault, place)
        if self.fault.when == "setup":
            after = self._blow.after_setup
        return [effect, *blow] if after else [*blow, effect]


def _setup(place: Place, left: int) -> bool | None:
    return False if place.sign is Sign.SETUP else None


def _before(place: Place, left: int) -> bool | None:
    return False if place.opens else None


def _during(place: Place, left: int) -> bool | None:
    if place.sign is Sign.CONTENT:
        return True if left <= 0 else None
    return False if place.sign in _DURING else None


def _after(place: Place, left: int) -> bool | None:
    return True if place.sign is Sign.COMPLETE else None


_MOMENTS: Final[Mapping[str, Callable[[Place, int], bool | None]]] = {
    "setup": _setup,
    "before": _before,
    "during": _during,
    "after": _after,
}
"""Whether the blow comes after the effect or before it; None: not here."""


@dataclass(frozen=True, slots=True)
class _Blow:
    make: Callable[[Fault, Place], list[Effect]]
    after_setup: bool = False
    """Whether it leaves the answer to the setup as it is, when it comes there."""


def _closing(code: int, reason: str) -> _Blow:
    return _Blow(lambda fault, place: _hang_up(code, reason))


def _hang_up(code: int, reason: str) -> list[Effect]:
    return [Hush(), Close(code, wire.close_reason(reason))]


def _close(fault: Fault, place: Place) -> list[Effect]:
    usual = REASONS.get(fault.code, "")
    return _hang_up(fault.code, usual if fault.reason is None else fault.reason)


def _not_found(fault: Fault, place: Place) -> list[Effect]:
    model = shortened(place.terms.model) if place.terms is not None else "The model"
    return _hang_up(
        POLICY,
        f"{model} is not found for API version in use, or is not supported for "
        "bidiGenerateContent.",
    )


def _rate_limit(fault: Fault, place: Place) -> list[Effect]:
    return _hang_up(INTERNAL, f"Rate limit exceeded; try again in {fault.seconds:g} s")


def _aborted(fault: Fault, place: Place) -> list[Effect]:
    return [Later(fault.seconds, tuple(_hang_up(POLICY, ABORTED)))]


def _labels(fault: Fault, place: Place) -> list[Effect]:
    label = server_content(inputTranscription={"text": fault.label})
    return [label, *(Later(at * LABELS_APART_S, (label,)) for at in range(1, LABELS))]


def going_away(fault: Fault, place: Place) -> list[Effect]:
    """goAway, and the end of the connection when its time is over."""
    left = {} if fault.kind == "go-away-untimed" else {"timeLeft": duration(fault.seconds)}
    return [Send({"goAway": left}), Alarm(AlarmKind.LIMIT, fault.seconds)]


@cache
def _oversized() -> bytes:
    part = wire.audio_part(bytes(OVERSIZED_BYTES), "audio/pcm;rate=24000")
    return wire.frame_of({"serverContent": {"modelTurn": {"parts": [part]}}})


_MALFORMED: Final = (
    b'{\n  "serverContent": {\n    "modelTurn": {\n      "parts": [\n        {\n          "te',
    b"\x00\xff\xfethis is not JSON",
)

_WRONG_TYPES: Final[tuple[Mapping[str, Any], ...]] = (
    {"serverContent": {"outputTranscription": {"text": ["not", "text"]}}},
    {
        "serverContent": {
            "modelTurn": {"parts": [{"inlineData": {"mimeType": "audio/pcm", "data": "?!"}}]}
        }
    },
    {"serverContent": {"modelTurn": {"parts": "not a list"}}},
    {"serverContent": {"turnComplete": "perhaps"}},
    {"usageMetadata": {"promptTokenCount": "many", "promptTokensDetails": {}}},
)

_NULLS: Final[tuple[Mapping[str, Any], ...]] = (
    {"serverContent": None},
    {"setup_complete": {}},
    {"toolCall": None, "usageMetadata": None},
    {"serverContent": {"modelTurn": None, "inputTranscription": None, "turnComplete": None}},
    {"sessionResumptionUpdate": None, "goAway": None},
    {"serverContent": {}},
    {},
)

_BLOWS: Final[Mapping[str, _Blow]] = {
    "close": _Blow(_close),
    "internal-error": _closing(INTERNAL, REASONS[INTERNAL]),
    "quota": _closing(INTERNAL, QUOTA),
    "rate-limit": _Blow(_rate_limit),
    "too-many-sessions": _closing(INTERNAL, SESSIONS),
    "no-credits": _closing(INTERNAL, CREDITS),
    "aborted-at-age": _Blow(_aborted, after_setup=True),
    "deadline": _closing(INTERNAL, DEADLINE),
    "invalid-argument": _closing(INVALID, REASONS[INVALID]),
    "not-found": _Blow(_not_found),
    "abort": _Blow(lambda fault, place: [Hush(), Abort()]),
    "half-open": _Blow(lambda fault, place: [Hush(), Freeze()]),
    "go-away": _Blow(going_away, after_setup=True),
    "go-away-untimed": _Blow(going_away, after_setup=True),
    "stall": _Blow(lambda fault, place: [Stall(fault.seconds or None)]),
    "slow-start": _Blow(lambda fault, place: [Stall(fault.seconds)]),
    "malformed": _Blow(lambda fault, place: [SendRaw(frame) for frame in _MALFORMED]),
    "wrong-types": _Blow(lambda fault, place: [Send(message) for message in _WRONG_TYPES]),
    "null-messages": _Blow(lambda fault, place: [Send(message) for message in _NULLS]),
    "noise-label": _Blow(_labels, after_setup=True),
    "oversized": _Blow(lambda fault, place: [SendRaw(_oversized())]),
    "empty-frame": _Blow(lambda fault, place: [SendRaw(b"")]),
    "false-interruption": _Blow(
        lambda fault, place: [Imagine(SpeechBegan()), Imagine(SpeechEnded(b""))]
    ),
}

STRIKES: Final = frozenset(_BLOWS)
"""Kinds that are strikes."""
