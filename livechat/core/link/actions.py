"""What the session machine asks for."""

from __future__ import annotations

from dataclasses import dataclass

from livechat.core.link.opening import Opening
from livechat.core.talk.events import Event
from livechat.errors import LivechatError


@dataclass(frozen=True, slots=True)
class Open:
    """Make a connection."""

    leg: int
    opening: Opening


@dataclass(frozen=True, slots=True)
class Close:
    """Close a connection politely."""

    leg: int


@dataclass(frozen=True, slots=True)
class Emit:
    """Tell everybody."""

    event: Event


@dataclass(frozen=True, slots=True)
class Fail:
    """End the session with an error."""

    error: LivechatError


@dataclass(frozen=True, slots=True)
class Finish:
    """End the session: the service did, and nothing is left to say."""


Action = Open | Close | Emit | Fail | Finish
