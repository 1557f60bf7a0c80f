"""What the journal asks of a file system: folders and files for their owner alone, on the disk."""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from pathlib import Path

BINARY = getattr(os, "O_BINARY", 0)
"""Flag that keeps Windows from changing line ends."""

_sync = getattr(os, "fdatasync", os.fsync)
"""macOS and Windows have only the latter."""

_NOT_SYNCED = (errno.EINVAL, errno.ENOTSUP, errno.EROFS)
"""What file systems say that have nothing to sync; the lines were written all the same."""


def sync(descriptor: int) -> None:
    """Wait until what was written is on the disk, so that it outlives a loss of power.

    Raises:
        OSError: It cannot be brought there.
    """
    try:
        _sync(descriptor)
    except OSError as error:
        if error.errno not in _NOT_SYNCED:
            raise


def make_private(folder: Path) -> None:
    """Make a folder that only its owner may enter, and the same of parents that are missing.

    Raises:
        OSError: There is no room, or no permission.
    """
    # pathlib gives parents what the umask leaves, often everybody's right to look.
    for missing in reversed([path for path in (folder, *folder.parents) if not path.exists()]):
        with suppress(FileExistsError):  # another session makes it this very moment
            missing.mkdir(mode=0o700)
    if not folder.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
    if os.name == "posix" and folder.stat().st_mode & 0o077:
        with suppress(PermissionError):  # somebody else's, who has let this user in
            folder.chmod(0o700)


def write_private(path: Path, data: bytes) -> None:
    """Write a file that only its owner may read, whole and on the disk, or not at all.

    Raises:
        OSError: There is no room, or no permission.
    """
    part = path.with_name(f"{path.name}.part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | BINARY, 0o600)
    try:
        if os.write(descriptor, data) < len(data):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        sync(descriptor)  # else a crash may leave the new name without the new bytes
    finally:
        os.close(descriptor)
    part.replace(path)
