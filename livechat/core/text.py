"""Text from outside is data: nothing in it may steer a terminal."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_SIGNS = "\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_CLOSING = "\u3001-\u303f\uff01-\uff0f\uff1a-\uff20"

WORD: Final = re.compile(rf"[{_SIGNS}][{_CLOSING}]*|[^\s{_SIGNS}]+")
"""A word: what stands between spaces, or one Chinese or Japanese sign, since these scripts have no
spaces, with the punctuation after it."""

# Directional overrides and isolates can make a terminal show words in an order that nobody
# said (CVE-2021-42574). Plain right-to-left text needs none of them.
_BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


# Tags and unassigned code points of their block are drawn as nothing, and so are all variation
# selectors behind the first: a whole text fits in there, which a model reads and its user does not
# see. Flags of regions, such as Scotland's, are made of tags. Zero-width joiners and direction
# marks stay: scripts and emoji need them, and alone they neither say nor turn round anything.
_FLAG = "\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{3,6}\U000e007f"
_SELECTOR = "[\ufe00-\ufe0f\U000e0100-\U000e01ef]"
_HIDDEN = re.compile(
    f"(?P<flag>{_FLAG})|[\U000e0000-\U000e00ff\U000e01f0-\U000e0fff]|(?<={_SELECTOR}){_SELECTOR}"
)

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\0\0", "utf-32-le"),  # before UTF-16, whose mark begins it
    (b"\0\0\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
"""Byte order marks, and what follows them."""


def visible(text: str) -> str:
    """Return the text with control characters made visible.

    Line breaks and tabs become spaces. C0 controls become their Unicode pictures (`␛`), other
    controls, bidirectional overrides, lone surrogates and hidden text become `�`.
    """
    if text.isascii() and text.isprintable():
        return text
    text = _HIDDEN.sub(lambda found: found["flag"] or "\ufffd", text)
    return text if text.isprintable() else "".join(map(_visible, text))


def unhidden(text: str) -> str:
    """Return the text without what is drawn as nothing and can hold words, as tags do."""
    return text if text.isascii() else _HIDDEN.sub(lambda found: found["flag"] or "", text)


def decoded(data: bytes) -> str:
    """Return what bytes from a file or a pipe say, whichever Unicode they are in.

    A byte order mark decides; where there is none, text with zeros in it is UTF-16, as Windows
    writes it, since no text has zeros. Everything else is UTF-8.

    Raises:
        ValueError: It is none of these.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding)
    if b"\0" in data:
        # Most text has letters below U+0100, whose upper bytes are the zeros.
        little = data[1::2].count(0) >= data[::2].count(0)
        return data.decode("utf-16-le" if little else "utf-16-be")
    return data.decode()


def _visible(char: str) -> str:
    if char in "\n\r\t\v\f\u0085\u2028\u2029":
        return " "
    code = ord(char)
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    if char in _BIDI_CONTROLS or unicodedata.category(char) in ("Cc", "Cs"):
        return "\ufffd"
    return char
