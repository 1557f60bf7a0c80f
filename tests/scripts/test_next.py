"""What is said after the demonstration can be typed as it stands."""

from __future__ import annotations

import re
import runpy
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.setattr(sys, "argv", ["scripts/next.py"])
    lines: list[str] = runpy.run_path(str(ROOT / "scripts/next.py"))["lines"]()
    return lines


def commands(lines: list[str]) -> list[str]:
    return [re.split(r"  +", line.strip())[0] for line in lines if line.startswith("  ")]


def test_three_commands_by_path_while_the_command_is_not_on_the_path(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PATH", "")
    lines = said(monkeypatch)
    assert commands(lines) == [
        ".venv/bin/livechat talk --offline",
        ".venv/bin/livechat doctor",
        "GEMINI_API_KEY=… .venv/bin/livechat talk",
    ]
    assert "make install" in lines[-1]
    assert all(len(line) < 80 for line in lines)


def test_by_name_once_it_is_on_the_path(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / ".venv/bin/livechat"
    program.parent.mkdir(parents=True)
    program.touch(mode=0o755)
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/livechat").symlink_to(program)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.chdir(tmp_path)
    lines = said(monkeypatch)
    assert [command.split("livechat")[0] for command in commands(lines)] == [
        "", "", "GEMINI_API_KEY=… ",
    ]  # fmt: skip
    assert "make install" not in lines[-1]
