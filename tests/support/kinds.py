"""What tests need besides Python.

A test that needs nothing is quick, and `make test-quick` runs only those. What it needs is said by
a marker of `KINDS`, at the test, at the top of its module, or for a whole folder in `PLACES`. A
test that takes what it has no marker for fails, so that what is quick stays quick.
"""

from __future__ import annotations

import socket
import sys
import threading
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[2]

KINDS: Final = ("device", "network", "process", "clock")
"""The markers; pyproject.toml says what each means."""

PLACES: Final[Mapping[str, str]] = {
    "tests/device": "device",
    "tests/integration": "network",
    "tests/network": "network",
}
"""Folders whose tests are all of one kind."""

NEEDS: Final[Mapping[str, frozenset[str]]] = {
    "process": frozenset({"device", "network", "process"}),
    "network": frozenset({"device", "network"}),
}
"""Kinds of which a test must be to start a process, or to open a socket."""

_PROCESSES: Final = frozenset(
    {"subprocess.Popen", "os.posix_spawn", "os.fork", "os.forkpty", "os.system", "pty.spawn"}
)
_LOOKING: Final = frozenset({"ldconfig", "gcc", "cc", "ld", "objdump"})
"""What Python itself starts when a module is imported that looks for a library of the system's."""

_SOCKETS: Final = frozenset({"socket.bind", "socket.connect"})

_taken: set[str] = set()
"""What the current test has taken so far: keys of `NEEDS`."""


def mark(items: Iterable[pytest.Item]) -> None:
    """Give each test the marker of its folder."""
    for item in items:
        folder = "/".join(item.path.relative_to(ROOT).parts[:2])
        if kind := PLACES.get(folder):
            item.add_marker(kind)


def kinds_of(item: pytest.Item) -> set[str]:
    """What a test needs; nothing: it is quick."""
    return {kind for kind in KINDS if item.get_closest_marker(kind)}


def begin() -> None:
    """A test begins: nothing has been taken."""
    _taken.clear()


def missing(item: pytest.Item) -> str:
    """What the test has taken without a marker for it, as a sentence; "": nothing."""
    unmarked = [one for one in sorted(_taken) if NEEDS[one].isdisjoint(kinds_of(item))]
    return " ".join(
        f"This test needs @pytest.mark.{one} (tests/support/kinds.py)." for one in unmarked
    )


def watch() -> None:
    """Notice from now on, in this process, when one is started and when a socket is opened."""
    sys.addaudithook(_notice)


def _notice(event: str, args: tuple[object, ...]) -> None:
    if sys is None or sys.is_finalizing():  # no name here means anything any more
        return
    if threading.current_thread() is not threading.main_thread():
        return  # it may be left over from another test
    if event in _PROCESSES:
        if not args or Path(str(args[0])).name not in _LOOKING:
            _taken.add("process")
    elif event in _SOCKETS and getattr(args[0], "family", None) != getattr(socket, "AF_UNIX", None):
        _taken.add("network")
