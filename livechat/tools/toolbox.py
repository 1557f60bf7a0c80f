"""All functions that the model may call, wherever they come from: started, named, called.

Built-in ──────────────┐
Host: shop.py ─────────┤  offers ─► names ─► levels ─► tools ─► what the service is told
Host: settings ────────┤
Host: MCP servers ─────┘◄──────────── call
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Final

from livechat.app.ports import Emit
from livechat.core.setup_spec import Declaration
from livechat.core.talk.events import Notice, Preparing
from livechat.core.tools.levels import Rules, names
from livechat.core.tools.tool import CALL_S, Level, Result, Tool
from livechat.errors import LivechatError
from livechat.tools.builtin import FETCH_URL, SERVER
from livechat.tools.naming import unique
from livechat.tools.source import Events, Offer, Progress, Source

MOST: Final = 512
"""Functions in a setup (PROTOCOL §11.3)."""

MANY: Final = 25
"""Functions above which models choose worse among them ("fewer than 25 tools", goose)."""

READY_S: Final = 20.0
"""Seconds to wait for all sources before the call begins without those that are late."""

STEP: Final = "functions"
"""What `Preparing` calls it."""

Deed = Callable[[Mapping[str, object], Progress], Awaitable[Result]]
"""Does what a built-in function is asked to; cancelling ends it."""


@dataclass(frozen=True, slots=True)
class BuiltIn:
    """A function of livechat itself, done where the conversation is."""

    offer: Offer
    deed: Deed


@dataclass(slots=True)
class Origin:
    """A source, and what has come of it."""

    source: Source
    label: str
    """What the user calls it: `shop.py`."""
    needed: bool = False
    """Whether the user named it, so that nothing begins without it."""
    offers: Sequence[Offer] = ()
    settled: asyncio.Event = field(default_factory=asyncio.Event)
    """Set once it has told what it has, or that it has nothing."""
    failure: LivechatError | None = None


@dataclass(frozen=True, slots=True)
class _Bound:
    """A function by the name that the model knows, and who does it."""

    tool: Tool
    offer: Offer
    source: Source | None
    deed: Deed | None


class Toolbox:
    """Holds sources, gives their functions names and levels, and passes calls on.

    Args:
        origins: Where functions come from.
        builtin: Functions of livechat itself.
        rules: Patterns that decide on levels.
        timeout_s: Seconds for a call of a function that says nothing of it.
        ready_s: Seconds to wait for all of them.
    """

    def __init__(
        self,
        origins: Sequence[Origin] = (),
        *,
        builtin: Sequence[BuiltIn] = (),
        rules: Rules | None = None,
        timeout_s: float = CALL_S,
        ready_s: float = READY_S,
    ) -> None:
        self._origins = origins
        self._builtin = builtin
        self._rules = rules or Rules()
        self._timeout_s = timeout_s
        self._ready_s = ready_s
        self._bound: dict[str, _Bound] = {}
        self._warned: set[int] = set()
        self._notices: list[str] = []
        self._bind()

    @property
    def tools(self) -> Sequence[Tool]:
        """Every function that there is now. The service is not told of those that never run."""
        return [each.tool for each in self._bound.values()]

    async def run(self, emit: Emit, changed: Callable[[], None]) -> None:
        """Keep the sources alive until cancelled, and tell what becomes of them."""
        loop = asyncio.get_running_loop()

        def warn(text: str) -> None:
            emit(Notice(at=loop.time(), text=text, level="warning"))

        def bind() -> None:
            before = self.tools
            self._bind()
            for text in self._notices:
                warn(text)
            self._notices = []
            if self.tools != before:
                changed()

        bind()
        if self._origins:
            emit(Preparing(at=loop.time(), what=STEP))
        async with asyncio.TaskGroup() as group:
            for origin in self._origins:
                group.create_task(self._run(origin, warn, bind))
            await self._settled()
            for origin in self._origins:
                if not origin.settled.is_set():
                    warn(
                        f"The functions of {origin.label} are not there yet. Going on without them."
                    )
                    origin.needed = False  # should it fail later, nobody else tells
            if self._origins:
                emit(Preparing(at=loop.time(), what=STEP, done=True))
            await asyncio.Event().wait()

    async def _run(
        self, origin: Origin, warn: Callable[[str], None], bind: Callable[[], None]
    ) -> None:
        def offer(offers: Sequence[Offer]) -> None:
            origin.offers = offers
            bind()
            origin.settled.set()

        try:
            await origin.source.run(Events(offer, warn))
        except LivechatError as error:
            origin.failure = error
            if not origin.needed or origin.settled.is_set():
                warn(str(error))
        origin.offers = ()
        bind()
        origin.settled.set()

    async def ready(self) -> None:
        """Wait until every source has told what it has, or is late.

        Raises:
            LivechatError: One that the user named cannot be used.
        """
        await self._settled()
        for origin in self._origins:
            if origin.needed and origin.failure is not None:
                raise origin.failure

    async def _settled(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(self._ready_s):
                for origin in self._origins:
                    await origin.settled.wait()

    async def call(self, tool: Tool, args: Mapping[str, object], progress: Progress) -> Result:
        """Call a function; cancelling ends it. Failures are results."""
        bound = self._bound.get(tool.name)
        if bound is None or (bound.tool.server, bound.tool.origin) != (tool.server, tool.origin):
            return Result(value=f"The function {tool.name} is not there any more.", failed=True)
        if bound.tool.level == "never":
            return Result(value=f"The function {tool.name} must not be called.", failed=True)
        try:
            if bound.deed is not None:
                async with asyncio.timeout(tool.timeout_s):
                    return await bound.deed(args, progress)
            assert bound.source is not None
            return await bound.source.call(bound.offer, args, progress)
        except TimeoutError:
            value = f"It was stopped after {tool.timeout_s:g} s."
            return Result(value=value, failed=True, timed_out=True)
        except Exception as error:  # noqa: BLE001 - the conversation goes on whatever it was
            value = f"{tool.name} failed inside livechat ({type(error).__name__})."
            return Result(value=value, failed=True)

    def _bind(self) -> None:
        """Name all that there is, and decide on it."""
        found: list[tuple[Offer, Source | None, Deed | None]] = [
            (each.offer, None, each.deed) for each in self._builtin
        ]
        for origin in self._origins:
            found += [(offer, origin.source, None) for offer in origin.offers]
        told = unique([(offer.server, offer.name) for offer, _, _ in found])
        bound = {name: self._one(name, *each) for name, each in zip(told, found, strict=True)}
        usable = [name for name, each in bound.items() if each.tool.level != "never"]
        for name in usable[MOST:]:
            del bound[name]
        self._bound = bound
        if len(usable) > MOST:
            self._warn_once(
                MOST,
                f"There are {len(usable)} functions, but a model takes {MOST}. The others are left "
                "out.",
            )
        elif len(usable) > MANY:
            self._warn_once(
                MANY,
                f"There are more than {MANY} functions, and a model chooses worse among so many. "
                "Leave some out with --never.",
            )

    def _one(self, name: str, offer: Offer, source: Source | None, deed: Deed | None) -> _Bound:
        known = names(offer.server, offer.name, name)
        timeout_s = self._timeout_s if offer.timeout_s == CALL_S else offer.timeout_s
        tool = Tool(
            declaration=Declaration(
                name=name, description=offer.description, parameters=offer.parameters
            ),
            server=offer.server,
            origin=offer.origin,
            writes=not offer.reads,
            level=self._rules.level(known, _hint(offer)),
            key=offer.key or self._rules.needs_key(known),
            timeout_s=timeout_s,
        )
        return _Bound(tool, replace(offer, timeout_s=timeout_s), source, deed)

    def _warn_once(self, kind: int, text: str) -> None:
        if kind not in self._warned:
            self._warned.add(kind)
            self._notices.append(text)


def _hint(offer: Offer) -> Level:
    """Return a function's level by its own word."""
    if (offer.server, offer.name) == (SERVER, FETCH_URL.name):
        return "ask"  # a page that the model chooses learns what it is told in its address
    return "allow" if offer.reads else "ask"
