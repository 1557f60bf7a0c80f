"""The text of a web page, as a reader wants it: no scripts, styles, menus or markup."""

from __future__ import annotations

import codecs
import re
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from email.message import Message
from html.parser import HTMLParser
from typing import Final
from urllib.parse import urljoin, urlsplit

MOST_CHARS: Final = 20_000
"""Of a page: more than a model is told of a result, so that the rest can be kept."""

_LINKS: Final = 20
_LINK_CHARS: Final = 150
"""Longer ones lead to where a program leads, not a reader."""

_LINK_WORDS: Final = 80

_READ_S: Final = 3.0
"""Seconds to take a page apart: one that needs more is made to."""

_PIECE: Final = 32_768

_SKIPPED: Final = frozenset(
    {"script", "style", "nav", "noscript", "template", "svg", "iframe", "select", "button",
     "object", "canvas", "dialog", "footer"}
)  # fmt: skip
"""What is not read, with all that is in it."""

_VOID: Final = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
     "wbr"}
)  # fmt: skip
"""Elements without an end (HTML, 13.1.2)."""

_BLOCKS: Final = frozenset(
    {"address", "article", "aside", "blockquote", "body", "br", "caption", "dd", "details", "div",
     "dl", "dt", "fieldset", "figcaption", "figure", "form", "h1", "h2", "h3", "h4", "h5", "h6",
     "header", "hr", "li", "main", "ol", "option", "p", "pre", "section", "summary", "table", "tr",
     "ul"}
)  # fmt: skip
"""Elements that begin a line."""

_CELLS: Final = frozenset({"td", "th"})

_MARKS: Final = {
    "li": "- ", "h1": "# ", "h2": "## ", "h3": "### ", "h4": "### ", "h5": "### ", "h6": "### ",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Page:
    """What there is to read on a page."""

    title: str
    text: str
    links: list[tuple[str, str]] = field(default_factory=list)
    """Words and addresses, some of them."""
    cut: int = 0
    """Characters that were left out."""


def page(html: str, url: str) -> Page:
    """Return what there is to read on a page.

    Args:
        html: Of any quality.
        url: Where it is, for its links.
    """
    reader = _Reader()
    until = time.monotonic() + _READ_S
    for at in range(0, len(html), _PIECE):
        reader.feed(html[at : at + _PIECE])
        if time.monotonic() > until or reader.length > 2 * MOST_CHARS:
            break
    else:
        reader.close()
    text = _lines(reader.pieces)
    title = " ".join("".join(reader.title).split())[:200]
    return Page(title, text[:MOST_CHARS], _links(reader.links, url), max(0, len(text) - MOST_CHARS))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.length = 0
        self.title: list[str] = []
        self.links: list[tuple[str, str]] = []
        """Words and what they lead to."""
        self._skipped: list[str] = []
        """Elements within the outermost that is not read, itself included."""
        self._in_title = False
        self._link: tuple[str, list[str]] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a line, a link, or something that is not read."""
        if self._skipped or tag in _SKIPPED or _hidden(attrs):
            if tag not in _VOID and (not self._skipped or tag == self._skipped[0]):
                self._skipped.append(tag)
            return
        if tag == "title" and not self.title:
            self._in_title = True
        elif tag == "a":
            place = next((value for name, value in attrs if name == "href"), None)
            self._link = (place, []) if place else None
        elif tag in _CELLS:
            self._say(" | ")
        elif tag in _BLOCKS:
            self._say("\n" + _MARKS.get(tag, ""))

    def handle_endtag(self, tag: str) -> None:
        """End it."""
        if self._skipped:
            if tag == self._skipped[0]:
                self._skipped.pop()
            return
        if tag == "title":
            self._in_title = False
        elif tag == "a" and self._link:
            place, words = self._link
            self.links.append((" ".join("".join(words).split()), place))
            self._link = None
        elif tag in _BLOCKS:
            self._say("\n")

    def handle_data(self, data: str) -> None:
        """Take text."""
        if self._skipped:
            return
        if self._in_title:
            self.title.append(data)
            return
        self._say(re.sub(r"\s+", " ", data))
        if self._link:
            self._link[1].append(data)

    def _say(self, text: str) -> None:
        self.pieces.append(text)
        self.length += len(text)


def _hidden(attrs: Iterable[tuple[str, str | None]]) -> bool:
    """Whether nobody sees it: words that only a program reads are no part of what a page says."""
    for name, value in attrs:
        if name == "hidden" or (name == "aria-hidden" and value == "true"):
            return True
        if name == "style" and value and re.search(r"display\s*:\s*none", value, re.IGNORECASE):
            return True
    return False


def _lines(pieces: Iterable[str]) -> str:
    lines = (" ".join(line.split()).removeprefix("| ") for line in "".join(pieces).split("\n"))
    kept = [line for line in lines if line.strip("-#| ")]
    return "\n".join(kept)


def _links(found: Iterable[tuple[str, str]], url: str) -> list[tuple[str, str]]:
    links: dict[str, str] = {}
    for words, place in found:
        if len(links) == _LINKS:
            break
        try:
            there = urlsplit(urljoin(url, place.strip()))
        except ValueError:
            continue
        short = there._replace(fragment="").geturl()
        if there.scheme in ("http", "https") and words and len(short) <= _LINK_CHARS:
            links.setdefault(short, words[:_LINK_WORDS])
    return [(words, place) for place, words in links.items()]


_META: Final = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.I)

_MARKED: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

_AS_BROWSERS: Final = {"iso-8859-1": "cp1252", "latin-1": "cp1252", "us-ascii": "cp1252"}
"""What pages call so is something else (WHATWG Encoding, 4.2)."""


def charset_of(headers: Message) -> str:
    """Return the encoding that an answer's head names; empty: none."""
    named = headers.get_content_charset()
    return named or ""


def decoded(data: bytes, charset: str = "") -> str:
    """Return bytes as text: as their mark, the head of the answer or the page itself says."""
    for mark, name in _MARKED:
        if data.startswith(mark):
            return data.decode(name, "replace")
    found = _META.search(data[:2048])
    named = charset or (found[1].decode("ascii") if found else "") or "utf-8"
    named = named.lower()
    try:
        return data.decode(_AS_BROWSERS.get(named, named), "replace")
    except (LookupError, UnicodeError, ValueError):  # no encoding of text, or one that gives up
        return data.decode("utf-8", "replace")
