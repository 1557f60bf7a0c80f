"""What can be told about a picture without looking at it: its format and its size in pixels.

Both stand in the first bytes of a file, a page at most. The bytes are anybody's, so a header that
does not fit its format is no header; nothing here raises, and work is bounded.

Sources: ITU-T T.81 (JPEG markers), PNG specification §11.2.2.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

MOST_STEPS: Final = 1_000
"""Segments walked over before the search for a size is given up."""

Size = tuple[int, int]
"""Width and height in pixels."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that joined the context."""

    mime: str
    """As the client called it."""
    format: str
    """JPEG or PNG, by its first bytes; empty for anything else."""
    width: int | None
    """Pixels; None when the header does not tell."""
    height: int | None
    size: int
    """Bytes."""


def look(mime: str, data: bytes) -> Picture:
    """What the header of a picture tells."""
    for name, beginning, measure in _FORMATS:
        if data.startswith(beginning):
            size = measure(data)
            width, height = size if size and all(size) else (None, None)
            return Picture(mime, name, width, height, len(data))
    return Picture(mime, "", None, None, len(data))


def described(pictures: int, last: Picture | None) -> str:
    """What the partner says about the pictures it got."""
    if last is None:
        return "I have no eyes: pictures reach me, but I cannot look at them."
    shape = f" of {last.width} by {last.height} pixels" if last.width and last.height else ""
    called = last.mime.lower().partition(";")[0].strip()[:60]
    odd = bool(called) and _NAMES.get(called, called) != last.format
    sort = f"{last.format} picture" if last.format else "picture in a format I do not know"
    told = f"a {sort}{shape}, {_bytes(last.size)}"
    if pictures == 1:
        words, unseen = f"I got {told}.", "I cannot see what is in it."
    else:
        words = f"I got {pictures} pictures. The last one is {told}."
        unseen = "I cannot see what is in them."
    if odd:
        words += f" It was sent as {called}."
    return f"{words} {unseen}"


def _bytes(count: int) -> str:
    for unit, size in (("megabyte", 1_000_000), ("kilobyte", 1_000), ("byte", 1)):
        if count >= size:
            number = round(count / size)
            return f"{number} {unit}{'' if number == 1 else 's'}"
    return "0 bytes"


def _big(data: bytes, at: int, length: int) -> int:
    return int.from_bytes(data[at : at + length], "big")


def _jpeg(data: bytes) -> Size | None:
    """From the first start of frame; Exif, thumbnails and profiles are stepped over."""
    at = 2
    for _ in range(MOST_STEPS):
        if len(data) < at + 9 or data[at] != 0xFF:
            return None
        marker = data[at + 1]
        if marker in _FRAMES:
            return _big(data, at + 7, 2), _big(data, at + 5, 2)
        if marker == 0xFF:  # a byte of filling
            at += 1
        elif marker in _ALONE:
            at += 2
        elif marker in (0xD9, 0xDA):  # the end, or the picture itself
            return None
        else:
            at += 2 + max(2, _big(data, at + 2, 2))
    return None


_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_ALONE: Final = frozenset((0x01, *range(0xD0, 0xD9)))


def _png(data: bytes) -> Size | None:
    if len(data) < 24 or data[12:16] != b"IHDR":
        return None
    return _big(data, 16, 4), _big(data, 20, 4)


_FORMATS: Final[tuple[tuple[str, bytes, Callable[[bytes], Size | None]], ...]] = (
    ("JPEG", b"\xff\xd8\xff", _jpeg),
    ("PNG", b"\x89PNG\r\n\x1a\n", _png),
)

_NAMES: Final = {
    "image/jpeg": "JPEG",
    "image/jpg": "JPEG",
    "image/png": "PNG",
}
"""Formats by MIME type."""
