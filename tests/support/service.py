"""A service behind the `Dial` port, in virtual time: it hears, answers, resumes, and fails by plan.

Speech is coded: each loud chunk of 20 ms is one word, which its samples number. What is understood
comes back as `u17`; what is answered as `a3.0 a3.1 …`, where 3 counts the answers of the service,
so that no word is ever delivered twice, with sound that says the same. Typed lines hold words of
their own, such as `t9`.

It has two manners (PROTOCOL §6, §11.2). Either a handle stands for the exchanges that were over
when it was given out, after each turn. Or a connection gets one handle, which names the session
itself: whoever resumes it finds everything up to the drop, is refused for a moment after an idle
drop, and for good while the service believes the old connection alive. In both, a connection lasts
ten minutes.
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
import random
import re
import struct
from collections import deque
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal, get_args

from livechat.app.ports import Opening
from livechat.core.link.items import Item, Sound, SoundEnd, System, Typed
from livechat.core.link.seed_history import MAX_CHARS
from livechat.core.pcm import OUTPUT_RATE, SAMPLE_BYTES, seconds_in
from livechat.core.talk.events import (
    AudioReceived,
    Connected,
    Connecting,
    Disconnected,
    Event,
    GenerationComplete,
    GoingAway,
    InputTranscribed,
    Interrupted,
    OutputTranscribed,
    ResumptionUpdated,
    ToolCall,
    ToolCalled,
    TurnComplete,
)
from livechat.errors import (
    InvalidArgumentError,
    LivechatError,
    NetworkError,
    UnknownSessionError,
)

# --- what is said ---

CHUNK_S: Final = 0.02
SILENCE: Final = bytes(640)
_LOUD: Final = struct.pack("<h", 3000) * 316


def spoken(word: int) -> bytes:
    """A chunk that says a word."""
    return struct.pack("<hhhh", 3000, word & 0x7FFF, word >> 15, 3000) + _LOUD


def understood(chunk: bytes) -> int | None:
    """The word a chunk says; None: silence."""
    loud, low, high = struct.unpack_from("<hhh", chunk)
    return low | high << 15 if loud else None


def sound_of(answer: int, piece: int, seconds: float) -> bytes:
    """A piece of an answer's voice; it tells whose and which."""
    samples = round(seconds * OUTPUT_RATE)
    return struct.pack("<ii", answer, piece) + bytes(SAMPLE_BYTES * samples - 8)


def heard_in(pcm: bytes) -> tuple[int, int]:
    """The answer and the piece that a sound is."""
    answer, piece = struct.unpack_from("<ii", pcm)
    return answer, piece


def number(word: str) -> int:
    """Of a word: its own; of an answer's: the answer's."""
    return int(word[1:].split(".")[0])


# --- what goes wrong ---

Kind = Literal[
    "lost",  # 1006
    "busy",  # 1011
    "ended",  # 1000
    "forgotten",  # lost, and so are the handles
    "silent",  # it hears, but says nothing any more
    "half_open",  # nothing goes through in either direction, and nobody says so
    "unreachable",  # lost, and none can be made for a while
    "invalid",  # lost, and the next setup that resumes is refused with 1007
    "slow",  # lost, and the next one takes longer than a client should wait
    "hasty",  # goAway with hardly any time left
    "repeated",  # turnComplete comes twice
    "tool",  # a function call, goAway, and nothing more
    "asleep",  # the client's machine was suspended
]
Moment = Literal["now", "heard", "asked", "piece", "generated", "complete"]
"""now: at its time; heard: after a word of the user; asked: when the user has finished;
piece: in the middle of an answer; generated: before turnComplete; complete: before the handle."""

KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
MOMENTS: Final[tuple[Moment, ...]] = get_args(Moment)


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong at the first moment of its kind after a time."""

    at: float
    """Seconds since the service began."""
    kind: Kind
    moment: Moment = "now"


AT_ONCE: Final = 2
"""Faults between two answers that are complete: more would end any session, and rightly."""

OUTAGE_S: Final = 40.0
"""Seconds for which nothing can be reached."""

SLOW_S: Final = 15.0
"""Seconds for connecting, when it is slow."""

UNACKNOWLEDGED_S: Final = 26.0
"""Seconds after which the system gives up a connection through which nothing comes."""

HANDLES_S: Final = 2 * 3600.0

EARLY_S: Final = 1.5
"""Seconds after an idle drop in which a session is not resumed, in the second manner."""

LOCKED_S: Final = 480.0
"""Seconds for which a connection is believed alive that nobody has closed, in the second manner."""

Manner = Literal["turn", "session"]
"""turn: a handle after each turn, for what was said by then; session: one, for the session."""
MANNERS: Final[tuple[Manner, ...]] = get_args(Manner)


# --- what a session knows ---


@dataclass(frozen=True, slots=True)
class Memory:
    """A session after an exchange: this exchange, and all before it."""

    before: Memory | None
    asked: frozenset[str]
    """Words of the user, spoken or typed."""
    answer: int | None
    """The answer's number; None: the session was told what was said."""
    told: frozenset[str] = frozenset()
    """Words of answers that it was told."""

    def __iter__(self) -> Iterator[Memory]:
        at: Memory | None = self
        while at is not None:
            yield at
            at = at.before


@dataclass(slots=True)
class Known:
    """A session of the second manner: what it knows, and what it is about to answer."""

    memory: Memory | None
    question: list[str] = field(default_factory=list)
    asked: frozenset[str] = frozenset()
    """What was being answered when the connection broke."""
    ended_at: float = -EARLY_S
    """Seconds: when its last connection ended."""
    spoke: bool = False
    """Whether it was speaking then."""
    locked_until: float = 0.0


class Service:
    """All sessions, and what became of them.

    Args:
        manner: What a handle stands for.
        faults: What goes wrong.
        seed: Of everything that is left open: pauses, pieces, lengths.
        limit_s: Seconds a connection lasts.
        notice_s: Seconds by which goAway comes before.
        latency_s: Seconds on the way to the service.
    """

    def __init__(
        self,
        faults: Sequence[Fault] = (),
        *,
        manner: Manner = "turn",
        seed: int = 0,
        limit_s: float = 600.0,
        notice_s: float = 60.0,
        latency_s: float = 0.05,
    ) -> None:
        self.manner = manner
        self.chance = random.Random(seed)
        self.limit_s = limit_s
        self.notice_s = notice_s
        self.latency_s = latency_s
        self.began_at = asyncio.get_running_loop().time()
        self.faults = sorted(faults, key=lambda fault: fault.at)
        self.struck: list[Fault] = []
        self.strikes = 0
        """Faults since an answer was complete."""
        self.openings: list[Opening] = []
        self.connections = 0
        """That were accepted."""
        self.open: Wire | None = None
        self.clashes = 0
        """Connections that asked while another was open."""
        self.memory: Memory | None = None
        """Of the newest session."""
        self.words: list[str] = []
        """Of answers, as they were delivered."""
        self.heard: set[str] = set()
        """Words of the user, as they were delivered."""
        self.ignored: set[str] = set()
        """Spoken words that a service heard which says nothing any more."""
        self.consumed: list[str] = []
        """Words of the user, each time a session heard them."""
        self.sounds: dict[int, int] = {}
        """Samples of each answer that were delivered."""
        self.interrupted: set[int] = set()
        """Answers that the user spoke over."""
        self.complete: set[int] = set()
        """Answers whose turnComplete was delivered, and that were not interrupted."""
        self.answers = itertools.count(1)
        self.slept_s = 0.0
        self.unreachable_until = 0.0
        self.slow_s = 0.0
        self.invalid = False
        self._handles: dict[str, tuple[float, Memory | None]] = {}
        self._known: dict[str, tuple[float, Known]] = {}
        self._names = itertools.count(1)

    async def dial(self, opening: Opening) -> Wire:
        """A connection."""
        self.openings.append(opening)
        return Wire(self, opening)

    def asleep(self) -> float:
        """Seconds for which the client's machine was suspended."""
        return self.slept_s

    def now(self) -> float:
        """Seconds since it began."""
        return asyncio.get_running_loop().time() - self.began_at

    def knows(self) -> tuple[set[str], set[str]]:
        """Words of the user, and of answers, that the newest session knows."""
        asked: set[str] = set()
        answers: set[str] = set()
        known = {one.answer for one in self.memory or ()}
        for one in self.memory or ():
            asked |= one.asked
            answers |= one.told
        answers |= {word for word in self.words if number(word) in known}
        return asked, answers

    def give(self, memory: Memory | None) -> str:
        """A new handle."""
        handle = f"handle-{next(self._names)}"
        self._handles[handle] = (self.now(), memory)
        return handle

    def give_session(self, session: Known) -> str:
        """A new handle of the second manner."""
        handle = f"session-{next(self._names)}"
        self._known[handle] = (self.now(), session)
        return handle

    def forget(self) -> None:
        """No handle is known any more."""
        self._handles.clear()
        self._known.clear()

    def resume_session(self, handle: str) -> Known:
        """The session that a handle of the second manner names.

        Raises:
            UnknownSessionError: The handle is none.
            NetworkError: It is too early, or the old connection is believed alive.
        """
        at, session = self._known.get(handle, (-HANDLES_S, Known(None)))
        if self.now() - at >= HANDLES_S:
            raise UnknownSessionError("The service does not know the session.")
        early = not session.spoke and self.now() < session.ended_at + EARLY_S
        if early or self.now() < session.locked_until:
            raise NetworkError("Internal error encountered.", cause="busy")
        return session

    def resume(self, handle: str) -> Memory | None:
        """What the session knew.

        Raises:
            UnknownSessionError: The handle is none.
        """
        at, memory = self._handles.get(handle, (-HANDLES_S, None))
        if self.now() - at >= HANDLES_S:
            raise UnknownSessionError("The service does not know the session.")
        return memory

    def fault(self, moment: Moment) -> Fault | None:
        """What goes wrong at this moment; it does so once."""
        if self.strikes >= AT_ONCE:
            return None
        for fault in self.faults:
            if fault.at > self.now():
                return None
            if fault.moment == moment:
                self.faults.remove(fault)
                self.struck.append(fault)
                self.strikes += 1
                return fault
        return None


@dataclass(order=True, slots=True)
class _Due:
    at: float
    number: int
    deed: Callable[[], None] = field(compare=False)


class Wire:
    """One connection. Its agenda holds what happens next, on the way or at the service."""

    def __init__(self, service: Service, opening: Opening) -> None:
        self.opening = opening
        self._service = service
        self._agenda: list[_Due] = []
        self._in_flight: deque[_Due] = deque()
        """What was sent and may not have arrived."""
        self._numbers = itertools.count()
        self._out: list[tuple[Event, int | None]] = []
        """What is said next, and the answer that was under way."""
        self._end: LivechatError | Literal["polite"] | None = None
        self._news = asyncio.Event()
        self._up = False
        self._silent = self._deaf = False
        self._deaf_since = 0.0
        self._memory: Memory | None = None
        self._question: list[str] = []
        """Words that are not answered yet."""
        self._quiet = 0
        """Silent chunks in a row."""
        self._answer: int | None = None
        """The answer under way."""
        self._asked: frozenset[str] = frozenset()
        self._thought = 0
        """Counts what was begun: what is on the agenda for an older one is off."""
        self.systems: list[str] = []
        self._known = Known(None)

    # What the client does

    async def send(self, item: Item) -> None:
        match item:
            case Sound(pcm):
                self._send(lambda: self._hear(understood(pcm)))
            case SoundEnd():
                self._send(self._finish)
            case Typed(text):
                self._send(lambda: self._read(text))
            case System(instruction):
                self._send(lambda: self.systems.append(instruction))
            case _:
                self._send(lambda: None)

    async def ping(self) -> None:
        sent = asyncio.Event()
        self._send(lambda: None if self._deaf else sent.set())
        await sent.wait()
        await asyncio.sleep(self._service.latency_s)

    def _send(self, deed: Callable[[], None]) -> None:
        if not self._up:
            raise NetworkError("There is no connection.")
        sent = self._later(self._service.latency_s, deed)
        self._in_flight.append(sent)
        while self._in_flight[0].at <= asyncio.get_running_loop().time():
            self._in_flight.popleft()

    # The connection

    async def events(self) -> AsyncGenerator[Event, None]:
        service, opening = self._service, self.opening
        yield self._stamped(Connecting(at=0, model=opening.spec.model, host="fake"))
        slow_s, service.slow_s = service.slow_s, 0.0
        if slow_s > opening.timeout_s:
            await asyncio.sleep(opening.timeout_s)
            raise NetworkError("It did not respond in time.", cause="unreachable")
        await asyncio.sleep(0.1 + slow_s)
        self._admit()
        service.open, self._up = self, True
        service.connections += 1
        try:
            yield self._stamped(Connected(at=0, model=opening.spec.model, practice=False))
            self._later(service.limit_s - service.notice_s, self._go_away)
            self._later(service.limit_s, lambda: self._close("busy"))
            for fault in service.faults:
                self._later(fault.at - service.now(), self._now_or_never)
            self._give_handle()
            self._go_on()
            while True:
                while self._out:
                    yield self._delivered(*self._out.pop(0))
                if self._end == "polite":
                    return
                if self._end is not None:
                    raise self._end
                await self._wait()
        finally:
            self._up = False
            if self._end is None:  # the client closes, and all that it sent arrives before that
                for sent in self._in_flight:
                    if sent in self._agenda:
                        sent.deed()
            self._leave_session()
            try:
                await asyncio.sleep(0.1)  # the closing handshake
            finally:
                if service.open is self:
                    service.open = None

    def _admit(self) -> None:
        service, opening = self._service, self.opening
        if service.now() < service.unreachable_until:
            raise NetworkError("Nothing answers.", cause="unreachable")
        if service.open is not None:
            service.clashes += service.manner == "turn" and not service.open._deaf
            raise NetworkError("The session is still open.", cause="busy")
        if opening.handle:
            if service.invalid:
                service.invalid = False
                raise InvalidArgumentError("The request holds an invalid argument.")
            if service.manner == "session":
                self._known = service.resume_session(opening.handle)
                self._memory, self._question = self._known.memory, self._known.question
            else:
                self._memory = service.resume(opening.handle)
            service.memory = self._memory
            return
        self._memory = service.memory = self._told()
        self._known = Known(self._memory)

    def _go_on(self) -> None:
        """A resumed session goes on with what it was asked, or repeats what was cut off."""
        if self._known.asked:
            self._question = [*self._known.asked, *self._question]
            self._known.asked = frozenset()
        if self._question and self._service.manner == "session":
            self._then(self._service.chance.uniform(0.6, 1.2), self._finish)

    def _leave_session(self) -> None:
        session, service = self._known, self._service
        session.memory, session.question = self._memory, self._question
        session.asked = self._asked if self._answer is not None else frozenset()
        session.ended_at, session.spoke = service.now(), self._answer is not None
        if self._deaf:
            session.locked_until = self._deaf_since + LOCKED_S

    def _told(self) -> Memory:
        """A new session, told what was said. Of an hour of talk it may be told the newest alone,
        and only the end of the oldest of that.
        """
        words = {role: set[str]() for role in ("user", "model")}
        for said in self.opening.history:
            words[said.role] |= set(re.findall(r"[uta][\d.]+", said.text))
        if sum(len(said.text) for said in self.opening.history) > MAX_CHARS * 0.95:
            known = zip(words.values(), self._service.knows(), strict=True)
            for told, before in known:
                oldest = min(map(number, told))
                told |= {word for word in before if number(word) <= oldest}
        return Memory(None, frozenset(words["user"]), None, frozenset(words["model"]))

    async def _wait(self) -> None:
        loop = asyncio.get_running_loop()
        if not self._agenda or self._agenda[0].at > loop.time():
            self._news.clear()
            alarm = loop.call_at(self._agenda[0].at, self._news.set) if self._agenda else None
            try:
                await self._news.wait()
            finally:
                if alarm is not None:
                    alarm.cancel()
        while self._agenda and self._agenda[0].at <= loop.time() and self._end is None:
            heapq.heappop(self._agenda).deed()

    def _later(self, seconds: float, deed: Callable[[], None]) -> _Due:
        at = asyncio.get_running_loop().time() + max(0.0, seconds)
        due = _Due(at, next(self._numbers), deed)
        heapq.heappush(self._agenda, due)
        self._news.set()
        return due

    def _close(self, how: Literal["lost", "busy", "ended"]) -> None:
        if self._deaf and how != "lost":
            return  # what it says does not come through
        code = {"lost": 1006, "busy": 1011, "ended": 1000}[how]
        self._out.append((Disconnected(at=0, code=code, reason=how), None))
        self._end = "polite" if how == "ended" else NetworkError(f"It is {how}.", cause=how)

    def _go_away(self) -> None:
        self._say(GoingAway(at=0, time_left_s=self._service.notice_s))

    def _say(self, event: Event) -> None:
        if not (self._silent or self._deaf):
            self._out.append((event, self._answer))
            self._news.set()

    def _delivered(self, event: Event, answer: int | None) -> Event:
        service = self._service
        match event:
            case InputTranscribed(text=text):
                service.heard.add(text.strip())
            case OutputTranscribed(text=text):
                service.words.append(text.strip())
            case AudioReceived(pcm=pcm):
                number, _ = heard_in(pcm)
                samples = len(pcm) // SAMPLE_BYTES
                service.sounds[number] = service.sounds.get(number, 0) + samples
            case TurnComplete() if answer is not None and answer not in service.interrupted:
                service.complete.add(answer)
                service.strikes = 0
            case _:
                pass
        return self._stamped(event)

    def _stamped(self, event: Event) -> Event:
        return replace(event, at=asyncio.get_running_loop().time())

    def _give_handle(self) -> None:
        if self._service.manner == "session":
            handle = self._service.give_session(self._known)
        else:
            handle = self._service.give(self._memory)
        self._say(ResumptionUpdated(at=0, resumable=True, handle=handle))

    # What it hears

    def _hear(self, word: int | None) -> None:
        if self._deaf:
            return
        if word is None:
            self._quiet += 1
            if self._quiet == 30 and self._answer is None and self._question:
                self._finish()
            return
        self._quiet = 0
        if self._silent:
            self._service.ignored.add(f"u{word}")
        self._take([f"u{word}"])
        self._say(InputTranscribed(at=0, text=f" u{word}"))
        self._moment("heard")

    def _read(self, text: str) -> None:
        if not self._deaf:
            self._take(text.split())
            self._finish()

    def _take(self, words: list[str]) -> None:
        self._service.consumed += words
        self._question += words
        self._thought += 1  # what it was about to say has to wait
        if self._answer is not None:
            self._service.interrupted.add(self._answer)
            self._say(Interrupted(at=0))
            self._complete()

    def _finish(self) -> None:
        if self._deaf or not self._question or self._answer is not None:
            return
        self._thought += 1
        self._moment("asked")
        chance = self._service.chance
        self._then(chance.uniform(0.3, 1.2), self._begin)

    # What it says

    def _then(self, seconds: float, deed: Callable[[], None]) -> None:
        """Do it, unless something else comes between."""
        thought = self._thought
        self._later(seconds, lambda: deed() if thought == self._thought else None)

    def _begin(self) -> None:
        self._asked, self._question = frozenset(self._question), []
        self._answer = next(self._service.answers)
        if self._service.manner == "turn":
            self._say(ResumptionUpdated(at=0, resumable=False))
        self._piece(0, self._service.chance.randint(1, 8), 0.0)

    def _piece(self, piece: int, pieces: int, spoken_s: float) -> None:
        assert self._answer is not None
        chance = self._service.chance
        pcm = sound_of(self._answer, piece, chance.uniform(0.05, 1.0))
        word = OutputTranscribed(at=0, text=f" a{self._answer}.{piece}")
        sound = AudioReceived(at=0, pcm=pcm)
        for event in (sound, word) if chance.random() < 0.5 else (word, sound):
            self._say(event)
        if self._moment("piece"):
            return
        spoken_s += seconds_in(len(pcm), OUTPUT_RATE)
        if piece + 1 < pieces:
            self._then(chance.uniform(0, 0.3), lambda: self._piece(piece + 1, pieces, spoken_s))
        else:
            self._say(GenerationComplete(at=0))
            if not self._moment("generated"):
                self._then(spoken_s * chance.random(), self._complete)

    def _complete(self) -> None:
        """The turn is over, of its own accord or not."""
        self._memory = Memory(self._memory, self._asked, self._answer)
        self._service.memory = self._memory
        self._say(TurnComplete(at=0))
        self._answer = None
        if not self._moment("complete") and self._service.manner == "turn":
            self._later(self._service.chance.uniform(0, 0.3), self._give_handle)

    # What goes wrong

    def _moment(self, moment: Moment) -> bool:
        """Whether something goes wrong now, so that nothing follows."""
        fault = self._service.fault(moment)
        if fault is None:
            return False
        service = self._service
        self._thought += 1
        match fault.kind:
            case "lost" | "busy" | "ended":
                self._close(fault.kind)
            case "silent":
                self._silent = True
                service.ignored |= {word for word in self._question if word.startswith("u")}
            case "half_open" | "asleep":
                self._deaf, self._deaf_since = True, service.now()
                service.slept_s += 1000.0 * (fault.kind == "asleep")
                self._later(UNACKNOWLEDGED_S, lambda: self._close("lost"))
            case "hasty" | "tool":
                if fault.kind == "tool":
                    call = ToolCall(f"call-{next(self._numbers)}", "anything", {})
                    self._say(ToolCalled(at=0, calls=(call,)))
                left_s = 0.3 if fault.kind == "hasty" else 2.0
                self._say(GoingAway(at=0, time_left_s=left_s))
                self._silent = self._silent or fault.kind == "tool"
                self._later(left_s, lambda: self._close("busy"))
            case "repeated":
                self._say(TurnComplete(at=0))
                return False
            case _:
                self._prepare(fault.kind)
                self._close("lost")
        return True

    def _now_or_never(self) -> None:
        self._moment("now")

    def _prepare(self, kind: Kind) -> None:
        """What the next connection meets."""
        service = self._service
        match kind:
            case "forgotten":
                service.forget()
            case "unreachable":
                service.unreachable_until = service.now() + OUTAGE_S
            case "slow":
                service.slow_s = SLOW_S
            case _:
                service.invalid = True
