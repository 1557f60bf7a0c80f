"""How long to wait before the next try to connect."""

from __future__ import annotations

from typing import Final

from livechat.errors import Cause

_WAITS: Final[dict[Cause, tuple[float, float, float]]] = {
    "ended": (0.0, 0.5, 10.0),
    "lost": (0.0, 0.5, 10.0),
    "unreachable": (0.5, 1.0, 10.0),
    "busy": (1.0, 2.0, 30.0),
    "limited": (5.0, 10.0, 60.0),
}
"""Seconds before the first try, before the second, and at most. A connection that broke or ended
says nothing against the next one; a service that is busy does. Ten seconds at most where the
network is at fault: it comes back without telling, and then nobody wants to wait."""

_LEAST_SHARE: Final = 0.5
"""Of a wait, whatever chance says: half of it is spread, so that clients cut off by the same
trouble do not come back in the same moment."""


def delay_s(attempt: int, cause: Cause, chance: float) -> float:
    """Seconds to wait before a try.

    Args:
        attempt: Counts the tries since the connection was lost from 1.
        cause: Why there is no connection.
        chance: From 0 to 1, drawn by the caller.
    """
    first, second, most = _WAITS[cause]
    # It doubles until it is long enough; 2**30 would be, whatever it began with.
    wait = first if attempt <= 1 else min(most, second * 2 ** min(attempt - 2, 30))
    return wait * (_LEAST_SHARE + (1 - _LEAST_SHARE) * chance)
