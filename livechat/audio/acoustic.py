"""Playing and recording at once for a few seconds, to measure devices and the air between them.

Two streams as in a conversation, each at the service's rate if its device takes that. All of it is
one request to the sound thread, with a time limit: a frozen sound server holds up nobody.
"""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from livechat.audio import portaudio
from livechat.audio.devices import Device, Kind, best_rate, open_channels
from livechat.audio.sound_thread import SOUND
from livechat.core.levels import rms_dbfs
from livechat.core.pcm import INPUT_RATE, OUTPUT_RATE, Chunker, samples_in
from livechat.dsp.chirp import LEAD_S, Echo, before_chirps, comes_back, find_echo, sequence
from livechat.dsp.resample import from_float, resample, to_float
from livechat.errors import SoundError

BLOCK_MS = 10
"""Milliseconds a device hands over or takes at once."""

LATENCY_MS = 20
"""Milliseconds that the driver is asked to hold, each way."""

_SETTLE_S = 0.3
"""Seconds after the start in which a stream may stumble without being counted."""

_GRACE_S = 3.0
"""Seconds beyond the sound that opening, starting and closing may take."""

_LATE = 5
"""Blocks' time between two callbacks that makes the second one late."""


_CLIPPED = 0.985
"""Of full scale: resampling rounds the corners of what was cut off at 1."""


@dataclass(frozen=True, slots=True)
class Take:
    """What was recorded, and how the devices did."""

    samples: NDArray[np.float32]
    """Mono of shape (samples,), 16 kHz, full scale ±1."""
    shift_s: float = 0.0
    """Seconds in `samples` at which the sound began to be handed over to the speaker."""
    held_s: float = 0.0
    """Seconds that both streams say they hold together, by their clocks: from handing over a
    sample until it sounds, and from its sound until it is handed over."""
    input_rate: int = INPUT_RATE
    """Hertz at which the microphone was opened."""
    output_rate: int = OUTPUT_RATE
    """Hertz at which the speaker was opened."""
    overruns: int = 0
    """Blocks before which recorded sound was lost."""
    underruns: int = 0
    """Blocks before which the speaker had run empty."""
    late: int = 0
    """Blocks that came so late that a short buffer would have failed."""


@dataclass(slots=True)
class _Side:
    """One stream's blocks, as its callback noted them."""

    rate: int
    channels: int
    times: list[float] = field(default_factory=list)
    """Seconds, monotonic, when each block was handed over."""
    frames: list[int] = field(default_factory=list)
    """Frames of each."""
    ahead: list[float] = field(default_factory=list)
    """Seconds from then to the moment at which its first frame sounds; negative for the past."""
    broken: list[bool] = field(default_factory=list)
    """Whether sound was missing before it."""

    def note(self, frames: int, ahead_s: float, broken: bool) -> None:
        self.times.append(time.monotonic())
        self.frames.append(frames)
        self.ahead.append(ahead_s)
        self.broken.append(broken)

    def held_s(self, *, recorded: bool) -> float:
        """Seconds that the stream holds, as most blocks say."""
        block_s = np.array(self.frames) / self.rate if recorded else 0.0
        ahead = np.array(self.ahead)
        return float(np.median(-ahead - block_s if recorded else ahead))

    def broken_count(self) -> int:
        """Interruptions after the stream has settled."""
        pairs = zip(self.times, self.broken, strict=True)
        return sum(broken for at, broken in pairs if at - self.times[0] > _SETTLE_S)

    def late_count(self) -> int:
        """Late blocks after the stream has settled."""
        times = np.array(self.times)
        if len(times) < 2:
            return 0
        late = np.diff(times) > _LATE * BLOCK_MS / 1000
        return int(np.sum(late & (times[1:] - times[0] > _SETTLE_S)))

    def began_at(self, *, recorded: bool) -> float:
        """Seconds, monotonic, at which its first frame was handed over, as most blocks say.

        A recorded block is handed over when its last frame is there, one to be played before its
        first is needed.
        """
        ends = np.cumsum(self.frames)
        at = ends if recorded else ends - np.array(self.frames)
        return float(np.median(np.array(self.times) - at / self.rate))


def take(
    mic: Device,
    speaker: Device | None,
    sound: NDArray[np.float32],
    *,
    block_ms: int = BLOCK_MS,
    mic_latency_ms: int = LATENCY_MS,
    speaker_latency_ms: int = LATENCY_MS,
) -> Take:
    """Play a sound and record for as long. It blocks.

    Args:
        mic: Where to record.
        speaker: Where to play; None only records.
        sound: Mono of shape (samples,), 24 kHz, full scale ±1.
        block_ms: Milliseconds of a block.
        mic_latency_ms: Milliseconds asked of the microphone's driver.
        speaker_latency_ms: Milliseconds asked of the speaker's driver.

    Raises:
        SoundError: A device cannot be opened, or gives nothing in time.
    """
    limit_s = len(sound) / OUTPUT_RATE + _GRACE_S
    return SOUND.ask(
        lambda: _take(mic, speaker, sound, block_ms, mic_latency_ms, speaker_latency_ms),
        limit_s,
    )


def _take(
    mic: Device,
    speaker: Device | None,
    sound: NDArray[np.float32],
    block_ms: int,
    mic_latency_ms: int,
    speaker_latency_ms: int,
) -> Take:
    seconds = len(sound) / OUTPUT_RATE
    recorded: list[bytes] = []
    heard = _side(mic, "input", INPUT_RATE)

    def on_input(indata: Any, frames: int, clock: Any, status: Any) -> None:
        recorded.append(bytes(indata))
        ahead_s = clock.inputBufferAdcTime - clock.currentTime
        heard.note(frames, ahead_s, bool(status.input_overflow))

    streams = [_open(mic, "input", heard, block_ms, mic_latency_ms, on_input)]
    played = None
    try:
        if speaker is not None:
            played = _side(speaker, "output", OUTPUT_RATE)
            on_output = _player(played, sound)
            streams.append(
                _open(speaker, "output", played, block_ms, speaker_latency_ms, on_output)
            )
        _run(streams, seconds)
    finally:
        for stream in streams:
            stream.close()
    if not recorded or (played is not None and not played.times):
        raise SoundError(
            "The sound devices open but deliver no sound.",
            "Close other programs that use them, or choose others with --mic and --speaker.",
        )
    frames = np.frombuffer(b"".join(recorded), dtype=np.int16).reshape(-1, heard.channels)
    mono = to_float(frames.mean(axis=1).astype("<i2").tobytes())
    shift_s, held_s = 0.0, heard.held_s(recorded=True)
    if played is not None:
        held_s += played.held_s(recorded=False)
        shift_s = played.began_at(recorded=False) - heard.began_at(recorded=True)
    return Take(
        samples=resample(mono, heard.rate, INPUT_RATE),
        shift_s=shift_s,
        held_s=held_s,
        input_rate=heard.rate,
        output_rate=played.rate if played else OUTPUT_RATE,
        overruns=heard.broken_count(),
        underruns=played.broken_count() if played else 0,
        late=heard.late_count(),
    )


def _side(device: Device, kind: Kind, asked: int) -> _Side:
    rate = best_rate(device, kind, asked)
    # A device that takes no number of channels says why when it is opened.
    return _Side(rate, open_channels(device, kind, rate) or 1)


def _player(side: _Side, sound: NDArray[np.float32]) -> Any:
    """A callback that plays the sound on every channel, then silence."""
    mono = np.frombuffer(from_float(resample(sound, OUTPUT_RATE, side.rate)), dtype="<i2")
    pcm = np.repeat(mono.astype(np.int16), side.channels).tobytes()
    at = 0

    def on_output(outdata: Any, frames: int, clock: Any, status: Any) -> None:
        nonlocal at
        piece = pcm[at : at + len(outdata)]
        outdata[:] = piece.ljust(len(outdata), b"\0")
        at += len(outdata)
        ahead_s = clock.outputBufferDacTime - clock.currentTime
        side.note(frames, ahead_s, bool(status.output_underflow))

    return on_output


def _open(
    device: Device, kind: Kind, side: _Side, block_ms: int, latency_ms: int, callback: Any
) -> Any:
    sounddevice = portaudio.load()
    kinds = {"input": sounddevice.RawInputStream, "output": sounddevice.RawOutputStream}
    try:
        return kinds[kind](
            device=device.index,
            samplerate=side.rate,
            channels=side.channels,
            dtype="int16",
            blocksize=samples_in(block_ms / 1000, side.rate),
            latency=latency_ms / 1000,
            callback=callback,
        )
    except (sounddevice.PortAudioError, ValueError) as error:
        word = {"input": "microphone", "output": "speaker"}[kind]
        raise SoundError(
            f'Cannot open the {word} "{device.name}": {portaudio.reason(error)}.',
            "Close other programs that use it, or choose another one.",
        ) from error


def _run(streams: list[Any], seconds: float) -> None:
    sounddevice = portaudio.load()
    try:
        for stream in streams:
            stream.start()
        time.sleep(seconds)
        for stream in streams:
            stream.abort()
    except sounddevice.PortAudioError as error:
        raise SoundError(
            f"Cannot start the sound devices: {portaudio.reason(error)}.",
            "Close other programs that use them, or choose others.",
        ) from error


@dataclass(frozen=True, slots=True)
class Measured:
    """What a doctor wants to know of a microphone and a speaker, in plain numbers."""

    silent: bool
    """Whether the microphone gave nothing but exact zeros."""
    room_dbfs: float
    """Level of the room before anything is played, −96.0 to 0.0 dBFS: the median of 20 ms."""
    clipped: bool
    """Whether the microphone reached full scale."""
    echo: Echo | None
    """What came back of what was played; None when nothing was played, or nothing came back."""
    unsteady: bool
    """Whether something comes back that is no steady echo: torn, or somebody spoke."""
    path_ms: float
    """Milliseconds from the speaker to the microphone, by the devices' own clocks; 0 without echo.
    `echo.delay_s` holds the drivers' part too: what the program itself sees."""
    seconds: float
    """How long both streams ran."""
    input_rate: int
    """Hertz at which the microphone was opened."""
    output_rate: int
    """Hertz at which the speaker was opened."""
    overruns: int
    """Times recorded sound was lost."""
    underruns: int
    """Times the speaker ran empty."""
    late: int
    """Blocks of recorded sound that came late."""


def measure(
    mic: Device, speaker: Device | None, *, mic_latency_ms: int, speaker_latency_ms: int
) -> Measured:
    """Listen to the room for a second, then play chirps and listen to their echoes: 5 s.

    Args:
        mic: Where to record.
        speaker: Where to play; None: only the room is listened to.
        mic_latency_ms: Milliseconds asked of the microphone's driver.
        speaker_latency_ms: Milliseconds asked of the speaker's driver.

    Raises:
        SoundError: A device cannot be opened, or gives nothing in time.
    """
    sound = sequence(OUTPUT_RATE)
    if speaker is None:
        sound = sound[: samples_in(LEAD_S, OUTPUT_RATE)]
    taken = take(
        mic,
        speaker,
        sound,
        mic_latency_ms=mic_latency_ms,
        speaker_latency_ms=speaker_latency_ms,
    )
    return judge(taken, played=speaker is not None)


def judge(taken: Take, *, played: bool) -> Measured:
    """What a recording of the chirps, or of the room alone, says."""
    samples = taken.samples
    echo = find_echo(samples, INPUT_RATE, taken.shift_s) if played else None
    room = before_chirps(samples, INPUT_RATE, taken.shift_s)
    levels = [rms_dbfs(chunk) for chunk in Chunker().push(from_float(room))]
    return Measured(
        silent=not samples.any(),
        room_dbfs=statistics.median(levels),
        clipped=bool(np.max(np.abs(samples), initial=0.0) > _CLIPPED),
        echo=echo,
        unsteady=played and echo is None and comes_back(samples, INPUT_RATE, taken.shift_s),
        path_ms=max(0.0, 1000 * (echo.delay_s - taken.held_s)) if echo else 0.0,
        seconds=len(samples) / INPUT_RATE,
        input_rate=taken.input_rate,
        output_rate=taken.output_rate,
        overruns=taken.overruns,
        underruns=taken.underruns,
        late=taken.late,
    )
