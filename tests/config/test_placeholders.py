"""`{name}` in commands, addresses and bodies."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.config.placeholders import fill, names, whole


@pytest.mark.parametrize(
    ("template", "found"),
    [
        ("{item}", ["item"]),
        ("a{b}c{d}", ["b", "d"]),
        ("{{item}}", []),
        ("{a: .b}", []),
        ('{"a": {"b": 1}}', []),
        ("{}", []),
        ("{1}", []),
        ({"a": ["{x}", 1, None, {"b": "{y}"}]}, ["x", "y"]),
        (3, []),
    ],
)
def test_only_a_name_in_braces_is_a_parameter(template: object, found: list[str]) -> None:
    """JSON, patterns and empty braces stay what they are."""
    assert list(names(template)) == found


def test_twice_the_braces_are_the_text_itself() -> None:
    """So that any text can be written."""
    assert fill("{{item}} {item}", str.upper) == "{item} ITEM"


def test_a_value_is_never_looked_into() -> None:
    """A value that looks like a parameter is none."""
    assert fill("{a}{b}", {"a": "{b}", "b": "{{a}}"}.__getitem__) == "{b}{{a}}"


def test_a_text_that_is_one_parameter_can_keep_its_type() -> None:
    """Any other cannot."""
    assert whole("{count}") == "count"
    assert whole("{count} pieces") is None
    assert whole("{{count}}") is None


@given(st.text())
def test_any_text_is_a_template(template: str) -> None:
    """Nothing in it raises."""
    assert isinstance(fill(template, lambda name: name), str)
