"""How long to go on trying while there is no connection that proved itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from livechat.core.link.doubt import UNTOLD_S
from livechat.core.link.endings import cause_of, retry_after_s
from livechat.core.link.retry import delay_s
from livechat.errors import LivechatError

FIRST_TRIES: Final = 3
"""Tries to connect for the first time: whoever has just typed a command wants to know."""

MAX_TRIES: Final = 60
"""Tries to connect again. At ten seconds each, the time given ends them sooner."""

FLEETING_TRIES: Final = 6
"""Connections in a row that the service accepts and that end before anything was answered."""

LASTED_S: Final = 10.0
"""Seconds after which a connection counts as one that was of use."""

ANNOUNCED_S: Final = 1.0
"""The same where the service announces the end in time: nothing is lost then, however often."""

AGAIN_S: Final = 1.0
"""Seconds between two tries to resume where the service refused one as too early: the second was
good 12 of 12 times (PROTOCOL §11.2)."""

LOCKED_S: Final = 4.0
"""Seconds of refused resumptions after which a new session is begun: where the service believes the
old connection alive, 490 of 490 were refused in 15 minutes (PROTOCOL §11.2)."""


@dataclass(slots=True)
class Outage:
    """What is known of the time since a connection last proved itself. Times are seconds."""

    lost_at: float
    """When that connection ended."""
    attempt: int = 0
    """Tries since then."""
    fleeting: int = 0
    """Connections in a row that were accepted and ended too soon."""
    refused_since: float | None = None
    """When the first of several resumptions was refused as too early."""
    renew: bool = False
    """Whether the next connection begins a new session, though there is a handle."""

    def accepted(self) -> None:
        """The service has accepted a connection."""
        self.renew, self.refused_since = False, None

    def ended_soon(self) -> bool:
        """A connection has ended that was hardly there; return whether that were enough of them."""
        self.fleeting += 1
        return self.fleeting >= FLEETING_TRIES

    def refused(self, now: float) -> None:
        """The service has refused to resume the session, as if it were busy."""
        if self.refused_since is None:
            self.refused_since = now
        self.renew = now >= self.refused_since + LOCKED_S

    def wait_s(
        self,
        error: LivechatError,
        now: float,
        *,
        was_up: bool,
        began: bool,
        patience_s: float,
        least_s: float,
        chance: float,
    ) -> float | None:
        """Count a try that came to nothing; return the seconds until the next, None: it was enough.

        Args:
            error: How the connection ended.
            now: The time.
            was_up: Whether the service had accepted it.
            began: Whether there has been any connection before.
            patience_s: For how long to try again.
            least_s: Minimum seconds, after which the service takes the session on again.
            chance: Spreads the waits: from 0 to 1.
        """
        if self.renew:  # a new session is no better: the old one may be free by then
            self.renew, self.refused_since = False, None
        self.attempt += 1
        self.fleeting += was_up
        wait_s = delay_s(self.attempt, cause_of(error), chance)
        wait_s = max(wait_s, retry_after_s(error), least_s)
        late = now + wait_s >= self.lost_at + patience_s
        tries = MAX_TRIES if began else FIRST_TRIES
        return None if late or self.attempt >= tries or self.fleeting >= FLEETING_TRIES else wait_s

    def is_pause(self, wait_s: float, *, was_up: bool) -> bool:
        """Whether the wait for the next try is a mere pause, which is not worth a word."""
        return was_up and self.attempt == 1 and wait_s < UNTOLD_S / 2
