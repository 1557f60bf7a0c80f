"""Is somebody speaking? Silero's model, one 32 ms window of 16 kHz sound at a time.

A window takes 0.05 ms in a loop, but 0.3 ms every 32 ms, with caches that other work has emptied:
1 % of a core. Quiet windows are not shown to it: listening to many silent microphones costs next to
nothing. Do not call `VoiceDetector` from a sound callback.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from livechat.core.pcm import FULL_SCALE, INPUT_RATE, SAMPLE_BYTES
from livechat.dsp.silero import WINDOW, Stream

WINDOW_SAMPLES: Final = WINDOW
"""Samples the model judges at once."""

WINDOW_BYTES: Final = WINDOW_SAMPLES * SAMPLE_BYTES

WINDOW_MS: Final = 1000 * WINDOW_SAMPLES // INPUT_RATE
"""Milliseconds of one window: 32."""

GATE_DBFS: Final = -55.0
"""Quieter windows hold no speech worth hearing for the service: 10 dB under `levels.VOICED_DBFS`,
which whole utterances exceed, because single windows of an utterance lie lower than its mean."""

QUIET_GATE_DBFS: Final = -90.0
"""The same where quiet voices count: only exact silence is not shown. Each window kept from the
model delays it: with a gate 15 dB under a voice one beginning in ten is noticed after 0.35 s, with
one 25 dB under it after 0.32 s, without any after 0.21 s."""

LIFTED_DBFS: Final = -25.0
"""Where a quiet voice is lifted to. The model knows loudness: of 92 voices at −60 dBFS it notices
26 later than 0.3 s as they are, and 4 of them not at all; lifted, 3 late and all of them."""

LIFTED_NOISE_DBFS: Final = -50.0
"""Where a room's noise is lifted to at most. Lifted with no regard to it, the noise under a voice
of −40 dBFS becomes as loud as the voice will be, and 24 of 92 are noticed late; with it, 3."""

LIFT_DB: Final = 30.0
"""Decibels of lift at most."""

MOVES_DB: Final = 3.0
"""Decibels a second by which the loudest sound so far counts less, and the noise may rise: the lift
comes back within some seconds after a loud voice, and does not pump within a sentence."""

CALM_WINDOWS: Final = 32
"""After a second of quiet the model forgets the sound before it, instead of joining the two."""

UNLIKELY: Final = 0.15
"""Probability below which a window is nothing like speech."""

UNLIKELY_WINDOWS: Final = 94
"""After three seconds of windows nothing like speech the model begins anew too. It grows used to a
noise: with 10 s of it before, 15 dB under a voice, 11 of 92 beginnings are noticed later than 0.3 s
and 2 later than 0.8; with this 3, and none later than 0.4."""

_SILENT_DBFS: Final = -100.0

_GATE: Final = 10 ** (GATE_DBFS / 10)
_QUIET_GATE: Final = 10 ** (QUIET_GATE_DBFS / 10)
"""Powers of the gates, full scale 1."""


def is_quiet(window: bytes, gate_dbfs: float = GATE_DBFS) -> bool:
    """Whether s16le mono sound is below the gate, in dBFS (2 microseconds a window)."""
    return _power_of(_floats(window)) <= 10 ** (gate_dbfs / 10)


def _floats(window: bytes) -> NDArray[np.float32]:
    return np.frombuffer(window, dtype="<i2").astype(np.float32)


def _power_of(samples: NDArray[np.float32]) -> float:
    """Mean square, full scale 1; 0 for no samples."""
    return float(np.dot(samples, samples)) / FULL_SCALE**2 / max(1, len(samples))


class Lift:
    """Makes quiet sound louder before it is judged, never loud sound quieter.

    What counts is the loudest and the quietest window of the last seconds: a loud voice is not
    lifted from its first window on, its pauses no more than itself, and a loud room not at all.
    """

    def __init__(self) -> None:
        self._loudest = _SILENT_DBFS
        self._noise: float | None = None

    def lifted(self, samples: NDArray[np.float32], dbfs: float) -> bytes:
        """The next window as s16le, lifted.

        Args:
            samples: In −32768..32767.
            dbfs: Their level.
        """
        moves = MOVES_DB * WINDOW_MS / 1000
        self._loudest = max(dbfs, self._loudest - moves)
        self._noise = dbfs if self._noise is None else min(dbfs, self._noise + moves)
        lift = min(LIFTED_DBFS - self._loudest, LIFTED_NOISE_DBFS - self._noise, LIFT_DB)
        if lift > 0:
            samples = samples * np.float32(10 ** (lift / 20))
        within = samples.clip(-FULL_SCALE, FULL_SCALE - 1)
        pcm: bytes = np.rint(within).astype("<i2").tobytes()
        return pcm


class VoiceDetector:
    """Tells speech from other sound. It remembers what it heard; one per stream, one thread.

    Making one takes 5 µs and 2 kB; what all share, 3 ms and 1.3 MB, once.

    Args:
        hears_quiet: Whether quiet voices are listened for: the gate is at `QUIET_GATE_DBFS`,
            what passes is lifted, and a noise is forgotten. That takes 7 µs a window more, and the
            model looks at every window that is not exact silence. It may change.
    """

    def __init__(self, *, hears_quiet: bool = False) -> None:
        self.hears_quiet = hears_quiet
        self._model = Stream()
        self._quiet = 0
        self._unlikely = 0
        self._lift = Lift()

    def probability(self, window: bytes) -> float:
        """How likely a window holds speech, 0 to 1; 0 for a quiet one.

        Args:
            window: s16le mono, 16 kHz, exactly 512 samples.

        Raises:
            ValueError: the window has another size.
        """
        if len(window) != WINDOW_BYTES:
            raise ValueError(f"a window is {WINDOW_BYTES} bytes, got {len(window)}")
        samples = _floats(window)
        power = _power_of(samples)
        if self.hears_quiet:
            window = self._lift.lifted(samples, 10 * math.log10(power + 1e-10))
        if power <= (_QUIET_GATE if self.hears_quiet else _GATE):
            self._quiet += 1
            return 0.0
        if self._quiet >= CALM_WINDOWS:
            self._model.reset()
        self._quiet = 0
        return self._judged(window)

    def _judged(self, window: bytes) -> float:
        probability = self._model.probability(window)
        self._unlikely = self._unlikely + 1 if probability < UNLIKELY else 0
        if self.hears_quiet and self._unlikely >= UNLIKELY_WINDOWS:
            self._model.reset()
            self._unlikely = 0
        return probability

    def reset(self) -> None:
        """Forget everything heard."""
        self._model.reset()
        self._quiet = self._unlikely = 0
        self._lift = Lift()
