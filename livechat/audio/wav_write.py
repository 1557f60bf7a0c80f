"""Writing WAV (s16le mono) so that nothing recorded is lost, neither the new nor the old.

    a new name             created at once under its name, which nobody else can then take
    an existing file       refused, unless forced: then the recording grows beside it, in
                           NAME.XXXX.part.wav, and takes its place when it is complete
    a pipe or a device     a header of unknown length (0xFFFFFFFF), every piece flushed
    a named pipe           the same, opened by the first write, which waits for a reader

After every write the header tells the true length, so a crash at any moment leaves a playable
file. A recording that failed before its first sample leaves nothing behind, and one in which
nothing was said takes no old one's place. A terminal is never written to: samples would be noise
on it, and commands to it.
"""

from __future__ import annotations

import errno
import io
import os
import select
import stat
import struct
import tempfile
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from livechat.core.pcm import SAMPLE_BYTES, seconds_in
from livechat.errors import FileError

UNKNOWN_SIZE = 0xFFFF_FFFF
"""What a writer puts for a size it cannot know yet."""

_STDOUT = "standard output"

_HEADER_BYTES = 44

_PART_CHARS = 40
"""Characters of a file's name in that of its part, which must not be too long for a file."""

_WAIT_S = 1.0
"""Seconds to wait at a time for a reader that takes nothing."""


class WavWriter:
    """An open WAV recording, s16le mono. A context manager; not for use by two threads.

    Args:
        target: A file name, or an open binary stream, which is flushed but never closed.
        rate: Hertz.
        force: Replace an existing file.

    Raises:
        FileError: the file exists and `force` is not given, it cannot be created, or it is a
            terminal.
    """

    waits = False
    """Whether it is a named pipe that nobody has begun to read."""

    def __init__(
        self, target: str | os.PathLike[str] | BinaryIO, rate: int, *, force: bool = False
    ) -> None:
        self._rate = rate
        self._saved = 0
        self._odd = b""
        self._failed = False
        self._final: Path | None = None  # the file to replace at the end
        self._part: Path | None = None  # the file being written, when it can be patched
        self._owned = isinstance(target, str | os.PathLike)
        if isinstance(target, str | os.PathLike):
            self.name = os.fspath(target)
            self.waits = _waits_for_reader(Path(self.name))
            try:
                self._stream = self._open(Path(self.name), force)
            except (OSError, ValueError) as error:
                raise _cannot_create(self.name, error) from error
        else:
            self.name = _STDOUT
            self._stream = target
        if self._stream.isatty():
            self._discard()
            raise no_terminal(self.name)
        if self.waits:
            return
        try:
            self._put(_header(rate, 0 if self._part else UNKNOWN_SIZE))
        except FileError:
            self._discard()
            raise

    @property
    def seconds(self) -> float:
        """Seconds of sound written so far."""
        return seconds_in(self._saved, self._rate)

    def write(self, pcm: bytes) -> None:
        """Append s16le mono sound of any length; half a sample waits for its other half.

        A named pipe is opened first, which may take until somebody reads it.

        Raises:
            FileError: the disk is full, or the reader of a pipe has gone; says how much is saved.
        """
        if self.waits:
            self._stream = self._open_pipe()
            self.waits = False
            self._put(_header(self._rate, UNKNOWN_SIZE))
        pcm = self._odd + pcm
        whole = len(pcm) - len(pcm) % SAMPLE_BYTES
        self._odd = pcm[whole:]
        try:
            self._put(memoryview(pcm)[:whole], sound=True)
        finally:
            if self._part:
                self._patch()

    def close(self) -> None:
        """Finish the file and give it its name. Closing twice does nothing more.

        Raises:
            FileError: the last bytes could not be stored, or the old file not be replaced.
        """
        if not self._owned or self._stream.closed:
            return
        if self._final and not self._saved:
            self._discard()
            return
        try:
            if self._final:
                os.fsync(self._stream.fileno())  # before the old recording goes
            self._stream.close()
            if self._final and self._part and not self._failed:
                self._part.replace(self._final)
        except OSError as error:
            raise self._trouble(error) from error

    def __enter__(self) -> WavWriter:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is not None and not self._saved:
            self._discard()
        else:
            self.close()

    def _open(self, path: Path, force: bool) -> BinaryIO:
        if self.waits:
            if not os.access(path, os.W_OK):
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
            return io.BytesIO()  # in its place until somebody reads
        if not force:
            try:
                stream = path.open("xb", buffering=0)
            except FileExistsError:
                if not _is_device(path):
                    raise
                return path.open("wb", buffering=0)
            self._part = path
            return stream
        if _is_device(path):
            return path.open("wb", buffering=0)
        if not path.exists():
            return self._open(path.resolve(), force=False)
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
        self._final = path.resolve()  # a link stays a link
        mode = stat.S_IMODE(self._final.stat().st_mode)
        handle, part = tempfile.mkstemp(
            ".part.wav", f"{self._final.stem[:_PART_CHARS]}.", self._final.parent
        )
        self._part = Path(part)
        self._part.chmod(mode)
        return os.fdopen(handle, "wb", buffering=0)

    def _open_pipe(self) -> BinaryIO:
        try:
            return Path(self.name).open("wb", buffering=0)
        except OSError as error:
            raise _cannot_create(self.name, error) from error

    def _put(self, piece: bytes | memoryview, *, sound: bool = False) -> None:
        rest = memoryview(piece)
        try:
            while rest:
                # None: a pipe that does not block, left so by whoever had it before, is full.
                taken: int | None = self._stream.write(rest)
                if taken is None:
                    select.select([], [self._stream], [], _WAIT_S)
                else:
                    rest = rest[taken:]
                    self._saved += taken * sound
            self._stream.flush()
        except OSError as error:
            self._failed = True
            raise self._trouble(error) from error

    def _patch(self) -> None:
        """Tell the true length in the header, which takes no new room on the disk."""
        try:
            self._stream.seek(0)
            self._stream.write(_header(self._rate, self._saved - self._saved % SAMPLE_BYTES))
            self._stream.seek(_HEADER_BYTES + self._saved)
        except OSError as error:
            self._failed = True
            raise self._trouble(error) from error

    def _discard(self) -> None:
        """Leave nothing behind: no sample was ever stored."""
        if self._owned:
            with suppress(OSError):  # a worse error is on its way already
                self._stream.close()
        if self._part:
            self._part.unlink(missing_ok=True)

    def _trouble(self, error: OSError) -> FileError:
        saved = f"{self.seconds:.1f} s of sound were saved" if self._saved else "nothing was saved"
        if self._saved and self._part:
            saved += f" in {self._part}"
        if isinstance(error, BrokenPipeError):
            return FileError(f"The program that read {self.name} has ended; {saved}.")
        if error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", None)):
            return FileError(f"The disk is full; {saved}.", "Free some space and record again.")
        return FileError(f"Cannot write {self.name}: {error.strerror or error}; {saved}.")


def no_terminal(name: str) -> FileError:
    """Return the error of sound that was to go to a terminal."""
    return FileError(
        f"{name[:1].upper() + name[1:] if name == _STDOUT else name} is a terminal, which cannot "
        "take sound.",
        "Name a WAV file, or pipe the sound on: … | aplay",
    )


def _header(rate: int, data_bytes: int) -> bytes:
    """A canonical 44-byte header. From 4 GiB on the length is "unknown", which readers accept."""
    data = min(data_bytes, UNKNOWN_SIZE)
    riff = min(data_bytes + _HEADER_BYTES - 8, UNKNOWN_SIZE)
    return struct.pack(
        "<4sI4s4sIHHIIHH4sI",
        *(b"RIFF", riff, b"WAVE", b"fmt ", 16, 1, 1, rate, rate * SAMPLE_BYTES),
        *(SAMPLE_BYTES, SAMPLE_BYTES * 8, b"data", data),
    )


def _is_device(path: Path) -> bool:
    """Whether the path names a pipe, a socket or a device such as /dev/null."""
    return path.exists() and not path.is_file() and not path.is_dir()


def _waits_for_reader(path: Path) -> bool:
    """Whether to open it may take until somebody reads: it is a named pipe."""
    try:
        return path.is_fifo()
    except (OSError, ValueError):  # said when it is opened
        return False


def _cannot_create(name: str, error: OSError | ValueError) -> FileError:
    parent = Path(name).parent
    match error:
        case IsADirectoryError():
            return FileError(f"{name} is a folder.", "Name a file in it.")
        case FileExistsError() if Path(name).is_dir():
            return FileError(f"{name} is a folder.", "Name a file in it.")
        case FileExistsError():
            return FileError(f"{name} already exists.", "Choose another name, or use --force.")
        case FileNotFoundError() | NotADirectoryError():
            return FileError(f"The folder {parent} does not exist.", "Create it first.")
        case PermissionError():
            return FileError(f"You have no permission to write {name}.", "Choose another folder.")
        case OSError(errno=errno.ENAMETOOLONG):
            return FileError(
                f"{Path(name).name[:40]}… is too long for a file's name.",
                "Choose a shorter one.",
            )
        case OSError():
            return FileError(f"Cannot create {name}: {error.strerror or error}.")
        case _:  # a name no system allows
            return FileError(f"Cannot create {name!r}: {error}.")
