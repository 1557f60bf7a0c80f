"""Rows of fields."""

from __future__ import annotations

from rich.text import Text

from livechat.ui.fields import Field, row, spread

A, B, C = Field(Text("aaa"), 1), Field(Text("bbbb"), 3), Field(Text("cc"), 2)


def test_the_lightest_goes_first_and_the_others_keep_their_order() -> None:
    """Whatever is left stands where it stood."""
    shown = {width: "".join(one.plain for one in row([A, B, C], width)) for width in (13, 12, 5, 3)}
    assert shown == {13: "aaa  bbbb  cc", 12: "bbbb  cc", 5: "bbbb", 3: ""}


def test_fields_stand_at_both_edges() -> None:
    """What is between them grows; without any at the right, nothing does."""
    assert spread([A], [B], 12).plain == "aaa     bbbb"
    assert spread([A, B], [], 12).plain == "aaa  bbbb"


def test_of_the_heaviest_something_is_always_seen() -> None:
    """Cut to fit."""
    assert spread([A, B], [C], 3).plain == "bb…"
