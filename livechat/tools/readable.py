"""The text of a web page, as a reader wants it: no scripts, styles, menus or markup.

Python's own `html.parser` takes minutes for some pages of 200 kB that are made for it. What is
here looks at every character a fixed number of times, and reads broken markup much as browsers do.
"""

from __future__ import annotations

import codecs
import encodings
import html as entities
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from email.message import Message
from typing import Final
from urllib.parse import urljoin, urlsplit

MOST_CHARS: Final = 20_000
"""Of a page: more than a model is told of a result, so that the rest can be kept."""

_LINKS: Final = 20
_LINK_CHARS: Final = 150
"""Longer ones lead to where a program leads, not a reader."""

_LINK_WORDS: Final = 80

_SKIPPED: Final = frozenset(
    {"nav", "noscript", "template", "svg", "select", "button", "object", "canvas", "dialog",
     "footer"}
)  # fmt: skip
"""What is not read, with all that is in it."""

_RAW: Final = frozenset({"script", "style", "iframe", "textarea", "xmp"})
"""What holds no elements, and is not read either."""

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
    for is_tag, piece in _tokens(html):
        if not is_tag:
            reader.take(piece)
        elif piece.startswith("</"):
            reader.end(_named(piece))
        else:
            reader.begin(_named(piece), piece)
        if reader.length > 2 * MOST_CHARS:
            break
    text = _lines(reader.pieces)
    title = " ".join("".join(reader.title).split())[:200]
    return Page(title, text[:MOST_CHARS], _links(reader.links, url), max(0, len(text) - MOST_CHARS))


_NAME: Final = re.compile(r"</?([a-zA-Z][^\s/>]*)")
_TO_END: Final = re.compile(r"""(?:[^"'>]++|"[^"]*+"|'[^']*+')*+>""")
_ATTRIBUTE: Final = re.compile(r"""([^\s"'>/=]+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+))?""")


def _tokens(html: str) -> Iterator[tuple[bool, str]]:
    """Yield text (False) and tags (True), in order; comments and scripts are left out.

    What begins and never ends, as a comment may, goes on to the end of the page.
    """
    at = 0
    while at < len(html):
        less = html.find("<", at)
        if less < 0:
            yield False, html[at:]
            return
        if less > at:
            yield False, html[at:less]
        named = _NAME.match(html, less)
        if named is None:
            at = _after_no_tag(html, less)
            if at == less + 1:
                yield False, "<"
            continue
        end = _TO_END.match(html, named.end())
        # A quotation mark without another: the tag ends where it seems to.
        after = end.end() if end else html.find(">", named.end()) + 1
        if not after:
            return
        tag = html[less:after]
        yield True, tag
        at = after
        if (name := named[1].lower()) in _RAW and not tag.startswith("</"):
            closing = re.compile(f"</{name}", re.IGNORECASE).search(html, at)
            if closing is None:
                return
            at = closing.start()


def _after_no_tag(html: str, less: int) -> int:
    """Return where it goes on after a `<` that begins no tag."""
    if html.startswith("<!--", less):
        end = html.find("-->", less + 2)
        return len(html) if end < 0 else end + 3
    if html.startswith(("<!", "<?", "</"), less):
        end = html.find(">", less)
        return len(html) if end < 0 else end + 1
    return less + 1


def _named(tag: str) -> str:
    found = _NAME.match(tag)
    return found[1].lower() if found else ""


def _plain(text: str) -> str:
    """Return text with its entities replaced."""
    try:
        return entities.unescape(text)
    except ValueError:  # a number of thousands of digits
        return text


class _Reader:
    """Puts tokens together."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.length = 0
        self.title: list[str] = []
        self.links: list[tuple[str, str]] = []
        """Words and what they lead to."""
        self._skipped = ""
        """The outermost element that is not read, where we are in one."""
        self._depth = 0
        """How many of its name are open within it, itself included."""
        self._in_title = False
        self._link: tuple[str, list[str]] | None = None

    def begin(self, name: str, tag: str) -> None:
        """Begin a line, a link, or something that is not read."""
        if self._skipped:
            self._depth += name == self._skipped
            return
        if name in _RAW or name in _VOID - _BLOCKS:
            return
        if name in _SKIPPED or (name not in _VOID and _hidden(tag)):
            self._skipped, self._depth = name, 1
        elif name == "title":
            self._in_title = not self.title
        elif name == "a":
            place = _attributes(tag).get("href")
            self._link = (place, []) if place else None
        elif name in _CELLS:
            self._say(" | ")
        elif name in _BLOCKS:
            self._say("\n" + _MARKS.get(name, ""))

    def end(self, name: str) -> None:
        """End it."""
        if self._skipped:
            self._depth -= name == self._skipped
            if not self._depth:
                self._skipped = ""
        elif name == "title":
            self._in_title = False
        elif name == "a" and self._link:
            place, words = self._link
            self.links.append((" ".join("".join(words).split()), place))
            self._link = None
        elif name in _BLOCKS:
            self._say("\n")

    def take(self, text: str) -> None:
        """Take text."""
        if self._skipped:
            return
        text = _plain(text)
        if self._in_title:
            self.title.append(text)
            return
        self._say(re.sub(r"\s+", " ", text))
        if self._link:
            self._link[1].append(text)

    def _say(self, text: str) -> None:
        self.pieces.append(text)
        self.length += len(text)


def _attributes(tag: str) -> dict[str, str]:
    """Return the attributes of a tag by their names; the first of a name counts."""
    found: dict[str, str] = {}
    start = _NAME.match(tag)
    for each in _ATTRIBUTE.finditer(tag, start.end() if start else 0):
        value = each[2] or ""
        found.setdefault(each[1].lower(), _plain(value.strip("\"'")))
    return found


def _hidden(tag: str) -> bool:
    """Whether nobody sees it: words that only a program reads are no part of what a page says."""
    if "hidden" not in tag and "style" not in tag.lower():
        return False
    about = _attributes(tag)
    styled = re.search(r"display\s{0,9}:\s{0,9}none", about.get("style", ""), re.IGNORECASE)
    return "hidden" in about or about.get("aria-hidden") == "true" or bool(styled)


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


_NOT_OF_PAGES: Final = ("punycode", "idna", "unicode_escape", "raw_unicode_escape", "utf_7")
"""Encodings that Python has and no page: some take minutes for a megabyte."""


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
    if encodings.normalize_encoding(named) in _NOT_OF_PAGES:
        named = "utf-8"
    try:
        return data.decode(_AS_BROWSERS.get(named, named), "replace")
    except (LookupError, UnicodeError, ValueError):  # no encoding of text, or one that gives up
        return data.decode("utf-8", "replace")
