"""The list of an answer's sources on the screen: links, where the terminal shows them."""

from __future__ import annotations

from typing import Final

from rich.style import Style
from rich.text import Text

from livechat.core.talk.events import Source
from livechat.core.text import visible
from livechat.ui.hyperlinks import host_of, linkable
from livechat.ui.sources import NAMELESS, Listed, cut, quoted

_TITLE_CHARS: Final = 80
_URI_CHARS: Final = 60
"""Characters shown of a title, and of an address that cannot be a link."""

_REDIRECTS: Final = "/grounding-api-redirect/"
"""In the addresses by which the service refers to pages: the title then names the host."""

_GOOGLE: Final = ".google.com"


def source_rows(listed: Listed, style: str, *, links: bool) -> list[Text]:
    """Return the lines of a list for the screen.

    Args:
        listed: What is to be listed.
        style: How they look.
        links: Whether the terminal shows links; else addresses are written out.
    """
    found: list[Text] = []
    if listed.queries:
        searched = ", ".join(map(quoted, listed.queries))
        found.append(Text(f"⌕ searched {searched}" + f" · {NAMELESS}" * listed.nameless, style))
    for number, source in listed.sources:
        uri = linkable(source.uri)
        row = Text(f"[{number}] ", style)
        if links and uri:
            row.append(_name(source), Style(link=uri))
        else:
            shown = cut(visible(source.uri), _URI_CHARS)
            title = cut(visible(source.title), _TITLE_CHARS)
            row.append(" · ".join(dict.fromkeys(one for one in (title, shown) if one)))
        found.append(row)
    return found


def _name(source: Source) -> str:
    """Return a source's title and host; one where they are the same, or the host is unknown."""
    title, host = cut(visible(source.title), _TITLE_CHARS), visible(host_of(source.uri))
    if title and host.endswith(_GOOGLE) and _REDIRECTS in source.uri:
        host = title
    return " · ".join(dict.fromkeys(one for one in (title, host) if one))
