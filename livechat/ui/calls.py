"""Function calls as text: name and arguments as data, and what became of the call.

Names and arguments come from the model. Texts stand in quotes, with whatever could end them
escaped, as do names that are none: so nothing in an argument reads as ours.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field

from rich.text import Text

from livechat.config.secrets import masked
from livechat.core.face.hands import Call
from livechat.core.text import visible
from livechat.ui.fields import GAP
from livechat.ui.rows import SPEAKER_CELLS, Passage
from livechat.ui.themes import Theme
from livechat.ui.wrapping import wrapped

MARK = "  ↳"
"""Stands in the place of a speaker's name."""

ROWS, NARROW_ROWS, NARROW = 2, 3, 50
"""Rows that a call takes in the transcript, at most; in few columns, and how few those are."""

LINE_CHARS = 400
"""Characters of a call on a plain line, at most."""

MOST_CHARS = 8_000
"""Characters of a result that are looked at; none of the places where it is shown has so many."""

LEAST_CHARS = 24
"""Characters shown of each argument, however many there are."""

WORTH_S = 0.05
"""Seconds from which on it is told how long a function ran."""

_NAME = re.compile(r"[A-Za-z0-9_.:-]{1,128}")
"""A function's name, as the service takes it."""

_ARGUMENT = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,63}")

_OUTCOMES = {
    "done": "done",
    "failed": "failed",
    "refused": "refused",
    "withdrawn": "withdrawn",
    "repeated": "the same call again, not run",
    "timed_out": "timed out",
    "lost": "lost: the session that asked is gone",
}

_BY = {
    ("refused", "key"): "refused",
    ("refused", "voice"): "refused",
    ("refused", "nobody"): "refused: nobody could be asked; --allow {name} allows it",
    ("withdrawn", "service"): "no longer wanted",
}
"""Where who did it says all there is to know; the result is for the model."""

_SAYING = ("failed", "refused", "timed_out")
"""Outcomes whose result says why."""


@dataclass(frozen=True, slots=True)
class Spelled:
    """A call as it is written."""

    name: str
    arguments: tuple[tuple[str, str], ...]
    """Names and values as JSON; still with whatever the model put into them."""
    chars: int = field(init=False)
    """Characters of all of it."""

    def __post_init__(self) -> None:
        """Count."""
        inside = sum(len(name) + len(value) + 3 for name, value in self.arguments)
        object.__setattr__(self, "chars", len(self.name) + 2 + max(0, inside - 2))

    def text(self, most: int = sys.maxsize) -> str:
        """All of it in one line, safe to print; where it is too long, the longest values are cut.

        Args:
            most: Characters, as far as each argument can still be shown.
        """
        cap = self._cap(most)
        parts: list[str] = []
        chars = 0
        for number, (name, value) in enumerate(self.arguments):
            part = f"{name}={_cut(value, cap)}"
            if parts and chars + len(part) > max(most, LEAST_CHARS):
                rest = sum(len(name) + len(value) + 1 for name, value in self.arguments[number:])
                parts.append(f"… {rest:,} more characters")
                break
            parts.append(part)
            chars += len(part) + 2
        return visible(f"{self.name}({', '.join(parts)})")

    def _cap(self, most: int) -> int:
        """Characters that each value may have."""
        room = most - (self.chars - sum(len(value) for _, value in self.arguments))
        lengths = sorted(len(value) for _, value in self.arguments)
        for number, length in enumerate(lengths):
            share = room // (len(lengths) - number)
            if length > share:
                return max(LEAST_CHARS, share)
            room -= length
        return sys.maxsize


def spelled(name: str, args: Mapping[str, object]) -> Spelled:
    """A call as it is written."""
    return Spelled(
        name if _NAME.fullmatch(name) else _json(name[:128]),
        tuple(
            (key if _ARGUMENT.fullmatch(key) else _json(key), _json(value))
            for key, value in args.items()
        ),
    )


def _json(value: object) -> str:
    try:
        return json.dumps(value, ensure_ascii=False, default=_plain)
    except (RecursionError, ValueError):
        return '"…"'


def _plain(value: object) -> object:
    return dict(value) if isinstance(value, Mapping) else str(value)


def _cut(value: str, cap: int) -> str:
    """A value of JSON, or its beginning and how much is left out."""
    if len(value) <= cap:
        return value
    quote = '"' if value.startswith('"') else ""
    note = f" ({len(value):,} more characters)"
    kept = max(LEAST_CHARS // 3, cap - len(note) - len(quote) - 1)
    left = len(value) - kept - len(quote)
    head = value[:kept].rstrip("\\") if quote else value[:kept]
    return f"{head}…{quote} ({left:,} more characters)"


def became(call: Call) -> str:
    """What became of a call that is over, in one line, safe to print, without any credential."""
    ended = call.ended
    if ended is None:
        return "no result"
    result = " ".join(masked(ended.result[:MOST_CHARS]).split())
    if ended.outcome == "done":
        pictures = (
            f"{ended.pictures} picture{'s' * (ended.pictures != 1)}" if ended.pictures else ""
        )
        return visible(" · ".join(filter(None, (result, pictures))) or "done")
    words = _OUTCOMES[ended.outcome]
    if (ended.outcome, ended.by) in _BY:
        return _BY[ended.outcome, ended.by].format(name=visible(spelled(call.name, {}).name))
    return f"{words}: {visible(result)}" if result and ended.outcome in _SAYING else words


def took(call: Call) -> str:
    """How long a function ran, to stand behind the rest; empty: it is not worth telling."""
    seconds = call.ended.took_s if call.ended else 0.0
    return f" · {seconds:.1f} s" if seconds >= WORTH_S else ""


def call_line(call: Call, most: int = LINE_CHARS) -> str:
    """A call in one plain line."""
    head = masked(spelled(call.name, call.args).text(most // 2))
    result = became(call)
    room = max(LEAST_CHARS, most - len(head))
    return f"call: {head} → {_shortened(result, room)}{took(call)}"


def passage(call: Call, width: int, theme: Theme) -> Passage:
    """A call that is over, for the transcript, its result shortened to fit few rows.

    Args:
        call: The call.
        width: Columns of the terminal, without the time of day.
        theme: The colours.
    """
    width = max(2, width - SPEAKER_CELLS - len(GAP))
    head = masked(spelled(call.name, call.args).text(width))
    result, after = became(call), took(call)
    rows = ROWS if width >= NARROW else NARROW_ROWS
    head, result = _fitted(head, result, after, width, rows)
    words = Text(f"{head} → {result}{after}", theme.quiet)
    if call.ended and call.ended.outcome in ("failed", "timed_out", "lost"):
        words.stylize(theme.warning, len(head))
    return Passage(call.at, words, MARK, theme.quiet, late=True)


def _fitted(head: str, result: str, after: str, width: int, rows: int) -> tuple[str, str]:
    """A call and its result, the latter shortened first, so that they take few rows."""
    for head_room in (len(head), width, width // 2):
        call = _shortened(head, head_room)
        for room in range(rows * width, 4, -4):
            said = _shortened(result, room)
            if len(wrapped(f"{call} → {said}{after}", width, rows=rows + 1)) <= rows:
                return call, said
    return call, said


def _shortened(text: str, chars: int) -> str:
    return text if len(text) <= chars else f"{text[: max(1, chars - 1)].rstrip()}…"
