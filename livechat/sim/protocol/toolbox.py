"""The tools a client declares, in its setup or later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Function:
    """A function the client can run."""

    name: str
    description: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    """OpenAPI or JSON schema of the arguments, as the client wrote it."""
    blocking: bool = True
    """Whether the model waits for its result; as declared, or as the model's row has it."""


@dataclass(frozen=True, slots=True)
class Toolbox:
    """Everything declared; an empty one by default."""

    functions: tuple[Function, ...] = ()
    search: bool = False
    """`googleSearch` (or the older `googleSearchRetrieval`)."""
    url_context: bool = False
