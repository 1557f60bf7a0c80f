"""Commands of the settings: a program with its arguments, which no shell ever sees.

What the model says fills arguments. It never becomes a second argument, an option, a program or a
variable. The program sees no credentials but those its table names.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from livechat.config import placeholders
from livechat.config.secrets import masked
from livechat.core.text import visible
from livechat.core.tools.tool import Result
from livechat.tools.parameters import BadArgumentError, Parameter, checked, text

MOST_BYTES: Final = 1_000_000
"""Of what a program prints that are kept: as many characters as a result may have."""

_LAST_BYTES: Final = 4_000
"""Of what it prints as errors: its last lines."""

_LAST_LINES: Final = 5

_LINGERING_S: Final = 1.0
"""Seconds to read on after the program has ended: one that it has left behind may hold the pipe."""

_POLITE_S: Final = 0.7
"""Seconds from the signal to end until the one that nobody can ignore, and as many after that: the
whole process is ended 2 s after the call was told to end."""

_LEAST_SECRET: Final = 6
"""Characters of a value that is masked: shorter ones would be found in anything."""

_INHERITED: Final = re.compile(
    r"(?i:PATH|HOME|USER|LOGNAME|LANG|LANGUAGE|LC_\w+|TZ|TMPDIR|TEMP|TMP"
    r"|SYSTEMROOT|SYSTEMDRIVE|WINDIR|COMSPEC|PATHEXT|USERPROFILE|HOMEDRIVE|HOMEPATH|USERNAME"
    r"|APPDATA|LOCALAPPDATA|PROGRAMDATA|PROGRAMFILES(\(X86\))?|NUMBER_OF_PROCESSORS)"
)
"""Variables that a program needs to run at all, and that hold no credential."""

_VARIABLE: Final = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")


@dataclass(frozen=True, slots=True)
class Command:
    """A program that the model may run."""

    command: Sequence[str]
    """The program and its arguments, with `{name}` where a parameter goes."""
    parameters: Mapping[str, Parameter]
    cwd: str | None = None
    env: Mapping[str, str] = field(default_factory=dict)
    """Variables for it; `${NAME}` stands for one of ours."""

    @property
    def program(self) -> str:
        """Its name without the folder, for sentences."""
        return Path(self.command[0]).name or self.command[0]

    def trouble(self, environ: Mapping[str, str]) -> str:
        """Return why it cannot run, as a sentence; empty: nothing is known against it."""
        try:
            variables = self._variables(environ)
        except BadArgumentError as error:
            return str(error)
        if self.cwd is not None and not Path(self.cwd).is_dir():
            return f"There is no folder {self.cwd} to run {self.program} in."
        return "" if self._found(variables) else f"Cannot find the program {self.command[0]}."

    def arguments(self, args: Mapping[str, object]) -> list[str]:
        """Return the arguments of the program, filled.

        Raises:
            BadArgumentError: One does not fit, or would be taken for an option.
        """
        values = checked(self.parameters, args)
        filled: list[str] = []
        ended = False  # whether `--` has ended the options
        for template in self.command[1:]:
            names = list(placeholders.names(template))
            if any(name not in values for name in names):
                continue  # left out, and so is its argument
            argument = placeholders.fill(template, lambda name: text(values[name]))
            if "\0" in argument:
                raise BadArgumentError(f"{names[0]} contains a null character.")
            first = names[0] if names and template.startswith(f"{{{names[0]}}}") else None
            if first and argument.startswith("-") and not ended:
                raise BadArgumentError(
                    f'{first} must not begin with "-": {self.program} would take it for an option.'
                )
            ended = ended or template == "--"
            filled.append(argument)
        return filled

    def secrets(self, environ: Mapping[str, str]) -> list[str]:
        """Return what the variables hold that its table names."""
        named = (found for value in self.env.values() for found in _VARIABLE.findall(value))
        values = (environ.get(name, "") for name in named)
        return [value for value in values if len(value) >= _LEAST_SECRET]

    def _variables(self, environ: Mapping[str, str]) -> dict[str, str]:
        kept = {name: value for name, value in environ.items() if _INHERITED.fullmatch(name)}
        return kept | {name: self._expanded(value, environ) for name, value in self.env.items()}

    def _expanded(self, value: str, environ: Mapping[str, str]) -> str:
        for name in _VARIABLE.findall(value):
            if not environ.get(name):
                raise BadArgumentError(
                    f"The environment variable {name}, which {self.program} needs, is not set."
                )
        return _VARIABLE.sub(lambda found: environ[found[1]], value)

    def _found(self, variables: Mapping[str, str]) -> str | None:
        """Return where the program is, as it will be looked for; None: nowhere."""
        name = self.command[0]
        if self.cwd is not None and os.path.dirname(name) and not os.path.isabs(name):  # noqa: PTH117, PTH120
            name = os.path.join(self.cwd, name)  # noqa: PTH118
        found = shutil.which(os.path.expanduser(name), path=variables.get("PATH"))  # noqa: PTH111
        return found and os.path.abspath(found)  # noqa: PTH100 - another folder counts once it runs

    async def run(self, args: Mapping[str, object], environ: Mapping[str, str]) -> Result:
        """Run the program and return what it printed; cancelling ends it, and what it started."""
        try:
            arguments = self.arguments(args)
            variables = self._variables(environ)
        except BadArgumentError as error:
            return Result(value=str(error), failed=True, retry=True)
        program = self._found(variables)
        if program is None:
            return Result(value=f"Cannot find the program {self.command[0]}.", failed=True)
        if os.name == "nt" and program.lower().endswith((".bat", ".cmd")) and self.parameters:
            # Windows hands these to its shell, which no quoting keeps from reading arguments.
            return Result(value=f"{self.program} is a script of a shell.", failed=True)
        try:
            transport, process = await asyncio.get_running_loop().subprocess_exec(
                _Running,
                program,
                *arguments,
                stdin=subprocess.DEVNULL,
                cwd=self.cwd,
                env=variables,
                **_GROUP,
            )
        except (OSError, ValueError) as error:
            why = (error.strerror if isinstance(error, OSError) else None) or str(error)
            return Result(value=f"Cannot run {self.program}: {visible(why)}.", failed=True)
        try:
            await process.exited.wait()
            await process.silent(_LINGERING_S)
        except asyncio.CancelledError:
            await _end(transport.get_pid(), process)
            raise
        finally:
            transport.close()
        secrets = self.secrets(environ)
        if code := transport.get_returncode():
            return Result(value=self._failure(code, process, secrets), failed=True)
        return _result(process.output, secrets)

    def _failure(self, code: int, process: _Running, secrets: Sequence[str]) -> str:
        said = process.errors.text().strip() or process.output.text().strip()
        last = visible(masked(" / ".join(said.splitlines()[-_LAST_LINES:]), secrets))
        how = f"exit code {code}" if code > 0 else f"signal {-code} ({_signal(-code)})"
        return f"{self.program} ended with {how}" + (f": {last}" if last else " and said nothing.")


_GROUP: Final[dict[str, Any]] = (
    {"creationflags": getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)}
    if sys.platform == "win32"
    else {"start_new_session": True}
)
"""A group of its own, so that all that the program starts can be ended with it."""


class _Running(asyncio.SubprocessProtocol):
    """What a program prints, and when it ends.

    `asyncio.subprocess.Process` does not tell of an end while anybody holds a pipe open.
    """

    def __init__(self) -> None:
        self.exited = asyncio.Event()
        self.output = _Beginning(MOST_BYTES)
        self.errors = _End(_LAST_BYTES)
        self._open = 2
        self._closed = asyncio.Event()

    def pipe_data_received(self, fd: int, data: bytes) -> None:
        """Take what it prints."""
        (self.output if fd == 1 else self.errors).take(data)

    def pipe_connection_lost(self, fd: int, exc: Exception | None) -> None:
        """Nobody prints there any more."""
        self._open -= 1
        if not self._open:
            self._closed.set()

    def process_exited(self) -> None:
        """It has ended; what it left behind may not have."""
        self.exited.set()

    async def silent(self, seconds: float) -> None:
        """Wait until nobody prints any more, or for some seconds."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._closed.wait(), seconds)


class _Beginning:
    """The first bytes of a stream; the rest is counted."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._data = bytearray()
        self.more = 0
        """Bytes that were left out."""

    def take(self, piece: bytes) -> None:
        """Take a piece."""
        room = self._most - len(self._data)
        self._data += piece[:room]
        self.more += max(0, len(piece) - room)

    def text(self) -> str:
        """Return what was kept, as text."""
        return self._data.decode(errors="replace")


class _End:
    """The last bytes of a stream."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._data = b""

    def take(self, piece: bytes) -> None:
        """Take a piece."""
        self._data = (self._data + piece)[-self._most :]

    def text(self) -> str:
        """Return what was kept, as text."""
        return self._data.decode(errors="replace")


async def _end(number: int, process: _Running) -> None:
    """End a program and all of its group: politely, then for sure."""
    for sign in (signal.SIGTERM, getattr(signal, "SIGKILL", signal.SIGTERM)):
        with suppress(ProcessLookupError, PermissionError):
            if hasattr(os, "killpg"):
                os.killpg(number, sign)
            else:
                os.kill(number, sign)
        with suppress(TimeoutError):
            await asyncio.wait_for(process.exited.wait(), _POLITE_S)


def _result(output: _Beginning, secrets: Sequence[str]) -> Result:
    said = output.text()
    for secret in secrets:
        said = said.replace(secret, "…")
    if not said.strip():
        return Result(value="It succeeded and printed nothing.")
    if not output.more and (structure := parsed(said)) is not None:
        return Result(value=structure)
    return Result(value=said.rstrip(), cut=output.more)


def parsed(said: str) -> dict[str, object] | list[object] | None:
    """Return the object or list that a text of JSON holds; None: it is any other text."""
    if not said.lstrip().startswith(("{", "[")):
        return None
    try:
        value = json.loads(said, parse_constant=_no_number)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict | list) else None


def _no_number(name: str) -> object:
    raise ValueError(name)  # NaN, which only Python takes for JSON


def _signal(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return "unknown"
