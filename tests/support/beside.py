"""Tests that mostly wait, all at once on one loop.

    @beside
    async def test_something_that_takes_ten_seconds(folder: Path) -> None: ...

The first of them to run runs all that were chosen of its module; each takes over its own outcome.
`tests.support.stories` does the same in threads, for what is no coroutine.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from tests.support.hostile import together

Tell = Callable[[Path], Coroutine[Any, Any, None]]

AT_ONCE = 12
"""At the same time: while more of them start, two cores do not hear what is spoken in time."""


def beside(tell: Tell) -> Callable[..., None]:
    """A test that runs beside the others; `outcome` must be a fixture where it is."""

    def test(request: pytest.FixtureRequest, outcome: Callable[[str], None]) -> None:
        outcome(request.node.name)

    test.__name__, test.__doc__, test.__module__ = tell.__name__, tell.__doc__, tell.__module__
    vars(test)["beside"] = tell
    return test


@pytest.fixture(scope="module")
def outcome(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], None]:
    """All that were chosen, run; raises what one of them, by its name, has raised."""
    wanted = {
        item.name: tell
        for item in request.session.items
        if isinstance(item, pytest.Function)
        if item.module is request.module and (tell := getattr(item.function, "beside", None))
    }
    return together(wanted, tmp_path_factory.mktemp("beside"), at_once=AT_ONCE)
