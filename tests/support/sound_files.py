"""Files of sound as bytes, well made and badly."""

from __future__ import annotations

import struct
from typing import Literal

PCM, FLOAT, ALAW, MULAW, EXTENSIBLE = 1, 3, 6, 7, 0xFFFE
GUID_TAIL = bytes.fromhex("000000001000800000aa00389b71")
AMBISONIC_TAIL = bytes.fromhex("000021071d11d38644c8c1ca0000")

Order = Literal["<", ">"]


def chunk(
    kind: bytes, body: bytes, size: int | None = None, *, pad: bytes = b"\0", order: Order = "<"
) -> bytes:
    """One RIFF or IFF chunk, padded to an even length."""
    size = len(body) if size is None else size
    return kind + struct.pack(f"{order}I", size) + body + pad * (len(body) % 2)


def fmt_chunk(
    *,
    tag: int = PCM,
    channels: int = 1,
    rate: int = 16_000,
    bits: int = 16,
    wide: int = 0,
    block: int | None = None,
    more: bytes = b"",
    order: Order = "<",
) -> bytes:
    """A format chunk.

    Args:
        tag: The codec.
        channels: How many.
        rate: Hertz.
        bits: Of a sample.
        wide: The container's bits when they differ from the sample's.
        block: Bytes of a frame as the header says, when they differ from the truth.
        more: What follows.
        order: Of bytes.
    """
    frame = channels * (((wide or bits) + 7) // 8)
    block = frame if block is None else block
    head = struct.pack(f"{order}HHIIHH", tag, channels, rate, rate * frame, block, bits)
    return chunk(b"fmt ", head + more, order=order)


def extensible(subtype: int, *, channels: int, bits: int, valid: int, tail: bytes) -> bytes:
    """A WAVE_FORMAT_EXTENSIBLE format chunk."""
    more = struct.pack("<HHIH", 22, valid, 0, subtype) + tail
    return fmt_chunk(tag=EXTENSIBLE, channels=channels, bits=bits, more=more)


def wav(
    *chunks: bytes,
    magic: bytes = b"RIFF",
    riff_size: int | None = None,
    kind: bytes = b"WAVE",
    order: Order = "<",
) -> bytes:
    """A whole file."""
    body = kind + b"".join(chunks)
    return magic + struct.pack(f"{order}I", len(body) if riff_size is None else riff_size) + body


def au(
    pcm: bytes,
    encoding: int = 3,
    *,
    channels: int = 1,
    rate: int = 16_000,
    size: int | None = None,
    order: Order = ">",
    note: bytes = b"",
) -> bytes:
    """A Sun audio file."""
    size = len(pcm) if size is None else size
    numbers = struct.pack(f"{order}5I", 24 + len(note), size, encoding, rate, channels)
    return (b".snd" if order == ">" else b"dns.") + numbers + note + pcm


def common(
    *, channels: int = 1, bits: int = 16, rate: float = 16_000, how: bytes | None = None
) -> bytes:
    """The COMM chunk of an AIFF file, whose rate is an 80-bit float."""
    exponent = 0
    while rate >= 2.0 ** (exponent + 1):
        exponent += 1
    mantissa = int(rate * 2 ** (63 - exponent))
    body = struct.pack(">HIHHQ", channels, 0, bits, 16383 + exponent, mantissa)
    return chunk(b"COMM", body + (b"" if how is None else how + b"\0\0"), order=">")


def aiff(pcm: bytes, comm: bytes, *, size: int | None = None, offset: int = 0) -> bytes:
    """An AIFF file; AIFF-C where `comm` names a compression."""
    kind = b"AIFC" if len(comm) > 26 else b"AIFF"
    body = struct.pack(">II", offset, 0) + bytes(offset) + pcm
    sound = chunk(b"SSND", body, size, order=">")
    return wav(comm, sound, magic=b"FORM", kind=kind, order=">")
