"""An open device, as its supervisor sees it; and how long it may be silent or closing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Protocol

from livechat.audio.devices import Device

STILL_S: Final = 0.7
"""Seconds without a sign of life after which a device is dead. The longest that a healthy one
was seen to take, on a virtual card under load, is 0.06."""

CLOSE_S: Final = 0.5
"""Seconds that closing may take at the end of a call. Both devices close one after the other."""

LAST_S: Final = 0.6 * CLOSE_S
"""Seconds of it in which a loudspeaker may play what its device holds."""

STOP_S: Final = 0.3 * CLOSE_S
"""Seconds of it in which a microphone's worker may end; it has 20 ms of sound to do. The rest is
PortAudio's."""


@dataclass(frozen=True, slots=True)
class Opening:
    """How a device is to be opened."""

    device: Device
    room: float = 1.0
    """Factor for its buffers: 1, 2, 4 or 8."""
    own_rate: bool = False
    """Whether at the rate that it likes best: it runs at the wrong speed at the service's."""

    def rate(self, asked: int) -> int:
        """Hertz to ask for first, where `asked` suits best."""
        return self.device.default_rate if self.own_rate else asked


class AudioStream(Protocol):
    """An open device."""

    name: str
    rate: int
    """Hertz of the device itself."""
    latency_s: float

    def trouble(self) -> str | None:
        """Why it does not work any more, if so."""
        ...

    def struggles(self) -> bool:
        """Whether it loses sound, and should be opened with more room."""
        ...

    def rate_is_wrong(self) -> bool:
        """Whether it delivers or takes more or less sound a second than its rate says."""
        ...

    def close(self) -> None:
        """Close it, in the sound thread. May block for as long as the sound server is frozen."""
        ...
