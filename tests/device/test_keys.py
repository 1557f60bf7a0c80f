"""Keys of a real terminal, in a call on a sound card; and how the terminal is left."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

import pytest
from websockets.asyncio.server import ServerConnection

from livechat.cli.terminal.lines import WITHOUT_PICTURE
from livechat.ui.alert import BELL, WORDS
from livechat.ui.keyboard import FOCUS_ON
from livechat.ui.kitty import PUSH, QUERY
from tests.support import talking, tmux
from tests.support.calls import ANSWERS, GOOD_DAY, KNOWS, calling, ends, press
from tests.support.card import VirtualCard
from tests.support.hostile import serving
from tests.support.program import Program

termios = pytest.importorskip("termios")

REPLIES = "".join(f'[[turn]]\nsays = "Good {time}."\n' for time in ("day", "night", "morning"))

AWAY, BACK = "\x1b[O", "\x1b[I"
"""What a terminal reports when its window loses the focus, and gains it."""


def test_keys_act_at_once_and_a_line_is_said_while_the_call_goes_on(
    card: VirtualCard, tmp_path: Path
) -> None:
    """No Enter after a key; what is typed in a line is none."""
    with calling(card, tmp_path, "--offline") as program:
        press(program, "m")
        program.until(lambda: "Microphone muted." in program.shown)
        press(program, " ")
        program.until(lambda: "Microphone unmuted." in program.shown)
        press(program, "\r")
        program.until(lambda: "› " in program.shown)
        press(program, "quite m\r")
        program.until(lambda: "Good day." in program.shown)
        press(program, "qq")
        ends(program, 0)
        assert "quite m" in program.shown


def test_the_space_bar_begins_to_talk_and_ends(card: VirtualCard, tmp_path: Path) -> None:
    """On a terminal that knows nothing of releases, as it says."""
    with calling(card, tmp_path, "--offline", "--push-to-talk") as program:
        program.until(lambda: QUERY in program.shown)
        press(program, ANSWERS)
        press(program, " ")
        program.until(lambda: "Recording…" in program.shown)
        press(program, " ")
        program.until(lambda: "Sent." in program.shown)
        press(program, "\x04")
        ends(program, 0)
        assert PUSH not in program.shown


@pytest.mark.parametrize("twice", [False, True], ids=["once", "twice"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT])
def test_the_terminal_is_as_it_was_after_a_signal(
    card: VirtualCard, tmp_path: Path, number: signal.Signals, twice: bool
) -> None:
    """In the middle of talking with the space bar held, a line open."""
    with calling(card, tmp_path, "--offline", "--push-to-talk", "--notify") as program:
        program.until(lambda: QUERY in program.shown and FOCUS_ON in program.shown)
        press(program, KNOWS + ANSWERS)
        program.until(lambda: PUSH in program.shown)
        press(program, " ")
        program.until(lambda: "Recording…" in program.shown)
        press(program, "\rhello")
        program.until(lambda: "hello" in program.shown)
        program.signal(number)
        if twice:
            program.until_ended(lambda: program.signal(number))
        polite = {signal.SIGINT: 0, signal.SIGQUIT: -number}.get(number, 128 + number)
        ends(program, polite, *([-number, 128 + number] if twice else []))
        # What the shell writes next stands where the picture was, not in the middle of it.
        assert number != signal.SIGQUIT or WITHOUT_PICTURE.decode() in program.shown


def say(program: Program, question: str, answer: str) -> None:
    """Type it, and wait until the answer is seen below it."""
    press(program, f"\r{question}\r")
    program.until(lambda: answer in program.shown.rpartition(question)[2])


def test_a_reply_is_told_to_somebody_who_has_left(card: VirtualCard, tmp_path: Path) -> None:
    """Once, and nothing is told to somebody who looks."""
    notice = f"\x1b]9;{WORDS['reply']}\a"
    with calling(card, tmp_path, "--offline", "--notify", "osc9", says=REPLIES) as program:
        assert FOCUS_ON in program.shown
        say(program, "In sight?", "Good day.")
        assert notice not in program.shown
        press(program, AWAY)
        say(program, "Out of sight?", "Good night.")
        program.until(lambda: notice in program.shown)
        press(program, BACK)
        say(program, "And again?", "Good morning.")
        press(program, "qq")
        ends(program, 0)
        assert program.shown.count(notice) == 1


def test_where_no_notices_are_wanted_the_focus_is_nobodys_business(
    card: VirtualCard, tmp_path: Path
) -> None:
    """Nothing is turned on, and a report that comes all the same changes nothing."""
    with calling(card, tmp_path, "--offline") as program:
        press(program, AWAY + BACK + AWAY)
        say(program, "Out of sight?", "Good day.")
        press(program, "qq")
        ends(program, 0)
        assert FOCUS_ON not in program.shown
        assert BELL not in program.shown


def test_a_terminal_that_reports_no_focus_tells_where_it_always_should(
    card: VirtualCard, tmp_path: Path
) -> None:
    """A bell for each reply."""
    environ = {"LIVECHAT_NOTIFY": "bell", "LIVECHAT_NOTIFY_WHEN": "always"}
    with calling(card, tmp_path, "--offline", environ=environ, says=REPLIES) as program:
        say(program, "Well?", "Good day.")
        say(program, "And then?", "Good night.")
        press(program, "qq")
        ends(program, 0)
        assert program.shown.count(BELL) == 2


async def stays(socket: ServerConnection) -> None:
    await socket.wait_closed()


def test_the_terminal_is_as_it_was_when_the_service_has_died(
    card: VirtualCard, tmp_path: Path
) -> None:
    """And the call is given up."""
    with serving(stays, tmp_path, ready=True) as there:
        environ = {
            "LIVECHAT_BASE_URL": there.url,
            "SSL_CERT_FILE": str(there.cert),
            "LIVECHAT_SESSION_RECONNECT_S": "1",
        }
        calls = calling(card, tmp_path, "--push-to-talk", environ=environ)
        program = calls.__enter__()
        program.until(lambda: QUERY in program.shown)
        press(program, KNOWS + ANSWERS)
        program.until(lambda: PUSH in program.shown)
    ends(program, 5)
    calls.__exit__(None, None, None)


def test_a_call_can_be_suspended_and_continued(card: VirtualCard, tmp_path: Path) -> None:
    """The shell finds its terminal as it left it, then and at the end; Ctrl-C ends the call."""
    if why := tmux.missing():
        pytest.skip(why)
    scenario = tmp_path / "scenario.toml"
    scenario.write_text(GOOD_DAY)
    variables = talking.environment(card.environ, tmp_path, scenario)
    with tmux.Tmux(tmp_path, variables) as shell:
        shell.type("stty -a > before; clear", "Enter")
        run = f"{sys.executable} -m livechat talk --offline --echo off --no-duck --push-to-talk"
        shell.type(f"{run}; echo code $?", "Enter")
        shell.until("space talk")
        shell.type("m")
        shell.until("Microphone muted.")
        shell.type("C-z")
        shell.until("Stopped")
        shell.type("stty -a > meanwhile", "Enter", "clear; fg", "Enter")
        shell.until("you muted")
        shell.type("d")
        shell.until("Speaker      default")
        shell.type("Enter")
        shell.until("›")
        shell.type("hello", "Enter")
        shell.until("Good day.")
        shell.type("C-c")
        shell.until("1 turn")
        shell.type("stty -a > after; echo over and $((20 + 1))", "Enter")
        shell.until("over and 21")
    before = (tmp_path / "before").read_text()
    assert (tmp_path / "meanwhile").read_text() == before
    assert (tmp_path / "after").read_text() == before


@pytest.mark.parametrize("reports", [True, False])
def test_tmux_marks_a_window_in_which_a_reply_began_out_of_sight(
    card: VirtualCard, tmp_path: Path, reports: bool
) -> None:
    """It is one that nobody is attached to, as tmux reports where `focus-events` is on."""
    if why := tmux.missing():
        pytest.skip(why)
    scenario = tmp_path / "scenario.toml"
    scenario.write_text(GOOD_DAY)
    variables = talking.environment(card.environ, tmp_path, scenario)
    with tmux.Tmux(tmp_path, variables) as shell:
        shell.set("focus-events", "on" if reports else "off")
        run = f"{sys.executable} -m livechat talk --offline --echo off --no-duck --notify"
        shell.type(f"{run}; echo code $?", "Enter")
        shell.until("listening")
        shell.type("d")
        shell.until("Speaker      default")
        shell.type("Enter")
        shell.until("›")
        shell.type("hello", "Enter")
        shell.until("Good day.")
        shell.type("qq")
        shell.until("code 0")
        assert shell.rang == reports
