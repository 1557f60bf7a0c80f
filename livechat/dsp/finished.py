"""Does what was said last sound finished? Told from level, pitch and pace of the last words.

A sentence that ends falls away: its last words are quieter than the rest, its pitch comes down to
the bottom of the speaker's range, and it has lasted a while. A pause within one is shorter of
breath: level and pitch stay up, or rise. None of that is certain, so the answer is a probability,
by which `livechat.core.link.endpointing` chooses how long to wait.

Each window of speech costs 0.06 ms of one core, each of silence 0.01 ms, a look 0.25 ms.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.lib.stride_tricks import as_strided
from numpy.typing import NDArray

from livechat.core.link.endpointing import PAUSE_WINDOWS
from livechat.core.pcm import FULL_SCALE, INPUT_RATE
from livechat.dsp.vad import WINDOW_BYTES, WINDOW_MS, WINDOW_SAMPLES

Floats = NDArray[np.float32]

SPEECH: Final = 0.5
"""Probability from which a window is speech (Silero's own threshold)."""

STILL_SPEECH: Final = 0.35
"""Probability down to which speech under way goes on (Silero's advice)."""

REMEMBERED: Final = 1_000
"""Windows kept, 32 s: longer than any sentence."""

BELIEVED: Final = 2
"""Windows in a row that are speech after a pause; a single one is a click, or breath."""

APART: Final = 40
"""Windows of silence, 1.3 s, after which speech is another utterance."""

# A logistic regression, fitted to 1,700 pauses and ends of 34 speakers who read sentences at their
# own pace, at 0.8 and 1.25 times that, and with pauses put between words. Tested on each speaker
# with weights fitted to the others, an end beats a pause in 76 of 100 pairs; by the first sign
# alone, in 70. None of them said "yes" and no more: what is as short as that sounds unfinished.
WEIGHTS: Final = np.array(
    [
        0.903,  # seconds spoken, as a logarithm, from 1.5 to 5: sentences take a while
        -0.486,  # dB of the last 0.8 s over the median of what was said
        -0.693,  # dB of the last 0.2 s over it
        -0.426,  # dB by which the last 0.2 s rise, a half window
        0.494,  # syllables a second
        -0.437,  # semitones of the lowest of the last 0.7 s over the lowest tenth of all
    ]
)
MEANS: Final = np.array([1.217, 1.217, -3.177, -1.179, 3.803, -1.161])
SPREADS: Final = np.array([0.443, 2.916, 5.728, 1.223, 0.696, 4.329])
BIAS: Final = 0.032

_SIZE: Final = 2 * REMEMBERED

_FLOOR: Final = 1e-10
"""Power of silence, of full scale: −100 dB."""

_FRAME: Final = 320
"""Samples at 8 kHz that a pitch is found in: 40 ms, two periods of the deepest voice."""

_SPECTRUM: Final = 1_024

_SHORTEST: Final = 20
_LONGEST: Final = 124
"""Periods of a voice in samples at 8 kHz: 400 and 65 Hz."""

_PERIODIC: Final = 0.5
"""Likeness of a voice to itself one period later; noise and breath have less."""

_NEAR: Final = 3.0
"""Semitones that a voice moves at most from one window to the next; a wrong octave is 12 off."""

_HANN: Final = np.hanning(_FRAME + 2)[1:-1].astype(np.float32)


def _likeness(frame: Floats) -> Floats:
    """A frame's autocorrelation, up to the longest period and one more."""
    spectrum = np.fft.rfft(frame * _HANN, _SPECTRUM)
    power = spectrum.real**2 + spectrum.imag**2
    found: Floats = np.fft.irfft(power)[: _LONGEST + 2].astype(np.float32)
    return found


_OF_HANN: Final = _likeness(np.ones(_FRAME, np.float32))
_OF_WINDOW: Final = _OF_HANN / _OF_HANN[0]
_LATER: Final = 0.12 * np.log2(np.arange(_SHORTEST, _LONGEST + 1) / _SHORTEST)
"""What a longer period must be likelier by: every period's double is one as well."""


def pitch(sound: Floats) -> float:
    """Pitch of 40 ms of 16 kHz sound, in semitones above 100 Hz; nan where none is heard."""
    half = (sound[::2] + sound[1::2]) / 2
    own = _likeness(half - half.mean())
    if own[0] <= 0:
        return float("nan")
    own = own / own[0] / _OF_WINDOW
    middle = own[_SHORTEST : _LONGEST + 1]
    before, after = own[_SHORTEST - 1 : _LONGEST], own[_SHORTEST + 1 : _LONGEST + 2]
    peaks = (middle > before) & (middle >= after) & (middle > _PERIODIC)
    if not peaks.any():
        return float("nan")
    at = int(np.argmax(np.where(peaks, middle - _LATER, -1)))
    left, top, right = float(before[at]), float(middle[at]), float(after[at])
    beside = (left - right) / (2 * (left - 2 * top + right))  # the parabola through the three
    return float(12 * np.log2(INPUT_RATE / 2 / (_SHORTEST + at + beside) / 100))


class Cadence:
    """Follows one speaker's voice. It remembers what it heard: one per stream, one thread."""

    def __init__(self) -> None:
        self._likely = np.zeros(_SIZE, np.float32)
        self._levels = np.zeros((_SIZE, 2), np.float32)
        self._pitches = np.full(_SIZE, np.nan, np.float32)
        self.reset()

    def reset(self) -> None:
        """Forget the speaker."""
        self._now = 0
        self._began = 0
        self._last = -1
        self._voiced = 0
        self._tail: Floats = np.zeros(2 * _FRAME - WINDOW_SAMPLES, np.float32)

    def take(self, window: bytes, probability: float) -> None:
        """Hear the next window.

        Args:
            window: s16le mono, 16 kHz, exactly 512 samples.
            probability: How likely it holds speech (`VoiceDetector.probability`).

        Raises:
            ValueError: the window has another size.
        """
        if len(window) != WINDOW_BYTES:
            raise ValueError(f"a window is {WINDOW_BYTES} bytes, got {len(window)}")
        if self._now == _SIZE:
            self._make_room()
        sound: Floats = np.frombuffer(window, "<i2").astype(np.float32) / np.float32(FULL_SCALE)
        at = self._now
        self._now += 1
        self._likely[at] = probability
        halves = sound.reshape(2, -1)
        self._levels[at] = 10 * np.log10(np.einsum("ij,ij->i", halves, halves) / 256 + _FLOOR)
        self._pitches[at] = np.nan
        if probability >= SPEECH:
            self._pitches[at] = pitch(np.concatenate((self._tail, sound)))
        self._voiced = self._voiced + 1 if probability >= STILL_SPEECH else 0
        under_way = self._last >= 0 and at - self._last <= PAUSE_WINDOWS
        if self._voiced >= (1 if under_way else BELIEVED):
            if self._last < 0 or at - self._last > APART:
                self._began = at + 1 - self._voiced
            self._last = at
        self._tail = sound[WINDOW_SAMPLES - len(self._tail) :]

    def _make_room(self) -> None:
        for kept in (self._likely, self._levels, self._pitches):
            kept[:REMEMBERED] = kept[REMEMBERED:]
        self._now -= REMEMBERED
        self._began = max(0, self._began - REMEMBERED)
        self._last = max(-1, self._last - REMEMBERED)

    def finished(self) -> float:
        """How finished what was said last sounds, 0 to 1; 0 before any speech.

        Ask some 160 to 200 ms into a silence: the last words must have been taken whole.
        """
        signs = self.signs()
        if signs is None:
            return 0.0
        sizes = (signs - MEANS) / SPREADS
        known = np.where(np.isnan(sizes), 0.0, sizes)  # no pitch says nothing
        return float(1 / (1 + np.exp(-(known @ WEIGHTS + BIAS))))

    def signs(self) -> Floats | None:
        """What the judgement rests on, as `WEIGHTS` lists it; None before any speech."""
        end = self._last + 1
        if end <= self._began:
            return None
        said = slice(self._began, end)
        speech = self._likely[said] >= SPEECH
        if not speech.any():
            return None
        levels = self._levels[said]
        usual = np.sort(levels[speech], axis=None)
        median, loud = usual[len(usual) // 2], usual[len(usual) * 9 // 10]
        heights = _heights(self._pitches[said], levels.max(1) >= loud - 22)
        known = np.sort(heights[~np.isnan(heights)])
        last = heights[-22:]
        pitched = last[~np.isnan(last)]
        lowest = pitched.min() - known[len(known) // 10] if len(pitched) else np.nan

        levels = levels.reshape(-1)
        heard = np.flatnonzero(levels > loud - 30)
        levels = levels[: int(heard[-1]) + 1] if len(heard) else levels
        seconds = float(speech.sum()) * WINDOW_MS / 1000
        return np.array(
            [
                np.log(min(max(seconds, 1.5), 5.0)),
                _mean(levels[-51:]) - median,
                _mean(levels[-13:]) - median,
                _slope(levels[-11:]),
                _vowels(levels, loud - 16) / max(seconds, 0.4),
                lowest,
            ],
            np.float32,
        )


def _heights(pitches: Floats, loud: NDArray[np.bool_]) -> Floats:
    """Pitches, without those in quiet windows and those that have no neighbour near."""
    heights = np.where(loud, pitches, np.nan)
    steps = np.abs(np.diff(heights, prepend=np.nan, append=np.nan))
    with np.errstate(invalid="ignore"):
        near = (steps[:-1] < _NEAR) | (steps[1:] < _NEAR)
    found: Floats = np.where(near, heights, np.nan)
    return found


def _mean(levels: Floats) -> float:
    """Level of several stretches together, dB."""
    return float(10 * np.log10(np.mean(10 ** (levels / 10)) + _FLOOR))


def _slope(levels: Floats) -> float:
    """By how many dB the level rises from one half window to the next."""
    if len(levels) < 3:
        return 0.0
    at = np.arange(len(levels)) - (len(levels) - 1) / 2
    return float(at @ levels / (at @ at))


def _vowels(levels: Floats, quietest: float) -> int:
    """How many syllables were spoken: peaks of the level, smoothed over 80 ms."""
    smooth = np.convolve(levels, np.full(5, 0.2, np.float32), "same")
    if len(smooth) < 9:
        return 1
    around = as_strided(smooth, (len(smooth) - 8, 9), smooth.strides * 2, writeable=False)
    peaks = (smooth[4:-4] == around.max(1)) & (smooth[4:-4] > quietest)
    return int(peaks.sum())
