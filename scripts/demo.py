"""Plays the demonstration, and says what to type next.

python scripts/demo.py

Two recorded sentences talk with the practice partner, the second over its answer to the first. The
program, its screen and the interruption are real; what the partner hears and says is written in
`examples/demo.toml`.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import wave
from pathlib import Path
from typing import Final

from livechat import calling

ROOT: Final = Path(__file__).parent.parent

STARTED: Final = ".venv/bin/livechat"
"""How the demonstration is started."""

SENTENCES: Final = ("austen-0880.wav", "austen-0930.wav")
"""The recordings in `bench/speech/`."""

PAUSE_S: Final = 9.0
"""Seconds between them: the answer to the first has begun by then, and has not ended."""

LABEL: Final = """
A recorded voice talks with the practice partner, and then speaks over it.
The partner's answers are written in examples/demo.toml.
"""

STOPPED: Final = 130
"""Exit code of a call that Ctrl-C has ended."""


def question(folder: Path) -> Path:
    """Write both sentences, with the pause between them, into one WAV file."""
    path = folder / "question.wav"
    with wave.open(str(path), "wb") as out:
        for at, name in enumerate(SENTENCES):
            with wave.open(str(ROOT / "bench/speech" / name), "rb") as recorded:
                if at == 0:
                    out.setparams(recorded.getparams())
                else:
                    size = recorded.getsampwidth() * recorded.getnchannels()
                    out.writeframes(bytes(round(PAUSE_S * recorded.getframerate()) * size))
                out.writeframes(recorded.readframes(recorded.getnframes()))
    return path


def call(program: str, speech: Path) -> int:
    """Hold the call, keep its sound in `reply.wav`, and return the exit code."""
    options = ("--offline", "--speaker", "reply.wav", "--play", "--force", "--no-save")
    environ = {**os.environ, "LIVECHAT_PRACTICE_SCENARIO": str(ROOT / "examples/demo.toml")}
    command = [program, "talk", "--mic", str(speech), *options]
    done = subprocess.run(command, env=environ, check=False)
    return done.returncode


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
    with tempfile.TemporaryDirectory() as folder:
        code = call(STARTED, question(Path(folder)))
    if code not in (0, STOPPED):
        return code
    print("\n".join(lines()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
