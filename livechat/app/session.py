"""A session with the service: asyncio round `core.link.session`, which decides everything.

link.send ──► machine ◄── events ── reader ─┐
│  ▲ next, sent ── writer ──┤ one connection
emit ◄── actions┘  └─ pinged, ponged ─ pinger┘
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable, Sequence
from contextlib import aclosing, suppress
from typing import Final

from livechat.app.ports import Connection, Dial, Opening
from livechat.app.ports import Emit as Tell
from livechat.catalog.models import resolve
from livechat.core.link.actions import Action, Close, Emit, Fail, Open
from livechat.core.link.items import Item
from livechat.core.link.manners import Manners
from livechat.core.link.session import SessionMachine
from livechat.core.setup_spec import SetupSpec
from livechat.core.talk.events import Connected
from livechat.core.talk.transcript import Utterance
from livechat.errors import LivechatError, NetworkError

TICK_S: Final = 0.25
"""Maximum, in seconds, between two looks at what is due."""

PING_S: Final = 0.5
"""Seconds between two pings; each tells how much of what was sent has arrived."""

ASLEEP_S: Final = 5.0
"""Seconds by which the clock that goes on in a suspended machine is ahead after such a time."""


def asleep_s() -> float:
    """Seconds that this machine has been suspended since it was started; 0 where nobody knows.

    Linux's monotonic clock stops meanwhile and its boot clock does not (clock_gettime(2)). A wall
    clock would not do: it is set now and then.
    """
    boot = getattr(time, "CLOCK_BOOTTIME", None)
    if boot is None:
        return 0.0
    return time.clock_gettime(boot) - time.clock_gettime(time.CLOCK_MONOTONIC)


def manners_of(model: str) -> Manners:
    """How the service of a model behaves, by its row in the catalogue."""
    row, _ = resolve(model)
    return Manners(
        resume_after_s=row.early_resume_refused_s,
        handles_after_turns=row.handles == "per-turn",
        takes_notes=row.client_content == "yes",
        may_be_silent=row.silent,
    )


class Session:
    """A link of many connections.

    Args:
        dial: Makes a connection.
        spec: What the session is set up with.
        lasting: Whether the session goes on when the service ends it politely and nothing is left
            to be answered.
        reconnect_s: Seconds to try again after a connection was lost.
        connect_s: Seconds for connecting for the first time.
        handle: Resumes an earlier session.
        before: What was said in it.
        manners: How the service of a model behaves.
        chance: Spreads the waits: from 0 to 1.
        asleep: Seconds that the machine has been suspended so far.
    """

    def __init__(
        self,
        dial: Dial,
        spec: SetupSpec,
        *,
        lasting: bool = True,
        reconnect_s: float = 300.0,
        connect_s: float = 30.0,
        handle: str = "",
        before: Sequence[Utterance] = (),
        manners: Callable[[str], Manners] = manners_of,
        chance: Callable[[], float] = random.random,
        asleep: Callable[[], float] = asleep_s,
    ) -> None:
        self._dial = dial
        self._asleep = asleep
        self._said: Callable[[], Sequence[Utterance]] = tuple
        self._account: Callable[[], str] = str
        self._tell: Tell = lambda _: None
        self._machine = SessionMachine(
            spec,
            manners=manners,
            said=self._said_so_far,
            account=self._account_so_far,
            lasting=lasting,
            reconnect_s=reconnect_s,
            connect_s=connect_s,
            handle=handle,
            before=before,
            chance=chance,
        )
        self._tasks: asyncio.TaskGroup
        self._closing: dict[int, asyncio.Event] = {}
        """Set to close a connection, by its number."""
        self._news = asyncio.Event()
        """Set whenever a writer may find something to send."""
        self._due = asyncio.Event()
        self._look_at = 0.0
        """Seconds: when the next look is due."""
        self._over: asyncio.Future[LivechatError | None] | None = None
        """How the session ended."""

    @property
    def spec(self) -> SetupSpec:
        """What the session is to be set up with."""
        return self._machine.spec

    def send(self, item: Item) -> None:
        """Take an item, to be sent in order as soon as there is a connection."""
        self._machine.send(item, _now())
        self._news.set()

    def stop(self, turn: int, heard: str | None) -> None:
        """Say that the rest of a turn will not be heard; see `Link.stop`."""
        self._machine.stop(turn, heard, _now())
        self._news.set()

    def change(self, spec: SetupSpec) -> None:
        """Let the session go on with another setup."""
        self._do(self._machine.change(spec, _now()))

    def hurry(self) -> None:
        """Try again now, if there is no connection."""
        if self._over is not None and not self._over.done():
            self._do(self._machine.hurry(_now()))

    async def run(
        self, emit: Tell, said: Callable[[], Sequence[Utterance]], account: Callable[[], str]
    ) -> None:
        """Hold the session, connection by connection.

        Raises:
            LivechatError: The service refused, or could not be reached any more.
        """
        self._tell, self._said, self._account = emit, said, account
        self._over = asyncio.get_running_loop().create_future()
        async with asyncio.TaskGroup() as self._tasks:
            ticking = self._tasks.create_task(self._tick(), name="tick")
            self._do(self._machine.start(_now()))
            error = await self._over
            ticking.cancel()
            for closing in self._closing.values():
                closing.set()
        if error is not None:
            raise error

    def _said_so_far(self) -> Sequence[Utterance]:
        return self._said()

    def _account_so_far(self) -> str:
        return self._account()

    def _do(self, actions: Sequence[Action]) -> None:
        for action in actions:
            match action:
                case Emit(event):
                    self._tell(event)
                case Open(leg, opening):
                    self._closing[leg] = asyncio.Event()
                    holding = self._hold(leg, opening)
                    self._tasks.create_task(holding, name=f"connection {leg}")
                case Close(leg):
                    self._closing[leg].set()
                case _:  # Fail or Finish
                    assert self._over is not None  # it has begun
                    self._over.set_result(action.error if isinstance(action, Fail) else None)
        self._news.set()
        if self._machine.due_at < self._look_at:
            self._due.set()

    async def _tick(self) -> None:
        asleep = self._asleep()
        while True:
            await self._until_due()
            before, asleep = asleep, self._asleep()
            if asleep - before > ASLEEP_S:
                self._do(self._machine.woke(_now()))
            self._do(self._machine.tick(_now()))

    async def _until_due(self) -> None:
        """Wait for the next look, or until the machine wants an earlier one."""
        self._due.clear()
        now = _now()
        self._look_at = min(now + TICK_S, max(now, self._machine.due_at))
        alarm = asyncio.get_running_loop().call_at(self._look_at, self._due.set)
        try:
            await self._due.wait()
        finally:
            alarm.cancel()

    async def _hold(self, leg: int, opening: Opening) -> None:
        """Hold one connection, to its end or until it is to be closed."""
        async with asyncio.TaskGroup() as tasks:
            reading = tasks.create_task(self._read(leg, opening, tasks), name="read")
            closing = tasks.create_task(self._closing[leg].wait(), name="close")
            await asyncio.wait([reading, closing], return_when=asyncio.FIRST_COMPLETED)
            reading.cancel()
            closing.cancel()
        del self._closing[leg]
        error = None if reading.cancelled() else reading.result()
        self._do(self._machine.ended(leg, error, _now()))

    async def _read(self, leg: int, opening: Opening, tasks: asyncio.TaskGroup) -> LivechatError:
        """Take what a connection says; return why it ended."""
        others: list[asyncio.Task[None]] = []
        try:
            connection = await self._dial(opening)
            async with aclosing(connection.events()) as events:
                async for event in events:
                    self._do(self._machine.event(leg, event, event.at))
                    if isinstance(event, Connected):
                        others += (
                            tasks.create_task(self._write(leg, connection), name="write"),
                            tasks.create_task(self._ping(leg, connection), name="ping"),
                        )
        except LivechatError as error:
            return error
        finally:
            for task in others:
                task.cancel()
        return NetworkError("The service ended the session.", "Start a new one.", cause="ended")

    async def _write(self, leg: int, connection: Connection) -> None:
        """Send what waits, one item after the other."""
        while True:
            self._news.clear()
            item = self._machine.next(leg)
            if item is None:
                await self._news.wait()
                continue
            try:
                await connection.send(item)
            except NetworkError:
                return  # whoever reads the connection learns why
            self._do(self._machine.sent(leg, item, _now()))

    async def _ping(self, leg: int, connection: Connection) -> None:
        """Look for life, and learn what has arrived."""
        with suppress(NetworkError):  # whoever reads the connection learns why
            while True:
                self._machine.pinged(leg, _now())
                await connection.ping()
                self._do(self._machine.ponged(leg, _now()))
                await asyncio.sleep(PING_S)


def _now() -> float:
    return asyncio.get_running_loop().time()
