"""A server that is a program: started, spoken to in lines over its pipes, and ended.

The SDK's own transport takes lines of any length, and copies what it has with every chunk that
comes: a result of 100 MB would hold up every other server for minutes. Here lines are bounded,
what is no message is counted, and how the program ended is known.
"""

from __future__ import annotations

import asyncio
import logging
import os
import re
import sys
from asyncio.subprocess import Process
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from types import TracebackType
from typing import Any, Final

import anyio
import mcp_types as types
from mcp.os.posix.utilities import terminate_posix_process_tree
from mcp.os.win32 import utilities as windows
from mcp.shared.message import SessionMessage

from livechat.core.text import visible
from livechat.tools.mcp.pace import Allowance
from livechat.tools.mcp.starting import start, variables

log = logging.getLogger(__name__)

LONGEST_LINE: Final = 16 << 20
"""Bytes of a message: a picture of some 12 MB."""

_ENDLESS: Final = 1 << 30
"""Bytes of a line that has no end."""

_CHUNK: Final = 1 << 16

_JUNK: Final = 1 << 20
"""Bytes that are no messages which a server may write at a time: some print their log."""

_JUNK_PER_S: Final = 1 << 16

_FLUSH_S: Final = 0.1
"""Seconds for what it was told last to reach it."""

_LEAVE_S: Final = 0.3
"""Seconds for a server to end by itself once nobody listens."""

_TERM_S: Final = 0.3
"""Seconds between asking it to end and killing it. All three together are less than the second
that the process around us is given at its own end (`livechat.tools.child`)."""

_SHOWN: Final = 300
"""Characters of a line that is shown or logged."""

_LOGGED: Final = 500
"""Lines of a server's own log that are kept in ours."""

_GONE: Final = (
    anyio.EndOfStream,
    anyio.ClosedResourceError,
    anyio.BrokenResourceError,
    ConnectionError,
    OSError,
)

_ID: Final = re.compile(rb'"id"\s*:\s*(\d{1,15}|"[^"\\]{0,64}")')

_Message = SessionMessage | Exception


class Pipes:
    """One run of a server's program; a transport of the SDK's.

    Args:
        name: The server's.
        command: The program and its arguments.
        env: Variables beside the few that every program gets.
        cwd: Its folder; empty: ours.
        safe: Makes what it writes fit for the log.
        begun: The program where it runs already.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        env: Mapping[str, str],
        cwd: str,
        safe: Callable[[str], str],
        begun: Process | None = None,
    ) -> None:
        self._name = name
        self._command = list(command)
        self._safe = safe
        self._env = env
        self._begun = begun
        self._cwd = cwd or None
        self._process: Any = None
        self._tasks: list[asyncio.Task[None]] = []
        self._junk = Allowance(_JUNK, _JUNK_PER_S)
        self._logged = 0
        self.ended = asyncio.Event()
        """Set once it says nothing any more."""
        self.last_line = ""
        """What it wrote last into its log, as it may be shown."""
        self.strange = ""
        """The first line that was no message, as it may be shown."""
        self.flooded = False
        """Whether it was ended because it wrote without end what is no message."""
        self.code: int | None = None
        """How it ended by itself; None: it did not, or nobody knows."""

    async def __aenter__(self) -> tuple[Any, Any]:
        """Start it and return the streams.

        Raises:
            OSError, ValueError: It cannot be started.
        """
        self._process = await self._started()
        out, self._read = anyio.create_memory_object_stream[_Message](0)
        self._write, taken = anyio.create_memory_object_stream[SessionMessage](0)
        self._tasks = [
            asyncio.create_task(self._hear(out)),
            asyncio.create_task(self._say(taken, out)),
            asyncio.create_task(self._note()),
        ]
        return self._read, self._write

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End it, whatever it does, and whoever is in a hurry meanwhile."""
        ending = asyncio.create_task(self._ended())
        cancelled: asyncio.CancelledError | None = None
        while not ending.done():
            try:
                await asyncio.shield(ending)
            except asyncio.CancelledError as late:
                cancelled = late
        if cancelled is not None:
            raise cancelled

    async def _left(self, seconds: float) -> int | None:
        """Wait until it has ended, for so long, and return how."""
        end = asyncio.get_running_loop().time() + seconds
        code: int | None = self._process.returncode
        # Not `wait`: that also waits for its children, who may hold its pipes.
        while code is None and asyncio.get_running_loop().time() < end:
            await asyncio.sleep(0.01)
            code = self._process.returncode
        return code

    async def _started(self) -> Any:
        if sys.platform == "win32":  # pragma: no cover
            command = windows.get_windows_executable_command(self._command[0])
            return await windows.create_windows_process(
                command, self._command[1:], variables(self._env), sys.stderr, self._cwd
            )
        return self._begun or await start(self._command, self._env, self._cwd)

    async def _hear(self, out: Any) -> None:
        """Read messages until it says nothing any more."""
        parts: list[bytes] = []
        size = 0
        try:
            async with out:
                while True:
                    chunk = await _received(self._process.stdout)
                    *whole, rest = chunk.split(b"\n")
                    for piece in whole:
                        line = b"".join((*parts, piece))
                        if not await self._take(line, size + len(piece), out):
                            return
                        parts, size = [], 0
                    size += len(rest)
                    if size <= LONGEST_LINE and rest:
                        parts.append(rest)
                    elif size > LONGEST_LINE:  # only what names its request is of use
                        parts = parts[:1]
                    if size > _ENDLESS:
                        self.flooded = True
                        return
        except _GONE:
            pass
        finally:
            self.ended.set()
        await self._drain()

    async def _take(self, line: bytes, size: int, out: Any) -> bool:
        """Take a line; false: no more of them."""
        if size > LONGEST_LINE:
            await self._refuse(line, out)
            return True
        text = line.strip()
        if not text:
            return True
        if text.startswith(b"{"):
            try:
                message = types.jsonrpc_message_adapter.validate_json(text, by_name=False)
            except ValueError:
                pass
            else:
                await out.send(SessionMessage(message))
                return True
        if not self.strange:
            self.strange = _shown(text)
            log.info("%s wrote what is no message: %s", self._name, self._safe(self.strange))
        if not self._junk.take(len(line) + 1):
            log.info("%s writes without end what is no message", self._name)
            self.flooded = True
        await asyncio.sleep(0)
        return not self.flooded

    async def _refuse(self, head: bytes, out: Any) -> None:
        """Answer in the server's place: its message was too long to be read."""
        found = _ID.search(head[:_CHUNK])
        log.info("%s sent more than %d bytes at once", self._name, LONGEST_LINE)
        if found is None:
            return
        raw = found[1].decode()
        told = types.ErrorData(
            code=types.INTERNAL_ERROR, message=f"its answer is larger than {LONGEST_LINE >> 20} MB"
        )
        number: int | str = raw[1:-1] if raw.startswith('"') else int(raw)
        error = types.JSONRPCError(jsonrpc="2.0", id=number, error=told)
        await out.send(SessionMessage(error))

    async def _drain(self) -> None:
        """Read on where nobody listens: a server that cannot write could not end."""
        with suppress(*_GONE):
            while True:
                await _received(self._process.stdout)

    async def _say(self, taken: Any, out: Any) -> None:
        try:
            async with taken:
                async for message in taken:
                    text = message.message.model_dump_json(by_alias=True, exclude_unset=True)
                    await _sent(self._process.stdin, f"{text}\n".encode())
        except _GONE:
            # It may live on; whoever waits for an answer must not wait for ever.
            await out.aclose()
            self.ended.set()

    async def _note(self) -> None:
        """Keep what it writes into its log."""
        if getattr(self._process, "stderr", None) is None:  # pragma: no cover - on Windows
            return
        rest = b""
        lines: deque[bytes] = deque(maxlen=20)
        with suppress(*_GONE):
            while True:
                chunk = await _received(self._process.stderr)
                *whole, rest = (rest + chunk).split(b"\n")
                lines.extend(whole)
                rest = rest[-_SHOWN * 4 :]
                for line in lines:
                    self._keep(line)
                lines.clear()
        self._keep(rest)

    def _keep(self, line: bytes) -> None:
        text = _shown(line)
        if not text:
            return
        self.last_line = text
        if self._logged < _LOGGED:
            self._logged += 1
            log.info("%s: %s", self._name, self._safe(text))

    async def _ended(self) -> None:
        self.code = await self._left(_LEAVE_S if self.ended.is_set() else 0)
        await self._read.aclose()
        await self._write.aclose()
        _, saying, noting = self._tasks
        await asyncio.wait([saying], timeout=_FLUSH_S)
        with suppress(*_GONE):
            await _closed(self._process.stdin)
        await self._left(0 if self.flooded else _LEAVE_S)
        if sys.platform == "win32":  # pragma: no cover
            await windows.terminate_windows_process_tree(self._process)
            windows.close_process_job(self._process)
        else:
            # Its own children, too, even where it has ended itself.
            with suppress(OSError):
                await terminate_posix_process_tree(self._process, _TERM_S)
        await self._left(_TERM_S)
        await asyncio.wait([noting], timeout=0.1)
        for task in self._tasks:
            task.cancel()
        await asyncio.wait(self._tasks)
        if sys.platform == "win32":  # pragma: no cover
            with suppress(*_GONE):
                await self._process.stdout.aclose()
        else:
            # Its own children may hold the pipes' other ends, and would keep ours open.
            transport = getattr(self._process, "_transport", None)
            if transport is not None:
                with suppress(PermissionError):
                    transport.close()
        self.ended.set()


async def _received(stream: Any) -> bytes:
    """Bytes from a pipe, asyncio's or, on Windows, the SDK's.

    Raises:
        anyio.EndOfStream: There are none any more.
    """
    if not isinstance(stream, asyncio.StreamReader):  # pragma: no cover
        data: bytes = await stream.receive(_CHUNK)
        return data
    data = await stream.read(_CHUNK)
    if not data:
        raise anyio.EndOfStream
    return data


async def _sent(stream: Any, data: bytes) -> None:
    if not isinstance(stream, asyncio.StreamWriter):  # pragma: no cover
        await stream.send(data)
        return
    stream.write(data)
    await stream.drain()


async def _closed(stream: Any) -> None:
    if not isinstance(stream, asyncio.StreamWriter):  # pragma: no cover
        await stream.aclose()
        return
    stream.close()


def _shown(line: bytes) -> str:
    text = visible(line[: _SHOWN * 4].decode(errors="replace")).strip()
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def missing_folder(cwd: str) -> bool:
    """Whether a server's folder is not there."""
    return bool(cwd) and not os.path.isdir(cwd)  # noqa: PTH112
