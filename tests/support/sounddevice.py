"""A stand-in for the module `sounddevice`: devices from a list, streams on a clock of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np


class PortAudioError(Exception):
    """Says the words, the number, and perhaps the host's own error, as the real one."""


@dataclass
class Entry:
    """A device in PortAudio's list."""

    name: str
    api: int = 0
    inputs: int = 2
    outputs: int = 2
    rate: float = 48_000.0
    takes: tuple[int, ...] = ()
    """Hertz at which it opens; empty: all."""
    channels: tuple[int, ...] = ()
    """Numbers of channels with which it opens; empty: all."""
    starts: bool = True
    """Whether a stream that is open can be started."""
    speeds: Mapping[int, float] = field(default_factory=dict)
    """How many times as fast as it says it runs, by the hertz it was opened with; else right."""


class Air:
    """What the speaker plays comes back into the microphone; time passes when somebody sleeps.

    Args:
        delay_s: Seconds from handing a sample to the speaker until it is recorded.
        gain: What is left of it.
        noise: Standard deviation of the microphone's own noise, of full scale.
    """

    def __init__(self, delay_s: float = 0.0, gain: float = 0.0, noise: float = 0.0) -> None:
        self.now = 1000.0
        self.streams: list[Stream] = []
        self.broken_blocks: set[int] = set()
        """Blocks of both streams that are flagged as coming after a gap."""
        self._delay = round(delay_s * 48_000)
        self._gain = gain
        self._noise = noise
        self._random = np.random.default_rng(4)
        self._sounding = np.zeros(48_000 * 12)
        """What has sounded, at 48 kHz from `now` = 1000."""

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        end = self.now + seconds
        while self.now < end:
            due = min(stream.due for stream in self.streams)
            self.now = max(self.now, due)
            for stream in self.streams:
                if stream.due <= self.now:
                    stream.step()

    def play(self, at: float, samples: Any, rate: int) -> None:
        places = round((at - 1000) * 48_000) + np.arange(len(samples)) * 48_000 // rate
        for offset in range(48_000 // rate):
            self._sounding[places + offset] = samples

    def record(self, at: float, count: int, rate: int) -> Any:
        places = round((at - 1000) * 48_000) + np.arange(count) * 48_000 // rate - self._delay
        heard = self._gain * np.where(places < 0, 0, self._sounding[np.maximum(places, 0)])
        return heard + self._random.standard_normal(count) * self._noise


class Stream:
    """Calls back every block."""

    def __init__(self, air: Air, kind: str, **asked: Any) -> None:
        self.due = float("inf")
        self.closed = False
        self.asked = asked
        self.samplerate = float(asked["samplerate"])
        self.channels: int = asked["channels"]
        self.latency = 0.02
        self.starts = True
        self.speed = 1.0
        self._air = air
        self._kind = kind
        self._blocks = 0
        air.streams.append(self)

    def start(self) -> None:
        if not self.starts:
            raise PortAudioError("Unanticipated host error", -9999)
        # A microphone's first block is there when it is full.
        whole = self.asked["blocksize"] / self.asked["samplerate"]
        self.due = self._air.now + (whole if self._kind == "input" else 0.0)

    def step(self) -> None:
        size, rate = self.asked["blocksize"], self.asked["samplerate"]
        channels = self.asked["channels"]
        broken = self._blocks in self._air.broken_blocks
        status = SimpleNamespace(input_overflow=broken, output_underflow=broken)
        clock = SimpleNamespace(
            currentTime=5.0,
            inputBufferAdcTime=5.0 - size / rate - 0.003,
            outputBufferDacTime=5.0 + 0.02,
        )
        if self._kind == "input":
            heard = self._air.record(self._air.now - size / rate, size, rate)
            pcm = np.repeat((heard * 32_768).round().astype("<i2"), channels).tobytes()
            self.asked["callback"](pcm, size, clock, status)
        else:
            out = bytearray(size * channels * 2)
            self.asked["callback"](out, size, clock, status)
            mono = np.frombuffer(bytes(out), "<i2").reshape(-1, channels)[:, 0] / 32_768
            self._air.play(self._air.now, mono, rate)
        self._blocks += 1
        self.due += size / rate / self.speed

    def abort(self) -> None:
        self.due = float("inf")

    def close(self, ignore_errors: bool = True) -> None:
        self.closed = True


class FakeSounddevice(ModuleType):
    """Put it into `sys.modules` as "sounddevice".

    Args:
        entries: The devices.
        default: Indices of the system's own microphone and speaker; −1 for none.
        apis: Names of the host APIs.
        air: What lies between the devices.
    """

    PortAudioError = PortAudioError

    def __init__(
        self,
        entries: Sequence[Entry] = (),
        default: tuple[int, int] = (-1, -1),
        apis: Sequence[str] = ("ALSA",),
        air: Air | None = None,
    ) -> None:
        super().__init__("sounddevice")
        self.entries = list(entries)
        self.default = SimpleNamespace(device=default)
        self.air = air or Air()
        self.fails: Exception | None = None
        """Raised by every question."""
        self._apis = apis
        self.own: dict[str, tuple[int, int]] = {}
        """Indices of a host API's own microphone and speaker, by its name; −1 unless given."""
        self._initialized = 1
        self.calls: list[str] = []

    def get_portaudio_version(self) -> tuple[int, str]:
        return 1246976, "PortAudio V19.7.0"

    def query_devices(self) -> tuple[dict[str, Any], ...]:
        self._ask()
        return tuple(
            {
                "name": entry.name,
                "hostapi": entry.api,
                "max_input_channels": entry.inputs,
                "max_output_channels": entry.outputs,
                "default_samplerate": entry.rate,
            }
            for entry in self.entries
        )

    def query_hostapis(self) -> tuple[dict[str, Any], ...]:
        return tuple(
            {
                "name": name,
                "default_input_device": self.own.get(name, (-1, -1))[0],
                "default_output_device": self.own.get(name, (-1, -1))[1],
            }
            for name in self._apis
        )

    def check_input_settings(self, **asked: Any) -> None:
        self._check("inputs", **asked)

    def check_output_settings(self, **asked: Any) -> None:
        self._check("outputs", **asked)

    def _check(self, side: str, **asked: Any) -> None:
        self._ask()
        if asked["device"] >= len(self.entries):
            raise ValueError("no such device")
        entry = self.entries[asked["device"]]
        rate, channels = asked["samplerate"], asked["channels"]
        if (entry.takes and rate not in entry.takes) or channels > getattr(entry, side):
            raise PortAudioError("Invalid sample rate", -9997)
        if entry.channels and channels not in entry.channels:
            raise PortAudioError("Invalid number of channels", -9998)

    def RawInputStream(self, **asked: Any) -> Stream:  # noqa: N802 - as it is called there
        return self._open("input", **asked)

    def RawOutputStream(self, **asked: Any) -> Stream:  # noqa: N802
        return self._open("output", **asked)

    def _open(self, kind: str, **asked: Any) -> Stream:
        self._ask()
        stream = Stream(self.air, kind, **asked)
        if asked["device"] < len(self.entries):
            self._check(f"{kind}s", **asked)
            entry = self.entries[asked["device"]]
            stream.starts = entry.starts
            stream.speed = entry.speeds.get(asked["samplerate"], 1.0)
        return stream

    def _terminate(self) -> None:
        self.calls.append("terminate")
        self._initialized -= 1

    def _initialize(self) -> None:
        self.calls.append("initialize")
        self._ask()
        self._initialized += 1

    def _ask(self) -> None:
        if self.fails:
            raise self.fails
