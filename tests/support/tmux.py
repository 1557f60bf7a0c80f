"""A person's terminal: a shell in tmux that can suspend programs."""

from __future__ import annotations

import shlex
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Final, Self

LIMIT_S: Final = 90.0
"""Seconds for anything that is waited for."""

POLL_S: Final = 0.05
"""Seconds between two looks at the glass; nothing tells when it changes."""


def missing() -> str:
    """Why there can be no such terminal here; "": there can."""
    wanted = [name for name in ("tmux", "bash") if shutil.which(name) is None]
    return f"This needs {' and '.join(wanted)}." if wanted else ""


class Tmux:
    """A shell in a window of its own, for the time of a `with` statement.

    Args:
        folder: Where the shell is.
        environ: All of its variables.
    """

    def __init__(self, folder: Path, environ: Mapping[str, str]) -> None:
        # Not where pytest keeps its files: a socket's path has 107 bytes at most.
        self._own = tempfile.mkdtemp(prefix="tmux-")
        self._folder = folder
        self._environ = dict(environ)

    def __enter__(self) -> Self:
        window = ["new-session", "-d", "-x", "100", "-y", "40", "-c", str(self._folder)]
        self._ask("-f", "/dev/null", *window, "bash --norc --noprofile -i")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        subprocess.run(["tmux", "-S", f"{self._own}/s", "kill-server"], check=False)
        shutil.rmtree(self._own, ignore_errors=True)

    def type(self, *keys: str) -> None:
        """Press keys: text, or names as tmux has them."""
        self._ask("send-keys", *keys)

    @property
    def glass(self) -> str:
        """What can be seen."""
        return self._ask("capture-pane", "-p")

    def set(self, option: str, value: str) -> None:
        """Set one of its options."""
        self._ask("set-option", "-g", option, value)

    @property
    def rang(self) -> bool:
        """Whether a bell has rung while nobody looked."""
        return self._ask("display-message", "-p", "#{window_bell_flag}").strip() == "1"

    @property
    def whole(self) -> str:
        """Everything from the first line on, as it was written: not as the width wraps it."""
        return self._ask("capture-pane", "-p", "-J", "-S", "-")

    @property
    def cursor_shown(self) -> bool:
        """Whether there is a cursor."""
        return self._ask("display-message", "-p", "#{cursor_flag}").strip() == "1"

    def resize(self, columns: int, rows: int) -> None:
        """Make the window wider or narrower, higher or lower."""
        self._ask("resize-window", "-x", str(columns), "-y", str(rows))

    def keep(self, file: Path) -> None:
        """Write into a file all that programs write from now on, byte by byte."""
        self._ask("pipe-pane", f"cat > {shlex.quote(str(file))}")
        self.until_it(lambda _: file.exists(), f"{file}")

    def children(self) -> list[int]:
        """Processes that the shell has started and that have not ended."""
        shell = self._ask("display-message", "-p", "#{pane_pid}").strip()
        found = Path(f"/proc/{shell}/task/{shell}/children").read_text()
        return [int(one) for one in found.split()]

    def close(self) -> None:
        """Close the window, as somebody does with a mouse."""
        self._ask("kill-pane")

    def until(self, text: str, *, times: int = 1, limit_s: float = LIMIT_S) -> None:
        """Wait until that can be seen, so often."""
        self.until_it(lambda glass: glass.count(text) >= times, f"{text!r}", limit_s)

    def until_it(self, fits: Callable[[str], bool], what: str, limit_s: float = LIMIT_S) -> str:
        """Wait until what can be seen fits, and return it."""
        limit = time.monotonic() + limit_s
        while not fits(glass := self.glass):
            assert time.monotonic() < limit, f"no {what} in {limit_s} s: {glass}"
            time.sleep(POLL_S)
        return glass

    def _ask(self, *command: str) -> str:
        return subprocess.run(
            ["tmux", "-S", f"{self._own}/s", *command],
            env=self._environ,
            capture_output=True,
            text=True,
            check=True,
            timeout=LIMIT_S,
        ).stdout
