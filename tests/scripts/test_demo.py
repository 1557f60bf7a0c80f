"""The demonstration speaks over the partner; what it says afterwards can be typed as it stands."""

from __future__ import annotations

import csv
import re
import runpy
import subprocess
import sys
import wave
from pathlib import Path

import pytest

from livechat.sim import scenario_file

ROOT = Path(__file__).parents[2]


def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.setattr(sys, "argv", ["scripts/demo.py"])
    lines: list[str] = runpy.run_path(str(ROOT / "scripts/demo.py"))["lines"]()
    return lines


def commands(lines: list[str]) -> list[str]:
    return [re.split(r"  +", line.strip())[0] for line in lines if line.startswith("  ")]


def test_three_commands_by_path_while_the_command_is_not_on_the_path(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PATH", "")
    lines = said(monkeypatch)
    assert commands(lines) == [
        ".venv/bin/livechat doctor --offline",
        ".venv/bin/livechat talk --offline",
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


def test_the_last_sentence_falls_into_an_answer(tmp_path: Path) -> None:
    """One recording: a sentence, time for an answer to begin but not to end, another sentence."""
    demo = runpy.run_path(str(ROOT / "scripts/demo.py"))
    names = [demo[name] for name in ("FIRST", "SECOND", "OVER")]
    spoken = [seconds(ROOT / "bench/speech" / name) for name in names[1:]]
    assert seconds(demo["joined"](tmp_path)) == pytest.approx(sum(spoken) + demo["PAUSE_S"])
    turns = scenario_file.load(ROOT / "examples/demo.toml").turns
    # Nobody speaks faster than 18 characters a second.
    assert len(turns[1].says or "") / 18 > demo["PAUSE_S"]
    with (ROOT / "bench/speech/sentences.tsv").open(encoding="utf-8") as file:
        words = {row["file"]: row["words"] for row in csv.DictReader(file, delimiter="\t")}
    assert [turn.hears for turn in turns] == [words[name] for name in names]


@pytest.mark.process
@pytest.mark.parametrize(("code", "ends", "told"), [(0, 0, True), (130, 0, True), (4, 4, False)])
def test_whoever_ends_it_early_is_told_what_to_type_too(
    tmp_path: Path, code: int, ends: int, *, told: bool
) -> None:
    """A call that fails has said what to do."""
    program = tmp_path / ".venv/bin/livechat"
    program.parent.mkdir(parents=True)
    program.write_text(f'#!/bin/sh\necho "$@" "$LIVECHAT_PRACTICE_SCENARIO"\nexit {code}\n')
    program.chmod(0o755)
    done = subprocess.run(
        [sys.executable, ROOT / "scripts/demo.py"],
        cwd=tmp_path, env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == ends
    assert done.stdout.index("examples/demo.toml") < done.stdout.index("talk --mic")
    assert ("What to type next:" in done.stdout) is told


def seconds(path: Path) -> float:
    with wave.open(str(path), "rb") as file:
        return file.getnframes() / file.getframerate()
