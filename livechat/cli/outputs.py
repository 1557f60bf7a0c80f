"""Names of files and streams in the place of devices."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import BinaryIO

from livechat.errors import UsageError

STREAM = "-"
"""Names standard input or output in the place of a file."""

_FILE = re.compile(r"\.[A-Za-z][A-Za-z0-9]{1,4}$")
"""How names of files end; names of devices do not."""


def is_file(name: str) -> bool:
    """Whether `--mic` or `--speaker` names a file, and not a device."""
    if any(mark in name for mark in (os.sep, os.altsep) if mark):
        return True
    path = Path(name)
    # A folder may happen to be called like a device.
    return bool(_FILE.search(name)) or (path.exists() and not path.is_dir())


def check_outputs(output: str | None, *others: str | Path | None) -> None:
    """Refuse an output that is one of the other files of the same command.

    Raises:
        UsageError: It would destroy what is read or written there.
    """
    if output is None or output == STREAM:
        return
    if not output:
        raise UsageError("The name of the sound file is empty.", "Name a WAV file.")
    for other in others:
        if other and str(other) != STREAM and Path(other).resolve() == Path(output).resolve():
            raise UsageError(f"{output} is used twice.", "Use another file for the sound.")


def raw_stdout() -> BinaryIO:
    """Standard output for sound: unbuffered, so that a reader who stalls cannot hold up the end."""
    return open(sys.stdout.fileno(), "wb", buffering=0, closefd=False)
