"""One session over many connections: resumed, handed over, begun anew, and nothing lost.

    dial ─► Connection ─ events ─► Exchange, Handover, Watchdog ─► emit
              ▲                          │ leave, tell
    Backlog ──┘ what was handed over and may be forgotten is sent again

A connection ends because the service closed it, because it broke, or because it was left
(`core.link.handover`). In each case another one takes the session on: with the newest handle, or,
where there is none that includes all that was said, as a new session that is told of it.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable, Sequence
from contextlib import aclosing, suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Final, Literal

from livechat.app.ports import Connection, Dial, Emit, Opening
from livechat.core.link import handover
from livechat.core.link.backlog import Activity, Backlog, Item, Sound, SoundEnd, Typed
from livechat.core.link.exchange import NEVER, Exchange
from livechat.core.link.handover import Handover
from livechat.core.link.rehearing import Rehearing
from livechat.core.link.retry import delay_s
from livechat.core.link.seed_history import seed_history
from livechat.core.link.watchdog import Watchdog
from livechat.core.talk.events import (
    Connected,
    Disconnected,
    Event,
    HandingOver,
    Notice,
    ResumptionUpdated,
    Retrying,
    ToolCall,
    ToolCalled,
    TurnComplete,
)
from livechat.core.talk.transcript import Utterance
from livechat.errors import (
    AnswerTimeoutError,
    InvalidArgumentError,
    LivechatError,
    NetworkError,
    RateLimitError,
    UnknownSessionError,
)

if TYPE_CHECKING:
    from livechat.config.settings import Settings

TICK_S: Final = 0.25
"""Seconds between two looks at whether the connection is to be left."""

ASLEEP_S: Final = 10.0
"""Seconds on the wall clock between two looks, after which the machine must have been suspended."""

HANDLE_LIFETIME_S: Final = 2 * 3600.0
"""Seconds a handle is valid ("Session management with Live API")."""

CONNECT_S: Final = 10.0
"""Seconds for connecting again: a try that takes longer had better be another one."""

FIRST_TRIES: Final = 3
"""Tries to connect for the first time: whoever has just typed a command wants to know."""

MOST_TRIES: Final = 60
"""Tries to connect again. At ten seconds each, the time given ends them sooner."""

FLEETING_TRIES: Final = 6
"""Connections in a row that the service accepts and that end before anything was answered."""

LASTED_S: Final = 10.0
"""Seconds after which a connection is no fleeting one."""

ANNOUNCED_S: Final = 1.0
"""The same where the service announces the end in time: nothing is lost then, however often."""

STALLS: Final = 2
"""Connections in a row left because an answer was due and nothing came; after the next, what was
asked is given up."""

Why = handover.Why | Literal["asleep"]


class Session:
    """A link of many connections.

    Args:
        dial: Makes a connection.
        settings: What the session is set up with.
        lasting: Whether the session goes on when the service ends it politely and nothing is left
            to be answered.
        reconnect_s: Seconds to try again after a connection was lost.
        connect_s: Seconds for connecting for the first time.
        handle: Resumes an earlier session.
        before: What was said in it.
        chance: Spreads the waits: from 0 to 1.
        wall: Seconds on a clock that goes on while the machine is suspended.
    """

    def __init__(
        self,
        dial: Dial,
        settings: Settings,
        *,
        lasting: bool = True,
        reconnect_s: float = 300.0,
        connect_s: float = 30.0,
        handle: str = "",
        before: Sequence[Utterance] = (),
        chance: Callable[[], float] = random.random,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self._dial = dial
        self._settings = settings
        self._lasting = lasting
        self._reconnect_s = reconnect_s
        self._connect_s = connect_s
        self._before = before
        self._chance = chance
        self._wall = wall
        self._emit: Emit
        self._said: Callable[[], Sequence[Utterance]]
        self._handle = handle
        self._handle_at: float | None = None
        """When it was given; None: before this session."""
        self._handle_model = settings.model
        """Whose session it resumes."""
        self._accepted = settings
        """The settings of the newest setup that the service accepted."""
        self._backlog = Backlog()
        self._rehearing = Rehearing()
        self._sending = asyncio.Lock()
        self._hurry = asyncio.Event()
        self._up: Connection | None = None
        """The connection that takes what is sent."""
        self._began = False
        """Whether there has been a connection."""
        self._down_at = 0.0
        """When the last connection ended."""
        self._lost_at = 0.0
        """When the last connection ended that had proved itself."""
        self._attempt = 0
        self._fleeting = 0
        self._stalls = 0
        self._refused = False
        """Whether something that was sent was refused since the last answer."""
        self._asked_at = NEVER
        """When the newest answer began."""
        self._answered_at = NEVER
        """When the newest answer began that is complete."""
        self._begin(None)

    # The user's side

    async def send_audio(self, pcm: bytes) -> None:
        """Send s16le mono 16 kHz sound, now or when there is a connection."""
        await self._hand_over(Sound.of(pcm))

    async def send_audio_end(self) -> None:
        """Say that the microphone has stopped."""
        await self._hand_over(SoundEnd())

    async def send_activity(self, *, speaking: bool) -> None:
        """Say that the user begins or stops to speak, where detection is manual."""
        await self._hand_over(Activity(speaking))

    async def send_text(self, text: str) -> None:
        """Send a typed line as the user's turn."""
        await self._hand_over(Typed(text))

    async def refuse_tools(self, calls: Sequence[ToolCall], error: str) -> bool:
        """Answer function calls with an error. False: the connection has closed meanwhile."""
        up = self._up
        if up is None or not await up.refuse_tools(calls, error):
            return False
        self._exchange.tools_answered((call.id for call in calls), _now())
        return True

    @property
    def settings(self) -> Settings:
        """What the session is set up with, or is to be with the next connection."""
        return self._settings

    async def change(self, settings: Settings) -> None:
        """Go on with other settings, over a new connection unless only the instruction changed."""
        before, self._settings = self._settings, settings
        if settings == before:
            return
        alike = before.model_copy(update={"system": settings.system}) == settings
        if alike and settings.system and self._up is not None:
            with suppress(NetworkError):  # its end is under way; the next is set up with it
                await self._up.send_system(settings.system)
            return
        self._handover.want(_now())

    def hurry(self) -> None:
        """Try again now, if there is no connection."""
        self._hurry.set()

    # The session

    async def run(self, emit: Emit, said: Callable[[], Sequence[Utterance]]) -> None:
        """Hold the session, connection by connection.

        Raises:
            LivechatError: The service refused, or could not be reached any more.
        """
        self._emit, self._said = emit, said
        self._lost_at = _now()
        while True:
            opening = self._opening()
            self._begin(opening)
            end = await self._over_one_connection(opening)
            self._close_turn()
            if isinstance(end, LivechatError):
                if self._is_over(end):
                    return
                await self._recover(end, opening)
                continue
            if end == "limit" and not self._lasting and not self._backlog.owes:
                return
            if end == "limit" and not self._was_good(ANNOUNCED_S):
                self._fleeting += 1
                if self._fleeting >= FLEETING_TRIES:
                    raise NetworkError(
                        "The service ends each connection as soon as it has begun.",
                        "Try again in a moment.",
                    )
                continue
            self._proved()
            if end == "stalled":
                self._ask_again()

    def _ask_again(self) -> None:
        """What was asked is asked over the next connection, unless that has been tried enough.

        Raises:
            AnswerTimeoutError: It has, and nothing else is waited for.
        """
        self._stalls += 1
        if self._stalls <= STALLS:
            return
        error = AnswerTimeoutError(
            f"An answer was due, but nothing came for {handover.STALL_S:g} s, "
            f"{self._stalls} times in a row.",
            "Ask again, or in other words.",
        )
        if not self._lasting:
            raise error
        self._stalls = 0
        self._backlog.forget()
        self._emit(Notice(at=_now(), text=str(error), level="warning"))

    def _begin(self, opening: Opening | None) -> None:
        self._exchange = Exchange()
        self._handover = Handover(self._exchange)
        self._watchdog = Watchdog(self._exchange)
        self._opened = opening
        self._up_at: float | None = None
        """When this connection was accepted."""
        self._answers = False
        """Whether an exchange was completed over it."""

    def _opening(self) -> Opening:
        timeout_s = min(CONNECT_S, self._connect_s) if self._began else self._connect_s
        given = self._handle_at
        expired = given is not None and _now() > given + HANDLE_LIFETIME_S
        if self._handle and not expired and self._handle_model == self._settings.model:
            return Opening(self._settings, handle=self._handle, timeout_s=timeout_s)
        said = [*self._before, *self._said()]
        told = seed_history(said, asked_again=self._backlog.owes, answered_at=self._answered_at)
        return Opening(self._settings, history=told, timeout_s=timeout_s)

    async def _over_one_connection(self, opening: Opening) -> LivechatError | Why:
        """Live over one connection; return why it ended."""
        async with asyncio.TaskGroup() as tasks:
            reading = tasks.create_task(self._read(opening, tasks), name="read")
            minding = tasks.create_task(self._mind(), name="mind")
            await asyncio.wait([reading, minding], return_when=asyncio.FIRST_COMPLETED)
            self._up = None
            if self._up_at is not None:
                self._down_at = _now()
            if not reading.done():
                self._emit(HandingOver(at=_now(), why=minding.result()))
            reading.cancel()
            minding.cancel()
        return minding.result() if reading.cancelled() else reading.result()

    async def _read(self, opening: Opening, tasks: asyncio.TaskGroup) -> LivechatError:
        try:
            connection = await self._dial(opening)
        except LivechatError as error:
            return error
        async with aclosing(connection.events()) as events:
            while True:
                try:
                    event = await anext(events)
                except StopAsyncIteration:
                    break
                except LivechatError as error:
                    return error
                if isinstance(event, Connected):
                    self._came_up(connection, event)
                    tasks.create_task(self._flush(), name="flush")
                else:
                    self._take(event)
        return NetworkError("The service has ended the session.", "Start a new one.", cause="ended")

    def _came_up(self, connection: Connection, event: Connected) -> None:
        assert self._opened is not None
        resent_s, dropped_s = self._backlog.rewind()
        self._rehearing.rewound(again=self._backlog.owes)
        how: Literal["new", "resumed", "seeded"] = "new"
        if self._opened.handle:
            how = "resumed"
        elif self._opened.history:
            how = "seeded"
        gap_s = event.at - self._down_at if self._began else 0.0
        self._began, self._up, self._up_at = True, connection, event.at
        self._handover.begin(event.at)
        self._accepted = self._opened.settings
        self._emit(replace(event, how=how, gap_s=gap_s, resent_s=resent_s, dropped_s=dropped_s))

    def _take(self, event: Event) -> None:
        trouble = self._watchdog.fold(event)
        before = self._exchange.open
        self._exchange.fold(event)
        self._handover.fold(event)
        if self._exchange.open and not before:
            self._backlog.asked(event.at)
            self._asked_at = event.at
        match event:
            case ResumptionUpdated(resumable=True, handle=handle):
                self._handle, self._handle_at = handle, event.at
                self._handle_model = self._accepted.model
                if not self._exchange.due:  # a session that is resumed may not answer by itself
                    self._backlog.confirm(event.at)
            case Disconnected():
                self._up = None  # it ends by itself: there is nothing left to leave
            case ToolCalled():
                self._handle = ""  # the session it resumes does not know the call
            case TurnComplete(more=False):
                self._answered()
                self._answers, self._stalls, self._refused = True, 0, False
            case _:
                pass
        known = self._rehearing.fold(event)
        if known is not None:
            self._emit(known)
        if trouble is not None:
            self._emit(trouble)

    async def _mind(self) -> Why:
        """Look at the connection until it is to be left; return why."""
        wall = self._wall()
        while True:
            await asyncio.sleep(TICK_S)
            before, wall = wall, self._wall()
            if wall - before > ASLEEP_S:
                return "asleep"
            if self._up is None:
                continue
            why = self._handover.leave(_now())
            if why is not None:
                return why
            trouble = self._watchdog.due(_now())
            if trouble is not None:
                self._emit(trouble)

    async def _hand_over(self, item: Item) -> None:
        self._backlog.add(item, _now())
        await self._flush()

    async def _flush(self) -> None:
        """Send what waits, in order."""
        async with self._sending:
            while (up := self._up) is not None and (item := self._backlog.next()) is not None:
                try:
                    if self._fits(item):
                        await _send(up, item)
                except NetworkError:
                    return  # whoever reads the connection learns why, and what comes next
                if up is self._up:
                    self._backlog.sent(_now())
                    self._exchange.handed_over(item, _now())

    def _fits(self, item: Item) -> bool:
        """Whether the connection's way of detecting speech knows this; else it would be refused."""
        manual = self._accepted.sound.push_to_talk
        return not isinstance(item, SoundEnd if manual else Activity)

    # What follows an end

    def _close_turn(self) -> None:
        """Nothing more comes of the turn that was under way."""
        now = self._exchange
        if now.open or now.interrupted or now.working:
            done = now.generated or now.interrupted
            if done:
                self._answered()
            self._emit(TurnComplete(at=_now(), lost=not done))

    def _answered(self) -> None:
        if (self._handle_at or NEVER) < self._exchange.output_at:
            self._handle = ""  # the session it resumes does not know the answer
        self._answered_at = self._asked_at
        self._backlog.answered()
        self._rehearing.answered()

    def _was_good(self, least_s: float = LASTED_S) -> bool:
        """Whether this connection answered, or lasted."""
        return self._up_at is not None and (self._answers or _now() > self._up_at + least_s)

    def _proved(self) -> None:
        """The connection was a good one: whatever comes now is another trouble."""
        self._attempt = self._fleeting = 0
        self._lost_at = _now()

    def _is_over(self, end: LivechatError) -> bool:
        polite = isinstance(end, NetworkError) and end.cause == "ended"
        return polite and self._began and not self._lasting and not self._backlog.owes

    async def _recover(self, end: LivechatError, opening: Opening) -> None:
        """Wait until it is time for the next try.

        Raises:
            LivechatError: There is none.
        """
        if self._was_good():
            self._proved()
        if isinstance(end, UnknownSessionError) and opening.handle:
            self._handle = ""
            return
        refused = self._up_at is None and not isinstance(end, NetworkError | RateLimitError)
        if refused and opening.settings != self._accepted:
            self._settings = self._accepted
            text = f"{end.what} The call goes on with the settings it had."
            self._emit(Notice(at=_now(), text=text, level="warning"))
            return
        match end:
            case InvalidArgumentError():
                self._after_refusal(end, opening)
                return
            case NetworkError():
                cause, least_s = end.cause, end.retry_after_s or 0.0
            case RateLimitError():
                cause, least_s = "limited", end.retry_after_s or 0.0
            case _:
                raise end
        self._attempt += 1
        if self._up_at is not None:
            self._fleeting += 1
        wait_s = max(delay_s(self._attempt, cause, self._chance()), least_s)
        most = MOST_TRIES if self._began else FIRST_TRIES
        patience_s = self._reconnect_s if self._began else self._connect_s
        hopeless = cause == "unreachable" and not self._began
        late = _now() + wait_s >= self._lost_at + patience_s
        if hopeless or late or self._attempt >= most or self._fleeting >= FLEETING_TRIES:
            raise end
        self._hurry.clear()
        self._emit(Retrying(at=_now(), in_s=wait_s, attempt=self._attempt, reason=end.what))
        alarm = asyncio.get_running_loop().call_later(wait_s, self._hurry.set)
        try:
            await self._hurry.wait()
        finally:
            alarm.cancel()

    def _after_refusal(self, end: InvalidArgumentError, opening: Opening) -> None:
        """Something does not fit: never send it again.

        Raises:
            InvalidArgumentError: It is the setup itself, or happens again, or nothing else follows.
        """
        if self._up_at is not None:  # else nothing of it was sent
            self._backlog.forget()
        if self._up_at is not None and self._lasting and not self._refused:
            self._refused = True
            text = f"{end.what} What was said last is not sent again."
            self._emit(Notice(at=_now(), text=text, level="warning"))
        elif self._up_at is None and opening.handle:
            self._handle = ""
        else:
            raise end


async def _send(connection: Connection, item: Item) -> None:
    match item:
        case Sound(pcm):
            await connection.send_audio(pcm)
        case Typed(text):
            await connection.send_text(text)
        case Activity(speaking):
            await connection.send_activity(speaking=speaking)
        case _:
            await connection.send_audio_end()


def _now() -> float:
    return asyncio.get_running_loop().time()
