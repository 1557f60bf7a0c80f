"""Chirps: short rising tones that find their own echo, and measure its delay and its level.

A chirp's correlation with itself is one narrow peak, so that a quiet one is found below the noise
of a room, and its place is known to a fraction of a millisecond. Several are played at uneven
distances: what is no echo does not come back after each of them at the same distance.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

CHIRPS = 5
"""How many are played: an odd number, so that the median is one of them."""

CHIRP_S = 0.12
"""Seconds of one. With the band below, correlation lifts it 27 dB above noise of its own level."""

BAND_HZ = (400.0, 4_400.0)
"""Hertz at its beginning and end: what a telephone's loudspeaker and the voice have in common."""

PEAK = 0.1
"""Of full scale: −20 dBFS, a voice heard from the next room."""

MAX_DELAY_S = 0.5
"""Seconds after which an echo is not looked for. Bluetooth loudspeakers take 0.2 to 0.4."""

_FADE_S = 0.01
"""Seconds of rise and fall: without them a loudspeaker clicks."""

LEAD_S = 1.0
"""Seconds of silence before the first, in which the room's noise is measured."""

SETTLE_S = 0.3
"""Seconds of the silence that are left out: microphones crackle when they are switched on."""

_GAPS_S = (0.05, 0.11, 0.02, 0.08, 0.05)
"""Added to the silence after each, so that nothing periodic looks like an echo."""

_TAIL_S = 0.15
"""Seconds for which a room goes on sounding after a chirp, at most counted as its echo."""

_CLEAR = 7.0
"""Times the median of the correlation that its peak must reach. The peak of noise reaches 3.7:
sqrt(2 ln 8000) against 1.18, the maximum and the median of a Rayleigh distribution."""

_AGREE_S = 0.004
"""Seconds by which delays of one echo differ at most: a moved laptop, not a new block of sound."""

_LOUDER_DB = 10.0
"""Decibels by which what comes back exceeds the room's noise: more than noise varies by itself."""

_LOWEST = 1e-6
"""Of full scale: a correlation below it is rounding, not sound (16 bits end at 3e-5)."""


@dataclass(frozen=True, slots=True)
class Echo:
    """What came back."""

    delay_s: float
    """Seconds from a chirp to its echo: the median."""
    spread_s: float
    """Seconds between the shortest and the longest delay among those that agree."""
    level_db: float
    """Energy of the echo against that of what was played."""
    found: int
    """Chirps, of `CHIRPS`, whose echo came back after this delay."""


def chirp(rate: int) -> NDArray[np.float32]:
    """One chirp: float32 of shape (rate × CHIRP_S,), at most ±`PEAK`.

    Args:
        rate: Hertz, 16,000 or more.
    """
    at = np.arange(round(CHIRP_S * rate)) / rate
    low, high = BAND_HZ
    phase = 2 * math.pi * (low * at + (high - low) * at**2 / (2 * CHIRP_S))
    edge = np.minimum(at, at[::-1]) / _FADE_S
    shape = np.sin(np.minimum(edge, 1.0) * math.pi / 2) ** 2
    return (PEAK * shape * np.sin(phase)).astype(np.float32)


def starts_s() -> tuple[float, ...]:
    """Seconds at which each chirp begins in `sequence`."""
    starts = []
    at = LEAD_S
    for gap in _GAPS_S:
        starts.append(at)
        at += CHIRP_S + MAX_DELAY_S + gap
    return tuple(starts)


def sequence(rate: int) -> NDArray[np.float32]:
    """All chirps with their silences: float32 of shape (samples,), about 4.5 s at `rate` hertz."""
    one = chirp(rate)
    starts = starts_s()
    whole = np.zeros(round((starts[-1] + CHIRP_S + MAX_DELAY_S + _TAIL_S) * rate), np.float32)
    for start in starts:
        at = round(start * rate)
        whole[at : at + len(one)] = one
    return whole


def before_chirps(recorded: NDArray[np.float32], rate: int, shift_s: float) -> NDArray[np.float32]:
    """The part of a recording in which the room is heard alone: float32 of shape (samples,).

    Args:
        recorded: float32 of shape (samples,), full scale ±1.
        rate: Hertz of it.
        shift_s: Seconds in the recording at which `sequence` began to be played.
    """
    begin = round((shift_s + SETTLE_S) * rate)
    return _cut(recorded, begin, begin + round((LEAD_S - SETTLE_S) * rate))


def comes_back(recorded: NDArray[np.float32], rate: int, shift_s: float) -> bool:
    """Whether the chirps make the microphone clearly louder, even if no steady echo is found.

    Arguments as for `before_chirps`.
    """
    quiet = before_chirps(recorded, rate, shift_s)
    noise = _energy(quiet, rate) / len(quiet)
    length = round((CHIRP_S + MAX_DELAY_S) * rate)
    powers = []
    for start in starts_s():
        begin = round((shift_s + start) * rate)
        powers.append(_energy(_cut(recorded, begin, begin + length), rate) / length)
    return float(np.median(powers)) > max(_LOWEST**2, 10 ** (_LOUDER_DB / 10) * noise)


def find_echo(recorded: NDArray[np.float32], rate: int, shift_s: float) -> Echo | None:
    """Look for the chirps of `sequence` in a recording.

    Args:
        recorded: float32 of shape (samples,), full scale ±1.
        rate: Hertz of it, 16,000 or more.
        shift_s: Seconds in the recording at which `sequence` began to be played.

    Returns:
        None when no echo stands out of the noise after at least three of the chirps.
    """
    one = chirp(rate)
    found = [_find(recorded, one, start, rate, shift_s) for start in starts_s()]
    agreeing = _agreeing([delay for delay in found if delay is not None])
    if len(agreeing) <= CHIRPS // 2:
        return None
    delay = float(np.median(agreeing))
    return Echo(
        delay_s=delay,
        spread_s=max(agreeing) - min(agreeing),
        level_db=_level(recorded, one, rate, shift_s, delay),
        found=len(agreeing),
    )


def _find(
    recorded: NDArray[np.float32],
    one: NDArray[np.float32],
    start_s: float,
    rate: int,
    shift_s: float,
) -> float | None:
    """Seconds from one chirp to the peak of its echo; None when there is no clear one."""
    begin = round((shift_s + start_s) * rate)
    window = _cut(recorded, begin, begin + round(MAX_DELAY_S * rate) + len(one))
    envelope = _envelope(window, one)[: round(MAX_DELAY_S * rate)]
    at = int(np.argmax(envelope))
    if envelope[at] < max(_LOWEST, _CLEAR * float(np.median(envelope))):
        return None
    return (begin + at) / rate - shift_s - start_s


def _envelope(window: NDArray[np.float32], one: NDArray[np.float32]) -> NDArray[np.float64]:
    """How strongly `window` holds the chirp at each place: the gain, shape of `window`."""
    size = 1 << (len(window) + len(one) - 1).bit_length()
    spectrum = np.fft.fft(window, size) * np.conj(np.fft.fft(one, size))
    spectrum[size // 2 :] = 0  # only the positive half: its magnitude is the envelope
    gain = np.abs(np.fft.ifft(2 * spectrum)) / float(np.sum(np.square(one, dtype=np.float64)))
    return np.asarray(gain[: len(window)])


def _agreeing(delays: list[float]) -> list[float]:
    """The largest group of delays that lie within `_AGREE_S` of one of them."""
    groups = [[other for other in delays if abs(other - one) <= _AGREE_S] for one in delays]
    return max(groups, key=len, default=[])


def _level(
    recorded: NDArray[np.float32],
    one: NDArray[np.float32],
    rate: int,
    shift_s: float,
    delay_s: float,
) -> float:
    """Energy of the echo against that of the chirp in dB, its reverberation included."""
    length = len(one) + round(_TAIL_S * rate)
    quiet = before_chirps(recorded, rate, shift_s)
    noise = _energy(quiet, rate) / len(quiet)
    echoes, direct = [], []
    for start in starts_s():
        # A little earlier than the peak, which the room may have moved to a reflection.
        begin = round((shift_s + start + delay_s - _FADE_S) * rate)
        piece = _cut(recorded, begin, begin + length)
        echoes.append(_energy(piece, rate) - noise * length)
        direct.append(float(np.max(_envelope(piece, one))) ** 2)
    played = float(np.sum(np.square(one, dtype=np.float64)))
    # In noise the difference may be anything; the direct echo is at least there.
    return 10 * math.log10(max(float(np.median(echoes)) / played, float(np.median(direct)), 1e-12))


def _energy(samples: NDArray[np.float32], rate: int) -> float:
    """Sum of squares within the chirp's band."""
    spectrum = np.fft.rfft(samples)
    hertz = np.fft.rfftfreq(len(samples), 1 / rate)
    within = (hertz >= BAND_HZ[0]) & (hertz <= BAND_HZ[1])
    return 2 * float(np.sum(np.square(np.abs(spectrum[within])))) / len(samples)


def _cut(samples: NDArray[np.float32], begin: int, end: int) -> NDArray[np.float32]:
    """Samples from `begin` to `end`, silence where the recording has none."""
    inside = samples[max(begin, 0) : max(end, 0)]
    before = min(max(-begin, 0), end - begin)
    return np.pad(inside, (before, end - begin - before - len(inside)))
