"""When a connection is left for another one though nothing is wrong with it."""

from __future__ import annotations

from typing import Final, Literal

from livechat.core.link.policies import NEVER

CHANGE_S: Final = 10.0
"""Seconds for which another setup waits for a quiet moment."""

YOUNG_S: Final = 5.0
"""Seconds. A connection that is to end when it has hardly begun is used for half of its notice:
the next one may be no better."""

NOTICE_S: Final = 10.0
"""Seconds assumed where the service says that it will close the connection, but not when."""

MARGIN_S: Final = 1.0
"""Maximum, in seconds, by which a connection is left before the service's own deadline: closing
takes a moment. A tenth of a short notice."""


class Departure:
    """Follows the reasons. Times are seconds on the same clock.

    Args:
        up_at: When the connection was accepted.
    """

    def __init__(self, up_at: float) -> None:
        self._up_at = up_at
        self._not_before = NEVER
        self._deadline: float | None = None
        self._wanted_at: float | None = None

    def announced(self, at: float, left_s: float | None) -> None:
        """The service will close the connection (`goAway`).

        Args:
            at: When it said so.
            left_s: Seconds from then; None: it did not say.
        """
        left = NOTICE_S if left_s is None else left_s
        if at < self._up_at + YOUNG_S:
            self._not_before = at + left / 2
        deadline = at + left - min(MARGIN_S, left / 10)
        self._deadline = deadline if self._deadline is None else min(deadline, self._deadline)

    def want(self, at: float) -> None:
        """Another setup is wanted; the first of several wishes sets the time."""
        if self._wanted_at is None:
            self._wanted_at = at

    def due(self, now: float, quiet_at: float) -> Literal["limit", "settings"] | None:
        """Why the connection is to be left now; None: it is not.

        Args:
            now: Seconds.
            quiet_at: When nobody speaks and nothing is waited for, if nothing more happens.
        """
        if self._deadline is not None and now >= min(
            self._deadline, max(quiet_at, self._not_before)
        ):
            return "limit"
        if self._wanted_at is not None and now >= min(self._wanted_at + CHANGE_S, quiet_at):
            return "settings"
        return None
