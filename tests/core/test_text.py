"""Text from outside."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.core.text import decoded, visible


def test_an_escape_sequence_becomes_visible() -> None:
    """A colour code from the service colours nothing."""
    assert visible("\x1b[31mred\x07") == "␛[31mred␇"


def test_line_breaks_become_spaces() -> None:
    """One utterance stays one line, whatever ends a line."""
    assert visible("a\nb\r\tc\u2028d\x85e") == "a b  c d e"


def test_delete_c1_overrides_and_surrogates_are_replaced() -> None:
    """CSI as one character, a direction override and half a character steer nothing."""
    assert visible("\x7f\x9b\u202e\ud800") == "␡\ufffd\ufffd\ufffd"


def test_other_scripts_emoji_and_combining_marks_hold() -> None:
    """Only controls change."""
    text = "שלום 你好 👩🏽‍🚀 é ไทย"
    assert visible(text) == text


@given(st.text())
def test_nothing_that_steers_a_terminal_is_left(text: str) -> None:
    """No control character survives, and each character stays one."""
    shown = visible(text)
    assert len(shown) == len(text)
    assert not any(unicodedata.category(char) in ("Cc", "Cs") for char in shown)


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"],
)
@pytest.mark.parametrize("text", ["How are you?", "", "Füße, ‘naïve’ 日本", "a"])
def test_text_is_read_whichever_unicode_it_is_in(encoding: str, text: str) -> None:
    """With a byte order mark or, where letters of the Latin alphabet tell, without."""
    assert decoded(text.encode(encoding)) == text


@pytest.mark.parametrize("mark", [b"\xfe\xff", b"\0\0\xfe\xff"])
def test_a_mark_of_the_other_order_counts_too(mark: bytes) -> None:
    encoding = "utf-16-be" if len(mark) == 2 else "utf-32-be"
    assert decoded(mark + "Hm, 日本".encode(encoding)) == "Hm, 日本"


@pytest.mark.parametrize("data", [b"na\xefve", b"a\0b", b"\xff\xfea", b"\xff\xfe\0\0a"])
def test_what_is_no_unicode_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="codec"):
        decoded(data)
