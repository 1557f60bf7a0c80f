"""Text from outside."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.core.text import decoded, unhidden, visible


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
    scotland = "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"
    text = f"שלום\u200f 你好 👩🏽\u200d🚀 ❤\ufe0f é ไท\u200bย 葛\U000e0100 {scotland}"
    assert visible(text) == text
    assert unhidden(text) == text


@pytest.mark.parametrize(
    "hidden",
    [
        "\U000e0068\U000e0069",  # tags
        "\U0001f3f4" + "\U000e0068" * 7 + "\U000e007f",  # too long for a region
        "\U0001f3f4\U000e0068\U000e0068\U000e0068",  # without its end
        "\U000e0fff\U000e01f0",  # unassigned
        "😀\ufe0f\ufe01\U000e0100",  # selectors of nothing
    ],
)
def test_text_that_nobody_sees_is_shown_and_is_not_told_again(hidden: str) -> None:
    """A model would read it."""
    assert "\ufffd" in visible(hidden)
    assert len(visible(hidden)) == len(hidden)
    assert unhidden(f"a{hidden}b").translate({0x1F3F4: "", 0x1F600: "", 0xFE0F: ""}) == "ab"


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
