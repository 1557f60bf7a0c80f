"""Answers with invented sources."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.sim.mind.answer import Sources
from livechat.sim.mind.search import LONGEST_QUERY, MOST_URLS, consult
from livechat.sim.protocol.toolbox import Toolbox

SEARCH = Toolbox(search=True)
URLS = Toolbox(url_context=True)


@pytest.mark.parametrize(
    ("said", "query"),
    [
        ("Search for red pandas.", "red pandas"),
        ("Please google the height of Everest", "the height of Everest"),
        ("look up Ada Lovelace for me", "Ada Lovelace"),
        ("Could you search the web for cheap flights?", "cheap flights"),
        ("What is the latest news about Mars?", "news about Mars"),
        ("Who won the world cup in 2022?", "Who won the world cup in 2022"),
        ("Hello, who invented the telephone?", "who invented the telephone"),
    ],
)
def test_a_search_is_answered_with_invented_pages(said: str, query: str) -> None:
    """The words and the titles say so; the addresses can exist nowhere."""
    answer = consult(said, SEARCH)
    assert answer is not None
    assert answer.sources is not None
    assert answer.sources.queries == (query,)
    assert answer.words.startswith("I have no internet, so these sources are invented: ")
    assert query in answer.words
    assert len(answer.sources.pages) == 3
    for page in answer.sources.pages:
        assert page.title.startswith("Invented: ")
        assert page.uri.startswith("https://invented.example/")
    assert query in answer.thought


@pytest.mark.parametrize(
    "said", ["Hello", "I was in search of lost time", "who are you", "search", "I read the news"]
)
def test_other_words_are_searched_for_nothing(said: str) -> None:
    """The rest of the mind answers."""
    assert consult(said, SEARCH) is None


def test_an_address_is_not_read() -> None:
    """And the words say it; punctuation after an address is not part of it."""
    answer = consult("Read https://a.example/x?y=1, and (http://b.example/).", URLS)
    assert answer is not None
    assert answer.sources == Sources(urls=("https://a.example/x?y=1", "http://b.example/"))
    assert answer.words == (
        "I have no internet, so I did not read https://a.example/x?y=1 and http://b.example/."
    )


def test_both_tools_work_together() -> None:
    """One prompt may ask for a search and name an address."""
    answer = consult("search for https://a.example/", Toolbox(search=True, url_context=True))
    assert answer is not None
    assert answer.sources is not None
    assert answer.sources.urls
    assert answer.sources.queries


def test_without_the_tools_there_are_no_sources() -> None:
    """A client that asked for none gets none."""
    assert consult("search for cats on https://a.example/", Toolbox()) is None
    assert consult("search for cats", URLS) is None
    assert consult("https://a.example/", SEARCH) is None


@given(st.text(max_size=200))
def test_anything_can_be_searched_for(text: str) -> None:
    """Within bounds."""
    answer = consult(f"search for x{text} https://a.example/{text}", Toolbox((), True, True))
    assert answer is not None
    assert answer.sources is not None
    assert len(answer.sources.queries[0]) <= LONGEST_QUERY + 1
    assert len(answer.sources.urls) <= MOST_URLS
