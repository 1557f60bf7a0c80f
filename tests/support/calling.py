"""Calls in which the model has functions: the real conversation, toolbox and SDK, a local server.

Everything is as the program has it, but for devices and the terminal: settings come from a file,
functions run in their own processes, what the model is told crosses a real WebSocket.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final, TypeVar

from livechat.app.builtins import Builtins
from livechat.app.conversation import Conversation
from livechat.app.hands import Functions
from livechat.app.ports import Chunk, Emit, Pause
from livechat.app.session import Session
from livechat.audio.file_speaker import FileSpeaker
from livechat.audio.judged_microphone import JudgedMicrophone
from livechat.cli.call.functions import toolbox_of
from livechat.config.layers import load
from livechat.config.spec import setup_spec
from livechat.core.face.commands import Answer, Leave, Say
from livechat.core.talk.events import (
    AudioReceived,
    AudioSent,
    CallEnded,
    Ended,
    Event,
    LeaveAsked,
    Notice,
)
from livechat.core.tools.utterance import SETTLE_S
from livechat.live.connection import dialer
from livechat.live.credentials import Credential
from livechat.sim.scenario import Scenario
from livechat.sim.senses.ears import Ears
from livechat.sim.server import Server, ServerOptions
from tests.support.link import KEY, QUIET, endpoint
from tests.support.manners import Diary
from tests.support.ordering import ClipEars, sound_of, spoken
from tests.support.relay import Relay, listening

LIMIT_S: Final = 90.0
"""Seconds after which a call that hangs fails."""

READ_S: Final = SETTLE_S + 0.3
"""Seconds that it takes somebody to read a question, at least."""

EXAMPLE: Final = Path(__file__).parents[2] / "examples" / "shop.py"

E = TypeVar("E", bound=Event)


@dataclass
class User:
    """Somebody in a call: types, speaks, gives leave, and sees what happens."""

    conversation: Conversation = field(init=False)
    server: Server = field(init=False)
    relay: Relay | None = None
    diary: Diary = field(default_factory=Diary)
    _mark: int = 0
    """How many events there were when something was last typed or spoken."""
    _sounds: asyncio.Queue[bytes] = field(default_factory=asyncio.Queue)
    _spoken: asyncio.Event = field(default_factory=asyncio.Event)

    # What they do

    def enter(self, text: str) -> None:
        """Type a line."""
        self._mark = len(self.diary.events)
        self.conversation.wish(Say(text), "line")

    async def speak(self, what: str | bytes) -> None:
        """Speak, and be silent until this machine and the partner can tell that it is over.

        Args:
            what: The name of a recording, or sound: s16le mono, 16 kHz.
        """
        self._mark = len(self.diary.events)
        self._spoken.clear()
        self._sounds.put_nowait(sound_of(what) if isinstance(what, str) else what)
        await self._spoken.wait()

    def answer(self, answer: Answer) -> None:
        """Answer the oldest question by key."""
        self.conversation.wish(Leave(answer), "key")

    async def ask(self, name: str, args: Mapping[str, object], leave: Answer | None = None) -> str:
        """Have a function called; return how that ended.

        Args:
            name: As it is declared.
            args: What it is called with.
            leave: The answer to the question that comes; None: none comes.
        """
        self.enter(f"call {name} with {json.dumps(args, ensure_ascii=False)}")
        if leave is not None:
            asked = await self.next(LeaveAsked)
            assert (asked.name, asked.args) == (name, args), self.story
            self.answer(leave)
        ended = await self.next(CallEnded)
        assert ended.name == name, self.story
        asked_at = [one for one in self.since if isinstance(one, LeaveAsked)]
        assert bool(asked_at) == (leave is not None), self.story
        return ended.outcome

    # What they see

    @property
    def since(self) -> Sequence[Event]:
        """What has happened since they last typed or spoke."""
        return self.diary.events[self._mark :]

    async def next(self, kind: type[E], fits: Callable[[E], bool] = lambda _: True) -> E:
        """Wait for the first event of a kind since they last typed or spoke."""
        found: list[E] = []

        def look() -> bool:
            found[:] = [one for one in self.since if isinstance(one, kind) and fits(one)]
            return bool(found)

        await self.until(look)
        return found[0]

    async def reads(self) -> LeaveAsked:
        """Wait for a question since they last typed or spoke, and read it.

        What is spoken any sooner still belongs to what was spoken before.
        """
        asked = await self.next(LeaveAsked)
        await asyncio.sleep(READ_S)
        return asked

    async def until(self, true: Callable[[], bool]) -> None:
        """Wait until something holds that an event makes true."""
        async with asyncio.timeout(LIMIT_S):
            await self.diary.until(true)

    async def answered(self) -> None:
        """Wait until an answer has come to its end since they last typed or spoke."""
        mark = self._mark
        await self.until(lambda: self.diary.answered(since=mark))

    async def hears(self, words: str) -> None:
        """Wait until the model has said something, in these words, since they last typed."""
        mark = self._mark
        await self.until(lambda: words in self.said(mark))

    async def over(self) -> None:
        """Wait until the call has ended by itself."""
        await self.until(lambda: bool(self.diary.of(Ended)))

    def said(self, since: int = 0) -> str:
        """What the model has said since so many events."""
        texts = [getattr(one, "text", "") for one in self.diary.events[since:] if _is_words(one)]
        return "".join(texts)

    @property
    def notices(self) -> list[str]:
        """What the user was told."""
        return [one.text for one in self.diary.of(Notice)]

    @property
    def story(self) -> str:
        """What happened, a line for each event but sound, in seconds since the beginning."""
        began = self.diary.events[0].at if self.diary.events else 0.0
        return "\n".join(
            f"{one.at - began:7.2f} {one}"[:400]
            for one in self.diary.events
            if not isinstance(one, AudioReceived | AudioSent)
        )

    # What the service got

    @property
    def setups(self) -> list[Mapping[str, Any]]:
        """The setups that came to the service, oldest first."""
        return [one.message["setup"] for one in self.server.received if "setup" in one.message]

    @property
    def declared(self) -> Mapping[str, Mapping[str, Any]]:
        """The functions of the newest setup, by their names."""
        tools = self.setups[-1].get("tools", ()) if self.setups else ()
        return {one["name"]: one for tool in tools for one in tool.get("functionDeclarations", ())}

    @property
    def responses(self) -> list[Mapping[str, Any]]:
        """Function responses that came to the service, oldest first."""
        return [
            one
            for received in self.server.received
            for one in received.message.get("toolResponse", {}).get("functionResponses", ())
        ]

    def told(self, name: str) -> list[Mapping[str, Any]]:
        """What the model was told of a function's calls, oldest first."""
        return [one["response"] for one in self.responses if one["name"] == name]

    # A microphone

    async def run(self, emit: Emit) -> None:
        """No device."""

    async def listen(self) -> AsyncIterator[Chunk | Pause]:
        """Hear what they say, to the end of the call."""
        while True:
            async for chunk in spoken(await self._sounds.get()):
                yield chunk
            self._spoken.set()


def _is_words(event: Event) -> bool:
    return type(event).__name__ in ("OutputTranscribed", "TextReceived")


@asynccontextmanager
async def calling(
    folder: Path,
    toml: str = "",
    *,
    servers: Mapping[str, Mapping[str, object]] | None = None,
    flags: Mapping[str, object] | None = None,
    scenario: Scenario = QUIET,
    ears: Ears | None = None,
    can_ask: bool = True,
    relayed: bool = False,
) -> AsyncIterator[User]:
    """A call, from when the model knows functions until it ends, with the block if not before.

    Args:
        folder: For its settings, and whatever functions write.
        toml: The settings file.
        servers: The user's MCP servers, as their file has them.
        flags: What the command line gives.
        scenario: How the partner behaves.
        ears: Those of the partner.
        can_ask: Whether there is a terminal.
        relayed: Whether the way to the service can be cut.
    """
    config = folder / "config.toml"
    config.write_text(toml, "utf-8")
    (folder / "mcp.json").write_text(json.dumps({"mcpServers": servers or {}}), "utf-8")
    loaded = load(flags=flags or {}, environ={}, config_file=config)
    settings, builtins, warned = loaded.settings, Builtins(), list[str]()
    toolbox = toolbox_of(loaded, builtins.functions, tell=warned.append)
    assert toolbox is not None
    user = User()
    async with AsyncExitStack() as stack:
        options = ServerOptions(api_key=KEY, scenario=scenario, ears=ears)
        user.server = server = await stack.enter_async_context(Server(options))
        there = endpoint(server)
        if relayed:
            user.relay = Relay(("127.0.0.1", server.tls_port))
            port = await stack.enter_async_context(listening(user.relay))
            there = replace(there, base_url=f"https://127.0.0.1:{port}")
        user.conversation = conversation = Conversation(
            Session(dialer(there, Credential(KEY, "a test")), setup_spec(settings)),
            FileSpeaker(None, fast=True),
            microphone=JudgedMicrophone(user),
            observers=[user.diary],
            functions=Functions(
                toolbox,
                builtins,
                hold_s=settings.calls.hold_s,
                voice=settings.calls.consent == "voice",
                can_ask=can_ask,
            ),
        )
        held = asyncio.create_task(conversation.run())
        # Whoever waits for something that cannot come any more learns why.
        me = asyncio.current_task()
        assert me is not None

        def over(task: asyncio.Task[object]) -> None:
            if task.cancelled() or task.exception() is not None:
                me.cancel()

        held.add_done_callback(over)
        try:
            async with asyncio.timeout(LIMIT_S):
                await user.until(lambda: bool(user.declared))
                yield user
        except BaseException as error:
            error.add_note(user.story)
            raise
        finally:
            conversation.stop()
            async with asyncio.timeout(LIMIT_S):
                await held


def shop(folder: Path, name: str = "shop.py") -> Path:
    """The example's file, whose goods are in a database beside it."""
    path = folder / name
    path.write_text(EXAMPLE.read_text("utf-8"), "utf-8")
    return path


def stock(folder: Path, item: str = "gloves") -> int:
    """How many of an item are left."""
    with closing(sqlite3.connect(folder / "shop.db")) as file:
        (count,) = file.execute("select count from goods where item = ?", [item]).fetchone()
    return int(count)


def orders(folder: Path) -> list[tuple[str, int]]:
    """What was ordered, in order."""
    with closing(sqlite3.connect(folder / "shop.db")) as file:
        return file.execute("select item, count from orders order by id").fetchall()


def understanding(**words: str) -> ClipEars:
    """Ears that know recordings, by their names, to be these words."""
    return ClipEars(words)


__all__ = ["User", "calling", "orders", "shop", "sound_of", "stock", "understanding"]
