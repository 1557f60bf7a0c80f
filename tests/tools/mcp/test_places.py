"""Whether there is a file of MCP servers."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from livechat.tools.mcp.places import OWN, PROJECT, any_there, located


@pytest.fixture(autouse=True)
def _project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "project").mkdir()
    (tmp_path / "settings").mkdir()
    monkeypatch.chdir(tmp_path / "project")


def test_without_a_file_there_is_none(tmp_path: Path) -> None:
    """Nor where the folder of the settings is missing, or is no folder."""
    assert not any_there(tmp_path / "settings" / "config.toml", {})
    assert not any_there(tmp_path / "nowhere" / "config.toml", {})
    (tmp_path / "file").touch()
    assert not any_there(tmp_path / "file" / "config.toml", {})


@pytest.mark.parametrize("place", [f"settings/{OWN}", f"project/{PROJECT}"])
def test_a_file_in_either_place_is_there(place: str, tmp_path: Path) -> None:
    """Whatever it holds."""
    (tmp_path / place).touch()
    assert any_there(tmp_path / "settings" / "config.toml", {})
    assert any_there(None, {"LIVECHAT_CONFIG": str(tmp_path / "settings" / "config.toml")})


@pytest.mark.skipif(not hasattr(os, "symlink") or os.name == "nt", reason="needs links")
def test_a_file_that_cannot_be_looked_at_counts_as_there(tmp_path: Path) -> None:
    """So that reading it tells why: here a link that leads to itself."""
    (tmp_path / "project" / PROJECT).symlink_to(PROJECT)
    assert any_there(tmp_path / "settings" / "config.toml", {})


def test_without_a_home_there_is_no_place_for_the_users_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The project's may be there all the same."""

    def homeless(*_: object) -> Path:
        raise RuntimeError

    for name in ("XDG_CONFIG_HOME", "HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(Path, "home", homeless)
    monkeypatch.setattr("os.path.expanduser", homeless)
    assert located(None, {}) is None
    assert not any_there(None, {})
