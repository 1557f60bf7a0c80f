"""Changing the sampling rate: whole recordings, and live streams a piece at a time.

libsoxr does the work, on float32 inside: its 16-bit mode adds dither, which would make the same
sound come out different each time. Quality "HQ" is for files. Live sound takes "LQ", which holds
back 11 ms on average and 20 ms at most where "HQ" holds back up to 38, and still filters aliases;
"QQ" does not filter and is not offered.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import soxr
from numpy.typing import NDArray

from livechat.core.pcm import FULL_SCALE, SAMPLE_BYTES

_PIECE_BYTES = 1 << 20
"""Bytes resampled at once: on the way they take ten times as much."""

Quality = Literal["LQ", "MQ", "HQ", "VHQ"]
"""libsoxr's recipes, from least delay to steepest filter."""


def to_float(pcm: bytes) -> NDArray[np.float32]:
    """S16le mono bytes as float32 of shape (samples,), full scale ±1; half a sample is left out."""
    whole = len(pcm) // SAMPLE_BYTES
    return np.frombuffer(pcm, dtype="<i2", count=whole).astype(np.float32) / np.float32(FULL_SCALE)


def from_float(samples: NDArray[np.float32]) -> bytes:
    """Float32 of shape (samples,) as s16le mono bytes.

    Full scale is ±1. Louder samples are clipped, never wrapped; infinities clip too, and what is
    not a number becomes silence.
    """
    if not np.isfinite(samples).all():  # rare, and to mend it takes as long as the rest
        samples = np.nan_to_num(samples, nan=0.0, posinf=1.0, neginf=-1.0)
    within = samples.clip(-1.0, (FULL_SCALE - 1) / FULL_SCALE)
    return np.rint(within * np.float32(FULL_SCALE)).astype("<i2").tobytes()


def resample(
    samples: NDArray[np.float32], source: int, target: int, quality: Quality = "HQ"
) -> NDArray[np.float32]:
    """A whole mono recording at another rate, in step with the original from its first sample.

    Args:
        samples: float32 of shape (samples,), full scale ±1. The result may overshoot a little.
        source: Hertz of `samples`.
        target: Hertz of the result.
        quality: libsoxr's recipe.

    Raises:
        ValueError: a rate is not positive, or `samples` is not one-dimensional.
    """
    _check_rates(source, target)
    if samples.ndim != 1:
        raise ValueError(f"mono samples wanted, got shape {samples.shape}")
    if source == target:
        return samples
    contiguous = np.ascontiguousarray(samples, dtype=np.float32)
    return np.asarray(soxr.resample(contiguous, source, target, quality), dtype=np.float32)


class StreamResampler:
    """A live s16le mono stream at another rate. Equal rates pass every byte through unchanged.

    However the stream is cut into pieces, the sound is the same. Not for use by two threads.

    Args:
        source: Hertz going in.
        target: Hertz coming out.
        quality: "LQ" for live sound, "HQ" where delay does not matter.

    Raises:
        ValueError: a rate is not positive.
    """

    def __init__(self, source: int, target: int, quality: Literal["LQ", "HQ"] = "LQ") -> None:
        _check_rates(source, target)
        self._stream = (
            None
            if source == target
            else soxr.ResampleStream(source, target, 1, dtype="float32", quality=quality)
        )
        self._odd = b""

    def process(self, pcm: bytes) -> bytes:
        """Take any number of bytes; return what is ready, perhaps nothing.

        Half a sample at the end is kept for the next call.
        """
        if self._stream is None:
            return pcm
        pcm = self._odd + pcm
        whole = len(pcm) - len(pcm) % SAMPLE_BYTES
        self._odd = pcm[whole:]
        if not whole:
            return b""
        stream = self._stream
        return b"".join(
            from_float(stream.resample_chunk(to_float(pcm[at : min(at + _PIECE_BYTES, whole)])))
            for at in range(0, whole, _PIECE_BYTES)
        )

    def flush(self) -> bytes:
        """Return what the filter still holds, and be ready for another stream.

        Half a sample is no sound and is dropped.
        """
        if self._stream is None:
            return b""
        self._odd = b""
        rest = from_float(self._stream.resample_chunk(np.zeros(0, dtype=np.float32), last=True))
        self._stream.clear()
        return rest


def _check_rates(source: int, target: int) -> None:
    if source <= 0 or target <= 0:
        raise ValueError(f"sampling rates are positive, got {source} and {target} Hz")
