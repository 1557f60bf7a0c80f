"""Several channels become one."""

from __future__ import annotations

import numpy as np

from livechat.core.pcm import SAMPLE_BYTES


def downmixed(frames: bytes, channels: int) -> bytes:
    """Interleaved s16le frames as mono s16le: the mean of all channels; half a frame is left out.

    Args:
        frames: Any number of bytes.
        channels: How many are interleaved, from 1.
    """
    if channels == 1:
        return frames
    whole = len(frames) - len(frames) % (channels * SAMPLE_BYTES)
    samples = np.frombuffer(frames[:whole], "<i2").reshape(-1, channels)
    mono: bytes = np.rint(samples.mean(axis=1)).astype("<i2").tobytes()
    return mono
