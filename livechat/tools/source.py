"""What every source of functions looks like: a file, the commands of the settings, MCP servers.

A source runs in a process of its own (`livechat.tools.child`), so that neither a function that
burns a core nor one that never ends disturbs sound. `livechat.tools.host` is its other end.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from livechat.core.tools.tool import CALL_S, Result

Progress = Callable[[str], None]
"""Told how far a call is, in one short text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A function that a source offers."""

    name: str
    server: str
    """Whose it is: the name of the file, of the MCP server, or `settings`."""
    origin: str
    """Where it comes from, in words for the user: `shop.py`, `MCP server github`."""
    description: str = ""
    parameters: Mapping[str, object] = field(default_factory=dict)
    """JSON Schema of an object, as the source has it; empty: no parameters."""
    reads: bool = False
    """Whether it only reads, by its own word."""
    key: bool = False
    """Whether leave for it must be given by a key."""
    timeout_s: float = CALL_S


@dataclass(frozen=True, slots=True)
class Events:
    """Whom a source tells what happens to it. All of it is called on the loop."""

    offers: Callable[[Sequence[Offer]], None]
    """All functions that there are now: once at the beginning, and again whenever that changes."""
    trouble: Callable[[str], None]
    """Something that the user should know, in one or two sentences."""


class Source(Protocol):
    """Where functions come from."""

    async def run(self, events: Events) -> None:
        """Keep what is needed alive until cancelled, and tell what there is.

        Raises:
            LivechatError: There is nothing to be had of it.
        """
        ...

    async def call(self, offer: Offer, args: Mapping[str, object], progress: Progress) -> Result:
        """Call a function; cancelling ends it.

        What it raises becomes a failed `Result`: nothing is raised but `CancelledError`.
        """
        ...
