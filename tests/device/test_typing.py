"""What people type, paste and hold down in a real terminal, in a call on a sound card."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from livechat.ui.kitty import POP_ALL, PUSH, QUERY
from tests.support import talking, tmux
from tests.support.calls import ANSWERS, GOOD_DAY, KNOWS, calling, ends, press
from tests.support.card import VirtualCard
from tests.support.program import SPEECH

termios = pytest.importorskip("termios")

REPLIES = "".join(f'[[turn]]\nsays = "Good {time}."\n' for time in ("day", "night", "morning"))


def wishes(log: Path) -> list[str]:
    """What was muted, asked and stopped, as the log tells."""
    names = ("Muted(", "LineEntered(", "ActivityMarked(")
    lines = log.read_text().splitlines() if log.exists() else []
    return [line for line in lines if any(name in line for name in names)]


@pytest.mark.parametrize("text", ["quick mix", "mid\rq\r", "hello"])
def test_text_that_is_pasted_without_brackets_opens_a_line(
    card: VirtualCard, tmp_path: Path, text: str
) -> None:
    """Nothing of it acts; Enter says it."""
    with calling(card, tmp_path, "--offline") as program:
        for piece in (text[:1], text[1:4], text[4:]):
            press(program, piece)
            time.sleep(0.005)
        program.until(lambda: "› " in program.shown and text[:3] in program.shown)
        time.sleep(0.2)
        assert "muted" not in program.shown
        press(program, "\r")
        program.until(lambda: "Good day." in program.shown)
        press(program, "\x04")
        ends(program, 0)


def test_a_line_is_typed_letter_by_letter_without_enter_before_it(
    card: VirtualCard, tmp_path: Path
) -> None:
    """Though it begins with letters that are keys."""
    with calling(card, tmp_path, "--offline", "--log", "log") as program:
        for char in "more, quickly":
            press(program, char)
            time.sleep(0.15)
        press(program, "\r")
        program.until(lambda: "Good day." in program.shown)
        press(program, "\x04")
        ends(program, 0)
        muted = [line for line in wishes(tmp_path / "home" / "log") if "Muted(" in line]
        assert len(muted) % 2 == 0
        assert "more, quickly" in program.shown


def test_the_keys_shown_follow_push_to_talk_and_an_open_line(
    card: VirtualCard, tmp_path: Path
) -> None:
    """Whoever turns it on in a call is told that the space bar talks."""
    with calling(card, tmp_path, "--offline") as program:
        program.until(lambda: "pause mic" in program.shown)
        press(program, "/push-to-talk on")
        program.until(lambda: "complete" in program.shown)
        mark = len(program.shown)
        press(program, "\r")
        program.until(lambda: re.search(r"space\S* talk", program.shown[mark:]) is not None)
        press(program, " ")
        program.until(lambda: "Recording…" in program.shown)
        press(program, "\x04")
        ends(program, 0)


def test_a_sentence_that_begins_with_q_twice_does_not_end_the_call(
    card: VirtualCard, tmp_path: Path
) -> None:
    """`q` pressed twice does, where a held key would come again, too."""
    with calling(card, tmp_path, "--offline") as program:
        for piece in ("q", "q", " is a chat"):
            press(program, piece)
            time.sleep(0.1)
        press(program, "\r")
        program.until(lambda: "Good day." in program.shown)
        press(program, "q")
        time.sleep(0.5)
        press(program, "q")
        ends(program, 0)
        assert "qq is a chat" in program.shown


def test_a_key_that_is_held_mutes_once(card: VirtualCard, tmp_path: Path) -> None:
    """For a second and more, as systems repeat it."""
    with calling(card, tmp_path, "--offline", "--log", "log") as program:
        press(program, "m")
        time.sleep(0.4)
        for _ in range(25):
            press(program, "m")
            time.sleep(0.04)
        press(program, "\rhello\r")
        program.until(lambda: "Good day." in program.shown)
        press(program, "\x04")
        ends(program, 0)
    muted = [line for line in wishes(tmp_path / "home" / "log") if "Muted(" in line]
    assert len(muted) == 1


def test_a_held_space_bar_talks_until_it_goes_up_though_no_release_is_told(
    card: VirtualCard, tmp_path: Path
) -> None:
    """One press to talk, whatever the repeats."""
    with calling(card, tmp_path, "--offline", "--push-to-talk", "--log", "log") as program:
        press(program, ANSWERS)
        press(program, " ")
        time.sleep(0.5)
        for _ in range(30):
            press(program, " ")
            time.sleep(0.035)
        time.sleep(1.0)
        press(program, "\x04")
        ends(program, 0)
    marked = [line for line in wishes(tmp_path / "home" / "log") if "ActivityMarked(" in line]
    assert ["speaking=True" in line for line in marked] == [True, False]


@pytest.mark.parametrize("code", ["\x1b[1089;5u", "\x1b[1089::99;5u", "\x1b[1074;5u", "йй"])
def test_a_call_ends_on_a_russian_keyboard(card: VirtualCard, tmp_path: Path, code: str) -> None:
    """In push-to-talk, on a terminal that reports releases: Ctrl-C, Ctrl-D and `q`."""
    with calling(card, tmp_path, "--offline", "--push-to-talk") as program:
        program.until(lambda: QUERY in program.shown)
        press(program, KNOWS + ANSWERS)
        program.until(lambda: PUSH in program.shown)
        press(program, code)
        ends(program, 0)


def test_a_terminal_that_a_killed_call_has_left_is_sane_after_the_next(
    card: VirtualCard, tmp_path: Path
) -> None:
    """Its settings, and the protocol that was left on."""
    with calling(card, tmp_path, "--offline") as program:
        assert program.master is not None
        press(program, "\x1b[?7u" + ANSWERS)
        program.until(lambda: PUSH in program.shown)
        press(program, "\x04")
        ends(program, 0)
        assert POP_ALL in program.shown


def test_a_shell_is_usable_after_a_call_that_was_killed_and_another(
    card: VirtualCard, tmp_path: Path
) -> None:
    """Also one that does not mend the terminal itself."""
    if why := tmux.missing():
        pytest.skip(why)
    scenario = tmp_path / "scenario.toml"
    scenario.write_text(GOOD_DAY)
    variables = talking.environment(card.environ, tmp_path, scenario)
    run = f"{sys.executable} -m livechat talk --offline --echo off --no-duck"
    with tmux.Tmux(tmp_path, variables) as shell:
        shell.type(
            "stty -a > before; stty raw -echo; " + f"{run}; stty -a > after; echo code $((20 + 1))",
            "Enter",
        )
        shell.until("space pause")
        shell.type("C-d")
        shell.until("code 21")
        shell.type("echo over and $((20 + 1))", "Enter")
        shell.until("over and 21")
    flags = {"icanon", "echo", "isig", "icrnl", "opost", "onlcr", "iexten"}
    assert flags <= set((tmp_path / "after").read_text().split())


def test_keys_act_while_a_recording_is_the_microphone(card: VirtualCard, tmp_path: Path) -> None:
    """There is a key line, `+` acts, and `q` ends it."""
    with calling(card, tmp_path, "--offline", "--mic", str(SPEECH)) as program:
        program.until(lambda: "space" in program.shown)
        press(program, "+")
        program.until(lambda: "110 %" in program.shown or "110%" in program.shown)
        press(program, "?")
        program.until(lambda: "stop the model's voice" in program.shown)
        press(program, "qq")
        ends(program, 0)


@contextmanager
def piped(card: VirtualCard, folder: Path, lines: bytes, says: str) -> Iterator[Any]:
    """`livechat talk` with these lines on its standard input, and their end."""
    scenario = folder / "scenario.toml"
    scenario.write_text(says)
    command = [sys.executable, "-m", "livechat", "talk", "--offline", "--json", "--echo", "off"]
    with subprocess.Popen(
        command,
        cwd=folder,
        env=talking.environment(card.environ, folder, scenario),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as running:
        try:
            yield running.communicate(lines, timeout=talking.LIMIT_S), running
        finally:
            running.kill()


def test_lines_that_are_piped_are_asked_one_after_the_other(
    card: VirtualCard, tmp_path: Path
) -> None:
    """Each is answered, and the end of the input ends the call."""
    with piped(card, tmp_path, b"one\ntwo\nthree\n", REPLIES) as ((out, errors), running):
        assert running.returncode == 0, errors
    events = [json.loads(line) for line in out.splitlines()]
    order = [
        event["event"] for event in events if event["event"] in ("line_entered", "turn_complete")
    ]
    assert order == ["line_entered", "turn_complete"] * 3
    assert not [event for event in events if event["event"] == "interrupted"]


def test_a_flood_of_lines_is_held_back(card: VirtualCard, tmp_path: Path) -> None:
    """As from `yes`: whoever writes waits, and nothing is told a thousand times."""
    scenario = tmp_path / "scenario.toml"
    scenario.write_text(GOOD_DAY)
    environ = talking.environment(card.environ, tmp_path, scenario)
    with talking.Talking(environ, tmp_path, "--echo", "off") as talk:
        talk.wait("connected")
        sent = 0
        while talk.has_room(1.0):
            talk.give(b"y\n" * 1000)
            sent += 1000
            assert sent < 1_000_000
        assert len(talk.lines) < 500
        talk.interrupt()
        code, errors, _ = talk.end()
    assert code == 0, errors
