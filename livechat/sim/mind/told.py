"""Functions that a prompt says are to be called by their names.

call get_weather with {"city": "Paris"}
Please call get_weather and get_time.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

DEEPEST_ARGUMENTS: Final = 32
"""Objects and lists within each other in arguments that were told."""


_VERB: Final = r"(?:call|invoke|execute|run|use)"
_KIND: Final = r"(?:the\s+)?(?:(?:function|tool)s?\s+)?"


@dataclass(frozen=True, slots=True)
class Command:
    """A function to be called."""

    name: str
    """As it was said; perhaps not declared."""
    start: int
    """Where the command begins in the text."""
    end: int
    args: dict[str, Any] | None = None
    """Arguments that were told; None: none were."""
    readable: bool = True
    """Whether the arguments that were told are a JSON object that can be sent on."""


class Spoken:
    """Names of functions as they are spoken: "call get weather" is for `get_weather`.

    Args:
        names: The words of each name, in lower case.
    """

    def __init__(self, names: Mapping[str, Sequence[str]]) -> None:
        self._names: dict[str, str] = {}
        for name, words in names.items():
            self._names.setdefault("".join(words), name)
        spoken = sorted({r"[\s_-]*".join(map(re.escape, one)) for one in names.values() if one[1:]})
        longest_first = "|".join(sorted(spoken, key=len, reverse=True))
        self._told = longest_first and re.compile(
            rf"(?<!\w)({_VERB}\s+{_KIND})({longest_first})(?!\w)", re.IGNORECASE
        )

    def written(self, text: str) -> str:
        """Return the text with the names as they are declared, where they are to be called."""
        return self._told.sub(self._name, text) if self._told else text

    def _name(self, match: re.Match[str]) -> str:
        return match[1] + self._names[re.sub(r"[\s_-]", "", match[2]).lower()]


def commands(text: str, declared: Collection[str]) -> list[Command]:
    """The commands in a text, in order; "call me tomorrow" is none.

    Args:
        text: What was said.
        declared: Names of all functions.
    """
    found: list[Command] = []
    for match in _TOLD.finditer(text):
        name, told = match["name"], match["args"] is not None
        if name not in declared and "_" not in name and not (told and declared):
            continue
        if told:
            args, end = _object_at(text, match.start("args"))
            found.append(Command(name, match.start(), end, args, args is not None))
            continue
        none: dict[str, Any] | None = {} if match["none"] else None
        found.append(Command(name, match.start(), match.end(), none))
        while (more := _MORE.match(text, found[-1].end)) and more["name"] in declared:
            found.append(Command(more["name"], found[-1].end, more.end()))
    return found


def _object_at(text: str, at: int) -> tuple[dict[str, Any] | None, int]:
    """The JSON object that begins there, if it can be sent on, and where it ends."""
    try:
        value, end = _JSON.raw_decode(text, at)
    except (ValueError, RecursionError):
        return None, at
    return (value, end) if _shallow(value) else (None, at)


def _shallow(value: Any) -> bool:
    level = [value]
    for _ in range(DEEPEST_ARGUMENTS):
        level = [
            inner
            for one in level
            if isinstance(one, dict | list)
            for inner in (one.values() if isinstance(one, dict) else one)
        ]
    return not level


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is not JSON")


_JSON: Final = json.JSONDecoder(parse_constant=_refuse)

_NAME: Final = (
    rf"{_KIND}(?P<name>\w(?:[\w.:-]{{0,198}}\w)?)(?:\(\))?"
    r"(?:\s+(?:function|tool)\b)?"
)
_OVER: Final = (
    r"(?:\s+(?:for (?:this|that|it)|to (?:find (?:it |that |this )?out|"
    r"(?:check|see|know|answer|do|tell me)(?: (?:so|it|this|that))?))(?=\s*(?:$|[.!?,;])))?"
    r"(?=\s*(?:$|[.!?,;]|(?:and|then|please|now|for me|once|twice|again|right away|at once)\b))"
)
"""What follows a name that is a command by itself, perhaps with what it is for."""

_TOLD: Final = re.compile(
    rf"\b{_VERB}\s+{_NAME}"
    r"(?:,?\s*(?:with\s+)?(?:(?:the\s+)?arguments\s+)?(?P<args>\{)"
    rf"|(?P<none>\s+(?:with no|without)\s+arguments)\b|{_OVER})",
    re.IGNORECASE,
)
_MORE: Final = re.compile(
    rf"\s*(?:,\s*)?(?:(?:and|then|also)\s+|(?<=[,\s])){{1,3}}{_NAME}{_OVER}", re.IGNORECASE
)
