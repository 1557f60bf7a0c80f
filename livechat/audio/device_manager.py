"""All devices of a conversation, which share one PortAudio.

PortAudio sees new devices only when it starts, and can start anew only when nothing is open. So
whoever plugs in headphones has all devices closed, PortAudio restarted, and all opened again, in
one request to the sound thread.
"""

from __future__ import annotations

import logging
from concurrent.futures import Future
from typing import TYPE_CHECKING

from livechat.audio import portaudio
from livechat.audio.sound_thread import SOUND, SoundThread
from livechat.core.talk.events import Device as End
from livechat.errors import SoundError

if TYPE_CHECKING:
    from livechat.audio.device_supervisor import DeviceSupervisor

log = logging.getLogger(__name__)


class DeviceManager:
    """Knows every device of a conversation.

    Args:
        sound: The thread that makes PortAudio's calls.
    """

    def __init__(self, sound: SoundThread = SOUND) -> None:
        self.sound = sound
        self._supervisors: list[DeviceSupervisor] = []
        self._restarting: Future[None] | None = None

    def add(self, supervisor: DeviceSupervisor) -> None:
        """Take a device, which need not run yet."""
        self._supervisors.append(supervisor)

    @property
    def restarting(self) -> bool:
        """Whether a restart was asked for that is not over yet."""
        return self._restarting is not None and not self._restarting.done()

    def renew(self) -> None:
        """Have all devices closed, PortAudio started anew, and all opened again; soon.

        Nothing is done while no device runs, or while this is being done already.
        """
        runs = any(one.running for one in self._supervisors)
        if runs and not self.restarting:
            self._restarting = self.sound.begin(self._restart, "restart")

    def use(self, end: End, name: str) -> None:
        """Have a device closed and another one opened in its place; soon."""
        for one in self._supervisors:
            if one.end == end:
                one.use(name)

    def _restart(self) -> None:
        """In the sound thread: PortAudio anew, under all devices."""
        for one in self._supervisors:
            one.close()
        try:
            portaudio.refresh()
        except SoundError as error:  # whoever opens a device is told, and tries again
            log.info("%s", error)
        for one in self._supervisors:
            try:
                one.open()
            except SoundError as error:  # its supervisor tries again, and tells
                log.info("cannot open a device after a restart: %s", error)
