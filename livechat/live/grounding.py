"""What an answer is grounded in: `groundingMetadata` and `urlContextMetadata` as an event.

The HTML of `searchEntryPoint` is left out: nothing here renders what a service sends as markup.
"""

from __future__ import annotations

from typing import Final

from google.genai import types

from livechat.core.talk.events import Source, SourcesCited, Support

MAX_SOURCES: Final = 100
"""Sources and queries of one message; the service names some ten."""

MAX_SUPPORTS: Final = 500
"""Parts of an answer in one message: more than a long answer has sentences."""

MAX_CHARS: Final = 4_000
"""Characters of a title, an address, a query or the words of a part."""

_MAX_PLACE: Final = 2**31 - 1
"""The service's offsets are of 32 bits."""


def cited_in(content: types.LiveServerContent, at: float) -> SourcesCited | None:
    """Return what a message says about searches and pages; None: nothing.

    Args:
        content: The message.
        at: Seconds: when it came.
    """
    if not (content.grounding_metadata or content.url_context_metadata):
        return None
    grounding = content.grounding_metadata or types.GroundingMetadata()
    found, places = _found(grounding)
    pages = content.url_context_metadata
    read = [
        Source("", _short(page.retrieved_url))
        for page in (pages.url_metadata if pages else None) or []
        if page.retrieved_url
    ]
    queries = [_short(query) for query in grounding.web_search_queries or [] if query.strip()]
    supports = _supports(grounding, places)
    if not (found or read or queries or supports):
        return None
    return SourcesCited(
        at=at,
        queries=tuple(queries[:MAX_SOURCES]),
        sources=tuple([*found, *read][:MAX_SOURCES]),
        supports=tuple(supports),
    )


def _found(grounding: types.GroundingMetadata) -> tuple[list[Source], dict[int, int] | None]:
    """Return the pages of a search, and by the index of each chunk the index of its page.

    Chunks that are no pages are left out. None: the message has no chunks, so that indices are
    those of an earlier one.
    """
    chunks = grounding.grounding_chunks
    if not chunks:
        return [], None
    found: list[Source] = []
    places: dict[int, int] = {}
    for index, chunk in enumerate(chunks[:MAX_SOURCES]):
        page = chunk.web
        if page and (page.uri or page.title):
            places[index] = len(found)
            found.append(Source(_short(page.title or page.domain or ""), _short(page.uri or "")))
    return found, places


def _supports(grounding: types.GroundingMetadata, places: dict[int, int] | None) -> list[Support]:
    found: list[Support] = []
    for support in (grounding.grounding_supports or [])[:MAX_SUPPORTS]:
        named = support.grounding_chunk_indices or []
        indices = [one for one in named if 0 <= one < MAX_SOURCES]
        if places is not None:
            indices = [places[one] for one in indices if one in places]
        if support.segment and indices:
            segment = support.segment
            begin, end = _place(segment.start_index), _place(segment.end_index)
            text = (segment.text or "")[-MAX_CHARS:]  # the mark stands at its end
            found.append(Support(begin, end, text, tuple(dict.fromkeys(indices))))
    return found


def _place(index: int | None) -> int:
    """Return an offset; one that is 0 is left out on the wire."""
    return max(0, min(index or 0, _MAX_PLACE))


def _short(text: str) -> str:
    return text[:MAX_CHARS]
