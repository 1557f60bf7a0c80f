"""The list of sources on the screen."""

from __future__ import annotations

import pytest
from rich.text import Text

from livechat.core.talk.events import Source
from livechat.ui.source_rows import source_rows
from livechat.ui.sources import Listed

REDIRECT = "https://vertexaisearch.cloud.google.com/grounding-api-redirect/" + "A" * 200


def rows(*sources: Source, links: bool, **more: object) -> list[Text]:
    numbered = tuple(enumerate(sources, 1))
    return source_rows(Listed(1, (), numbered, **more), "dim", links=links)  # type: ignore[arg-type]


def linked(row: Text) -> list[tuple[str, str]]:
    """What is a link, and where it leads."""
    return [
        (row.plain[span.start : span.end], span.style.link)
        for span in row.spans
        if not isinstance(span.style, str) and span.style.link
    ]


@pytest.mark.parametrize(
    ("source", "shown", "name"),
    [
        (Source("Wind", "https://a.example/x"), "[1] Wind · a.example", "Wind · a.example"),
        (Source("", "https://a.example/x"), "[1] a.example", "a.example"),
        (Source("a.example", "https://a.example/"), "[1] a.example", "a.example"),
        # Where the service leads through its own address, the title names the host
        (Source("github.com", REDIRECT), "[1] github.com", "github.com"),
        # but no other page gets away with it
        (
            Source("bank.example", "https://evil.example/grounding-api-redirect/"),
            "[1] bank.example · evil.example",
            "bank.example · evil.example",
        ),
        (Source("", REDIRECT), "[1] vertexaisearch.cloud.google.com", None),
    ],
)
def test_title_and_host_are_a_link(source: Source, shown: str, name: str | None) -> None:
    """The number is not."""
    [row] = rows(source, links=True)
    assert row.plain == shown
    assert linked(row) == [(name or shown[4:], source.uri)]
    assert row.style == "dim"


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        (Source("Wind", "https://a.example/x"), "[1] Wind · https://a.example/x"),
        (Source("github.com", REDIRECT), f"[1] github.com · {REDIRECT[:59]}…"),
        (Source("Only a title", ""), "[1] Only a title"),
        (Source("", "https://a.example/x"), "[1] https://a.example/x"),
        (Source("x" * 99, ""), f"[1] {'x' * 79}…"),
        (Source("\x1b]8;;", "https://a.example/\x1b\\"), "[1] ␛]8;; · https://a.example/␛\\"),
    ],
)
def test_where_links_do_not_show_the_address_is_written_out(source: Source, shown: str) -> None:
    """In part, if it is long; and nothing in it steers the terminal."""
    [row] = rows(source, links=False)
    assert row.plain == shown
    assert linked(row) == []


@pytest.mark.parametrize("uri", ["javascript:alert(1)", "https://a.example/\x1b", "", "x:y"])
def test_what_is_no_page_is_never_a_link(uri: str) -> None:
    """Even where links show."""
    [row] = rows(Source("T", uri), links=True)
    assert linked(row) == []


def test_queries_are_text() -> None:
    """One row for all of them; it says where no sources were named."""
    [row] = source_rows(Listed(1, ("Wind", "Käse\x1b"), nameless=True), "dim", links=True)
    assert row.plain == '⌕ searched "Wind", "Käse\\u001b" · no sources were named'
    [row, _] = source_rows(Listed(1, ("Wind",), ((1, Source("T", "u")),)), "dim", links=True)
    assert row.plain == '⌕ searched "Wind"'
