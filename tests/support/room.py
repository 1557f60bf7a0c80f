"""A room without a room: what a microphone picks up of the loudspeaker beside it.

    far ─► loudspeaker: soft clipping ─► its own clock ─► delay ─► walls ─► level ─► (+) ─► mixed
                                                                    near, noise ──────┘

The impulse response is a direct path of a third of the energy and, from 2 ms on, noise that dies
away by 60 dB in the reverberation time (the exponential model of statistical room acoustics).
The same seed makes the same room.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from livechat.core.pcm import INPUT_RATE

Floats = NDArray[np.float32]

_DIRECT: Final = 1 / 3
"""Share of the energy in the direct path: a metre away in a living room, about."""

_GAP_S: Final = 0.002
"""Seconds from the direct path to the first reflection, from the table under a laptop."""

_PIECE: Final = 8192
"""Samples convolved, or read between samples, at once."""

_TAPS: Final = 24
"""Samples around a position between two samples that are weighed to read it."""


@dataclass(frozen=True, slots=True)
class Room:
    """A loudspeaker, a microphone and the walls around them.

    Raises:
        ValueError: the delay is negative, or the drift not within ±2000 ppm.
    """

    delay_ms: float = 60.0
    """Milliseconds from the sample handed over to its sound at the microphone: buffers and air."""
    rt60_s: float = 0.35
    """Seconds in which the reverberation dies away by 60 dB. Living rooms: 0.3 to 0.6."""
    loss_db: float = 6.0
    """How much weaker the sound arrives than it was played. Laptops: 0 to 20."""
    drive: float = 1.5
    """Soft clipping, tanh(drive · x) / drive: 0 for none. Full scale loses 4 dB at 1.5, and 8 at 3;
    speech of −20 dBFS gets 1 % and 4 % of distortion."""
    noise_dbfs: float | None = -65.0
    """Level of the white noise of room and microphone; None for none."""
    drift_ppm: float = 0.0
    """How much slower the loudspeaker's clock is than the microphone's, in millionths. Below 0 the
    echo catches up, until the delay is used up and silence follows: 200 s at 60 ms and −300."""
    seed: int = 1

    def __post_init__(self) -> None:
        if self.delay_ms < 0:
            raise ValueError(f"a delay of at least 0 ms, got {self.delay_ms}")
        if not -2000 <= self.drift_ppm <= 2000:
            raise ValueError(f"a drift within ±2000 ppm, got {self.drift_ppm}")

    def echo(self, far: Floats) -> Floats:
        """What the microphone picks up of the loudspeaker alone.

        Args:
            far: What is played: float32 of shape (samples,), 16 kHz, full scale ±1.

        Returns:
            float32 of the same shape, from the same moment on, unclipped.
        """
        clipped = np.tanh(self.drive * far) / np.float32(self.drive) if self.drive else far
        delayed = _delayed(clipped, self.delay_ms * INPUT_RATE / 1000, self.drift_ppm)
        return _convolved(delayed, self.impulse_response())

    def mix(self, near: Floats, far: Floats) -> Floats:
        """What the microphone records: the talker, the echo and the noise, clipped to full scale.

        Args:
            near: The talker at the microphone: float32 of shape (samples,), 16 kHz.
            far: What is played meanwhile, of the same shape.

        Raises:
            ValueError: the shapes differ.
        """
        if near.shape != far.shape:
            raise ValueError(f"sounds of one length, got {near.shape} and {far.shape}")
        mixed = near + self.echo(far)
        if self.noise_dbfs is not None:
            noise = np.random.default_rng((self.seed, 1)).standard_normal(len(near))
            mixed = mixed + 10 ** (self.noise_dbfs / 20) * noise
        return np.asarray(np.clip(mixed, -1, 1), np.float32)

    def impulse_response(self) -> Floats:
        """Float32 of shape (samples,), 16 kHz, without the delay; its energy is the loss."""
        length = max(1, round(self.rt60_s * INPUT_RATE))
        at = np.arange(length) / INPUT_RATE
        tail = np.random.default_rng((self.seed, 0)).standard_normal(length)
        tail *= 10 ** (-3 * at / self.rt60_s) * (at >= _GAP_S)
        energy = float(np.sum(tail**2))
        response = tail * np.sqrt((1 - _DIRECT) / energy) if energy else tail
        response[0] = np.sqrt(_DIRECT if energy else 1.0)
        return np.asarray(response * 10 ** (-self.loss_db / 20), np.float32)


def _delayed(sound: Floats, delay: float, drift_ppm: float) -> Floats:
    """Sound so many samples later; with drift, by ever more of them."""
    if not drift_ppm and delay == round(delay):
        return np.concatenate((np.zeros(round(delay), np.float32), sound))[: len(sound)]
    step = 1 - drift_ppm * 1e-6
    return np.concatenate(
        [
            read_between(sound, np.arange(at, min(at + _PIECE, len(sound))) * step - delay)
            for at in range(0, len(sound), _PIECE)
        ]
        or [sound]
    )


def _convolved(sound: Floats, response: Floats) -> Floats:
    """The response to each sample, added up; as long as the sound (overlap-add)."""
    size = 1 << (_PIECE + len(response) - 1).bit_length()
    spectrum = np.fft.rfft(response, size)
    mixed = np.zeros(len(sound) + size, np.float32)
    for at in range(0, len(sound), _PIECE):
        mixed[at : at + size] += np.fft.irfft(np.fft.rfft(sound[at : at + _PIECE], size) * spectrum)
    return mixed[: len(sound)]


def read_between(samples: Floats, at: NDArray[Any]) -> Floats:
    """Sound between the samples: a windowed sinc over 24 of them.

    Args:
        samples: float32 of shape (samples,); silence lies before and after.
        at: Positions of shape (wanted,), in samples.

    Returns:
        float32 of shape (wanted,).
    """
    whole = np.floor(at).astype(np.int64)
    offsets = np.arange(1 - _TAPS // 2, _TAPS // 2 + 1)
    away = offsets - (at - whole)[:, None]
    weights = np.sinc(away) * np.cos(np.pi * away / (_TAPS + 2)) ** 2
    index = whole[:, None] + offsets
    inside = (index >= 0) & (index < len(samples))
    taken = np.where(inside, samples[np.clip(index, 0, len(samples) - 1)], 0)
    return np.asarray(np.einsum("ij,ij->i", taken, weights), np.float32)
