"""Writes down what crosses the wire, as lines of JSON that `replay` beside it can read.

```json
{"livechat_recording": 1, "version": "0.4.0"}
{"at": 0.512, "session": 1, "from": "connection", "open": "/ws/…BidiGenerateContent"}
{"at": 0.513, "session": 1, "from": "client", "message": {"setup": {"model": "…"}}}
{"at": 0.514, "session": 1, "from": "server", "message": {"setupComplete": {}}}
{"at": 0.702, "session": 1, "from": "client", "raw": "e25vdCBKU09O"}
{"at": 0.703, "session": 1, "from": "connection", "close": 1007, "reason": "…", "by": "server"}
```

`at` counts seconds from the recorder's start; `raw` is the base64 of a frame that is not JSON.
Header fields and queries are not written down; resumption handles and tokens become "(hidden)".
"""

from __future__ import annotations

import asyncio
import base64
import json
import logging
import os
import re
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO, Final, Literal

from livechat import __version__
from livechat.errors import FileError
from livechat.sim.recordings.form import FORMAT, HEADER
from livechat.sim.senses.workers import Worker

MOST_WAITING: Final = 16 << 20
"""Bytes of frames that may wait for the disk before sessions are held up: the largest message."""

LINE_BYTES: Final = 1_000
"""Bytes a waiting line takes beside its frame: many small frames count too."""

FLUSHING_S: Final = 5.0
"""Seconds in which what waits at the end is written: 3 MB/s, which any disk does."""

ABNORMAL: Final = 1006
"""Code of a connection that ended without a close frame (RFC 6455, 7.1.5)."""

HIDDEN: Final = "(hidden)"
"""Stands where a resumption handle or a token was."""

Side = Literal["client", "server"]

log = logging.getLogger("livechat.sim")

_HIDDEN: Final = HIDDEN.encode()
_TOKEN: Final = re.compile(rb'auth_tokens/[^\s"\\]*')
_HANDLE: Final = re.compile(rb'("(?:handle|newHandle|new_handle)"\s*:\s*")[^"]*')
_HANDLES: Final = {
    "sessionResumption": ("handle",),
    "session_resumption": ("handle",),
    "sessionResumptionUpdate": ("newHandle", "new_handle"),
    "session_resumption_update": ("newHandle", "new_handle"),
}


class Recorder:
    """Writes what happens on all sessions of a server to one file, in a thread of its own.

    A disk that fails is said once on the log; nothing more is recorded, and sessions go on.

    Args:
        path: A new file, or one to be replaced.
        clock: Seconds, never going back.

    Raises:
        FileError: the file cannot be created.
    """

    def __init__(self, path: Path, clock: Callable[[], float] = time.monotonic) -> None:
        self._path = path
        self._clock = clock
        self._start = clock()
        try:
            self._file: BinaryIO = path.open("wb")
        except OSError as error:
            raise FileError(
                f"Cannot write the recording {path}: {error.strerror}.", "Choose another file."
            ) from error
        self._worker = Worker("recorder")
        self._written = 0
        self._well = True
        self._over = False
        self._abandoned = False
        # Each counter has one writer, the loop or the thread, so neither needs a lock.
        self._bytes_taken = 0
        self._bytes_done = 0
        self._put(lambda: _line({HEADER: FORMAT, "version": __version__}))

    def opened(self, session: int, target: str) -> None:
        """A client was let in.

        Args:
            session: Number of the session: 1, 2, ...
            target: Path it asked for; a query is left out.
        """
        self._event(session, "connection", {"open": target.partition("?")[0]})

    def client(self, session: int, frame: str | bytes) -> None:
        """A client sent a frame."""
        self._frame(session, "client", frame)

    def server(self, session: int, frame: str | bytes) -> None:
        """A frame was sent to a client."""
        self._frame(session, "server", frame)

    def closed(self, session: int, code: int | None, reason: str | None, by: Side) -> None:
        """A connection ended; without a close frame, whose code is None, that is 1006."""
        seen = ABNORMAL if code is None else code
        self._event(session, "connection", {"close": seen, "reason": reason or "", "by": by})

    async def room(self) -> None:
        """Return once no more than `MOST_WAITING` bytes wait for the disk."""
        while self._bytes_taken - self._bytes_done > MOST_WAITING:
            await self._worker.do(lambda: None)  # its turn comes after all that waits now

    async def aclose(self, limit: float = FLUSHING_S) -> None:
        """Write what still waits, within `limit` seconds, and close the file."""
        if self._over:
            return
        self._over = True
        try:
            async with asyncio.timeout(limit):
                await self._worker.do(self._finish)
        except TimeoutError:
            log.warning("the recording %s lacks its end: the disk is too slow", self._path)
            self._abandoned = True
        await self._worker.aclose(limit)

    def _event(self, session: int, origin: str, what: Mapping[str, Any]) -> None:
        head = self._head(session, origin)
        self._put(lambda: _line({**head, **what}))

    def _frame(self, session: int, origin: Side, frame: str | bytes) -> None:
        head = self._head(session, origin)
        self._put(lambda: _frame_line(head, frame), len(frame))

    def _head(self, session: int, origin: str) -> dict[str, Any]:
        at = round(self._clock() - self._start, 3)
        return {"at": at, "session": session, "from": origin}

    def _put(self, make: Callable[[], bytes], frame_bytes: int = 0) -> None:
        if self._over:
            return
        size = LINE_BYTES + frame_bytes
        self._bytes_taken += size
        self._worker.start(lambda: self._write(size, make))

    # In the thread

    def _write(self, size: int, make: Callable[[], bytes]) -> None:
        if self._well:
            try:
                line = make()
                self._file.write(line)
                self._file.flush()
                self._written += len(line)
            except OSError as error:
                self._fail(error)
        self._bytes_done += size
        if self._abandoned:  # nobody else will
            self._finish()

    def _finish(self) -> None:
        if self._well:
            try:
                self._file.close()
            except OSError as error:
                self._fail(error)

    def _fail(self, error: OSError) -> None:
        self._well = False
        log.warning(
            "the recording %s ends here: %s; sessions go on", self._path, error.strerror or error
        )
        with suppress(OSError):  # said already
            self._file.close()
        with suppress(OSError):  # pipes and devices cannot be cut
            os.truncate(self._path, self._written)  # half a line would spoil the whole


def _frame_line(head: Mapping[str, Any], frame: str | bytes) -> bytes:
    try:
        message = json.loads(frame, object_hook=_without_handles)
        return _line({**head, "message": message})
    except (ValueError, RecursionError):  # not JSON, or not JSON that could be written again
        raw = frame.encode(errors="replace") if isinstance(frame, str) else frame
        hidden = _HANDLE.sub(rb"\1" + _HIDDEN, _TOKEN.sub(_HIDDEN, raw))
        return _line({**head, "raw": base64.b64encode(hidden).decode("ascii")})


def _line(fields: Mapping[str, Any]) -> bytes:
    text = json.dumps(fields, ensure_ascii=False, allow_nan=False)
    # Half a surrogate pair has no UTF-8; Python's escape for it is the one JSON has.
    return _TOKEN.sub(_HIDDEN, text.encode(errors="backslashreplace")) + b"\n"


def _without_handles(found: dict[str, Any]) -> dict[str, Any]:
    for key, names in _HANDLES.items():
        inner = found.get(key)
        if isinstance(inner, dict):
            inner.update((name, HIDDEN) for name in names if isinstance(inner.get(name), str))
    return found
