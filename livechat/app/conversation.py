"""One conversation: pumps the ports through the core until everything was said and heard.

Nothing here waits for the service: what the user does is done at once, and what is said goes into
the link's outbox.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from typing import Final

from livechat.app.bargein import BargeIn
from livechat.app.limits import Limit, Limits, duration
from livechat.app.ports import Chunk, Devices, Link, Microphone, Observer, Pause, Speaker
from livechat.app.waiting import AnswerWait
from livechat.core.face.commands import Act, Change, Intent, Say
from livechat.core.levels import SpeechLevel, rms_dbfs
from livechat.core.link.items import Item, Sound, SoundEnd, ToolResult, Typed
from livechat.core.link.uplink import Uplink
from livechat.core.setup_spec import SetupSpec
from livechat.core.state import ConversationState
from livechat.core.talk.events import (
    ActivityMarked,
    AudioReceived,
    Connected,
    Device,
    Ended,
    Event,
    InputPaused,
    InputTranscribed,
    Interrupted,
    LineEntered,
    Muted,
    Notice,
    PlaybackFinished,
    SettingChanged,
    SetupAccepted,
    SoundTroubled,
    SpeechDetected,
    TextReceived,
    ToolCalled,
    TurnComplete,
    VolumeChanged,
)
from livechat.core.talk.transcript import Utterance
from livechat.errors import AnswerTimeoutError, LivechatError, NetworkError, NoAnswerError

LONGEST_SLEEP_S: Final = 5.0
"""Seconds between two looks at whether a limit is reached."""

VOLUME_STEP, LOUDEST = 10, 200
"""Percent."""

MAX_AHEAD_S: Final = 1_800.0
"""Seconds of an answer's sound that may wait to be played: 86 MB. A service that sends more is
broken, and would fill the memory."""

HEARD_CHARS: Final = 200
"""Characters of a stopped answer that the model is told were heard, the last."""

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

_NO_TOOLS: Final = "This client has no such function."


class Conversation:
    """Wires a link, a microphone or typed lines, and a speaker together.

    Args:
        link: The session, not yet connected.
        speaker: Plays what the model says.
        microphone: Whose sound is sent; None for typed lines alone.
        lines: Typed lines, each sent when the answer to the one before was heard.
        observers: Told everything, in this order.
        answer_timeout_s: Seconds without a sign of life in which an answer is given up.
        volume: Percent; where louder and quieter start from.
        devices: The sound devices; None: there are none.
        configure: Makes another setup.
        max_s: Seconds after which it hangs up; None: never.
        idle_s: Seconds in which nobody says anything after which it hangs up; None: never.
    """

    def __init__(
        self,
        link: Link,
        speaker: Speaker,
        *,
        microphone: Microphone | None = None,
        lines: Sequence[str] = (),
        observers: Sequence[Observer] = (),
        answer_timeout_s: float = 30.0,
        volume: int = 100,
        devices: Devices | None = None,
        configure: Configure | None = None,
        max_s: float | None = None,
        idle_s: float | None = None,
    ) -> None:
        self.state = ConversationState(volume)
        self._link = link
        self._speaker = speaker
        self._microphone = microphone
        self._lines = lines
        self._observers = observers
        self._uplink = Uplink(manual=link.spec.manual)
        self._level = SpeechLevel()
        self._barge_in = BargeIn(speaker, self.emit)
        self._answers = AnswerWait(
            self.state, speaker, answer_timeout_s, by_voice=microphone is not None
        )
        self._events: deque[Event] = deque()
        self._volume = volume
        self._devices = devices
        self._configure = configure
        self._limits = Limits(self._rows(max_s, idle_s))
        self._connected = asyncio.Event()
        self._stop = asyncio.Event()
        self._began_at = 0.0
        """Seconds: when the service first accepted a setup."""
        self._last_words = 0.0
        """Seconds: when somebody last said something, or was heard."""
        self._broken_off: int | None = None
        """A turn that a lost connection has cut, whose beginning may still sound."""

    async def run(self) -> ConversationState:
        """Hold the conversation.

        Raises:
            LivechatError: What ended it before everything was said and heard.
        """
        try:
            async with asyncio.TaskGroup() as tasks:
                playing = tasks.create_task(self._speaker.run(self.emit), name="speaker")
                others = [playing, tasks.create_task(self._receive(), name="receive")]
                if self._microphone is not None:
                    hearing = self._microphone.run(self.emit)
                    others.append(tasks.create_task(hearing, name="microphone"))
                others.append(tasks.create_task(self._watch_limits(), name="limits"))
                talking = tasks.create_task(self._talk(), name="talk")
                stopping = tasks.create_task(self._stop.wait(), name="stop")
                await asyncio.wait([talking, stopping], return_when=asyncio.FIRST_COMPLETED)
                for task in (talking, stopping, *others):
                    task.cancel()
        except BaseExceptionGroup as group:
            error = _first(group)
            raise error from error.__cause__
        finally:
            self.emit(Ended(at=_now()))
        return self.state

    def stop(self) -> None:
        """End politely: what was said is kept, nothing more is awaited."""
        self._stop.set()

    @property
    def push_to_talk(self) -> bool:
        """Whether the user says when speech begins and stops, as it is now."""
        return self._uplink.manual

    def emit(self, event: Event) -> None:
        """Take an event: fold it, act on it, tell the observers.

        What an event leads to comes after it, for everybody.
        """
        self._events.append(event)
        if len(self._events) > 1:  # emitted while another is being taken, just below
            return
        try:
            while self._events:
                event = self._events[0]
                finished = self.state.fold(event)
                self._act(event)
                for observer in self._observers:
                    observer.observe(event, finished, self.state)
                self._events.popleft()
        finally:
            self._events.clear()

    # What the user wants

    def wish(self, intent: Intent) -> None:
        """Do what the user wants, at once; before there is a connection, too."""
        match intent:
            case Act.QUIT:
                self.stop()
            case Say(text) if text:
                self._stop_leftover_playback()
                self._enter(text)
            case Act.TALK if self._uplink.talking:
                self._release()
            case Act.TALK | Act.PRESS:
                self._press()
            case Act.RELEASE:
                self._release()
            case Act.MUTE:
                self._set_muted(on=not self._uplink.muted)
            case Act.INTERRUPT:
                self._stop_voice()
            case Act.LOUDER:
                self._change_volume(VOLUME_STEP)
            case Act.QUIETER:
                self._change_volume(-VOLUME_STEP)
            case Act.REOPEN:
                self._link.hurry()
                if self._devices is not None:
                    self._devices.renew()
            case Change(key, value):
                self._change(key, value)
            case _:
                pass

    def _enter(self, line: str) -> None:
        self.emit(LineEntered(at=_now(), text=line))
        self._link.send(Typed(line))

    def _press(self) -> None:
        if not self._uplink.manual:
            self._note("This is not a push-to-talk session.")
        elif self._uplink.muted:
            self._note("The microphone is muted.", level="warning")
        elif not self._uplink.talking:
            self._speaker.interrupt(self.state.turns)
            self._link.stop(self.state.turns, None)
            self._mark(self._uplink.press(_now()), speaking=True)

    def _release(self) -> None:
        if self._uplink.talking:
            self._mark(self._uplink.release(_now()), speaking=False)

    def _mark(self, items: Sequence[Item], *, speaking: bool) -> None:
        self.emit(ActivityMarked(at=_now(), speaking=speaking))
        self._send(items)

    def _set_muted(self, *, on: bool) -> None:
        talking = self._uplink.talking
        items = self._uplink.set_muted(on, _now())
        self.emit(Muted(at=_now(), on=on))
        if talking:
            self._mark(items, speaking=False)
        else:
            self._send(items)

    def _stop_voice(self) -> None:
        turn = self.state.turns
        heard = self.state.transcript.heard(turn)[-HEARD_CHARS:]
        self._speaker.interrupt(turn)
        self._link.stop(turn, heard)

    def _change_volume(self, percent: int) -> None:
        self._volume = max(0, min(LOUDEST, self._volume + percent))
        self._speaker.set_volume(self._volume)
        self.emit(VolumeChanged(at=_now(), percent=self._volume))

    def _change(self, key: str, value: str) -> None:
        if self._configure is None:
            return
        try:
            spec = self._configure(self._link.spec, key, value)
        except LivechatError as error:
            self._note(str(error), level="warning")
            return
        if key not in DEVICE_SETTINGS:
            self.emit(SettingChanged(at=_now(), key=key, value=value))
            self._link.change(spec)
        elif self._devices is None:
            self._note("No sound device is in use that could be another one.", level="warning")
        else:
            self.emit(SettingChanged(at=_now(), key=key, value=value))
            self._devices.use(DEVICE_SETTINGS[key], value)

    def _note(self, text: str, level: str = "info") -> None:
        warning = level == "warning"
        self.emit(Notice(at=_now(), text=text, level="warning" if warning else "info"))

    def _send(self, items: Sequence[Item]) -> None:
        for item in items:
            self._link.send(item)

    # What happens

    def _act(self, event: Event) -> None:
        self._barge_in.observe(event)
        if isinstance(event, InputTranscribed) and self._barge_in.spoken_over:
            # Both this machine and the service have heard the user speak over the voice.
            self._stop_leftover_playback()
        match event:
            case Connected():
                self._connected.set()
            case SetupAccepted(spec=spec):
                self._follow_detection(manual=spec.manual)
            case AudioReceived(refused=False):
                self._play(event)
            case Interrupted():
                self._speaker.interrupt(event.turn)
            case TurnComplete(more=False):
                self._speaker.complete(event.turn)
                self._broken_off = event.turn if event.lost else self._broken_off
            case ToolCalled():
                self._refuse(event)
            case PlaybackFinished():
                self._last_words = event.at
            case (
                LineEntered()
                | InputTranscribed()
                | ActivityMarked()
                | SpeechDetected()
                | TextReceived()
            ):
                self._last_words = event.at
            case _:
                pass
        self._answers.observe(event)

    def _follow_detection(self, *, manual: bool) -> None:
        talking = self._uplink.talking
        items = self._uplink.set_manual(manual, _now())
        if talking and not manual:
            self.emit(ActivityMarked(at=_now(), speaking=False))
        self._send(items)

    def _play(self, event: AudioReceived) -> None:
        broken, self._broken_off = self._broken_off, None
        if broken is not None and broken < event.turn:
            self._speaker.interrupt(broken)  # this answers the same question, from the beginning
        if self._speaker.pending_s > MAX_AHEAD_S:
            troubled = SoundTroubled(at=event.at, device="loudspeaker", what="dropped", count=1)
            self.emit(troubled)
            return
        self._speaker.play(event.turn, event.pcm)

    def _refuse(self, event: ToolCalled) -> None:
        # An unanswered call blocks the session, so an unexpected one is answered too.
        for call in event.calls:
            error = {"error": _NO_TOOLS}
            self._link.send(ToolResult(event.session, call.id, call.name, error))

    def _stop_leftover_playback(self) -> None:
        """Stop playback of a turn that the service has completed: it will not interrupt that."""
        if not self.state.answering:
            self._speaker.interrupt(self.state.turns)
            self._link.stop(self.state.turns, None)

    async def _receive(self) -> None:
        await self._link.run(self.emit, self._said)
        self._speaker.complete(self.state.turns)
        self._answers.hang_up()
        await self._answers.heard_out()
        if not self._answers.waits:  # else whoever waits for the answer tells whether it came
            raise NetworkError("The service has ended the session.", "Start a new one.")

    def _said(self) -> list[Utterance]:
        # What only sounds, or may still grow, was said as well.
        return [*self.state.transcript.finished, *self.state.transcript.open]

    # What is said

    async def _talk(self) -> None:
        await self._connected.wait()
        failed: LivechatError | None = None
        for line in self._lines:
            answers = self.state.answers
            self._enter(line)
            await self._answers.answer(answers)
        if self._microphone is None:
            return
        answers = self.state.answers
        async for heard in self._microphone.listen():
            if isinstance(heard, Chunk):
                self._hear(heard)
                continue
            failed = await self._hear_answer(heard, answers) or failed
            answers = self.state.answers
        if failed is not None:
            raise failed

    def _hear(self, chunk: Chunk) -> None:
        voiced = self._level.voiced(rms_dbfs(chunk.pcm))
        self._send(self._uplink.sound(Sound(chunk.pcm, chunk.captured_at, voiced)))

    async def _hear_answer(self, pause: Pause, answers: int) -> LivechatError | None:
        """Wait for the answer to a recording; an unanswered one does not stop those after it.

        Raises:
            LivechatError: Nothing follows it, or the others would fare no better.
        """
        self.emit(InputPaused(at=_now(), last=pause.last))
        self._link.send(SoundEnd())
        try:
            await self._answers.answer(answers)
        except (AnswerTimeoutError, NoAnswerError) as error:
            if pause.last or not self.state.connected:
                raise
            self._note(str(error), level="warning")
            return error
        return None

    # When it is enough

    def _rows(self, max_s: float | None, idle_s: float | None) -> list[Limit]:
        rows: list[Limit] = []
        if max_s is not None:
            rows.append(
                Limit(
                    max_s,
                    lambda now: now - self._began_at,
                    lambda left_s: f"The call ends in {duration(left_s)}.",
                    f"The call has lasted {duration(max_s)}. Hanging up.",
                )
            )
        if idle_s is not None:
            rows.append(
                Limit(
                    idle_s,
                    self._idle_s,
                    lambda left_s: f"Nobody speaks. Hanging up in {duration(left_s)}.",
                    f"Idle for {duration(idle_s)}. Hanging up.",
                )
            )
        return rows

    def _idle_s(self, now: float) -> float:
        if not self._speaker.idle:
            self._last_words = now
        return now - self._last_words

    async def _watch_limits(self) -> None:
        """End politely when a limit is reached."""
        await self._connected.wait()
        self._last_words = self._began_at = _now()
        while True:
            for reached in self._limits.look(_now()):
                self._note(reached.text, reached.level)
                if reached.over:
                    self.stop()
                    return
            await asyncio.sleep(self._limits.wait_s(_now(), LONGEST_SLEEP_S))


def _now() -> float:
    return asyncio.get_running_loop().time()


def _first(group: BaseExceptionGroup[BaseException]) -> BaseException:
    """The error that matters in a group: ours before others, the first before later ones."""
    leaves = list(_leaves(group))
    return next((leaf for leaf in leaves if isinstance(leaf, LivechatError)), leaves[0])


def _leaves(error: BaseException) -> list[BaseException]:
    if isinstance(error, BaseExceptionGroup):
        return [leaf for inner in error.exceptions for leaf in _leaves(inner)]
    return [error]
