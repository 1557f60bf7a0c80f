"""One client's connection: moves messages between the socket and the session's state.

One task reads, one writes, and the session's own work (finding words, voicing an answer, waiting
for it to play) runs in tasks beside them, all in one group that ends with the connection.
Messages are read one at a time, each done with before the next, so sound and signs keep their
order; what leaves is queued in the order in which the session decided it.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Coroutine, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Any, Final

from websockets.asyncio.server import ServerConnection
from websockets.exceptions import ConnectionClosed

from livechat.sim.doors.foresight import Foresight
from livechat.sim.doors.mouth import Mouth
from livechat.sim.doors.outbox import Outbox
from livechat.sim.doors.vigil import asked_in_vain, fallen_silent
from livechat.sim.effects import (
    Abort,
    Alarm,
    Effect,
    Foresee,
    Freeze,
    Guess,
    Hear,
    Hush,
    Imagine,
    Later,
    OpenEars,
    Ponder,
    Prepare,
    ReadAhead,
    Replay,
    Send,
    SendRaw,
    Speak,
    Stall,
    Throttle,
    Transcribe,
    Wait,
)
from livechat.sim.events import (
    Alarmed,
    AlarmKind,
    Event,
    Guessed,
    Malformed,
    Overheard,
    Pondered,
    Replayed,
    SpeechPaused,
    Transcribed,
    Voiced,
    VoiceEnded,
    Waited,
)
from livechat.sim.faults import Faults
from livechat.sim.llm.model import LanguageModel
from livechat.sim.mind.question import Over, Question
from livechat.sim.protocol import wire
from livechat.sim.protocol.schema import WireError
from livechat.sim.protocol.terms import Terms
from livechat.sim.recordings.script import Timed
from livechat.sim.scenario import Scenario
from livechat.sim.senses.ears import Ears, EarsError
from livechat.sim.senses.voice import Voice
from livechat.sim.talk.session import Session

if TYPE_CHECKING:
    from livechat.sim.senses.listener import Listener

WAITING_FRAMES: Final = 512
"""Messages that may wait for a slow client before its input and its answer are held up: a long
answer, so that clients which send all they have before they read are served too; 10 MB at most."""

OVERHEAR_FIRST_S: Final = 1.0
"""Seconds of speech before the first interim transcript: of less, ears make anything."""

OVERHEAR_EVERY_S: Final = 0.5
"""Seconds of speech between two of them."""

EARS_REST: Final = 4
"""Times as long as ears worked until they work again, at least: what they are at when the user
stops must be done before the words of the whole are found, so it must seldom be anything."""

WAITING_UTTERANCES: Final = 8
"""Utterances that may wait for the ears before the client's input is held up."""

IN_A_ROW: Final = 16
"""Messages of one client, 2 ms of work, before the others' turn: the WebSocket library takes
thousands of small ones from the system at once, and hands them over without a pause."""


log = logging.getLogger("livechat.sim")


@dataclass(frozen=True, slots=True)
class Senses:
    """What the sessions of one server share."""

    ears: Callable[[int, str], Ears]
    """Ears for a session in which so many utterances were understood, and whose language is that
    (BCP-47; empty: not known); they may be the same for all."""
    voice: Voice
    llm: LanguageModel | None = None
    """None: the mind chooses all words itself."""
    guesses: bool = False
    """Whether ears may be asked for the words of speech that only seems to be over."""


class _Over(Exception):  # noqa: N818 - an ending, not an error
    """The connection is to end."""


class Connection:
    """Runs one session over one socket.

    Args:
        socket: An open connection.
        session: Its state, in its first phase.
        scenario: How the partner behaves.
        senses: Ears and voice.
        record: Called with every message that could be read, and its size in bytes.
        faults: What goes wrong; nothing by default.
    """

    def __init__(
        self,
        socket: ServerConnection,
        session: Session,
        scenario: Scenario,
        senses: Senses,
        record: Callable[[dict[str, Any], int], None],
        faults: Faults | None = None,
    ) -> None:
        self._socket = socket
        self._session = session
        self._scenario = scenario
        self._senses = senses
        self._record = record
        self._ears: Ears
        self._terms: Terms | None = None
        self._listener: Listener | None = None
        self._ears_warm = False
        self._mouth: Mouth | None = None
        self._foresight: Foresight | None = None
        self._overheard_s = 0.0
        self._overhear_after_s = OVERHEAR_EVERY_S
        self._overhearing = False
        self._spoken: deque[bytes] = deque()
        self._utterances: asyncio.Queue[bytes] = asyncio.Queue(WAITING_UTTERANCES)
        self._faults = faults or Faults()
        self._outbox = Outbox(socket, WAITING_FRAMES)
        self._group: asyncio.TaskGroup
        self._jobs: list[asyncio.Task[None]] = []

    async def run(self) -> None:
        """Serve until the connection ends. Only failures of our own are raised."""
        try:
            async with asyncio.TaskGroup() as self._group:
                for duty in (self._read, self._write, self._understand, self._watch):
                    self._group.create_task(duty())
        except* (_Over, ConnectionClosed):
            pass
        finally:
            self._ended()
            wire_state = self._socket.protocol
            closed = wire_state.close_rcvd is not None or wire_state.close_sent is not None
            self._faults.ended(asyncio.get_running_loop().time(), politely=closed)

    async def _read(self) -> None:
        for number in count(1):
            if number % IN_A_ROW == 0:
                await asyncio.sleep(0)
            frame = await self._socket.recv()
            await self._outbox.crossed(len(frame))
            try:
                message = wire.parse(frame, strict=self._session.strict)
                events = wire.inputs(message)
            except WireError as error:
                self._happen(Malformed(str(error)))
                continue
            self._record(message, len(frame))
            self._session.messages += 1
            for event in events:
                self._happen(event)
                await self._listen()
            await self._outbox.room()

    async def _listen(self) -> None:
        """Hear what has come in; then hand over the utterances found."""
        listener = self._listener
        while listener is not None and listener.waiting:
            for event in listener.work():
                if self._senses.guesses or not isinstance(event, SpeechPaused):
                    self._happen(event)
            if listener.waiting:
                await asyncio.sleep(0)  # the others' turn
        if listener is not None and self._tells_interim():
            self._listen_in(listener)
        while self._spoken:
            await self._utterances.put(self._spoken.popleft())

    def _listen_in(self, listener: Listener) -> None:
        """Find the words of an utterance that still goes on, every now and then."""
        seconds = listener.seconds_spoken
        if seconds < self._overheard_s:
            self._overheard_s = 0.0
        new = seconds - self._overheard_s
        if self._overhearing or seconds < OVERHEAR_FIRST_S or new < self._overhear_after_s:
            return
        if listener.pauses:  # the words of the whole will be sought soon
            return
        self._overheard_s, self._overhearing = seconds, True
        self._group.create_task(self._overhear(listener.spoken()))

    def _tells_interim(self) -> bool:
        """Whether words are told while they are spoken: where the client asks, and to talk with."""
        terms = self._terms
        if terms is None or terms.interim:
            return terms is not None
        return self._converses() and self._senses.guesses and terms.transcribe_input

    def _converses(self) -> bool:
        """Whether a language model answers."""
        talks = self._terms is not None and self._terms.task == "conversation"
        return talks and self._senses.llm is not None

    async def _overhear(self, pcm: bytes) -> None:
        clock = asyncio.get_running_loop().time
        began = clock()
        try:
            words = await self._ears.overhear(pcm)
            self._overhear_after_s = max(OVERHEAR_EVERY_S, EARS_REST * (clock() - began))
            self._happen(Overheard(words))
        except EarsError:  # what is wrong is said when the user has finished
            log.debug("an utterance under way could not be transcribed")
        finally:
            self._overhearing = False

    async def _understand(self) -> None:
        while True:
            self._happen(await self._words_of(await self._utterances.get()))

    async def _guess(self, number: int, pcm: bytes) -> None:
        words = await self._words_of(pcm)
        if self._tells_interim():
            self._happen(Overheard(words.text))
        self._happen(Guessed(number, words))

    async def _words_of(self, pcm: bytes) -> Transcribed:
        """The words of an utterance (s16le mono, 16 kHz), or why they cannot be found."""
        try:
            return Transcribed(await self._ears.transcribe(pcm))
        except EarsError as error:
            return Transcribed("", str(error))

    def _prepare(self, words: str) -> None:
        """Have words voiced ahead."""
        assert self._mouth is not None
        self._start(self._mouth.prepare(words))

    async def _write(self) -> None:
        await self._outbox.write()
        raise _Over

    async def _keep_watch(self) -> None:
        """Give the connection up when nothing comes from the client any more."""
        if self._session.manners is not None and self._session.manners.lock == "pings":
            await asked_in_vain(self._socket)
        else:
            await fallen_silent(self._socket, self._scenario.dead_after)
        self._happen(Alarmed(AlarmKind.SILENCE))

    async def _watch(self) -> None:
        await self._socket.wait_closed()
        raise _Over

    def _ended(self) -> None:
        self._session.ended(asyncio.get_running_loop().time())

    def _happen(self, event: Event) -> None:
        now = asyncio.get_running_loop().time()
        told, before = self._faults.meet(event, now)
        for effect in before:
            self._do(effect)
        if told is None:
            return
        effects = self._session.handle(told, now)
        for effect in self._faults.filter(effects, self._session.turn, now):
            self._do(effect)

    def _do(self, effect: Effect) -> None:
        match effect:
            case Send(message):
                self._outbox.put_nowait(wire.frame_of(message))
            case SendRaw(frame):
                self._outbox.put_nowait(frame)
            case wire.Close() | Abort():
                self._ended()  # for clients that come back before this task ends
                self._outbox.put_nowait(effect)
            case Stall() | Throttle() | Freeze():
                self._outbox.put_nowait(effect)
            case Imagine(event):
                self._happen(event)
            case Later() as later:
                self._group.create_task(self._later(later))
            case OpenEars(terms, understood):
                self._terms = terms
                self._ears = self._senses.ears(understood, terms.spoken)
                self._group.create_task(self._keep_watch())
                self._mouth = Mouth(terms, self._scenario, self._senses.voice)
                if terms.speaks:
                    self._senses.voice.warm()
                if self._senses.llm is not None:
                    self._senses.llm.warm()
                    self._foresight = Foresight(
                        self._senses.llm, self._group.create_task, self._prepare
                    )
            case Hear(what):
                if self._listener is None:
                    self._listener = self._new_listener()
                self._listener.take(what)
                if not self._ears_warm:  # who only types needs no ears
                    self._ears.warm()
                    self._ears_warm = True
            case Transcribe(pcm):
                self._spoken.append(pcm)
            case Guess(number, pcm):
                self._group.create_task(self._guess(number, pcm))
            case Speak(ticket, text):
                self._start(self._answer(ticket, text))
            case Prepare(text):
                self._prepare(text)
            case Foresee(question):
                assert self._foresight is not None
                assert self._mouth is not None
                self._mouth.hush()  # what was voiced of the one before
                self._foresight.begin(question)
            case ReadAhead(question):
                assert self._senses.llm is not None
                self._start(self._senses.llm.read(question))
            case Ponder(ticket, question):
                self._start(self._ponder(ticket, question))
            case Replay(ticket, messages):
                self._start(self._replay(ticket, messages))
            case Wait(ticket, seconds):
                self._start(self._wait(seconds, Waited(ticket)))
            case Alarm(kind, seconds):
                self._group.create_task(self._wait(seconds, Alarmed(kind)))
            case Hush():
                for job in self._jobs:
                    job.cancel()
                if self._mouth is not None:
                    self._mouth.hush()
                if self._foresight is not None:
                    self._foresight.begin(None)

    def _new_listener(self) -> Listener:
        # Imported late: who only types does not wait for numpy.
        from livechat.sim.senses.listener import Listener

        assert self._terms is not None
        keeps = self._scenario.prefix_padding == "kept"
        more = self._converses()
        return Listener(self._terms.detection, keeps_prefix=keeps, tells_more=more)

    def _start(self, work: Coroutine[None, None, None]) -> None:
        self._jobs = [job for job in self._jobs if not job.done()]
        self._jobs.append(self._group.create_task(work))

    async def _wait(self, seconds: float, then: Waited | Alarmed) -> None:
        await asyncio.sleep(seconds)
        self._happen(then)

    async def _later(self, later: Later) -> None:
        effects: list[Effect] = []
        while not effects or later.again:
            await asyncio.sleep(later.seconds)
            await self._outbox.room()
            effects = self._faults.due(later, asyncio.get_running_loop().time())
            if not effects:
                return
            for effect in effects:
                self._do(effect)

    async def _replay(self, ticket: int, messages: Sequence[Timed]) -> None:
        for timed in messages:
            await asyncio.sleep(timed.after_s)
            self._happen(Replayed(ticket, timed.message))
            await self._outbox.room()
        self._happen(VoiceEnded(ticket))

    async def _ponder(self, ticket: int, question: Question) -> None:
        assert self._foresight is not None
        async with aclosing(self._foresight.answer(question)) as parts:
            async for part in parts:
                self._happen(Pondered(ticket, part))
                if not self._session.ponders(ticket):  # it said enough, or ended
                    return
        self._happen(Pondered(ticket, Over()))

    async def _answer(self, ticket: int, text: str) -> None:
        assert self._mouth is not None
        async with aclosing(self._mouth.pieces(ticket, text)) as pieces:
            async for piece in pieces:
                self._happen(Voiced(ticket, piece.pcm, piece.words))
                await self._outbox.room()
        self._happen(VoiceEnded(ticket))
