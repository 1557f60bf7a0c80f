"""What a new session is told of the function calls before it.

A call belongs to the service's session that asked for it: a resumed session still knows it, a new
one does not, and calls again unless it is told what became of it (PROTOCOL §11.2).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

MAX_ARGUMENT_CHARS: Final = 500
"""Characters of one call's arguments, or of its result, that a new session is told."""

MAX_ACCOUNT_CHARS: Final = 10_000
"""Characters told of all calls, the newest: a quarter of what a new session is told at all."""


@dataclass(frozen=True, slots=True)
class Told:
    """One call, as a new session is told of it."""

    name: str
    args: Mapping[str, object]
    state: str
    """What became of it, in words that follow a colon: `done`, `the user withdrew it`."""
    result: object = None
    """What came of it; None: nothing, or nothing yet."""


def account(calls: Sequence[Told]) -> str:
    """Return what became of the newest calls, a line each; empty: there were none.

    Args:
        calls: All calls, in the order in which they came.
    """
    lines: list[str] = []
    left = MAX_ACCOUNT_CHARS
    for call in reversed(calls):
        line = _line(call)
        left -= len(line) + 1
        if left < 0:
            break
        lines.append(line)
    return "\n".join(reversed(lines))


def written(name: str, args: Mapping[str, object]) -> str:
    """Return a call in one line, its arguments cut where they are long."""
    return f"{name}({_short(dict(args))})"


def _line(call: Told) -> str:
    line = f"- {written(call.name, call.args)}: {call.state}"
    return line if call.result is None else f"{line}: {_short(call.result)}"


def _short(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= MAX_ARGUMENT_CHARS else f"{text[:MAX_ARGUMENT_CHARS]}…"
