"""One name space for functions of many sources."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from livechat.tools.naming import LONGEST, unique


def test_names_stay_where_nothing_clashes() -> None:
    """In the characters that the service takes."""
    assert unique([("shop", "check_stock"), ("web", "a.b:c-d"), ("x", "größe ändern")]) == [
        "check_stock",
        "a.b:c-d",
        "gr_e_ndern",
    ]


def test_both_of_two_that_clash_name_their_server() -> None:
    """So that a name does not depend on who came first."""
    assert unique([("shop", "search"), ("web", "search"), ("web", "open")]) == [
        "shop__search",
        "web__search",
        "open",
    ]


def test_what_clashes_even_so_is_numbered() -> None:
    """One server may have names that differ in what the service does not take."""
    assert unique([("a", "x y"), ("a", "x+y"), ("b", "a__x_y")]) == [
        "a__x_y_2",
        "a__x_y_3",
        "a__x_y",
    ]


@given(st.lists(st.tuples(st.text(max_size=140), st.text(max_size=140)), max_size=12))
def test_any_names_become_different_ones_that_the_service_takes(
    wanted: list[tuple[str, str]],
) -> None:
    """As many as there were."""
    told = unique(wanted)
    assert len(set(told)) == len(wanted)
    assert all(re.fullmatch(r"[A-Za-z0-9_.:-]{1,128}", name) for name in told)
    assert all(len(name) <= LONGEST for name in told)
