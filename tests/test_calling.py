"""What a user is told to type works in that shell."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from livechat import calling
from livechat.cli.main import COMMANDS


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a program in it, and an empty one that is the whole path."""
    (tmp_path / "on-path").mkdir()
    program(tmp_path / ".venv/bin/livechat")
    monkeypatch.setenv("PATH", str(tmp_path / "on-path"))
    monkeypatch.setattr(sys, "executable", str(tmp_path / "elsewhere/python"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def program(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return path


def started_as(monkeypatch: pytest.MonkeyPatch, path: str | Path) -> str:
    monkeypatch.setattr(sys, "argv", [str(path), "talk"])
    return calling.command()


def test_not_on_the_path_it_is_called_as_it_was_started(
    folders: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert started_as(monkeypatch, ".venv/bin/livechat") == ".venv/bin/livechat"
    spaced = program(folders / "my tools/livechat")
    assert started_as(monkeypatch, spaced) == f"'{spaced}'"


def test_a_link_on_the_path_makes_the_name_enough(
    folders: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folders / "on-path/livechat").symlink_to(folders / ".venv/bin/livechat")
    assert started_as(monkeypatch, ".venv/bin/livechat") == "livechat"
    assert started_as(monkeypatch, folders / "on-path/livechat") == "livechat"


def test_another_program_of_that_name_is_not_advised(
    folders: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(folders / "on-path/livechat")
    assert started_as(monkeypatch, ".venv/bin/livechat") == ".venv/bin/livechat"


def test_python_m_livechat_names_the_program_beside_its_interpreter(
    folders: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = folders / "lib/livechat/__main__.py"
    assert started_as(monkeypatch, module) == f"{sys.executable} -m livechat"
    monkeypatch.setattr(sys, "executable", str(folders / ".venv/bin/python"))
    assert started_as(monkeypatch, module) == str(folders / ".venv/bin/livechat")
    monkeypatch.setenv("PATH", str(folders / ".venv/bin"))
    assert started_as(monkeypatch, module) == "livechat"


def test_a_program_that_imports_it_and_nonsense_say_the_name(
    folders: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert started_as(monkeypatch, "/usr/bin/pytest") == "livechat"
    assert started_as(monkeypatch, "") == "livechat"
    monkeypatch.setattr(sys, "argv", [])
    assert calling.command() == "livechat"
    monkeypatch.delenv("PATH")
    assert started_as(monkeypatch, ".venv/bin/livechat") == ".venv/bin/livechat"


def test_a_sentence_names_the_command_that_works(
    folders: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And only where it is a command."""
    monkeypatch.setattr(sys, "argv", [".venv/bin/livechat"])
    text = "`livechat devices` lists them; livechat is not heard. Or: livechat talk --mic - < a"
    assert calling.as_called(text) == (
        "`.venv/bin/livechat devices` lists them; livechat is not heard. "
        "Or: .venv/bin/livechat talk --mic - < a"
    )
    done = ".venv/bin/livechat talk, /x/livechat talk, my-livechat talk, livechat talking"
    assert calling.as_called(done) == done


def test_every_command_of_the_program_is_known() -> None:
    assert set(calling.COMMANDS) == set(COMMANDS)


def test_a_working_directory_that_is_gone_is_no_trouble(
    folders: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = folders / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert started_as(monkeypatch, "../.venv/bin/livechat") == "../.venv/bin/livechat"
