"""Where sound may come from: a file, standard input, a FIFO, `<(recorder)`, a device of the system.

What is a regular file can be looked into before anything is sent. Anything else is read forwards,
once, when its turn comes: to open it may take until somebody writes into it.
"""

from __future__ import annotations

import errno
import os
import stat
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from livechat.audio.names import STREAM, expanded
from livechat.audio.sound_header import Origin, parse_header, read_whole
from livechat.errors import FileError

_MISSING_S = 0.1
"""Seconds that may be missing at the end: half a syllable, and what writers miscount."""

_STREAMS = ("/dev/", "/proc/")
"""Where names of streams are that may lead to a regular file, as `/dev/stdin` does after `<`."""


@dataclass(frozen=True, slots=True)
class Source:
    """Something to read sound from."""

    origin: Origin
    path: Path | None
    """The file; None: a descriptor that is open already."""
    descriptor: int = -1
    raw: bool = False
    """Whether sound without a header is taken for raw s16le mono 16 kHz."""

    @property
    def live(self) -> bool:
        """Whether it may never end, and is to be heard as it comes."""
        return self.origin.length is None

    def open(self) -> BinaryIO:
        """The bytes, to be read forwards. May wait until there is a writer.

        Raises:
            FileError: It cannot be opened.
        """
        buffering = 0 if self.live else -1
        try:
            if self.path is not None:
                return self.path.open("rb", buffering=buffering)
            if os.name == "posix":  # whoever had the pipe before may have left it so
                os.set_blocking(self.descriptor, True)
            return os.fdopen(self.descriptor, "rb", buffering=buffering, closefd=False)
        except (OSError, ValueError) as error:
            raise _cannot_open(self.origin.subject, error) from error

    def check(self) -> str:
        """Look whether a recording has a header that is understood, and sound behind it.

        Returns:
            What the user is to know: that much of its sound is missing. Empty: nothing.

        Raises:
            FileError: It has not.
        """
        length = self.origin.length
        if length is None or self.raw:  # read once, when its turn comes
            return ""
        with self.open() as stream:
            try:
                fmt = parse_header(stream, self.origin)
                there_s = fmt.seconds(length - stream.tell())
                sound = fmt.data_bytes != 0 and read_whole(stream, fmt.frame_bytes)
            except OSError as error:
                raise self.cannot_read(error) from error
        if not sound or len(sound) < fmt.frame_bytes:
            raise self.silent()
        whole_s = there_s if fmt.data_bytes is None else fmt.seconds(fmt.data_bytes)
        if whole_s - there_s < _MISSING_S:
            return ""
        return (
            f"{self.origin.subject} is cut off: it has {there_s:.1f} s of {whole_s:.1f} s. "
            "Record or copy it again."
        )

    def silent(self) -> FileError:
        """Return the error of something without any sound."""
        advice = (
            "Pipe a recording with sound into it."
            if self.live
            else "Use a WAV file with sound in it."
        )
        return FileError(f"{self.origin.subject} contains no sound.", advice)

    def cannot_read(self, error: OSError) -> FileError:
        """Return the error of something that broke while it was read."""
        advice = "Pipe sound into it." if self.path is None else ""
        return FileError(f"Cannot read {self.origin.name}: {error.strerror or error}.", advice)


def find(name: str | os.PathLike[str]) -> Source:
    """What a name means; nothing is read yet.

    Args:
        name: A path, or `-` for standard input.

    Raises:
        FileError: There is nothing of the name, or nothing that can be read.
    """
    text = os.fspath(name)
    if text == STREAM:
        return standard_input()
    path = expanded(text)
    try:
        mode, size = path.stat().st_mode, path.stat().st_size
        if stat.S_ISDIR(mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        if not os.access(path, os.R_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        if stat.S_ISSOCK(mode):
            raise FileError(f"{text} is a socket, not a file.", "Name a WAV file.")
        if stat.S_ISCHR(mode) and is_terminal(path):
            raise _terminal(text)
    except (OSError, ValueError) as error:
        raise _cannot_open(text, error) from error
    length = size if stat.S_ISREG(mode) else None
    stream = text.startswith(_STREAMS)
    return Source(
        Origin(text, None if stream else text, length), path, raw=stream or length is None
    )


def standard_input(descriptor: int | None = None) -> Source:
    """Standard input, which may also be a file.

    Args:
        descriptor: Another one, in its place.

    Raises:
        FileError: It is closed, or a terminal.
    """
    name = "standard input"
    if descriptor is None:
        if sys.stdin is None:  # closed: its number may mean anything by now
            raise FileError("Standard input is closed.", "Pipe sound into it.")
        descriptor = sys.stdin.fileno()
    try:
        found = os.fstat(descriptor)
        if os.isatty(descriptor):
            raise _terminal("Standard input")
    except OSError as error:
        raise FileError(
            f"Cannot read standard input: {error.strerror or error}.", "Pipe sound into it."
        ) from error
    length = found.st_size if stat.S_ISREG(found.st_mode) else None
    return Source(Origin(name, None, length), None, descriptor, raw=True)


def is_terminal(path: Path) -> bool:
    """Whether a device of the system is a terminal; to ask never waits."""
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)
    try:
        descriptor = os.open(path, flags)
    except OSError:  # said when it is opened to be read
        return False
    try:
        return os.isatty(descriptor)
    finally:
        os.close(descriptor)


def _terminal(name: str) -> FileError:
    return FileError(
        f"{name} is a terminal, and no sound comes from it.",
        "Pipe sound into it, as in: livechat talk --mic - < question.wav",
    )


def _cannot_open(name: str, error: OSError | ValueError) -> FileError:
    match error:
        case FileNotFoundError():
            return FileError(f"There is no file {name}.", "Check the name and the folder.")
        case IsADirectoryError():
            return FileError(f"{name} is a folder, not a file.", "Name a WAV file.")
        case PermissionError():
            return FileError(
                f"You have no permission to read {name}.", "Change its permissions, or copy it."
            )
        case OSError(errno=errno.ENAMETOOLONG):
            return FileError(
                f"{Path(name).name[:40]}… is too long for a file's name.",
                "Check the name.",
            )
        case OSError():
            return FileError(f"Cannot open {name}: {error.strerror or error}.")
        case _:  # a name no system allows
            return FileError(f"Cannot open {name!r}: {error}.")
