"""A text stream whose reader reads little, or nothing for a while."""

from __future__ import annotations

import io
import os
import threading
from typing import cast

LIMIT_S = 10.0
"""Seconds for anything that is waited for."""


class Reader(io.RawIOBase):
    """What is behind a stream: it takes some bytes at a time, and none while it is stuck.

    Args:
        takes: Bytes at a time; 0: it says that it would block, once.
        error: Raised instead of taking anything.
    """

    def __init__(self, *, takes: int = 1 << 20, error: Exception | None = None) -> None:
        self.got = bytearray()
        self.reads = threading.Event()
        self.reads.set()
        self._takes = takes
        self._error = error
        self._blocked = False

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int | None:
        assert self.reads.wait(LIMIT_S)
        if self._error is not None:
            raise self._error
        if not self._takes and not self._blocked:
            self._blocked = True
            return None
        piece = bytes(cast("bytes", data))[: self._takes or None]
        self.got += piece
        return len(piece)

    @property
    def text(self) -> str:
        return self.got.decode().replace(os.linesep, "\n")


def stream(reader: Reader, encoding: str = "utf-8", errors: str = "strict") -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BufferedWriter(reader), encoding=encoding, errors=errors)


def stuck() -> Reader:
    reader = Reader()
    reader.reads.clear()
    return reader
