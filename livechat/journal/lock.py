"""Who writes a journal holds a lock on it, for as long as the process lives.

So nobody takes a session that goes on for one that was broken off, or removes it. Windows has no
such lock, but neither renames nor removes a file that is open.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path

if sys.platform == "win32":

    def lock(descriptor: int) -> None:
        """Do nothing: the open file is the lock."""

    def in_use(path: Path) -> bool:
        """Whether somebody writes this file."""
        try:
            path.rename(path)
        except PermissionError:  # the sharing violation of a file that is open
            return True
        except OSError:  # gone: whoever wants more of it will be told
            return False
        return False

else:
    import fcntl

    def lock(descriptor: int) -> None:
        """Say that this file is being written, until the descriptor is closed."""
        with suppress(OSError):  # a network's file system without locks
            fcntl.flock(descriptor, fcntl.LOCK_EX)

    def in_use(path: Path) -> bool:
        """Whether somebody writes this file."""
        try:
            with path.open("rb") as file:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        except OSError:  # gone, not ours, or without locks: whoever wants more of it will be told
            return False
        return False
