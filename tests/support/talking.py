"""The real program in a conversation of its own, steered by lines and followed by its events."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

ROOT = Path(__file__).parents[2]

LIMIT_S = 90.0
"""Seconds for anything that is waited for: what hangs fails, what is slow does not."""

Line = dict[str, Any]


BRISK = """\
pace = "instant"
playback_pause = 1.0
[audio]
speed = 8.0
"""
"""Nothing is waited for but sound: it comes faster than it plays, and a turn lasts until it has
played."""


def brisk(scenario: str) -> str:
    """A scenario that waits for nothing but sound, unless it says at which pace it is to be had."""
    if "pace =" in scenario:
        return scenario
    top, table, audio = BRISK.partition("[audio]")
    if table in scenario:
        return top + scenario
    own, bracket, tables = scenario.partition("[")
    return f"{top}{own}{table}{audio}{bracket}{tables}"


def environment(
    environ: Mapping[str, str], home: Path, scenario: Path | None = None
) -> dict[str, str]:
    """Variables for the program: a sound card, an empty home, a partner that only hums."""
    variables = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "PYTHONPATH": str(ROOT),
        "LIVECHAT_PRACTICE_VOICE": "synthetic",
        "LIVECHAT_PRACTICE_EARS": "none",
        "LIVECHAT_PRACTICE_LLM": "off",
        "PYTHONFAULTHANDLER": "1",  # a crash in a C library tells where
        **environ,
    }
    if scenario is not None:
        scenario.write_text(brisk(scenario.read_text()))
        variables["LIVECHAT_PRACTICE_SCENARIO"] = str(scenario)
    return variables


class Talking:
    """`livechat talk --json`, for the time of a `with` statement.

    Args:
        environ: Where the sound card is.
        home: Its home and working folder.
        args: Options after `talk --json`.
        scenario: What the practice partner does, TOML.
        offline: Whether it has a practice partner of its own.
        inside: Makes its command one that runs somewhere else.
    """

    def __init__(
        self,
        environ: Mapping[str, str],
        home: Path,
        *args: str,
        scenario: str = "",
        offline: bool = True,
        inside: Callable[[Sequence[str]], list[str]] = list,
    ) -> None:
        script = home / "scenario.toml" if scenario else None
        if script is not None:
            script.write_text(scenario)
        variables = environment(environ, home, script)
        self.lines: list[Line] = []
        self.came: list[float] = []
        """When each line came, on `time.monotonic`."""
        self._more = threading.Condition()
        options = ["--offline", "--json"] if offline else ["--json"]
        self._process = subprocess.Popen(
            inside([sys.executable, "-m", "livechat", "talk", *options, *args]),
            cwd=home,
            env=variables,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait(LIMIT_S)
        self._reader.join(LIMIT_S)
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            if pipe is not None and not pipe.closed:
                with suppress(BrokenPipeError):
                    pipe.close()

    def say(self, line: str) -> None:
        """Type a line."""
        self.give(f"{line}\n".encode())

    def give(self, data: bytes) -> None:
        """Put bytes into its standard input."""
        assert self._process.stdin
        self._process.stdin.write(data)
        self._process.stdin.flush()

    def has_room(self, within_s: float) -> bool:
        """Whether its standard input can be given something without waiting any longer."""
        assert self._process.stdin
        return bool(select.select([], [self._process.stdin], [], within_s)[1])

    def interrupt(self) -> None:
        """Press Ctrl-C."""
        self._process.send_signal(signal.SIGINT)

    def give_no_more(self) -> None:
        """End its standard input."""
        assert self._process.stdin
        self._process.stdin.close()

    def wait(self, event: str, *, after: int = 0, limit_s: float = LIMIT_S, **fields: Any) -> Line:
        """The first line of that event, with those fields, from line `after` on."""
        return self.wait_for(
            lambda line: (
                line["event"] == event
                and all(line.get(name) == value for name, value in fields.items())
            ),
            f"{event} {fields}",
            after=after,
            limit_s=limit_s,
        )

    def wait_for(
        self,
        fits: Callable[[Line], bool],
        what: str,
        *,
        after: int = 0,
        limit_s: float = LIMIT_S,
    ) -> Line:
        """The first line that fits."""
        found: list[Line] = []

        def look() -> bool:
            found[:] = [line for line in self.lines[after:] if fits(line)]
            return bool(found) or self._process.poll() is not None

        with self._more:
            self._more.wait_for(look, limit_s)
        assert found, f"no {what} in {limit_s} s: {[line['event'] for line in self.lines[-20:]]}"
        return found[0]

    def end(self, limit_s: float = LIMIT_S) -> tuple[int, str, float]:
        """Wait for its end; return the exit code, what stderr said, and the seconds it took."""
        assert self._process.stderr
        began = time.monotonic()
        code = self._process.wait(limit_s)
        took = time.monotonic() - began
        self._reader.join(LIMIT_S)
        return code, self._process.stderr.read().decode(), took

    def _read(self) -> None:
        assert self._process.stdout
        for line in self._process.stdout:
            with self._more:
                self.lines.append(json.loads(line))
                self.came.append(time.monotonic())
                self._more.notify_all()
        with self._more:
            self._more.notify_all()
