"""Starts the programs of servers: before the SDK is there, which takes half a second to import.

Most of them import as much. Side by side with ours, that takes half the time.
"""

from __future__ import annotations

import asyncio
import ctypes
import os
import signal
import sys
import warnings
from asyncio.subprocess import PIPE, Process
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any, Final

_INHERITED: Final = (
    (
        *("APPDATA", "HOMEDRIVE", "HOMEPATH", "LOCALAPPDATA", "PATH", "PATHEXT"),
        *("PROCESSOR_ARCHITECTURE", "SYSTEMDRIVE", "SYSTEMROOT", "TEMP", "USERNAME", "USERPROFILE"),
    )
    if sys.platform == "win32"
    else ("HOME", "LOGNAME", "PATH", "SHELL", "TERM", "USER")
)
"""Variables that every program gets: those that the SDK gives it."""


def variables(more: Mapping[str, str]) -> dict[str, str]:
    """Return all variables of a program: the few that every one gets, and its own."""
    found = {name: os.environ[name] for name in _INHERITED if name in os.environ}
    # What begins so is a function of a shell, and would be run.
    return {name: value for name, value in found.items() if not value.startswith("()")} | {**more}


def _with_us() -> dict[str, Any]:
    """What lets Linux end a server with this process, which may be killed at any time.

    Elsewhere a server learns from its closed pipes that nobody is there any more.
    """
    if sys.platform != "linux":
        return {}
    control = ctypes.CDLL(None).prctl  # found here: between fork and exec nothing may be looked up
    parent_death_signal = 1  # prctl(2), PR_SET_PDEATHSIG
    return {"preexec_fn": lambda: control(parent_death_signal, signal.SIGKILL)}


_WITH_US: Final = _with_us()


async def start(command: Sequence[str], env: Mapping[str, str], cwd: str | None) -> Process:
    """Start a program; not for Windows.

    Raises:
        OSError, ValueError: It cannot be started.
    """
    with warnings.catch_warnings():
        # Python 3.12 warns of what runs between fork and exec: here, one call of the system.
        warnings.simplefilter("ignore", DeprecationWarning)
        return await asyncio.create_subprocess_exec(
            *command,
            stdin=PIPE,
            stdout=PIPE,
            stderr=PIPE,
            env=variables(env),
            cwd=cwd,
            start_new_session=True,
            **_WITH_US,
        )


class Begun:
    """Programs of servers that run already, and to which nobody has spoken yet."""

    def __init__(self) -> None:
        self._processes: dict[str, Process] = {}

    async def begin(self, specs: Iterable[Mapping[str, Any]]) -> None:
        """Start what can be started; of the rest, the second try tells why not."""
        if sys.platform != "win32":
            await asyncio.gather(*(self._begin(one) for one in specs if one["kind"] == "stdio"))

    async def _begin(self, spec: Mapping[str, Any]) -> None:
        command = [spec["command"], *spec["args"]]
        with suppress(OSError, ValueError):
            process = await start(command, spec["env"], spec.get("cwd") or None)
            self._processes[spec["name"]] = process

    def take(self, name: str) -> Process | None:
        """Return a server's program, once; None: it has to be started."""
        return self._processes.pop(name, None)

    def end(self) -> None:
        """Kill those that nobody has taken."""
        for process in self._processes.values():
            with suppress(OSError):
                os.killpg(process.pid, signal.SIGKILL)
        self._processes.clear()
