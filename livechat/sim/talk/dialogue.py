"""What is said to the partner, and when it answers.

What the user says is kept until it is answered: the prompt is everything unanswered, not only
the last text. A typed prompt is answered at once; a spoken one when its words are known and the
user is not talking again. How an answer goes out is `livechat.sim.talk.delivery`'s.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from livechat.sim.effects import Alarm, Effect, Foresee, ReadAhead, Send
from livechat.sim.events import (
    Alarmed,
    AlarmKind,
    Event,
    Guessed,
    Overheard,
    Pondered,
    Replayed,
    SpeechBegan,
    SpeechEnded,
    SpeechLasts,
    SpeechPaused,
    SpeechWentOn,
    Transcribed,
    Voiced,
    VoiceEnded,
    Waited,
)
from livechat.sim.manners import Conduct
from livechat.sim.mind.answer import Answer, Manner
from livechat.sim.mind.attention import small
from livechat.sim.mind.question import Over, Question, Wishes
from livechat.sim.protocol import wire
from livechat.sim.protocol.admission import retool, tool_refusal
from livechat.sim.protocol.terms import Terms
from livechat.sim.protocol.usage import Context
from livechat.sim.protocol.wire import INVALID, Close
from livechat.sim.scenario import Scripted
from livechat.sim.talk.calls import Calls
from livechat.sim.talk.delivery import Delivery
from livechat.sim.talk.handles import Saved
from livechat.sim.talk.hearing import Hearing
from livechat.sim.talk.minds import Mind
from livechat.sim.talk.outlet import Outlet
from livechat.sim.talk.patience import Patience
from livechat.sim.talk.phases import Phase
from livechat.sim.talk.planning import steps_of
from livechat.sim.talk.prompt import Prompt
from livechat.sim.talk.results import Results, read
from livechat.sim.talk.rounds import Rounds
from livechat.sim.talk.steps import Ponder, Step, planned

log = logging.getLogger("livechat.sim")


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
        self._resumed = saved is not None
        self._saved = saved = saved or Saved(name, Context())
        self.context = saved.context.copy()
        self.prompt = Prompt(mind, self.context, saved.unanswered)
        self.results = Results(saved.results)
        self.due = False
        """Whether what is unanswered is to be answered."""
        self.fresh = False
        """Whether the newest answer is to a prompt alone, not to results."""
        mind.recall(self.context)
        self.context.instruct(terms.instruction)
        calls = Calls(call_numbers, saved.calls, saved.made, saved.dropped)
        self.delivery = Delivery(terms, conduct, self.context, calls, self)
        self.hearing = Hearing(
            terms, conduct, self.context, self, saved.seconds_received, saved.understood
        )
        self._terms = terms
        self._mind = mind
        self._conduct = conduct
        self._outlet = outlet
        self._now = 0.0
        self._typed = False
        self._problem = ""
        self._to_speech: str | None = None
        """What was wrong with the ears, if the newest answer is to speech alone; else None."""
        self._seeding = terms.seeds_history and not self._resumed
        self._patience = Patience()
        self._rounds = Rounds()
        self._begun: Question | None = None  # what the language model is asked unseen
        self._read_ahead: Question | None = None  # what it has read before it is asked
        self._passed = 0  # scripted turns that were met with silence

    def go_on(self, now: float) -> None:
        """Go on where another connection of the session was cut off."""
        self._now, saved = now, self._saved
        if saved.steps:
            self.delivery.begin(saved.steps, now)
        if self._conduct.scenario.after_resume == "answers":
            self.due = saved.due
            self.hearing.again(saved.utterances, now)
        self._answer()

    @property
    def turns(self) -> int:
        """Answers of the session, the one under way included, and scripted ones that were none."""
        return self._saved.turns + self.delivery.turn + self._passed

    def handle(self, event: Event, now: float) -> None:
        """Take what happened after the setup.

        Args:
            event: A client's input or something that happened here.
            now: Seconds on the server's clock, which never goes back.
        """
        self._now = now
        self._take(event)
        self._answer()

    def _take(self, event: Event) -> None:
        delivery, now = self.delivery, self._now
        match event:
            case wire.Audio() | wire.ActivityStart() | wire.ActivityEnd() | wire.StreamEnd():
                self.hearing.take(event, now)
            case wire.Video(mime, data):
                if self._terms.coverage != "activity" or self.hearing.speaking:
                    self._see(mime, data, "VIDEO")
            case wire.Text(text):
                self._read(text)
            case wire.Content():
                self._content(event)
            case wire.ContextUpdate():
                self._update(event)
            case wire.ToolResponse(responses):
                self._responded(responses)
            case SpeechBegan():
                self.hearing.began()
            case SpeechLasts():
                self.hearing.lasts()
            case SpeechPaused(pcm):
                self.hearing.paused(pcm)
            case SpeechWentOn():
                self.hearing.went_on()
            case SpeechEnded():
                self.hearing.ended(event, now)
            case Guessed():
                self.hearing.guessed(event, now)
            case Overheard():
                self.hearing.overheard(event)
            case Transcribed():
                self.hearing.transcribed(event, now)
            case Voiced(ticket, pcm, words):
                delivery.voiced(ticket, pcm, words, now)
            case VoiceEnded(ticket):
                delivery.voice_ended(ticket, now)
            case Pondered(ticket, Wishes() as wishes):
                self._wished(ticket, wishes)
            case Pondered(ticket, part) if not isinstance(part, Wishes):
                delivery.pondered(ticket, part, now)
            case Replayed(ticket, message):
                delivery.replayed(ticket, message, now)
            case Waited(ticket):
                delivery.waited(ticket, now)
            case Alarmed(kind):
                self._alarmed(kind)

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
        self._mind.recall(self.context)

    def question(self) -> Question:
        """What the language model is asked now."""
        return self._mind.question(self.context, calls=self._rounds.open)

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
                self.prompt.answered_by(turn.text)
                self.context.spoke(turn.text)
            elif turn.text.strip():
                self.prompt.add(turn.text)
        if not event.complete:
            return
        if self._seeding:
            self._seeding = False
            self.prompt.seeded = bool(self.prompt.lines())
            self.settled()
            return
        self.delivery.interrupt(self._now)
        self.due = self._typed = True

    def _read(self, text: str) -> None:
        if not text.strip():
            # A nudge some frameworks send: it is no turn and interrupts nothing, but a history
            # that ends with a question is answered.
            if self.prompt.seeded:
                self.due = self._typed = True
            return
        self.context.read(text)
        self.prompt.add(text)
        if self._terms.interruptible:
            self.delivery.interrupt(self._now)
        if self._meant():
            self.due = self._typed = True

    def _responded(self, responses: Sequence[Mapping[str, Any]]) -> None:
        refusal = tool_refusal(responses, self._terms)
        calls, scenario = self.delivery.calls, self._conduct.scenario
        if refusal is None and scenario.unknown_result == "refused" and not calls.knows(responses):
            refusal = Close(INVALID, "Request contains an invalid argument.")
        if refusal is not None:
            self.hang_up(refusal)
            return
        taken = calls.take(responses)
        if not taken or any(one.recorded for one in taken):
            self.delivery.results_came(self._now)
            self.due = self.due or (bool(taken) and self._goes_on())
            return
        tempo = self._conduct.tempo
        hold = tempo.draw(tempo.line.result)
        self.results.arrived(taken, self._now + hold)
        if hold:
            self.emit(Alarm(AlarmKind.RESULT, hold))
        else:
            self._results_came()

    def _wished(self, ticket: int, wishes: Wishes) -> None:
        """The language model wants functions to be called."""
        delivery, rounds = self.delivery, self._rounds
        if not delivery.ponders(ticket):
            return
        if not rounds.open:  # it was not offered any
            delivery.pondered(ticket, Over(), self._now)
            return
        calls = self._mind.calls(wishes.wishes)
        known = {call.name for call in calls}
        for wish in wishes.wishes:
            if wish.name not in known:
                log.info("the language model calls %r, which is not declared", wish.name)
                self.context.ran(wish.name, wish.args, {"error": "There is no such function."})
        made = rounds.take(calls, delivery.calls.pending.values())
        delivery.pondered(ticket, made, self._now)

    def _goes_on(self) -> bool:
        """Whether a recording goes on with its next answer when results come."""
        script = self._script()
        idle = self.delivery.phase is Phase.LISTENING
        return idle and script is not None and script.replay is not None

    def _results_came(self) -> None:
        """Results take effect whose time has come."""
        taken, delivery = self.results.due(self._now), self.delivery
        for one in taken:
            self.context.ran(one.result.name, one.result.args, one.result.response)
            if one.scheduling == "SILENT":
                self.context.read(read(self._mind.result([one.result]), [one.result]))
        alone = self._conduct.manners.tool_calls == "alone"
        joins = any(one.blocking for one in taken) if alone else bool(taken)
        if any(one.scheduling == "INTERRUPT" for one in taken):
            delivery.interrupt(self._now, cancels=False)
        elif joins and delivery.takes_more() and not delivery.calls.blocked:
            report, text = self.results.report(self._mind)
            delivery.add(self._told(report), self._now, text)

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

    def goes_on(self) -> None:
        """The user speaks, but that is not told yet.

        An answer of which nothing was sent is to half a question: it is taken back, and what was
        said so far is answered together with what follows.
        """
        problem = self._to_speech
        if problem is None or not self._terms.interruptible or not self.delivery.withdraw():
            return
        self.prompt.give_back()
        self.due, self._problem, self._to_speech = True, problem, None
        self.settled()

    def noticed(self) -> None:
        """The user speaks: the language model has time to read what was said before."""
        if self._terms.interruptible:
            self.delivery.interrupt(self._now)
        idle = self.delivery.phase is Phase.LISTENING and not self.hearing.waits
        if idle and self._mind.asks and self._script() is None:
            question = self.question()
            if len(question.messages) > 1 and question != self._read_ahead:
                self._read_ahead = question
                self.emit(ReadAhead(question))

    def quiet(self) -> None:
        """The user stopped without having said anything."""

    def bears(self) -> bool:
        """Whether small words may be said now without being answered."""
        terms = self._terms
        listens = terms.speaks and terms.interruptible and terms.detection.automatic
        return listens and self._conduct.manners.back_channel == "passes" and self.delivery.heard

    def passes(self, text: str) -> bool:
        """Whether these are small words, and no answer to a question of the partner's."""
        return self.bears() and not self.delivery.asks(self._now) and small(text)

    def guesses(self) -> bool:
        """Whether the words are wanted before it is certain that the user has finished."""
        return self._mind.asks and self._script() is None

    def guessed(self, text: str) -> None:
        """The user may have finished with these words; then the answer is begun unseen."""
        question = self._foreseen(text) if text else None
        if question != self._begun:
            self._begun = question
            self.emit(Foresee(question))

    def _foreseen(self, text: str) -> Question | None:
        """What the language model would be asked if the user had finished; None: it would not be
        asked now.
        """
        lines = (*self.prompt.lines(), text)
        idle = self.delivery.phase is Phase.LISTENING and not self.hearing.waits
        if not idle or self._mind.attend("\n".join(lines)) is not Manner.ANSWER:
            return None
        context = self.context.copy()
        for line in lines:
            context.said(line)
        return self._mind.question(context)

    def tells(self) -> bool:
        """Whether the user's words are to be told; a recording has its own."""
        script = self._script()
        return script is None or script.replay is None

    def unanswered(self) -> bool:
        """Whether the user's words before wait for an answer."""
        return bool(self.prompt.lines())

    def understood(self, text: str, problem: str, *, flushed: bool) -> None:
        """The user's words, or why there are none.

        What goes on with a question decides anew whether it is one: it may be unfinished now, or
        not meant for the partner.
        """
        self._problem = problem or self._problem
        if text:
            self.prompt.add(text)
            self.due = self._meant(flushed=flushed) or self._typed
        self.due = self.due or bool(self._problem)

    def _alarmed(self, kind: AlarmKind) -> None:
        match kind:
            case AlarmKind.NOTICED:
                self.hearing.notice()
            case AlarmKind.UNDERSTOOD:
                self.hearing.tell(self._now)
            case AlarmKind.RESULT:
                self._results_came()
            case AlarmKind.UNFINISHED:
                self._waited_enough()

    def _waited_enough(self) -> None:
        """The rest of a sentence has been waited for, unless more of it came."""
        if again := self._patience.rung(self._now):
            self.emit(again[0])
            return
        self.due = self.due or self._patience.waits

    # Turns

    def _meant(self, *, flushed: bool = False) -> bool:
        """Whether what was just said in realtime asks for an answer now."""
        script, scenario = self._script(), self._conduct.scenario
        if script is not None and script.acts:
            return True
        manner = self._mind.attend(self.prompt.text())
        self._patience.waits = manner is Manner.WAIT and script is None
        if self._patience.waits:
            if not self.hearing.speaking:
                self._send({"serverContent": {"waitingForInput": True}})
            for alarm in self._patience.wait(self._now):
                self.emit(alarm)
            return False
        proactive = self._terms.proactive and not (flushed and scenario.stream_end == "answered")
        if manner is not Manner.SILENCE or not proactive or self._typed:
            return True
        self._passed += script is not None
        self._settle()
        if scenario.silence == "told" and self.delivery.phase is Phase.LISTENING:
            self._passed -= 1  # a turn without an answer, which counts as one
            self.delivery.begin((), self._now)
        return False

    def _answer(self) -> None:
        """Begin to answer, if there is something due and nothing in the way."""
        quiet = not self.hearing.speaking and not self.hearing.waits
        due = self.due or self.results.waiting
        if self.delivery.phase is not Phase.LISTENING or not due or not (quiet or self._typed):
            return
        problem = self._problem
        steps = self._steps() if self.due else []
        told = self.results.waiting
        report, text = self.results.report(self._mind)
        if Ponder() not in steps:  # who answers that knows of the results
            steps += self._told(report)
        self.fresh = self.due and not told
        self._to_speech = problem if self.fresh and not self._typed else None
        self.due, self._typed, self._problem = False, False, ""
        self._seeding = False  # a history comes before everything else
        if self._terms.resumption is not None and self._conduct.manners.handles == "per-turn":
            self._send({"sessionResumptionUpdate": {"resumable": False}})
        self.delivery.begin(steps, self._now, text)

    def _told(self, report: Answer) -> list[Step]:
        """Steps of what is said about results."""
        return planned(report, None, thinks=False)

    def _steps(self) -> list[Step]:
        """What the answer to everything unanswered consists of."""
        script, problem = self._script(), self._problem
        prompt = self.prompt.take()
        self._patience.waits = False
        answer = Answer(problem) if problem else self._mind.answer(prompt)
        again = self.delivery.calls.again({call.name for call in answer.calls})
        if answer.asks:  # who is asked knows what became of the calls, and may make them again
            again = []
        self._rounds.begin()
        self._begun = None
        return steps_of(answer, script, again, self._terms, self._conduct)

    def _settle(self) -> None:
        """What was said so far needs no answer."""
        self.prompt.settle()
        self._patience.waits = False

    def _script(self) -> Scripted | None:
        """What the next answer is told to do."""
        turns = self._conduct.scenario.turns
        return turns[self.turns] if self.turns < len(turns) else None

    def _see(self, mime: str, data: bytes, modality: Literal["VIDEO", "IMAGE"]) -> None:
        self.context.see(self._terms.picture_tokens, modality)
        self._mind.see(mime, data)

    def _send(self, message: Mapping[str, Any]) -> None:
        self.emit(Send(message))
