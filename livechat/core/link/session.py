"""One session over many connections, as a pure machine: resumed, renewed, and nothing lost.

    feed(event | item | tick | end, now) ──► machine ──► Open, Close, Emit, Fail, Finish

    ┌─────────┐ due   ┌─────────┐ accepted ┌────┐ no sign of life ┌─────────┐
    │ WAITING │ ────► │ DIALING │ ───────► │ UP │ ──────────────► │ DOUBTED │ ─ another is accepted,
    └─────────┘       └─────────┘          └────┘ ◄────────────── └─────────┘   or it is refused
         ▲                 │ ended           │ ended │ left        a sign            │
         └───── endings.TABLE ◄──────────────┘       └──► LEAVING ──► WAITING ◄──────┘

What ends a connection, and what follows, is said in `core.link.endings`; when one is left or
doubted, in `core.link.health`; what is sent again, in `core.link.outbox`. Rules of this module:

1. The newest handle is kept. It is out of date only where handles have been seen to come after
   turns and none has come after the newest (PROTOCOL §11.2: else it names the session itself).
2. An idle session is resumed after the time that its service needs; a session whose model was
   speaking, at once. What is known to have arrived is not sent again, unless no answer comes.
3. A doubted connection stays, and nothing more is written to it, while another one is tried. If
   the service refuses that, it believes the old one alive: the old one is closed, the session is
   resumed for some seconds, and then a new one is told what was said and done.
4. Questions are counted in the outbox, whatever the cause of asking again.
5. A function's result goes to the session that asked. A new session was told of each call when it
   began; a result that is handed over later reaches it in words.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace
from enum import Enum, auto
from typing import Final, Literal

from livechat.core.link.actions import Action, Close, Emit, Fail, Finish, Open
from livechat.core.link.asked_calls import AskedCalls
from livechat.core.link.doubt import SUSPECT_S, UNTOLD_S, Doubt
from livechat.core.link.endings import TABLE, Deed, When, ending_of
from livechat.core.link.forgetting import Forgetting
from livechat.core.link.handles import NewestHandle
from livechat.core.link.health import Health
from livechat.core.link.items import (
    Activity,
    Item,
    Note,
    Sound,
    SoundEnd,
    System,
    ToolResult,
    Typed,
)
from livechat.core.link.leg import Leg
from livechat.core.link.manners import Manners
from livechat.core.link.opening import Opening
from livechat.core.link.outage import AGAIN_S, ANNOUNCED_S, LASTED_S, Outage
from livechat.core.link.outbox import NEVER, UNANSWERED_S, Outbox
from livechat.core.link.replay_dedup import ReplayDedup
from livechat.core.link.seed_history import seed_history
from livechat.core.setup_spec import SetupSpec
from livechat.core.talk.events import (
    AudioSent,
    Connected,
    Connecting,
    Disconnected,
    Event,
    HandingOver,
    Notice,
    ResumptionUpdated,
    Retrying,
    ServiceTroubled,
    SetupAccepted,
    SetupRefused,
    TextSent,
    ToolAnswered,
    TurnComplete,
    UsageReported,
)
from livechat.core.talk.transcript import Utterance
from livechat.core.talk.turns import Turns
from livechat.core.tools.responses import failure
from livechat.errors import AnswerTimeoutError, LivechatError, NetworkError

CONNECT_S: Final = 10.0
"""Seconds for connecting again: a try that takes longer had better be another one."""

TRIAL_S: Final = 4.0
"""Seconds for connecting beside a doubted connection."""

ANSWERS_S: Final = 5.0
"""Seconds in which a resumed session should go on with what it was asked before."""


_GO_ON: Final = "(The function has returned. Please go on.)"
"""What a model is told that says nothing after a function's result."""


class Phase(Enum):
    """Where the session stands."""

    WAITING = auto()
    """There is no connection; the next is made when it is due."""
    DIALING = auto()
    """A connection is being made."""
    UP = auto()
    """A connection is in use."""
    DOUBTED = auto()
    """A connection gives no sign of life; another one is tried beside it."""
    LEAVING = auto()
    """A connection is being closed; the next is made when it is."""
    OVER = auto()
    """The session has ended."""


class SessionMachine:
    """The machine. Every method takes the time and returns what is to be done, in order.

    Args:
        spec: What the session is set up with.
        manners: Tells how the service of a model behaves, by the model's name.
        said: Tells what was said so far, for a new session.
        account: Tells what became of each function call so far, a line each, for a new session.
        lasting: Whether the session goes on when the service ends it politely and nothing is left
            to be answered.
        reconnect_s: Seconds to try again after a connection was lost.
        connect_s: Seconds for connecting for the first time.
        handle: Resumes an earlier session.
        before: What was said in it.
        chance: Spreads the waits: from 0 to 1.
    """

    def __init__(
        self,
        spec: SetupSpec,
        *,
        manners: Callable[[str], Manners],
        said: Callable[[], Sequence[Utterance]],
        account: Callable[[], str],
        lasting: bool = True,
        reconnect_s: float = 300.0,
        connect_s: float = 30.0,
        handle: str = "",
        before: Sequence[Utterance] = (),
        chance: Callable[[], float],
    ) -> None:
        self.spec = spec
        """What is wanted."""
        self.accepted: SetupSpec | None = None
        """What is in force."""
        self.phase = Phase.WAITING
        self._manners = manners
        self._said = said
        self._account = account
        self._lasting = lasting
        self._reconnect_s = reconnect_s
        self._connect_s = connect_s
        self._before = before
        self._chance = chance
        self._newest = NewestHandle(handle, spec.model)
        self._forgetting = Forgetting()
        self._outbox = Outbox()
        self._turns = Turns()
        self._calls = AskedCalls()
        self._told_at = NEVER
        """What was handed over before, the service's session was told of when it began."""
        self._dedup = ReplayDedup()
        self._leg: Leg | None = None
        self._trial: Leg | None = None
        """Tried beside a doubted one."""
        self._legs = 0
        self._session = 0
        """Number of the service's session."""
        self._next_at = NEVER
        """When the next connection is due, while waiting."""
        self._outage = Outage(0.0)
        self._down_at = 0.0
        """When the last connection was last known to work."""
        self._cut_short = False
        """Whether the model was in the middle of a turn when the last connection ended."""
        self._proven_at = NEVER
        """All that was sent by then has arrived in the session that the handle resumes."""
        self._refreshes = False
        self._owed = False
        """Whether the model must still answer what was sent over the last connection."""
        self._ask_at_once = False
        """Whether what was asked is sent again over the next connection, arrived or not."""
        self._ask_again_at: float | None = None
        """The last connection's, which several short ones share."""
        self._failed: LivechatError | None = None
        """Why the last connection ended, unless it was of use."""
        self._refusals = 0
        """Connections in a row that the service refused to go on with in mid-call."""
        self._doubts = Doubt()
        self._asked_at = NEVER
        """When the newest answer began."""
        self._answered_at = NEVER
        """When the newest complete answer began."""
        self._given_up: deque[tuple[float, float]] = deque(maxlen=20)
        """From when to when questions were asked that were given up."""
        self._tick_at: float | None = None
        self._actions: list[Action] = []

    # What the user's side does

    def start(self, now: float) -> list[Action]:
        """Begin."""
        self._outage = Outage(now)
        self._next_at = now
        return self.tick(now)

    def send(self, item: Item, now: float) -> None:
        """Take an item, which leaves in its turn."""
        match item:
            case Sound(voiced=True) | Activity(speaking=True):
                self._turns.user_spoke(now)
            case Typed() | Activity() | Note(answered=True):
                self._turns.user_asked(now)
            case ToolResult(more=False, silent=False):
                self._turns.user_asked(now)
            case SoundEnd():
                self._turns.user_paused(now)
            case _:
                pass
        self._outbox.add(item, now)

    def stop(self, turn: int, heard: str | None, now: float) -> None:
        """The rest of a turn will not be heard.

        The service goes on with it unless a client turn that is not complete interrupts it; where
        the turn is over already, the service would believe that all of it was heard.

        Args:
            turn: Its number.
            heard: The last words that were heard, which the service is told; None: it is told
                otherwise that it is to stop.
            now: Seconds.
        """
        sounds = self._turns.sounds_until > now
        self._turns.stopped(turn)
        leg = self._leg
        if heard is None or leg is None or not leg.up or turn != self._turns.turn:
            return
        if leg.health.turn_open or sounds:  # else all of it was heard
            words = f" The last words I heard were: “{heard}”" if heard else ""
            self._outbox.add(Note(f"(I stopped your answer.{words})"), now)

    def change(self, spec: SetupSpec, now: float) -> list[Action]:
        """Go on with another setup: over a new connection, unless only the instruction changed."""
        if spec == self.spec:
            return self._done()
        before, self.spec = self.spec, spec
        leg = self._leg
        alike = (
            replace(before, system=spec.system)
            == spec
            == replace(self.accepted or before, system=spec.system)
        )
        if alike and spec.system and leg is not None and leg.up:
            self._outbox.add(System(spec.system), now)
        elif leg is not None:
            leg.health.want(now)
        return self._done()

    def hurry(self, now: float) -> list[Action]:
        """Try again now, if a try is being waited for."""
        if self.phase is Phase.WAITING:
            self._next_at = now
        self._doubts.hurry(now)
        return self.tick(now)

    def woke(self, now: float) -> list[Action]:
        """The machine was suspended: no connection outlives that."""
        if self._leg is not None and self._leg.up:
            self._leave(self._leg, "asleep", now)
        return self._done()

    # What a connection's writer and pinger do

    def next(self, leg: int) -> Item | None:
        """What this connection is to send now; None: nothing, for now."""
        one = self._leg
        if one is None or one.number != leg or not one.up or self.phase is not Phase.UP:
            return None
        manual = self.accepted is not None and self.accepted.manual
        item = self._outbox.next(manual=manual, session=self._session, told_at=self._told_at)
        if isinstance(item, ToolResult) and item.session != self._session:
            return self._calls.in_words(item)
        return item

    def sent(self, leg: int, item: Item, now: float) -> list[Action]:
        """What `next` gave to this connection has left."""
        if self._leg is None or self._leg.number != leg:
            return self._done()
        first = self._outbox.sent(now)
        turn = self._calls.turn_of(first) if isinstance(first, ToolResult) else 0
        trouble = self._leg.health.sent(item, now)
        match first:
            case Sound(pcm, captured_at, voiced, dbfs):
                self._emit(
                    AudioSent(at=now, pcm=pcm, captured_at=captured_at, voiced=voiced, dbfs=dbfs)
                )
            case Typed(text):
                self._emit(TextSent(at=now, text=text))
            case ToolResult(more=False):
                self._emit(
                    ToolAnswered(
                        at=now,
                        turn=turn,
                        id=first.id,
                        name=first.name,
                        error=failure(first.response),
                        silent=first.silent,
                    )
                )
            case System() if self.accepted is not None:
                self._accept(replace(self.accepted, system=first.instruction), now)
            case _:
                pass
        if trouble is not None:
            self._emit(trouble)
        return self._done()

    def pinged(self, leg: int, now: float) -> None:
        """A ping has been sent."""
        if self._leg is not None and self._leg.number == leg:
            self._leg.ping_at = now

    def ponged(self, leg: int, now: float) -> list[Action]:
        """Its pong has come: all that was sent before the ping has arrived."""
        one = self._leg
        if one is not None and one.number == leg and one.ping_at is not None:
            self._doubts.slow(now - one.ping_at)
            one.proven_at, one.ping_at, one.life_at = one.ping_at, None, now
            self._outbox.arrived(one.proven_at)
            self._trust(one, now)
        return self._done()

    # What a connection says

    def event(self, leg: int, event: Event, now: float) -> list[Action]:
        """A connection yielded an event."""
        one = self._find(leg)
        if one is None or one.closing:
            return self._done()
        one.life_at = now
        if one is not self._trial:
            self._trust(one, now)
        elif isinstance(event, Connected):
            self._adopt(one, now)
        else:
            return self._done()  # it is only a try
        match event:
            case Connected():
                self._came_up(one, event)
            case Disconnected():
                one.closing = one.up_at is not None  # it ends by itself: nothing more is sent
                self._emit(event)
            case Connecting():
                self._emit(event)
            case _ if one.up_at is not None:
                for numbered in self._turns.number(event):
                    self._follow(one, numbered)
            case _:
                pass
        return self._done()

    def ended(self, leg: int, error: LivechatError | None, now: float) -> list[Action]:
        """A connection has ended.

        Args:
            leg: Its number.
            error: Why; None: it was closed on purpose.
            now: Seconds.
        """
        one = self._find(leg)
        if one is None or self.phase is Phase.OVER:
            return self._done()
        if one is self._trial:
            self._trial = None
            self._after_trial(error, now)
            return self._done()
        self._leg = None
        self._abandon_trial()
        when = self._when(one)
        if one.up_at is not None:
            self._went_down(one, now)
        if error is None or one.why:
            self._after_leaving(one, now)
        else:
            self._after_ending(one, when, error, now)
        return self.tick(now)

    def tick(self, now: float) -> list[Action]:
        """Look at what is due: four times a second and whenever `due_at` says."""
        late = self._tick_at is not None and now - self._tick_at > SUSPECT_S / 2
        self._tick_at = now
        if self.phase is Phase.OVER:
            return self._done()
        leg = self._leg
        if leg is None:
            if now >= self._next_at:
                self._open(now)
            return self._done()
        for event in self._turns.tick(now):
            self._follow(leg, event)
        if leg.up:
            if late and leg.ping_at is not None:
                leg.ping_at = now  # this program stood still, not the service
            self._mind(leg, now)
        return self._done()

    @property
    def due_at(self) -> float:
        """Seconds: when `tick` is to be called at the latest, where that is known."""
        next_at = self._next_at if self.phase is Phase.WAITING else float("inf")
        return min(next_at, self._turns.wakes_at)

    # Inside

    def _done(self) -> list[Action]:
        actions, self._actions = self._actions, []
        return actions

    def _emit(self, event: Event) -> None:
        self._actions.append(Emit(event))

    def _end(self, action: Fail | Finish) -> None:
        self.phase = Phase.OVER
        self._leg = self._trial = None
        self._actions.append(action)

    def _find(self, leg: int) -> Leg | None:
        return next((one for one in (self._leg, self._trial) if one and one.number == leg), None)

    # A connection begins

    def _open(self, now: float) -> None:
        self._legs += 1
        self._leg = Leg(self._legs, self._opening(now), now)
        self.phase = Phase.DIALING
        self._actions.append(Open(self._leg.number, self._leg.opening))

    @property
    def _began(self) -> bool:
        return self.accepted is not None

    def _opening(self, now: float) -> Opening:
        timeout_s = min(CONNECT_S, self._connect_s) if self._began else self._connect_s
        if self._newest.serves(self.spec.model, now) and not self._outage.renew:
            return Opening(self.spec, handle=self._newest.handle, timeout_s=timeout_s)
        history = seed_history(
            self._before,
            self._said(),
            resending=self._outbox.owes,
            answered_at=self._answered_at,
            given_up=self._given_up,
            calls=self._account(),
        )
        return Opening(self.spec, history=history, timeout_s=timeout_s)

    def _came_up(self, leg: Leg, event: Connected) -> None:
        now, opening = event.at, leg.opening
        how: Literal["new", "resumed", "seeded"] = "seeded" if opening.history else "new"
        untold = False
        if opening.handle:
            how = "resumed"
        else:
            self._told_at = leg.opened_at if self._session else NEVER
            # It was told of them when it began, but nobody has asked it to speak of them.
            untold = self._outbox.has_results(self._told_at)
            self._session += 1
            self._newest.drop()
        self._session = self._calls.session = max(1, self._session)
        manners = self._manners(opening.spec.model)
        older = self._refreshes or manners.handles_after_turns
        arrived = opening.handle and not older and not self._ask_at_once
        rewound = self._outbox.rewind(self._proven_at if arrived else NEVER)
        if opening.spec.manual:
            self._outbox.mark_speech()
        self._ask_at_once = False
        self._dedup.rewound(
            again=rewound.repeats_speech, owed=self._outbox.owes, since=rewound.repeats_from
        )
        gap_s = now - self._down_at if self._began else 0.0
        leg.up_at = leg.life_at = now
        leg.health = Health(
            now,
            calls=self._calls,
            may_be_silent=manners.may_be_silent,
            refreshes=self._refreshes,
            owed=self._owed and bool(arrived),
        )
        if arrived and self._outbox.owes_sent:
            leg.ask_again_at = max(self._ask_again_at or now + ANSWERS_S, now + 1.0)
        if self.spec != opening.spec:  # changed while it was being made
            leg.health.want(now)
        self._newest.accepted()
        self._outage.accepted()
        self._forgetting.connected(resumed=bool(opening.handle))
        self.phase = Phase.UP
        leg.connected = event
        self._emit(
            replace(
                event,
                how=how,
                gap_s=gap_s,
                resent_s=rewound.resent_s,
                dropped_s=rewound.dropped_s,
            )
        )
        self._accept(opening.spec, now)
        if rewound.gave_up:
            self._give_up(now)
        if untold and not self._outbox.owes:
            self._outbox.add(Note(_GO_ON, answered=True), now)

    def _accept(self, spec: SetupSpec, now: float) -> None:
        self.accepted = spec
        self._turns.accepted(spec, self._session)
        self._emit(SetupAccepted(at=now, spec=spec, session=self._session))

    # A connection is up

    def _follow(self, leg: Leg, event: Event) -> None:
        """Take an event that is numbered."""
        before = leg.health.turn_open
        trouble = leg.health.fold(event)
        if leg.health.turn_open and not before:
            self._outbox.asked(event.at)
            self._asked_at = event.at
        if leg.health.output_at >= (leg.up_at or NEVER):
            leg.ask_again_at = None
        match event:
            case ResumptionUpdated(resumable=True, handle=handle) if handle:
                self._newest.came(handle, leg.opening.spec.model, event.at)
                # A session that is resumed by it may not answer by itself.
                if leg.health.refreshes and not leg.health.due(event.at):
                    self._outbox.let_go(event.at)
            case TurnComplete(more=False, lost=False):
                self._answered()
                leg.answered = True
                self._refusals, self._failed = 0, None
            case UsageReported(usage=usage) if self._forgetting.used(usage.prompt):
                self._tell_again(event.at)
            case _:
                pass
        known = self._dedup.fold(event)
        if known is not None:
            self._emit(known)
        if trouble is not None:
            self._emit(trouble)

    def _answered(self) -> None:
        self._answered_at = self._asked_at
        self._outbox.answered()
        self._dedup.answered()

    def _tell_again(self, now: float) -> None:
        """The service has resumed the session and forgotten what was said in it."""
        notes = self._manners(self.spec.model).takes_notes
        doing = "Sending it again." if notes else "Repeat what it must know."
        self._emit(ServiceTroubled(at=now, what="forgotten", doing=doing))
        if not notes:
            return
        said = seed_history(self._before, self._said(), resending=False)
        lines = "\n".join(f"{turn.role}: {turn.text}" for turn in said)
        self._outbox.add(Note(f"(Our conversation so far:\n{lines})"), now)

    def _mind(self, leg: Leg, now: float) -> None:
        """Look at a connection that is up."""
        if self.phase is Phase.DOUBTED:
            self._doubt(leg, now)
            return
        health = leg.health
        why = health.leave(now)
        if why is not None:
            self._leave(leg, why, now)
            return
        trouble = health.tell(now)
        if trouble is not None:
            self._emit(trouble)
        if health.is_silent_after_result(now):
            self._outbox.add(Note(_GO_ON, answered=True), now)
        # Without a connection nobody could answer.
        settled = now >= health.up_at + UNANSWERED_S and not health.due(now)
        if settled and not health.turn_open:
            self._outbox.let_go(min(now, leg.life_at))
        if self._doubts.suspects(leg.life_at, leg.ping_at, now):
            self.phase = Phase.DOUBTED
            self._doubts.begin(leg.life_at, now)
            self._doubt(leg, now)
        elif leg.ask_again_at is not None and now >= leg.ask_again_at:
            self._ask_again(leg, now)

    def _ask_again(self, leg: Leg, now: float) -> None:
        """A resumed session has not gone on with what it was asked."""
        if not leg.health.quiet_since_up(now):
            leg.ask_again_at = now + (ANSWERS_S if self._calls.waiting else 1.0)
            return
        leg.ask_again_at = None
        if self._outbox.owes_sent:
            rewound = self._outbox.rewind()
            self._dedup.rewound(
                again=rewound.repeats_speech, owed=self._outbox.owes, since=rewound.repeats_from
            )
            if rewound.gave_up:
                self._give_up(now)

    def _give_up(self, now: float) -> None:
        """The question was asked often enough."""
        self._given_up.append((self._answered_at, now))
        self._owed = False
        if self._leg is not None:
            self._leg.health.give_up()
        error = self._failed or AnswerTimeoutError(
            "The service did not answer the last question.", "Ask again, or rephrase."
        )
        if not self._lasting:
            self._end(Fail(error))
            return
        self._emit(ServiceTroubled(at=now, what="given_up", doing=error.remedy, reason=error.what))

    # A connection is doubted

    def _doubt(self, leg: Leg, now: float) -> None:
        resumable = self._newest.serves(self.spec.model, now) and not leg.health.handle_is_stale
        due = leg.health.turn_open or leg.health.due(now) or self._outbox.owes
        step = self._doubts.step(now, trying=self._trial is not None, resumable=resumable, due=due)
        if step == "leave":
            self._leave(leg, "silent", now)
        elif step == "try":
            self._legs += 1
            opening = Opening(self.spec, handle=self._newest.handle, timeout_s=TRIAL_S)
            self._trial = Leg(self._legs, opening, now)
            self._actions.append(Open(self._trial.number, opening))

    def _trust(self, leg: Leg, now: float) -> None:
        """The connection has given a sign of life."""
        if self.phase is not Phase.DOUBTED or leg is not self._leg:
            return
        self._doubts.wrong()
        self.phase = Phase.UP
        self._abandon_trial()
        if self._doubts.told and leg.connected is not None:
            gap_s = now - self._doubts.since
            self._emit(replace(leg.connected, at=now, how="resumed", gap_s=gap_s))

    def _abandon_trial(self) -> None:
        if self._trial is not None:
            self._actions.append(Close(self._trial.number))
            self._trial = None

    def _after_trial(self, error: LivechatError | None, now: float) -> None:
        leg = self._leg
        # A try that is closed on purpose is forgotten before.
        assert leg is not None
        assert error is not None
        match TABLE[When.RESUMING, ending_of(error)]:
            case Deed.RETRY if now >= self._doubts.since + self._reconnect_s:
                self._actions.append(Close(leg.number))
                self._end(Fail(error))
            case Deed.RETRY:
                if self._doubts.unreachable(now):
                    self._tell_retry(AGAIN_S, self._doubts.attempts, error, now)
            case Deed.RESUME_LATER:
                self._doubts.refused(now)
            case _:  # the session cannot be resumed
                self._newest.set_aside()
                self._leave(leg, "silent", now)

    def _adopt(self, trial: Leg, now: float) -> None:
        """The service has accepted another connection in the place of the doubted one."""
        leg, self._trial = self._leg, None
        assert leg is not None
        self._actions.append(Close(leg.number))
        self._emit(HandingOver(at=now, why="silent"))
        self._leg = trial
        self._went_down(leg, now)

    # A connection ends

    def _leave(self, leg: Leg, why: Literal["limit", "settings", "stalled", "asleep", "silent"],
               now: float) -> None:  # fmt: skip
        leg.closing, leg.why = True, why
        self.phase = Phase.LEAVING
        self._abandon_trial()
        self._emit(HandingOver(at=now, why=why))
        self._actions.append(Close(leg.number))

    def _when(self, leg: Leg) -> When:
        if leg.up_at is not None:
            return When.TALKING
        if leg.opening.handle:
            return When.RESUMING
        return When.RENEWING if self._began else When.BEGINNING

    def _went_down(self, leg: Leg, now: float) -> None:
        """Keep what the next connection must know of one that was up."""
        gone = leg.why in ("silent", "asleep") or self.phase is Phase.DOUBTED
        self._down_at = leg.life_at if gone else now
        polite = leg.why in ("limit", "settings")
        self._proven_at = now if polite else max(self._proven_at, leg.proven_at)
        self._refreshes = leg.health.refreshes
        self._owed = leg.health.owed
        self._ask_again_at = leg.ask_again_at
        self._cut_short = leg.health.turn_open
        for event in self._turns.close(now):
            leg.health.fold(event)
            if isinstance(event, TurnComplete) and not event.lost:
                self._answered()
            self._emit(event)
        if leg.health.handle_is_stale:
            self._newest.drop()

    def _soonest(self, leg: Leg, now: float) -> float:
        """When the service takes the session on again."""
        if leg.up_at is None or self._cut_short or not self._newest.serves(self.spec.model, now):
            return now
        wait_s = self._manners(self.spec.model).resume_after_s
        return max(now, self._down_at + wait_s)

    def _proved(self, now: float) -> None:
        """The connection was of use: whatever comes now is another trouble."""
        self._outage = Outage(now, refused_since=self._outage.refused_since)

    def _after_leaving(self, leg: Leg, now: float) -> None:
        owes = self._outbox.owes
        if leg.why == "limit" and not self._lasting and not owes:
            self._end(Finish())
            return
        early = leg.why == "limit" and not leg.lasted(now, LASTED_S)
        what = "The service closes each connection right after it opens."
        self._failed = NetworkError(what, "Try again in a moment.") if early else None
        if self._failed is not None and not leg.lasted(now, ANNOUNCED_S):
            if self._outage.ended_soon():
                self._end(Fail(self._failed))
                return
        else:
            self._proved(now)
        self._ask_at_once = leg.why == "stalled"
        self._wait(self._soonest(leg, now))

    def _after_ending(self, leg: Leg, when: When, error: LivechatError, now: float) -> None:
        polite = isinstance(error, NetworkError) and error.cause == "ended"
        if polite and self._began and not self._lasting and not self._outbox.owes:
            self._end(Finish())
            return
        if leg.lasted(now, LASTED_S):
            self._proved(now)
        if leg.up_at is not None:
            self._failed = error
        first = not self._refusals
        match TABLE[when, ending_of(error)]:
            case Deed.RETRY:
                self._retry(leg, error, now)
            case Deed.RESUME_LATER:
                self._resume_later(error, now)
            case Deed.DROP_HANDLE if self._newest.handle and (first or when is not When.TALKING):
                self._refusals += when is When.TALKING
                self._newest.set_aside()
                self._wait(now)
            case Deed.TAKE_BACK if self.accepted is not None and leg.opening.spec != self.accepted:
                self._take_back(leg, error, now)
            case Deed.FORGET_QUESTION if self._lasting and first:
                self._refusals += 1
                asked = self._outbox.owes
                self._outbox.forget_sent()
                self._failed = None  # told below
                if asked:
                    self._give_up(now)
                then = "Not sending your last words again." if asked else "Retrying once."
                text = f"{error.what} {then}"
                self._emit(Notice(at=now, text=text, level="warning"))
                self._wait(self._soonest(leg, now))
            case Deed.ONCE_MORE | Deed.DROP_HANDLE if when is When.TALKING and first:
                self._refusals += 1
                text = f"{error.what} Retrying once."
                self._emit(Notice(at=now, text=text, level="warning"))
                self._wait(self._soonest(leg, now))
            case _:
                self._end(Fail(error))

    def _take_back(self, leg: Leg, error: LivechatError, now: float) -> None:
        assert self.accepted is not None
        self.spec = self.accepted
        self._newest.take_back()
        self._emit(SetupRefused(at=now, spec=leg.opening.spec, reason=error.what))
        text = f"{error.what} Keeping the previous settings."
        self._emit(Notice(at=now, text=text, level="warning"))
        self._wait(now)

    def _resume_later(self, error: LivechatError, now: float) -> None:
        """The service does not let the session be resumed yet, or at all."""
        outage = self._outage
        outage.refused(now)
        if outage.renew:
            self._wait(now)
            return
        if now >= self._down_at + UNTOLD_S:
            outage.attempt += 1
            self._tell_retry(AGAIN_S, outage.attempt, error, now)
        self._wait(now + AGAIN_S)

    def _retry(self, leg: Leg, error: LivechatError, now: float) -> None:
        """Wait for the next try, unless there have been enough."""
        outage, was_up = self._outage, leg.up_at is not None
        wait_s = outage.wait_s(
            error,
            now,
            was_up=was_up,
            began=self._began,
            patience_s=self._reconnect_s if self._began else self._connect_s,
            least_s=self._soonest(leg, now) - now,
            chance=self._chance(),
        )
        if wait_s is None:
            self._end(Fail(error))
            return
        if not outage.is_pause(wait_s, was_up=was_up):
            self._tell_retry(wait_s, outage.attempt, error, now)
        self._wait(now + wait_s)

    def _tell_retry(self, wait_s: float, attempt: int, error: LivechatError, now: float) -> None:
        self._emit(Retrying(at=now, in_s=wait_s, attempt=attempt, reason=error.what))

    def _wait(self, until: float) -> None:
        self.phase = Phase.WAITING
        self._next_at = until
