"""The hands of a conversation: asyncio round `core.tools.guard`, which decides everything.

events ──► guard ──► Run, Cancel ──► toolbox (functions of this machine)
             ▲   └─► Respond, Inform ──► link          │
             └────────── progress, results ◄───────────┘
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Final, Literal

from livechat.app.builtins import Builtins
from livechat.app.ports import Emit as Tell
from livechat.app.ports import Link, Toolbox
from livechat.catalog.models import resolve
from livechat.core.link.items import Note, ToolResult
from livechat.core.state import ConversationState
from livechat.core.talk.events import Event, Notice
from livechat.core.tools.call import Answer, By
from livechat.core.tools.deeds import Cancel, Deed, Emit, Respond, Run
from livechat.core.tools.guard import Guard
from livechat.core.tools.tool import Result, Tool
from livechat.core.tools.words import says_stop
from livechat.threads import in_thread

READY_S: Final = 3.0
"""Seconds that the first connection waits for functions. A server in Python needs one, and one that
is fetched first needs many: it joins later."""

LONGEST_READY_S: Final = 30.0
"""The same where only one thing is said: it cannot be said again with more functions."""

GRACE_S: Final = 2.0
"""Seconds that a function which may change something has at the end of the conversation."""

MOST_NOTES: Final = 20
"""Notes that wait for the model to end its turn, the newest."""


@dataclass(frozen=True, slots=True)
class Functions:
    """What a conversation can call, and who has a say in it."""

    toolbox: Toolbox
    builtins: Builtins = field(default_factory=Builtins)
    hold_s: float = 1.5
    """Seconds for which a call that may change something is held."""
    voice: bool = False
    """Whether a spoken yes is leave."""
    can_ask: bool = True
    """Whether somebody can be asked."""


class Hands:
    """Calls functions, as the guard lets it.

    Args:
        functions: What can be called.
        link: The session.
        state: Of the conversation, to look at.
        emit: Takes the events.
    """

    def __init__(
        self,
        functions: Functions,
        link: Link,
        state: ConversationState,
        emit: Tell,
    ) -> None:
        self._toolbox = functions.toolbox
        self._builtins = functions.builtins
        self._link = link
        self._state = state
        self._emit = emit
        self._guard = Guard(
            self._find,
            hold_s=functions.hold_s,
            voice=functions.voice,
            can_ask=functions.can_ask,
            blocks=self._blocks,
            language=lambda: link.spec.language,
        )
        self._tasks: asyncio.TaskGroup | None = None
        self._running: dict[int, asyncio.Task[Result]] = {}
        """Calls that run, by their numbers."""
        self._due: asyncio.TimerHandle | None = None
        self._notes: list[Note] = []
        """What the model is told as soon as it does not speak."""
        self._ready: asyncio.Task[None] | None = None
        self._begun = asyncio.Event()

    async def run(self) -> None:
        """Keep the functions alive until cancelled.

        Raises:
            LivechatError: Something that the user named cannot be used.
        """
        async with asyncio.TaskGroup() as self._tasks:
            self._tasks.create_task(self._toolbox.run(self._emit, self._declare), name="toolbox")
            self._ready = self._tasks.create_task(self._toolbox.ready(), name="functions")
            self._begun.set()
            # Words of all languages are looked up in a table that takes 50 ms to make.
            language = self._link.spec.language
            await asyncio.wrap_future(in_thread(partial(says_stop, "", language), "words"))
            await asyncio.Event().wait()  # calls come as long as the conversation lasts

    def spawn(self, work: Coroutine[object, object, None]) -> None:
        """Do something beside the conversation, until its end."""
        assert self._tasks is not None
        self._tasks.create_task(work, name="builtin")

    async def prepare(self, *, lasting: bool) -> None:
        """Wait some time until there are functions to declare.

        Args:
            lasting: Whether the conversation goes on after what is said first.
        """
        await self._begun.wait()
        assert self._ready is not None
        with suppress(TimeoutError):
            async with asyncio.timeout(READY_S if lasting else LONGEST_READY_S):
                await asyncio.shield(self._ready)
        self._declare()

    def observe(self, event: Event) -> None:
        """Take an event of the conversation."""
        self._do(self._guard.fold(event, _now()))
        self._tell()

    def answer(self, answer: Answer, by: By) -> None:
        """The user has answered the oldest question, if there is one."""
        self._do(self._guard.answer(answer, by, _now()))

    def withdraw(self, by: Literal["key", "line"]) -> None:
        """The user stops whatever has not begun."""
        self._do(self._guard.withdraw(by, _now()))

    def inform(self, text: str, *, answered: bool) -> None:
        """Tell the model something as soon as it does not speak.

        Args:
            text: What.
            answered: Whether the model is to say something about it.
        """
        row, _ = resolve(self._link.spec.model)
        self._notes.append(Note(text, answered=answered or row.client_content != "yes"))
        del self._notes[:-MOST_NOTES]
        self._tell()  # where nobody says anything, no event follows

    def account(self) -> str:
        """What became of the calls so far, for a session that knows nothing of them."""
        return self._guard.account()

    async def finish(self) -> None:
        """End what only reads, wait a little for the rest, and tell what still runs."""
        self._do(self._guard.close(_now()))
        if self._running:
            await asyncio.wait(list(self._running.values()), timeout=GRACE_S)
        for call in list(self._running):
            name = self._running[call].get_name()
            text = f"{name} was still running when the call ended. It may have had an effect."
            self._emit(Notice(at=_now(), text=text, level="warning"))
        for label in self._builtins.left():
            name = f' "{label}"' if label else ""
            text = f"The timer{name} had not rung yet."
            self._emit(Notice(at=_now(), text=text, level="warning"))

    # Inside

    def _tell(self) -> None:
        """Tell the model what is to be told, unless it speaks."""
        if not self._state.answering:
            notes, self._notes = self._notes, []
            for note in notes:
                self._link.send(note)

    def _find(self, name: str) -> Tool | None:
        return next((tool for tool in self._toolbox.tools if tool.name == name), None)

    def _blocks(self) -> bool:
        spec = self._state.view.spec or self._link.spec
        row, _ = resolve(spec.model)
        return row.tools == "blocking" or (row.tools == "any" and spec.blocking)

    def _declare(self) -> None:
        """Let the service know of the functions that there are now."""
        tools = tuple(tool.declaration for tool in self._toolbox.tools if tool.level != "never")
        spec = self._link.spec
        if spec.tools != tools:
            self._link.change(replace(spec, tools=tools))

    def _do(self, deeds: Sequence[Deed]) -> None:
        for deed in deeds:
            match deed:
                case Emit(event):
                    self._emit(event)
                case Run(call, tool, args):
                    self._run(call, tool, args)
                case Cancel(call):
                    self._running[call].cancel()
                case Respond():
                    self._link.send(
                        ToolResult(
                            deed.session,
                            deed.id,
                            deed.name,
                            deed.response,
                            more=deed.more,
                            silent=deed.more,
                            pictures=deed.pictures,
                        )
                    )
                case _:
                    self.inform(deed.text, answered=False)
        self._wait()

    def _wait(self) -> None:
        """See to it that the guard looks again when something is due."""
        if self._due is not None:
            self._due.cancel()
            self._due = None
        at = self._guard.due_at
        if at < float("inf"):
            self._due = asyncio.get_running_loop().call_at(at, self._tick)

    def _tick(self) -> None:
        self._do(self._guard.tick(_now()))

    def _run(self, call: int, tool: Tool, args: Mapping[str, object]) -> None:
        def progress(text: str) -> None:
            self._do(self._guard.progressed(call, text, _now()))

        assert self._tasks is not None
        work = self._toolbox.call(tool, args, progress)
        self._running[call] = task = self._tasks.create_task(work, name=tool.name)
        # Not a `finally` in the task: one that is cancelled before its first step has none.
        task.add_done_callback(partial(self._finished, call))

    def _finished(self, call: int, task: asyncio.Task[Result]) -> None:
        del self._running[call]
        ended = task.cancelled() or task.exception() is not None
        self._do(self._guard.finished(call, _ENDED if ended else task.result(), _now()))


_ENDED: Final = Result(value="It was ended before it was done.", failed=True, timed_out=True)
"""What is told of a call that the guard ended, or the end of the conversation."""


def _now() -> float:
    return asyncio.get_running_loop().time()
