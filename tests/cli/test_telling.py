"""What the program says of itself, on a real terminal and in a pipe."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from livechat.cli.telling import tell

ROOT = Path(__file__).parents[2]


def test_nothing_that_is_said_steers_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    """It stays one line in a pipe."""
    tell("Kept \x1b[2J: it is\nrunning.")
    assert capsys.readouterr().err == "livechat: Kept ␛[2J: it is running.\n"


@pytest.mark.process
@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals")
@pytest.mark.parametrize("width", [40, 80])
def test_an_error_breaks_between_words_on_a_terminal(tmp_path: Path, width: int) -> None:
    """At the terminal's own width, whatever was said."""
    import fcntl
    import pty
    import struct
    import termios

    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, width, 0, 0))
    line = ("say", "hi", "--voice", "Korr", "--offline")
    # Where the program is on the path, its name alone is said.
    there = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    subprocess.run(
        [sys.executable, "-m", "livechat", *line],
        env={"PATH": there, "HOME": str(tmp_path), "PYTHONPATH": str(ROOT)},
        stdin=theirs,
        stderr=theirs,
        stdout=subprocess.DEVNULL,
        timeout=60,
        check=False,
    )
    os.close(theirs)
    lines = os.read(ours, 4096).decode().split("\r\n")
    os.close(ours)
    assert lines[0].startswith("livechat: ")
    assert max(map(len, lines)) <= width
    assert " ".join(" ".join(lines).split()) == (
        'livechat: --voice is "Korr", but must be a voice that `livechat voices` lists; '
        "did you mean Kore?"
    )
