"""Markdown as it is read aloud."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.sim.llm.speakable import speakable


@pytest.mark.parametrize(
    ("text", "aloud"),
    [
        ("Hello there.", "Hello there."),
        ("It is **very** *hot* and ***dry***.", "It is very hot and dry."),
        ("__Very__ _hot_.", "Very hot."),
        ("A ~~cold~~ `warm` day.", "A cold warm day."),
        ("snake_case_name stays", "snake_case_name stays"),
        ("3 * 4 is 12", "3 * 4 is 12"),
        ("2**3 is 8", "2**3 is 8"),
        ("un**believ**able", "unbelievable"),
        ("**open at its end", "open at its end"),
        ("open at its start** too", "open at its start too"),
        ("See [the page](https://example.com/a?b=c) now.", "See the page now."),
        ("![A cat](cat.png)", "A cat"),
        ("See https://www.example.com/a/b?c=d#e.", "See example.com/a/b."),
        ("See <https://example.com/>!", "See example.com!"),
        ("http://user:secret@example.com/x", "example.com/x"),
        ("One<br>two <b>three</b>", "One two three"),
        ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
        ("Great 🎉! So 👨‍👩‍👧 is 1️⃣ of them 🇫🇷 ☀️", "Great! So is 1 of them"),
        ("क्‍ष می‌خواهم", "क्‍ष می‌خواهم"),
        ("\\*not a list\\* 5\\. \\(x\\)", "*not a list* 5. x"),
        ("🎉", ""),
        ("---", ""),
        ("**", ""),
        ("…", ""),
        ("  spaces \t and\nlines ", "spaces and lines"),
        ("日本語です", "日本語です"),
    ],
)
def test_what_is_for_the_eye_goes_and_words_stay(text: str, aloud: str) -> None:
    assert speakable(text) == aloud


@given(st.text(st.sampled_from("ab1 *_`~.,!?()[]<>#|\n-🎉é"), max_size=60))
def test_no_word_is_lost_and_none_changes_places(text: str) -> None:
    if re.search(r"\]\(|<[/ab]|://", text):
        return  # a link's target and a mark of HTML are no words
    assert re.findall(r"[ab1é]", speakable(text)) == re.findall(r"[ab1é]", text)
