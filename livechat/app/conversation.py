"""One conversation: pumps the ports through the core until everything was said and heard.

Nothing here waits for the service: what the user does is done at once, and what is said goes into
the link's outbox.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine, Sequence
from typing import TYPE_CHECKING, Final, Literal

from livechat.app.bargein import BargeIn
from livechat.app.limits import Limits, rows
from livechat.app.ports import Devices, Link, Microphone, Observer, Pause, Speaker
from livechat.app.user_side import Configure, UserSide
from livechat.app.waiting import AnswerWait
from livechat.core.face.commands import Act, Intent, Leave, Say
from livechat.core.link.items import ToolResult
from livechat.core.link.speech_gate import SpeechGate
from livechat.core.state import ConversationState
from livechat.core.talk.events import (
    ActivityMarked,
    AudioReceived,
    Connected,
    DeviceLost,
    DeviceMissing,
    DeviceOpened,
    Ended,
    Event,
    InputTranscribed,
    Interrupted,
    LineEntered,
    Notice,
    PlaybackFinished,
    SetupAccepted,
    SetupRefused,
    SoundTroubled,
    SpeechDetected,
    SpeechUnanswered,
    TextReceived,
    ToolCalled,
    TurnComplete,
    VoiceActivity,
)
from livechat.core.talk.pending import NEVER
from livechat.core.talk.transcript import Utterance
from livechat.errors import (
    AnswerTimeoutError,
    LivechatError,
    NetworkError,
    NoAnswerError,
    SoundError,
)

if TYPE_CHECKING:
    from livechat.app.hands import Functions, Hands

LONGEST_SLEEP_S: Final = 5.0
"""Seconds between two looks at whether a limit is reached."""

MAX_AHEAD_S: Final = 1_800.0
"""Seconds of an answer's sound that may wait to be played: 86 MB. A service that sends more is
broken, and would fill the memory."""

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
        gate: Which of the sound of an open microphone leaves; None: one with the usual rules.
        tells_ends: Whether a model, by its name, is to be told where speech ends.
        ducks: Whether the model's voice is lowered while the user speaks over it.
        functions: What the model may call; None: nothing.
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
        gate: SpeechGate | None = None,
        tells_ends: Callable[[str], bool] = lambda _: True,
        ducks: bool = True,
        functions: Functions | None = None,
    ) -> None:
        self.state = ConversationState()
        self._link = link
        self._speaker = speaker
        self._microphone = microphone
        self._lines = lines
        self._observers = observers
        self._gate = gate or SpeechGate()
        self._tells_ends = tells_ends
        self._user = UserSide(
            link,
            speaker,
            self.state,
            self.emit,
            volume=volume,
            devices=devices,
            configure=configure,
            gate=self._gate,
        )
        self._hands: Hands | None = None
        if functions is not None:
            from livechat.app.hands import Hands  # which most conversations do without

            self._hands = Hands(functions, link, self.state, self.emit)
            functions.builtins.bind(self)
        self._barge_in = BargeIn(speaker, self.emit, on=ducks)
        self._answers = AnswerWait(
            self.state, speaker, answer_timeout_s, by_voice=microphone is not None
        )
        self._unanswered: asyncio.TimerHandle | None = None
        """Tells that speech was not answered, when it is time."""
        self._events: deque[Event] = deque()
        self._over = False
        self._limits = Limits(
            rows(max_s, lambda now: now - self._began_at, idle_s=idle_s, idle=self._idle_s)
        )
        self._queue: asyncio.Queue[tuple[Intent, Callable[[], None]] | None] = asyncio.Queue()
        """What is asked in its turn, and whom to tell when it is taken; None: that was all. Whoever
        asks sees to its bound."""
        self._remedy = ""
        """What helps where there is no microphone."""
        self._silent = False
        """Whether nothing was typed, and nothing can be any more."""
        self._skipped = asyncio.Event()
        """Set when nobody waits any longer for the answer to what was asked."""
        self._connected = asyncio.Event()
        self._stop = asyncio.Event()
        self._began_at = 0.0
        """Seconds: when the service first accepted a setup."""
        self._last_words = 0.0
        """Seconds: when somebody last said something, or was heard."""
        self._perhaps_words = NEVER
        """Seconds: when this machine last heard what may be speech, and may be a noise."""
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
                if self._hands is not None:
                    others.append(tasks.create_task(self._hands.run(), name="hands"))
                if self._microphone is not None:
                    hearing = self._microphone.run(self.emit)
                    others.append(tasks.create_task(hearing, name="microphone"))
                others.append(tasks.create_task(self._watch_limits(), name="limits"))
                others.append(tasks.create_task(self._ask_in_turn(), name="lines"))
                talking = tasks.create_task(self._talk(), name="talk")
                stopping = tasks.create_task(self._stop.wait(), name="stop")
                await asyncio.wait([talking, stopping], return_when=asyncio.FIRST_COMPLETED)
                if self._hands is not None:
                    await self._hands.finish()
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
        return self._user.push_to_talk

    def wish(self, intent: Intent, by: Literal["key", "line"] = "key") -> None:
        """Do what the user wants, at once; before there is a connection, too.

        Args:
            intent: What.
            by: How they say it.
        """
        if self._over:
            return
        if intent is Act.QUIT:
            self.stop()
        if intent is Act.INTERRUPT:
            self._skipped.set()
        if self._hands is not None:
            if isinstance(intent, Leave):
                self._hands.answer(intent.answer, by)
            elif intent in (Act.INTERRUPT, Act.WITHDRAW):
                self._hands.withdraw(by)
        self._user.wish(intent)

    # What its own functions do (`livechat.app.builtins.Host`)

    def ring(self, label: str, seconds: float) -> None:
        """Tell the user and the model that a timer is over."""
        name = f' "{label}"' if label else ""
        # As a warning, so that it stays in the transcript.
        self.emit(Notice(at=_now(), text=f"The timer{name} rings.", level="warning"))
        assert self._hands is not None
        text = f"(The timer{name}, set {seconds:.0f} s ago, rings now and is over. Tell the user.)"
        self._hands.inform(text, answered=True)

    def spawn(self, work: Coroutine[object, object, None]) -> None:
        """Do something beside the conversation, until its end."""
        assert self._hands is not None
        self._hands.spawn(work)

    @property
    def quiet(self) -> bool:
        """Whether nobody speaks, and no answer is under way."""
        return not self.state.answering and self._speaker.idle

    # What is asked

    def ask(self, intent: Intent, taken: Callable[[], None], *, waits: bool) -> None:
        """Do what the user wants in its turn: when what was asked before it has been answered.

        Args:
            intent: A typed line, or a change.
            taken: Told when its turn has come.
            waits: Whether it waits even while an answer is being heard. Else it interrupts that,
                as speech does.
        """
        heard = self.state.answering or not self._speaker.idle
        if not waits and heard and self._queue.empty():
            self._skipped.set()
        self._queue.put_nowait((intent, taken))

    def ask_no_more(self, *, some: bool) -> None:
        """End politely when everything that was asked has been answered, if anything was.

        Where nothing was, speech goes on; without a microphone the call ends all the same.

        Args:
            some: Whether there was a line.
        """
        if some or "microphone" in self.state.view.missing:
            self._queue.put_nowait(None)
        else:
            self._silent = True

    def emit(self, event: Event) -> None:
        """Take an event: fold it, act on it, tell the observers.

        What an event leads to comes after it, for everybody. After the end comes nothing.
        """
        if self._over:
            return
        self._events.append(event)
        if len(self._events) > 1:  # emitted while another is being taken, just below
            return
        try:
            while self._events:
                event = self._events[0]
                self._over = isinstance(event, Ended)
                finished = self.state.fold(event)
                self._act(event)
                for observer in self._observers:
                    observer.observe(event, finished, self.state)
                self._events.popleft()
        finally:
            self._events.clear()

    # What happens

    def _act(self, event: Event) -> None:
        self._barge_in.observe(event)
        if isinstance(event, InputTranscribed) and self._barge_in.spoken_over:
            # Both this machine and the service have heard the user speak over the voice.
            self._user.stop_leftover_playback()
        match event:
            case Connected():
                self._connected.set()
            case SetupAccepted(spec=spec):
                self._gate.tells = self._tells_ends(spec.model)
                self._user.follow_detection()
            case SetupRefused():
                self._user.follow_detection()
            case DeviceLost(device="microphone"):
                self._user.stopped()
            case DeviceOpened(device="microphone"):
                self._user.opened()
            case DeviceMissing(device="microphone"):
                self._remedy = event.remedy
                if self._silent:
                    self._queue.put_nowait(None)
            case AudioReceived(refused=False):
                self._play(event)
            case Interrupted():
                self._speaker.interrupt(event.turn)
            case TurnComplete(more=False):
                self._speaker.complete(event.turn)
                self._broken_off = event.turn if event.lost else self._broken_off
            case ToolCalled() if self._hands is None:
                self._refuse(event)
            case (
                LineEntered()
                | InputTranscribed()
                | ActivityMarked()
                | VoiceActivity()
                | TextReceived()
                | PlaybackFinished()
            ):
                self._last_words = event.at
            case SpeechDetected():
                self._perhaps_words = event.at
            case SpeechUnanswered():
                self._perhaps_words = NEVER
            case _:
                pass
        if self._hands is not None:
            self._hands.observe(event)
        self._answers.observe(event)
        self._follow_question()

    def _follow_question(self) -> None:
        """Tell when what was said counts as unanswered."""
        at = None if self._over else self.state.lets_go_at
        if self._unanswered is not None:
            if self._unanswered.when() == at:
                return
            self._unanswered.cancel()
            self._unanswered = None
        if at is not None:
            loop = asyncio.get_running_loop()
            self._unanswered = loop.call_at(at, self._let_go)

    def _let_go(self) -> None:
        self._unanswered = None
        self.emit(SpeechUnanswered(at=_now()))

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

    async def _receive(self) -> None:
        if self._hands is not None:
            await self._hands.prepare(lasting=self._microphone is not None)
        await self._link.run(self.emit, self._said, self._account)
        self._speaker.complete(self.state.turns)
        self._answers.hang_up()
        await self._answers.heard_out()
        if not self._answers.waits:  # else whoever waits for the answer tells whether it came
            raise NetworkError("The service ended the session.", "Start a new one.")

    def _said(self) -> list[Utterance]:
        # What only sounds, or may still grow, was said as well.
        return [*self.state.transcript.finished, *self.state.transcript.open]

    def _account(self) -> str:
        return "" if self._hands is None else self._hands.account()

    # What is said

    async def _talk(self) -> None:
        await self._connected.wait()
        for line in self._lines:
            answers = self.state.answers
            self._user.enter(line)
            await self._answers.answer(answers)
        if self._microphone is None:
            return
        failed: LivechatError | None = None
        answers = self.state.answers
        async for heard in self._microphone.listen():
            if isinstance(heard, Pause):
                failed = await self._hear_answer(heard, answers) or failed
                answers = self.state.answers
            elif self._user.hear(heard):
                self._answers.spoken()
        if failed is not None:
            raise failed

    async def _ask_in_turn(self) -> None:
        """Do what was asked, one after the other.

        Raises:
            LivechatError: All was asked, and something was not answered; or there is neither
                anything to ask nor a microphone.
        """
        failed: LivechatError | None = None
        asked = False
        while (item := await self._queue.get()) is not None:
            asked = True
            intent, taken = item
            taken()
            self._skipped.clear()
            answers = self.state.answers
            self.wish(intent)
            if isinstance(intent, Say) and intent.text:
                failed = await self._hear_line(answers) or failed
        missing = self.state.view.missing.get("microphone")
        if missing and not asked:
            failed = SoundError(missing, self._remedy)
        if failed is not None:
            raise failed
        self.stop()

    async def _hear_line(self, answers: int) -> LivechatError | None:
        """Wait for the answer to a line, or until it is wanted no longer."""
        answered = asyncio.create_task(self._answers.answer(answers))
        skipped = asyncio.create_task(self._skipped.wait())
        try:
            await asyncio.wait([answered, skipped], return_when=asyncio.FIRST_COMPLETED)
            error = answered.exception() if answered.done() else None
        finally:
            answered.cancel()
            skipped.cancel()
        if error is None:
            return None
        if not isinstance(error, AnswerTimeoutError | NoAnswerError):
            raise error
        self.emit(Notice(at=_now(), text=str(error), level="warning"))
        return error

    async def _hear_answer(self, pause: Pause, answers: int) -> LivechatError | None:
        """Wait for the answer to a recording; an unanswered one does not stop those after it.

        Raises:
            LivechatError: Nothing follows it, or the others would fare no better.
        """
        self._user.pause(last=pause.last)
        try:
            await self._answers.answer(answers)
        except (AnswerTimeoutError, NoAnswerError) as error:
            if pause.last:
                raise
            self.emit(Notice(at=_now(), text=str(error), level="warning"))
            return error
        return None

    # When it is enough

    def _idle_s(self, now: float) -> float:
        if self.state.calls.running or not self._speaker.idle:
            self._last_words = now
        return now - max(self._last_words, self._perhaps_words)

    async def _watch_limits(self) -> None:
        """End politely when a limit is reached."""
        await self._connected.wait()
        self._last_words = self._began_at = _now()
        while True:
            for reached in self._limits.look(_now()):
                self.emit(Notice(at=_now(), text=reached.text, level=reached.level))
                if reached.over:
                    self.stop()
                    return
            await asyncio.sleep(self._limits.wait_s(_now(), LONGEST_SLEEP_S))


def _now() -> float:
    return asyncio.get_running_loop().time()


def _first(group: BaseExceptionGroup[BaseException]) -> BaseException:
    """The error that matters in a group: ours before others, the first before later ones."""
    error: BaseException = group.subgroup(LivechatError) or group
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error
