"""Whether a name given for a microphone or a speaker means a file or a device.

Decided by the name and by what exists, so that no sound system has to be asked first.
"""

from __future__ import annotations

import re
import stat
from pathlib import Path

STREAM = "-"
"""Names standard input or output in the place of a file."""

WAV_ENDINGS = (".wav", ".wave")

OTHER_ENDINGS = {
    ending: ending[1:].upper()
    for ending in (
        *(".mp3", ".mp2", ".m4a", ".m4b", ".mp4", ".aac", ".ac3", ".eac3", ".adts", ".3gp"),
        *(".ogg", ".oga", ".opus", ".spx", ".webm", ".weba", ".mka", ".mkv", ".flac", ".wma"),
        *(".aif", ".aiff", ".aifc", ".au", ".snd", ".caf", ".amr", ".awb", ".w64", ".gsm"),
        *(".raw", ".pcm", ".s16le", ".ul", ".al", ".wv", ".ape", ".tta", ".voc", ".mov", ".avi"),
    )
}
"""Endings of other sound files, and the formats that they stand for."""

_PLACE = re.compile(r"(?:\.{1,2}|~[^/\\]*|[A-Za-z]:)[/\\]|/(?! )|\\\\")
"""How a name begins that says where a file is: here, above, at home, on a drive, from the root."""


def is_file(name: str) -> bool:
    """Whether a name means a file, and not a device.

    A file ends like sound, begins with its place, or exists and is no folder: devices have
    slashes and dots in their names, and folders may be called like them.
    """
    if _PLACE.match(name) or Path(name).suffix.lower() in (*WAV_ENDINGS, *OTHER_ENDINGS):
        return True
    try:
        return bool(name) and not stat.S_ISDIR(Path(name).stat().st_mode)
    except (OSError, ValueError):  # there is none, or no file can be called so
        return False


def expanded(name: str) -> Path:
    """The file's path; a shell leaves `--mic=~/x.wav` as it is."""
    path = Path(name)
    try:
        return path.expanduser()
    except RuntimeError:  # nobody knows where that home is
        return path
