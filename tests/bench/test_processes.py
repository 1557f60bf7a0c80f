"""What a process holds, read from what Linux tells."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from bench.processes import children, held, read

ROLLUP = """\
5581e0a00000-7ffd3a5f7000 ---p 00000000 00:00 0                          [rollup]
Rss:               69000 kB
Pss:               51000 kB
Pss_Dirty:         45000 kB
Shared_Clean:      20000 kB
"""


def test_memory_is_told_with_and_without_what_is_shared() -> None:
    """In millions of bytes."""
    memory = read(ROLLUP)
    assert memory.resident_mb == pytest.approx(70.656)
    assert memory.share_mb == pytest.approx(52.224)


@pytest.mark.process
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_process_below_another_is_found() -> None:
    """And holds something."""
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as one:
        assert one.pid in children(os.getpid())
        assert held(one.pid).resident_mb > 0
        one.communicate(b"\n")
