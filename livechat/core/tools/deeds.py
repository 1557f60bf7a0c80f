"""What the guard wants done, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from livechat.core.picture import Picture
from livechat.core.talk.events import Event
from livechat.core.tools.responses import Response
from livechat.core.tools.tool import Tool


@dataclass(frozen=True, slots=True)
class Emit:
    """Tell everybody."""

    event: Event


@dataclass(frozen=True, slots=True)
class Run:
    """Call the function now."""

    call: int
    tool: Tool
    args: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Cancel:
    """End the function that runs."""

    call: int


@dataclass(frozen=True, slots=True)
class Respond:
    """Answer the call."""

    session: int
    id: str
    name: str
    response: Response
    more: bool = False
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True, slots=True)
class Inform:
    """Tell the model in words, as soon as it does not speak."""

    text: str


Deed = Emit | Run | Cancel | Respond | Inform
