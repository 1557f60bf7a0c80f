"""What a client tells of function calls in words, where it is no wish for another call.

    (Function calls so far:
    - order({"item": "gloves"}): done: "1 ordered")
    (The function order({"item": "gloves"}), which …)
    (What became of the function call …: order({"item": "gloves"}): withdrawn)
    (The timer "tea", set 300 s ago, rings now and is over. Tell the user.)

With such an account the hosted model did not call again, 7 times of 7; without it, it did, 2 of 2
(PROTOCOL §11.2).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

_CALL: Final = re.compile(r"(?P<name>\w[\w.:-]*)\((?=\{)")
_NOTE: Final = re.compile(
    r"^\((?:Function calls so far:|The function (?=\S+\()|What became of the function call).*?\)$",
    re.MULTILINE | re.DOTALL,
)
_RINGS: Final = re.compile(
    r'^\((?P<what>The timer(?: ".*")?, set [\d,]+ s ago, rings now)\b.*\)$', re.MULTILINE
)
_UNDONE: Final = re.compile(r"\bnot run\b(?! (?:twice|again))")

_JSON: Final = json.JSONDecoder()


@dataclass(frozen=True, slots=True)
class Known:
    """A call that the client has told of, or a timer that rings."""

    name: str
    """Empty: a timer's."""
    args: Mapping[str, Any]
    became: str
    """What became of it, in the client's words."""
    done: bool
    """Whether it need not be called again."""


def read(text: str) -> tuple[str, list[Known]]:
    """Return the text without accounts of calls, and the calls that they tell of."""
    known: list[Known] = []

    def take(note: re.Match[str]) -> str:
        for line in note[0].splitlines():
            known.extend(_in_line(line))
        return ""

    def hear(timer: re.Match[str]) -> str:
        known.append(Known("", {}, timer["what"], done=True))
        return ""

    return _RINGS.sub(hear, _NOTE.sub(take, text)), known


def _in_line(line: str) -> list[Known]:
    found = _CALL.search(line)
    if found is None:
        return []
    try:
        args, end = _JSON.raw_decode(line, found.end())
    except (ValueError, RecursionError):
        return []
    became = line[end:].strip("):, ")
    return [Known(found["name"], args, became, done=not _UNDONE.search(became))]
