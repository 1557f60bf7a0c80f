"""What a display shows beside the conversation itself, folded from the same events."""

from __future__ import annotations

from collections import Counter
from typing import Literal

from livechat.core.setup_spec import SetupSpec
from livechat.core.talk.events import (
    ActivityMarked,
    AudioSent,
    Connected,
    Connecting,
    Device,
    DeviceLost,
    DeviceMissing,
    DeviceOpened,
    Disconnected,
    EchoControlled,
    Event,
    GoingAway,
    HandingOver,
    InputPaused,
    MicrophoneHeld,
    Muted,
    Preparing,
    Retrying,
    SetupAccepted,
    SoundTroubled,
)

LIVE_S = 0.5
"""Seconds since the newest chunk in which the microphone counts as live; 25 chunks."""

Microphone = Literal["live", "ready", "muted", "paused", "lost", "none"]
"""live: what it hears leaves the machine now; ready: it does as soon as you speak; paused: there is
one, but nothing of it is sent; lost: the device has died; none: there is none, or no more of it."""


class View:
    """Folds the events. Knows no clock: whoever asks brings the time."""

    def __init__(self) -> None:
        self.host = ""
        """Who was connected to last; empty: nobody yet."""
        self.echo: EchoControlled | None = None
        """What keeps the model from hearing itself; None: not told."""
        self.closes_at: float | None = None
        """When the service will close the connection, where it has said so."""
        self.spec: SetupSpec | None = None
        """The setup in force: what the service has accepted, not what was wished; None: none."""
        self.steps: dict[str, bool] = {}
        """What the conversation needs to begin, in the order in which it was asked for, and whether
        it is there."""
        self.missing: dict[Device, str] = {}
        """Sound devices without which the call goes on, and why; empty: none is wanted."""
        self.opened: Counter[Device] = Counter()
        """How often each sound device was opened."""
        self.troubled_at: float | None = None
        """Seconds: when sound last did not flow as it should; None: never."""
        self.unsent_s = 0.0
        """Seconds of silence that were not sent, up to the last time that they ended."""
        self._held = False
        """Whether silence is kept on this machine."""
        self._away = False
        """Whether the connection was lost or left, so that nothing could be sent."""
        self._unsent_since: float | None = None
        """Since when silence is kept here that could have been sent; None: none is."""
        self._muted = False
        self._ready = False
        self._lost = False
        self._sent_at = float("-inf")

    def fold(self, event: Event) -> None:
        """Take one event."""
        match event:
            case Preparing():
                self.steps[event.what] = event.done
            case Connecting():
                self.host = event.host
            case Connected() | Disconnected() | HandingOver():
                self.closes_at = None
                self._away = not isinstance(event, Connected)
                self._count_unsent(event.at)
            case Retrying():
                self._away = True
                self._count_unsent(event.at)
            case GoingAway(time_left_s=left):
                self.closes_at = None if left is None else event.at + left
            case EchoControlled():
                self.echo = event
            case SetupAccepted():
                self.spec = event.spec
            case SoundTroubled():
                self.troubled_at = event.at
            case DeviceOpened():
                self.opened[event.device] += 1
                self._settle_step(event.device)
                self._listen(event)
            case DeviceMissing():
                self.missing[event.device] = event.reason
                self._settle_step(event.device)
            case _:
                self._listen(event)

    def _settle_step(self, step: str) -> None:
        """Nothing is waited for any more before the call begins, if it was."""
        if step in self.steps:
            self.steps[step] = True

    def _listen(self, event: Event) -> None:
        match event:
            case MicrophoneHeld(on=on):
                self._held = on
                self._count_unsent(event.at)
            case AudioSent():
                self._ready, self._lost, self._sent_at = True, False, event.at
            case Muted():
                self._muted, self._sent_at = event.on, float("-inf")
            case InputPaused(last=True):
                self._ready, self._sent_at = False, float("-inf")
            case ActivityMarked(speaking=False):
                self._sent_at = float("-inf")
            case DeviceOpened(device="microphone"):
                self._ready, self._lost = True, False
            case DeviceLost(device="microphone"):
                self._lost, self._sent_at = True, float("-inf")
            case _:
                pass

    def microphone(self, now: float) -> Microphone:
        """Whether the microphone is heard, by what was sent and not by what should be."""
        if self._lost:
            return "lost"
        if self._muted:
            return "muted"
        if now - self._sent_at < LIVE_S:
            return "live"
        if self._held:
            return "ready"
        return "paused" if self._ready else "none"

    def unsent(self, now: float) -> float:
        """Seconds of silence that were not sent so far."""
        return self.unsent_s + (0.0 if self._unsent_since is None else now - self._unsent_since)

    def _count_unsent(self, at: float) -> None:
        self.unsent_s = self.unsent(at)
        self._unsent_since = at if self._held and not self._away else None
