"""Plays the demonstration, and says what to type next.

python scripts/demo.py

Recorded questions are asked of the practice partner, the last one while it speaks. The program, its
screen and the interruption are real, and so are the answers of the small language model that is
installed with livechat. Where it could not be installed, what the partner hears and says is written
in `examples/demo.toml`.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import wave
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from livechat import calling, installing
from livechat.sim.llm.choosing import packaged

ROOT: Final = Path(__file__).parent.parent

STARTED: Final = ".venv/bin/livechat"
"""How the demonstration is started."""

Sound = str | float
"""A recording's name, or seconds of silence."""


@dataclass(frozen=True, slots=True)
class Demonstration:
    """What is said, and what is told of it first."""

    folder: Path
    """Of the recordings."""
    said: tuple[tuple[Sound, ...], ...]
    """What is said without waiting; between two of these, the partner answers."""
    label: str


CONVERSATION: Final = Demonstration(
    ROOT / "examples/questions",
    (
        # Until model and voice are there. Somebody at a microphone takes as long.
        (3.0, "who.wav"),
        ("japan.wav",),
        ("bread.wav",),
        ("spider.wav",),
        ("ocean.wav",),
        # The answer takes some eight seconds: it has begun by then, and has not ended.
        ("sea.wav", 4.5, "hot.wav"),
    ),
    """
A recorded voice asks the practice partner some questions, the last one while it speaks.
A small language model on this computer answers. It makes things up, so believe none of it.
""",
)

SCRIPTED: Final = Demonstration(
    ROOT / "bench/speech",
    (
        ("austen-0880.wav",),  # while it is answered, the partner's voice is made ready
        ("austen-0930.wav", 6.5, "lj028-0030a.wav"),
    ),
    """
Recorded voices talk with the practice partner; the last one speaks over it.
The partner's answers are written in examples/demo.toml, since the small language model
is not installed. To install it, type:
  {command}
""",
)

STOPPED: Final = 130
"""Exit code of a call that Ctrl-C has ended."""


def joined(path: Path, folder: Path, sounds: Sequence[Sound]) -> Path:
    """Write recordings of `folder`, with the silence between them, into one WAV file."""
    first = next(sound for sound in sounds if isinstance(sound, str))
    with wave.open(str(folder / first), "rb") as recorded, wave.open(str(path), "wb") as out:
        out.setparams(recorded.getparams())
        for sound in sounds:
            if isinstance(sound, str):
                with wave.open(str(folder / sound), "rb") as one:
                    out.writeframes(one.readframes(one.getnframes()))
            else:
                size = recorded.getsampwidth() * recorded.getnchannels()
                out.writeframes(bytes(round(sound * recorded.getframerate()) * size))
    return path


def call(program: str, shown: Demonstration, model: Path | None) -> int:
    """Hold the call, keep its sound in `reply.wav`, and return the exit code.

    Args:
        program: What is started.
        shown: What is said.
        model: The language model's file; None: the answers are written.
    """
    environ = dict(os.environ)
    options = ["--offline", "--speaker", "reply.wav", "--play", "--force", "--no-save"]
    if model is None:
        environ["LIVECHAT_PRACTICE_SCENARIO"] = str(ROOT / "examples/demo.toml")
    else:
        environ.pop("LIVECHAT_PRACTICE_SCENARIO", None)
        options += ["--llm", str(model)]
    with tempfile.TemporaryDirectory() as temporary:
        spoken: list[str] = []
        for number, sounds in enumerate(shown.said):
            path = joined(Path(temporary) / f"{number}.wav", shown.folder, sounds)
            spoken += ["--mic", str(path)]
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
    model = packaged()
    shown = SCRIPTED if model is None else CONVERSATION
    print(shown.label.format(command=installing.small_model()), flush=True)
    code = call(STARTED, shown, model)
    if code not in (0, STOPPED):
        return code
    print("\n".join(lines()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
