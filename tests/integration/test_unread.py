"""A terminal or a pipe that reads nothing costs no sound, no ping, no key and no word."""

from __future__ import annotations

import asyncio
import base64
import re
import subprocess
import sys
import threading
import time
import wave
from pathlib import Path

import numpy as np
import pytest
from websockets.asyncio.server import ServerConnection

from livechat.cli.call.output import PATIENCE_S
from livechat.cli.failures import PIPE_CLOSED
from livechat.core.pcm import OUTPUT_RATE
from tests.support.calls import press
from tests.support.hostile import DONE, send, serving
from tests.support.program import INTERRUPT, LIMIT_S, TERMINATE, Program
from tests.support.talking import environment

termios = pytest.importorskip("termios")

SPOKEN_S = 120
"""Seconds that the microphone has to say: longer than the test takes."""

ANSWER = (np.arange(OUTPUT_RATE, dtype="<i2") % 1000 + 1).tobytes()
"""A second of sound, no two places alike that are near each other."""

MANY = 1000
"""Lines that the service makes the program print: a pipe holds 64 KiB, a terminal less."""

CHUNKS = 75
"""Of the microphone that must arrive while nobody reads: more than wait anywhere by then."""

MODES = {
    "JSON lines in a pipe": (("--json",), None),
    "plain lines in a pipe": (("--plain",), None),
    "plain lines on a terminal": (("--plain",), (24, 100)),
    "the screen": ((), (24, 100)),
}


class Chatty:
    """A service whose answer comes with more lines than anything holds that nobody reads."""

    def __init__(self) -> None:
        self.begins, self.alive = threading.Event(), threading.Event()

    async def behave(self, socket: ServerConnection) -> None:
        await self._hear(socket, 1)
        await asyncio.to_thread(self.begins.wait, LIMIT_S)
        for number in range(MANY):
            written = {"text": f" unread{number:04d} {'.' * 160}"}
            await send(socket, {"serverContent": {"modelTurn": {"parts": [written]}}}, DONE)
        await send(socket, voice(ANSWER))
        pong = await socket.ping()
        await self._hear(socket, CHUNKS)  # reads the pong, too
        await pong
        self.alive.set()
        await send(socket, {"serverContent": {"generationComplete": True}}, DONE)
        await socket.wait_closed()

    async def _hear(self, socket: ServerConnection, chunks: int) -> None:
        while chunks:
            message = await socket.recv()
            text = message if isinstance(message, str) else message.decode()
            chunks -= '"audio"' in text


def voice(pcm: bytes) -> dict[str, object]:
    data = base64.b64encode(pcm).decode()
    blob = {"mimeType": f"audio/pcm;rate={OUTPUT_RATE}", "data": data}
    return {"serverContent": {"modelTurn": {"parts": [{"inlineData": blob}]}}}


def speech(path: Path) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 16_000, 0, "NONE", ""))
        file.writeframes(bytes(2 * 16_000 * SPOKEN_S))
    return path


def kept(home: Path) -> str:
    return "".join(path.read_text() for path in home.rglob("*.jsonl"))


def until_kept(home: Path, word: str) -> None:
    until = time.monotonic() + LIMIT_S
    while word not in kept(home):
        assert time.monotonic() < until, kept(home)[-2000:]
        time.sleep(0.05)


@pytest.mark.parametrize("mode", MODES)
def test_nobody_reads_and_the_call_goes_on(mode: str, tmp_path: Path) -> None:
    """Pongs, microphone, keys go on; no hole is in the sound; then each line is there, in order."""
    options, terminal = MODES[mode]
    chatty = Chatty()
    mic = str(speech(tmp_path / "speech.wav"))
    args = ("talk", "--timeout", "100", "--mic", mic, "--speaker", "a.wav", *options)
    home = tmp_path / "home"
    with (
        serving(chatty.behave, tmp_path, ready=True) as there,
        Program(args, home, there.url, there.cert, terminal=terminal) as program,
    ):
        if mode == "the screen":
            program.until(lambda: "\x1b[?2004h" in program.shown)  # keys are read
        elif mode == "JSON lines in a pipe":
            program.until(lambda: '"connected"' in program.shown)
        program.read_nothing()
        chatty.begins.set()
        assert chatty.alive.wait(LIMIT_S), kept(home)[-2000:]
        until_kept(home, '"playback_finished"')
        if mode == "the screen":
            press(program, "m")
            until_kept(home, '"muted"')
        program.read_on()
        last = f"unread{MANY - 1:04d}"
        program.until(lambda: last in program.shown + program.noted)
        program.signal(INTERRUPT)
        done = program.end().check()
    assert done.code == 0, done.notes[-2000:]
    with wave.open(str(home / "a.wav"), "rb") as file:
        assert ANSWER in file.readframes(file.getnframes())
    told = re.findall(r"unread(\d{4})", f"{done.out} {done.notes}")
    assert list(dict.fromkeys(told)) == [f"{number:04d}" for number in range(MANY)]


@pytest.mark.parametrize("mode", ["JSON lines in a pipe", "the screen"])
def test_a_signal_ends_it_though_nobody_reads(mode: str, tmp_path: Path) -> None:
    """What nobody reads is given up, and the terminal echoes again."""
    options, terminal = MODES[mode]
    chatty = Chatty()
    mic = str(speech(tmp_path / "speech.wav"))
    args = ("talk", "--mic", mic, "--speaker", "a.wav", *options)
    home = tmp_path / "home"
    with (
        serving(chatty.behave, tmp_path, ready=True) as there,
        Program(args, home, there.url, there.cert, terminal=terminal) as program,
    ):
        sign = "\x1b[?2004h" if terminal else '"connected"'
        program.until(lambda: sign in program.shown)
        program.read_nothing()
        chatty.begins.set()
        assert chatty.alive.wait(LIMIT_S)
        until_kept(home, '"playback_finished"')
        program.signal(TERMINATE)
        program.until_ended(lambda: None)
        if program.master is not None:
            assert termios.tcgetattr(program.master) == program.before
        program.read_on()
        assert program.end().check().code == 143
    with wave.open(str(home / "a.wav"), "rb") as file:
        assert file.getnframes() > 0


@pytest.mark.parametrize(
    ("number", "twice"), [(INTERRUPT, False), (INTERRUPT, True), (TERMINATE, True)]
)
def test_nobody_waits_at_a_terminal_that_takes_nothing(
    number: int, twice: bool, tmp_path: Path
) -> None:
    """Ctrl-C ends the call soon, a second signal at once; what is typed is echoed again."""
    args = ("talk", "--offline", "--text", "--no-save", "--log", "log.txt")
    home = tmp_path / "home"
    with Program(args, home, terminal=(24, 80)) as program:
        program.until(lambda: "\x1b[?2004h" in program.shown)  # keys are read
        with program.stopped():
            before = program.shown
            press(program, "a picture must be drawn of this")
            began = time.monotonic()
            program.signal(number)
            program.until_ended(lambda: program.signal(number) if twice else None)
            assert time.monotonic() - began < PATIENCE_S
            assert termios.tcgetattr(program.master) == program.before
            assert "must be drawn" not in program.shown.removeprefix(before)
        done = program.end().check()
    assert done.code in {0, 128 + number, -number}


def test_a_reader_that_goes_ends_the_call(tmp_path: Path) -> None:
    """As `head -1` does; though nobody says anything any more."""
    home = tmp_path / "home"
    home.mkdir()
    with subprocess.Popen(
        [sys.executable, "-m", "livechat", "talk", "--offline", "--no-save", "--text", "--json"],
        cwd=home,
        env=environment({}, home),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as program:
        assert program.stdout
        assert program.stdout.readline().startswith(b'{"v": 1')
        program.stdout.close()
        assert program.wait(LIMIT_S) == PIPE_CLOSED
        assert program.stderr
        assert b"Traceback" not in program.stderr.read()
