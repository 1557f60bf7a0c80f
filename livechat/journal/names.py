"""Short names of sessions: what a hand types in the place of an ID."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence


def short_names(ids: Sequence[str]) -> Mapping[str, str]:
    """Return for each ID its shortest ending, from a dash on, that no other has."""
    counts = Counter(ending for key in ids for ending in _endings(key))
    return {key: next((one for one in _endings(key) if counts[one] == 1), key) for key in ids}


def matching(name: str, ids: Sequence[str]) -> list[str]:
    """Return the IDs that a name stands for: one, where it is clear.

    The ID itself comes before one whose last part the name is, and that before any other that
    begins or ends in it, so that a short name always leads to its session.
    """
    if name in ids:
        return [name]
    if not name:
        return []
    whole = [key for key in ids if name in _endings(key)]
    return whole or [key for key in ids if key.startswith(name) or key.endswith(name)]


def _endings(key: str) -> list[str]:
    """Return what follows each dash, the shortest first, and the whole."""
    parts = key.split("-")
    endings = ["-".join(parts[at:]) for at in range(len(parts) - 1, -1, -1)]
    return [one for one in endings if one]
