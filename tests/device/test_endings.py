"""However a call ends or stands still, the terminal is as it was: the real program, with sound."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from livechat.ui.keyboard import FOCUS_ON
from livechat.ui.kitty import PUSH, QUERY
from tests.support import talking
from tests.support.calls import ANSWERS, GOOD_DAY, KNOWS, as_it_was, calling, ends, press
from tests.support.card import VirtualCard
from tests.support.partner import Partner
from tests.support.program import Program
from tests.support.shell import Shell, at_a_shell
from tests.support.talking import LIMIT_S, ROOT

CALL = "--offline --echo off --no-duck --push-to-talk --notify"

BREAKS = {
    "in the conversation": """
from livechat.core.talk.transcript import Transcript as place
name = "fold"
def meant(self, event): return "break" in getattr(event, "text", "")
""",
    "in a key": """
import livechat.ui.typed as place
name = "typed_rows"
def meant(line, *others): return line is not None and "break" in line[0]
""",
    "in a timer": """
import asyncio
import livechat.ui.screen as place
name = "region"
def meant(state, *others, **more):
    said = any("break" in one.text for one in state.transcript.finished)
    return said and asyncio.current_task() is None
""",
}
"""Where something is raised that nobody expects, once a line was typed that wants it."""

BREAKING = """
inner = getattr(place, name)
def outer(*args, **more):
    if meant(*args):
        raise RuntimeError("This was wanted.")
    return inner(*args, **more)
setattr(place, name, outer)
"""


def holds_space(shell: Shell, calls: int = 1) -> None:
    """Be a terminal that tells when keys go up; and know that the program has understood."""
    shell.until_written(QUERY, calls)
    shell.type("-l", KNOWS)
    shell.until_written(PUSH, calls)
    shell.until("○ listening")


def test_every_end_leaves_the_shell_its_terminal(card: VirtualCard, tmp_path: Path) -> None:
    """A key, a command, Ctrl-C once; and twice at a time, which may be less polite but as clean."""
    script = tmp_path / "scenario.toml"
    script.write_text(GOOD_DAY)
    quit_ = ("/", "quit", "Enter")
    deeds = {("qq",): {0}, quit_: {0}, ("C-c",): {0}, ("C-c", "C-c"): {0, 130}}
    with at_a_shell(tmp_path, talking.environment(card.environ, tmp_path, script)) as shell:
        for number, (keys, codes) in enumerate(deeds.items(), 1):
            shell.call(CALL)
            holds_space(shell, number)
            shell.type(*keys)
            assert shell.left() in codes
            shell.type("clear", "Enter")
            shell.until_it(lambda glass: glass.strip() == "$", "clean terminal")
        assert FOCUS_ON in shell.written


def test_what_the_shell_printed_meanwhile_stays(card: VirtualCard, tmp_path: Path) -> None:
    """Ctrl-Z and fg: nothing is on while the shell has the terminal, nor at the end."""
    script = tmp_path / "scenario.toml"
    script.write_text(GOOD_DAY)
    with at_a_shell(tmp_path, talking.environment(card.environ, tmp_path, script)) as shell:
        shell.call(CALL)
        holds_space(shell)
        shell.say("hello")
        shell.until("model  Good day.")
        shell.until("○ listening")
        shell.say("hello again")  # what comes first is above the picture then
        shell.until("model  ", times=2)
        shell.until("○ listening")
        shell.type("C-z")
        assert shell.left() == 148  # 128 + SIGTSTP
        assert "you paused" not in shell.glass
        shell.type("fg; echo code $?", "Enter")
        shell.until("○ listening")
        glass = shell.until_it(lambda glass: "model ·" in glass, "picture")
        assert glass.index("Good day.") < glass.index("Stopped") < glass.index("over and 21")
        shell.say("hello once more")
        shell.until("model  ", times=3)
        shell.type("qq")
        assert shell.left() == 0
        assert "over and 21" in shell.whole


def test_a_window_that_is_closed_ends_the_call(card: VirtualCard, tmp_path: Path) -> None:
    """Nothing goes on unseen, with an open microphone."""
    script = tmp_path / "scenario.toml"
    script.write_text(GOOD_DAY)
    with at_a_shell(tmp_path, talking.environment(card.environ, tmp_path, script)) as shell:
        shell.call(CALL)
        shell.until("○ listening")
        (process,) = shell.children()
        shell.close()
        limit = time.monotonic() + LIMIT_S
        while Path(f"/proc/{process}").exists():
            assert time.monotonic() < limit, "it goes on"
            time.sleep(0.05)


def in_the_middle(program: Program) -> None:
    """Everything is on that can be, and a line is open."""
    program.until(lambda: QUERY in program.shown and FOCUS_ON in program.shown)
    press(program, KNOWS + ANSWERS)
    program.until(lambda: PUSH in program.shown)
    press(program, "\r")
    program.until(lambda: "› " in program.shown)


@pytest.mark.parametrize("where", BREAKS)
def test_the_terminal_is_as_it_was_after_something_unexpected(
    card: VirtualCard, tmp_path: Path, where: str
) -> None:
    """It is told in a sentence, wherever it was raised; nothing goes on without a picture."""
    (tmp_path / "sitecustomize.py").write_text(BREAKS[where] + BREAKING)
    environ = {"PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"}
    with calling(
        card, tmp_path, "--offline", "--push-to-talk", "--notify", environ=environ
    ) as program:
        in_the_middle(program)
        # Of a line that comes in one piece with its end nothing is shown.
        press(program, "break" if where == "in a key" else "break\r")
        done = as_it_was(program)
    assert done.code == 1
    assert "Something unexpected happened: RuntimeError: This was wanted." in done.out
    assert "Traceback" not in done.everything


def test_the_terminal_is_as_it_was_after_the_service_was_killed(
    card: VirtualCard, tmp_path: Path
) -> None:
    """And nobody came back for as long as there is patience."""
    with Partner(tmp_path / "partner", GOOD_DAY) as partner:
        environ = {**partner.environ, "LIVECHAT_SESSION_RECONNECT_S": "1"}
        with calling(card, tmp_path, "--push-to-talk", "--notify", environ=environ) as program:
            in_the_middle(program)
            partner.die()
            ends(program, 5)
