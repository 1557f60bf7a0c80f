"""What is said to the partner, and when it answers.

What the user says is kept until it is answered: the prompt is everything unanswered, not only
the last text. A typed prompt is answered at once; a spoken one when its words are known and the
user is not talking again. How an answer goes out is `livechat.sim.delivery`'s.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, Literal, Protocol

from livechat.core.pcm import INPUT_RATE, seconds_in
from livechat.sim.calls import Returned
from livechat.sim.delivery import Delivery, Outlet
from livechat.sim.effects import Alarm, Effect, Hear, Send, Transcribe
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
from livechat.sim.mind.answer import Answer, Manner, Result
from livechat.sim.mind.pictures import Picture, look
from livechat.sim.mind.words import both_ends
from livechat.sim.phases import Phase
from livechat.sim.protocol import wire
from livechat.sim.protocol.admission import retool, tool_refusal
from livechat.sim.protocol.routes import Flavour
from livechat.sim.protocol.terms import Terms
from livechat.sim.protocol.toolbox import Toolbox
from livechat.sim.protocol.usage import Context
from livechat.sim.protocol.wire import INVALID, Close
from livechat.sim.scenario import Scenario, Scripted
from livechat.sim.steps import HangUp, Say, Show, Step, planned, recorded
from livechat.sim.transcripts import corrected, duration, in_pieces

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
        terms: What the setup agreed on.
        mind: Chooses the words.
        scenario: How the partner behaves.
        flavour: Whose dialect is spoken.
        call_numbers: Numbers for the ids of function calls.
        outlet: Where what is to be done goes.
        saved: What to go on from; None begins anew.
    """

    def __init__(
        self,
        terms: Terms,
        mind: Mind,
        scenario: Scenario,
        flavour: Flavour,
        call_numbers: Iterator[int],
        outlet: Outlet,
        saved: Saved | None = None,
    ) -> None:
        self.context = Context() if saved is None else saved.context.copy()
        self.unanswered: deque[str] = deque(maxlen=MOST_UNANSWERED)
        """What was said and not yet answered, a line each."""
        if saved is not None:
            mind.recall(self.context.lines())
            self.unanswered.extend(saved.unanswered)
        self.context.instruct(terms.instruction)
        self.delivery = Delivery(terms, scenario, self.context, call_numbers, flavour, self)
        self._terms = terms
        self._mind = mind
        self._scenario = scenario
        self._outlet = outlet
        self._now = 0.0
        self._results: list[Returned] = []
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
        self._user_speaks = False
        self._utterances: deque[tuple[float, float]] = deque()

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
        self.delivery.interrupt()
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
            self.delivery.interrupt()
        if self._meant():
            self._prompt()

    def _hear(
        self, event: wire.Audio | wire.ActivityStart | wire.ActivityEnd | wire.StreamEnd
    ) -> None:
        if isinstance(event, wire.Audio) and self._terms.coverage == "everything":
            self.context.hear(seconds_in(len(event.pcm), event.rate))
        self.emit(Hear(event))

    def _video(self, event: wire.Video) -> None:
        if self._terms.coverage != "activity" or self._user_speaks:
            self._see(event.mime, event.data, "VIDEO")

    def _tool_response(self, event: wire.ToolResponse) -> None:
        refusal = tool_refusal(event.responses, self._terms)
        if refusal is not None:
            self.hang_up(refusal)
            return
        delivery = self.delivery
        taken = delivery.calls.take(event.responses)
        if not taken:
            delivery.results_came(self._now)
        for one in taken:
            if one.scheduling == "SILENT":
                self.context.read(self._mind.result([one.result]))
            else:
                self._results.append(one)
        if any(one.scheduling == "INTERRUPT" for one in taken):
            delivery.interrupt(cancels=False)
        elif taken and delivery.takes_more() and not delivery.calls.blocked:
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
        self._user_speaks = True
        self._signal("ACTIVITY_START")
        if self._terms.interruptible:
            self.delivery.interrupt()

    def _speech_ended(self, event: SpeechEnded) -> None:
        self._user_speaks = False
        self._signal("ACTIVITY_END")
        if event.pcm:
            seconds = seconds_in(len(event.pcm), INPUT_RATE)
            if self._terms.coverage != "everything":
                self.context.hear(seconds)
            self._utterances.append((max(0.0, self.context.seconds_heard - seconds), seconds))
            self.emit(Transcribe(event.pcm))
        self._answer()

    def _overheard(self, event: Overheard) -> None:
        if self._user_speaks and event.text:
            text = corrected(event.text, self._terms.input_options)
            self._content_is("interimInputTranscription", {"text": text})

    def _transcribed(self, event: Transcribed) -> None:
        began, seconds = self._utterances.popleft()
        self._problem = event.problem or self._problem
        options = self._terms.input_options
        text = corrected(event.text, options)
        if text:
            self.unanswered.append(text)
            script = self._script(self.delivery.turn + 1)
            recorded = script is not None and script.replay is not None  # has its own transcripts
            if self._terms.transcribe_input and not recorded:
                whole = self._terms.joined
                for piece in in_pieces(text, options, began, seconds, whole=whole):
                    self._content_is("inputTranscription", piece)
        if event.problem or (text and self._meant()):
            self._due = True
        self._answer()

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
        script = self._script(self.delivery.turn + 1)
        if script is not None and script.acts:
            return True
        manner = self._mind.attend("\n".join(self.unanswered))
        self._unfinished = manner is Manner.WAIT and script is None
        if self._unfinished:
            if not self._user_speaks:
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
        quiet = not self._user_speaks and not self._utterances
        due = self._due or bool(self._results)
        if self.delivery.phase is not Phase.LISTENING or not due or not (quiet or self._typed):
            return
        steps = self._steps() if self._due else []
        report = self._report()
        self._due, self._typed, self._problem = False, False, ""
        self._seeding = False  # a history comes before everything else
        if self._terms.resumption is not None:
            self._send({"sessionResumptionUpdate": {"resumable": False}})
        self.delivery.begin([*steps, Say(report)], self._now, report)

    def _steps(self) -> list[Step]:
        """What the answer to everything unanswered consists of."""
        script = self._script(self.delivery.turn + 1)
        prompt = "\n".join(self.unanswered)
        if not any(map(str.isalnum, prompt)):  # some send "." for: answer what was said before
            prompt = self._background
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
            steps += planned(answer, self._thinking_pause(), thinks=self._terms.thinks)
        steps += [Show(message) for message in script.after]
        return [*steps, HangUp(script.close)] if script.close is not None else steps

    def _thinking_pause(self) -> float | None:
        if not self._terms.works:
            return None
        return self._scenario.thinking_pause * EFFORT.get(self._terms.level, 1.0)

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

    def _script(self, turn: int) -> Scripted | None:
        turns, at = self._scenario.turns, turn - 1 + self._passed
        return turns[at] if at < len(turns) else None

    def _see(self, mime: str, data: bytes, modality: Literal["VIDEO", "IMAGE"]) -> None:
        self.context.see(self._terms.picture_tokens, modality)
        self._mind.see(look(mime, data))

    def _signal(self, kind: str) -> None:
        if self._terms.signals_activity:
            # The reference calls the field voiceActivityType; the SDKs read `type`.
            offset = duration(self.context.seconds_heard)
            activity = {"voiceActivityType": kind, "type": kind, "audioOffset": offset}
            self._send({"voiceActivity": activity})

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
