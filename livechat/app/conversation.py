"""One conversation: pumps the ports through the core until everything was said and heard."""

from __future__ import annotations

import asyncio
import math
from collections import deque
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from livechat.app.bargein import BargeIn
from livechat.app.ports import Devices, Link, Microphone, Observer, Pause, Speaker
from livechat.app.uplink import Uplink
from livechat.core.face.commands import Act, Change, Intent, Say
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
    Notice,
    PlaybackFinished,
    SettingChanged,
    SpeechDetected,
    TextReceived,
    TextSent,
    ToolAnswered,
    ToolCalled,
    TurnComplete,
    TurnEvent,
    VoiceActivity,
    VolumeChanged,
)
from livechat.core.talk.transcript import Utterance
from livechat.core.talk.turn import TurnState
from livechat.errors import AnswerTimeoutError, LivechatError, NetworkError

if TYPE_CHECKING:
    from livechat.config.settings import Settings

SETTLE_S = 0.3
"""Seconds of quiet after an answer to everything that was said. The service has nothing to
add, but what it sent in the same breath (usage, handles) may still be on the way."""

SECOND_ANSWER_S = 2.0
"""Seconds of quiet when the answer began before the microphone stopped: its last words may
earn another. Published medians for a first sound are 1.2 to 1.6 s."""

ANOTHER_S = 5.0
"""Seconds without a sign of life after which what began behind an answer is given up, and the
answer counts: services have been seen to send sound once more when its turn was over."""

_SIGNS_OF_LIFE = TurnEvent | InputTranscribed | VoiceActivity
"""Events that tell that an answer is on its way. Handles and notices come all the time."""

CALLS = 1_000
"""Function calls that may wait to be answered: far more than a model makes at once."""

LONGEST_SLEEP_S = 5.0
"""Seconds between two looks at whether it is time to hang up."""

WISHES = 100
"""Intents that may wait: nobody types faster than they are followed, unless a pipe does."""

VOLUME_STEP, LOUDEST = 10, 200
"""Percent."""

Configure = Callable[["Settings", str, str], "Settings"]
"""Makes settings of settings, a key of a settings file, and the text of its new value.

Raises:
    LivechatError: The value does not fit.
"""

ENDS: dict[str, Device] = {"sound.mic": "microphone", "sound.speaker": "loudspeaker"}
"""Settings that are no matter of the service's, and the device that each names."""

_NO_TOOLS = "This client has no such function."


class Conversation:
    """Wires a link, a microphone or typed lines, and a speaker together.

    Args:
        link: The session, not yet connected.
        speaker: Plays what the model says.
        microphone: Whose sound is sent; None for typed lines alone.
        lines: Typed lines, each sent when the answer to the one before was heard.
        observers: Told everything, in this order.
        answer_timeout_s: Seconds without a sign of life in which an answer is given up.
        push_to_talk: Whether the user says when speech begins and stops.
        volume: Percent; where wishes for louder and quieter start from.
        devices: The sound devices; None: there are none.
        configure: Makes other settings of some, a key and a text for its value.
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
        push_to_talk: bool = False,
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
        self._answer_timeout_s = answer_timeout_s
        self._uplink = Uplink(link, self.emit, push_to_talk=push_to_talk)
        self._barge_in = BargeIn(speaker, self.emit)
        self._events: deque[Event] = deque()
        self._volume = volume
        self._devices = devices
        self._configure = configure
        self._max_s = max_s
        self._idle_s = idle_s
        self._calls: asyncio.Queue[ToolCalled] = asyncio.Queue(CALLS)
        self._wishes: asyncio.Queue[Intent] = asyncio.Queue(WISHES)
        self._connected = asyncio.Event()
        self._changed = asyncio.Event()
        self._stop = asyncio.Event()
        self._hung_up = False
        self._awaiting = False
        self._last_sign = 0.0
        self._last_words = 0.0
        """When somebody last said something, or was heard."""

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
                others.append(tasks.create_task(self._steer(), name="steer"))
                others.append(tasks.create_task(self._refuse_tools(), name="tools"))
                others.append(tasks.create_task(self._hang_up_in_time(), name="hang up"))
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

    def wish(self, intent: Intent) -> None:
        """Take what the user wants; it is done soon, while everything else goes on."""
        if intent is Act.QUIT:
            self.stop()
            return
        try:
            self._wishes.put_nowait(intent)
        except asyncio.QueueFull:
            text = "That was too much at once; some of it was not done."
            self.emit(Notice(at=_now(), text=text, level="warning"))

    @property
    def push_to_talk(self) -> bool:
        """Whether the user says when speech begins and stops, as it is now."""
        return self._uplink.push_to_talk

    def emit(self, event: Event) -> None:
        """Take an event: fold it, act on it, tell the observers.

        What an event leads to comes after it, for everybody.
        """
        self._events.append(event)
        if len(self._events) > 1:  # emitted while another is being taken, just below
            return
        try:
            while self._events:
                event, finished = self.state.fold(self._events[0])
                self._act(event)
                for observer in self._observers:
                    observer.observe(event, finished, self.state)
                self._events.popleft()
        finally:
            self._events.clear()
        self._changed.set()

    async def _steer(self) -> None:
        # Also before there is a connection: the link keeps what it is given.
        while True:
            match await self._wishes.get():
                case Say(text) if text:
                    self._cut_what_only_sounds()
                    await self._uplink.text(text)
                case Act.TALK:
                    self._cut_before_a_press()
                    await self._uplink.toggle_talk()
                case Act.PRESS:
                    self._cut_before_a_press()
                    await self._uplink.press()
                case Act.RELEASE:
                    await self._uplink.release()
                case Act.MUTE:
                    await self._uplink.toggle_mute()
                case Act.INTERRUPT:
                    self._speaker.interrupt(self.state.turns)
                case Act.LOUDER:
                    self._change_volume(VOLUME_STEP)
                case Act.QUIETER:
                    self._change_volume(-VOLUME_STEP)
                case Act.REOPEN:
                    self._link.hurry()
                    if self._devices is not None:
                        self._devices.renew()
                case Change(key, value):
                    await self._change(key, value)
                case _:
                    pass

    async def _change(self, key: str, value: str) -> None:
        if self._configure is None:
            return
        try:
            settings = self._configure(self._link.settings, key, value)
        except LivechatError as error:
            self.emit(Notice(at=_now(), text=str(error), level="warning"))
            return
        if key in ENDS:
            self._change_device(key, value)
            return
        self.emit(SettingChanged(at=_now(), key=key, value=value))
        await self._uplink.set_push_to_talk(settings.sound.push_to_talk)
        await self._link.change(settings)

    def _change_device(self, key: str, name: str) -> None:
        if self._devices is None:
            text = "No sound device is in use that could be another one."
            self.emit(Notice(at=_now(), text=text, level="warning"))
            return
        self.emit(SettingChanged(at=_now(), key=key, value=name))
        self._devices.use(ENDS[key], name)

    async def _hang_up_in_time(self) -> None:
        """End politely when the call has lasted long enough, or nobody says anything."""
        await self._connected.wait()
        self._last_words = began = _now()
        while True:
            if not self._speaker.idle:
                self._last_words = _now()
            ends = {
                f"The call has lasted {_minutes(self._max_s)}": began + (self._max_s or math.inf),
                f"Nobody has said anything for {_minutes(self._idle_s)}": self._last_words
                + (self._idle_s or math.inf),
            }
            why, due = min(ends.items(), key=lambda end: end[1])
            if due <= _now():
                self.emit(Notice(at=_now(), text=f"{why}: hanging up."))
                self.stop()
                return
            # Words move the end; so that nothing is missed, it is looked at again in time.
            await asyncio.sleep(max(0.0, min(due - _now(), LONGEST_SLEEP_S)))

    def _change_volume(self, percent: int) -> None:
        self._volume = max(0, min(LOUDEST, self._volume + percent))
        self._speaker.set_volume(self._volume)
        self.emit(VolumeChanged(at=_now(), percent=self._volume))

    def _cut_before_a_press(self) -> None:
        if not self._uplink.talking:
            self._speaker.interrupt(self.state.turns)

    def _cut_what_only_sounds(self) -> None:
        """Stop an answer that the service is done with: it will not interrupt that."""
        if not self.state.answering:
            self._speaker.interrupt(self.state.turns)

    def _act(self, event: Event) -> None:
        self._barge_in.observe(event)
        if isinstance(event, InputTranscribed) and self._barge_in.spoken_over:
            # Both this machine and the service have heard the user speak over the voice.
            self._cut_what_only_sounds()
        match event:
            case AudioReceived():
                self._speaker.play(event.turn, event.pcm)
            case Interrupted():
                self._speaker.interrupt(event.turn)
            case TurnComplete(more=False):
                self._speaker.complete(event.turn)
            case PlaybackFinished():
                self._last_sign = self._last_words = event.at
            case (
                TextSent()
                | InputTranscribed()
                | ActivityMarked()
                | SpeechDetected()
                | TextReceived()
            ):
                self._last_words = event.at
            case _:
                pass

    async def _receive(self) -> None:
        await self._link.run(self._received, self._said)
        self._hung_up = True
        self._speaker.complete(self.state.turns)
        self._changed.set()
        while not self._speaker.idle:
            await self._wait_for_change(_now() + self._answer_timeout_s)
        if not self._awaiting:  # else whoever waits for the answer tells whether it came
            raise NetworkError("The service has ended the session.", "Start a new one.")

    def _said(self) -> list[Utterance]:
        # What only sounds, or may still grow, was said as well.
        return [*self.state.transcript.finished, *self.state.transcript.open]

    def _received(self, event: Event) -> None:
        if isinstance(event, _SIGNS_OF_LIFE | Connected):
            self._last_sign = event.at
        self.emit(event)
        if isinstance(event, Connected):
            self._connected.set()
        if isinstance(event, ToolCalled):
            try:
                self._calls.put_nowait(event)
            except asyncio.QueueFull:
                text = "The model asked for too many functions at once."
                self.emit(Notice(at=_now(), text=text, level="warning"))

    async def _refuse_tools(self) -> None:
        # An unanswered call blocks the session, so an unexpected one is answered too.
        while True:
            event = await self._calls.get()
            if await self._link.refuse_tools(event.calls, _NO_TOOLS):
                for call in event.calls:
                    self.emit(ToolAnswered(at=_now(), id=call.id, name=call.name, error=_NO_TOOLS))

    async def _talk(self) -> None:
        await self._connected.wait()
        answers = self.state.answers
        for line in self._lines:
            await self._uplink.text(line)
            answers = await self._hear_answer(answers)
        if self._microphone is None:
            return
        # What is handed over is told before it is sent: the answer may be quicker than the send.
        async for item in self._microphone.listen():
            if isinstance(item, Pause):
                self.emit(InputPaused(at=_now(), last=item.last))
                await self._link.send_audio_end()
                answers = await self._hear_answer(answers)
            else:
                await self._uplink.sound(item)

    async def _hear_answer(self, answers: int) -> int:
        """Wait until what was handed over has been answered and heard; return the new count."""
        self._last_sign = _now()
        interruptions = self.state.interruptions
        self._awaiting = True
        while not (self._hung_up and self._speaker.idle):
            now = _now()
            ready_at = self._ready_at(answers)
            if ready_at is not None and now >= ready_at:
                self._awaiting = False
                return self.state.answers
            # A long reply that came in a burst is heard long after its last message.
            # Without a connection, the link tells how long it tries.
            pending_s = self._speaker.pending_s
            waits = pending_s or not (self.state.connected or self._hung_up)
            alive_until = now + pending_s if waits else self._last_sign
            # What was said is answered, and something has begun behind that.
            another = self.state.answers > answers and self.state.turn is TurnState.SPEAKING
            patience_s = self._answer_timeout_s
            give_up_at = alive_until + (min(ANOTHER_S, patience_s) if another else patience_s)
            if now >= give_up_at:
                if another:
                    self._awaiting = False
                    return self.state.answers
                raise self._unanswered(interrupted=self.state.interruptions > interruptions)
            await self._wait_for_change(min(give_up_at, ready_at or give_up_at))
        if self.state.answers > answers:
            return self.state.answers
        when = "in the middle of its answer" if self.state.answering else "before it answered"
        raise NetworkError(f"The service ended the session {when}.", "Try again in a moment.")

    def _ready_at(self, answers: int) -> float | None:
        """When the answer counts as complete, if nothing else comes; None: it does not yet."""
        state = self.state
        if state.answers <= answers or state.answering or not self._speaker.idle:
            return None
        if state.turn not in (TurnState.LISTENING, TurnState.THINKING):
            return None
        handed_over = state.handed_over_at or 0.0
        settle = SETTLE_S if state.last_answer_began_at >= handed_over else SECOND_ANSWER_S
        return max(self._last_sign, handed_over) + settle

    def _unanswered(self, *, interrupted: bool) -> LivechatError:
        waited = f"{self._answer_timeout_s:g} s"
        if interrupted:
            return AnswerTimeoutError(
                f"The answer was interrupted, and nothing more came for {waited}.",
                "Ask again, or in other words.",
            )
        if self.state.empty_turns:
            return AnswerTimeoutError(
                "The model ended its turn without saying anything, "
                f"and nothing more came for {waited}.",
                "Ask again, or in other words.",
            )
        if self.state.answering:
            return AnswerTimeoutError(
                f"The answer stopped in the middle, and nothing more came for {waited}.",
                "Try again; --timeout SECONDS waits longer.",
            )
        silence = "Check that speech was sent and not silence; " if self._microphone else ""
        remedy = f"{silence}--timeout SECONDS waits longer."
        return AnswerTimeoutError(f"No answer came for {waited}.", remedy)

    async def _wait_for_change(self, until: float) -> None:
        self._changed.clear()
        alarm = asyncio.get_running_loop().call_at(until, self._changed.set)
        try:
            await self._changed.wait()
        finally:
            alarm.cancel()


def _minutes(seconds: float | None) -> str:
    minutes = (seconds or 0) / 60
    return f"{minutes:g} minute{'s' * (minutes != 1)}"


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
