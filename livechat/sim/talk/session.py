"""One session's state: what comes in, what is to be done about it. No socket, clock or thread.

Here are the formalities: a setup that fits, first and once; resumption; how long a connection
may last. What is said in between is `livechat.sim.talk.dialogue`'s.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from livechat.sim.effects import Alarm, Effect, Hush, OpenEars, Send, Stall
from livechat.sim.events import Alarmed, AlarmKind, Event, Malformed
from livechat.sim.manners import Conduct, Manners, manners_of
from livechat.sim.protocol import wire
from livechat.sim.protocol.admission import admit
from livechat.sim.protocol.routes import Route
from livechat.sim.protocol.terms import Terms
from livechat.sim.protocol.wire import INTERNAL, INVALID, POLICY, Close
from livechat.sim.scenario import Scenario
from livechat.sim.talk.dialogue import Dialogue
from livechat.sim.talk.handles import Handles, Refused, Saved
from livechat.sim.talk.keeping import save, snapshot
from livechat.sim.talk.minds import Mind
from livechat.sim.talk.phases import Cue, Phase
from livechat.sim.talk.transcripts import duration
from livechat.sim.timeline import Span, Tempo

LONGEST_WARNING_S: Final = 60.0
"""goAway comes a tenth of the connection's time before its end, and at most this."""

Rewrite = Callable[[Mapping[str, Any]], Mapping[str, Any] | Close]
"""What an ephemeral token makes of a setup, or why it does not allow it."""


@dataclass(frozen=True, slots=True)
class House:
    """What the sessions of one server have in common."""

    scenario: Scenario
    """How the partner behaves."""
    make_mind: Callable[[Terms], Mind]
    """Called at setup."""
    handles: Handles
    call_numbers: Iterator[int]
    """Numbers for the ids of function calls."""
    strict: bool = False
    """Whether what the model's row only tolerates is refused."""
    connection_limit: float | None = None
    """Seconds a connection lasts."""


class Session:
    """State of one session.

    Args:
        house: What it shares with others.
        route: Whose dialect the client speaks.
        name: The session's id, which Vertex AI tells the client.
        rewrite: Applied to the setup.
        refused: Called with the client's setup when it is refused though `rewrite` allowed it.
        expires_s: Seconds until the token expires; None: never, or there is none.
    """

    def __init__(
        self,
        house: House,
        route: Route,
        name: str = "practice",
        *,
        rewrite: Rewrite = lambda fields: fields,
        refused: Callable[[Mapping[str, Any]], None] = lambda fields: None,
        expires_s: float | None = None,
    ) -> None:
        self.messages = 0
        """Messages received so far; counted by the connection."""
        self.dialogue: Dialogue | None = None
        """None before the setup."""
        self.remark = ""
        """Why a handle was refused, for the server's log."""
        self._house = house
        self._route = route
        self._name = name
        self._rewrite = rewrite
        self._refused = refused
        self._expires_s = expires_s
        self._gate = Phase.OPENING
        self.manners: Manners | None = None
        """How it behaves; None before the setup."""
        self._terms: Terms
        dice = random.Random(f"{house.scenario.seed}/{name}")
        self._tempo = Tempo(house.scenario.line, dice)
        self._effects: list[Effect] = []
        self._now = 0.0

    @property
    def strict(self) -> bool:
        """Whether unknown fields are refused."""
        return self._house.strict

    @property
    def _once(self) -> bool:
        """Whether a handle names the session, not its state."""
        return self.manners is not None and self.manners.handles == "once"

    @property
    def phase(self) -> Phase:
        """What the model is doing."""
        return self._gate if self.dialogue is None else self.dialogue.delivery.phase

    @property
    def turn(self) -> int:
        """Number of the answer under way or the last one; the first is 1."""
        return 0 if self.dialogue is None else self.dialogue.delivery.turn

    @property
    def seconds_heard(self) -> float:
        """Seconds of sound received, as far as it counts."""
        return 0.0 if self.dialogue is None else self.dialogue.hearing.seconds_heard

    @property
    def seconds_spoken(self) -> float:
        """Seconds of sound sent, all answers together."""
        return 0.0 if self.dialogue is None else self.dialogue.delivery.seconds_spoken

    def ponders(self, ticket: int) -> bool:
        """Whether anybody waits for what the language model comes to, asked with this ticket."""
        return self.dialogue is not None and self.dialogue.delivery.ponders(ticket)

    def handle(self, event: Event, now: float) -> list[Effect]:
        """Take what happened; return what is to be done, in order.

        Args:
            event: A client's input or something that happened here.
            now: Seconds on the server's clock, which never goes back.
        """
        self._effects, self._now = [], now
        if self.phase is Phase.CLOSED:
            return []
        match event:
            case Malformed(reason):
                self.hang_up(Close(INVALID, reason))
            case wire.Setup(fields) if self.dialogue is None:
                self._setup(fields)
            case wire.Setup():
                why = "setup can only be sent once, as the first message."
                self.hang_up(Close(INVALID, why))
            case _ if self.dialogue is None:
                self.hang_up(Close(INVALID, "The first message must be a setup."))
            case Alarmed(kind) if kind in _FORMALITIES:
                self._alarmed(kind)
            case wire.ActivityStart() | wire.ActivityEnd() if (
                self.strict and self._terms.detection.automatic
            ):
                why = "activity signals need automaticActivityDetection.disabled"
                self.hang_up(Close(INVALID, why))
            case _:
                self.dialogue.handle(event, now)
        return self._effects

    def ended(self, now: float) -> None:
        """The connection is gone: from now on its handles can be used."""
        dialogue = self.dialogue
        if dialogue is not None and self._terms.resumption is not None:
            once = self._once
            state = save(dialogue, now) if once else None
            idle = not dialogue.delivery.sounds
            self._house.handles.ended(dialogue.name, now, state, idle=idle)

    # What the dialogue asks for

    def emit(self, effect: Effect) -> None:
        """Have something done."""
        self._effects.append(effect)

    def hang_up(self, close: Close) -> None:
        """Close the connection."""
        self.ended(self._now)
        if self.dialogue is None:
            self._gate = Phase.CLOSED
        else:
            self.dialogue.delivery.move(Cue.CLOSE)
        self._effects += [Hush(), Close(close.code, wire.close_reason(close.reason))]

    def settled(self) -> None:
        """The turn is over: where handles come with the turns, one is given out, unless calls are
        pending, whose ids a resumed session would not know.
        """
        if self.dialogue is not None and not self._once:
            self._update(resumable=not self.dialogue.delivery.calls.pending)

    def _update(self, *, resumable: bool = True) -> None:
        """Tell whether the session can be resumed, and by which handle, if the client asked."""
        resumption, dialogue = self._terms.resumption, self.dialogue
        if resumption is None or dialogue is None:
            return
        if not resumable:
            self._send({"sessionResumptionUpdate": {"resumable": False}})
            return
        state = None if self._once else snapshot(dialogue)
        handle = self._house.handles.give(dialogue.name, self._now, state)
        update: dict[str, Any] = {"newHandle": handle, "resumable": True}
        if resumption.transparent:
            update["lastConsumedClientMessageIndex"] = str(self.messages)
        self._send({"sessionResumptionUpdate": update})

    # Formalities

    def _setup(self, setup: Mapping[str, Any]) -> None:
        fields = self._rewrite(setup)
        if isinstance(fields, Close):
            self.hang_up(fields)
            return
        terms = self._admit(fields)
        refusal = terms if isinstance(terms, Close) else self._begin(terms)
        if refusal is not None:
            self._refused(setup)
            self.hang_up(refusal)

    def _admit(self, fields: Mapping[str, Any]) -> Terms | Close:
        return admit(fields, self._route, strict=self._house.strict)

    def _begin(self, terms: Terms) -> Close | None:
        """Begin anew, or go on from a handle; or why that cannot be."""
        house = self._house
        mind, saved = house.make_mind(terms), None
        manners = manners_of(terms.row, house.scenario, asks=mind.asks)
        detection, silence_ms = terms.detection, house.scenario.silence_ms
        if silence_ms is not None and detection.silence_ms is None:
            detection = replace(detection, silence_ms=silence_ms)
            self._tempo.line = self._tempo.line.waiting(silence_ms)
        if mind.asks:
            self._tempo.line = self._tempo.line.prompt()
        content = house.scenario.content or terms.content
        terms = replace(terms, content=content, detection=detection)
        if terms.resumption is not None and terms.resumption.handle:
            early_s = manners.early_resume_s
            saved = house.handles.find(terms.resumption.handle, self._now, early_s)
        if isinstance(saved, Refused):
            self.remark = saved.why
            self._hold(self._tempo.line.refused)
            return saved.close
        self._open(terms, mind, manners, saved)
        return None

    def _open(self, terms: Terms, mind: Mind, manners: Manners, saved: Saved | None) -> None:
        house, flavour = self._house, self._route.flavour
        self._terms, self.manners = terms, manners
        name = self._name if saved is None else saved.owner
        self.dialogue = dialogue = Dialogue(
            name,
            terms,
            mind,
            Conduct(house.scenario, manners, self._tempo, flavour),
            house.call_numbers,
            self,
            saved,
        )
        if terms.resumption is not None:
            house.handles.opened(name)
        self._hold(self._tempo.line.setup)
        self._send({"setupComplete": {"sessionId": name} if flavour == "vertex" else {}})
        self.emit(OpenEars(terms, dialogue.hearing.understood))
        self._set_alarms()
        for message in house.scenario.after_setup:
            self._send(message)
        if saved is None and terms.resumption is not None:
            self._hold(self._tempo.line.handle)
        self._update()
        if saved is not None:
            dialogue.go_on(self._now)

    def _set_alarms(self) -> None:
        if (limit := self._house.connection_limit) is not None:
            self.emit(Alarm(AlarmKind.GO_AWAY, limit - _warning(limit)))
            self.emit(Alarm(AlarmKind.LIMIT, limit))
        if self._expires_s is not None:
            self.emit(Alarm(AlarmKind.TOKEN, self._expires_s))
        if (every := self._house.scenario.handle_every) is not None:
            self.emit(Alarm(AlarmKind.HANDLE, every))

    def _hold(self, span: Span) -> None:
        """Send what comes next some time later."""
        if seconds := self._tempo.draw(span):
            self.emit(Stall(seconds))

    def _alarmed(self, kind: AlarmKind) -> None:
        match kind:
            case AlarmKind.GO_AWAY:
                left = _warning(self._house.connection_limit or 0.0)
                self._send({"goAway": {"timeLeft": duration(left)}})
            case AlarmKind.LIMIT:
                self.hang_up(Close(INTERNAL, "Deadline expired before operation could complete."))
            case AlarmKind.TOKEN:
                self.hang_up(Close(POLICY, "auth token expired"))
            case AlarmKind.HANDLE:
                self._update()
                self.emit(Alarm(kind, self._house.scenario.handle_every or 0.0))
            case AlarmKind.SILENCE:
                self.remark = "the client gave no sign of life"
                self.hang_up(Close(INTERNAL, "Internal error encountered."))
                if self.dialogue is not None and self.manners and self.manners.lock == "held":
                    self._house.handles.forget(self.dialogue.name)

    def _send(self, message: Mapping[str, Any]) -> None:
        self.emit(Send(message))


def _warning(limit: float) -> float:
    """Seconds between goAway and the end of a connection that lasts `limit` seconds."""
    return min(limit / 10, LONGEST_WARNING_S)


_FORMALITIES: Final = frozenset(
    (AlarmKind.GO_AWAY, AlarmKind.LIMIT, AlarmKind.TOKEN, AlarmKind.HANDLE, AlarmKind.SILENCE)
)
"""Alarms that are no matter of what is said."""
