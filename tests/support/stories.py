"""Tests that spend their time waiting, all at once.

    @story
    def test_something_that_takes_a_minute(folder: Path) -> None: ...

The first of them to run begins all that were chosen, each in a thread with a folder of its own;
every test then waits for its own end and takes over its outcome. Programs are started one after
the other, with `starting`: for seconds each needs a core for itself, and then next to nothing.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Final

import pytest

Tell = Callable[[Path], None]

starting: Final = threading.Lock()
"""Held while the programs of a story start."""


def story(tell: Tell) -> Callable[..., None]:
    """A test that is told beside the others; `begun` must be a fixture where it is."""

    def test(request: pytest.FixtureRequest, begun: dict[str, Future[None]]) -> None:
        begun[request.node.nodeid].result()

    test.__name__, test.__doc__, test.__module__ = tell.__name__, tell.__doc__, tell.__module__
    vars(test)["story"] = tell
    return test


@pytest.fixture(scope="session")
def begun(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Future[None]]]:
    """All stories that were chosen, under their tests' ids."""
    told = [
        (item.nodeid, tell)
        for item in request.session.items
        if isinstance(item, pytest.Function)
        if (tell := getattr(item.function, "story", None))
    ]
    with ThreadPoolExecutor(len(told)) as pool:
        yield {name: pool.submit(tell, tmp_path_factory.mktemp("story")) for name, tell in told}
