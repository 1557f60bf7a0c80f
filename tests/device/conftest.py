"""Sound cards for tests. Where there can be none, tests are skipped; not on a build server."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.support.card import CardMissing, VirtualCard


@contextmanager
def plugged_in() -> Iterator[VirtualCard]:
    """A card, or the end of the test: a failure where the variable CI is set, else a skip."""
    try:
        card = VirtualCard()
    except CardMissing as missing:
        if os.environ.get("CI"):
            pytest.fail(str(missing), pytrace=False)
        pytest.skip(str(missing))
    with card:
        yield card


@pytest.fixture(scope="session")
def card() -> Iterator[VirtualCard]:
    """One card for all tests that leave it as it was."""
    with plugged_in() as one:
        yield one


@pytest.fixture
def fresh_card() -> Iterator[VirtualCard]:
    """A card of one's own, for tests that break it or change its devices."""
    with plugged_in() as one:
        yield one
