"""What a recording's lines say; `livechat.sim.recordings.recorder` shows and writes them."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Final, Literal, get_args

from livechat.errors import SettingsError
from livechat.sim.protocol.wire import Close

HEADER: Final = "livechat_recording"
"""Key of the first line."""

FORMAT: Final = 1
"""Value of the first line's key; a new number when old readers would misread the lines."""

LONGEST_LINE: Final = 64 << 20
"""Bytes of the longest line read: the largest message, with room for JSON's escapes."""

MOST_NAMED: Final = 8
"""Damaged lines told of one by one."""

Origin = Literal["client", "server", "connection"]

_NEVER_SENT: Final = frozenset({1004, 1005, 1006, 1015, *range(1016, 3000)})  # RFC 6455, 7.4


@dataclass(frozen=True, slots=True)
class Event:
    """One line after the first."""

    at: float
    """Seconds since the recording began."""
    session: int
    """Number of the session: 1, 2, ..."""
    origin: Origin
    message: Mapping[str, Any] = field(default_factory=dict)
    """Empty for connection events and for frames that were no JSON objects."""
    close: Close | None = None
    """A close by the server; None for one that no server can send."""
    size: int = 0
    """Bytes of the line."""


def begins(line: bytes) -> bool:
    """Whether a file's first line is that of a recording."""
    return line.lstrip().startswith(b"{") and HEADER.encode() in line


def events(first: bytes, rest: BinaryIO, path: Path) -> Iterator[Event]:
    """Read an open recording, line by line.

    Args:
        first: Its first line.
        rest: What follows.
        path: Its name, for words to the user.

    Raises:
        OSError: it cannot be read.
        SettingsError: it is no recording; or, after the last event, lines are damaged.
    """
    _check_header(first, path)
    damaged: list[str] = []
    unnamed = 0
    for number, line in enumerate(_lines(rest), 2):
        if not line.strip():
            continue
        try:
            yield _event(line)
        except ValueError as error:
            if len(damaged) < MOST_NAMED:
                damaged.append(f"{number} ({error})")
            else:
                unnamed += 1
    if damaged:
        more = f" and {unnamed} more" if unnamed else ""
        raise SettingsError(
            f"The recording {path} has damaged lines: {', '.join(damaged)}{more}.",
            "Remove them, or record again.",
        )


def _check_header(line: bytes, path: Path) -> None:
    try:
        header = json.loads(line)
    except (ValueError, RecursionError):
        header = None
    if not isinstance(header, dict) or HEADER not in header:
        raise SettingsError(
            f"{path} is not a recording: line 1 is not from `livechat sim --record`."
        )
    if header[HEADER] != FORMAT:
        raise SettingsError(
            f"The recording {path} has a format that this livechat does not read.",
            f"Record again: the format here is {FORMAT}.",
        )


def _lines(file: BinaryIO) -> Iterator[bytes]:
    """Lines as they are; of one that is too long, its first `LONGEST_LINE` bytes."""
    while line := file.readline(LONGEST_LINE):
        yield line
        while len(line) == LONGEST_LINE and not line.endswith(b"\n"):
            line = file.readline(LONGEST_LINE)


def _event(line: bytes) -> Event:
    """What a line says.

    Raises:
        ValueError: what is wrong with it, in a few words.
    """
    if len(line) == LONGEST_LINE:
        raise ValueError("too long")
    try:
        found = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ValueError("not JSON") from error
    for key, fits in _FIELDS.items():
        if not isinstance(found, dict) or not fits(found.get(key)):
            raise ValueError(f"'{key}' is missing or wrong")
    origin, message, close = found["from"], found.get("message"), None
    if origin == "connection":
        close = _close(found)
    elif "raw" not in found and "message" not in found:
        raise ValueError("'message' is missing")
    if not isinstance(message, dict):  # a frame that is no message tells of the connection only
        origin, message = "connection", {}
    return Event(float(found["at"]), found["session"], origin, message, close, len(line))


def _close(found: Mapping[str, Any]) -> Close | None:
    if "close" not in found or found.get("by") != "server":
        return None
    code, reason = found["close"], found.get("reason", "")
    if not isinstance(code, int) or not 1000 <= code < 5000:
        raise ValueError("'close' is wrong")
    if not isinstance(reason, str):
        raise ValueError("'reason' is wrong")
    return None if code in _NEVER_SENT else Close(code, reason)


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


_FIELDS: Final[Mapping[str, Callable[[Any], bool]]] = {
    "at": lambda value: _number(value) and 0 <= value < math.inf,
    "session": lambda value: _number(value) and isinstance(value, int) and value > 0,
    "from": lambda value: value in get_args(Origin),
}
