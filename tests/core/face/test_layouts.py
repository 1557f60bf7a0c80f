"""Keys by their place."""

from __future__ import annotations

import pytest

from livechat.core.face.layouts import POSITIONS, latin


@pytest.mark.parametrize(
    ("typed", "key"),
    [("й", "q"), ("Ь", "m"), ("с", "c"), ("ι", "i"), ("Μ", "m"), ("מ", "n"), ("ة", "m")],
)
def test_a_letter_of_another_script_is_the_key_in_its_place(typed: str, key: str) -> None:
    """Large or small."""
    assert latin(typed) == key


@pytest.mark.parametrize("typed", ["q", "é", "漢", "😀", "?", "İ", "ß", "enter"])
def test_what_is_in_no_table_is_itself(typed: str) -> None:
    """Latin letters of any layout, too."""
    assert latin(typed) == typed


def test_no_latin_letter_is_in_a_table() -> None:
    """On Dvorak, what is typed counts."""
    assert not [char for char in POSITIONS if char.isascii()]
