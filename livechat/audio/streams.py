"""Opening PortAudio streams: mono at the wanted rate where the device takes it, else as it likes.

sounddevice's raw streams, whose buffers are bytes: no array is made where sound is only copied.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from livechat.audio import portaudio, sound_server
from livechat.audio.devices import Device, Kind
from livechat.errors import SoundError

Callback = Callable[[Any, int, Any, Any], None]
"""As sounddevice calls it: buffer, frames, times, flags."""


def open_stream(
    kind: Kind,
    device: Device,
    rate: int,
    latency_s: float,
    *,
    block_s: float = 0.0,
    callback: Callback | None = None,
    finished: Callable[[], None] | None = None,
) -> Any:
    """A started `RawInputStream` or `RawOutputStream`, s16.

    Args:
        kind: Which end.
        device: Which device.
        rate: Hertz to ask for first.
        latency_s: Seconds the driver may hold.
        block_s: Seconds a callback gets at once; 0 leaves it to the driver.
        callback: Where sound goes or comes from; None for blocking reads and writes.
        finished: Called by PortAudio's thread when callbacks have ended.

    Raises:
        SoundError: The device takes nothing we could use, or is held by another program.
    """
    sounddevice = portaudio.load()
    make = sounddevice.RawInputStream if kind == "input" else sounddevice.RawOutputStream
    most = device.channels(kind)
    first: Exception | None = None
    for asked in dict.fromkeys((rate, device.default_rate)):
        for channels in sorted({1, min(2, most), most} - {0}):
            stream = None
            try:
                stream = make(
                    device=device.index,
                    channels=channels,
                    samplerate=asked,
                    dtype="int16",
                    latency=latency_s,
                    blocksize=round(block_s * asked),
                    callback=callback,
                    finished_callback=finished,
                )
                stream.start()
            except (sounddevice.PortAudioError, ValueError) as error:  # ValueError: it has gone
                first = first or error
                if stream is not None:  # open, but it does not start: the next try may need it
                    stream.close(ignore_errors=True)
            else:
                return stream
    assert first is not None
    raise cannot_open(kind, device, first) from first


def cannot_open(kind: Kind, device: Device, error: BaseException) -> SoundError:
    """What the user is told of PortAudio's error."""
    return SoundError(
        f'Cannot open the {"microphone" if kind == "input" else "speaker"} "{device.name}": '
        f"{portaudio.reason(error)}.",
        sound_server.advice()
        or "Close other programs that use it, or choose another one from `livechat devices`.",
    )
