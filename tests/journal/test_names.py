"""Short names of sessions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.journal.names import matching, short_names

IDS = ["20261130-145949-k3f", "20261129-120000-k3f", "20261129-120000-abc"]


def test_the_last_part_is_a_name_where_no_other_session_has_it() -> None:
    """Else as many parts as are needed."""
    assert short_names(IDS) == {
        "20261130-145949-k3f": "145949-k3f",
        "20261129-120000-k3f": "120000-k3f",
        "20261129-120000-abc": "abc",
    }


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("abc", [IDS[2]]),
        ("bc", [IDS[2]]),
        ("20261130", [IDS[0]]),
        ("120000-k3f", [IDS[1]]),
        ("k3f", IDS[:2]),
        ("20261129", IDS[1:]),
        (IDS[0], [IDS[0]]),
        ("120000", []),
        ("", []),
    ],
)
def test_a_beginning_or_an_end_finds_its_sessions(name: str, found: list[str]) -> None:
    """One, several or none."""
    assert matching(name, IDS) == found


keys = st.lists(st.text("ab-", min_size=1, max_size=6), unique=True, max_size=8)


@given(keys)
def test_a_short_name_always_leads_to_its_session(ids: list[str]) -> None:
    """Whatever files somebody has put there."""
    for key, short in short_names(ids).items():
        assert matching(short, ids) == [key]
