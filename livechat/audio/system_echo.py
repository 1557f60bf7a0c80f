"""The sound server's own echo canceller, on Linux.

PulseAudio and PipeWire can offer a microphone whose echo is cancelled (`module-echo-cancel`), and
a loudspeaker whose sound it knows. PortAudio sees neither by name, but libpulse, through which
ALSA's `pulse` device plays, takes the names of both from the environment.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import MutableMapping
from dataclasses import dataclass

from livechat.errors import SoundError

LIMIT_S = 5.0
"""Seconds the sound server may take to answer."""

_LOAD = "pactl load-module module-echo-cancel"


@dataclass(frozen=True, slots=True)
class Cancelled:
    """What the sound server calls its echo-cancelled devices."""

    source: str
    sink: str
    """Empty where there is none of its own."""


def find() -> Cancelled:
    """The echo-cancelled devices.

    Raises:
        SoundError: There are none, or there is no such sound server.
    """
    if shutil.which("pactl") is None:
        raise SoundError(
            "The system's echo cancellation needs pactl, which is not installed.",
            "Use --echo aec, or install pulseaudio-utils.",
        )
    source = _named("sources")
    if not source:
        raise SoundError(
            "The sound server has no echo-cancelled microphone.",
            f"Add one with `{_LOAD}`, or use --echo aec.",
        )
    return Cancelled(source, _named("sinks"))


def use(cancelled: Cancelled, environ: MutableMapping[str, str] = os.environ) -> str:
    """Have libpulse use them; return the name of the PortAudio device to open for both ends.

    To be called before PortAudio is loaded.
    """
    environ["PULSE_SOURCE"] = cancelled.source
    if cancelled.sink:
        environ["PULSE_SINK"] = cancelled.sink
    return "pulse"


def _named(what: str) -> str:
    try:
        listed = subprocess.run(
            ["pactl", "list", "short", what],
            capture_output=True,
            text=True,
            errors="replace",  # names come from drivers, in whatever encoding
            timeout=LIMIT_S,
            check=True,
        ).stdout
    except (OSError, subprocess.SubprocessError) as error:
        raise SoundError(
            "The sound server does not respond to pactl.", "Check that it runs: pactl info"
        ) from error
    names = [line.split("\t")[1] for line in listed.splitlines() if "\t" in line]
    fit = [name for name in names if _is_cancelled(name) and not name.endswith(".monitor")]
    return fit[0] if fit else ""


def _is_cancelled(name: str) -> bool:
    folded = name.lower().replace("_", "-")
    return "echo-cancel" in folded or folded.endswith(".echo-cancelled")
