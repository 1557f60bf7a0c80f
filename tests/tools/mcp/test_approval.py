"""A project's file is used only as it was when the user looked at it."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from livechat.errors import FileError
from livechat.tools.mcp import approval, config
from livechat.tools.mcp.approval import approve, find, look, usual, write_private


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project with one server."""
    project = tmp_path / "project"
    project.mkdir()
    write(project / ".mcp.json", time={"command": "uvx", "args": ["time"]})
    return project


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    return tmp_path / "state" / "mcp-approved.json"


def write(path: Path, **servers: Mapping[str, object]) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps({"mcpServers": servers}))


def used(folder: Path, kept: Path | None, own: Path | None = None) -> list[str]:
    """Return the commands that would run."""
    return [one.command for one in find(own, folder, {}, kept).servers]


def test_a_new_file_is_not_used_and_said(folder: Path, kept: Path) -> None:
    held = find(None, folder, {}, kept)
    assert held.servers == ()
    assert held.notices == (
        f"{folder / '.mcp.json'} names MCP servers and is not approved. "
        "Look at it, then: livechat mcp approve",
    )


def test_an_approved_file_is_used(folder: Path, kept: Path) -> None:
    approve(look(folder, kept), kept)
    held = find(None, folder, {}, kept)
    assert [(one.command, one.own) for one in held.servers] == [("uvx", False)]
    assert held.notices == ()


@pytest.mark.parametrize("change", [b"\n", b" ", b"x"])
def test_a_changed_file_is_never_used(folder: Path, kept: Path, change: bytes) -> None:
    """By one blank only: what changed is for the user to judge."""
    approve(look(folder, kept), kept)
    with (folder / ".mcp.json").open("ab") as file:
        file.write(change)
    held = find(None, folder, {}, kept)
    assert held.servers == ()
    if change != b"x":
        assert held.notices == (
            f"{folder / '.mcp.json'} has changed since you approved it. "
            "Look at it, then: livechat mcp approve",
        )


def test_a_changed_file_that_is_put_back_is_the_one_that_was_approved(
    folder: Path, kept: Path
) -> None:
    path = folder / ".mcp.json"
    approve(look(folder, kept), kept)
    before = path.read_bytes()
    path.write_bytes(b"{}")
    assert used(folder, kept) == []
    path.write_bytes(before)
    assert used(folder, kept) == ["uvx"]


def test_the_same_bytes_in_another_folder_are_not_approved(
    folder: Path, kept: Path, tmp_path: Path
) -> None:
    approve(look(folder, kept), kept)
    other = tmp_path / "other"
    other.mkdir()
    (other / ".mcp.json").write_bytes((folder / ".mcp.json").read_bytes())
    assert used(other, kept) == []
    assert used(folder, kept) == ["uvx"]


def test_a_folder_is_the_same_by_any_name(folder: Path, kept: Path, tmp_path: Path) -> None:
    approve(look(folder, kept), kept)
    link = tmp_path / "link"
    link.symlink_to(folder)
    assert used(link, kept) == ["uvx"]


def test_what_was_looked_at_is_what_is_approved(folder: Path, kept: Path) -> None:
    """A file that changes between the look and the yes is not approved by it."""
    seen = look(folder, kept)
    write(folder / ".mcp.json", evil={"command": "evil"})
    approve(seen, kept)
    assert used(folder, kept) == []


def test_what_is_hashed_is_what_is_parsed(
    folder: Path, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file is read once: another one in its place a moment later is not run."""
    approve(look(folder, kept), kept)
    reads: list[Path] = []
    honest = config.read_bytes

    def read_and_swap(path: Path, *, only_mine: bool = False) -> bytes | None:
        data = honest(path, only_mine=only_mine)
        if path.name == ".mcp.json":
            reads.append(path)
            write(path, evil={"command": "evil"})
        return data

    monkeypatch.setattr(approval, "read_bytes", read_and_swap)
    assert used(folder, kept) == ["uvx"]
    assert len(reads) == 1


def test_approvals_are_kept_beside_each_other_for_the_owner_only(
    folder: Path, kept: Path, tmp_path: Path
) -> None:
    write(tmp_path / "two" / ".mcp.json", a={"command": "b"})
    approve(look(folder, kept), kept)
    approve(look(tmp_path / "two", kept), kept)
    assert len(json.loads(kept.read_text())) == 2
    if os.name == "posix":
        assert kept.stat().st_mode & 0o777 == 0o600
        assert kept.parent.stat().st_mode & 0o777 == 0o700
    assert [one.name for one in kept.parent.iterdir()] == [kept.name]


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b'{"/x": 3}', b"\xff\xff", b"[" * 100_000])
def test_approvals_that_cannot_be_read_approve_nothing(
    folder: Path, kept: Path, data: bytes
) -> None:
    kept.parent.mkdir()
    kept.write_bytes(data)
    assert used(folder, kept) == []
    approve(look(folder, kept), kept)
    assert used(folder, kept) == ["uvx"]


def test_without_a_state_folder_nothing_is_approved(folder: Path) -> None:
    assert used(folder, None) == []


def test_the_users_server_wins_over_the_projects(folder: Path, kept: Path, tmp_path: Path) -> None:
    approve(look(folder, kept), kept)
    settings = tmp_path / "config.toml"
    write(tmp_path / "mcp.json", time={"command": "mine"}, more={"command": "more"})
    (tmp_path / "mcp.json").chmod(0o600)
    assert used(folder, kept, settings) == ["mine", "more"]
    write(tmp_path / "mcp.json", time={"command": "mine", "disabled": True})
    assert used(folder, kept, settings) == []


def test_a_broken_file_of_the_user_costs_nothing_else(
    folder: Path, kept: Path, tmp_path: Path
) -> None:
    approve(look(folder, kept), kept)
    (tmp_path / "mcp.json").write_text('{"mcpServers": ')
    (tmp_path / "mcp.json").chmod(0o600)
    held = find(tmp_path / "config.toml", folder, {}, kept)
    assert [one.command for one in held.servers] == ["uvx"]
    assert "is not valid JSON, line 1, column" in held.notices[0]


def test_a_projects_file_without_servers_is_nothing_to_ask_about(folder: Path, kept: Path) -> None:
    for text in ("", "{}", '{"mcpServers": {}}'):
        (folder / ".mcp.json").write_text(text)
        assert find(None, folder, {}, kept).notices == ()
    (folder / ".mcp.json").write_text("{")
    assert "is not valid JSON" in find(None, folder, {}, kept).notices[0]


def test_no_files_are_no_servers(tmp_path: Path) -> None:
    assert find(tmp_path / "config.toml", tmp_path, {}, None) == config.Found()


def test_the_usual_places_are_those_of_the_settings_and_of_sessions(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    kept = approval.kept_path()
    approve(look(folder, kept), kept)
    write(tmp_path / "mine" / "mcp.json", own={"command": "own"})
    (tmp_path / "mine" / "mcp.json").chmod(0o600)
    settings = tmp_path / "mine" / "config.toml"
    assert [one.name for one in usual(settings, {}).servers] == ["own", "time"]
    named = usual(None, {"LIVECHAT_CONFIG": str(settings)})
    assert [one.name for one in named.servers] == ["own", "time"]


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "er" / "file"
    write_private(path, b"one")
    write_private(path, b"two")
    assert path.read_bytes() == b"two"
    assert [one.name for one in path.parent.iterdir()] == ["file"]
    with pytest.raises(FileError, match="Cannot write"):
        write_private(path / "below", b"x")
    with pytest.raises(FileError, match="Cannot write"):
        write_private(path.parent, b"x")
    assert [one.name for one in path.parent.iterdir()] == ["file"]


def test_a_link_stays_one(tmp_path: Path) -> None:
    """Whoever keeps such files in a repository links to them."""
    target, link = tmp_path / "dotfiles.json", tmp_path / "mcp.json"
    target.write_bytes(b"old")
    link.symlink_to(target)
    write_private(link, b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"
