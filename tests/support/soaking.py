"""A long conversation over a service that fails, and what must hold at its end."""

from __future__ import annotations

import asyncio
import gc
import random
import sys
from collections import Counter, deque
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from livechat.app.conversation import Conversation
from livechat.app.ports import Chunk, Emit, Pause
from livechat.app.session import Session
from livechat.audio.chunks import chunk_of
from livechat.core.face.commands import Say
from livechat.core.link.manners import Manners
from livechat.core.pcm import OUTPUT_RATE, SAMPLE_BYTES
from livechat.core.setup_spec import SetupSpec
from livechat.core.state import ConversationState
from livechat.core.talk.events import Connected, Event, PlaybackFinished, PlaybackStarted
from livechat.core.talk.transcript import Utterance
from tests.support.service import (
    CHUNK_S,
    KINDS,
    MOMENTS,
    SILENCE,
    Fault,
    Kind,
    Manner,
    Moment,
    Service,
    heard_in,
    number,
    spoken,
)

PAUSE_CHUNKS: Final = 45
"""Silent chunks after an utterance. After them the microphone is as good as muted: an hour of
silence would be 180,000 chunks more."""

REST_S: Final = 200.0
"""Seconds after the last line, in which every trouble must have ended."""


@dataclass(frozen=True, slots=True)
class Line:
    """What the user says, some time after the line before."""

    wait_s: float
    words: int
    typed: bool = False


def small_talk(seconds: float, chance: random.Random, *, pause_s: float = 60.0) -> list[Line]:
    """Lines enough for so many seconds. Some follow at once, or over the answer."""
    lines: list[Line] = []
    while seconds > 0:
        followed = chance.random() < 0.2
        wait_s = chance.uniform(0.5, 5) if followed else chance.uniform(pause_s / 4, pause_s)
        lines.append(Line(wait_s, chance.randint(2, 30), typed=chance.random() < 0.2))
        seconds -= wait_s
    return lines


def troubles(count: int, seconds: float, chance: random.Random) -> list[Fault]:
    """So many faults in so many seconds."""
    return [
        trouble(chance.uniform(0, seconds), chance.choice(KINDS), chance.choice(MOMENTS))
        for _ in range(count)
    ]


def trouble(at: float, kind: Kind, moment: Moment) -> Fault:
    """A fault, at a moment that has a meaning for it."""
    return Fault(at, kind, "complete" if kind == "repeated" else moment)


class Person:
    """A microphone, and a keyboard."""

    def __init__(self, lines: Sequence[Line], type_: Callable[[str], None]) -> None:
        self.said: list[str] = []
        """Words, in order."""
        self._lines = lines
        self._type = type_
        self._words = 0

    async def run(self, emit: Emit) -> None:
        """Nothing happens to it."""

    async def listen(self) -> AsyncIterator[Chunk | Pause]:
        for line in [*self._lines, Line(60, 1, typed=True)]:
            await asyncio.sleep(line.wait_s)
            first, self._words = self._words + 1, self._words + line.words
            numbers = range(first, self._words + 1)
            if line.typed:
                words = [f"t{one}" for one in numbers]
                self.said += words
                self._type(" ".join(words))
                continue
            for one in numbers:
                await asyncio.sleep(CHUNK_S)
                self.said.append(f"u{one}")
                yield chunk_of(spoken(one), _now())
            for _ in range(PAUSE_CHUNKS):
                await asyncio.sleep(CHUNK_S)
                yield chunk_of(SILENCE, _now())
        await asyncio.sleep(REST_S)


class Loudspeaker:
    """Takes as long as a real one, but wakes up once a turn; counts what it is given."""

    def __init__(self) -> None:
        self.given: dict[int, int] = {}
        """Samples of each answer."""
        self.unheard: dict[int, int] = {}
        """Samples of each answer that were dropped."""
        self.mixed: set[int] = set()
        """Turns in which several answers sounded."""
        self._answers: dict[int, int] = {}
        """Turns that sound, and whose answers they are."""
        self._over_at: dict[int, float] = {}
        self._complete: set[int] = set()
        self._dead = 0
        self._changed = asyncio.Event()
        self._emit: Emit

    @property
    def pending_s(self) -> float:
        return max(0.0, *self._over_at.values(), 0.0) - _now() if self._over_at else 0.0

    @property
    def idle(self) -> bool:
        return not self._over_at

    async def run(self, emit: Emit) -> None:
        self._emit = emit
        while True:
            self._changed.clear()
            turn = min(self._over_at, default=0)
            if turn in self._complete and self._over_at[turn] <= _now():
                self._finish(turn, 0)
                continue
            alarm = asyncio.get_running_loop().call_at(
                self._over_at[turn] if turn in self._complete else _now() + 3600, self._changed.set
            )
            try:
                await self._changed.wait()
            finally:
                alarm.cancel()

    def play(self, turn: int, pcm: bytes) -> None:
        answer, _ = heard_in(pcm)
        samples = len(pcm) // SAMPLE_BYTES
        self.given[answer] = self.given.get(answer, 0) + samples
        if turn <= self._dead:
            self.unheard[answer] = self.unheard.get(answer, 0) + samples
            return
        if self._answers.setdefault(turn, answer) != answer:
            self.mixed.add(turn)
        first = turn not in self._over_at
        begins = max([_now(), *self._over_at.values()])
        self._over_at[turn] = begins + samples / OUTPUT_RATE
        if first:
            self._emit(PlaybackStarted(at=_now(), turn=turn))
        self._changed.set()

    def complete(self, turn: int) -> None:
        self._complete |= {sounding for sounding in self._over_at if sounding <= turn}
        self._changed.set()

    def interrupt(self, turn: int) -> None:
        self._dead = max(self._dead, turn)
        for sounding in sorted(self._over_at):
            left_s = max(0.0, self._over_at[sounding] - _now())
            self._finish(sounding, round(left_s * OUTPUT_RATE))
        self._changed.set()

    def duck(self, on: bool) -> None:
        """It is not lowered."""

    def set_volume(self, percent: int) -> None:
        """It is as loud as it is."""

    def _finish(self, turn: int, unheard: int) -> None:
        answer = self._answers.pop(turn)
        del self._over_at[turn]
        self._complete.discard(turn)
        unheard = min(unheard, self.given[answer])
        self.unheard[answer] = self.unheard.get(answer, 0) + unheard
        heard = self.given[answer] - unheard
        self._emit(PlaybackFinished(at=_now(), turn=turn, heard=heard, unheard=unheard))


class Diary:
    """What was said, as a journal would keep it; and what happened between."""

    def __init__(self) -> None:
        self.utterances: list[Utterance] = []
        self.connected: list[Connected] = []

    def observe(
        self, event: Event, finished: Sequence[Utterance], state: ConversationState
    ) -> None:
        self.utterances += finished
        if isinstance(event, Connected):
            self.connected.append(event)

    def words(self, speaker: str) -> list[str]:
        """Of one side, in order, whether they were heard or not."""
        return [
            word
            for one in self.utterances
            if one.speaker == speaker
            for word in (one.text + " " + one.unheard).split()
        ]


@dataclass
class Soak:
    """A conversation, from its beginning to its end."""

    lines: Sequence[Line]
    faults: Sequence[Fault] = ()
    manner: Manner = "turn"
    seed: int = 0
    limit_s: float = 600.0
    latency_s: float = 0.05
    looks: Sequence[tuple[float, Callable[[], None]]] = ()
    """What is done at which second."""
    service: Service = field(init=False)
    person: Person = field(init=False)
    session: Session = field(init=False)
    conversation: Conversation = field(init=False)
    speaker: Loudspeaker = field(init=False)
    diary: Diary = field(init=False)
    took_s: float = 0.0

    async def run(self) -> None:
        """Hold it."""
        loop = asyncio.get_running_loop()
        self.service = Service(
            self.faults,
            manner=self.manner,
            seed=self.seed,
            limit_s=self.limit_s,
            notice_s=self.limit_s / 10,
            latency_s=self.latency_s,
        )
        self.session = Session(
            self.service.dial,
            SetupSpec(model="fake"),
            chance=random.Random(self.seed).random,
            asleep=self.service.asleep,
            manners=lambda _: Manners(
                resume_after_s=1.6 * (self.manner == "session"),
                handles_after_turns=self.manner == "turn",
            ),
        )
        self.speaker, self.diary = Loudspeaker(), Diary()
        self.person = Person(self.lines, lambda text: conversation.wish(Say(text)))
        conversation = self.conversation = Conversation(
            self.session, self.speaker, microphone=self.person, observers=[self.diary]
        )
        alarms = [loop.call_later(seconds, look) for seconds, look in self.looks]
        await conversation.run()
        self.took_s = self.service.now()
        for alarm in alarms:
            alarm.cancel()

    def check(self) -> None:
        """What was promised has been kept."""
        service, speaker = self.service, self.speaker
        assert service.clashes == 0
        assert service.open is None
        # Every delivered word of either side is in the journal once, and in order.
        model = self.diary.words("model")
        assert sorted(model) == sorted(service.words)
        assert model == sorted(model, key=_place)
        user = self.diary.words("user")
        typed = [word for word in self.person.said if word.startswith("t")]
        twice = sorted({word for word in user if user.count(word) > 1}, key=_place)
        assert not twice, twice
        assert set(user) == {*service.heard, *typed}
        # What a service heard that says nothing may come to another one late.
        heard = [one for one in user if one.startswith("u") and one not in service.ignored]
        assert heard == sorted(heard, key=_place)
        # No sound of a turn that survived is lost, and no turn is two answers.
        assert speaker.given == service.sounds
        assert not speaker.mixed
        # Whatever the user said has come to the service, which still knows it at the end.
        asked, answers = service.knows()
        # Speech that a service hears and ignores was not meant for it, as far as anybody can tell.
        unknown = sorted(set(self.person.said) - asked - service.ignored, key=_place)
        assert not unknown, unknown
        # It also knows what it answered, as far as that was heard.
        complete = {w for w in service.words if number(w) in service.complete}
        complete -= {word for one in self.diary.utterances for word in one.unheard.split()}
        assert complete <= answers, sorted(complete - answers, key=_place)


def weight(*roots: object, without: Sequence[object] = ()) -> int:
    """Bytes of these and all that only they hold, as far as it is data or of this program."""
    seen = {id(one) for one in without}
    waiting = list(roots)
    size = 0
    while waiting:
        one = waiting.pop()
        kind = type(one)
        known = kind in _DATA or kind.__module__.startswith("livechat.")
        if id(one) in seen or not known or isinstance(one, SetupSpec):
            continue
        seen.add(id(one))
        size += sys.getsizeof(one)
        waiting += gc.get_referents(one)
    return size


_DATA: Final = frozenset(
    {list, dict, tuple, set, frozenset, deque, Counter, str, bytes, bytearray, int, float}
)


def _place(word: str) -> tuple[int, ...]:
    return tuple(int(number) for number in word[1:].split("."))


def _now() -> float:
    return asyncio.get_running_loop().time()
