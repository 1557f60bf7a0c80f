"""The tables of why no connection can be made."""

from __future__ import annotations

import pytest

from livechat.live.failures import CERTIFICATES, PROXYING, REACHING, UNRESOLVED


@pytest.mark.parametrize("table", [UNRESOLVED, REACHING, CERTIFICATES, PROXYING])
def test_each_failure_of_a_table_is_another(table: tuple[object, ...]) -> None:
    """No number stands twice; each has a remedy of one sentence."""
    failures = [one for one in (*UNRESOLVED, *REACHING, *CERTIFICATES, *PROXYING) if one in table]
    numbers = [number for one in failures for number in one.numbers]
    assert len(numbers) == len(set(numbers))
    assert all(one.why and one.remedy.endswith(".") for one in failures)
