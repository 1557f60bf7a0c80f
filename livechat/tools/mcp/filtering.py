"""What a server sends, before the SDK reads it: mended where it would cost the whole list, and
thinned where it comes without end.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable
from types import TracebackType
from typing import Any, Final

import anyio
from mcp.shared.message import SessionMessage
from mcp_types import JSONRPCNotification, JSONRPCRequest, JSONRPCResponse

from livechat.tools.mcp.pace import Allowance

log = logging.getLogger(__name__)

MOST_TOOLS: Final = 512
"""Functions of one server: no more may be in a setup (PROTOCOL §11.3)."""

MOST_CHARS: Final = 1 << 20
"""Characters of their declarations in all: far more than any model could be told."""

_CHANGED: Final = "notifications/tools/list_changed"

_PAUSE_S: Final = 0.05


class Filtered:
    """The messages of a server, for the SDK's session to read.

    Args:
        inner: The transport's messages.
        changed: Told that the server's functions have changed.
        trouble: Told in a sentence what is wrong with them.
    """

    def __init__(
        self, inner: Any, changed: Callable[[], None], trouble: Callable[[str], None]
    ) -> None:
        self._inner = inner
        self._changed = changed
        self._trouble = trouble
        self._allowance = Allowance(200, 50)
        self._dropped = 0
        self._chars = 0
        self._count = 0

    def begin_list(self) -> None:
        """A list of functions begins, and its bounds begin anew."""
        self._chars = self._count = 0

    async def receive(self) -> SessionMessage | Exception:
        """Return the next message.

        Raises:
            anyio.EndOfStream: There is none any more.
        """
        while True:
            item = await self._inner.receive()
            if isinstance(item, Exception):
                log.info("an answer could not be read: %s", type(item).__name__)
                return item
            message = item.message
            if isinstance(message, JSONRPCResponse):
                self._mend(message.result)
                return item  # type: ignore[no-any-return]
            if isinstance(message, JSONRPCNotification) and message.method == _CHANGED:
                self._changed()
            if not isinstance(message, JSONRPCNotification | JSONRPCRequest):
                return item  # type: ignore[no-any-return]
            if message.method != "notifications/message" and self._allowance.take():
                return item  # type: ignore[no-any-return]
            self._dropped += 1
            if self._dropped % 200 == 0:
                # What it writes meanwhile waits in the pipe, and so does it.
                await asyncio.sleep(_PAUSE_S)

    def _mend(self, result: dict[str, Any]) -> None:
        """One wrong entry, or a result that is not as was promised, would fail the whole list."""
        given = result.get("tools")
        if "content" in result or given is None:
            return
        kept: list[dict[str, Any]] = []
        strange = 0
        for one in given if isinstance(given, list) else ():
            tool = _tool(one)
            if tool is None:
                strange += 1
                continue
            self._count += 1
            self._chars += len(json.dumps(tool))
            if self._count > MOST_TOOLS or self._chars > MOST_CHARS:
                self._trouble("offers too many functions. Ignored some.")
                result.pop("nextCursor", None)
                break
            kept.append(tool)
        if strange or not isinstance(given, list):
            self._trouble("lists functions that are not valid. Ignored them.")
        result["tools"] = kept

    async def aclose(self) -> None:
        """Close it."""
        await self._inner.aclose()

    def __aiter__(self) -> Filtered:
        """Iterate over the messages."""
        return self

    async def __anext__(self) -> SessionMessage | Exception:
        """Return the next message."""
        try:
            return await self.receive()
        except anyio.EndOfStream:
            raise StopAsyncIteration from None

    async def __aenter__(self) -> Filtered:
        """Use it."""
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close it."""
        await self.aclose()


def _tool(given: object) -> dict[str, Any] | None:
    """A function as the SDK takes it, with no more than is of use here; None: it is none.

    Without `outputSchema`: a server that does not keep to its own would lose its results.
    """
    if not isinstance(given, dict) or not isinstance(given.get("name"), str):
        return None
    tool: dict[str, Any] = {"name": given["name"]}
    for key in ("title", "description"):
        if isinstance(given.get(key), str):
            tool[key] = given[key]
    annotations = given.get("annotations")
    if isinstance(annotations, dict):
        kept: dict[str, Any] = {"readOnlyHint": annotations.get("readOnlyHint") is True}
        if isinstance(annotations.get("title"), str):
            kept["title"] = annotations["title"]
        tool["annotations"] = kept
    schema = given.get("inputSchema")
    tool["inputSchema"] = schema if isinstance(schema, dict) else {}
    # The SDK insists on it; what a schema says else is judged where it is made to fit.
    said = tool["inputSchema"].get("type")
    if said != "object":
        rest = {} if said is not None or schema is None else tool["inputSchema"]
        tool["inputSchema"] = {**rest, "type": "object"}
    return tool
