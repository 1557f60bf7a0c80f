"""The program under measurement in a terminal: what it has drawn, and when each byte of it came."""

from __future__ import annotations

import asyncio
import fcntl
import os
import pty
import re
import signal
import struct
import termios
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from bench.crowd import cost
from bench.program import LIMIT_S, variables

ROWS, COLUMNS = 40, 100

KEPT: Final = 1 << 14
"""Bytes before a piece that may hold the beginning of a text that ends in it: more than a text and
the codes between its characters take."""

_CODE: Final = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[^\[\]])")
"""What moves the cursor, colours, erases, or tells the terminal something."""

_SYNCHRONISED: Final = b"\x1b[?2026h"
"""How a picture begins, so that the terminal shows it in one step."""


def text_of(drawn: bytes) -> str:
    """What was drawn, without the codes between its characters."""
    return _CODE.sub("", drawn.decode(errors="replace"))


def pictures(drawn: bytes) -> int:
    """How often a live picture was drawn anew."""
    return drawn.count(_SYNCHRONISED)


class Reading:
    """Looks for texts in what is drawn, piece by piece, however much it becomes.

    Args:
        texts: Any of them will do.
    """

    def __init__(self, *texts: str) -> None:
        self._texts = texts
        self._kept = b""

    def finds(self, piece: bytes) -> bool:
        """Whether one of them can be read now that this was drawn."""
        self._kept = self._kept[-KEPT:] + piece
        shown = text_of(self._kept)
        return any(text in shown for text in self._texts)


class TerminalProgram:
    """A running client in a terminal of its own.

    A thread takes what it draws as soon as it is there: were it kept waiting, so would be the
    program.

    Args:
        command: What to run.
        environ: Its variables beside the few that every program needs.
        folder: Its home.
        size: Rows and columns of the terminal.
    """

    def __init__(
        self,
        command: Sequence[str],
        environ: Mapping[str, str],
        folder: Path,
        *,
        size: tuple[int, int] = (ROWS, COLUMNS),
    ) -> None:
        self.began: float
        """When it was about to be started."""
        self._command = command
        self._size = size
        self._environ = variables(environ, folder) | {"TERM": "xterm-256color"}
        self._drawn: list[tuple[float, bytes]] = []
        self._more = asyncio.Event()
        self._over = False
        self._reads = threading.Event()
        self._reads.set()
        self._master: int
        self._process: asyncio.subprocess.Process
        self._reader: threading.Thread

    async def __aenter__(self) -> Self:
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", *self._size, 0, 0))
        self.began = time.monotonic()
        self._process = await asyncio.create_subprocess_exec(
            *self._command,
            env=self._environ,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
        )
        os.close(slave)
        loop = asyncio.get_running_loop()
        self._reader = threading.Thread(target=self._read, args=(loop,), daemon=True)
        self._reader.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.read_on()
        with suppress(ProcessLookupError):  # it has ended by itself
            self._process.send_signal(signal.SIGINT)
        try:
            async with asyncio.timeout(LIMIT_S):
                await self._process.wait()
        except TimeoutError:
            self._process.kill()
            await self._process.wait()
        await asyncio.to_thread(self._reader.join, LIMIT_S)
        os.close(self._master)

    @property
    def now(self) -> int:
        """How many pieces have been drawn: what `until` and `drawn` count from."""
        return len(self._drawn)

    @property
    def pieces(self) -> Sequence[tuple[float, bytes]]:
        """What was drawn, and when."""
        return self._drawn

    def drawn(self, begin: int = 0, end: int | None = None) -> bytes:
        """What was drawn from one piece to another."""
        return b"".join(piece for _, piece in self._drawn[begin:end])

    def lately(self, seconds: float) -> bytes:
        """What was drawn in the last seconds."""
        since = time.monotonic() - seconds
        return b"".join(piece for at, piece in self._drawn if at > since)

    def press(self, keys: str) -> float:
        """Press keys; return when that was."""
        began = time.monotonic()
        os.write(self._master, keys.encode())
        return began

    def read_nothing(self) -> None:
        """Take nothing of what it draws, but for what is being waited for, until `read_on`."""
        self._reads.clear()

    def read_on(self) -> None:
        """Take what it draws again."""
        self._reads.set()

    async def until(self, *texts: str, since: int = 0, limit_s: float = LIMIT_S) -> float:
        """Wait until one of these can be read in what is drawn; return when its last byte came.

        Raises:
            RuntimeError: it does not come; the error has what came last.
        """
        at, reading = since, Reading(*texts)
        with suppress(TimeoutError):
            async with asyncio.timeout(limit_s):
                while True:
                    self._more.clear()
                    over = self._over
                    while at < len(self._drawn):
                        stamp, piece = self._drawn[at]
                        at += 1
                        if reading.finds(piece):
                            return stamp
                    if over:
                        break
                    await self._more.wait()
        raise self.failure(f"no {' or '.join(map(repr, texts))}")

    def failure(self, what: str) -> RuntimeError:
        """An error that tells what was drawn last."""
        return RuntimeError(f"{self._command[:4]}: {what}. {text_of(self.drawn()[-4000:])}")

    def spent_s(self) -> float:
        """Seconds of processor time used by now, its threads included."""
        return cost(self._process.pid).cpu_s

    def _read(self, loop: asyncio.AbstractEventLoop) -> None:
        while self._reads.wait():
            try:
                piece = os.read(self._master, 1 << 16)
            except OSError:  # the terminal has no program any more
                piece = b""
            if piece:
                self._drawn.append((time.monotonic(), piece))
            else:
                self._over = True
            with suppress(RuntimeError):  # the measurement was given up, and its loop closed
                loop.call_soon_threadsafe(self._more.set)
            if not piece:
                return
