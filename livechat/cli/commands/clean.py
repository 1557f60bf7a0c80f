"""`livechat clean`: a pair of recordings through the frontend."""

from __future__ import annotations

import json as jsonlib
import math
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import typer

from livechat.audio.names import STREAM, expanded
from livechat.audio.sources import Source, find
from livechat.audio.wav_read import sound_blocks
from livechat.audio.wav_write import WavWriter
from livechat.cli import options as o
from livechat.cli.outputs import check_outputs, output_name, raw_stdout
from livechat.cli.telling import tell
from livechat.core.echo import RecordedEchoChoice
from livechat.core.levels import QUIETEST_DBFS, rms_dbfs
from livechat.core.link.endpointing import Endpointer, exactly
from livechat.core.pcm import INPUT_RATE, SAMPLE_BYTES, Chunker, seconds_in
from livechat.core.play.bargein import RELEASE_S
from livechat.core.text import visible
from livechat.dsp.frontend import BLOCK_BYTES, Frontend
from livechat.dsp.resample import to_float
from livechat.dsp.vad import WINDOW_MS, VoiceDetector
from livechat.errors import FileError, UsageError

_LEAST_BYTES = INPUT_RATE // 100 * SAMPLE_BYTES
"""Bytes of the shortest recording there is anything to clean in: 10 ms."""

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
        str | None,
        typer.Option(
            "-o",
            "--output",
            metavar="FILE",
            help="Save the cleaned sound as WAV, 16 kHz; - for standard output.",
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
    output = output_name(output)
    check_outputs(output, mic, played)
    if json and output == STREAM:
        raise UsageError("--json and -o - both need standard output.", "Use a file name with -o.")
    if output is not None and any(_same(expanded(output), given) for given in (mic, played)):
        raise UsageError(f"{output} is one of the recordings.", "Choose another name for -o.")
    near, far = find(mic), find(played)
    for told in (near.check(), far.check()):
        if told:
            tell(told)
    frontend = Frontend(echo, noise_suppression=noise_suppression, gain=gain)
    if output is None:
        heard = _process(near, far, frontend, lambda pcm: None)
    else:
        target = raw_stdout() if output == STREAM else expanded(output)
        with WavWriter(target, INPUT_RATE, force=force) as writer:
            heard = _process(near, far, frontend, writer.write)
    result = Cleaned(
        output=output,
        seconds=round(seconds_in(heard.before.size, INPUT_RATE), 3),
        rung=frontend.mode,
        cancelled_db=_tenths(frontend.cancelled_db),
        echo_dbfs=_tenths(frontend.echo_dbfs),
        before_dbfs=round(heard.before.dbfs, 1),
        after_dbfs=round(heard.after.dbfs, 1),
        speech_s=heard.speech.times,
    )
    if json:
        sys.stdout.write(jsonlib.dumps(asdict(result), indent=2) + "\n")
    else:
        # Where standard output carries sound, words go beside it.
        words = sys.stderr if output == STREAM else sys.stdout
        words.writelines(line + "\n" for line in _words(result))


class _Level:
    """The level of a stream, in pieces."""

    def __init__(self) -> None:
        self.size = 0
        """Bytes so far."""
        self._energy = 0.0

    def take(self, pcm: bytes) -> None:
        self.size += len(pcm)
        level = rms_dbfs(pcm)
        self._energy += len(pcm) * 10 ** (level / 10) * (level > QUIETEST_DBFS)

    @property
    def dbfs(self) -> float:
        if not self._energy:
            return QUIETEST_DBFS
        return max(QUIETEST_DBFS, 10 * math.log10(self._energy / self.size))


class _Speech:
    """When speech is noticed to begin in a stream, by the rule that ducks the model's voice."""

    def __init__(self) -> None:
        self.times: list[float] = []
        """Seconds."""
        self._windows = Chunker(INPUT_RATE, WINDOW_MS)
        self._seen = 0
        self._voice, self._onset = VoiceDetector(), Endpointer(exactly(round(1000 * RELEASE_S)))

    def take(self, pcm: bytes) -> None:
        for window in self._windows.push(pcm):
            self._seen += 1
            if self._onset.window(self._voice.probability(window), over_voice=True):
                self.times.append(round(self._seen * WINDOW_MS / 1000, 3))


class _Heard:
    """What is measured while sound passes."""

    def __init__(self) -> None:
        self.before, self.after, self.speech = _Level(), _Level(), _Speech()


def _process(
    near: Source, far: Source, frontend: Frontend, write: Callable[[bytes], None]
) -> _Heard:
    """Clean the recording, as long as it is; what was played is cut, or silence goes on.

    Raises:
        FileError: One of them cannot be read, or there is nothing to clean.
    """
    heard = _Heard()
    played = _blocks(far)
    for block in _blocks(near):
        if len(block) < _LEAST_BYTES and not heard.before.size:
            break
        mic, beside = (one.ljust(BLOCK_BYTES, b"\0") for one in (block, next(played, b"")))
        cleaned = frontend.process(mic, to_float(beside))[: len(block)]
        heard.before.take(block)
        heard.after.take(cleaned)
        heard.speech.take(cleaned)
        write(cleaned)
    if not heard.before.size:
        raise FileError(
            f"{near.origin.subject} contains less than 10 ms of sound.", "Record it again."
        )
    return heard


def _blocks(source: Source) -> Iterator[bytes]:
    """The sound of a source, 20 ms at a time; the last may be shorter."""
    chunker = Chunker(INPUT_RATE, 1000 * BLOCK_BYTES // SAMPLE_BYTES // INPUT_RATE)
    for pcm in sound_blocks(source, INPUT_RATE):
        yield from chunker.push(pcm)
    if rest := chunker.flush():
        yield rest


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
    if result.output not in (None, STREAM):
        lines.append(f"saved as {visible(result.output)}")
    return lines


def _tenths(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


def _same(output: Path, given: Path) -> bool:
    return output.exists() and given.exists() and output.samefile(given)
