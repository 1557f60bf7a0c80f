"""Ctrl-C and its relatives end the real program politely, whatever it is doing; twice, at once."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from websockets.asyncio.server import ServerConnection

from tests.support.hostile import Behaviour, question, said, send, serving
from tests.support.program import LIMIT_S, SPEECH, Program

termios = pytest.importorskip("termios")

SIGNALS = {signal.SIGINT: 0, signal.SIGTERM: 143, signal.SIGHUP: 129}
"""With which code `talk` ends. Of `say`, an answer is missing: Ctrl-C is 130."""

PATIENCE_S = 60
"""Seconds after which the program gives an answer up by itself."""

ALLOWED_S = 30.0
"""Seconds within which a signal ends it: on an idle machine one, and without the signal more."""


async def stays(socket: ServerConnection) -> None:
    await socket.wait_closed()


async def waits(socket: ServerConnection) -> None:
    await question(socket)
    await send(socket, {"sessionResumptionUpdate": {}})  # seen in the JSON: it was asked
    await socket.wait_closed()


async def begins(socket: ServerConnection) -> None:
    await question(socket)
    await send(socket, said("The first words of "))
    await socket.wait_closed()


async def freezes(socket: ServerConnection) -> None:
    """A peer that is not there any more, as far as anybody can tell."""
    await question(socket)
    await send(socket, said("The first words of "))
    socket.transport.pause_reading()
    await socket.wait_closed()


async def busy(socket: ServerConnection) -> None:
    await socket.close(1011, "The service is currently unavailable.")


STATES: dict[str, tuple[Behaviour, str, str | None]] = {
    # What the service does, what the program has said when that has come to pass (JSON), and
    # whether the setup is answered
    "connecting": (stays, '"connecting"', None),
    "waiting": (waits, '"resumption_updated"', "ready"),
    "answering": (begins, "The first words", "ready"),
    "half-open": (freezes, "The first words", "ready"),
    "retrying": (busy, '"attempt": 2', "ready"),
}


TALK = ("talk", "--timeout", str(PATIENCE_S), "--fast", "--mic", str(SPEECH))
SAY = ("say", "--timeout", str(PATIENCE_S), "--no-play", "hi")


def waited(fits: Callable[[], bool]) -> bool:
    """Whether it comes true soon: the service learns of a close after the program has ended."""
    until = time.monotonic() + LIMIT_S
    while not fits() and time.monotonic() < until:
        time.sleep(0.01)
    return fits()


@pytest.mark.parametrize("number", SIGNALS)
@pytest.mark.parametrize("state", STATES)
def test_a_signal_ends_talk_politely(number: signal.Signals, state: str, tmp_path: Path) -> None:
    """At once; its last words are said; the service is told goodbye."""
    behave, sign, answered = STATES[state]
    with serving(behave, tmp_path, ready=bool(answered)) as there:
        args = (*TALK, "--json", "--speaker", "a.wav")
        with Program(args, tmp_path / "home", there.url, there.cert) as program:
            program.until(lambda: sign in program.shown)
            began = time.monotonic()
            program.signal(number)
            done = program.end().check()
            took_s = time.monotonic() - began
        lines = done.out.splitlines()
        assert done.code == SIGNALS[number], done.notes
        assert '"ended"' in lines[-1]
        assert took_s < ALLOWED_S
        assert done.notes == ""
        if "words" in sign:
            assert [
                line for line in lines if '"utterance"' in line and "The first words of" in line
            ]
        if state in ("waiting", "answering"):
            assert waited(lambda: there.closes == [(1000, "")])


@pytest.mark.parametrize("state", STATES)
def test_ctrl_c_ends_say_politely(state: str, tmp_path: Path) -> None:
    """It was not done, which 130 tells."""
    behave, sign, answered = STATES[state]
    with serving(behave, tmp_path, ready=bool(answered)) as there:
        args = (*SAY, "--json")
        with Program(args, tmp_path / "home", there.url, there.cert) as program:
            program.until(lambda: sign in program.shown)
            began = time.monotonic()
            program.signal(signal.SIGINT)
            done = program.end().check()
            assert time.monotonic() - began < ALLOWED_S
        assert done.code == 130
        assert '"ended"' in done.out.splitlines()[-1]


@pytest.mark.parametrize("number", SIGNALS)
@pytest.mark.parametrize("twice", [False, True], ids=["once", "twice"])
@pytest.mark.parametrize("state", ["connecting", "answering", "half-open"])
def test_the_terminal_is_as_it_was(
    number: signal.Signals, twice: bool, state: str, tmp_path: Path
) -> None:
    """It echoes what is typed, and its cursor is there."""
    behave, _, answered = STATES[state]
    sign = "The first words" if answered else "connecting to"
    with serving(behave, tmp_path, ready=bool(answered)) as there:
        home = tmp_path / "home"
        with Program(TALK, home, there.url, there.cert, terminal=(24, 80)) as program:
            program.until(lambda: sign in program.shown)
            began = time.monotonic()
            program.signal(number)
            if twice:  # and again, until it has noticed
                program.until_ended(lambda: program.signal(number))
            done = program.end().check()
            assert time.monotonic() - began < ALLOWED_S
            assert program.master is not None
            assert termios.tcgetattr(program.master) == program.before
        assert done.out.rfind("\x1b[?25h") > done.out.rfind("\x1b[?25l")
        ends = {SIGNALS[number]} | ({-number, 128 + number} if twice else set())
        assert done.code in ends
