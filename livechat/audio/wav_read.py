"""Reading sound: WAV, AU and AIFF of any rate, channel count and width, from files and pipes.

Everything is read forwards and a piece at a time, so that hours of a recording take no memory and
a recorder that never ends can be listened to. Sound cut off in the middle is kept up to the last
whole frame.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from livechat.audio.file_kinds import LOOK_BYTES, LOOK_LONG_BYTES, may_be_framed, recognise
from livechat.audio.sound_header import (
    HEAD_BYTES,
    SoundFormat,
    has_header,
    parse_header,
    read_whole,
)
from livechat.audio.sources import Source, find
from livechat.core.pcm import FULL_SCALE, INPUT_RATE
from livechat.dsp.downmix import Downmix
from livechat.dsp.resample import StreamResampler, from_float
from livechat.errors import FileError

_BLOCKS = 50
"""Blocks of the downmix read at a time from a recording: a second."""

_MAX_BLOCK = 4 << 20
"""Bytes read at a time, however many channels a header claims."""


def _mulaw() -> NDArray[np.float32]:
    """Samples of the 256 bytes of mu-law (ITU-T G.711)."""
    code = ~np.arange(256) & 0xFF
    size = (((code & 15) << 3) + 0x84 << (code >> 4 & 7)) - 0x84
    return (np.where(code & 0x80, -size, size) / FULL_SCALE).astype(np.float32)


def _alaw() -> NDArray[np.float32]:
    """Samples of the 256 bytes of A-law (ITU-T G.711)."""
    code = np.arange(256) ^ 0x55
    exponent = code >> 4 & 7
    size = ((code & 15) << 4) + 8
    size = np.where(exponent, (size + 0x100) << np.maximum(exponent - 1, 0), size)
    return (np.where(code & 0x80, size, -size) / FULL_SCALE).astype(np.float32)


_TABLES = {"ulaw": _mulaw(), "alaw": _alaw()}


def read_wav(path: str | os.PathLike[str], rate: int) -> bytes:
    """A whole recording as s16le mono at `rate` hertz.

    Raises:
        FileError: It cannot be read, or is no sound that livechat understands.
    """
    return b"".join(sound_blocks(find(path), rate))


def sound_blocks(source: Source, rate: int) -> Iterator[bytes]:
    """Yield the sound of a source as s16le mono at `rate` hertz, cut anywhere.

    A live source is read by 20 ms and resampled with little delay, a recording by the second and
    with a steep filter.

    Raises:
        FileError: It cannot be read, or is no sound that livechat understands.
    """
    with source.open() as stream:
        try:
            yield from _sound(stream, source, rate)
        except OSError as error:
            raise source.cannot_read(error) from error


def _sound(stream: BinaryIO, source: Source, rate: int) -> Iterator[bytes]:
    head = b""
    if source.raw:
        head = read_whole(stream, HEAD_BYTES)
        if not head:
            raise FileError(
                f"{source.origin.subject} is empty.",
                "Pipe sound into it: raw s16le mono 16 kHz, or WAV.",
            )
        if not has_header(head):
            yield from _raw(stream, source, rate, head)
            return
    fmt = parse_header(stream, source.origin, head)
    yield from pcm_blocks(stream, fmt, rate, live=source.live)


def _raw(stream: BinaryIO, source: Source, rate: int, head: bytes) -> Iterator[bytes]:
    """Raw sound, once it is known to be nothing else."""
    size = LOOK_BYTES
    head += read_whole(stream, size - len(head))
    if may_be_framed(head):
        size = LOOK_LONG_BYTES
        head += read_whole(stream, size - len(head))
    kind = recognise(head, ended=len(head) < size)
    if kind is not None:
        raise source.origin.refused(kind)
    resampler = StreamResampler(INPUT_RATE, rate, "LQ" if source.live else "HQ")
    yield resampler.process(head)
    while piece := stream.read(LOOK_BYTES):
        yield resampler.process(piece)
    yield resampler.flush()


def decode(raw: bytes, fmt: SoundFormat) -> NDArray[np.float32]:
    """Bytes of sound as numbers.

    Floats are clipped to full scale, and one that is not a number is silence: a single one would
    otherwise spread through the resampler.

    Returns:
        float32 of shape (frames, channels), full scale ±1; an incomplete last frame is left out.
    """
    frames = len(raw) // fmt.frame_bytes
    raw = raw[: frames * fmt.frame_bytes]
    order, size = fmt.coding[0], fmt.sample_bytes
    if fmt.coding in _TABLES:
        samples = _TABLES[fmt.coding][np.frombuffer(raw, dtype=np.uint8)]
    elif "f" in fmt.coding:
        wide = np.nan_to_num(np.frombuffer(raw, dtype=fmt.coding), nan=0.0)
        samples = np.clip(wide, -1, 1).astype(np.float32)
    elif fmt.coding == "u1":
        samples = (np.frombuffer(raw, dtype=np.uint8).astype(np.float32) - 128) * np.float32(2**-7)
    elif size == 3:
        padded = np.zeros((len(raw) // 3, 4), dtype=np.uint8)
        padded[:, slice(1, 4) if order == "<" else slice(0, 3)] = np.frombuffer(
            raw, dtype=np.uint8
        ).reshape(-1, 3)
        samples = padded.view(f"{order}i4")[:, 0].astype(np.float32) * np.float32(2**-31)
    else:
        scale = np.float32(2.0 ** (1 - 8 * size))
        samples = np.frombuffer(raw, dtype=fmt.coding).astype(np.float32) * scale
    return samples.reshape(frames, fmt.channels)


def pcm_blocks(
    stream: BinaryIO, fmt: SoundFormat, rate: int, *, live: bool = False
) -> Iterator[bytes]:
    """The sound behind a parsed header as s16le mono at `rate` hertz, one piece after another.

    Args:
        stream: Where `parse_header` left it.
        fmt: What `parse_header` returned.
        rate: Hertz wanted.
        live: Whether little may be held back; otherwise the filter is steeper.
    """
    heard = 1 if fmt.first_only else fmt.channels
    downmix = Downmix(heard, fmt.rate)
    resampler = StreamResampler(fmt.rate, rate, "LQ" if live else "HQ")
    most = max(1, _MAX_BLOCK // fmt.frame_bytes)
    many = 1 if live else max(1, min(_BLOCKS, most // downmix.block))
    block = min(downmix.block * many, most) * fmt.frame_bytes
    left = fmt.data_bytes
    while raw := read_whole(stream, block if left is None else min(block, left)):
        if left is not None:
            left -= len(raw)
        frames = decode(raw, fmt)[:, :heard]
        yield resampler.process(from_float(downmix.mix(frames)))
    yield resampler.flush()
