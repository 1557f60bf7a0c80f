"""A shell in tmux that knows `livechat`, and how a call leaves its terminal."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest

from tests.support import tmux
from tests.support.modes import left_over
from tests.support.tmux import Tmux

_CODE: Final = re.compile(r"code (\d+)\n")
"""What the shell says of a call that has ended, or that was suspended."""


class Shell(Tmux):
    """For the time of a `with` statement.

    Args:
        folder: Where it is; it puts files of its own there.
        environ: All of its variables.
    """

    def __init__(self, folder: Path, environ: Mapping[str, str]) -> None:
        super().__init__(folder, environ)
        self._folder = folder
        self._left = 0

    def prepare(self) -> None:
        """Teach it, and remember the terminal's settings."""
        self.keep(self._folder / "bytes")
        # Else it gives up the rest of a line when a program ends by Ctrl-C.
        self.type(
            f'PS1="$ "; trap : INT; livechat() {{ {sys.executable} -m livechat "$@"; }}', "Enter"
        )
        self.type("stty -g > before; clear", "Enter")
        self.until_it(lambda glass: glass.strip() == "$", "clean terminal")

    @property
    def written(self) -> str:
        """All that was written to the terminal."""
        return (self._folder / "bytes").read_text()

    def until_written(self, code: str, times: int = 1) -> None:
        """Wait until that was written so often, seen or not."""
        self.until_it(lambda _: self.written.count(code) >= times, repr(code))

    def call(self, options: str) -> None:
        """Begin `livechat talk`."""
        self.type(f"livechat talk {options}; echo code $?", "Enter")

    def say(self, line: str) -> None:
        """Type a line to the model."""
        self.type("Enter")
        self.until("›")
        self.type(line)
        self.until(f"› {line}")
        self.type("Enter")

    def left(self) -> int:
        """Wait until a call has ended or stands still; its code, the terminal being as before."""
        self._left += 1
        self.until_it(lambda _: len(_CODE.findall(self.written)) >= self._left, "end")
        self.until_it(lambda _: self.cursor_shown, "cursor")
        self.type(f"stty -g > after; echo over and $((20 + {self._left}))", "Enter")
        self.until(f"over and {20 + self._left}")
        after, before = (self._folder / name for name in ("after", "before"))
        assert after.read_text() == before.read_text()
        written = self.written
        *_, end = _CODE.finditer(written)
        assert left_over(written[: end.start()]) == set()
        return int(end[1])


@contextmanager
def at_a_shell(folder: Path, environ: Mapping[str, str]) -> Iterator[Shell]:
    """A shell, or a skipped test."""
    if why := tmux.missing():
        pytest.skip(why)
    with Shell(folder, environ) as shell:
        shell.prepare()
        yield shell
