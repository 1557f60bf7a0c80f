"""Who writes a file, and whether they still live."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from livechat.journal.lock import in_use, lock

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such lock")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "a.jsonl"
    path.write_text("")
    return path


def test_a_file_is_in_use_until_it_is_closed(path: Path) -> None:
    """Whoever looks does not get into the way of others who look."""
    assert not in_use(path)
    descriptor = os.open(path, os.O_WRONLY)
    lock(descriptor)
    assert [in_use(path), in_use(path)] == [True, True]
    os.close(descriptor)
    assert not in_use(path)


@pytest.mark.process
def test_a_killed_process_holds_no_lock(path: Path) -> None:
    """However it ends, and nothing has to be cleaned up."""
    code = (
        "import os, sys; from livechat.journal.lock import lock;"
        "lock(os.open(sys.argv[1], os.O_WRONLY)); print(flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    ) as process:
        assert process.stdout
        process.stdout.readline()
        assert in_use(path)
        process.kill()
    assert not in_use(path)


def test_what_is_not_there_or_no_file_is_not_in_use(tmp_path: Path) -> None:
    """Whoever wants to read it will be told."""
    assert not in_use(tmp_path / "gone")
    assert not in_use(tmp_path)


def test_where_there_are_no_locks_writing_goes_on() -> None:
    """Some file systems of networks have none; a pipe that is closed stands for them."""
    reader, writer = os.pipe()
    os.close(reader)
    os.close(writer)
    lock(writer)
