"""Suggestions for wrong names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.catalog.nearest import nearest

NAMES = st.lists(st.text(alphabet="abcdeXYZäß-", min_size=1, max_size=12), max_size=8)


@pytest.mark.parametrize(
    ("wrong", "meant"),
    [("Koree", "Kore"), ("kore", "Kore"), ("ZEPHIR", "Zephyr"), ("", None), ("qqqqqq", None)],
)
def test_a_slip_finds_what_was_meant(wrong: str, meant: str | None) -> None:
    """Near names are found whatever their capitals; far ones are not guessed at."""
    assert nearest(wrong, ["Puck", "Kore", "Zephyr"]) == meant


@given(st.text(max_size=12), NAMES)
def test_a_suggestion_is_always_one_of_the_candidates(name: str, names: list[str]) -> None:
    """What is suggested exists, in its own spelling."""
    assert nearest(name, names) in {*names, None}


@given(NAMES.filter(bool), st.data())
def test_a_name_itself_is_its_own_nearest(names: list[str], data: st.DataObject) -> None:
    """Nothing is nearer to a name than the name."""
    name = data.draw(st.sampled_from(names))
    found = nearest(name, names)
    assert found is not None
    assert found.casefold() == name.casefold()
