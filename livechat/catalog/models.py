"""What each Live model can do, one row a model. Code asks the row, never the name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from livechat.core.usage import Price


@dataclass(frozen=True, slots=True)
class Thinking:
    """How a model is told to think."""

    kind: Literal["none", "budget", "level"]
    """`none`: the setting is refused (1007). `budget`: tokens. `level`: a word."""
    levels: tuple[str, ...] = ()
    """Accepted words, lower case, least first; for `level` only."""
    default: str | None = None
    """What livechat sends when the user says nothing; None leaves the field out."""


@dataclass(frozen=True, slots=True)
class Model:
    """One model's row."""

    id: str
    """As the service names it, without `models/`."""
    title: str
    platforms: tuple[Literal["gemini", "vertex"], ...]
    status: Literal["current", "preview", "retired"]
    replacement: str | None
    """For a retired model: the id to use instead."""
    modalities: tuple[str, ...]
    """Response modalities it takes: `audio`, `text`."""
    thinking: Thinking
    tools: Literal["any", "blocking", "non-blocking"]
    """Which function behaviours it takes."""
    tool_scheduling: bool
    """Whether a function response may carry `scheduling`."""
    affective: Literal["opt-in", "built-in", "no"]
    proactive: Literal["opt-in", "always", "no"]
    client_content: Literal["yes", "seed-only"]
    """Whether `client_content` may come in mid-session; `seed-only`: text goes by realtime."""
    temperature: bool
    input_tokens: int | None
    """Size of the context window; None: not documented."""
    price: Price | None
    """None: unknown, and then the program says so."""
    source: str
    """Which public document says so."""
    date: str
    """ISO date on which that was read."""
