"""Text streams that are written in a thread: whoever writes never waits for whoever reads.

Rules:
1. What is written comes out in order, also where two streams lead to one terminal or file.
2. Nothing is left out. What waits for its reader has a bound, `BOUND`; a stream that reaches it has
   failed, as one whose reader has gone.
3. Writing raises nothing: `failure` says what went wrong, and `failed` is called when it does.
"""

from __future__ import annotations

import errno
import io
import os
import queue
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import Final, TextIO

from livechat.threads import in_thread

BOUND: Final = 32_000_000
"""Characters that may wait: more than an hour of a lively call as JSON lines, in memory that any
machine has. A picture waits alone, since no other is drawn before it is out."""

BRIEFLY_S: Final = 2.0
"""Seconds to wait for a terminal that takes nothing, before somebody else writes to it."""

_LOOK_S: Final = 0.05
"""Seconds between two looks at whether anything moves."""

_AGAIN_S: Final = 0.01
"""Seconds after which a stream is tried again that says it would block: whoever shares it has
turned waiting off."""

_PIECE: Final = 4_096
"""Bytes that are written at a time: a pipe takes so many at once (PIPE_BUF, pipe(7)), and a slow
reader is seen to read."""


class WriterThread:
    """Does pieces of work in the order in which they were handed over, in one thread.

    It begins with the first piece. `put` may be called in a signal's handler, in the middle of
    another `put`; hence no `threads.Worker`, whose queue has a lock.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._waiting: queue.SimpleQueue[Callable[[], object] | None] = queue.SimpleQueue()
        self._begun = False
        self.moved_at = time.monotonic()
        """Seconds: when something was last written."""

    def put(self, work: Callable[[], object]) -> None:
        """Hand over a piece of work, which raises nothing."""
        self._waiting.put(work)
        if not self._begun:
            self._begun = True
            in_thread(self._work, self._name)

    def end(self) -> None:
        """End the thread after all that was handed over."""
        self._waiting.put(None)

    def wait(self, patience_s: float) -> bool:
        """Wait for all that was handed over; False: nothing was written for so many seconds."""
        if not self._begun:
            return True
        done = threading.Event()
        self.put(done.set)
        since = time.monotonic()
        while not done.wait(min(_LOOK_S, patience_s)):
            if time.monotonic() - max(since, self.moved_at) > patience_s:
                return False
        return True

    def _work(self) -> None:
        while (work := self._waiting.get()) is not None:
            work()


class Outlet(io.TextIOBase):
    """Stands in the place of a text stream, and has a thread write to that.

    Text is handed over at a line's end, and by `flush`, which does not wait either.

    Args:
        stream: Where the text goes.
        thread: Writes it.
        bound: Characters that may wait.
    """

    def __init__(self, stream: TextIO, thread: WriterThread, *, bound: int = BOUND) -> None:
        self._stream = stream
        self.thread = thread
        """That of all streams which lead to one place."""
        self._bound = bound
        # Past the buffer: a thread that hangs would hold its lock, which Python's end wants.
        self._raw = getattr(getattr(stream, "buffer", None), "raw", None)
        self._lock = threading.RLock()
        """Reentrant: a signal's handler may write in the middle of a write."""
        self._begun = ""
        """Not handed over."""
        self._taken = self._written = 0
        """Characters that were handed over, and that are written or given up."""
        self._given_up = False
        self.failure: Exception | None = None
        """Why no more is taken."""
        self.failed: Callable[[], object] = lambda: None
        """Called when there is one, in any thread."""

    # What a text stream has

    @property
    def encoding(self) -> str:  # type: ignore[override]
        """As the stream's."""
        return self._stream.encoding or "utf-8"

    @property
    def errors(self) -> str:  # type: ignore[override]
        """As the stream's."""
        return self._stream.errors or "strict"

    def isatty(self) -> bool:
        """Whether it is a terminal."""
        return self._stream.isatty()

    def fileno(self) -> int:
        """The descriptor behind it."""
        return self._stream.fileno()

    def writable(self) -> bool:
        """Whether it can be written to."""
        return True

    def write(self, text: str) -> int:
        """Take text."""
        with self._lock:
            self._begun += text
            if "\n" in text:
                self.flush()
        return len(text)

    def flush(self) -> None:
        """Hand over what was taken so far."""
        with self._lock:
            text, self._begun = self._begun, ""
            if not text or self.failure is not None or self._given_up:
                return
            if self._taken - self._written + len(text) > self._bound:
                self._fail(OSError(errno.ENOBUFS, "nobody reads it"))
                return
            self._taken += len(text)
            self.thread.put(partial(self._write, text))

    # What it has beside

    @property
    def behind(self) -> bool:
        """Whether something waits to be read."""
        return self._taken != self._written

    def afterwards(self, work: Callable[[], object]) -> None:
        """Have something done in the thread when all is out that was written so far."""
        self.flush()
        self.thread.put(work)

    def wait(self, patience_s: float) -> bool:
        """Wait until all is out; False: for so many seconds nothing was read."""
        self.flush()
        return self.thread.wait(patience_s)

    def finish(self, patience_s: float) -> bool:
        """Wait as `wait` does, and give up what waits longer. Nothing is written afterwards."""
        try:
            return self.wait(patience_s)
        finally:
            self._given_up = True

    def end(self) -> None:
        """End the thread, and that of all streams of the same place."""
        self.thread.end()

    def _write(self, text: str) -> None:
        """Write text and wait for that, in the thread."""
        try:
            if not self._given_up:
                self._write_out(text)
        except Exception as error:  # noqa: BLE001 - raised where the call ends
            self._given_up = True
            self._fail(error)
        self._written += len(text)

    def _write_out(self, text: str) -> None:
        if self._raw is None:
            self._stream.write(text)
            self._stream.flush()
            self.thread.moved_at = time.monotonic()
            return
        data = text.replace("\n", os.linesep).encode(self.encoding, self.errors)
        at = 0
        while at < len(data) and not self._given_up:
            written = self._raw.write(data[at : _whole(data, at + _PIECE)])
            if written is None:
                time.sleep(_AGAIN_S)
                continue
            at += written
            self.thread.moved_at = time.monotonic()

    def _fail(self, error: Exception) -> None:
        if self.failure is None:
            self.failure = error
            self.failed()


def outlets(streams: Sequence[TextIO]) -> list[Outlet]:
    """Return what stands in the place of streams, those of one terminal or file in one order.

    Raises:
        OSError: What was written before cannot be.
    """
    threads: dict[object, WriterThread] = {}
    found = []
    for number, stream in enumerate(streams):
        stream.flush()
        thread = threads.setdefault(_place(stream), WriterThread(f"output {number}"))
        found.append(Outlet(stream, thread))
    return found


def wait_until_out(patience_s: float = BRIEFLY_S) -> None:
    """Wait until all is out that was printed, before somebody else writes to the terminal."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, Outlet):
            stream.wait(patience_s)


def _place(stream: TextIO) -> object:
    """What tells whether two streams lead to one place."""
    with suppress(OSError, ValueError):  # none that the system knows
        found = os.fstat(stream.fileno())
        if found.st_ino:
            return found.st_dev, found.st_ino
        if stream.isatty():  # Windows has one console, and no numbers for it
            return "console"
    return id(stream)


def _whole(data: bytes, end: int) -> int:
    """Where to cut, so that no character of UTF-8 is cut in two, which Windows' console shows."""
    while end < len(data) and data[end] & 0xC0 == 0x80:
        end -= 1
    return end
