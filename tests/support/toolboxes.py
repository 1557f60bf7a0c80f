"""Functions for conversations in virtual time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from livechat.app.ports import Emit
from livechat.core.setup_spec import Declaration
from livechat.core.tools.tool import Level, Result, Tool
from livechat.errors import LivechatError

Work = Callable[[Mapping[str, object], Callable[[str], None]], Awaitable[Result]]
"""What a function does."""


def function(
    name: str, level: Level = "allow", *, writes: bool = True, server: str = "shop"
) -> Tool:
    """A function as a toolbox offers it."""
    declaration = Declaration(name=name)
    return Tool(
        declaration=declaration, server=server, origin="shop.py", level=level, writes=writes
    )


PRICE: Final = function("price", writes=False)
ORDER: Final = function("order")
PAY: Final = function("pay", "ask")


async def at_once(args: Mapping[str, object], progress: Callable[[str], None]) -> Result:
    """Done as soon as asked."""
    return Result(value="done")


def after(seconds: float, result: Result | None = None) -> Work:
    """A function that takes its time."""

    async def work(args: Mapping[str, object], progress: Callable[[str], None]) -> Result:
        progress("half of it")
        await asyncio.sleep(seconds)
        return result or Result(value="done")

    return work


class FakeToolbox:
    """Functions that tests are in control of.

    Args:
        tools: Those that there are.
        work: What each does; those that are missing do nothing.
        ready_after_s: Seconds until it knows what it has.
        error: Raised then.
    """

    def __init__(
        self,
        *tools: Tool,
        work: Mapping[str, Work] | None = None,
        ready_after_s: float = 0.0,
        error: LivechatError | None = None,
    ) -> None:
        self._known: tuple[Tool, ...] = tools
        self._work = work or {}
        self._ready_after_s = ready_after_s
        self._error = error
        self._changed: Callable[[], None] = lambda: None
        self._is_ready = False
        self.calls: list[tuple[str, Mapping[str, object]]] = []
        self.ended: list[str] = []
        """Calls that were cancelled."""

    @property
    def tools(self) -> tuple[Tool, ...]:
        return self._known if self._is_ready else ()

    def change(self, *tools: Tool) -> None:
        """There are others from now on."""
        self._known = tools
        self._changed()

    async def run(self, emit: Emit, changed: Callable[[], None]) -> None:
        self._changed = changed
        await asyncio.sleep(self._ready_after_s)
        self._is_ready = True
        changed()

    async def ready(self) -> None:
        await asyncio.sleep(self._ready_after_s)
        self._is_ready = True
        if self._error is not None:
            raise self._error

    async def call(
        self, tool: Tool, args: Mapping[str, object], progress: Callable[[str], None]
    ) -> Result:
        self.calls.append((tool.name, args))
        try:
            return await self._work.get(tool.name, at_once)(args, progress)
        except asyncio.CancelledError:
            self.ended.append(tool.name)
            raise
