"""What a process and those below it hold, as Linux tells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Held:
    """Memory of a process; millions of bytes."""

    resident_mb: float
    """In memory now, what it shares with others included."""
    share_mb: float
    """The same, what several share divided among them."""


def held(pid: int) -> Held:
    """What a process holds now."""
    return read(Path(f"/proc/{pid}/smaps_rollup").read_text())


def read(rollup: str) -> Held:
    """What the kernel tells of a process's memory."""
    found = dict(re.findall(r"^(\w+): +(\d+) kB$", rollup, re.MULTILINE))
    return Held(int(found["Rss"]) * 1024 / 1e6, int(found["Pss"]) * 1024 / 1e6)


def children(pid: int) -> Sequence[int]:
    """All processes below one, those that it has started first."""
    found: list[int] = []
    for tasks in Path(f"/proc/{pid}/task").glob("*/children"):
        for one in map(int, tasks.read_text().split()):
            found += (one, *children(one))
    return found
