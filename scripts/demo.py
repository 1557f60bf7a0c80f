"""Plays the demonstration, and says what to type next.

python scripts/demo.py

Recorded voices talk with the practice partner; the last one speaks over it. The program, its screen
and the interruption are real; what the partner hears and says is written in `examples/demo.toml`.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import wave
from pathlib import Path
from typing import Final

from livechat import calling

ROOT: Final = Path(__file__).parent.parent

SPEECH: Final = ROOT / "bench/speech"

STARTED: Final = ".venv/bin/livechat"
"""How the demonstration is started."""

FIRST: Final = "austen-0880.wav"
"""Recorded speech in `bench/speech/`: while it is answered, the partner's voice is made ready."""

SECOND: Final = "austen-0930.wav"
"""What is said next."""

OVER: Final = "lj028-0030a.wav"
"""What is said over the answer to it."""

PAUSE_S: Final = 6.5
"""Seconds between those two: the answer has begun by then, and has not ended."""

LABEL: Final = """
Recorded voices talk with the practice partner; the last one speaks over it.
The partner's answers are written in examples/demo.toml.
"""

STOPPED: Final = 130
"""Exit code of a call that Ctrl-C has ended."""


def joined(folder: Path) -> Path:
    """Write the last two recordings, with the pause between them, into one WAV file."""
    path = folder / "question.wav"
    with wave.open(str(path), "wb") as out:
        for at, name in enumerate((SECOND, OVER)):
            with wave.open(str(SPEECH / name), "rb") as recorded:
                if at == 0:
                    out.setparams(recorded.getparams())
                else:
                    size = recorded.getsampwidth() * recorded.getnchannels()
                    out.writeframes(bytes(round(PAUSE_S * recorded.getframerate()) * size))
                out.writeframes(recorded.readframes(recorded.getnframes()))
    return path


def call(program: str) -> int:
    """Hold the call, keep its sound in `reply.wav`, and return the exit code."""
    environ = {**os.environ, "LIVECHAT_PRACTICE_SCENARIO": str(ROOT / "examples/demo.toml")}
    options = ("--offline", "--speaker", "reply.wav", "--play", "--force", "--no-save")
    with tempfile.TemporaryDirectory() as folder:
        spoken = ("--mic", str(SPEECH / FIRST), "--mic", str(joined(Path(folder))))
        command = [program, "talk", *spoken, *options]
        signal.signal(signal.SIGINT, lambda *_: None)  # the call's own business
        return subprocess.run(command, env=environ, check=False).returncode


def lines() -> list[str]:
    """Three commands, each with what it is for; and how to make them shorter."""
    sys.argv[0] = STARTED
    livechat = calling.command()
    tries = (
        (f"{livechat} doctor --offline", "check microphone and speaker"),
        (f"{livechat} talk --offline", "talk with the practice partner"),
        (f"GEMINI_API_KEY=… {livechat} talk", "talk with Gemini"),
    )
    width = max(len(command) for command, _ in tries)
    said = ["", "What to type next:", ""]
    said += [f"  {command:<{width}}  {purpose}" for command, purpose in tries]
    said += ["", "Get a key: https://aistudio.google.com/apikey"]
    if livechat != calling.NAME:
        said.append("After `make install`, plain `livechat` works in any folder.")
    return said


def main() -> int:
    """Play it; what to type next is said even if the user ends it early."""
    print(LABEL, flush=True)
    code = call(STARTED)
    if code not in (0, STOPPED):
        return code
    print("\n".join(lines()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
