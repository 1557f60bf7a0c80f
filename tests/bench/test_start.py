"""Which modules a program needs for its first sound."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("termios")

from bench.start import IMPORTING, NOTING, imported

PROGRAM = """
import importlib, importlib.util, time
import colorsys
importlib.import_module("wave")
importlib.util.find_spec("mailbox")
print(time.monotonic())
import tabnanny
"""


@pytest.mark.process
def test_what_is_imported_by_a_moment_is_known_in_its_order(tmp_path: Path) -> None:
    """By whatever way; not what is only looked for, and nothing that comes later."""
    found = tmp_path / "imports"
    (tmp_path / "sitecustomize.py").write_text(NOTING)
    environ = os.environ | {"PYTHONPATH": str(tmp_path), "IMPORTS_FILE": str(found)}
    run = [sys.executable, "-c", PROGRAM]
    printed = subprocess.run(run, env=environ, capture_output=True, check=True, timeout=60).stdout
    names = imported(found.read_text(), float(printed))
    assert names.index("colorsys") < names.index("wave")
    assert not {"mailbox", "tabnanny"} & set(names)
    assert "tabnanny" in imported(found.read_text(), float("inf"))


def test_a_module_that_is_looked_for_twice_is_one() -> None:
    """Where it was looked for first."""
    assert imported("1.0 one\n2.0 two\n3.0 one\n4.5 late\n", 4.0) == ["one", "two"]


@pytest.mark.process
def test_python_says_when_all_is_imported_that_can_be(tmp_path: Path) -> None:
    """What only the program can import stops nothing."""
    listed = tmp_path / "modules"
    listed.write_text("colorsys\nnowhere_to_be_found\nwave")
    told = IMPORTING + "os.write(1, str({'colorsys', 'wave'} <= set(sys.modules)).encode())"
    run = [sys.executable, "-c", told, str(listed)]
    assert subprocess.run(run, capture_output=True, check=True, timeout=60).stdout == b".True"
