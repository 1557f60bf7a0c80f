"""When to leave a connection so that another one can take the session on.

1. The service says that it will close the connection (`goAway`): at the next quiet moment, at the
   latest shortly before its time is over.
2. A setting was changed that needs a new setup: at the next quiet moment, after some seconds at
   the latest.
3. An answer is due and the service is silent: its end of the connection is dead, or as good as.

Quiet means that nobody speaks, nothing is due, and the service has given out a handle that
includes the newest exchange.
"""

from __future__ import annotations

from typing import Final, Literal

from livechat.core.link.exchange import NEVER, Exchange
from livechat.core.talk.events import Event, GoingAway, ResumptionUpdated

Why = Literal["limit", "settings", "stalled"]

QUIET_S: Final = 1.0
"""Seconds without speech that are a pause, not a breath."""

HANDLE_S: Final = 2.0
"""Seconds after a turn in which its handle comes, if one comes at all."""

CHANGE_S: Final = 10.0
"""Seconds for which a changed setting waits for a quiet moment."""

STALL_S: Final = 25.0
"""Seconds of silence, where an answer is due, that no working service needs. Users saw pongs come
30 s late in healthy sessions, but no answer; within 30 s a dead peer is to be noticed."""

YOUNG_S: Final = 5.0
"""Seconds. A connection that is to end when it has hardly begun is used for half of its notice:
the next one may be no better."""

NOT_YET: Final = float("inf")

MARGIN_S: Final = 1.0
"""Seconds before the service's own deadline, at most: closing takes a moment. A tenth of a short
notice."""


class Handover:
    """Follows one connection.

    Args:
        exchange: Where the exchange stands; folded by whoever holds both.
    """

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._up_at = NEVER
        self._not_before = NEVER
        self._deadline: float | None = None
        self._wanted_at: float | None = None
        self._handle_at = NEVER

    def begin(self, at: float) -> None:
        """The connection was accepted."""
        self._up_at = at

    def fold(self, event: Event) -> None:
        """Take an event of the connection, after the exchange took it."""
        match event:
            case GoingAway(time_left_s=left):
                if event.at < self._up_at + YOUNG_S:
                    self._not_before = event.at + left / 2
                deadline = event.at + left - min(MARGIN_S, left / 10)
                self._deadline = min(deadline, self._deadline or deadline)
            case ResumptionUpdated(resumable=True):
                self._handle_at = event.at
            case _:
                pass

    def want(self, at: float) -> None:
        """A setting was changed that needs a new setup."""
        if self._wanted_at is None:
            self._wanted_at = at

    def leave(self, now: float) -> Why | None:
        """Why the connection is to be left now; None: it is not."""
        return next((why for at, why in self._alarms() if at <= now), None)

    def _alarms(self) -> list[tuple[float, Why]]:
        alarms: list[tuple[float, Why]] = []
        quiet_at = self._quiet_at()
        if self._deadline is not None:
            alarms.append((min(self._deadline, max(quiet_at, self._not_before)), "limit"))
        if self._wanted_at is not None:
            alarms.append((min(self._wanted_at + CHANGE_S, quiet_at), "settings"))
        return [*alarms, (self._stalled_at(), "stalled")]

    def _quiet_at(self) -> float:
        now = self._exchange
        if now.open or now.interrupted or now.working or now.talking or now.calls:
            return NOT_YET
        if now.due:
            return NOT_YET  # should it never answer, there is the deadline
        heard = now.spoken_at + QUIET_S
        if self._handle_at >= now.output_at:
            return heard
        return max(heard, now.closed_at + HANDLE_S)

    def _stalled_at(self) -> float:
        now = self._exchange
        if now.working or now.calls:
            return NOT_YET
        # Nobody waits while the voice sounds.
        quiet_since = max(now.message_at, now.sounds_until)
        if now.open and not now.generated:
            return quiet_since + STALL_S
        # A line that came after all of an answer interrupts it: it need not have been played.
        if now.owed_since is not None:
            return max(now.owed_since, quiet_since) + STALL_S
        return NOT_YET
