"""How the tests run: with which cases, which first, which beside each other, and what they need.

Property tests try the same cases at every run, and have no limit on time.
`make test ARGS='--hypothesis-profile explore'` looks for new ones.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tests.support import groups, kinds

_PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""A busy machine is no fault of a test's."""

settings.register_profile("same", _PATIENT, derandomize=True)
settings.register_profile("explore", _PATIENT, max_examples=1_000)
settings.load_profile("same")

WAITING = 2
"""Processes besides one a core: the first two groups of `tests.support.groups` mostly wait."""


def pytest_configure() -> None:
    """Start as from a terminal: what nohup or a script's background starts ignores these signals,
    and so would every program that a test starts and stops.
    """
    for name in ("SIGINT", "SIGHUP", "SIGQUIT"):
        usual = signal.default_int_handler if name == "SIGINT" else signal.SIG_DFL
        number = getattr(signal, name, None)  # Windows has only the first
        if number is not None and signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, usual)
    kinds.watch()
    # No test asks a language model that happens to be on this machine.
    os.environ["LIVECHAT_PRACTICE_LLM"] = "off"


COVER = tuple(str(Path(__file__).parent / room) + os.sep for room in ("core", "app"))
"""Folders of the tests that cover `core` and `app`: each room is covered by its own."""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Look which lines run only where that counts: it takes three to seven times as long."""
    if str(item.path).startswith(COVER) and not item.get_closest_marker("long"):
        return (yield)
    trace, in_threads = sys.gettrace(), threading.gettrace()
    sys.settrace(None)
    threading.settrace(None)
    try:
        return (yield)
    finally:
        sys.settrace(trace)
        threading.settrace(in_threads)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """As many as there is work for at a time: `-n auto`."""
    only_quick = "not" in config.getoption("markexpr")
    return (os.cpu_count() or 1) + (0 if only_quick else WAITING)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """In groups, and in the order of the tests, not by the number of tests in a group."""
    from xdist.scheduler import LoadScopeScheduling

    config.option.loadscopereorder = False
    scheduler = LoadScopeScheduling(config, log)
    scheduler._split_scope = groups.group
    return scheduler


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Before markers are looked at; in the order in which they are to begin."""
    kinds.mark(items)
    items.sort(key=lambda item: groups.turn(item.nodeid, quick=not kinds.kinds_of(item)))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup() -> Generator[None, None, None]:
    """What fixtures take counts as the test's own."""
    kinds.begin()
    yield


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, None, None]:
    """Whoever takes more than it is marked for fails."""
    yield
    if why := kinds.missing(item):
        pytest.fail(why, pytrace=False)
