"""A function as livechat knows it, and what comes of calling it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from livechat.core.picture import Picture
from livechat.core.setup_spec import Declaration

Level = Literal["allow", "ask", "never"]
"""allow: it runs without a question; ask: the user is asked; never: it is refused."""

CALL_S: Final = 60.0
"""Seconds that a call may take, unless its source says otherwise: longer than anybody waits for a
spoken answer, and as long as MCP clients wait (the SDK's own documentation)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """A function that the model may ask for."""

    declaration: Declaration
    server: str
    """Whose it is: the name of a functions file, of an MCP server, `settings` or `built-in`."""
    origin: str
    """Where it comes from, in words for the user: `shop.py`, `MCP server github`."""
    writes: bool = True
    """Whether it may change something."""
    level: Level = "ask"
    """As settings, flags and hints say."""
    key: bool = False
    """Whether leave must be given by a key, never by voice."""
    timeout_s: float = CALL_S

    @property
    def name(self) -> str:
        """As it was declared."""
        return self.declaration.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a function returned, or why it did not."""

    value: object = None
    """What JSON knows. Where it failed: one sentence of what happened."""
    failed: bool = False
    timed_out: bool = False
    """Whether it was ended because it took too long; it may have had an effect."""
    retry: bool = False
    """Where it failed: whether it makes sense to call again."""
    pictures: tuple[Picture, ...] = ()
    cut: int = 0
    """Characters that were left out because it was too long even for this machine."""
