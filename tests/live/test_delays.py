"""When a service wants to be asked again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.live.delays import wait_named


@pytest.mark.parametrize(
    ("words", "seconds"),
    [
        ("Rate limit exceeded; try again in 5 s", 5),
        ("Please retry in 34.5s.", 34.5),
        ("Please try again in 1m30s", 90),
        ("try again after 2 minutes", 120),
        ("Try again in 1 minute and 30 seconds.", 90),
        ("retry after 500ms", 0.5),
        ("Retry-After: 20", 20),
        ("retry_after: 7.25", 7.25),
        ("wait for at least 3 sec", 3),
        ("please wait another 10 s", 10),
        ("try again in about 1 hour", 3600),
        ("try again in 12", 12),
        ("limit 20 requests per 60 s; retry in 5 s", 5),
        # It does not say
        ("Try again later", None),
        ("try again in a moment", None),
        ("5 s", None),
        ("limit: 20 requests per 60 s", None),
        ("again and again", None),
        ("", None),
    ],
)
def test_words_say_when(words: str, seconds: float | None) -> None:
    """In seconds, whatever the unit."""
    assert wait_named(words) == seconds


@given(st.text(alphabet="try again in 0123456789.smh"))
def test_no_words_break_it(words: str) -> None:
    """And a wait is never negative."""
    seconds = wait_named(words)
    assert seconds is None or seconds >= 0
