"""Whole calls with the practice partner, in which something happens to the connection.

A person types and speaks by a script; the partner's ears know the recordings by their very samples,
so that each word that comes to the partner twice, or not at all, shows.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from functools import cache, partial
from pathlib import Path
from string import ascii_lowercase
from typing import Any, Final, Literal

from livechat.app.conversation import Conversation
from livechat.app.ports import Chunk, Connection, Emit, Opening, Pause
from livechat.app.session import Session
from livechat.audio.chunks import chunk_of
from livechat.audio.file_speaker import FileSpeaker
from livechat.audio.wav_read import read_wav
from livechat.config.settings import Settings
from livechat.config.spec import setup_spec
from livechat.core.face.commands import Say
from livechat.core.pcm import CHUNK_MS, INPUT_RATE, SAMPLE_BYTES
from livechat.core.state import ConversationState
from livechat.core.talk.events import (
    AudioReceived,
    AudioSent,
    Connected,
    Event,
    ResumptionUpdated,
    TurnComplete,
    TurnSettled,
)
from livechat.core.talk.transcript import Utterance
from livechat.errors import LivechatError
from livechat.live.connection import dialer
from livechat.live.credentials import Credential
from livechat.sim.scenario import Scenario
from livechat.sim.server import Server, ServerOptions
from tests.support.fakes import Notebook
from tests.support.link import KEY, endpoint
from tests.support.relay import Relay, listening

EXAMPLES: Final = Path(__file__).parents[2] / "examples"

CHUNK_BYTES: Final = INPUT_RATE * SAMPLE_BYTES * CHUNK_MS // 1000

SPOKEN_S: Final = 1.2
"""Seconds of a spoken question, the first of its recording."""

SILENCE_S: Final = 0.8
"""Seconds after which the microphone is still: more than it takes the partner to tell that a
question is over."""

RECORDINGS: Final = {
    "red": "austen-0880.wav",
    "blue": "austen-0920.wav",
    "green": "austen-0870.wav",
}
"""What is heard of each spoken question."""

LENGTHS: Final = {"red": 12, "blue": 6, "green": 26}
"""Words of the answers: twelve take 4.4 s, and arrive in 1.1 s."""

TYPED_WORDS: Final = 3

LIMIT_S: Final = 90.0
"""Seconds after which a call that hangs fails."""

PROBE_BYTES: Final = 64
"""Bytes of sound by which it is found in a recording."""


def words_of(name: str) -> list[str]:
    """What a question asks the partner to say, and what it says."""
    return [f"{name}{letter}" for letter in ascii_lowercase[: LENGTHS.get(name, TYPED_WORDS)]]


def question(name: str) -> str:
    """The words of a question."""
    return f"say {' '.join(words_of(name))}."


@cache
def sound_of(name: str) -> bytes:
    """A spoken question: s16le mono, 16 kHz."""
    pcm = read_wav(EXAMPLES / RECORDINGS[name], INPUT_RATE)
    return pcm[: round(SPOKEN_S * INPUT_RATE) * SAMPLE_BYTES]


class SharpEars:
    """Understand the words of a question of which they hear the sound, and no others.

    The words of a question are spread evenly over its sound; one is heard if its middle is.
    """

    def warm(self) -> None:
        """Nothing to get ready."""

    async def transcribe(self, pcm: bytes) -> str:
        """Return the words whose sound this is."""
        heard: list[str] = []
        for name in RECORDINGS:
            words, whole = question(name).split(), sound_of(name)
            middles = ((2 * at + 1) * len(whole) // (2 * len(words)) for at in range(len(words)))
            heard += [
                word
                for word, middle in zip(words, middles, strict=True)
                if whole[middle - PROBE_BYTES // 2 :][:PROBE_BYTES] in pcm
            ]
        return " ".join(heard)

    async def overhear(self, pcm: bytes) -> str:
        """Return nothing: nobody asks for guesses."""
        return ""

    async def aclose(self, limit: float) -> None:
        """Nothing to stop."""


# What a person does


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing that is done, and until when the next one waits."""

    over: Callable[[Diary, int], bool]
    """Whether that is now, by what is in the diary and how many events were there before."""
    typed: str = ""
    """Name of the question that is typed; empty: none."""
    spoken: str = ""
    """Name of the question that is spoken; empty: none."""


def types(name: str) -> Deed:
    """Type a question, and wait until it is answered."""
    return Deed(lambda diary, before: diary.answered(since=before), typed=name)


def speaks(name: str) -> Deed:
    """Speak a question, and wait until it is answered."""
    return Deed(lambda diary, before: diary.answered(since=before), spoken=name)


def waits_for(kind: type[Event]) -> Deed:
    """Do nothing until something of that kind has happened."""
    return Deed(lambda diary, _: bool(diary.of(kind)))


def hears_out() -> Deed:
    """Wait for a second connection, and for what a resumed session goes on saying."""

    def over(diary: Diary, _: int) -> bool:
        for back in diary.of(Connected)[1:]:
            return back.how != "resumed" or diary.answered(since=diary.events.index(back))
        return False

    return Deed(over)


class Diary(Notebook):
    """Writes everything down, and lets somebody wait for it.

    Args:
        looks: Called with every event.
    """

    def __init__(self, looks: Callable[[Event], None] = lambda _: None) -> None:
        super().__init__()
        self._looks = looks
        self._changed = asyncio.Event()

    def observe(
        self, event: Event, finished: Sequence[Utterance], state: ConversationState
    ) -> None:
        super().observe(event, finished, state)
        self._changed.set()
        self._looks(event)

    async def until(self, true: Callable[[], bool]) -> None:
        """Wait until something holds."""
        while not true():
            self._changed.clear()
            await self._changed.wait()

    def answered(self, since: int) -> bool:
        """Whether an answer has come to its end and settled after the first `since` events."""
        events = self.events[since:]
        whole = {
            one.turn
            for one in events
            if isinstance(one, TurnComplete) and not (one.more or one.lost or one.empty)
        }
        return any(isinstance(one, TurnSettled) and one.turn in whole for one in events)

    @property
    def handle(self) -> str:
        """The newest that the service gave out; empty: none."""
        updates = [one.handle for one in self.of(ResumptionUpdated) if one.handle]
        return updates[-1] if updates else ""


class Person:
    """A microphone and a keyboard.

    Args:
        deeds: What is done, one after the other.
        diary: Of the call.
        type_: Takes a typed line.
    """

    def __init__(self, deeds: Sequence[Deed], diary: Diary, type_: Callable[[str], None]) -> None:
        self.asked: list[str] = []
        """Names of questions, in order."""
        self.diary = diary
        self.type = type_
        self._deeds = deeds

    async def run(self, emit: Emit) -> None:
        """No device."""

    async def listen(self) -> AsyncIterator[Chunk | Pause]:
        for deed in self._deeds:
            before = len(self.diary.events)
            if asks := deed.typed or deed.spoken:
                self.asked.append(asks)
            if deed.typed:
                self.type(question(deed.typed))
            if deed.spoken:
                async for chunk in _live(sound_of(deed.spoken)):
                    yield chunk
            await self.diary.until(partial(deed.over, self.diary, before))


async def _live(pcm: bytes) -> AsyncIterator[Chunk]:
    """Sound and the silence after it, as a microphone hears it."""
    loop = asyncio.get_running_loop()
    due = loop.time()
    pcm += bytes(round(SILENCE_S * INPUT_RATE) * SAMPLE_BYTES)
    for at in range(0, len(pcm), CHUNK_BYTES):
        due += CHUNK_MS / 1000
        await asyncio.sleep(due - loop.time())
        yield chunk_of(pcm[at : at + CHUNK_BYTES], loop.time())


# A call


@dataclass(frozen=True, slots=True)
class Dialled:
    """One try to connect."""

    at: float
    """Seconds."""
    handle: str
    newest: str
    """The newest handle that the service had given out by then."""


@dataclass
class Call:
    """A call, from its beginning to its end.

    Args:
        deeds: What the person does.
        scenario: How the partner behaves.
        cut_at: Tells the event at which the way is cut; None: it never is.
        cut_by: What the relay is told then.
        cut_s: Seconds until it is released.
        model: Which one is asked for; empty: the default.
    """

    deeds: Sequence[Deed]
    scenario: Scenario
    cut_at: Callable[[Event], bool] | None = None
    cut_by: Literal["lose", "cut", "reset"] = "lose"
    cut_s: float | None = None
    model: str = ""
    diary: Diary = field(init=False)
    person: Person = field(init=False)
    dialled: list[Dialled] = field(default_factory=list)
    cut: float | None = None
    """Seconds: when the way was cut."""
    received: list[Mapping[str, Any]] = field(default_factory=list)
    """Messages that came to the partner."""

    async def hold(self) -> None:
        """Hold it.

        Raises:
            LivechatError: It did not end well.
        """
        settings = Settings.model_validate({"model": self.model} if self.model else {})
        self.diary = Diary(self._look)
        async with AsyncExitStack() as stack:
            options = ServerOptions(api_key=KEY, scenario=self.scenario, ears=SharpEars())
            server = await stack.enter_async_context(Server(options))
            there = endpoint(server)
            if self.cut_at is not None:
                self._relay = Relay(("127.0.0.1", server.tls_port))
                port = await stack.enter_async_context(listening(self._relay))
                there = replace(there, base_url=f"https://127.0.0.1:{port}")
            self._dial = dialer(there, Credential(KEY, "a test"))
            self.person = Person(self.deeds, self.diary, lambda line: conversation.wish(Say(line)))
            conversation = Conversation(
                Session(self._dialling, setup_spec(settings)),
                FileSpeaker(None, fast=True),
                microphone=self.person,
                observers=[self.diary],
            )
            try:
                async with asyncio.timeout(LIMIT_S):
                    await conversation.run()
            except (LivechatError, TimeoutError) as error:
                error.add_note(self.story)
                raise
            finally:
                self.received = [one.message for one in server.received]

    @property
    def story(self) -> str:
        """What happened, a line for each event but sound, in seconds since the beginning."""
        began = self.diary.events[0].at
        return "\n".join(
            f"{one.at - began:7.2f} {one}"
            for one in self.diary.events
            if not isinstance(one, AudioReceived | AudioSent)
        )

    @property
    def setups(self) -> list[str]:
        """The handles of the setups that came to the partner; empty where there was none."""
        setups = [one["setup"] for one in self.received if "setup" in one]
        return [(one.get("sessionResumption") or {}).get("handle") or "" for one in setups]

    @property
    def seeded(self) -> list[str]:
        """What the partner was told of an earlier session, turn by turn."""
        contents = [
            one["clientContent"].get("turns", ()) for one in self.received if "clientContent" in one
        ]
        return [
            part["text"]
            for turns in contents
            if any(turn.get("role") == "model" for turn in turns)
            for turn in turns
            for part in turn["parts"]
        ]

    async def _dialling(self, opening: Opening) -> Connection:
        now = asyncio.get_running_loop().time()
        self.dialled.append(Dialled(now, opening.handle, self.diary.handle))
        return await self._dial(opening)

    def _look(self, event: Event) -> None:
        if self.cut is not None or self.cut_at is None or not self.cut_at(event):
            return
        self.cut = event.at
        self._relay.steer(self.cut_by)
        if self.cut_s is not None:
            asyncio.get_running_loop().call_later(self.cut_s, self._relay.steer, "release")
