"""Calls in which one types: at a terminal, and from another program; with no sound at all."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.modes import left_over
from tests.support.program import Program
from tests.support.talking import LIMIT_S, environment

termios = pytest.importorskip("termios")

REPLIES = "".join(f'[[turn]]\nsays = "Good {time}."\n' for time in ("day", "night", "morning"))

LINE_KEYS = ("enter send", "ctrl-d end", "/help commands", "esc keys")


def bare(shown: str) -> str:
    """What was written, without colours."""
    return re.sub(r"\x1b\[[0-9;]*m", "", shown)


class Typist:
    """Somebody at a terminal."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self._mark = 0

    def press(self, text: str) -> None:
        self._mark = len(self.program.shown)
        assert self.program.master is not None
        os.write(self.program.master, text.encode())

    def until(self, *texts: str) -> None:
        """Wait until all of it has been drawn since the last press."""
        self.program.until(lambda: all(text in self._drawn for text in texts))

    @property
    def _drawn(self) -> str:
        return bare(self.program.shown[self._mark :])


@contextmanager
def typing(
    folder: Path, *args: str, size: tuple[int, int] = (24, 80), says: str = REPLIES
) -> Iterator[Typist]:
    """A call of whoever has no sound device; its line is open."""
    scenario = folder / "scenario.toml"
    scenario.write_text(says)
    variables = environment({}, folder / "home", scenario)
    del variables["PYTHONPATH"]  # without devices
    options = ("talk", "--offline", *args)
    with Program(options, folder / "home", environ=variables, terminal=size) as program:
        typist = Typist(program)
        typist.until("› ", "listening")
        yield typist


def ends(typist: Typist) -> None:
    """The call has ended well, and the terminal is as it was."""
    done = typist.program.end().check()
    assert done.code == 0, done.out[-2000:]
    assert left_over(done.out) == set()
    assert typist.program.master is not None
    assert termios.tcgetattr(typist.program.master) == typist.program.before


@pytest.mark.parametrize("args", [("--text",), ()], ids=["asked for", "no device"])
def test_a_text_call_is_a_chat(tmp_path: Path, args: tuple[str, ...]) -> None:
    """Words that are keys elsewhere are said; the keys are told. So is a device that is missing."""
    with typing(tmp_path, *args) as typist:
        typist.until(*LINE_KEYS, *["instead."] * (not args))
        typist.press("quit\r")
        typist.until("you", "quit", "Good day.")
        typist.press("m\r")
        typist.until("Good night.")
        typist.press("\x1b[A\x1b[A")
        typist.until("› quit")
        typist.press("\x15/help\r")
        typist.until("/volume PERCENT", "end the call")
        typist.press("\x04")
        ends(typist)
    assert "muted" not in typist.program.shown


def test_keys_act_in_a_text_call_once_the_line_is_closed(tmp_path: Path) -> None:
    """`q` asks once; there is nothing to mute; Enter opens the line again, which answers no."""
    with typing(tmp_path, "--text") as typist:
        typist.press("\x1b")
        typist.until("enter type", "q end")
        typist.press("m")
        typist.until("This call has no microphone.")
        typist.press("?")
        typist.until("stop the model's voice")
        typist.press("q")
        typist.until("Press q again to end the call.")
        typist.press("\r")
        typist.until("› ")
        typist.press("hello\r")
        typist.until("Good day.")
        typist.press("\x1b")
        time.sleep(0.2)
        typist.press("q")
        typist.until("Press q again to end the call.")
        time.sleep(0.4)
        typist.press("q")
        ends(typist)


@pytest.mark.parametrize("size", [(24, 80), (10, 40), (3, 20)])
def test_commands_are_completed_however_low_the_terminal(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    """With a space after one that wants a value, whose choices follow; the help may be shown."""
    with typing(tmp_path, "--text", size=size) as typist:
        typist.press("/help")
        typist.until("› /help")
        typist.press("\r")
        typist.until("› ")
        typist.press("/vo")
        typist.until("› /vo")
        typist.press("\t")
        typist.until("› /voice")
        typist.press("\t\t\t")
        typist.until("› /volume")
        typist.press("\x15/voice ko\t")
        typist.until("› /voice kore")
        typist.press("\x15/push-to-talk \t\t")
        typist.until("off")
        typist.press("\x15/voice\r")
        if size[0] > 20:
            typist.until("Kore  Firm")
        typist.press("\x04")
        ends(typist)


def test_what_a_terminal_answers_late_and_in_pieces_is_not_typed(tmp_path: Path) -> None:
    """Over a slow network: of the protocol, its kind, the cursor and the colours."""
    with typing(tmp_path, "--text") as typist:
        for report in ("\x1b[?62;22c", "\x1b[12;4R", "\x1b]11;rgb:0000/0000/0000\x1b\\"):
            for piece in (report[:4], report[4:]):
                typist.press(piece)
                time.sleep(0.3)
        typist.press("hello")
        typist.until("› hello")
        typist.press("\r")
        typist.until("Good day.")
        typist.press("\x04")
        ends(typist)


def test_a_here_document_is_answered_to_its_end(tmp_path: Path) -> None:
    """`/quit` after a question waits for the answer; other commands are not said to the model."""
    scenario = tmp_path / "scenario.toml"
    scenario.write_text(REPLIES)
    done = subprocess.run(
        [sys.executable, "-m", "livechat", "talk", "--offline", "--text"],
        cwd=tmp_path,
        env=environment({}, tmp_path / "home", scenario),
        input="hello\n\n/help\n/quit\nnever\n",
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == "you: hello\nmodel: Good day.\n"
    assert "/voice NAME" in done.stderr
    assert "Push to talk" not in done.stderr
