"""A session machine driven by hand, without a loop: a test tells what each side does, and when.

`Story` stands in for the shell round the machine (`livechat.app.session`): it does what the machine
asks for, and notes it. The service has as many connections as the machine has opened; a test lets
it accept one, say something over it, or end it. Time is a number that passes when a test says so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, TypeVar

from livechat.app.session import PING_S, TICK_S
from livechat.core.link.actions import Action, Close, Emit, Fail, Finish, Open
from livechat.core.link.items import Item, Typed
from livechat.core.link.manners import Manners
from livechat.core.link.opening import Opening
from livechat.core.link.session import Phase, SessionMachine
from livechat.core.setup_spec import SetupSpec
from livechat.core.talk.events import (
    Connected,
    Connecting,
    Event,
    HandingOver,
    Notice,
    ResumptionUpdated,
    Retrying,
    ServiceTroubled,
)
from livechat.core.talk.transcript import Utterance
from livechat.errors import LivechatError
from tests.support.fakes import at

E = TypeVar("E", bound=Event)

SETUP: Final = SetupSpec(model="fake")

START: Final = 1000.0
"""Seconds: when each story begins, as no real clock does."""


class Story:
    """One session. What it notes is in order.

    Args:
        spec: What it is set up with.
        manners: How the service behaves.
        said: What was said in it.
        account: What became of the function calls in it.
        lasting: Whether it goes on after a polite end.
        reconnect_s: Seconds to try again.
        handle: Resumes an earlier session.
        before: What was said in that.
        chance: Spreads the waits.
    """

    def __init__(
        self,
        spec: SetupSpec = SETUP,
        *,
        manners: Manners | None = None,
        said: Sequence[Utterance] = (),
        account: str = "",
        lasting: bool = True,
        reconnect_s: float = 300.0,
        handle: str = "",
        before: Sequence[Utterance] = (),
        chance: float = 1.0,
    ) -> None:
        self.now = START
        self.openings: list[Opening] = []
        """Connections that were asked for; the first is number 1."""
        self.began: list[float] = []
        """Seconds: when each of them was."""
        self.accepted: set[int] = set()
        """Numbers of those that the service has accepted so far."""
        self.closed: list[int] = []
        """Numbers of those that were to be closed."""
        self.events: list[Event] = []
        self.sent: list[tuple[int, Item]] = []
        """What has left, and the number of the connection it left over."""
        self.outcome: LivechatError | str | None = None
        """How the session ended: with an error, or "finished"; None: it goes on."""
        self.ponging = True
        """Whether the service's pongs get through."""
        self.writing = True
        """Whether the socket takes what is written to it."""
        self.parting = True
        """Whether connections that are to be closed are closed at once."""
        self.watching: Callable[[Event], object] = lambda _: None
        """Called with each event."""
        self._live: list[int] = []
        self._ping: int | None = None
        """Number of the connection that waits for a pong."""
        self._pinged_at = START - PING_S
        self.machine = SessionMachine(
            spec,
            manners=lambda _: manners or Manners(),
            said=lambda: said if self.accepted else (),
            account=lambda: account if self.accepted else "",
            lasting=lasting,
            reconnect_s=reconnect_s,
            handle=handle,
            before=before,
            chance=lambda: chance,
        )
        self.do(self.machine.start(self.now))

    # What the service does

    def accept(self, *events: Event) -> None:
        """The service accepts the newest connection, and says something over it."""
        leg = self._live[-1]
        self.accepted.add(leg)
        self.hear(leg, Connecting(at=0, model="fake", host="fake"))
        self.hear(leg, Connected(at=0, model="fake", practice=False))
        for event in events:
            if self.outcome is None:
                self.hear(leg, event)

    def says(self, *events: Event) -> None:
        """The service says something over the oldest connection that is open."""
        for event in events:
            self.hear(self._live[0], event)

    def hear(self, leg: int, event: Event) -> None:
        """A connection yields an event."""
        self.do(self.machine.event(leg, at(event, self.now), self.now))

    def ends(self, error: LivechatError | None, leg: int = 0) -> None:
        """A connection ends, the newest unless its number is given; None: it was closed."""
        leg = leg or self._live[-1]
        self._live.remove(leg)
        self._ping = None if self._ping == leg else self._ping
        self.do(self.machine.ended(leg, error, self.now))

    # What the user does

    def send(self, *items: Item) -> None:
        """The user hands something over."""
        for item in items:
            self.machine.send(item, self.now)
        self._write()

    def line(self, text: str) -> None:
        """The user types a line."""
        self.send(Typed(text))

    def change(self, spec: SetupSpec) -> None:
        """The user wants another setup."""
        self.do(self.machine.change(spec, self.now))

    def stop(self, turn: int, heard: str | None) -> None:
        """The user does not want to hear the rest of a turn."""
        self.machine.stop(turn, heard, self.now)
        self._write()

    def hurry(self) -> None:
        """The user does not want to wait."""
        self.do(self.machine.hurry(self.now))

    def wake(self) -> None:
        """The computer was suspended, and is awake."""
        self.do(self.machine.woke(self.now))

    # Time

    def wait(self, seconds: float) -> None:
        """Time passes; the machine is looked at as often as the shell does."""
        end = self.now + seconds
        while self.now < end and self.outcome is None:
            due = max(self.now, self.machine.due_at)
            self.now = min(end, self.now + TICK_S, due if due > self.now else end)
            self._pingpong()
            self.do(self.machine.tick(self.now))

    def redial(self) -> None:
        """Time passes until another connection is being made."""
        while self.machine.phase is Phase.WAITING:
            self.wait(TICK_S)

    def stand_still(self, seconds: float) -> None:
        """Time passes, and this program does nothing meanwhile."""
        self.now += seconds

    # What is noted

    @property
    def phase(self) -> str:
        """Where the session stands: the name of a phase."""
        return self.machine.phase.name

    @property
    def live(self) -> list[int]:
        """Numbers of the connections that were asked for and have not ended."""
        return list(self._live)

    def of(self, kind: type[E]) -> list[E]:
        """The events of a kind."""
        return [event for event in self.events if isinstance(event, kind)]

    @property
    def how(self) -> list[str]:
        """How each connection that was accepted took the session on."""
        return [event.how for event in self.of(Connected)]

    @property
    def why(self) -> list[str]:
        """Why connections were left."""
        return [event.why for event in self.of(HandingOver)]

    @property
    def waits(self) -> list[float]:
        """Waits that were told."""
        return [event.in_s for event in self.of(Retrying)]

    @property
    def troubles(self) -> list[str]:
        """Troubles that were told."""
        return [event.what for event in self.of(ServiceTroubled)]

    @property
    def notices(self) -> list[str]:
        """Notices that were told."""
        return [event.text for event in self.of(Notice)]

    def sent_over(self, leg: int) -> list[Item]:
        """What has left over a connection."""
        return [item for number, item in self.sent if number == leg]

    # The shell

    def do(self, actions: Sequence[Action]) -> None:
        """Do what the machine asks for; nothing may follow the end of the session."""
        for action in actions:
            assert self.outcome is None, f"after the end: {action}"
            match action:
                case Open(leg, opening):
                    others = set(self._live) - set(self.closed)
                    assert len(others) == (self.machine.phase is Phase.DOUBTED), "beside another"
                    self.openings.append(opening)
                    self.began.append(self.now)
                    self._live.append(leg)
                    assert leg == len(self.openings)
                case Close(leg):
                    self.closed.append(leg)
                case Emit(event):
                    self.events.append(event)
                    self.watching(event)
                case Fail(error):
                    self.outcome = error
                case Finish():
                    self.outcome = "finished"
        while self.parting and (gone := [leg for leg in self._live if leg in self.closed]):
            self.ends(None, gone[0])
        self._write()

    def _write(self) -> None:
        for leg in self._live:
            while self.writing and (item := self.machine.next(leg)) is not None:
                self.sent.append((leg, item))
                self.do(self.machine.sent(leg, item, self.now))

    def _pingpong(self) -> None:
        up = [leg for leg in self._live if leg in self.accepted]
        if self._ping is None and up and self.now >= self._pinged_at + PING_S:
            self._ping, self._pinged_at = up[0], self.now
            self.machine.pinged(up[0], self.now)
        if self._ping is not None and self.ponging:
            leg, self._ping = self._ping, None
            self.do(self.machine.ponged(leg, self.now))


def handle(name: str) -> ResumptionUpdated:
    """The service gives out a handle."""
    return ResumptionUpdated(at=0, resumable=True, handle=name)
