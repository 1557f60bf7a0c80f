"""The real program against a server of the test's: what it said, how it ended, what it cost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from livechat.sim.doors import tls

ROOT = Path(__file__).parents[2]

SILENT = ROOT / "tests" / "support" / "silent"
"""A folder on a program's path that hides PortAudio: no machine's devices are like another's."""

MEASURED = ROOT / "tests" / "support" / "measured"
"""A folder on a program's path that has it write down its memory, to `PEAK_FILE`."""

KEY = "AIzaSyNobodyKnowsThisOneBesidesTheTests"
"""Looks like one of Google's, and must turn up nowhere."""

LIMIT_S = 120.0
"""Seconds after which a program that hangs is killed, and its test fails."""

SPEECH = ROOT / "examples" / "austen-0880.wav"


@dataclass(frozen=True, slots=True)
class Done:
    """What a program came to."""

    code: int
    """As a shell has it, but negative for a signal that killed it."""
    out: str
    notes: str
    """What it said on stderr; in a terminal, that is `out` as well."""
    took_s: float
    peak_bytes: int
    """The most memory it had; 0: it was killed before it could tell."""
    written: Mapping[str, str]
    """Every file under its home afterwards, by name."""

    @property
    def everything(self) -> str:
        """All that anybody could read of it."""
        return "\n".join([self.out, self.notes, *self.written.values()])

    def check(self) -> Self:
        """Hold what is true of every end: no traceback, no credential, no control character."""
        assert "Traceback" not in self.everything, self.everything[-3000:]
        assert "Something unexpected" not in self.notes, self.notes[-3000:]
        assert KEY not in self.everything
        return self


@dataclass
class Program:
    """`livechat …`, for the time of a `with` statement.

    Args:
        args: What follows `livechat`.
        home: Its home and working folder.
        url: Where its service is; "": it says so itself.
        cert: Whom it trusts.
        environ: More variables.
        terminal: Rows and columns of the terminal it runs in; None: pipes.
        stdin: What it reads.
    """

    args: Sequence[str]
    home: Path
    url: str = ""
    cert: Path | None = None
    environ: Mapping[str, str] = field(default_factory=dict)
    terminal: tuple[int, int] | None = None
    stdin: int = subprocess.DEVNULL

    def __enter__(self) -> Self:
        self.home.mkdir(parents=True, exist_ok=True)
        self._shown = bytearray()
        self._more = threading.Condition()
        self._reads = threading.Event()
        self._reads.set()
        self._ended: tuple[int, float] | None = None
        self._peak_file = self.home.parent / f"{self.home.name}-peak"
        self._began = time.monotonic()
        self.master: int | None = None
        streams: dict[str, Any] = {"stdin": self.stdin}
        if self.terminal is None:
            read, write = os.pipe()
            notes_read, notes_write = os.pipe()
            streams |= {"stdout": write, "stderr": notes_write}
            sources = [(read, self._shown), (notes_read, notes := bytearray())]
            self._notes = notes
            ours = [write, notes_write]
        else:
            import fcntl
            import pty
            import struct
            import termios

            self.master, slave = pty.openpty()
            self._tty = os.ttyname(slave)
            size = struct.pack("HHHH", *self.terminal, 0, 0)
            fcntl.ioctl(slave, termios.TIOCSWINSZ, size)
            streams = {"stdin": slave, "stdout": slave, "stderr": slave}
            sources = [(self.master, self._shown)]
            self._notes = self._shown
            self.before = termios.tcgetattr(self.master)
            ours = [slave]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "livechat", *self.args],
            cwd=self.home,
            env=self._variables(),
            start_new_session=True,
            **streams,
        )
        for descriptor in ours:
            os.close(descriptor)
        self._threads = [
            threading.Thread(target=self._read, args=source, daemon=True) for source in sources
        ]
        self._threads.append(threading.Thread(target=self._wait, daemon=True))
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._more:
            running = self._ended is None
        if running:
            self._process.kill()
        self.read_on()
        for thread in self._threads:
            thread.join(LIMIT_S)
        if self.master is not None:
            os.close(self.master)

    def _variables(self) -> dict[str, str]:
        kept = {"PATH", "LANG", "SYSTEMROOT", "LD_LIBRARY_PATH"}
        variables = {key: value for key, value in os.environ.items() if key in kept}
        variables |= {
            "HOME": str(self.home),
            "PYTHONPATH": os.pathsep.join(map(str, (SILENT, MEASURED, ROOT))),
            "LIVECHAT_PRACTICE_VOICE": "synthetic",
            "LIVECHAT_PRACTICE_EARS": "none",
            "LIVECHAT_PRACTICE_LLM": "off",
            "COVERAGE_CORE": "",
            "TERM": "xterm-256color",
            "GEMINI_API_KEY": KEY,
            "PEAK_FILE": str(self._peak_file),
        }
        if self.url:
            variables["LIVECHAT_BASE_URL"] = self.url
        if self.cert:
            variables["SSL_CERT_FILE"] = str(self.cert)
        return variables | dict(self.environ)

    def _read(self, descriptor: int, into: bytearray) -> None:
        while self._reads.wait():
            try:
                piece = os.read(descriptor, 1 << 16)
            except OSError:  # the terminal has no program any more
                piece = b""
            if not piece:
                break
            with self._more:
                into += piece
                self._more.notify_all()
        if self.master is None:
            os.close(descriptor)

    def _wait(self) -> None:
        code = self._process.wait()
        took = time.monotonic() - self._began
        with self._more:
            self._ended = (code, took)
            self._more.notify_all()

    def read_nothing(self) -> None:
        """Take nothing of what it prints, until `read_on`."""
        self._reads.clear()

    def read_on(self) -> None:
        """Take everything again."""
        self._reads.set()

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """While in the context, its terminal takes nothing, as after Ctrl-S."""
        import termios

        slave = os.open(self._tty, os.O_RDWR | os.O_NOCTTY)
        termios.tcflow(slave, termios.TCOOFF)
        try:
            yield
        finally:
            termios.tcflow(slave, termios.TCOON)
            os.close(slave)

    @property
    def shown(self) -> str:
        """What it has printed so far; in a terminal, everything."""
        with self._more:
            return self._shown.decode(errors="replace")

    @property
    def noted(self) -> str:
        """What it has said on stderr so far."""
        with self._more:
            return self._notes.decode(errors="replace")

    def until(self, fits: Callable[[], bool], limit_s: float = LIMIT_S) -> None:
        """Wait until something that it prints makes that true."""
        with self._more:
            found = self._more.wait_for(lambda: fits() or self._ended is not None, limit_s)
        said = f"{self.shown[-2000:]!r} {self.noted[-2000:]!r}"
        assert found, f"not in {limit_s} s: {said}"
        assert fits(), f"it ended: {said}"

    def signal(self, number: int) -> None:
        """Send it a signal, unless it has ended."""
        self._process.send_signal(number)

    def until_ended(self, nudge: Callable[[], None]) -> None:
        """Do that a hundred times a second until it has ended."""
        with self._more:
            for _ in range(round(LIMIT_S * 100)):
                if self._more.wait_for(lambda: self._ended is not None, 0.01):
                    return
                nudge()

    def end(self, limit_s: float = LIMIT_S) -> Done:
        """Wait for its end."""
        with self._more:
            if not self._more.wait_for(lambda: self._ended is not None, limit_s):
                self._process.kill()
                late = True
            else:
                late = False
        for thread in self._threads:
            thread.join(LIMIT_S)
        assert not late, (
            f"it did not end in {limit_s} s: {self.shown[-1000:]!r} {self.noted[-1000:]!r}"
        )
        assert self._ended is not None
        code, took = self._ended
        peak = int(self._peak_file.read_text() or 0) if self._peak_file.exists() else 0
        written = {
            path.relative_to(self.home).as_posix(): path.read_bytes().decode(errors="replace")
            for path in self.home.rglob("*")
            if path.is_file()
        }
        return Done(code, self.shown, self.noted, took, peak, written)


INTERRUPT, TERMINATE, HANG_UP = signal.SIGINT, signal.SIGTERM, signal.SIGHUP


def livechat(
    *args: str,
    home: Path,
    url: str = "",
    cert: Path | None = None,
    environ: Mapping[str, str] | None = None,
    terminal: tuple[int, int] | None = None,
    limit_s: float = LIMIT_S,
) -> Done:
    """Run the program to its end."""
    with Program(args, home, url, cert, environ or {}, terminal) as program:
        return program.end(limit_s)


def trusted(folder: Path) -> tuple[tls.Identity, Path]:
    """A server's identity, and the file that makes it trusted."""
    identity = tls.throwaway()
    path = folder / "cert.pem"
    path.write_bytes(identity.cert_pem)
    return identity, path
