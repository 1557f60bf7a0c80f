"""Weights: which are there, and whether they are what they say."""

from __future__ import annotations

from hashlib import sha256
from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest

from livechat.errors import FileError
from livechat.sim.senses import weights
from livechat.sim.senses.weights import BASE, NEEDED, Weights


@pytest.fixture
def packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two packages with half a model each."""

    def spec(name: str) -> ModuleSpec | None:
        if not (tmp_path / name).is_dir():
            return None
        found = ModuleSpec(name, None, is_package=True)
        assert found.submodule_search_locations is not None
        found.submodule_search_locations.append(str(tmp_path / name))
        return found

    for number, name in enumerate(BASE, 1):
        (tmp_path / name / "data").mkdir(parents=True)
        (tmp_path / name / "data" / f"model.bin.part{number}").write_bytes(b"%d" % number)
    for name in ("config.json", "tokenizer.json", "vocabulary.txt"):
        (tmp_path / BASE[0] / "data" / name).write_text(name)
    monkeypatch.setattr(weights, "find_spec", spec)
    return tmp_path


def test_halves_are_joined(packages: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In their order, with the files that belong to them."""
    monkeypatch.setattr(weights, "BASE_SHA256", sha256(b"12").hexdigest())
    found = weights.base()
    assert found is not None
    files = found.read()
    assert files is not None
    assert files["model.bin"] == b"12"
    assert files["config.json"] == b"config.json"
    assert files.keys() == {"model.bin", "config.json", "tokenizer.json", "vocabulary.txt"}


def test_weights_that_are_not_what_was_published_are_refused(packages: Path) -> None:
    """Whoever made the package."""
    found = weights.base()
    assert found is not None
    with pytest.raises(ValueError, match="damaged"):
        found.read()


@pytest.mark.parametrize("missing", ["data/model.bin.part2", "data", "."])
def test_half_a_model_is_none(packages: Path, missing: str) -> None:
    """A package that is not there, or has other files in it."""
    gone = packages / BASE[1] / missing
    gone.rename(packages / "elsewhere")
    assert weights.base() is None


def test_a_folder_needs_no_joining(tmp_path: Path) -> None:
    """The engine reads it."""
    for name in NEEDED:
        (tmp_path / name).touch()
    assert weights.look(tmp_path) == Weights(tmp_path)
    assert Weights(tmp_path).read() is None


@pytest.mark.parametrize("missing", NEEDED)
def test_a_folder_that_is_no_model_is_told(tmp_path: Path, missing: str) -> None:
    """Before it is loaded: the engine would fetch what is missing from the network."""
    for name in NEEDED:
        if name != missing:
            (tmp_path / name).touch()
    with pytest.raises(FileError, match=f"has no {missing}"):
        weights.look(tmp_path)


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    """With a name that cannot change the terminal."""
    with pytest.raises(FileError, match="There is no folder") as error:
        weights.look(tmp_path / "a\x1bb")
    assert "\x1b" not in f"{error.value}"
