"""When a call ends by itself: rows, each of which knows how much of it is used up.

A row warns once when four fifths of it are used, and ends the call when all of it is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

WARN_SHARE: Final = 0.8
"""Share of a limit that is told."""

SOONEST_S: Final = 0.05
"""Seconds until the next look, at least: nobody hangs up more exactly than that."""


@dataclass(frozen=True, slots=True)
class Limit:
    """One row."""

    limit: float
    """How much there may be; in seconds where `timed`."""
    used: Callable[[float], float]
    """How much there is, at a time in seconds."""
    near: Callable[[float], str]
    """The warning, by how much is left."""
    over: str
    """Why the call ends."""
    timed: bool = True
    """Whether it is used up by time alone, so that one knows when to look again."""


@dataclass(frozen=True, slots=True)
class Reached:
    """A limit is near, or reached."""

    text: str
    level: Literal["info", "warning"]
    over: bool


class Limits:
    """Watches rows.

    Args:
        rows: The limits of a call.
    """

    def __init__(self, rows: list[Limit]) -> None:
        self._rows = rows
        self._warned: set[int] = set()

    def look(self, now: float) -> list[Reached]:
        """What is to be told at a time, in seconds."""
        told: list[Reached] = []
        for index, row in enumerate(self._rows):
            used = row.used(now)
            if used >= row.limit:
                told.append(Reached(row.over, "info", over=True))
            elif used < WARN_SHARE * row.limit:
                self._warned.discard(index)  # somebody has spoken
            elif index not in self._warned:
                self._warned.add(index)
                told.append(Reached(row.near(row.limit - used), "warning", over=False))
        return told

    def wait_s(self, now: float, longest_s: float) -> float:
        """Seconds until it is worth looking again: `SOONEST_S` to `longest_s`."""
        waits = [longest_s]
        for row in self._rows:
            if row.timed:
                used = row.used(now)
                next_at = row.limit if used >= WARN_SHARE * row.limit else WARN_SHARE * row.limit
                waits.append(next_at - used)
        return max(SOONEST_S, min(waits))


def rows(
    max_s: float | None,
    lasted: Callable[[float], float],
    *,
    idle_s: float | None,
    idle: Callable[[float], float],
) -> list[Limit]:
    """The limits of a call.

    Args:
        max_s: Seconds that it may last; None: any time.
        lasted: Tells how long it has lasted, at a time in seconds.
        idle_s: Seconds for which nobody need say anything; None: any time.
        idle: Tells for how long nobody has.
    """
    found: list[Limit] = []
    if max_s is not None:
        found.append(
            Limit(
                max_s,
                lasted,
                lambda left_s: f"The call ends in {duration(left_s)}.",
                f"The call has lasted {duration(max_s)}. Hanging up.",
            )
        )
    if idle_s is not None:
        found.append(
            Limit(
                idle_s,
                idle,
                lambda left_s: f"Nobody is speaking. Hanging up in {duration(left_s)}.",
                f"Idle for {duration(idle_s)}. Hanging up.",
            )
        )
    return found


def duration(seconds: float) -> str:
    """A time in words: 45 s, 3 minutes, 1.5 hours."""
    for unit_s, unit in ((3600, "hour"), (60, "minute")):
        count = _rounded(seconds / unit_s)
        if count >= 1:
            return f"{count:g} {unit}{'' if count == 1 else 's'}"
    return f"{_rounded(seconds):g} s"


def _rounded(number: float) -> float:
    """A number to three digits: nobody wants more."""
    return float(f"{number:.3g}")
