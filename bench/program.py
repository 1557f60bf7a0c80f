"""The program under measurement: a process that reads lines and prints events as JSON lines."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from bench.crowd import cost

LIMIT_S: Final = 20.0
"""Seconds for it to start, to say something, or to end."""

ON_TERMINAL: Final = (sys.executable, "-m", "livechat", "talk")
TALK: Final = (*ON_TERMINAL, "--json")
"""What is measured, unless another client is; its options follow."""

LOST: Final = ("overrun", "underrun", "dropped")
"""What `sound_troubled` may tell that a device has done to the sound; not that it came late."""

Event = dict[str, Any]


class Program:
    """A running client.

    Args:
        command: What to run.
        environ: Its variables beside the few that every program needs.
        folder: Its home.
    """

    def __init__(self, command: Sequence[str], environ: Mapping[str, str], folder: Path) -> None:
        self.events: list[tuple[float, Event]] = []
        """What it has printed, each with the moment it was read."""
        self._environ = variables(environ, folder)
        self._command = command
        self._complaints = folder / "stderr.txt"
        self._more = asyncio.Condition()
        self._process: asyncio.subprocess.Process
        self._reading: asyncio.Task[None]

    async def __aenter__(self) -> Self:
        with self._complaints.open("wb") as complaints:
            self._process = await asyncio.create_subprocess_exec(
                *self._command,
                env=self._environ,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=complaints,
                limit=1 << 20,
            )
        self._reading = asyncio.create_task(self._read())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with suppress(ProcessLookupError):  # it has ended by itself
            self._process.send_signal(signal.SIGINT)
        try:
            async with asyncio.timeout(LIMIT_S):
                await self._process.wait()
        except TimeoutError:
            self._process.kill()
            await self._process.wait()
        await self._reading

    async def say(self, line: str) -> None:
        """Type a line.

        Raises:
            RuntimeError: nobody reads it any more.
        """
        assert self._process.stdin
        self._process.stdin.write(line.encode() + b"\n")
        try:
            await self._process.stdin.drain()
        except ConnectionError as error:
            raise self.failure() from error

    async def until(self, wanted: Callable[[Event], bool], limit_s: float = LIMIT_S) -> Event:
        """Wait for an event, also one that has been.

        Raises:
            RuntimeError: it does not come; the text has what the program complained about.
        """
        seen = 0
        try:
            async with asyncio.timeout(limit_s), self._more:
                while True:
                    for _, event in self.events[seen:]:
                        if wanted(event):
                            return event
                    seen = len(self.events)
                    if self._reading.done():
                        break
                    await self._more.wait()
        except TimeoutError:
            pass
        raise self.failure()

    def failure(self) -> RuntimeError:
        """An error that tells what the program did last, and what it complained about."""
        said = self._complaints.read_text(errors="replace").strip()[-2000:]
        names = [event.get("event") for _, event in self.events[-5:]]
        return RuntimeError(f"{self._command[:4]}: its last events were {names}. {said}")

    @property
    def pid(self) -> int:
        """Its process."""
        return self._process.pid

    def spent_s(self) -> float:
        """Seconds of processor time used by now, its threads included."""
        return cost(self._process.pid).cpu_s

    def memory_mb(self) -> float:
        """Millions of bytes it holds."""
        return cost(self._process.pid).memory_mb

    def lost(self, since: float = 0.0) -> int:
        """How often a device has lost sound since a moment, by the program's word."""
        return lost_in(event for at, event in self.events if at >= since)

    async def _read(self) -> None:
        assert self._process.stdout
        async for line in self._process.stdout:
            event = json.loads(line)
            async with self._more:
                self.events.append((time.monotonic(), event))
                self._more.notify_all()
        async with self._more:
            self._more.notify_all()


def lost_in(events: Iterable[Event]) -> int:
    """How often a device has lost sound, by these events."""
    return sum(
        event.get("count", 1)
        for event in events
        if event.get("event") == "sound_troubled" and event.get("what") in LOST
    )


def variables(environ: Mapping[str, str], folder: Path) -> dict[str, str]:
    """All variables of a program with that home: those, and the few that every program needs."""
    kept = {key: os.environ[key] for key in ("PATH", "LANG") if key in os.environ}
    return kept | {"HOME": str(folder), "PYTHONPATH": str(Path.cwd())} | dict(environ)


def named(name: str) -> Callable[[Event], bool]:
    """Matches events of a name."""
    return lambda event: event.get("event") == name
