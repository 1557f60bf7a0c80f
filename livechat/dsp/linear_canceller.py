"""Echo cancelled by subtraction: a model of the path from loudspeaker to microphone, always learnt.

The partitioned-block frequency-domain Kalman filter (Enzner and Vary, "Frequency-domain adaptive
Kalman filter for acoustic echo control in hands-free telephones", 2006; Kuech, Mabande and
Enzner, 2014). It knows how sure it is of each part of the path, and learns little from a block in
which somebody speaks. So it leaves speech alone where WebRTC's AEC3, which suppresses what its
52 ms of filter do not explain, takes the first syllables with the echo: in the simulated room the
one lets 100 % of barge-ins through within 0.4 s, the other half. It cannot do without a reference
that is in step (`livechat.dsp.far_end`); where that fails, AEC3 is better.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from livechat.dsp.timing import BLOCK

Floats = NDArray[np.float32]

PARTS: Final = 30
"""Blocks of path modelled: 300 ms, for a delay of 100 and the loud part of a room's answer."""

SLACK: Final = 160
"""Samples by which the reference is held back, so that it can be moved in both directions: 10 ms,
half of the lead that `livechat.dsp.far_end` gives it."""

_KEEP: Final = np.float32(0.9995**2)
"""How much of the path survives a block: rooms change, clocks wander. 0.9998 cancels 0.7 dB more
in a room that stands still, and 2 dB less at 20 ppm of drift that is left over."""

_PATH: Final = 0.05
"""What a part of the path is expected to be at first (energy in each frequency)."""

_HASTE: Final = np.float32(0.5)
"""How much the error's power is smoothed over blocks: little, since speech begins at once."""

_QUIET: Final = np.float32(1e-6)
"""Power of a frequency under which no error is expected: a block of noise at −82 dBFS."""

_SILENT: Final = np.float32(1e-9)
"""Energy of a block under which it is none to be subtracted or learnt from."""

_COMPARED: Final = 960
"""Samples of echo compared to find out whether it has moved: 60 ms, some periods of a voice."""

_ALIKE: Final = 0.6
"""Correlation of microphone and expected echo from which the one is taken to be in the other.
Speech of the echo's level leaves less."""

_SAME: Final = 0.85
"""Correlation in step, with nobody speaking: half a sample of error and a loudspeaker that distorts
leave 0.9 and more."""

_TURNS: Final = 3
"""Blocks in which every part of the path is tidied up once."""

_BETTER: Final = 0.15, 0.02
"""By how much another lag must correlate better to be believed: in step, where speech on top may
look like it, and after a pause, where being a sample off costs 10 dB."""

_FOREIGN: Final = 0.5
"""Correlation under which, at every lag, what is heard is not the echo. After a pause the echo
alone had 0.69 and more as soon as it was heard, speech over it 0.3 in the median."""

_STRANGE: Final = 3
"""Blocks in a row of that."""

_LOUD: Final = 1e-5
"""Power at the microphone over which it is asked: −50 dBFS."""

_PAUSE: Final = 1_000
"""Blocks of silence after which the echo may have wandered: ten seconds, in which clocks that
differ by 300 ppm come 3 ms apart. The loudspeaker plays silence between answers, so a shorter
pause changes nothing."""

_PATIENCE: Final = 100
"""Blocks after which it is believed to be in step whatever is heard: somebody is speaking."""

_BEGINS: Final = 1e-3
"""Peak of played sound that is not silence: −60 dBFS."""

_KNOWN: Final = 1e-3
"""Energy of a path that is worth moving: −30 dB from loudspeaker to microphone."""

_DOUBT: Final = np.float32(0.02)
"""How much of the path is in doubt after a move, which is exact to a sample only."""


class LinearCanceller:
    """One microphone's echo. One thread."""

    def __init__(self) -> None:
        shape = (PARTS, BLOCK + 1)
        self._path = np.zeros(shape, np.complex64)
        tail = np.maximum(0, np.arange(PARTS) - 10)
        doubt = _PATH * 10 ** (-tail / 6) + 1e-4
        self._doubt = np.repeat(doubt[:, None], BLOCK + 1, axis=1).astype(np.float32)
        """How far the path may be off, as power: the Kalman filter's covariance."""
        self._line = _Line()
        self._error = np.full(BLOCK + 1, 1e-2, np.float32)
        self._far = np.zeros((PARTS + 1) * BLOCK + 2 * SLACK, np.float32)
        self._back = SLACK
        """Samples by which the reference is held back."""
        self._turn = 0
        self._padded = np.zeros(2 * BLOCK, np.float32)
        self._near = np.zeros(_COMPARED + SLACK, np.float32)
        self._echo = np.zeros(_COMPARED + 2 * SLACK, np.float32)
        self._silent = _PAUSE
        self._patience = 0
        self._strange = 0
        """Blocks in a row in which out of step nothing of the echo was found."""
        self.in_step = True
        """Whether the echo comes when it is expected. After a pause that is not known, and nothing
        is learnt, until 60 ms of sound have shown where it is."""

    def process(self, near: Floats, far: Floats) -> Floats:
        """What the microphone picked up less the echo expected.

        Args:
            near: The microphone: float32 of shape (160,), full scale ±1.
            far: What was played, of the same shape; the echo comes up to 300 ms later.

        Returns:
            float32 of shape (160,), without delay.
        """
        _push(self._far, far)
        self._watch(far)
        self._line.push(_spectrum(self._window(0)))
        if self._line.silent:
            self._remember(near, np.zeros(BLOCK, np.float32))
            return near
        echo = _later(np.sum(self._line.spectra * self._path, axis=0))
        left = near - echo
        self._remember(near, echo)
        if self.in_step or not self.moved():
            self._learn(left)
        return left

    @property
    def knows(self) -> bool:
        """Whether what is left over can be told from an echo in another place."""
        return self.in_step or self._strange >= _STRANGE

    def moved(self) -> bool:
        """Whether the echo has moved against the reference; moves the reference after it.

        Within ±10 ms this finds it from 60 ms of sound, where learning takes a second.
        """
        window = self._near[:_COMPARED]
        products = np.correlate(self._echo, window, "valid")
        squares = np.concatenate(([0.0], np.cumsum(np.square(self._echo, dtype=np.float64))))
        loudness = float(np.dot(window, window))
        energy = (squares[_COMPARED:] - squares[:-_COMPARED]) * loudness
        alike = products / np.sqrt(energy + 1e-9)
        best, here = int(np.argmax(alike)), float(alike[SLACK])
        strange = alike[best] < _FOREIGN and loudness > _LOUD * _COMPARED
        self._strange = self._strange + 1 if strange else 0
        if best == SLACK or alike[best] < max(_ALIKE, here + _BETTER[not self.in_step]):
            self.in_step = self.in_step or here > _SAME
            return False
        later = SLACK - best  # the echo, against what was expected
        back = min(2 * SLACK, max(0, self._back + later))
        self._echo = np.roll(self._echo, back - self._back)
        self._back = back
        for age in reversed(range(PARTS)):
            self._line.push(_spectrum(self._window(age)))
        self._doubt += _DOUBT * _power(self._path)
        return True

    def _watch(self, far: Floats) -> None:
        """Look out for the end of a pause, and for that of patience."""
        self._patience -= 1
        if self._patience <= 0:
            self.in_step = True
        if float(np.abs(far).max()) < _BEGINS:
            self._silent += 1
            return
        if self._silent >= _PAUSE and float(_power(self._path).sum()) > _KNOWN * (BLOCK + 1):
            self.in_step, self._patience = False, _PATIENCE
        self._silent = 0

    def _remember(self, near: Floats, echo: Floats) -> None:
        _push(self._near, near)
        _push(self._echo, echo)

    def _window(self, age: int) -> Floats:
        end = len(self._far) - self._back - age * BLOCK
        return self._far[end - 2 * BLOCK : end]

    def _learn(self, left: Floats) -> None:
        self._padded[BLOCK:] = left
        error = _spectrum(self._padded)
        heard = _power(error)
        self._error = np.maximum(_HASTE * self._error + (1 - _HASTE) * heard, _QUIET)
        half, power = np.float32(0.5), self._line.powers
        gain = self._doubt / (half * np.sum(self._doubt * power, axis=0) + self._error)
        self._path += gain * self._line.spectra.conj() * error
        # Each part's answer has to be over within a block. To see to a third of the parts in turn
        # is as good as to all of them at once, for a third of the work.
        self._turn = (self._turn + 1) % _TURNS
        answers = np.fft.irfft(self._path[self._turn :: _TURNS], axis=1)
        answers[:, BLOCK:] = 0
        self._path[self._turn :: _TURNS] = _spectrum(answers)
        certain = np.maximum(1 - half * gain * power, 0)
        self._doubt = _KEEP * certain * self._doubt + (1 - _KEEP) * _power(self._path)


class _Line:
    """Spectra of what was played, and their power, the newest first: (30, 161)."""

    _ROOM = 4 * PARTS

    def __init__(self) -> None:
        self._spectra = np.zeros((self._ROOM, BLOCK + 1), np.complex64)
        self._powers = np.zeros((self._ROOM, BLOCK + 1), np.float32)
        self._at = self._ROOM - PARTS
        self._sounding = 0

    @property
    def spectra(self) -> NDArray[np.complex64]:
        return self._spectra[self._at : self._at + PARTS]

    @property
    def powers(self) -> Floats:
        return self._powers[self._at : self._at + PARTS]

    @property
    def silent(self) -> bool:
        """Whether none of them holds any sound."""
        return self._sounding <= 0

    def push(self, spectrum: NDArray[np.complex64]) -> None:
        """Put another in front of them; the last one goes."""
        if not self._at:
            # Moving them once in ninety blocks is cheaper than all of them every time.
            self._spectra[-PARTS:], self._powers[-PARTS:] = self.spectra, self.powers
            self._at = self._ROOM - PARTS
        self._at -= 1
        power = _power(spectrum)
        self._spectra[self._at], self._powers[self._at] = spectrum, power
        self._sounding = PARTS if float(power.sum()) > _SILENT else self._sounding - 1


def _push(line: Floats, block: Floats) -> None:
    """Append to a delay line of fixed length."""
    line[: -len(block)] = line[len(block) :]
    line[-len(block) :] = block


def _spectrum(samples: NDArray[Any]) -> NDArray[np.complex64]:
    return np.asarray(np.fft.rfft(samples), np.complex64)


def _later(spectrum: NDArray[np.complex64]) -> Floats:
    """The half of a circular convolution that is a linear one."""
    return np.asarray(np.fft.irfft(spectrum)[BLOCK:], np.float32)


def _power(spectrum: NDArray[Any]) -> Floats:
    return np.asarray(spectrum.real**2 + spectrum.imag**2, np.float32)
