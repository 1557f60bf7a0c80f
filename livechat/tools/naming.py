"""One name space for functions of many sources, in the characters that the service takes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from livechat.core.tools.levels import SEPARATOR

LONGEST: Final = 128
"""Characters of a name; they are `[A-Za-z0-9_.:-]` (PROTOCOL §11.3)."""

_OTHERS: Final = re.compile(r"[^A-Za-z0-9_.:-]+")


def cleaned(name: str) -> str:
    """Return a name in the service's characters."""
    return _OTHERS.sub("_", name)[:LONGEST] or "_"


def unique(wanted: Sequence[tuple[str, str]]) -> list[str]:
    """Return a name for each server and name, all of them different.

    Those that clash are called `server__name`, all of them, so that none depends on which server
    told first; what clashes even so is numbered.
    """
    short = [cleaned(name) for _, name in wanted]
    often = Counter(short)
    told: list[str] = []
    taken = {name for name, count in often.items() if count == 1}
    for (server, _), name in zip(wanted, short, strict=True):
        if often[name] == 1:
            told.append(name)
            continue
        long = cleaned(f"{server}{SEPARATOR}{name}")
        candidate, number = long, 1
        while candidate in taken:
            number += 1
            candidate = f"{long[: LONGEST - len(str(number)) - 1]}_{number}"
        taken.add(candidate)
        told.append(candidate)
    return told
