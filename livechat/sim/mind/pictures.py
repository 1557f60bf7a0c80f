"""What can be told about a picture without looking at it: its format and its size in pixels.

Both stand in the first bytes of a file, a page at most. The bytes are anybody's, so a header that
does not fit its format is no header; nothing here raises, and work is bounded.

Sources: ITU-T T.81 (JPEG markers), PNG specification §11.2.2, RFC 9649 (WebP), ISO/IEC 14496-12
and 23008-12 (boxes, `ispe`), GIF89a §18, the BITMAPINFOHEADER structure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

MOST_STEPS: Final = 1_000
"""Segments or boxes walked over before the search for a size is given up."""

Size = tuple[int, int]
"""Width and height in pixels."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that joined the context."""

    mime: str
    """As the client called it."""
    format: str
    """JPEG, PNG, WebP, HEIC, AVIF, GIF or BMP, by its first bytes; empty for anything else."""
    width: int | None
    """Pixels; None when the header does not tell."""
    height: int | None
    size: int
    """Bytes."""


def look(mime: str, data: bytes) -> Picture:
    """What the header of a picture tells."""
    for name, begins, measure in _FORMATS:
        if begins(data):
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
    told = f"{_article(sort)} {sort}{shape}, {_bytes(last.size)}"
    if pictures == 1:
        words, unseen = f"I got {told}.", "I cannot see what is in it."
    else:
        words = f"I got {pictures} pictures. The last one is {told}."
        unseen = "I cannot see what is in them."
    if odd:
        words += f" It was sent as {called}."
    return f"{words} {unseen}"


def _article(words: str) -> str:
    return "an" if words.startswith("AVIF") else "a"


def _bytes(count: int) -> str:
    for unit, size in (("megabyte", 1_000_000), ("kilobyte", 1_000), ("byte", 1)):
        if count >= size:
            number = round(count / size)
            return f"{number} {unit}{'' if number == 1 else 's'}"
    return "0 bytes"


def _big(data: bytes, at: int, length: int) -> int:
    return int.from_bytes(data[at : at + length], "big")


def _little(data: bytes, at: int, length: int) -> int:
    return int.from_bytes(data[at : at + length], "little")


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


def _webp(data: bytes) -> Size | None:
    if len(data) < 30:
        return None
    kind = data[12:16]
    if kind == b"VP8X":
        return _little(data, 24, 3) + 1, _little(data, 27, 3) + 1
    if kind == b"VP8L" and data[20] == 0x2F:
        bits = _little(data, 21, 4)
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8 " and data[23:26] == b"\x9d\x01\x2a":
        return _little(data, 26, 2) & 0x3FFF, _little(data, 28, 2) & 0x3FFF
    return None


def _gif(data: bytes) -> Size | None:
    return (_little(data, 6, 2), _little(data, 8, 2)) if len(data) >= 10 else None


def _bmp(data: bytes) -> Size | None:
    if len(data) < 26:
        return None
    if _little(data, 14, 4) == 12:
        return _little(data, 18, 2), _little(data, 20, 2)
    height = int.from_bytes(data[22:26], "little", signed=True)  # below zero: from the top
    return _little(data, 18, 4), abs(height)


def _heif(data: bytes) -> Size | None:
    """The largest of the sizes: a picture may be made of tiles, and have a thumbnail."""
    steps = iter(range(MOST_STEPS))
    spans = [(0, len(data))]
    for name, skipped in ((b"meta", 4), (b"iprp", 0), (b"ipco", 0)):
        spans = [
            (begin + skipped, end)
            for span in spans[:1]
            for kind, begin, end in _boxes(data, *span, steps)
            if kind == name
        ]
    sizes = [
        (_big(data, begin + 4, 4), _big(data, begin + 8, 4))
        for span in spans[:1]
        for kind, begin, end in _boxes(data, *span, steps)
        if kind == b"ispe" and end - begin >= 12
    ]
    return max(sizes, key=lambda size: size[0] * size[1], default=None)


def _boxes(
    data: bytes, at: int, end: int, steps: Iterator[int]
) -> Iterator[tuple[bytes, int, int]]:
    """Kind, begin and end of the contents of each box between two places."""
    while at + 8 <= end and next(steps, None) is not None:
        length, head = _big(data, at, 4), 8
        if length == 1:
            length, head = _big(data, at + 8, 8), 16
        elif length == 0:
            length = end - at
        if length < head or at + length > end:
            return
        yield data[at + 4 : at + 8], at + head, at + length
        at += length


def _brand(*brands: bytes) -> Callable[[bytes], bool]:
    """Whether a file of boxes says that it holds pictures of one of these brands."""

    def begins(data: bytes) -> bool:
        if data[4:8] != b"ftyp":
            return False
        named = data[8 : min(_big(data, 0, 4), 256)]
        return named[:4] in brands or any(
            named[at : at + 4] in brands for at in range(8, len(named), 4)
        )

    return begins


def _start(*starts: bytes) -> Callable[[bytes], bool]:
    return lambda data: data.startswith(starts)


_FORMATS: Final[tuple[tuple[str, Callable[[bytes], bool], Callable[[bytes], Size | None]], ...]] = (
    ("JPEG", _start(b"\xff\xd8\xff"), _jpeg),
    ("PNG", _start(b"\x89PNG\r\n\x1a\n"), _png),
    ("WebP", lambda data: data[:4] == b"RIFF" and data[8:12] == b"WEBP", _webp),
    ("AVIF", _brand(b"avif", b"avis"), _heif),
    ("HEIC", _brand(b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"), _heif),
    ("GIF", _start(b"GIF87a", b"GIF89a"), _gif),
    ("BMP", _start(b"BM"), _bmp),
)

_NAMES: Final = {
    "image/jpeg": "JPEG",
    "image/jpg": "JPEG",
    "image/pjpeg": "JPEG",
    "image/png": "PNG",
    "image/webp": "WebP",
    "image/avif": "AVIF",
    "image/heic": "HEIC",
    "image/heif": "HEIC",
    "image/gif": "GIF",
    "image/bmp": "BMP",
    "image/x-ms-bmp": "BMP",
}
"""Formats by MIME type."""
