"""The doubt whether a connection still works, which gives no sign of life.

A silent loss and a slow service look alike: neither a message nor a pong comes. So a doubt means to
try, not to kill. Another connection is tried beside the doubted one:

    nothing can be reached      the way is cut; whichever comes back first is used
    the try is accepted         the service knew that the old one was gone
    the try is refused          the service believes the old one alive: it gets a last chance, a
                                short one where something is due, a long one where nothing is

Rules and figures are from PROTOCOL §11.2; pongs take 10 to 25 ms, but 8 to 30 s in some healthy
sessions.
"""

from __future__ import annotations

from typing import Final, Literal

from livechat.core.link.policies import NEVER

SUSPECT_S: Final = 2.0
"""Seconds without a message or a pong after which a connection is doubted."""

MAX_SUSPECT_S: Final = 16.0
"""Maximum of that: each doubt that was wrong doubles it."""

AGAIN_S: Final = 1.0
"""Seconds between two tries where nothing can be reached."""

GRACE_S: Final = 1.25
"""Seconds that the old connection gets after a refused try where something is due: together with
closing it and resuming for four seconds, less than twelve."""

PATIENT_S: Final = 25.0
"""Seconds without a sign of life that it gets where nothing is due: most slow pongs have come by
then, and a new connection is there within thirty-five."""

LOST_S: Final = 8.0
"""Seconds without a sign of life after which it is lost where something is due and no handle can
resume the session."""

UNTOLD_S: Final = 5.0
"""Seconds without a connection that are not worth a word."""

Step = Literal["wait", "try", "leave"]


class Doubt:
    """Follows the doubts about a session's connections. Times are seconds on one clock."""

    def __init__(self) -> None:
        self.since = NEVER
        """When the doubted connection last gave a sign of life."""
        self.told = False
        """Whether the user knows."""
        self.attempts = 0
        """Tries that reached nothing."""
        self._suspect_s = SUSPECT_S
        self._trial_at = NEVER
        self._refused_at: float | None = None

    def suspects(self, life_at: float, pinged_at: float | None, now: float) -> bool:
        """Whether a connection is to be doubted.

        Args:
            life_at: When its last message or pong came.
            pinged_at: When the ping was sent that has no pong yet; None: there is none.
            now: The time.
        """
        return pinged_at is not None and now - max(life_at, pinged_at) >= self._suspect_s

    def begin(self, life_at: float, now: float) -> None:
        """A connection is doubted from now on."""
        self.since, self.told, self.attempts = life_at, False, 0
        self._trial_at, self._refused_at = now, None

    def step(self, now: float, *, trying: bool, resumable: bool, due: bool) -> Step:
        """What to do now.

        Args:
            now: The time.
            trying: Whether another connection is being tried.
            resumable: Whether there is a handle to try with.
            due: Whether something that was said waits to be answered.
        """
        silent_s = now - self.since
        if not resumable:
            return "leave" if silent_s >= (LOST_S if due else PATIENT_S) else "wait"
        if self._refused_at is not None:
            over = now >= self._refused_at + GRACE_S if due else silent_s >= PATIENT_S
            return "leave" if over else "wait"
        return "try" if not trying and now >= self._trial_at else "wait"

    def refused(self, now: float) -> None:
        """The service has refused the try: it believes the doubted connection alive."""
        self._refused_at = now

    def unreachable(self, now: float) -> bool:
        """The try has reached nothing; return whether that is to be told."""
        self.attempts += 1
        self._trial_at = now + AGAIN_S
        self.told = self.told or now - self.since >= UNTOLD_S
        return self.told

    def hurry(self, now: float) -> None:
        """The user wants the next try now."""
        self._trial_at = min(self._trial_at, now)

    def wrong(self) -> None:
        """The connection has given a sign of life."""
        self._suspect_s = min(MAX_SUSPECT_S, 2 * self._suspect_s)

    def slow(self, seconds: float) -> None:
        """A pong took so long, and came: the next may take as long."""
        self._suspect_s = min(MAX_SUSPECT_S, max(self._suspect_s, 2 * seconds))
