"""Lowering the model's voice while the user speaks over it."""

from __future__ import annotations

import asyncio

from livechat.app.ports import Emit, Speaker
from livechat.core.play.bargein import RELEASE_S, RESTORE_S, Ducking, Signal, Voice
from livechat.core.talk.events import (
    ActivityMarked,
    AudioSent,
    DeviceLost,
    DeviceOpened,
    Ducked,
    Ended,
    Event,
    Interrupted,
    Muted,
    PlaybackFinished,
    PlaybackStarted,
    SettingChanged,
    SpeechDetected,
)


class BargeIn:
    """Follows the events, and ducks the speaker.

    Args:
        speaker: Whose voice is lowered.
        emit: Told when it is.
        on: Whether it is lowered at all.
    """

    def __init__(self, speaker: Speaker, emit: Emit, *, on: bool = True) -> None:
        self._speaker = speaker
        self._emit = emit
        self._on = on
        self._ducking = Ducking()
        self._voiced_at = 0.0
        """Seconds: when the user's voice was last heard."""
        self._speaking = False
        """Whether the user speaks, as this machine hears."""
        self._alarm: asyncio.TimerHandle | None = None

    @property
    def spoken_over(self) -> bool:
        """Whether the user speaks, or has just spoken, over the model's voice."""
        return self._ducking.ducked

    def observe(self, event: Event) -> None:
        """Act on an event, if it says anything about speaking over the model."""
        match event:
            case _ if not self._on:
                pass
            case SpeechDetected(speaking=True):
                self._speaking = True
                self._voiced_at = event.at
                if not self._speaker.idle:
                    self._follow(Signal.ONSET)
            case SpeechDetected():
                self._speaking = False
                self._release()
            case AudioSent(voiced=voiced):
                self._follow_voice(event.captured_at or event.at, voiced=voiced)
            # The end of speech takes longer than RELEASE_S; the service may answer before that.
            case PlaybackStarted() if self._speaking and event.at < self._voiced_at + RELEASE_S:
                self._follow(Signal.ONSET)
            case (
                Muted(on=True)
                | ActivityMarked(speaking=False)
                | DeviceLost(device="microphone")
                | DeviceOpened(device="microphone")
                | SettingChanged(key="sound.mic" | "sound.push_to_talk")
            ):
                self._speaking = False
                self._follow(Signal.DEAF)
            case Interrupted():
                self._follow(Signal.INTERRUPTED)
            case PlaybackFinished() if self._speaker.idle:
                self._follow(Signal.ENDED)
            case Ended():
                self._forget_alarm()
            case _:
                pass

    def _follow_voice(self, at: float, *, voiced: bool) -> None:
        """Take note of a chunk of the microphone, between a beginning and an end of speech."""
        if voiced:
            self._voiced_at = max(self._voiced_at, at)
        if not voiced and at >= self._voiced_at + RELEASE_S:
            self._release()
        elif voiced and self._speaking and self._ducking.state is Voice.WAITING:
            self._follow(Signal.ONSET)

    def _release(self) -> None:
        """Speech has ended, if that was not known: what is waited for is waited for once."""
        if self._ducking.state is Voice.DUCKED:
            self._follow(Signal.RELEASE)

    def _follow(self, signal: Signal) -> None:
        self._forget_alarm()
        if self._ducking.follow(signal):
            self._speaker.duck(self._ducking.ducked)
            loop = asyncio.get_running_loop()
            self._emit(Ducked(at=loop.time(), on=self._ducking.ducked))
        if self._ducking.state is Voice.WAITING:
            loop = asyncio.get_running_loop()
            self._alarm = loop.call_later(RESTORE_S, self._follow, Signal.PATIENCE)

    def _forget_alarm(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
