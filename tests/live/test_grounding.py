"""What an answer is grounded in, as events."""

from __future__ import annotations

from typing import Any

import pytest
from google.genai import types

from livechat.core.talk.events import Source, SourcesCited, Support
from livechat.live.grounding import MAX_CHARS, MAX_SOURCES, MAX_SUPPORTS, cited_in


def cited(**grounding: Any) -> SourcesCited | None:
    content = {"groundingMetadata": grounding}
    return cited_in(types.LiveServerContent.model_validate(content), 1.0)


def web(name: str) -> dict[str, Any]:
    return {"web": {"uri": f"https://{name}.example/", "title": name}}


def support(*indices: int, **segment: Any) -> dict[str, Any]:
    return {"segment": segment, "groundingChunkIndices": list(indices)}


A, B = (Source(name, f"https://{name}.example/") for name in "ab")


def test_queries_sources_and_the_words_they_stand_behind() -> None:
    """As the service sends them (PROTOCOL §11.8); its HTML is left out."""
    got = cited(
        webSearchQueries=["q", "r", " "],
        groundingChunks=[web("a"), web("b")],
        groundingSupports=[
            support(0, startIndex=0, endIndex=81, text="Yes."),
            support(1, 0, 1, startIndex=82, endIndex=90, text="No."),
        ],
        searchEntryPoint={"renderedContent": "<html>"},
    )
    assert got == SourcesCited(
        at=1.0,
        queries=("q", "r"),
        sources=(A, B),
        supports=(Support(0, 81, "Yes.", (0,)), Support(82, 90, "No.", (1, 0))),
    )
    assert "html" not in repr(got)


def test_an_offset_of_nothing_is_left_out_on_the_wire() -> None:
    """It is 0; a negative one is, too, and a huge one is cut."""
    got = cited(
        groundingChunks=[web("a")],
        groundingSupports=[
            support(0, endIndex=5, text="Hello"),
            support(0, startIndex=-7, endIndex=10**12),
            support(0),
        ],
    )
    assert got is not None
    assert got.supports == (
        Support(0, 5, "Hello", (0,)),
        Support(0, 2**31 - 1, "", (0,)),
        Support(0, 0, "", (0,)),
    )


def test_what_is_no_page_is_left_out_and_indices_follow() -> None:
    """Other chunks, pages without a name, supports of nothing that is left."""
    got = cited(
        groundingChunks=[{}, web("a"), {"web": {}}, {"maps": {"uri": "m"}}, web("b")],
        groundingSupports=[
            support(4, 1, endIndex=3),
            support(0, 2, 3, 9, -1, endIndex=4),
            {"groundingChunkIndices": [1]},
            {"segment": {"endIndex": 5}},
        ],
    )
    assert got is not None
    assert got.sources == (A, B)
    assert got.supports == (Support(0, 3, "", (1, 0)),)


def test_a_page_may_have_a_host_or_an_address_alone() -> None:
    """Whatever names it."""
    got = cited(
        groundingChunks=[{"web": {"uri": "u", "domain": "a.example"}}, {"web": {"title": "t"}}]
    )
    assert got is not None
    assert got.sources == (Source("a.example", "u"), Source("t", ""))


def test_places_may_come_without_sources() -> None:
    """Their indices are those of an earlier message."""
    got = cited(groundingSupports=[support(2, 0, -1, 10**9, endIndex=3)])
    assert got == SourcesCited(at=1.0, supports=(Support(0, 3, "", (2, 0)),))


@pytest.mark.parametrize(
    "grounding",
    [{}, {"webSearchQueries": [""]}, {"searchEntryPoint": {"renderedContent": "<html>"}}],
)
def test_nothing_is_no_event(grounding: dict[str, Any]) -> None:
    """Not even with HTML in it."""
    assert cited(**grounding) is None
    assert cited_in(types.LiveServerContent(), 1.0) is None


def test_there_is_an_end_to_everything() -> None:
    """A service that floods fills no memory; of long words the end counts, where marks stand."""
    long = "x" * (MAX_CHARS + 1)
    got = cited(
        webSearchQueries=[long] * (MAX_SOURCES + 1),
        groundingChunks=[{"web": {"uri": long, "title": long}}] * (MAX_SOURCES + 1),
        groundingSupports=[support(0, text=long + "y")] * (MAX_SUPPORTS + 1),
    )
    assert got is not None
    assert len(got.queries) == len(got.sources) == MAX_SOURCES
    assert len(got.supports) == MAX_SUPPORTS
    assert {len(got.queries[0]), len(got.sources[0].uri), len(got.sources[0].title)} == {MAX_CHARS}
    assert got.supports[0].text == long[: MAX_CHARS - 1] + "y"
