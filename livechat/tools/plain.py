"""Any value of Python as JSON text, without ever failing: what a function returns is anything.

What JSON knows stays as it is. Dates, numbers with decimals, sets, dataclasses, pydantic models,
rows of a database and arrays become what they hold. Pictures are taken out. Everything else
becomes its text.
"""

from __future__ import annotations

import io
import json
import math
from collections import deque
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import fields, is_dataclass
from datetime import date, time
from enum import Enum
from itertools import islice
from pathlib import PurePath
from typing import Any, Final, TypeVar, cast

from livechat.core.picture import Picture

T = TypeVar("T")

DEPTH: Final = 40
"""Levels of lists in lists that are kept: JSON readers give up at some hundreds."""

_NODES: Final = 300_000
"""Values that are looked at one by one where JSON's own writer gives up: some tenths of a
second, and more than the million characters that are kept."""

_PICTURES: Final = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)
"""How the bytes of a picture begin."""

_LEFT_OUT: Final = "…"


def to_json(value: object, pictures: list[Picture] | None = None) -> str:
    """Return a value as JSON text.

    Args:
        value: Anything.
        pictures: Takes the pictures in it, each of which is named by its number in the text.
            None: they count as bytes.
    """
    found: list[Picture] | None = None if pictures is None else []
    try:
        text = _dumped(value, found)
    except Exception:  # noqa: BLE001 - depth, circles, NaN, keys, or code of the value's own
        found = None if pictures is None else []
        text = _dumped(_Walk(found).plain(value, 0), None)
    if pictures is not None and found:
        pictures.extend(found)
    return text


def to_text(value: object) -> str:
    """Return a value as people read it: text as it is, anything else as JSON."""
    return str(value) if isinstance(value, str) else to_json(value)


def too_deep(value: object) -> bool:
    """Whether there are more than `DEPTH` levels of lists and objects in what JSON knows."""
    level = [value]
    for _ in range(DEPTH + 1):
        deeper: list[object] = []
        for one in level:
            if isinstance(one, dict):
                deeper.extend(one.values())
            elif isinstance(one, list):
                deeper.extend(one)
        level = deeper
        if not level:
            return False
    return True


def described(value: object) -> str:
    """Return the text of a value, or the name of its class if that fails."""
    try:
        return str(value)
    except Exception:  # noqa: BLE001 - code of the value's own
        return f"({type(value).__name__})"


def _dumped(value: object, pictures: list[Picture] | None) -> str:
    return json.dumps(
        value,
        default=lambda one: _simpler(one, pictures),
        ensure_ascii=False,
        allow_nan=False,
    )


def _simpler(value: object, pictures: list[Picture] | None) -> object:
    """Return what a value that JSON does not know holds, one level of it."""
    match value:
        case Enum():
            return value.value
        case date() | time():
            return value.isoformat()
        case PurePath():
            return str(value)
        case bytes() | bytearray() | memoryview():
            return _from_bytes(bytes(value), pictures)
        case Mapping():
            return dict(value)
    if not isinstance(value, type) and callable(keys := getattr(value, "keys", None)):
        return {
            str(key): cast(Any, value)[key] for key in keys()
        }  # a row of sqlite3, which is a list, too
    match value:
        case Set() | Sequence() | deque():
            return list(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: getattr(value, one.name) for one in fields(value)}
    if isinstance(value, type):
        return value.__name__
    if callable(dump := getattr(value, "model_dump", None)):  # a pydantic model
        return dict(dump())
    if callable(listed := getattr(value, "tolist", None)):  # of numpy
        return listed()
    if pictures is not None and (data := _drawn(value)):
        return _from_bytes(data, pictures)
    return described(value)


def _from_bytes(data: bytes, pictures: list[Picture] | None) -> str:
    if pictures is not None and (mime_type := picture_type(data)):
        pictures.append(Picture(data, mime_type))
        return f"(picture {len(pictures)})"
    try:
        if b"\0" not in data:  # no text has zeros
            return data.decode()
    except UnicodeDecodeError:
        pass
    return f"({len(data):,} bytes)"


def picture_type(data: bytes) -> str:
    """Return what kind of picture some bytes are, as `image/png`; "": none."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for begin, kind in _PICTURES if data.startswith(begin)), "")


def _drawn(value: object) -> bytes:
    """Return a PNG of an image of Pillow's, or of whatever saves itself like one."""
    save = getattr(value, "save", None)
    if not (callable(save) and hasattr(value, "mode") and hasattr(value, "size")):
        return b""
    file = io.BytesIO()
    save(file, format="PNG")
    return file.getvalue()


class _Walk:
    """Looks at each value by itself, where JSON's own writer gives up."""

    def __init__(self, pictures: list[Picture] | None) -> None:
        self._pictures = pictures
        self._left = _NODES

    def plain(self, value: object, depth: int) -> object:
        """Return what JSON knows, whatever the value is."""
        self._left -= 1
        if self._left < 0 or depth > DEPTH:
            return _LEFT_OUT
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, str):
            return str(value)
        if isinstance(value, int):
            return self._number(value)
        if isinstance(value, float):
            return float(value) if math.isfinite(value) else str(float(value))
        if isinstance(value, dict):
            return {
                described(key.value if isinstance(key, Enum) else key): self.plain(one, depth + 1)
                for key, one in self._some(value.items())
            }
        if isinstance(value, (list, tuple)):
            return [self.plain(one, depth + 1) for one in self._some(value)]
        try:
            return self.plain(_simpler(value, self._pictures), depth + 1)
        except Exception:  # noqa: BLE001 - code of the value's own
            return described(value)

    def _some(self, many: Iterable[T]) -> list[T]:
        """Return as many as may still be looked at."""
        return list(islice(many, max(0, self._left) + 1))

    @staticmethod
    def _number(value: int) -> object:
        try:
            str(value)
        except ValueError:  # more digits than Python writes
            return f"(a number of {value.bit_length():,} bits)"
        return int(value)
