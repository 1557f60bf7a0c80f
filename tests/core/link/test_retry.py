"""How long to wait before the next try."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.core.link.retry import delay_s
from livechat.errors import Cause

causes = st.sampled_from(get_args(Cause))


@pytest.mark.parametrize(
    ("cause", "waits"),
    [
        ("ended", [0, 0.5, 1, 2, 4, 8, 10, 10]),
        ("lost", [0, 0.5, 1, 2, 4, 8, 10, 10]),
        ("unreachable", [0.5, 1, 2, 4, 8, 10, 10]),
        ("busy", [1, 2, 4, 8, 16, 30, 30]),
        ("limited", [5, 10, 20, 40, 60, 60]),
    ],
)
def test_waits_double_up_to_their_most(cause: Cause, waits: list[float]) -> None:
    """What broke is mended at once; what is busy is left alone for a while."""
    assert [delay_s(attempt, cause, 1.0) for attempt in range(1, len(waits) + 1)] == waits


@given(st.integers(1, 10**9), causes, st.floats(0, 1))
def test_chance_takes_half_at_most(attempt: int, cause: Cause, chance: float) -> None:
    """So that not everybody comes back at once; whatever the number of tries."""
    longest = delay_s(attempt, cause, 1.0)
    assert longest / 2 <= delay_s(attempt, cause, chance) <= longest <= 60
