"""Copies standard input into a file, with the moment at which each piece of it came.

`python -m bench.stamped FILE` is a process of its own, so that nothing else keeps it from looking
at the clock. It ends with its input.
"""

from __future__ import annotations

import os
import struct
import sys
import time
from pathlib import Path
from typing import Final

HEAD: Final = struct.Struct("<dI")
"""Before each piece: seconds on the system's monotonic clock, and its size in bytes."""


def copy(source: int, path: Path) -> None:
    """Copy until the end; a piece is whatever one read returns, 64 KiB at most."""
    with path.open("wb") as file:
        while piece := os.read(source, 1 << 16):
            file.write(HEAD.pack(time.monotonic(), len(piece)) + piece)


def pieces(path: Path) -> tuple[list[float], list[bytes]]:
    """When each piece came, and the pieces."""
    data, at = path.read_bytes(), 0
    stamps: list[float] = []
    found: list[bytes] = []
    while at < len(data):
        stamp, size = HEAD.unpack_from(data, at)
        at += HEAD.size
        stamps.append(stamp)
        found.append(data[at : at + size])
        at += size
    return stamps, found


if __name__ == "__main__":
    copy(sys.stdin.fileno(), Path(sys.argv[1]))
