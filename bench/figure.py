"""One line of the table."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """What was measured, and what it was to be."""

    what: str
    value: float
    unit: str
    goal: str
    """In words; empty where there is none."""
    met: bool


def at_most(what: str, value: float, unit: str, most: float) -> Figure:
    """A figure that is to stay small."""
    return Figure(what, value, unit, f"≤ {most:g}", value <= most)
