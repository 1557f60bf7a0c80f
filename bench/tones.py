"""Tones to be played, and what became of them in a recording whose every sample has its time.

All times are seconds on the system's monotonic clock, which its processes share.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from livechat.core.pcm import FULL_SCALE, SAMPLE_BYTES

PERIOD: Final = 109
"""Samples at 48 kHz of one period of `tone`: 440 Hz. Pieces of 5, 10 or 20 ms that are lost or
repeated shift it by parts of a period, and so can be seen."""

HIGH_RATE: Final = 48_000

PEAK: Final = 0.3
"""Of full scale."""

LOUD: Final = 0.02
"""Of full scale: what begins a sound."""

AUDIBLE: Final = 0.004
"""Of full scale, 37 dB under `PEAK`: what a fade must fall under to be over."""

HOLE_S: Final = 0.002
"""Seconds of silence amid a tone that count as a gap; it crosses zero for 0.01 ms."""

JUMP_RAD: Final = 0.3
"""Radians by which a tone's phase jumps where samples are missing or too many: from 0.1 ms on."""

STEADY_S: Final = 0.04
"""Seconds; gaps are shorter."""

CLOCK_S: Final = 0.25
"""Seconds in which the earliest piece tells the recorder's clock."""

Floats = npt.NDArray[np.float32]


def tone(seconds: float, rate: int = HIGH_RATE, peak: float = PEAK) -> bytes:
    """A tone that begins at once: s16le mono."""
    at = np.arange(round(seconds * rate)) * (HIGH_RATE / rate / PERIOD)
    return pcm(peak * np.sin(2 * np.pi * at + 0.5))


def pcm(sound: npt.NDArray[np.floating]) -> bytes:
    """A part of full scale as s16le."""
    return bytes((sound * FULL_SCALE).astype("<i2").data)


def floats(pcm: bytes) -> Floats:
    """s16le as a part of full scale."""
    whole = pcm[: len(pcm) // SAMPLE_BYTES * SAMPLE_BYTES]
    return np.frombuffer(whole, dtype="<i2").astype(np.float32) / np.float32(FULL_SCALE)


class Arrivals:
    """A stream of sound as it came, piece by piece.

    Args:
        stamps: When each piece was there.
        pieces: s16le mono.
        rate: Hertz.
    """

    def __init__(self, stamps: Sequence[float], pieces: Sequence[bytes], rate: int) -> None:
        self.rate = rate
        self.stamps = np.array(stamps, dtype=np.float64)
        self.sound = floats(b"".join(pieces))
        """Part of full scale, every sample."""
        self.ends = np.cumsum([len(piece) // SAMPLE_BYTES for piece in pieces], dtype=np.int64)
        """Samples up to the end of each piece."""

    def onset(self, after: float, limit_s: float) -> tuple[int, float] | None:
        """The first loud sample that came after a moment, and when its piece was there; None if
        that is later than the limit.
        """
        first, last = (int(at) for at in np.searchsorted(self.stamps, (after, after + limit_s)))
        begin = int(self.ends[first - 1]) if first else 0
        end = int(self.ends[last - 1]) if last else 0
        loud = np.flatnonzero(np.abs(self.sound[begin:end]) > LOUD)
        if not len(loud):
            return None
        sample = begin + int(loud[0])
        piece = int(np.searchsorted(self.ends, sample, side="right"))
        return sample, float(self.stamps[piece])


class Heard(Arrivals):
    """A recording of a card, which plays at an even pace: when each sample sounded is known.

    A piece comes late or later, never early, so the earliest pieces around tell the clock.
    """

    def __init__(self, stamps: Sequence[float], pieces: Sequence[bytes], rate: int) -> None:
        super().__init__(stamps, pieces, rate)
        late = self.stamps - self.ends / rate
        slots = (self.ends / rate / CLOCK_S).astype(np.int64)
        starts = np.flatnonzero(np.diff(slots, prepend=slots[0] - 1))
        earliest = np.minimum.reduceat(late, starts)
        padded = np.pad(earliest, 2, mode="edge")
        near = np.lib.stride_tricks.sliding_window_view(padded, 5).min(axis=1)
        self._clock = np.repeat(near, np.diff(starts, append=len(late)))

    def moment(self, sample: int) -> float:
        """When a sample sounded."""
        piece = min(len(self._clock) - 1, int(np.searchsorted(self.ends, sample)))
        return float(self._clock[piece]) + sample / self.rate

    def between(self, begin: float, end: float) -> tuple[int, int]:
        """The samples of a time."""
        first, last = (
            round((at - self._clock[min(len(self._clock) - 1, piece)]) * self.rate)
            for at in (begin, end)
            for piece in (int(np.searchsorted(self.stamps, at)),)
        )
        return max(0, first), max(0, min(last, len(self.sound)))

    def first(self, begin: float, limit_s: float) -> float | None:
        """Seconds from a moment to the first loud sample, if there is one within the limit."""
        first, last = self.between(begin, begin + limit_s)
        loud = np.flatnonzero(np.abs(self.sound[first:last]) > LOUD)
        return self.moment(first + int(loud[0])) - begin if len(loud) else None

    def last(self, begin: float, limit_s: float) -> float | None:
        """Seconds from a moment to the last audible sample, if there is one within the limit."""
        first, last = self.between(begin, begin + limit_s)
        audible = np.flatnonzero(np.abs(self.sound[first:last]) > AUDIBLE)
        return self.moment(first + int(audible[-1])) - begin if len(audible) else None

    def lowered(self, begin: float, limit_s: float, share: float) -> float | None:
        """Seconds from a moment to where a tone has become weaker than a share of what it was, and
        stays so for `STEADY_S`: a gap is no such place.
        """
        first, last = self.between(begin - 0.2, begin + limit_s)
        size = self.rate // 400  # a period and a bit: its peak is in it
        whole = (last - first) // size * size
        peaks = np.abs(self.sound[first : first + whole]).reshape(-1, size).max(axis=1)
        at = round(0.2 * self.rate) // size
        steady = np.ones(round(STEADY_S * self.rate / size), dtype=np.int64)
        below = (peaks[at:] < share * np.median(peaks[:at])).astype(np.int64)
        weak = np.flatnonzero(np.convolve(below, steady, "valid") == len(steady))
        if not len(weak):
            return None
        return self.moment(first + (at + int(weak[0]) + 1) * size) - begin


class ToneHeard:
    """What was heard of one long `tone`.

    Args:
        sound: Part of full scale, 48 kHz; with silence before and after the tone.
    """

    def __init__(self, sound: Floats) -> None:
        audible = np.flatnonzero(np.abs(sound) > AUDIBLE)
        steps = np.diff(audible)
        holes = steps[steps > HOLE_S * HIGH_RATE]
        self.gaps = len(holes)
        """Silences amid it."""
        self.longest_s = float(max(holes, default=0)) / HIGH_RATE
        """The longest of them."""
        length = audible[-1] + 1 - audible[0] if len(audible) else 0
        self.seconds = float(length - holes.sum()) / HIGH_RATE
        """What sounded, without the gaps."""
        self.jumps = _jumps(sound[audible[0] : audible[-1] + 1]) if len(audible) else 0
        """Places where samples are lost or repeated, or something was put between them."""


def _jumps(sound: Floats) -> int:
    """How often the phase of a `tone` jumps."""
    whole = len(sound) // PERIOD * PERIOD
    turned = sound[:whole] * np.exp(-2j * np.pi * np.arange(whole) / PERIOD)
    sums = turned.reshape(-1, PERIOD).sum(axis=1)
    phases = np.angle(sums)[np.abs(sums) > 0.1 * PEAK * PERIOD / 2]
    if len(phases) < 3:
        return 0
    # Two periods on: the one in which it jumps has a phase between the two.
    moved = np.abs(np.angle(np.exp(1j * (phases[2:] - phases[:-2])))) > JUMP_RAD
    return int(np.count_nonzero(np.diff(moved.astype(np.int8), prepend=0) > 0))
