"""What the practice partner says of itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.catalog.practice import SERVER, is_practice, llm_of, server


@pytest.mark.parametrize(
    ("llm", "field"),
    [
        ("", "livechat practice partner"),
        ("small:1b at [::1]:11434", "livechat practice partner (small:1b at [::1]:11434)"),
        ("a (b) \\ c", "livechat practice partner (a _b_ _ c)"),
        ("größe\r\nX: y", "livechat practice partner (gr__e__X: y)"),
    ],
)
def test_a_field_names_the_language_model(llm: str, field: str) -> None:
    """In what a field of HTTP can hold."""
    assert server(llm) == field
    assert is_practice(field)


@pytest.mark.parametrize(
    "field", ["", "nginx", f"{SERVER}s", f"{SERVER} ()", f"{SERVER} (a) b", f"{SERVER} (\x1b)"]
)
def test_another_server_is_none(field: str) -> None:
    """Whatever it says."""
    assert not is_practice(field)
    assert llm_of(field) == ""


@given(st.text())
def test_what_is_said_is_understood(llm: str) -> None:
    """Any name is one line of visible ASCII, and read back as it was sent."""
    field = server(llm)
    assert field.isascii()
    assert field.isprintable()
    assert is_practice(field)
    assert server(llm_of(field)) == field
