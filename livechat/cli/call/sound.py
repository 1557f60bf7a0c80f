"""From settings to the devices of a conversation: a microphone and a speaker."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING

from livechat.app.ports import Microphone, Speaker
from livechat.audio import portaudio
from livechat.audio.device_manager import DeviceManager
from livechat.audio.device_microphone import DeviceMicrophone
from livechat.audio.device_speaker import DeviceSpeaker
from livechat.audio.devices import choose, open_channels
from livechat.audio.sound_thread import SOUND
from livechat.audio.tap import Tap
from livechat.cli.telling import tell
from livechat.dsp.timing import STEADY_S
from livechat.errors import SoundError

if TYPE_CHECKING:
    from livechat.config.settings import Settings
    from livechat.dsp.far_end import FarEndReference
    from livechat.dsp.frontend import Frontend

BLOCK_MS, CLEANED_BLOCK_MS = 20, 10
"""Milliseconds that the microphone delivers at once, unless a setting says otherwise: as much as
leaves in one message, which takes half a point of a core less and a voice 7 ms longer; and less
where cleaning it takes its time too."""

LATE_S = 0.005
"""Seconds that the thread which writes to the loudspeaker may be late by: what a block of the
microphone needs of its sound is written that much sooner."""


class Devices:
    """Makes the devices of one conversation, which know of each other.

    Args:
        settings: The user's.
        taps: Given what the loudspeaker plays, beside the echo canceller.

    Raises:
        SoundError: The system is to cancel the echo, and cannot.
    """

    def __init__(self, settings: Settings, taps: Sequence[Tap] = ()) -> None:
        portaudio.keep_quiet()
        self._settings = settings
        self._taps = taps
        self._system = ""
        if settings.sound.echo == "system":
            from livechat.audio import system_echo

            self._system = system_echo.use(system_echo.find())
        self.manager = DeviceManager()
        self._one = threading.Lock()
        self._reference: FarEndReference | None = None

    def speaker(self, *, heard: bool = False) -> Speaker:
        """The loudspeaker; `heard` by a microphone whose echo is to be cancelled, or not."""
        sound = self._settings.sound
        steady = heard and self._cancels
        return DeviceSpeaker(
            sound.speaker or self._system or None,
            self.manager,
            taps=lambda: [self._common_reference(), *self._taps],
            volume=sound.volume,
            latency_s=sound.speaker_latency_ms / 1000,
            fill_s=max(sound.speaker_fill_ms / 1000, (STEADY_S + LATE_S) * steady),
            steady=steady,
            ducks=heard and sound.duck and self._settings.interrupt,
        )

    def microphone(self) -> Microphone:
        """The microphone."""
        sound = self._settings.sound
        cleaned = self._cancels or sound.gain
        block_ms = CLEANED_BLOCK_MS if cleaned else BLOCK_MS
        return DeviceMicrophone(
            sound.mic or self._system or None,
            self.manager,
            self._frontend if cleaned else None,
            self._common_reference,
            echo_mode=sound.echo,
            latency_s=sound.mic_latency_ms / 1000,
            block_s=(sound.mic_block_ms or block_ms) / 1000,
        )

    def _frontend(self) -> Frontend:
        """What cleans the microphone's sound."""
        from livechat.dsp.frontend import Frontend

        sound = self._settings.sound
        suppresses = sound.noise_suppression and self._cancels
        return Frontend(sound.echo, noise_suppression=suppresses, gain=sound.gain)

    @property
    def _cancels(self) -> bool:
        """Whether livechat itself does something against the echo."""
        return self._settings.sound.echo not in ("off", "system")

    def _common_reference(self) -> FarEndReference:
        """What the loudspeaker plays, for the microphone to know; each asks in its own thread."""
        from livechat.dsp.far_end import FarEndReference

        with self._one:
            self._reference = self._reference or FarEndReference()
            return self._reference

    def speaker_if_any(self, *, heard: bool = False, saved: str = "") -> Speaker | None:
        """The loudspeaker; None, said in a sentence, on a machine that has none.

        Args:
            heard: As for `speaker`.
            saved: The file in which the answer is as well; empty for none.

        Raises:
            SoundError: The one that was asked for by name is not there.
        """
        wanted = self._settings.sound.speaker or self._system or None

        def find() -> None:
            device = choose("output", wanted)
            # Slim containers list a default that leads nowhere.
            if not open_channels(device, "output", device.default_rate):
                raise SoundError(f"The speaker {device.name} does not open.")

        try:
            SOUND.ask(find)
        except SoundError as error:
            if self._settings.sound.speaker:  # asked for by name
                raise
            where = f"is in {saved}" if saved else "will not be played"
            tell(f"{error.what} The answer {where}.")
            return None
        return self.speaker(heard=heard)
