"""Folders and files for their owner alone, on the disk for good."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from livechat.journal import disk
from livechat.journal.disk import make_private, sync, write_private

posix = pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


@pytest.fixture(params=[0, 0o022, 0o077], ids=oct)
def umask(request: pytest.FixtureRequest) -> Iterator[int]:
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


@posix
def test_missing_parents_are_as_private_as_the_folder(tmp_path: Path, umask: int) -> None:
    """Whatever the umask would leave to everybody."""
    tmp_path.chmod(0o755)
    make_private(tmp_path / "state" / "livechat" / "sessions")
    for folder in ("state", "state/livechat", "state/livechat/sessions"):
        assert mode(tmp_path / folder) == 0o700
    assert mode(tmp_path) == 0o755


@posix
@pytest.mark.parametrize("looser", [0o755, 0o711, 0o770, 0o701])
def test_a_folder_that_others_may_enter_is_closed_to_them(tmp_path: Path, looser: int) -> None:
    """An earlier version may have made it, or a restored backup; its parents stay as they are."""
    folder = tmp_path / "livechat" / "sessions"
    folder.mkdir(parents=True)
    folder.parent.chmod(0o755)
    folder.chmod(looser)
    make_private(folder)
    assert (mode(folder), mode(folder.parent)) == (0o700, 0o755)


@posix
def test_a_folder_of_somebody_else_is_used_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its owner has let this user in, and decides who else may enter."""

    def refuse(path: Path, mode: int) -> None:
        raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))

    tmp_path.chmod(0o777)
    monkeypatch.setattr(Path, "chmod", refuse)
    make_private(tmp_path)
    assert mode(tmp_path) == 0o777


def test_what_is_no_folder_is_an_error(tmp_path: Path) -> None:
    """A file, in its place or above it, or a link to nowhere."""
    (tmp_path / "file").write_text("")
    (tmp_path / "link").symlink_to("/nowhere/at/all")
    for path in ("file", "file/sessions", "link"):
        with pytest.raises(NotADirectoryError, match="Not a directory"):
            make_private(tmp_path / path)


def test_a_file_is_on_the_disk_before_it_has_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a crash the name leads to the old bytes or to the new ones, never to none."""
    path = tmp_path / "a.handle"
    write_private(path, b"old")
    seen: list[bytes] = []
    monkeypatch.setattr(disk, "_sync", lambda _: seen.append(path.read_bytes()))
    write_private(path, b"new")
    assert (seen, path.read_bytes()) == ([b"old"], b"new")
    assert [one.name for one in tmp_path.iterdir()] == ["a.handle"]


@posix
def test_only_its_owner_reads_a_file(tmp_path: Path, umask: int) -> None:
    """Whatever the umask."""
    write_private(tmp_path / "a", b"secret")
    assert mode(tmp_path / "a") == 0o600


@pytest.mark.parametrize("number", [errno.EINVAL, errno.ENOTSUP, errno.EROFS])
def test_what_cannot_be_synced_was_written_all_the_same(
    monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """Some file systems have nothing to sync."""
    monkeypatch.setattr(disk, "_sync", lambda _: _fail(number))
    sync(0)


@pytest.mark.parametrize("number", [errno.EIO, errno.ENOSPC, errno.EDQUOT])
def test_a_disk_that_loses_what_it_took_is_an_error(
    monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """Only the sync tells it."""
    monkeypatch.setattr(disk, "_sync", lambda _: _fail(number))
    with pytest.raises(OSError, match=os.strerror(number)):
        sync(0)


def _fail(number: int) -> None:
    raise OSError(number, os.strerror(number))
