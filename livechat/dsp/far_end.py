"""What the loudspeaker truly played, in step with what the microphone recorded.

    speaker's thread ─ put(sound, when it sounds) ─► pieces ─► tape, 24 kHz ─► read(when recorded)

Both sides tell the time of their sound only to some milliseconds, and their clocks differ by some
hundred millionths. An echo canceller minds a step of a millisecond, and a drift of 20 millionths,
but not being off by a constant. So no single time is believed: a piece that belongs about where
the last one ended follows it without a seam, and blocks are read on without one, at the speed at
which the clocks are found to differ over many seconds. Only when reading is off by more than the
lead allows does it step, by preference while the loudspeaker is silent.
"""

from __future__ import annotations

import math
import threading
from collections import deque
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from livechat.core.pcm import INPUT_RATE, OUTPUT_RATE, SAMPLE_BYTES
from livechat.dsp.resample import to_float
from livechat.dsp.timing import BLOCK_S, FILTER_HALF, LEAD_S, STEP_S

SEAM_S: Final = 0.020
"""Seconds by which a time may be wrong before it means a gap: more than writers and callbacks were
seen to be late by, less than a pause in speech."""

TAIL_S: Final = 0.25
"""Seconds for which a room answers audibly: RT60 0.35 s loses 43 dB in them."""

AUDIBLE_DBFS: Final = -60.0
"""Peaks below this are no sound: the fades and dither of a silent stream."""

KEPT_S: Final = 4.0
"""Seconds on the tape: what is yet to sound (a device's buffer, 0.5 s at most), what the tail asks
for, and as much again as a stalled worker may be late by."""

_STRETCHES: Final = 32
"""Stretches of audible sound that are remembered: twice as many as fit on the tape, with pauses
between them that outlast the tail."""

PIECES: Final = 1000
"""Pieces waiting for the worker: 10 s of 10 ms each. If it is later than that, the oldest go."""

_PIECES_A_MINUTE: Final = 6_000
"""Pieces of 10 ms; of shorter ones less than a minute counts."""

_SECOND: Final = OUTPUT_RATE
_RATIO: Final = OUTPUT_RATE / INPUT_RATE
_AUDIBLE: Final = 10 ** (AUDIBLE_DBFS / 20)

_TRUST: Final = 0.02
"""How much of one piece's deviation is believed: over the last half second, jitter of 5 ms averages
to 0.5."""

_BLOCK_TRUST: Final = 0.004
"""The same for a block of the microphone, over five seconds: a sound server's word for when a
block was recorded was seen to wander by ±5 ms at up to 1 ms a second, while no sample was lost."""

_OFTEN: Final = 0.3
"""Share of pieces that come too late over which the lead is too long for this device."""

_STARTING: Final = 100
"""Pieces at the beginning that tell nothing: a second of 10 ms each."""

_STRAY_S: Final = 0.010
"""Seconds by which reading may be off, on average, while it is silent: then a step harms least.
Every step moves the echo for whoever cancels it."""

_SETTLING_S: Final = 1.0
"""Seconds in which devices have just been opened, and their first times may be 20 ms wrong. Nobody
has learnt anything yet, so steps are free."""

_SETTLING_TRUST, _SETTLED_S = 0.19, 0.001
"""What is believed of a block then, and the seconds by which reading may be off."""

_LOST_S: Final = 0.016
"""Seconds by which reading may be off while it sounds."""

_GONE_S: Final = 0.1
"""Seconds off at once that no jitter explains: blocks were lost, or the machine slept."""

_SLIGHT: Final = 3e-5
"""Clocks that differ by less count as one: 30 ppm are 2 ms in a minute, which a step makes good."""

_SOON_S: Final = 0.03
"""Seconds of sound that may be missing and still be on the way; a silent loudspeaker lacks more."""

_FASTEST: Final = 5e-4
"""By how much the two clocks are believed to differ at most: 500 ppm. Cheap ones reach 100."""

_PHASES: Final = 256
"""Places between two samples for which the filter is stored; the error lies at −66 dB for 1 kHz and
at −49 for 7."""


@dataclass(frozen=True, slots=True)
class FarEnd:
    """What sounded while a block was recorded."""

    sound: NDArray[np.float32]
    """float32 of shape (samples,), 16 kHz, full scale ±1; zeros where nothing sounded."""
    playing: bool
    """Whether anything audible sounded in the quarter of a second before the block, or does as it
    begins."""
    lead: int
    """Samples by which the sound runs ahead of the clocks."""


class FarEndReference:
    """The tape. `put` is for the speaker's thread and never waits; one thread reads."""

    def __init__(self) -> None:
        self._pieces: deque[tuple[bytes, float]] = deque(maxlen=PIECES)
        self._audible: deque[tuple[int, int]] = deque(maxlen=_STRETCHES)
        """Stretches of the timeline in which something audible lies."""
        self._silent_from = 0
        """Index behind the last sample that is not zero."""
        self._lock = threading.Lock()
        self._tape = np.zeros(round(KEPT_S * _SECOND), np.float32)
        self._first = 0
        """Index on the timeline of the tape's first sample."""
        self._end = 0
        """Index behind the last sample put."""
        self._epoch: float | None = None
        """When sample 0 of the timeline sounds, before the skew is added."""
        self._skew = 0.0
        """Samples by which the writer's times are later than the timeline, on average."""
        self._written = _Speed(_PIECES_A_MINUTE)
        self._recorded = _Speed(round(60 / BLOCK_S))
        self._recorded_samples = 0
        """Samples at 16 kHz that were asked for so far."""
        self._at: float | None = None
        """Where reading goes on, in samples of the timeline."""
        self._error = 0.0
        """How far behind the times reading is, on average, in samples."""
        self._lead = LEAD_S * _SECOND
        self._lateness = 0.0
        """Share of the pieces of late that came after they had been asked for."""
        self._placed = 0
        """Pieces that came since the microphone is heard, up to `_STARTING`."""
        self._worst = 0.0
        """Samples by which the latest of them was late."""
        self.late_s = 0.0
        """Seconds by which sound was put after it had been asked for, in all. Now and then that is
        a hole of some milliseconds; where it happens often, the lead shrinks, which moves the echo
        for whoever cancels it."""

    def put(self, pcm: bytes, at: float) -> None:
        """Remember a piece of sound; takes about a microsecond.

        Args:
            pcm: s16le mono, 24 kHz, at most a second.
            at: When its first sample sounds: seconds of the monotonic clock.
        """
        self._pieces.append((pcm, at))

    def read(self, at: float, samples: int) -> FarEnd:
        """What sounded while the microphone recorded a block, as far as it is known.

        Args:
            at: When the block's first sample was recorded: seconds of the monotonic clock.
            samples: Length of the block at 16 kHz.
        """
        with self._lock:
            self._drain(at)
            return self._block(self._index(at), at, samples)

    def read_if_known(self, at: float, samples: int) -> FarEnd | None:
        """The same; None while some of it is still to be put, as it is within milliseconds."""
        with self._lock:
            self._drain(at)
            index = self._index(at)
            return None if self._comes_soon(index, samples) else self._block(index, at, samples)

    def playing(self, at: float) -> bool:
        """Whether anything audible sounded in the quarter of a second before `at`, or does then."""
        with self._lock:
            self._drain(at)
            return self._plays(self._index(at))

    def _plays(self, index: float) -> bool:
        return self._sounds(index - TAIL_S * _SECOND, index)

    def _block(self, index: float, at: float, samples: int) -> FarEnd:
        place = self._follow(index, at, samples)
        drift = self.drift
        if abs(drift) < _SLIGHT:
            self._at = place + samples * _RATIO
            sound = self._read_even(place, samples)
        else:
            step = _RATIO * (1 + drift)
            self._at = place + samples * step
            sound = self._read(place + step * np.arange(samples))
        return FarEnd(sound, self._plays(index), round(self._lead / _RATIO))

    def _comes_soon(self, index: float, samples: int) -> bool:
        """Whether some of a block is missing that is likely to come: somebody plays."""
        begin = index + self._lead if self._at is None else self._at
        missing = begin + samples * _RATIO + FILTER_HALF - self._end
        return 0 < missing < _SOON_S * _SECOND

    @property
    def drift(self) -> float:
        """By how much the loudspeaker's clock runs faster than the microphone's, 1 = 100 %."""
        return min(_FASTEST, max(-_FASTEST, self._recorded.excess - self._written.excess))

    def _follow(self, index: float, at: float, samples: int) -> float:
        """Where to read a block from that was recorded at `at`, on the timeline at `index`."""
        self._recorded.see(self._recorded_samples / INPUT_RATE, at)
        self._recorded_samples += samples
        wanted = index + self._lead
        if self._at is None or abs(wanted - self._at) > _GONE_S * _SECOND:
            self._error = 0.0
            self._recorded.restart()
            return wanted
        starting = self._recorded_samples < _SETTLING_S * INPUT_RATE
        trust = _SETTLING_TRUST if starting else _BLOCK_TRUST
        self._error += trust * (wanted - self._at - self._error)
        silent = not self._sounds(self._at - TAIL_S * _SECOND, self._at + samples * _RATIO)
        stray_s = _SETTLED_S if starting else _STRAY_S
        if abs(self._error) > (stray_s if silent else _LOST_S) * _SECOND:
            step = min(STEP_S * _SECOND, max(-STEP_S * _SECOND, self._error))
            self._error -= step
            return self._at + step
        return self._at

    def _index(self, at: float) -> float:
        """Where on the timeline a time is."""
        if self._epoch is None:
            self._epoch = at
        return (at - self._epoch) * _SECOND - self._skew

    def _drain(self, now: float) -> None:
        while self._pieces:
            pcm, at = self._pieces.popleft()
            if self._epoch is None:
                self._epoch = min(at, now)
            if pcm:
                self._place(pcm[: 2 * _SECOND], self._index(at), at)

    def _place(self, pcm: bytes, index: float, at: float) -> None:
        count = len(pcm) // SAMPLE_BYTES
        error = index - self._end
        if abs(error) <= SEAM_S * _SECOND:
            self._skew += _TRUST * error
        else:
            self._end = round(index)
            self._written.restart()
        begin = self._end
        self._written.see(begin / OUTPUT_RATE, at)
        self._end = begin + count
        self._roll(self._end)
        skipped = min(max(0, self._first - begin), count)
        low, high = begin + skipped - self._first, begin + count - self._first
        if pcm.strip(b"\0"):
            sound = to_float(pcm)
            self._tape[low:high] = sound[skipped:]
            self._silent_from = self._end
            if max(float(sound.max()), -float(sound.min())) > _AUDIBLE:
                self._note_sound(begin)
        else:
            self._tape[low:high] = 0
        if self._at is not None and (late := self._at + FILTER_HALF - begin) < TAIL_S * _SECOND:
            self._note_lateness(max(0.0, late))

    def _note_sound(self, begin: int) -> None:
        """Something audible lies between `begin` and the end; a pause the tail bridges is none."""
        if self._audible and 0 <= begin - self._audible[-1][1] <= TAIL_S * _SECOND:
            begin = self._audible.pop()[0]
        self._audible.append((begin, self._end))

    def _note_lateness(self, late: float) -> None:
        """A piece came `late` samples after it had been asked for; usually it was not."""
        self.late_s += late / _SECOND
        if self._placed < _STARTING:  # the devices start one after the other
            self._placed += 1
            return
        self._worst = max(self._worst, late)
        self._lateness += _TRUST * (float(late > 0) - self._lateness)
        if self._lateness > _OFTEN:
            self._lead -= self._worst
            self._at, self._lateness, self._worst = None, 0.0, 0.0
        elif self._lateness < _TRUST / 2:
            self._worst = 0.0

    def _roll(self, end: int) -> None:
        """Make room up to `end`: the oldest half goes, or all that is older."""
        size = len(self._tape)
        if end <= self._first + size:
            return
        gone = max(size // 2, end - self._first - size)
        self._first += gone
        kept = self._tape[gone:].copy() if gone < size else self._tape[:0]
        self._tape[: len(kept)] = kept
        self._tape[len(kept) :] = 0

    def _sounds(self, begin: float, end: float) -> bool:
        """Whether anything audible lies between two places, to the length of a piece."""
        while self._audible and self._audible[0][1] < begin - _SECOND:
            self._audible.popleft()
        return any(first < end and last > begin for first, last in self._audible)

    def _read_even(self, place: float, samples: int) -> NDArray[np.float32]:
        """The same where both clocks agree: every second sample lies alike between two others."""
        low, whole = math.floor(place) - FILTER_HALF + 1 - self._first, math.floor(place)
        halves = (samples + 1) // 2
        length = 3 * halves + 2 * FILTER_HALF + 1
        if low + length <= 0 or low >= len(self._tape) or self._first + low >= self._silent_from:
            return np.zeros(samples, np.float32)
        part = np.zeros(length, np.float32)
        begin, end = max(0, low), min(low + length, len(self._tape))
        part[begin - low : end - low] = self._tape[begin:end]
        out = np.empty(2 * halves, np.float32)
        for odd in (0, 1):
            at = place - whole + 1.5 * odd
            skipped = math.floor(at)
            taps = _FILTERS[round((at - skipped) * _PHASES)]
            rows = np.ndarray((halves, 2 * FILTER_HALF), np.float32, part, 4 * skipped, (12, 4))
            out[odd::2] = rows @ taps
        return out[:samples]

    def _read(self, positions: NDArray[Any]) -> NDArray[np.float32]:
        """The tape at places between its samples, low-passed for 16 kHz."""
        low = math.floor(positions[0]) - FILTER_HALF + 1 - self._first
        high = math.floor(positions[-1]) + FILTER_HALF + 1 - self._first
        if high <= 0 or low >= len(self._tape) or self._first + low >= self._silent_from:
            return np.zeros(len(positions), np.float32)
        part = np.zeros(high - low, np.float32)
        begin, end = max(0, low), min(high, len(self._tape))
        part[begin - low : end - low] = self._tape[begin:end]
        whole = np.floor(positions)
        phase = np.rint((positions - whole) * _PHASES).astype(np.int64)
        start = whole.astype(np.int64) - math.floor(positions[0])
        rows = len(part) - 2 * FILTER_HALF + 1
        windows = np.ndarray((rows, 2 * FILTER_HALF), np.float32, part, 0, (4, 4))
        return np.asarray(np.einsum("ij,ij->i", windows[start], _FILTERS[phase]), np.float32)


class _Speed:
    """How much faster a clock runs than the times say: a line through pairs, fitted on the way.

    Pairs of one run lie on one line; runs may be offset against each other. The last minute counts.
    Less than one, spread over 10 s, is half believed: times that wander look like clocks that
    differ.

    Args:
        a_minute: Pairs in a minute.
    """

    def __init__(self, a_minute: int) -> None:
        self._keep = 1 - 1 / a_minute
        self._doubt = a_minute * 10.0**2
        self._count = self._own = self._late = 0.0
        self._spread = self._shared = 0.0

    @property
    def excess(self) -> float:
        """Seconds that pass per second of the clock, less one."""
        return self._shared / (self._spread + self._doubt)

    def restart(self) -> None:
        """What comes is offset against what came."""
        self._count = 0.0

    def see(self, own: float, told: float) -> None:
        """A pair: seconds by the clock, and by the times."""
        late = told - own
        if not self._count:
            self._own, self._late = own, late
        self._count = self._count * self._keep + 1
        away = own - self._own
        self._own += away / self._count
        self._late += (late - self._late) / self._count
        self._spread = self._keep * self._spread + away * (own - self._own)
        self._shared = self._keep * self._shared + away * (late - self._late)


def _filters() -> NDArray[np.float32]:
    """Windowed sincs, (phases + 1, 48): 24 → 16 kHz, −3 dB at 7 kHz, −60 from 8 on."""
    away = np.arange(1 - FILTER_HALF, FILTER_HALF + 1) - np.arange(_PHASES + 1)[:, None] / _PHASES
    cut = 2 * 7_200 / OUTPUT_RATE
    shape = cut * np.sinc(cut * away) * (0.5 + 0.5 * np.cos(np.pi * away / (FILTER_HALF + 1)))
    return np.asarray(shape / shape.sum(axis=1, keepdims=True), np.float32)


_FILTERS: Final = _filters()
