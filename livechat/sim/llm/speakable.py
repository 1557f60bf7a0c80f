"""A piece of written text as it can be read aloud: without Markdown's marks, and without emoji.

Words stay, all of them and in order; what is for the eye goes: stars, hashes, bars, the target of a
link, the query of an address.
"""

from __future__ import annotations

import re
from typing import Final

_LINK: Final = re.compile(r"!?\[([^\[\]\n]*)\]\((?:[^()\s]|\([^()\s]*\))*(?:\s+\"[^\"\n]*\")?\)")
_URL: Final = re.compile(r"<?\b(?:https?|ftp)://(?:www\.)?([^\s<>\"')\]]+)>?", re.IGNORECASE)
_TRAILING: Final = ".,;:!?"
_TAG: Final = re.compile(
    r"</?(?:a|b|br|code|div|em|h[1-6]|hr|i|kbd|li|mark|ol|p|pre|s|small|span|strong|sub|sup|table"
    r"|tbody|td|th|thead|tr|u|ul)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_STARS: Final = re.compile(
    r"(?<![\w\\*])\*{1,3}(?=[^\s*])|(?<=[^\s\\*])\*{1,3}(?![\w*])|(?<![\\\d])\*{2,}(?!\d)|(?<=\w)\*(?=\s|\Z)"
)
_LINES: Final = re.compile(
    r"(?<![\w\\])_{1,3}(?=\S)|(?<=[^\s\\])_{1,3}(?!\w)|~~|(?<!\\)`+|\$\$|\\[()\[\]]"
)
_ESCAPED: Final = re.compile(r"\\([!#*+\-.<>_`{|}~\\])")
_PICTURES: Final = (
    "\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\u2300-\u23ff\u25a0-\u25ff\u2190-\u21ff"
)
_EMOJI: Final = re.compile(
    f"[{_PICTURES}][{_PICTURES}\ufe0e\ufe0f\u200d\U000e0020-\U000e007f]*|[\ufe0e\ufe0f\u20e3]+"
)
_SPACES: Final = re.compile(r"\s+")
_BEFORE: Final = re.compile(r"\s+(?=[.,;!?](?:\s|\Z))")


def speakable(text: str) -> str:
    """The text as it can be read aloud, on one line; empty if there is nothing to be said.

    Args:
        text: Some words of a paragraph, in Markdown; marks may be open at either end.
    """
    if not text.isascii():
        text = _EMOJI.sub(" ", text)
    if "](" in text:
        text = _LINK.sub(r" \1 ", text)
    if "://" in text:
        text = _URL.sub(_address, text)
    if "<" in text:
        text = _TAG.sub(" ", text)
    text = _LINES.sub("", _STARS.sub("", text))
    text = _ESCAPED.sub(r"\1", text)
    text = _BEFORE.sub("", _SPACES.sub(" ", text)).strip()
    return text if any(map(str.isalnum, text)) else ""


def _address(found: re.Match[str]) -> str:
    """Where a URL leads, without how and with what."""
    whole = found.group(1)
    place = whole.rstrip(_TRAILING)
    after = whole[len(place) :]
    place = re.split(r"[?#]", place, maxsplit=1)[0].rstrip("/")
    return f"{place.rpartition('@')[2]}{after}"
