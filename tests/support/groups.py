"""Which tests run in one process, one after the other, when several processes run tests.

A group is a work unit of pytest-xdist. Its own `--dist loadgroup` marks tests by a change of their
ids, which pytest 9.2 no longer allows; so the group is told from the id, here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

ALONE: Final = "alone"
"""Each test is a group of its own: it waits, or takes long, and wherever there is room will do."""

FILE: Final = "file"
"""The tests of a file are a group: a fixture is made once for all, or each takes milliseconds."""

GROUPS: Final[Mapping[str, str]] = {
    # These wait side by side in one process (tests.support.stories).
    "tests/network/test_cable.py": "stories",
    "tests/network/test_relay.py": "stories",
    # A second sound card beside the first would make both stutter.
    "tests/device/": "card",
    # These burn a core on purpose, or take one for half a minute: sound beside them would stutter.
    "tests/tools/test_child.py": "card",
    "tests/tools/test_host.py": "card",
    "tests/integration/test_functions.py": "card",
    "tests/integration/test_hands.py": "card",
    "tests/network/": ALONE,
    "tests/integration/": ALONE,
    "tests/integration/test_faults.py": FILE,
    "tests/integration/test_hostile.py": FILE,
    "tests/integration/test_manners.py": FILE,
    "tests/sim/doors/": ALONE,
    "tests/sim/test_sim_server.py": ALONE,
    "tests/app/test_session_soak.py": ALONE,
    "": FILE,
}
"""Beginnings of ids → a group; the longest that fits counts. Waits come first, so that the rest
fills the gaps."""


def group(nodeid: str) -> str:
    """The group of a test."""
    name = GROUPS[_beginning(nodeid)]
    return {ALONE: nodeid, FILE: nodeid.partition("::")[0]}.get(name, name)


def turn(nodeid: str, *, quick: bool) -> int:
    """When a test's turn is; what is quick comes last."""
    place = list(GROUPS).index(_beginning(nodeid))
    return len(GROUPS) if quick else place


def _beginning(nodeid: str) -> str:
    return max(filter(nodeid.startswith, GROUPS), key=len)
