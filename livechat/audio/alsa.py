"""ALSA, Linux' own sound library: whether it can be asked for devices at all.

Where its configuration is missing or empty, as in slim containers, PortAudio ends the whole
program with SIGABRT. No library can be asked about that, so a child is sent ahead where there is
doubt. Elsewhere nobody waits for it: on most machines the configuration is where it belongs.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from livechat import installing
from livechat.errors import SoundError

_USUAL = Path("/usr/share/alsa/alsa.conf")

_CHOSEN: Final = ("ALSA_CONFIG_PATH", "ALSA_CONFIG_DIR")
"""Variables that name other files."""

_PACKAGES: Final[Mapping[installing.Family, str]] = {
    "debian": "libasound2-data",
    "fedora": "alsa-lib",
    "arch": "alsa-lib",
    "alpine": "alsa-lib",
    "suse": "alsa",
}
"""What brings the configuration."""

_LIMIT_S = 2.0
"""Seconds the child may take. A crash needs a tenth of one; what takes longer does not crash."""

_CHILD: Final = (
    "import resource; resource.setrlimit(resource.RLIMIT_CORE, (0, 0)); import sounddevice"
)
"""Starts PortAudio; a crash leaves no core behind."""


def check() -> None:
    """Return if PortAudio may be loaded into this program.

    Raises:
        SoundError: It would end the program.
    """
    if sys.platform != "linux" or "sounddevice" in sys.modules or not _doubtful(os.environ):
        return
    if not _crashes():
        return
    named = [name for name in _CHOSEN if os.environ.get(name)]
    if named:
        remedy = f"{' and '.join(named)} may name files that are not there: correct or unset it."
    elif command := installing.of_system(_PACKAGES):
        remedy = f"Its configuration may be missing: {command}"
    else:
        remedy = "Install the configuration of ALSA (/usr/share/alsa)."
    raise SoundError("The system's sound library (ALSA) crashes when it is asked.", remedy)


def _doubtful(environ: Mapping[str, str]) -> bool:
    """Whether the configuration may not be where it belongs, or may define no device."""
    if environ.get("ALSA_CONFIG_DIR"):
        return True
    try:
        text = Path(environ.get("ALSA_CONFIG_PATH") or _USUAL).read_bytes()
    except OSError:
        return True
    # Tried with ALSA 1.2.8: whatever the default is, even nonsense, the program goes on. Without
    # one, or with comments alone, it ends.
    lines = map(bytes.strip, text.split(b"\n"))
    return not any(line.startswith((b"pcm.default", b"pcm.!default")) for line in lines)


@cache
def _crashes() -> bool:
    """Whether a child that starts PortAudio is ended by a signal."""
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-c", _CHILD],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_LIMIT_S,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):  # nothing is known then
        return False
    return done.returncode < 0
