"""Raw sound as bytes: signed 16-bit little-endian, mono.

The Live API takes 16 kHz and speaks 24 kHz ("Audio formats" in Google's Live API guide), and
advises pieces of 20 to 40 ms.
"""

from __future__ import annotations

import sys
from array import array

INPUT_RATE = 16_000
"""Hertz: what the service hears natively."""

OUTPUT_RATE = 24_000
"""Hertz: what the service speaks."""

SAMPLE_BYTES = 2
"""Bytes in one s16le mono sample."""

CHUNK_MS = 20
"""Milliseconds of sound in one message to the service; twice that while a room is quiet."""

FULL_SCALE = 32_768
"""The magnitude of the largest s16 sample."""


def samples_in(seconds: float, rate: int) -> int:
    """Samples in `seconds` at `rate` hertz, rounded to the nearest."""
    return round(seconds * rate)


def seconds_in(pcm_bytes: int, rate: int) -> float:
    """Seconds of s16le mono sound in `pcm_bytes` bytes at `rate` hertz."""
    return pcm_bytes / SAMPLE_BYTES / rate


def silence(seconds: float, rate: int) -> bytes:
    """`seconds` of s16le mono zeros at `rate` hertz."""
    return bytes(samples_in(seconds, rate) * SAMPLE_BYTES)


def to_samples(pcm: bytes) -> array[int]:
    """The s16le bytes as native integers in −32768..32767; an odd last byte is left out."""
    samples = array("h")
    samples.frombytes(pcm[: len(pcm) - len(pcm) % SAMPLE_BYTES])
    if sys.byteorder == "big":  # pragma: no cover - no such machine in the test fleet
        samples.byteswap()
    return samples


def from_samples(samples: array[int]) -> bytes:
    """Native integers in −32768..32767 as s16le bytes."""
    if sys.byteorder == "big":  # pragma: no cover - no such machine in the test fleet
        samples = array("h", samples)
        samples.byteswap()
    return samples.tobytes()


class Chunker:
    """Cuts a byte stream into equal chunks without changing a byte of it.

    Whatever sizes go in, the concatenation of what comes out (with `flush` at the end) is the
    concatenation of what went in.

    Args:
        rate: Hertz of the s16le mono stream.
        chunk_ms: Milliseconds in one chunk.
    """

    def __init__(self, rate: int = INPUT_RATE, chunk_ms: int = CHUNK_MS) -> None:
        self.chunk_bytes = rate * chunk_ms // 1000 * SAMPLE_BYTES
        if self.chunk_bytes <= 0:
            raise ValueError(f"no sample fits into {chunk_ms} ms at {rate} Hz")
        self._held = bytearray()

    def push(self, pcm: bytes) -> list[bytes]:
        """Take any number of bytes; return the chunks that are now whole."""
        self._held += pcm
        whole = len(self._held) - len(self._held) % self.chunk_bytes
        chunks = [
            bytes(self._held[at : at + self.chunk_bytes])
            for at in range(0, whole, self.chunk_bytes)
        ]
        del self._held[:whole]
        return chunks

    def flush(self) -> bytes:
        """Return what is left, shorter than a chunk and perhaps empty."""
        rest = bytes(self._held)
        self._held.clear()
        return rest
