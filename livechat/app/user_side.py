"""What the user does, done at once: wishes, typed lines and the microphone, on the way to the link.

Nothing here waits, and nothing asks whether there is a connection: what is said goes into the
link's outbox.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Final

from livechat.app.ports import Chunk, Devices, Emit, Link, Speaker
from livechat.core.face.commands import Act, Change, Intent, Say
from livechat.core.levels import SpeechLevel
from livechat.core.link.items import Activity, Item, Sound, SoundEnd, Typed
from livechat.core.link.speech_gate import SpeechGate, Stage
from livechat.core.link.uplink import TAIL_S, Uplink
from livechat.core.setup_spec import SetupSpec
from livechat.core.state import ConversationState
from livechat.core.talk.events import (
    ActivityMarked,
    Device,
    InputPaused,
    LineEntered,
    MicrophoneHeld,
    Muted,
    Notice,
    SettingChanged,
    SpeechDetected,
    VolumeChanged,
)
from livechat.errors import LivechatError

VOLUME_STEP: Final = 10
"""Percent."""

LOUDEST: Final = 200
"""Percent."""

HEARD_CHARS: Final = 200
"""Characters of a stopped answer that the model is told were heard, the last."""

TAIL_LIMIT_S: Final = TAIL_S + 1.0
"""Seconds after a release of the key in which the sound of its tail has come, if any comes."""

Configure = Callable[[SetupSpec, str, str], SetupSpec]
"""Makes a setup of one, a key of a settings file, and the text of its new value.

Raises:
    LivechatError: The value does not fit.
"""

DEVICE_SETTINGS: Final[dict[str, Device]] = {
    "sound.mic": "microphone",
    "sound.speaker": "loudspeaker",
}
"""Settings that are no matter of the service's, and the device that each names."""


class UserSide:
    """Hands on what the user does.

    Args:
        link: The session.
        speaker: Plays what the model says.
        state: Of the conversation, to look at.
        emit: Told what the user does.
        volume: Percent; where louder and quieter start from.
        devices: The sound devices; None: there are none.
        configure: Makes another setup; None: nothing can be changed.
        gate: Which of the sound of an open microphone leaves.
    """

    def __init__(
        self,
        link: Link,
        speaker: Speaker,
        state: ConversationState,
        emit: Emit,
        *,
        volume: int,
        devices: Devices | None,
        configure: Configure | None,
        gate: SpeechGate,
    ) -> None:
        self._link = link
        self._speaker = speaker
        self._state = state
        self._emit = emit
        self._volume = volume
        self._devices = devices
        self._configure = configure
        self._gate = gate
        self._uplink = Uplink(gate, manual=link.spec.manual)
        self._level = SpeechLevel()
        self._voiced = False
        """Whether somebody spoke in the newest window that was judged."""
        self._tail: asyncio.TimerHandle | None = None
        """When the tail of a release ends although no sound comes."""
        self._stopped = 0
        """The newest turn that was stopped."""

    @property
    def push_to_talk(self) -> bool:
        """Whether the user says when speech begins and stops, as it is now."""
        return self._uplink.manual

    def wish(self, intent: Intent) -> None:
        """Do what the user wants. Ending the call is not for here."""
        match intent:
            case Act.TALK | Act.PRESS if self._deaf and not self._uplink.manual:
                pass  # an empty line, in a call that only has typed ones
            case Act.TALK | Act.PRESS | Act.MUTE if self._deaf:
                self._note("This call has no microphone. Type instead.")
            case Say(text) if text:
                self.stop_leftover_playback()
                self.enter(text)
            case Act.RELEASE:
                self._release()
            case Act.TALK if self._uplink.talking:
                self._release()
            case Act.TALK | Act.PRESS:
                self._press()
            case Act.MUTE:
                self._set_muted(on=not self._uplink.muted)
            case Act.INTERRUPT:
                heard = self._state.transcript.heard(self._state.turns)
                self._stop_voice(heard[-HEARD_CHARS:])
            case Act.LOUDER:
                self._set_volume(self._volume + VOLUME_STEP)
            case Act.QUIETER:
                self._set_volume(self._volume - VOLUME_STEP)
            case Act.REOPEN:
                self._link.hurry()
                if self._devices is not None:
                    self._devices.renew()
            case Change(key, value):
                self._change(key, value)
            case _:
                pass

    @property
    def _deaf(self) -> bool:
        """Whether there is no microphone, as far as is known."""
        return "microphone" in self._state.view.missing

    def enter(self, line: str) -> None:
        """Send a typed line."""
        self._emit(LineEntered(at=_now(), text=line))
        self._link.send(Typed(line))

    def hear(self, chunk: Chunk) -> bool:
        """Send a chunk of the microphone, if it may leave; return whether somebody speaks in it."""
        gate, judgement = self._gate, chunk.judgement
        if judgement is None:
            self._voiced = self._level.voiced(chunk.dbfs)
        elif judgement.speech:
            self._voiced = gate.voiced(judgement.speech[-1])
        before = gate.stage
        sound = Sound(chunk.pcm, chunk.captured_at, self._voiced, chunk.dbfs)
        self._let_out(self._uplink.sound(sound, judgement), before)
        return self._voiced

    def stopped(self) -> None:
        """Say that no more sound comes: the microphone has died."""
        before = self._gate.stage
        self._let_out(self._uplink.stopped(), before)

    def opened(self) -> None:
        """Say that the microphone was opened: what another one heard is over."""
        if not self._gate.fresh:
            self.stopped()

    def _let_out(self, items: Sequence[Item], before: Stage) -> None:
        """Send what the gate lets out, and tell what has become of it since a stage."""
        self._follow_gate(before)  # before the key is up, for whoever counts what it marks
        self._send(items)
        if before is Stage.SPEAKING and items and isinstance(items[-1], SoundEnd):
            self._emit(InputPaused(at=_now(), last=False))

    def _follow_gate(self, before: Stage) -> None:
        """Tell what has changed since a stage of the gate."""
        now, at = self._gate.stage, _now()
        if now is before:
            return
        if Stage.HELD in (before, now):
            self._emit(MicrophoneHeld(at=at, on=now is Stage.HELD))
        if Stage.SPEAKING in (before, now):
            self._emit(SpeechDetected(at=at, speaking=now is Stage.SPEAKING))

    def pause(self, *, last: bool) -> None:
        """Say that the microphone has stopped, until the answer was heard or for good."""
        before = self._gate.stage
        self._gate.reset()
        self._follow_gate(before)
        self._emit(InputPaused(at=_now(), last=last))
        self._link.send(SoundEnd())

    def stop_leftover_playback(self) -> None:
        """Stop playback of a turn that the service has completed: it will not interrupt that."""
        if not self._state.answering:
            self._stop_voice(None)

    def follow_detection(self) -> None:
        """Follow who says when speech begins: the user (push-to-talk), or the service.

        Push-to-talk begins with the wish for it: from then on nothing leaves without a press. It
        ends when the service has agreed; what is said meanwhile is kept and leaves then.
        """
        wanted, accepted = self._link.spec.manual, self._state.view.spec
        in_force = wanted if accepted is None else accepted.manual
        ends = in_force and not wanted
        before = self._gate.stage
        items = self._uplink.set_manual(wanted or in_force, _now(), ends=ends)
        self._follow_gate(before)
        self._send(items)

    def _press(self) -> None:
        if not self._uplink.manual:
            self._note("Push to talk is off. Turn it on with /push-to-talk on.")
        elif self._uplink.muted:
            self._note("The microphone is muted. Unmute it to talk.", warning=True)
        elif not self._uplink.talking:
            self._stop_voice(None)
            self._send(self._uplink.press(_now()))

    def _release(self) -> None:
        if self._uplink.release(_now()):
            loop = asyncio.get_running_loop()
            self._forget_tail()
            self._tail = loop.call_later(TAIL_LIMIT_S, self._end_tail)

    def _end_tail(self) -> None:
        before = self._gate.stage
        items = self._uplink.end_tail()
        self._follow_gate(before)
        self._send(items)

    def _forget_tail(self) -> None:
        if self._tail is not None:
            self._tail.cancel()
            self._tail = None

    def _set_muted(self, *, on: bool) -> None:
        before = self._gate.stage
        items = self._uplink.set_muted(on, _now())
        self._emit(Muted(at=_now(), on=on))
        self._follow_gate(before)
        self._send(items)

    def _stop_voice(self, heard: str | None) -> None:
        """Stop the newest turn; the service is told once what was heard of it."""
        turn = self._state.turns
        self._speaker.interrupt(turn)
        self._link.stop(turn, heard if turn > self._stopped else None)
        self._stopped = turn

    def _set_volume(self, percent: int) -> None:
        self._volume = max(0, min(LOUDEST, percent))
        self._speaker.set_volume(self._volume)
        self._emit(VolumeChanged(at=_now(), percent=self._volume))

    def _change(self, key: str, value: str) -> None:
        if self._configure is None:
            return
        try:
            spec = self._configure(self._link.spec, key, value)
        except LivechatError as error:
            self._note(str(error), warning=True)
            return
        device = DEVICE_SETTINGS.get(key)
        if key == "sound.volume":
            self._set_volume(int(value))
        elif device is None:
            self._emit(SettingChanged(at=_now(), key=key, value=value))
            self._link.change(spec)
            self.follow_detection()
        elif self._devices is None:
            self._note("This call uses no sound device. There is none to change.", warning=True)
        else:
            self._emit(SettingChanged(at=_now(), key=key, value=value))
            if device == "microphone":
                self.opened()  # whatever the one before heard is over
            self._devices.use(device, value)

    def _note(self, text: str, *, warning: bool = False) -> None:
        self._emit(Notice(at=_now(), text=text, level="warning" if warning else "info"))

    def _send(self, items: Sequence[Item]) -> None:
        for item in items:
            if isinstance(item, Activity):
                self._forget_tail()
                self._emit(ActivityMarked(at=_now(), speaking=item.speaking))
            self._link.send(item)


def _now() -> float:
    return asyncio.get_running_loop().time()
