"""Calls in which the model orders gloves at a shop, and the user or the network comes in between.

What is ordered is written into an SQLite file, so that it can be counted afterwards. The user
speaks, by recordings whose words the partner's ears know by their samples.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, closing, suppress
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Literal

from livechat.app.conversation import Conversation
from livechat.app.hands import Functions
from livechat.app.ports import Chunk, Emit, Pause
from livechat.app.session import Session
from livechat.audio.chunks import chunk_of
from livechat.audio.file_speaker import FileSpeaker
from livechat.audio.judged_microphone import JudgedMicrophone
from livechat.audio.wav_read import read_wav
from livechat.core.pcm import CHUNK_MS, INPUT_RATE, SAMPLE_BYTES
from livechat.core.setup_spec import Declaration, SetupSpec
from livechat.core.talk.events import (
    AudioReceived,
    AudioSent,
    CallEnded,
    CallHeld,
    CallStarted,
    Connected,
    Disconnected,
    Event,
    InputTranscribed,
    LeaveAsked,
    PlaybackStarted,
    ToolAnswered,
    ToolCalled,
    TurnComplete,
)
from livechat.core.tools.tool import Result, Tool
from livechat.live.connection import dialer
from livechat.live.credentials import Credential
from livechat.sim.scenario import Scenario
from livechat.sim.server import Server, ServerOptions
from tests.support.link import KEY, endpoint
from tests.support.manners import CHUNK_BYTES, PROBE_BYTES, Diary
from tests.support.relay import Relay, listening

SPEECH: Final = Path(__file__).parents[2] / "bench" / "speech"

CLIPS: Final = {
    "order": ("lj001-0002.wav", 1.6),
    "stop": ("lj004-0089.wav", 0.7),
    "ask": ("lj005-0202.wav", 1.6),
    "more": ("lj006-0114.wav", 1.6),
    "yes": ("lj011-0009.wav", 0.7),
}
"""Which recording is spoken, and how many of its seconds."""

WORDS: Final = {"order": "Please order 12 gloves.", "stop": "Stop!"}
"""What is heard of them in orders."""

SILENCE_S: Final = 1.2
"""Seconds of silence after speech, in which this machine and the partner tell that it is over."""

LIMIT_S: Final = 80.0
"""Seconds after which a call that hangs fails."""

LINGER_S: Final = 4.0
"""Seconds of quiet after which nothing more comes of a call: longer than words are waited for."""

MATTERS: Final = (
    *(CallEnded, CallHeld, CallStarted, LeaveAsked, PlaybackStarted, ToolAnswered),
    *(ToolCalled, TurnComplete, Connected, Disconnected),
)
"""Events that are more than sound and formalities."""

ORDER: Final = Tool(
    declaration=Declaration(
        name="order",
        description="Order goods.",
        parameters={
            "type": "object",
            "properties": {"item": {"type": "string"}, "count": {"type": "integer"}},
            "required": ["item", "count"],
        },
    ),
    server="shop",
    origin="shop.py",
    level="allow",
)


@cache
def sound_of(name: str) -> bytes:
    """A recording's beginning: s16le mono, 16 kHz."""
    file, seconds = CLIPS[name]
    return read_wav(SPEECH / file, INPUT_RATE)[: round(seconds * INPUT_RATE) * SAMPLE_BYTES]


class ClipEars:
    """Understand a recording when they hear most of it.

    Args:
        words: What is heard of each recording.
    """

    def __init__(self, words: Mapping[str, str] = MappingProxyType(WORDS)) -> None:
        self._words = words

    def warm(self) -> None:
        """Nothing to get ready."""

    async def transcribe(self, pcm: bytes) -> str:
        """Return the words of the recordings whose sound this is, in their order."""
        found = []
        for name, words in self._words.items():
            middle = len(sound_of(name)) // 2
            at = pcm.find(sound_of(name)[middle : middle + PROBE_BYTES])
            if at >= 0:
                found.append((at, words))
        return " ".join(words for _, words in sorted(found))

    async def overhear(self, pcm: bytes) -> str:
        """Return nothing: nobody asks for guesses."""
        return ""

    async def aclose(self, limit: float) -> None:
        """Nothing to stop."""


class Shop:
    """A toolbox with one function, which writes into a file.

    Args:
        path: The file.
        takes_s: Seconds that it works on after it has written.
    """

    def __init__(self, path: Path, takes_s: float) -> None:
        self.tools = (ORDER,)
        self._path = path
        self._takes_s = takes_s
        with closing(sqlite3.connect(path)) as file, file:
            file.execute("create table orders (item, count)")

    @property
    def orders(self) -> list[tuple[object, object]]:
        """What was ordered."""
        with closing(sqlite3.connect(self._path)) as file:
            return file.execute("select item, count from orders").fetchall()

    async def run(self, emit: Emit, changed: Callable[[], None]) -> None:
        """All is there."""

    async def ready(self) -> None:
        """At once."""

    async def call(
        self, tool: Tool, args: Mapping[str, object], progress: Callable[[str], None]
    ) -> Result:
        with closing(sqlite3.connect(self._path)) as file, file:
            file.execute("insert into orders values (?, ?)", (args.get("item"), args.get("count")))
        await asyncio.sleep(self._takes_s)
        return Result(value=f"{args.get('count')} {args.get('item')} ordered")


@dataclass(frozen=True, slots=True)
class Moment:
    """When something comes in between."""

    stop_after: type[Event] | None = None
    """The user says stop so many seconds after this; None: they do not."""
    seconds: float = 0.0
    cut_at: type[Event] | None = None
    """The way is cut when this has happened; None: it is not."""
    cut_by: Literal["reset", "lose"] = "reset"


MODELS: Final = {
    "non-blocking": SetupSpec(model="gemini-3.8-live"),
    "blocking": SetupSpec(model="gemini-3.8-live", blocking=True),
    "extended thinking": SetupSpec(model="gemini-3.8-live-extended-thinking"),
    "3.1": SetupSpec(model="gemini-3.1-flash-live-preview"),
}
"""Ways in which models call functions."""

MOMENTS: Final = {
    "left alone": Moment(),
    "stopped before": Moment(InputTranscribed, 0.0),
    "stopped after 0.3 s": Moment(ToolCalled, 0.3),
    "stopped after 1 s": Moment(ToolCalled, 1.0),
    "stopped after 5 s": Moment(ToolCalled, 5.0),
    "stopped in speech": Moment(PlaybackStarted, 0.5),
    "dropped before": Moment(cut_at=InputTranscribed),
    "dropped while it is held": Moment(cut_at=CallHeld),
    "dropped while it runs": Moment(cut_at=CallStarted),
    "dropped after": Moment(cut_at=ToolAnswered),
    "lost while it is held": Moment(cut_at=CallHeld, cut_by="lose"),
    "lost while it runs": Moment(cut_at=CallStarted, cut_by="lose"),
}
"""When the user says stop, or the connection breaks or falls silent."""


NEVER_CALLED: Final = ("stopped before", "stopped in speech")
"""Moments before the extended-thinking model calls: it speaks first."""


def stopped_in_time(model: str, moment: str) -> bool:
    """Whether a call of these names must not order anything."""
    if model == "extended thinking" and moment in NEVER_CALLED:
        return True
    return moment in ("stopped before", "stopped after 0.3 s", "stopped after 1 s")


def says_done(told: str) -> bool:
    """Whether the model was told by this that gloves were ordered."""
    return told == "ok" or "gloves ordered" in told


@dataclass
class Ordering:
    """One call.

    Args:
        folder: For the file of orders.
        spec: What the service is told, but for the functions.
        moment: What comes in between.
        takes_s: Seconds that the function works.
        scenario: How the partner behaves.
    """

    folder: Path
    spec: SetupSpec
    moment: Moment
    takes_s: float = 1.0
    scenario: Scenario = field(default_factory=lambda: Scenario(voice="synthetic", ears="none"))
    diary: Diary = field(init=False)
    shop: Shop = field(init=False)
    received: list[Mapping[str, Any]] = field(default_factory=list)
    """Messages that came to the partner."""

    async def hold(self) -> None:
        """Hold it to its end."""
        self.diary = Diary(self._look)
        self.shop = Shop(self.folder / "orders.db", self.takes_s)
        async with AsyncExitStack() as stack:
            options = ServerOptions(api_key=KEY, scenario=self.scenario, ears=ClipEars())
            server = await stack.enter_async_context(Server(options))
            self._relay = Relay(("127.0.0.1", server.tls_port))
            port = await stack.enter_async_context(listening(self._relay))
            there = replace(endpoint(server), base_url=f"https://127.0.0.1:{port}")
            conversation = Conversation(
                Session(dialer(there, Credential(KEY, "a test")), self.spec),
                FileSpeaker(None, fast=False),
                microphone=JudgedMicrophone(self),
                observers=[self.diary],
                functions=Functions(self.shop, can_ask=False),
            )
            self._cut = False
            try:
                async with asyncio.timeout(LIMIT_S):
                    await conversation.run()
            except Exception as error:
                error.add_note(self.story)
                raise
            finally:
                self.received = [one.message for one in server.received]

    async def run(self, emit: Emit) -> None:
        """No device."""

    async def listen(self) -> AsyncIterator[Chunk | Pause]:
        """Ask for gloves, say stop when it is time, and wait until nothing more comes."""
        async for chunk in spoken(sound_of("order")):
            yield chunk
        if self.moment.stop_after is not None:
            await self.diary.until(lambda: bool(self.diary.of(self.moment.stop_after)))  # type: ignore[arg-type]
            await asyncio.sleep(self.moment.seconds)
            async for chunk in spoken(sound_of("stop")):
                yield chunk
        if self.moment.cut_at is not None:
            await self.diary.until(lambda: len(self.diary.of(Connected)) > 1)
        if self.moment.stop_after is None:
            await self.diary.until(lambda: bool(self.diary.of(CallEnded)))
        await self._until_quiet()

    async def _until_quiet(self) -> None:
        """Wait until nothing more comes."""
        while (left_s := self._last_at + LINGER_S - asyncio.get_running_loop().time()) > 0:
            with suppress(TimeoutError):
                async with asyncio.timeout(left_s):
                    await self.diary.until(lambda: False)

    @property
    def _last_at(self) -> float:
        """When something happened last that is more than sound and formalities."""
        return max(one.at for one in self.diary.events if isinstance(one, MATTERS))

    def _look(self, event: Event) -> None:
        at = self.moment.cut_at
        if at is not None and isinstance(event, at) and not self._cut:
            self._cut = True
            self._relay.steer(self.moment.cut_by)

    @property
    def ended(self) -> list[str]:
        """How each call of the function ended on this machine."""
        return [one.outcome for one in self.diary.of(CallEnded)]

    @property
    def told(self) -> list[str]:
        """What the model was told: statuses of answers and notes, in the order of arrival."""
        found = []
        for message in self.received:
            for answer in message.get("toolResponse", {}).get("functionResponses", ()):
                found.append(str(answer["response"].get("status")))
            for turn in message.get("clientContent", {}).get("turns", ()):
                texts = [str(part.get("text", "")) for part in turn.get("parts", ())]
                found += [f"note: {text}" for text in texts if "order(" in text]
            if "order(" in (text := str(message.get("realtimeInput", {}).get("text", ""))):
                found.append(f"note: {text}")
        return found

    @property
    def story(self) -> str:
        """What happened, a line for each event but sound, in seconds since the beginning."""
        began = self.diary.events[0].at
        return "\n".join(
            f"{one.at - began:7.2f} {one}"
            for one in self.diary.events
            if not isinstance(one, AudioReceived | AudioSent)
        )


async def spoken(pcm: bytes) -> AsyncIterator[Chunk]:
    """Sound and the silence after it, as a microphone hears it."""
    loop = asyncio.get_running_loop()
    due = loop.time()
    pcm += bytes(round(SILENCE_S * INPUT_RATE) * SAMPLE_BYTES)
    for at in range(0, len(pcm), CHUNK_BYTES):
        due += CHUNK_MS / 1000
        await asyncio.sleep(due - loop.time())
        yield chunk_of(pcm[at : at + CHUNK_BYTES], loop.time())
