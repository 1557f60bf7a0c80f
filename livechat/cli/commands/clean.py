"""`livechat clean`: a pair of recordings through the frontend."""

from __future__ import annotations

import json as jsonlib
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import typer

from livechat.audio.wav_read import read_wav
from livechat.audio.wav_write import WavWriter
from livechat.cli import options as o
from livechat.core.echo import RecordedEchoChoice
from livechat.core.levels import rms_dbfs
from livechat.core.link.endpointing import Endpointer, exactly
from livechat.core.pcm import INPUT_RATE, seconds_in
from livechat.core.play.bargein import RELEASE_S
from livechat.core.text import visible
from livechat.dsp.frontend import BLOCK_BYTES, Frontend
from livechat.dsp.vad import WINDOW_BYTES, WINDOW_MS, VoiceDetector
from livechat.errors import FileError, UsageError

_SHOWN = 20
"""Beginnings of speech that are listed; a long recording has hundreds."""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What came of a pair of recordings. Its names are those of the JSON."""

    output: str | None
    seconds: float
    rung: str
    """The last echo mode in use."""
    cancelled_db: float | None
    echo_dbfs: float | None
    before_dbfs: float
    """Level of the whole recording."""
    after_dbfs: float
    speech_s: list[float]
    """When speech was noticed, in seconds."""


def clean(
    mic: Annotated[Path, typer.Argument(metavar="MIC.wav", help="Recording of the microphone.")],
    played: Annotated[
        Path,
        typer.Argument(
            metavar="PLAYED.wav", help="Recording of what was played, starting at the same moment."
        ),
    ],
    output: Annotated[
        Path | None,
        typer.Option(
            "-o", "--output", metavar="FILE", help="Save the cleaned sound as WAV, 16 kHz."
        ),
    ] = None,
    echo: Annotated[RecordedEchoChoice, typer.Option(help="Echo mode.")] = "auto",
    noise_suppression: Annotated[
        bool,
        typer.Option("--noise-suppression/--no-noise-suppression", help="Suppress steady noise."),
    ] = True,
    gain: Annotated[bool, typer.Option("--gain", help="Even out the level of speech.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print a JSON object.")] = False,
    force: o.Force = False,
) -> None:
    """Remove echo and noise from a recording, as a call does.

    Both files must begin at the same moment; their sample rates may differ.

    \b
    livechat clean mic.wav played.wav -o clean.wav
    livechat clean mic.wav played.wav --echo gate --json
    """
    if output is not None and any(_same(output, given) for given in (mic, played)):
        raise UsageError(f"{output} is one of the recordings.", "Choose another name for -o.")
    near, far = read_wav(mic, INPUT_RATE), read_wav(played, INPUT_RATE)
    if len(near) < BLOCK_BYTES:
        raise FileError(f"{mic} contains less than 10 ms of sound.", "Record it again.")
    if output is None:
        cleaned, frontend = _process(near, far, echo, noise_suppression, gain)
    else:
        with WavWriter(output, INPUT_RATE, force=force) as writer:
            cleaned, frontend = _process(near, far, echo, noise_suppression, gain)
            writer.write(cleaned)
    result = Cleaned(
        output=None if output is None else str(output),
        seconds=round(seconds_in(len(near), INPUT_RATE), 3),
        rung=frontend.mode,
        cancelled_db=_tenths(frontend.cancelled_db),
        echo_dbfs=_tenths(frontend.echo_dbfs),
        before_dbfs=round(rms_dbfs(near), 1),
        after_dbfs=round(rms_dbfs(cleaned), 1),
        speech_s=_speech(cleaned),
    )
    if json:
        sys.stdout.write(jsonlib.dumps(asdict(result), indent=2) + "\n")
    else:
        sys.stdout.writelines(line + "\n" for line in _words(result))


def _process(
    near: bytes, far: bytes, echo: RecordedEchoChoice, noise_suppression: bool, gain: bool
) -> tuple[bytes, Frontend]:
    """The recording cleaned, as long as it was; what was played is cut, or silence goes on."""
    frontend = Frontend(echo, noise_suppression=noise_suppression, gain=gain)
    whole = -(-len(near) // BLOCK_BYTES) * BLOCK_BYTES
    mic, played = near.ljust(whole, b"\0"), far[:whole].ljust(whole, b"\0")
    blocks = (slice(at, at + BLOCK_BYTES) for at in range(0, whole, BLOCK_BYTES))
    cleaned = b"".join(frontend.process(mic[block], played[block]) for block in blocks)
    return cleaned[: len(near)], frontend


def _speech(pcm: bytes) -> list[float]:
    """Seconds at which speech is noticed to begin, by the rule that ducks the model's voice."""
    voice, onset = VoiceDetector(), Endpointer(exactly(round(1000 * RELEASE_S)))
    return [
        round((at / WINDOW_BYTES + 1) * WINDOW_MS / 1000, 3)
        for at in range(0, len(pcm) - WINDOW_BYTES + 1, WINDOW_BYTES)
        if onset.window(voice.probability(pcm[at : at + WINDOW_BYTES]), over_voice=True)
    ]


def _words(result: Cleaned) -> list[str]:
    if result.cancelled_db is not None:
        echo = f"echo at {result.echo_dbfs} dBFS, {result.cancelled_db} dB cancelled"
    elif result.echo_dbfs is not None:
        echo = f"echo at {result.echo_dbfs} dBFS"
    else:
        echo = "no echo found"
    times = ", ".join(f"{at:.1f}" for at in result.speech_s[:_SHOWN])
    more = len(result.speech_s) - _SHOWN
    lines = [
        f"{result.seconds:.1f} s, echo mode {result.rung}: {echo}",
        f"level {result.before_dbfs} dBFS before, {result.after_dbfs} dBFS after",
        f"speech detected at {times} s" + f" and {more} more times" * (more > 0)
        if times
        else "no speech detected",
    ]
    if result.output is not None:
        lines.append(f"saved as {visible(result.output)}")
    return lines


def _tenths(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


def _same(output: Path, given: Path) -> bool:
    return output.exists() and given.exists() and output.samefile(given)
