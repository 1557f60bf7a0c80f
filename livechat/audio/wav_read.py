"""Reading WAV: any rate, channel count and sample width, from files and from pipes.

The layout is that of Microsoft's "Multiple Channel Audio Data and WAVE Files" and of EBU Tech
3306 (RF64). A stream is only ever read forwards, so standard input works like a file. Headers of
unfinished or streamed recordings, whose sizes are unknown or too large, are read as far as the
sound goes; sound cut off in the middle is kept up to the last whole frame.
"""

from __future__ import annotations

import os
import shlex
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from livechat.audio.wav_write import UNKNOWN_SIZE
from livechat.core.pcm import samples_in
from livechat.dsp.resample import StreamResampler, from_float
from livechat.errors import FileError

MIN_RATE = 1_000
"""Hertz. No recorder goes lower, and resampling from far below would blow a file up."""

MAX_RATE = 768_000
"""Hertz of the fastest converters sold; more is a damaged header."""

_MAX_HEADER = 64 << 20
"""Bytes of chunks before the sound. Cover pictures fit; an endless pipe of junk ends here."""

_MAX_BLOCK = 1 << 20
"""Bytes read at a time, however many channels a header claims."""

_PCM, _FLOAT, _EXTENSIBLE = 0x0001, 0x0003, 0xFFFE
_SUBFORMAT_TAIL = bytes.fromhex("000000001000800000aa00389b71")
"""Bytes 2 to 15 of every KSDATAFORMAT_SUBTYPE GUID that stands for a plain format tag."""

_CODECS = {
    0x0002: "Microsoft ADPCM",
    0x0006: "A-law",
    0x0007: "mu-law",
    0x0011: "IMA ADPCM",
    0x0031: "GSM 6.10",
    0x0050: "MPEG audio",
    0x0055: "MP3",
    0x00FF: "AAC",
    0x0161: "Windows Media Audio",
}

_OTHER_FORMATS = {
    b"ID3": "an MP3 file",
    b"\xff\xfb": "an MP3 file",
    b"\xff\xf3": "an MP3 file",
    b"\xff\xf2": "an MP3 file",
    b"\xff\xf1": "an AAC file",
    b"\xff\xf9": "an AAC file",
    b"fLaC": "a FLAC file",
    b"OggS": "an Ogg file",
    b"\x1aE\xdf\xa3": "a WebM or Matroska file",
    b"FORM": "an AIFF file",
    b"caff": "a CAF file",
    b".snd": "an AU file",
    b"#!AMR": "an AMR file",
    b"RIFX": "a big-endian WAV file",
}


@dataclass(frozen=True, slots=True)
class WavFormat:
    """How the bytes of the data chunk are to be understood."""

    rate: int
    """Hertz."""

    channels: int

    sample_bytes: int
    """Bytes of one sample of one channel: 1 (unsigned), 2, 3 or 4; 4 or 8 for floats."""

    is_float: bool

    data_bytes: int | None
    """Bytes of sound that the header announces; None when they go on to the end of the stream."""

    @property
    def frame_bytes(self) -> int:
        """Bytes of one sample of every channel."""
        return self.channels * self.sample_bytes


def read_wav(path: str | os.PathLike[str], rate: int) -> bytes:
    """A whole WAV file as s16le mono at `rate` hertz.

    Raises:
        FileError: the file cannot be read, or is not a WAV file that livechat understands.
    """
    name = os.fspath(path)
    with open_file(path) as stream:
        try:
            return b"".join(pcm_blocks(stream, parse_header(stream, name), rate))
        except OSError as error:
            raise FileError(f"Cannot read {name}: {error.strerror or error}.") from error


def open_file(path: str | os.PathLike[str]) -> BinaryIO:
    """The file, opened for reading bytes.

    Raises:
        FileError: it does not exist, is a folder, or may not be read.
    """
    name = os.fspath(path)
    try:
        return Path(name).open("rb")
    except FileNotFoundError as error:
        raise FileError(f"There is no file {name}.", "Check the name and the folder.") from error
    except IsADirectoryError as error:
        raise FileError(f"{name} is a folder, not a file.", "Name a WAV file.") from error
    except PermissionError as error:
        if Path(name).is_dir():  # what Windows says of a folder
            raise FileError(f"{name} is a folder, not a file.", "Name a WAV file.") from error
        raise FileError(
            f"You have no permission to read {name}.", "Change its permissions, or copy it."
        ) from error
    except (OSError, ValueError) as error:  # ValueError: a name no system allows
        raise FileError(f"Cannot open {name!r}: {error}.") from error


def parse_header(stream: BinaryIO, name: str = "standard input", head: bytes = b"") -> WavFormat:
    """Read up to the first byte of sound.

    Args:
        stream: Bytes, read forwards only.
        name: What to call the stream in errors.
        head: Bytes already taken from the stream, at most 12 of them.

    Raises:
        FileError: this is not WAV, or not a WAV that livechat understands.
        OSError: the stream itself failed.
    """
    head += _read(stream, 12 - len(head))
    _check_magic(head, name)
    riff_size = int.from_bytes(head[4:8], "little")
    position = len(head)
    fmt: bytes | None = None
    long_size: int | None = None
    while position < _MAX_HEADER:
        chunk = _read(stream, 8)
        if not chunk and fmt is not None:
            break
        if len(chunk) < 8:
            raise _cut_off(name)
        kind, size = struct.unpack("<4sI", chunk)
        position += 8
        if kind == b"data":
            if fmt is None:
                raise FileError(
                    f"{name} is damaged: its sound comes before its format.",
                    "Record or convert it again.",
                )
            unknown = size == UNKNOWN_SIZE or (
                # A recorder that crashed, or writes to a pipe, leaves 0 in both places.
                size == 0 and (riff_size == UNKNOWN_SIZE or riff_size + 8 <= position)
            )
            return _parse_format(fmt, long_size if unknown else size, name)
        wanted = {b"fmt ": 40, b"ds64": 16}.get(kind, 0)
        body = _read(stream, min(wanted, size))
        if len(body) < min(wanted, size):
            raise _cut_off(name)
        if kind == b"fmt ":
            fmt = body
        elif kind == b"ds64" and len(body) == wanted:
            long_size = int.from_bytes(body[8:16], "little") or None
        position += _skip(stream, min(size + size % 2 - len(body), _MAX_HEADER)) + len(body)
    raise FileError(
        f"{name} contains no sound: it has no data chunk.", "Record or convert it again."
    )


def decode(raw: bytes, fmt: WavFormat) -> NDArray[np.float32]:
    """Bytes of the data chunk, mixed to mono.

    Channels are averaged. Floats are clipped to full scale, and one that is not a number is
    silence: a single one would otherwise spread through the resampler.

    Returns:
        float32 of shape (frames,), full scale ±1; an incomplete last frame is left out.
    """
    frames = len(raw) // fmt.frame_bytes
    raw = raw[: frames * fmt.frame_bytes]
    if fmt.is_float:
        wide = np.nan_to_num(np.frombuffer(raw, dtype=f"<f{fmt.sample_bytes}"), nan=0.0)
        samples = np.clip(wide, -1, 1).astype(np.float32)
    elif fmt.sample_bytes == 1:
        samples = (np.frombuffer(raw, dtype=np.uint8).astype(np.float32) - 128) / 128
    elif fmt.sample_bytes == 3:
        padded = np.zeros((len(raw) // 3, 4), dtype=np.uint8)
        padded[:, 1:] = np.frombuffer(raw, dtype=np.uint8).reshape(-1, 3)
        samples = padded.view("<i4")[:, 0].astype(np.float32) / 2**31
    else:
        full_scale = 1 << (8 * fmt.sample_bytes - 1)
        samples = np.frombuffer(raw, dtype=f"<i{fmt.sample_bytes}").astype(np.float32) / full_scale
    mono = samples.reshape(frames, fmt.channels).mean(axis=1)
    return np.asarray(mono, dtype=np.float32)


def pcm_blocks(
    stream: BinaryIO, fmt: WavFormat, rate: int, seconds: float = 1.0
) -> Iterator[bytes]:
    """The sound behind a parsed header as s16le mono at `rate` hertz, one piece after another.

    Args:
        stream: Where `parse_header` left it.
        fmt: What `parse_header` returned.
        rate: Hertz wanted.
        seconds: Sound read at a time; live streams want little.
    """
    resampler = StreamResampler(fmt.rate, rate, "HQ")
    most = _MAX_BLOCK // fmt.frame_bytes
    block = max(1, min(samples_in(seconds, fmt.rate), most)) * fmt.frame_bytes
    left = fmt.data_bytes
    while raw := _read(stream, block if left is None else min(block, left)):
        if left is not None:
            left -= len(raw)
        yield resampler.process(from_float(decode(raw, fmt)))
    yield resampler.flush()


def _check_magic(head: bytes, name: str) -> None:
    if not head:
        raise FileError(f"{name} is empty.", "Use a WAV file with sound in it.")
    if head[:4] in (b"RIFF", b"RF64", b"BW64") and head[8:] == b"WAVE":
        return
    if b"RIFF".startswith(head[:4]) and b"WAVE".startswith(head[8:]):
        raise _cut_off(name)
    kind = next((said for magic, said in _OTHER_FORMATS.items() if head.startswith(magic)), "")
    if head[4:8] == b"ftyp":
        kind = "an MP4 or M4A file"
    raise FileError(
        f"{name} is {kind or 'not a WAV file'}{', not WAV' * bool(kind)}.", _ffmpeg(name)
    )


def _parse_format(fmt: bytes, data_bytes: int | None, name: str) -> WavFormat:
    if len(fmt) < 16:
        raise _cut_off(name)
    tag, channels, rate, _, frame_bytes, bits = struct.unpack_from("<HHIIHH", fmt)
    if tag == _EXTENSIBLE and len(fmt) == 40 and fmt[26:40] == _SUBFORMAT_TAIL:
        tag = int.from_bytes(fmt[24:26], "little")
    if tag not in (_PCM, _FLOAT):
        codec = _CODECS.get(tag, f"codec 0x{tag:04x}")
        raise FileError(f"{name} is a WAV file compressed with {codec}.", _ffmpeg(name))
    if channels == 0:
        raise FileError(f"The header of {name} names no channels.", _ffmpeg(name))
    if not MIN_RATE <= rate <= MAX_RATE:
        raise FileError(
            f"{name} has a sampling rate of {rate} Hz, outside {MIN_RATE} to {MAX_RATE}.",
            "Its header is damaged; record or convert it again.",
        )
    # A sample may sit in a container wider than its bits; it is left-justified there.
    sample_bytes = (bits + 7) // 8
    if frame_bytes % channels == 0 and frame_bytes // channels > sample_bytes > 0:
        sample_bytes = frame_bytes // channels
    if sample_bytes not in ((4, 8) if tag == _FLOAT else (1, 2, 3, 4)):
        kind = "float" if tag == _FLOAT else "integer"
        raise FileError(f"{name} has {bits}-bit {kind} samples.", _ffmpeg(name))
    return WavFormat(rate, channels, sample_bytes, tag == _FLOAT, data_bytes)


def _cut_off(name: str) -> FileError:
    return FileError(f"{name} ends in the middle of its header.", "Record or copy it again.")


def _ffmpeg(name: str) -> str:
    if not Path(name).suffix:  # standard input, or a name to be careful with
        return "Convert it: ffmpeg -i INPUT -c:a pcm_s16le OUTPUT.wav"
    target = str(Path(name).with_suffix(".pcm.wav"))
    return f"Convert it: ffmpeg -i {shlex.quote(name)} -c:a pcm_s16le {shlex.quote(target)}"


def _read(stream: BinaryIO, size: int) -> bytes:
    """`size` bytes, fewer only at the end of the stream; a pipe hands them over in pieces."""
    pieces = bytearray()
    while len(pieces) < size and (piece := stream.read(size - len(pieces))):
        pieces += piece
    return bytes(pieces)


def _skip(stream: BinaryIO, size: int) -> int:
    """Pass over `size` bytes, fewer at the end of the stream; return how many."""
    passed = 0
    while passed < size and (piece := stream.read(min(size - passed, 1 << 16))):
        passed += len(piece)
    return passed
