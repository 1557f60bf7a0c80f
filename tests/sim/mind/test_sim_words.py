"""Words, their stems, and where they stand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.sim.mind.words import (
    as_written,
    enumeration,
    plain_words,
    shortened,
    stem,
    stems_of,
    words_of,
)


@pytest.mark.parametrize(
    "forms",
    [
        "light lights light's",
        "turn turns turned turning",
        "schedule scheduled schedules scheduling",
        "order orders ordering ordered",
        "city cities",
        "stop stopping stopped",
        "call calling called",
        "price prices pricing",
        "e-mail email emails e-mails",
    ],
)
def test_forms_of_a_word_have_one_stem(forms: str) -> None:
    """So that "turning on the light" is for `turn_on_the_lights`."""
    assert len(set(map(stem, forms.split()))) == 1


@pytest.mark.parametrize(
    ("one", "other"), [("time", "timer"), ("time", "times"), ("new", "news"), ("lock", "unlock")]
)
def test_other_words_have_other_stems(one: str, other: str) -> None:
    """What is not the same is kept apart."""
    assert stem(one) != stem(other)


@pytest.mark.parametrize(
    "name", ["get_weather", "getWeather", "GetWeather", "get weather", "GET-WEATHER"]
)
def test_names_are_words(name: str) -> None:
    """However they are joined."""
    assert stems_of(name) == ["get", "weather"]


def test_words_know_their_places() -> None:
    """In the text as it was written."""
    text = "It's 1,234.5 e-mails, HTTPServer’s"
    words = words_of(text)
    assert [word.text for word in words] == ["It's", "1,234.5", "e-mails", "HTTP", "Server’s"]
    assert all(text[word.start : word.end] == word.text for word in words)


def test_enumerations() -> None:
    """As they are spoken."""
    assert [enumeration(list("abc"[:count])) for count in range(4)] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]


def test_plain_words_are_found_again() -> None:
    """In the spelling of the text; where that cannot be, they stay plain."""
    plain = plain_words("Who’s “Ada Lovelace”, please?")
    at = plain.index("ada")
    assert as_written("Who’s “Ada Lovelace”, please?", plain, at, at + 12) == "Ada Lovelace"
    assert as_written("İX yz", plain_words("İX yz"), 0, 1) == "i"


@given(st.text(max_size=200), st.integers(1, 50))
def test_shortened_texts(text: str, most: int) -> None:
    """Are no longer than asked, but for the ellipsis."""
    short = shortened(text, most)
    assert len(short) <= most + 1
    assert short == text or short.endswith("…")


@given(st.text(max_size=200))
def test_words_stand_in_order(text: str) -> None:
    """And none is lost between them."""
    end = 0
    for word in words_of(text):
        assert not any(letter.isalnum() and letter.isascii() for letter in text[end : word.start])
        assert text[word.start : word.end] == word.text
        end = word.end
