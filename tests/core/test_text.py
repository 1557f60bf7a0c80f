"""Text from outside."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from livechat.core.text import visible


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
