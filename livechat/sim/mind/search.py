"""Answers with sources, for clients that asked for a search or for pages to be read.

There is no internet here. The sources are invented, and both the words and the titles say so.
"""

from __future__ import annotations

import re
from typing import Final

from livechat.sim.mind.answer import Answer, Backed, Page, Sources
from livechat.sim.mind.words import SAYING, as_written, enumeration, plain_words, shortened
from livechat.sim.protocol.toolbox import Toolbox

MOST_URLS: Final = 20
"""Addresses of one prompt, as many as the service reads."""

LONGEST_QUERY: Final = 120
"""Characters of what is searched for."""

_SITES: Final = (("an encyclopedia", "encyclopedia"), ("a newspaper", "news"), ("a blog", "blog"))


def consult(text: str, toolbox: Toolbox) -> Answer | None:
    """An answer with sources, when the words ask for some and the tools allow it."""
    urls = _urls(text) if toolbox.url_context else ()
    query = _query(text) if toolbox.search else ""
    if not urls and not query:
        return None
    pages = tuple(
        Page(f"Invented: {query} in {name}", f"https://invented.example/{site}/{_slug(query)}")
        for name, site in _SITES
        if query
    )
    words, thought = [], []
    backed: tuple[Backed, ...] = ()
    if query:
        names = [name for name, _ in _SITES]
        words.append(
            "I have no internet, so these sources are invented: "
            f"{enumeration(names)}, all about {query}."
        )
        backed = (
            *(Backed(name, (index,)) for index, name in enumerate(names)),
            Backed(words[0], tuple(range(len(names)))),
        )
        thought.append(f"The user wants something looked up; I pretend to search for {query}.")
    if urls:
        words.append(f"I have no internet, so I did not read {shortened(enumeration(urls))}.")
        thought.append("The user gives me an address, which I cannot read.")
    sources = Sources((query,) if query else (), pages, urls, backed)
    return Answer(" ".join(words), " ".join(thought), sources=sources)


def _query(text: str) -> str:
    """What is to be searched for; empty when nothing is."""
    plain = plain_words(text)
    for pattern in _ASKED:
        if found := pattern.search(plain):
            query = _POLITE_END.sub("", found["query"])
            first = found.start("query")
            return shortened(as_written(text, plain, first, first + len(query)), LONGEST_QUERY)
    return ""


def _urls(text: str) -> tuple[str, ...]:
    found = (url.rstrip(".,;:!?)]}") for url in _URL.findall(text))
    return tuple(dict.fromkeys(found))[:MOST_URLS]


def _slug(query: str) -> str:
    return "-".join(re.findall(r"[a-z0-9]+", query.lower()))[:60] or "page"


_URL: Final = re.compile(r"https?://[^\s<>\"']{1,2000}", re.IGNORECASE)
_POLITE_END: Final = re.compile(r"(?: please| for me| on the (?:web|internet)| online)+$")

_ASKED: Final = tuple(
    re.compile(pattern)
    for pattern in (
        SAYING + r"(?:search|do a search|google)(?: (?:the|on the|in the) (?:web|internet)"
        r"| online)?(?: for| about)? (?P<query>.+)$",
        r"\b(?:search (?:the (?:web|internet) )?for|look up) (?P<query>.+)$",
        r"\b(?:what (?:is|are)|what's|tell me|any) (?:the )?(?:latest |recent )?"
        r"(?P<query>(?:news|headlines)\b.*)$",
        r"\b(?P<query>latest news\b.*)$",
        SAYING
        + r"(?:do you know |tell me )?(?P<query>who (?:has )?(?:won|wins|invented|wrote) .+)$",
    )
)
"""What asks for a search; the first that fits counts."""
