"""What is said to the partner, and when it answers.

What the user says is kept until it is answered: the prompt is everything unanswered, not only
the last text. A typed prompt is answered at once; a spoken one when its words are known and the
user is not talking again. How an answer goes out is `livechat.sim.delivery`'s.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, Literal, Protocol

from livechat.sim.calls import Calls, Returned, respelled
from livechat.sim.delivery import Delivery, Outlet
from livechat.sim.effects import Alarm, Effect, Send
from livechat.sim.events import (
    Alarmed,
    AlarmKind,
    Event,
    Overheard,
    Replayed,
    SpeechBegan,
    SpeechEnded,
    Transcribed,
    Voiced,
    VoiceEnded,
    Waited,
)
from livechat.sim.handles import Saved
from livechat.sim.hearing import Heard, Hearing
from livechat.sim.manners import Conduct
from livechat.sim.mind.answer import Answer, Call, Manner, Result
from livechat.sim.mind.pictures import Picture, look
from livechat.sim.mind.words import both_ends
from livechat.sim.phases import Phase
from livechat.sim.protocol import wire
from livechat.sim.protocol.admission import retool, tool_refusal
from livechat.sim.protocol.terms import Terms
from livechat.sim.protocol.toolbox import Toolbox
from livechat.sim.protocol.usage import Context
from livechat.sim.protocol.wire import INVALID, Close
from livechat.sim.scenario import Scripted
from livechat.sim.steps import Ask, HangUp, Say, Show, Step, planned, recorded

MOST_UNANSWERED: Final = 1_000
"""Lines of context kept until they are answered; a client may add to it for ever."""

EFFORT: Final = {"low": 0.5, "medium": 1.0, "high": 2.0}
"""How long the extended-thinking model works at a level, compared with the scenario's pause."""

UNFINISHED_S: Final = 5.0
"""Seconds after which an unfinished sentence is answered all the same."""


class Mind(Protocol):
    """Chooses words (`livechat.sim.mind.brain.Brain`)."""

    def learn(self, text: str) -> None:
        """Remember what was said, a line a turn, without answering it."""

    def answer(self, text: str) -> Answer:
        """What to say and do about a prompt, a line for everything unanswered; learns from it."""

    def result(self, results: Sequence[Result]) -> str:
        """Words for what functions returned."""

    def attend(self, text: str) -> Manner:
        """Whether realtime input is finished, and meant for the partner."""

    def instruct(self, text: str) -> None:
        """Take a new system instruction."""

    def equip(self, toolbox: Toolbox) -> None:
        """Take new tools."""

    def see(self, picture: Picture) -> None:
        """A picture joined the context."""

    def recall(self, lines: Iterable[str]) -> None:
        """Forget everything, then learn these."""


class Dialogue:
    """Listens, and answers through a delivery.

    Args:
        name: The session's, which it keeps over all its connections.
        terms: What the setup agreed on.
        mind: Chooses the words.
        conduct: How the partner behaves.
        call_numbers: Numbers for the ids of function calls.
        outlet: Where what is to be done goes.
        saved: What to go on from; None begins anew.
    """

    def __init__(
        self,
        name: str,
        terms: Terms,
        mind: Mind,
        conduct: Conduct,
        call_numbers: Iterator[int],
        outlet: Outlet,
        saved: Saved | None = None,
    ) -> None:
        self.name = name
        self._saved = saved = saved or Saved(name, Context())
        self.context = saved.context.copy()
        self.unanswered: deque[str] = deque(saved.unanswered, MOST_UNANSWERED)
        """What was said and not yet answered, a line each."""
        if self.context.lines():
            mind.recall(self.context.lines())
        self.context.instruct(terms.instruction)
        calls = Calls(call_numbers, saved.calls)
        self.delivery = Delivery(terms, conduct, self.context, calls, self)
        self.hearing = Hearing(
            terms, conduct, self.context, self, saved.seconds_received, saved.understood
        )
        self._terms = terms
        self._mind = mind
        self._conduct = conduct
        self._outlet = outlet
        self._now = 0.0
        self._results: list[Returned] = []
        self._coming: deque[tuple[float, Returned]] = deque()
        self._dropped: list[Call] = list(saved.dropped)
        self._asked: tuple[str, ...] = ()
        self._fresh = False
        self._due = False
        self._typed = False
        self._problem = ""
        self._seeding = terms.seeds_history
        self._seeded = False
        self._background = ""
        self._unfinished = False
        self._patient_until = 0.0
        self._alarm_set = False
        self._passed = 0  # scripted turns that were met with silence

    def go_on(self, now: float) -> None:
        """Go on where another connection of the session was cut off."""
        self._now, saved = now, self._saved
        if saved.steps:
            self.delivery.begin(saved.steps, now)
        self._results += saved.results
        if self._conduct.scenario.after_resume == "answers":
            self._due = saved.due
            self.hearing.again(saved.utterances, now)
        self._answer()

    def snapshot(self) -> Saved:
        """What was said so far, and nothing that is under way."""
        return Saved(
            self.name,
            self.context.copy(),
            tuple(self.unanswered),
            understood=self.hearing.understood,
            turns=self._turns,
            seconds_received=self.hearing.seconds_received,
        )

    def save(self, now: float) -> Saved:
        """The session as it is now, to be gone on from."""
        delivery, hearing = self.delivery, self.hearing
        again = self._fresh and delivery.unsaid()
        lines = (*self._asked, *self.unanswered) if again else tuple(self.unanswered)
        rest = () if again else delivery.rest(now)
        return Saved(
            self.name,
            self.context.copy(),
            lines,
            due=self._due or again,
            utterances=hearing.untold(),
            understood=hearing.understood,
            steps=rest,
            turns=self._turns - (1 if again or rest else 0),
            calls=dict(delivery.calls.pending),
            dropped=tuple(self._dropped),
            results=(*self._results, *(one for _, one in self._coming)),
            seconds_received=hearing.seconds_received,
        )

    def handle(self, event: Event, now: float) -> None:
        """Take what happened after the setup.

        Args:
            event: A client's input or something that happened here.
            now: Seconds on the server's clock, which never goes back.
        """
        self._now = now
        _HANDLERS[type(event)](self, event)

    # What the delivery asks for

    def emit(self, effect: Effect) -> None:
        """Have something done."""
        self._outlet.emit(effect)

    def hang_up(self, close: Close) -> None:
        """Close the connection."""
        self._outlet.hang_up(close)

    def settled(self) -> None:
        """The turn is over."""
        self._outlet.settled()

    def forgot(self) -> None:
        """The oldest exchanges are no longer in the context."""
        self._mind.recall(self.context.lines())

    # The client's messages

    def _content(self, event: wire.Content) -> None:
        content = self._terms.content
        if content == "no" or (content == "seed-only" and self.delivery.turn):
            self.hang_up(Close(INVALID, "Request contains an invalid argument."))
            return
        for turn in event.turns:
            self.context.read(turn.text)
            for mime, data in turn.pictures:
                self._see(mime, data, "IMAGE")
            if turn.role == "model":
                asked = "\n".join(self.unanswered)
                self._background = asked or self._background or turn.text
                self._settle()
            elif turn.text.strip():
                self.unanswered.append(both_ends(turn.text))
        if not event.complete:
            return
        if self._seeding:
            self._seeding = False
            self._seeded = bool(self.unanswered)
            self.settled()
            return
        self._interrupt()
        self._prompt()

    def _text(self, event: wire.Text) -> None:
        if not event.text.strip():
            # A nudge some frameworks send: it is no turn and interrupts nothing, but a history
            # that ends with a question is answered.
            if self._seeded:
                self._prompt()
            return
        self.context.read(event.text)
        self.unanswered.append(both_ends(event.text))
        if self._terms.interruptible:
            self._interrupt()
        if self._meant():
            self._prompt()

    def _hear(self, event: Heard) -> None:
        self.hearing.take(event)

    def _video(self, event: wire.Video) -> None:
        if self._terms.coverage != "activity" or self.hearing.speaking:
            self._see(event.mime, event.data, "VIDEO")

    def _tool_response(self, event: wire.ToolResponse) -> None:
        refusal = tool_refusal(event.responses, self._terms)
        if refusal is not None:
            self.hang_up(refusal)
            return
        delivery = self.delivery
        if self._conduct.scenario.unknown_result == "refused" and not delivery.calls.knows(
            event.responses
        ):
            self.hang_up(Close(INVALID, "Request contains an invalid argument."))
            return
        taken = delivery.calls.take(event.responses)
        if not taken or any(one.recorded for one in taken):
            delivery.results_came(self._now)
            self._due = self._due or self._goes_on(taken)
            self._answer()
            return
        tempo = self._conduct.tempo
        hold = tempo.draw(tempo.line.result)
        self._coming += [(self._now + hold, one) for one in taken]
        if hold:
            self.emit(Alarm(AlarmKind.RESULT, hold))
        else:
            self._results_came()

    def _goes_on(self, taken: Sequence[Returned]) -> bool:
        """Whether results make a recording go on with its next answer."""
        script = self._script()
        idle = self.delivery.phase is Phase.LISTENING
        return bool(taken) and idle and script is not None and script.replay is not None

    def _results_came(self) -> None:
        """Results take effect whose time has come."""
        taken: list[Returned] = []
        while self._coming and self._coming[0][0] <= self._now:
            taken.append(self._coming.popleft()[1])
        delivery = self.delivery
        for one in taken:
            if one.scheduling == "SILENT":
                self.context.read(self._mind.result([one.result]))
            else:
                self._results.append(one)
        alone = self._conduct.manners.tool_calls == "alone"
        joins = any(one.blocking for one in taken) if alone else bool(taken)
        if any(one.scheduling == "INTERRUPT" for one in taken):
            delivery.interrupt(cancels=False)
        elif joins and delivery.takes_more() and not delivery.calls.blocked:
            words = self._report()
            delivery.add([Say(words)], self._now, words)
        self._answer()

    def _update(self, event: wire.ContextUpdate) -> None:
        if event.instruction is not None:
            self.context.instruct(event.instruction)
            self._mind.instruct(event.instruction)
        if event.tools is not None:
            toolbox = retool(event.tools, self._terms)
            if isinstance(toolbox, Close):
                self.hang_up(toolbox)
            else:
                self._mind.equip(toolbox)

    # What happens here

    def _speech_began(self, event: SpeechBegan) -> None:
        self.hearing.began()

    def _speech_ended(self, event: SpeechEnded) -> None:
        self.hearing.ended(event, self._now)
        self._answer()

    def _overheard(self, event: Overheard) -> None:
        self.hearing.overheard(event)

    def _transcribed(self, event: Transcribed) -> None:
        self.hearing.transcribed(event, self._now)
        self._answer()

    def noticed(self) -> None:
        """The user speaks."""
        if self._terms.interruptible:
            self._interrupt()

    def quiet(self) -> None:
        """The user stopped without having said anything."""

    def tells(self) -> bool:
        """Whether the user's words are to be told; a recording has its own."""
        script = self._script()
        return script is None or script.replay is None

    def understood(self, text: str, problem: str) -> None:
        """The user's words, or why there are none."""
        self._problem = problem or self._problem
        if text:
            self.unanswered.append(text)
        if problem or (text and self._meant()):
            self._due = True

    def _voiced(self, event: Voiced) -> None:
        self.delivery.voiced(event.ticket, event.pcm, event.words, self._now)
        self._answer()

    def _voice_ended(self, event: VoiceEnded) -> None:
        self.delivery.voice_ended(event.ticket, self._now)
        self._answer()

    def _replayed(self, event: Replayed) -> None:
        self.delivery.replayed(event.ticket, event.message, self._now)
        self._answer()

    def _waited(self, event: Waited) -> None:
        self.delivery.waited(event.ticket, self._now)
        self._answer()

    def _alarmed(self, event: Alarmed) -> None:
        match event.kind:
            case AlarmKind.NOTICED:
                self.hearing.notice()
            case AlarmKind.UNDERSTOOD:
                self.hearing.tell(self._now)
                self._answer()
            case AlarmKind.RESULT:
                self._results_came()
            case _:
                self._waited_enough()

    def _waited_enough(self) -> None:
        """The rest of a sentence has been waited for."""
        left = self._patient_until - self._now
        if self._unfinished and left > 0.0:  # more of it came meanwhile
            self.emit(Alarm(AlarmKind.UNFINISHED, left))
            return
        self._alarm_set = False
        self._due = self._due or self._unfinished
        self._answer()

    # Turns

    def _meant(self) -> bool:
        """Whether what was just said in realtime asks for an answer now."""
        script = self._script()
        if script is not None and script.acts:
            return True
        manner = self._mind.attend("\n".join(self.unanswered))
        self._unfinished = manner is Manner.WAIT and script is None
        if self._unfinished:
            if not self.hearing.speaking:
                self._content_is("waitingForInput", True)
            self._patient_until = self._now + UNFINISHED_S
            if not self._alarm_set:
                self._alarm_set = True
                self.emit(Alarm(AlarmKind.UNFINISHED, UNFINISHED_S))
        elif manner is Manner.SILENCE and self._terms.proactive:
            self._passed += script is not None
            self._settle()
        else:
            return True
        return False

    def _prompt(self) -> None:
        self._due = self._typed = True
        self._answer()

    def _answer(self) -> None:
        """Begin to answer, if there is something due and nothing in the way."""
        quiet = not self.hearing.speaking and not self.hearing.waits
        due = self._due or bool(self._results)
        if self.delivery.phase is not Phase.LISTENING or not due or not (quiet or self._typed):
            return
        steps = self._steps() if self._due else []
        report = self._report()
        self._fresh = self._due and not report
        self._due, self._typed, self._problem = False, False, ""
        self._seeding = False  # a history comes before everything else
        if self._terms.resumption is not None and self._conduct.manners.handles == "per-turn":
            self._send({"sessionResumptionUpdate": {"resumable": False}})
        self.delivery.begin([*steps, Say(report)], self._now, report)

    def _steps(self) -> list[Step]:
        """What the answer to everything unanswered consists of."""
        script = self._script()
        prompt = "\n".join(self.unanswered)
        if not any(map(str.isalnum, prompt)):  # some send "." for: answer what was said before
            prompt = self._background
        self._asked = tuple(self.unanswered)
        self._settled_lines()
        self._background = ""
        answer = Answer(self._problem) if self._problem else self._mind.answer(prompt)
        if script is not None and script.says is not None:
            answer = Answer(script.says)
        script = script or Scripted()
        steps: list[Step] = [Show(message) for message in script.before]
        if script.replay is not None:
            steps += recorded(script.replay)
        else:
            if again := self._again(answer):
                steps.append(Ask(again))
            alone = self._conduct.manners.tool_calls == "alone"
            pause, thinks = self._thinking_pause(), self._terms.thinks
            steps += planned(answer, pause, thinks=thinks, alone=alone)
        steps += [Show(message) for message in script.after]
        return [*steps, HangUp(script.close)] if script.close is not None else steps

    def _thinking_pause(self) -> float | None:
        if not self._terms.works:
            return None
        return self._conduct.tempo.line.work * EFFORT.get(self._terms.level, 1.0)

    def _interrupt(self) -> None:
        self._dropped += self.delivery.interrupt()

    def _again(self, answer: Answer) -> list[Call]:
        """Calls to be made again, since an interruption ended them without a word."""
        dropped, self._dropped = self._dropped, []
        named = {call.name for call in answer.calls}
        return [respelled(call) for call in dropped if call.name not in named]

    def _report(self) -> str:
        """Words for the results that came in; they are then told."""
        results, self._results = [one.result for one in self._results], []
        return self._mind.result(results) if results else ""

    def _settle(self) -> None:
        """What was said so far needs no answer: keep it in mind only."""
        if self.unanswered:
            self._mind.learn("\n".join(self.unanswered))
            self._settled_lines()

    def _settled_lines(self) -> None:
        for line in self.unanswered:
            self.context.said(line)
        self.unanswered.clear()
        self._unfinished = self._seeded = False

    @property
    def _turns(self) -> int:
        """Answers of the session, the one under way included, and scripted ones that were none."""
        return self._saved.turns + self.delivery.turn + self._passed

    def _script(self) -> Scripted | None:
        """What the next answer is told to do."""
        turns = self._conduct.scenario.turns
        return turns[self._turns] if self._turns < len(turns) else None

    def _see(self, mime: str, data: bytes, modality: Literal["VIDEO", "IMAGE"]) -> None:
        self.context.see(self._terms.picture_tokens, modality)
        self._mind.see(look(mime, data))

    def _content_is(self, name: str, value: Any) -> None:
        self._send({"serverContent": {name: value}})

    def _send(self, message: Mapping[str, Any]) -> None:
        self.emit(Send(message))


_HANDLERS: Final[Mapping[type, Callable[[Dialogue, Any], None]]] = {
    wire.Content: Dialogue._content,
    wire.Text: Dialogue._text,
    wire.Audio: Dialogue._hear,
    wire.ActivityStart: Dialogue._hear,
    wire.ActivityEnd: Dialogue._hear,
    wire.StreamEnd: Dialogue._hear,
    wire.Video: Dialogue._video,
    wire.ToolResponse: Dialogue._tool_response,
    wire.ContextUpdate: Dialogue._update,
    wire.Unknown: lambda dialogue, event: None,
    SpeechBegan: Dialogue._speech_began,
    SpeechEnded: Dialogue._speech_ended,
    Overheard: Dialogue._overheard,
    Transcribed: Dialogue._transcribed,
    Voiced: Dialogue._voiced,
    VoiceEnded: Dialogue._voice_ended,
    Replayed: Dialogue._replayed,
    Waited: Dialogue._waited,
    Alarmed: Dialogue._alarmed,
}
