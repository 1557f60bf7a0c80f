"""A room without a room: what a microphone picks up of the loudspeaker beside it.

    far ─► loudspeaker: soft clipping ─► its own clock ─► delay ─► walls ─► level ─► (+) ─► mixed
                                                                    near, noise ──────┘

The impulse response is a direct path of a third of the energy and, from 2 ms on, noise that dies
away by 60 dB in the reverberation time (the exponential model of statistical room acoustics).
The same seed makes the same room, and streamed sound is the same as sound in one piece.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from livechat.core.pcm import INPUT_RATE

Floats = NDArray[np.float32]

BLOCK: Final = 160
"""Samples convolved at once: the 10 ms of the frontend. The room answers a block later, which is
part of its delay."""

SHORTEST_DELAY_MS: Final = 1000 * BLOCK / INPUT_RATE
"""Milliseconds. Real devices and air take longer."""

_DIRECT: Final = 1 / 3
"""Share of the energy in the direct path: a metre away in a living room, about."""

_GAP_S: Final = 0.002
"""Seconds from the direct path to the first reflection, from the table under a laptop."""

_TAPS: Final = 24
"""Samples around a position between two samples that are weighed to read it."""


@dataclass(frozen=True, slots=True)
class Room:
    """A loudspeaker, a microphone and the walls around them.

    Raises:
        ValueError: the delay is shorter than 10 ms, or the drift not within ±2000 ppm.
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
        if self.delay_ms < SHORTEST_DELAY_MS:
            raise ValueError(f"a delay of at least {SHORTEST_DELAY_MS} ms, got {self.delay_ms}")
        if not -2000 <= self.drift_ppm <= 2000:
            raise ValueError(f"a drift within ±2000 ppm, got {self.drift_ppm}")

    def echo(self, far: Floats) -> Floats:
        """What the microphone picks up of the loudspeaker alone.

        Args:
            far: What is played: float32 of shape (samples,), 16 kHz, full scale ±1.

        Returns:
            float32 of the same shape, from the same moment on, unclipped.
        """
        return Live(self).echo(far)

    def mix(self, near: Floats, far: Floats) -> Floats:
        """What the microphone records: the talker, the echo and the noise, clipped to full scale.

        Args:
            near: The talker at the microphone: float32 of shape (samples,), 16 kHz.
            far: What is played meanwhile, of the same shape.

        Raises:
            ValueError: the shapes differ.
        """
        return Live(self).mix(near, far)

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


class Live:
    """The same room for sound that comes in pieces of any size. One stream, one thread."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._noise = np.random.default_rng((room.seed, 1))
        self._walls = _Convolver(room.impulse_response())
        delay = room.delay_ms * INPUT_RATE / 1000 - BLOCK
        self._clock = _SlowClock(room.drift_ppm, delay) if room.drift_ppm else _Line(round(delay))
        self._todo = np.zeros(0, np.float32)
        self._done = np.zeros(BLOCK, np.float32)

    def echo(self, far: Floats) -> Floats:
        """As `Room.echo`, going on where the last piece ended."""
        drive = self._room.drive
        clipped = np.tanh(drive * far) / np.float32(drive) if drive else far
        self._todo = np.concatenate((self._todo, clipped.astype(np.float32)))
        done = [self._done]
        whole = len(self._todo) - len(self._todo) % BLOCK
        for at in range(0, whole, BLOCK):
            done.append(self._walls.process(self._clock.process(self._todo[at : at + BLOCK])))
        self._todo = self._todo[whole:]
        sound = np.concatenate(done)
        self._done = sound[len(far) :]
        return sound[: len(far)]

    def mix(self, near: Floats, far: Floats) -> Floats:
        """As `Room.mix`, going on where the last pieces ended."""
        if near.shape != far.shape:
            raise ValueError(f"pieces of one length, got {near.shape} and {far.shape}")
        mixed = near + self.echo(far)
        if self._room.noise_dbfs is not None:
            level = 10 ** (self._room.noise_dbfs / 20)
            mixed = mixed + level * self._noise.standard_normal(len(near))
        return np.asarray(np.clip(mixed, -1, 1), np.float32)


class _Convolver:
    """Convolution with a response cut into blocks, each multiplied in the frequency domain."""

    def __init__(self, response: Floats) -> None:
        parts = -(-len(response) // BLOCK)
        padded = np.zeros(parts * BLOCK, np.float32)
        padded[: len(response)] = response
        self._spectra = np.fft.rfft(padded.reshape(parts, BLOCK), 2 * BLOCK)
        self._heard = np.zeros_like(self._spectra)
        self._at = 0
        self._last = np.zeros(BLOCK, np.float32)

    def process(self, block: Floats) -> Floats:
        """A block of (160,) in, the one that leaves at the same time out."""
        self._heard[self._at] = np.fft.rfft(np.concatenate((self._last, block)))
        newest_first = np.roll(self._heard[::-1], self._at + 1, axis=0)
        self._at = (self._at + 1) % len(self._heard)
        self._last = block
        mixed = np.sum(self._spectra * newest_first, axis=0)
        return np.asarray(np.fft.irfft(mixed)[BLOCK:], np.float32)


class _Line:
    """A delay of whole samples."""

    def __init__(self, delay: int) -> None:
        self._kept = np.zeros(delay, np.float32)

    def process(self, block: Floats) -> Floats:
        """A block of (160,) in, one out."""
        line = np.concatenate((self._kept, block))
        self._kept = line[len(block) :]
        return line[: len(block)]


class _SlowClock:
    """A delay that grows: sample n is read from n · (1 − ppm / 10⁶) − delay."""

    def __init__(self, ppm: float, delay: float) -> None:
        self._step = 1 - ppm * 1e-6
        self._delay = delay
        self._first = -(int(delay) + _TAPS)
        """Index of the oldest sample that is kept."""
        self._kept = np.zeros(-self._first, np.float32)
        self._count = 0

    def process(self, block: Floats) -> Floats:
        """A block of (160,) in, one out."""
        self._kept = np.concatenate((self._kept, block, np.zeros(_TAPS, np.float32)))
        wanted = (self._count + np.arange(len(block))) * self._step - self._delay
        self._count += len(block)
        sound = read_between(self._kept, wanted - self._first)
        self._kept = self._kept[:-_TAPS]
        spare = int(wanted[-1]) - self._first - 2 * _TAPS
        if spare > 0:
            self._kept = self._kept[spare:]
            self._first += spare
        return sound


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
