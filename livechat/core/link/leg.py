"""One connection of a session: what dies with it."""

from __future__ import annotations

from dataclasses import dataclass, field

from livechat.core.link.health import Health
from livechat.core.link.opening import Opening
from livechat.core.link.policies import NEVER
from livechat.core.talk.events import Connected


@dataclass(slots=True)
class Leg:
    """A connection that is being made, is up, or is being closed."""

    number: int
    """Counts the connections of a session from 1."""
    opening: Opening
    opened_at: float = NEVER
    """Seconds: when it was asked for, with what it is told of the conversation before it."""
    health: Health = field(default_factory=lambda: Health(NEVER))
    up_at: float | None = None
    """Seconds: when the service accepted it; None: it has not."""
    closing: bool = False
    """Whether it is being closed on purpose."""
    why: str = ""
    """Why it is left, where it is left on purpose."""
    connected: Connected | None = None
    """What was told when the service accepted it."""
    answered: bool = False
    """Whether an exchange was completed over it."""
    life_at: float = NEVER
    """Seconds: when the last message or pong came."""
    ping_at: float | None = None
    """Seconds: when the ping was sent that has no pong yet."""
    proven_at: float = NEVER
    """Seconds: all that was sent by then has arrived, as a later pong shows."""
    ask_again_at: float | None = None
    """Seconds: when a question is asked again that a resumed session should know; None: there is
    none."""

    @property
    def up(self) -> bool:
        """Whether the service has accepted it and it is not being closed."""
        return self.up_at is not None and not self.closing

    def lasted(self, now: float, least_s: float) -> bool:
        """Whether it was of use: an exchange was completed over it, or it lasted for so long."""
        return self.up_at is not None and (self.answered or now > self.up_at + least_s)
