"""Where sound is written to: files, standard output, and nothing that would be spoilt by it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import BinaryIO

from livechat.audio.file_kinds import quoted
from livechat.audio.names import OTHER_ENDINGS, STREAM, expanded
from livechat.errors import UsageError

_STDOUT = ("/dev/stdout", "/dev/fd/1", "/proc/self/fd/1")
"""Other names of standard output: what else goes there would be mixed with the sound."""


def output_name(name: str | None) -> str | None:
    """The name of an output, or `-` for all that stand for standard output."""
    return STREAM if name in _STDOUT else name


def check_outputs(output: str | None, *others: str | Path | None) -> None:
    """Refuse an output that cannot be one, or is one of the other files of the same command.

    Raises:
        UsageError: It would destroy what is read or written there, it is a terminal, or its name
            promises another format than WAV.
    """
    if output is None:
        return
    if output == STREAM:
        _check_stdout()
        return
    if not output:
        raise UsageError("The name of the sound file is empty.", "Name a WAV file.")
    path = expanded(output)
    other_format = OTHER_ENDINGS.get(path.suffix.lower())
    if other_format:
        wav = str(Path(output).with_suffix(".wav"))
        raise UsageError(
            f"Cannot save {output} as {other_format}: livechat writes WAV.",
            f"Save it as {wav}, then convert it: {quoted(['ffmpeg', '-i', wav, output])}",
        )
    if path.is_char_device():
        _check_device(path, output)
    for other in others:
        if other and str(other) != STREAM and expanded(str(other)).resolve() == path.resolve():
            raise UsageError(f"{output} is used twice.", "Use another file for the sound.")


def raw_stdout() -> BinaryIO:
    """Standard output for sound: unbuffered, so that a reader who stalls cannot hold up the end."""
    return open(sys.stdout.fileno(), "wb", buffering=0, closefd=False)


def _check_device(path: Path, output: str) -> None:
    from livechat.audio.sources import is_terminal  # late: hardly anybody names a device here

    if is_terminal(path):
        raise UsageError(
            f"Sound would go to {output}, which is a terminal.", "Name a WAV file instead."
        )


def _check_stdout() -> None:
    if sys.stdout is None:
        raise UsageError("Standard output is closed.", "Name a WAV file, or pipe the sound on.")
    if sys.stdout.isatty():
        raise UsageError(
            "Sound would go to standard output, which is a terminal.",
            "Name a WAV file, or pipe the sound on: … | aplay",
        )
