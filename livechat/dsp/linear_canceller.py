"""Echo cancelled by subtraction: an adaptive model of the path from loudspeaker to microphone.

The partitioned-block frequency-domain Kalman filter (Enzner and Vary, "Frequency-domain adaptive
Kalman filter for acoustic echo control in hands-free telephones", 2006; Kuech, Mabande and
Enzner, 2014). It knows how sure it is of each part of the path, and learns little from a block in
which somebody speaks. So it leaves speech alone where WebRTC's AEC3, which suppresses what its
52 ms of filter do not explain, takes the first syllables with the echo: in the simulated room the
one lets 100 % of barge-ins through within 0.4 s, the other half. It cannot do without a reference
that is in step (`livechat.dsp.far_end`); where that fails, AEC3 is better.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from livechat.dsp.delay_line import DelayLine
from livechat.dsp.timing import BLOCK, REACH, SLACK

Floats = NDArray[np.float32]

PARTS: Final = 15
"""Blocks of path modelled: 300 ms, for a delay of 100 and the loud part of a room's answer."""

_BINS: Final = BLOCK + 1
"""Frequencies of two blocks, 25 Hz apart."""

_ROOM: Final = 2 * PARTS
"""Spectra there is room for: moving them once in 15 blocks is cheaper than at every block."""

_KEEP: Final = np.float32(0.9995**4)
"""How much of the path survives a block: rooms change, clocks wander. 0.9998 cancels 0.7 dB more
in a room that stands still, and 2 dB less at 20 ppm of drift that is left over."""

_PATH: Final = 0.15
"""What a part of the path is expected to be at first (energy in each frequency)."""

_SMOOTHING: Final = np.float32(0.65)
"""How much of the error's power is that of earlier blocks. With 0.25 a loud echo is learnt 2 dB
more slowly; speech begins at once, and with more is learnt from."""

_QUIET: Final = np.float32(2e-6)
"""Power of a frequency under which no error is expected: a block of noise at −82 dBFS."""

_SILENT: Final = np.float32(1e-9)
"""Energy of a block under which nothing is subtracted or learnt."""

_COMPARED: Final = 3 * BLOCK
"""Samples of echo compared to find out whether it has moved: 60 ms, some periods of a voice."""

_ALIKE: Final = 0.6
"""Correlation of microphone and expected echo from which the echo is taken to be in the microphone.
Speech of the echo's level leaves less."""

_SAME: Final = 0.85
"""Correlation in step, with nobody speaking: half a sample of error and a loudspeaker that distorts
leave 0.9 and more."""

_OVERLAP: Final = np.float32(0.5)
"""Share of a spectrum's samples that are new to it."""

_TURNS: Final = 3
"""Blocks in which every part of the path is constrained once."""

_BETTER: Final = 0.15, 0.02
"""By how much another lag must correlate better to be believed: in step, where speech on top may
look like it, and after a pause, where being a sample off costs 10 dB."""

_FOREIGN: Final = 0.5
"""Correlation under which, at every lag, the signal is not the echo. After a pause the echo alone
had 0.69 and more as soon as it was heard, speech over it 0.3 in the median."""

_FOREIGN_BLOCKS: Final = 2
"""Consecutive blocks below `_FOREIGN` after which the signal is taken to be near-end speech, not a
shifted echo."""

_LOUD: Final = 1e-5
"""Power at the microphone over which correlation means anything: −50 dBFS."""

_PAUSE: Final = 500
"""Blocks of silence after which the echo may have wandered: ten seconds, in which clocks that
differ by 300 ppm come 3 ms apart. The loudspeaker plays silence between answers, so a shorter
pause changes nothing."""

_PATIENCE: Final = 50
"""Blocks (1 s) after which alignment is assumed even if unconfirmed: continuous near-end speech
would otherwise block adaptation for ever."""

_BEGINS: Final = 1e-3
"""Peak of the far end that is not silence: −60 dBFS."""

_KNOWN: Final = 1e-3
"""Energy of a path that is worth moving: −30 dB from loudspeaker to microphone."""

_BEFORE: Final = 0.02
"""Share of the path's energy that may lie in the block that is given up when the path moves to an
earlier one."""

_DOUBT: Final = np.float32(0.02)
"""How much of the path is in doubt after a move, which is exact to a sample only."""


class LinearCanceller:
    """Subtracts one microphone's echo. One thread."""

    def __init__(self) -> None:
        shape = (PARTS, _BINS)
        self._path = np.zeros(shape, np.complex64)
        tail = np.maximum(0, np.arange(PARTS) - 5)
        doubt = _PATH * 10 ** (-tail / 3) + 1e-4
        self._doubt = np.repeat(doubt[:, None], _BINS, axis=1).astype(np.float32)
        """How far the path may be off, as power: the Kalman filter's covariance."""
        self._played = _Spectra()
        self._error = np.full(_BINS, 1e-2, np.float32)
        """Power of what is left, smoothed."""
        self._far = DelayLine((PARTS + 3) * BLOCK)
        self._lead = 2 * SLACK
        self._delay = SLACK
        """Samples by which the far end is delayed: 0 to two blocks."""
        self._turn = 0
        self._padded = np.zeros(2 * BLOCK, np.float32)
        self._near = DelayLine(_COMPARED + REACH)
        self._echo = DelayLine(_COMPARED + 2 * REACH)
        self._silent = _PAUSE
        self._patience = 0
        self._foreign = 0
        """Blocks in a row in which out of step nothing of the echo was found."""
        self.in_step = True
        """Whether the echo comes when it is expected. After a pause that is not known, and nothing
        is learnt, until 60 ms of sound have shown where it is."""
        self._complex = np.empty(shape, np.complex64)
        self._real = np.empty(shape, np.float32)

    def process(self, near: Floats, far: Floats) -> Floats:
        """Subtract the expected echo from the microphone.

        Args:
            near: The microphone: float32 of shape (320,), full scale ±1.
            far: What was played, of the same shape; the echo comes up to 300 ms later.

        Returns:
            float32 of shape (320,), without delay.
        """
        self._far.push(far)
        self._watch(far)
        self._played.push(self._spectrum(0))
        if self._played.silent:
            self._remember(near, _NOTHING)
            return near
        np.multiply(self._played.spectra, self._path, out=self._complex)
        echo = _sound(np.add.reduce(self._complex))[BLOCK:]
        left = near - echo
        self._remember(near, echo)
        if self.in_step or not self.moved():
            self._learn(left)
        return left

    def rest(self, far: Floats) -> None:
        """Take a block of a far end that has been silent for longer than any echo lasts."""
        self._far.push(far)
        self._silent += 1

    def follow_lead(self, lead: int) -> None:
        """Take over another lead of the far end.

        Args:
            lead: Samples by which the far end runs ahead from the next block on. The echo comes
                sooner after it by as many as this lead is shorter than the last.
        """
        if lead == self._lead:
            return
        sooner, self._lead = self._lead - lead, lead
        if self._knows_a_path():
            self._shift(-sooner)
        else:
            self._delay = max(0, lead // 2)

    @property
    def knows(self) -> bool:
        """Whether what is left over can be told from an echo in another place."""
        return self.in_step or self._foreign >= _FOREIGN_BLOCKS

    def moved(self) -> bool:
        """Whether the echo has moved against the far end; delays the far end accordingly.

        Within ±`REACH` this finds it from 60 ms of sound, where learning takes a second.
        """
        window = self._near.newest[:_COMPARED]
        expected = self._echo.newest
        products = np.correlate(expected, window, "valid")
        squares = np.concatenate(([0.0], np.cumsum(np.square(expected, dtype=np.float64))))
        loudness = float(np.dot(window, window))
        energy = (squares[_COMPARED:] - squares[:-_COMPARED]) * loudness
        alike = products / np.sqrt(energy + 1e-9)
        best, here = int(np.argmax(alike)), float(alike[REACH])
        foreign = alike[best] < _FOREIGN and loudness > _LOUD * _COMPARED
        self._foreign = self._foreign + 1 if foreign else 0
        if best == REACH or alike[best] < max(_ALIKE, here + _BETTER[not self.in_step]):
            self.in_step = self.in_step or here > _SAME
            return False
        self._shift(REACH - best)
        self._doubt += _DOUBT * _power(self._path)
        return True

    def _shift(self, later: int) -> None:
        """Expect the echo so many samples later: delay the far end, or move the path by a block."""
        delay = self._delay + later
        if delay < 0 and float(_power(self._path[0]).sum()) < _BEFORE * self._energy():
            self._path[:-1], self._doubt[:-1] = self._path[1:], self._doubt[1:]
            self._path[-1] = 0
            delay += BLOCK
        elif delay > 2 * BLOCK:
            self._path[1:], self._doubt[1:] = self._path[:-1], self._doubt[:-1]
            self._path[0] = 0
            delay -= BLOCK
        self._delay = min(2 * BLOCK, max(0, delay))  # the far end cannot be known any earlier
        expected = self._echo.newest
        expected[:] = np.roll(expected, later + self._delay - delay)
        for age in reversed(range(PARTS)):
            self._played.push(self._spectrum(age))

    def _energy(self) -> float:
        return float(_power(self._path).sum())

    def _knows_a_path(self) -> bool:
        return self._energy() > _KNOWN * _BINS

    def _watch(self, far: Floats) -> None:
        """Look out for the end of a pause, and for that of patience."""
        self._patience -= 1
        if self._patience <= 0:
            self.in_step = True
        if max(float(far.max()), -float(far.min())) < _BEGINS:
            self._silent += 1
            return
        if self._silent >= _PAUSE and self._knows_a_path():
            self.in_step, self._patience = False, _PATIENCE
        self._silent = 0

    def _remember(self, near: Floats, echo: Floats) -> None:
        self._near.push(near)
        self._echo.push(echo)

    def _spectrum(self, age: int) -> NDArray[np.complex64]:
        """The spectrum of two blocks of the far end that ended `age` blocks ago."""
        far = self._far.newest
        end = len(far) - self._delay - age * BLOCK
        return _spectra(far[end - 2 * BLOCK : end])

    def _learn(self, left: Floats) -> None:
        self._padded[BLOCK:] = left
        error = _spectra(self._padded)
        self._error *= _SMOOTHING
        self._error += (1 - _SMOOTHING) * _power(error)
        np.maximum(self._error, _QUIET, out=self._error)
        explained = np.multiply(self._doubt, self._played.powers, out=self._real)
        share = 1 / (_OVERLAP * np.add.reduce(explained) + self._error)
        np.conjugate(self._played.spectra, out=self._complex)
        self._complex *= self._doubt
        self._complex *= error * share
        self._path += self._complex
        explained *= -_OVERLAP * _KEEP * share
        explained += _KEEP
        self._doubt *= explained
        # Each part's answer has to be over within a block. To see to a third of the parts in turn
        # is as good as to all of them at once, for a third of the work.
        self._turn = (self._turn + 1) % _TURNS
        part = slice(self._turn, None, _TURNS)
        answers = _sound(self._path[part])
        answers[:, BLOCK:] = 0
        self._path[part] = path = _spectra(answers)
        self._doubt[part] += _TURNS * (1 - _KEEP) * _power(path)


class _Spectra:
    """Spectra of what was played, and their power, the newest first: (15, 321)."""

    def __init__(self) -> None:
        self._spectra = np.zeros((_ROOM, _BINS), np.complex64)
        self._powers = np.zeros((_ROOM, _BINS), np.float32)
        self._at = _ROOM - PARTS
        self._sounding = 0
        self.spectra = self._spectra[self._at :]
        self.powers = self._powers[self._at :]

    @property
    def silent(self) -> bool:
        """Whether none of them holds any sound."""
        return self._sounding <= 0

    def push(self, spectrum: NDArray[np.complex64]) -> None:
        """Put another in front of them; the last one goes."""
        if not self._at:
            self._spectra[-PARTS:], self._powers[-PARTS:] = self.spectra, self.powers
            self._at = _ROOM - PARTS
        self._at -= 1
        power = _power(spectrum)
        self._spectra[self._at], self._powers[self._at] = spectrum, power
        self.spectra = self._spectra[self._at : self._at + PARTS]
        self.powers = self._powers[self._at : self._at + PARTS]
        self._sounding = PARTS if float(power.sum()) > _SILENT else self._sounding - 1


def _spectra(sound: Floats) -> NDArray[np.complex64]:
    return np.asarray(np.fft.rfft(sound), np.complex64)


def _sound(spectra: NDArray[np.complex64]) -> Floats:
    return np.asarray(np.fft.irfft(spectra), np.float32)


def _power(spectrum: NDArray[np.complex64]) -> Floats:
    return np.asarray(spectrum.real**2 + spectrum.imag**2)


_NOTHING: Final = np.zeros(BLOCK, np.float32)
