"""The answer under way: steps taken one after the other, until the turn is complete.

An answer is a row of steps. Sound takes time, and so do functions and work; everything else is
sent at once. A ticket goes out with whatever takes time and comes back with its end: one that is
not the last given out belongs to something that was interrupted.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from livechat.sim import effects
from livechat.sim.effects import Hush, Prepare, Replay, Send, Speak, Stall, Wait
from livechat.sim.manners import Conduct
from livechat.sim.mind.answer import Call
from livechat.sim.mind.question import Clause, Over, Thought
from livechat.sim.protocol.terms import Terms
from livechat.sim.protocol.usage import Context, Record, spelled, text_tokens
from livechat.sim.talk import messages
from livechat.sim.talk.account import Account
from livechat.sim.talk.calls import Calls
from livechat.sim.talk.outlet import Owner
from livechat.sim.talk.phases import ANSWERING, PHASES, Cue, Phase
from livechat.sim.talk.pondering import Pondering
from livechat.sim.talk.steps import (
    Ask,
    Await,
    Cite,
    HangUp,
    Play,
    Ponder,
    Say,
    Show,
    Step,
    Think,
    Work,
    asked,
)

QUICK_RESULT_S: Final = 0.5
"""Seconds in which a function's result still belongs to the turn that called, for models whose
turn is complete with the call: clients that answer at once see one turn, those that wait for its
end are not kept waiting."""

FORESTALLED_S: Final = 0.5
"""Seconds before the end of a question at which people begin to answer it, at most."""

CUT_OFF: Final = {
    "status": "interrupted",
    "message": "The user spoke before the result came. Whether it was done is not known.",
}
"""What a language model is told of a call that an interruption ended."""


class Delivery:
    """Delivers one answer after the other.

    Args:
        terms: What the setup agreed on.
        conduct: How the partner behaves.
        context: Grows with every answer.
        calls: The session's function calls.
        owner: Told what is to be done.
    """

    def __init__(
        self, terms: Terms, conduct: Conduct, context: Context, calls: Calls, owner: Owner
    ) -> None:
        self.phase = Phase.LISTENING
        self.turn = 0
        """Number of the answer under way or the last one; the first is 1."""
        self.calls = calls
        self._terms = terms
        self._conduct = conduct
        self._context = context
        self._owner = owner
        self._account = Account(terms, context)
        self._empties = conduct.manners.measured and terms.speaks
        self._steps: deque[Step] = deque()
        self._ticket = 0
        self._pieces = 0
        self._pondering = Pondering()
        self._voicing = False
        self._announced: Sequence[Call] = ()
        self._gave_up = False
        self._timed = False  # whether results are waited for only so long
        self._awaiting = False
        self._replaying = False
        self._told = False  # whether anything of the answer was sent

    @property
    def busy(self) -> bool:
        """Whether an answer is under way."""
        return self.phase in ANSWERING

    @property
    def sounds(self) -> bool:
        """Whether the model is believed to be heard."""
        return self.phase in (Phase.SPEAKING, Phase.PLAYING)

    @property
    def heard(self) -> bool:
        """Whether the user is believed to hear the model right now."""
        return self.sounds and not self._account.empty

    @property
    def seconds_spoken(self) -> float:
        """Seconds of sound sent, all answers together."""
        return self._account.seconds_spoken

    def move(self, cue: Cue) -> None:
        """Go to the next phase.

        Raises:
            KeyError: there is no such way.
        """
        self.phase = PHASES[self.phase, cue]

    def begin(self, steps: Iterable[Step], now: float, tool_use: str = "") -> None:
        """Begin a turn.

        Args:
            steps: What it consists of.
            now: Seconds.
            tool_use: Results of functions that go into it.
        """
        self.move(Cue.ANSWER)
        self.turn += 1
        self.calls.begin_turn()
        self._steps = deque(steps)
        self._gave_up = False
        self._pieces, self._replaying, self._told = 0, False, False
        self._pondering.clear()
        self._voicing = False
        self._account.open(now, tool_use)
        self._go_on(now)

    def add(self, steps: Iterable[Step], now: float, tool_use: str = "") -> None:
        """Add to the turn, whose last word has not been sent yet."""
        for step in steps:  # who is asked twice in a row is told of everything at once
            if not (isinstance(step, Ponder) and self._steps and self._steps[-1] == step):
                self._steps.append(step)
        self._account.tool_use += text_tokens(tool_use)
        if self.phase is not Phase.WAITING or self.calls.blocked:
            return
        patience_s = self._conduct.manners.patience_s
        if not self.calls.waiting or not patience_s:
            self._owner.emit(Hush())
            self._resume(now)
        elif not self._timed:  # what blocked is there; the others are not waited for as long
            self._timed = True
            self._owner.emit(Wait(self._new_ticket(), patience_s))

    def takes_more(self) -> bool:
        """Whether `add` is still possible."""
        going_on = self.phase is Phase.PLAYING and bool(self._steps)
        return going_on or self.phase in (Phase.SPEAKING, Phase.WAITING, Phase.WORKING)

    def unsaid(self) -> bool:
        """Whether nothing of the answer under way has been sent, or it is a recording."""
        nothing = self._account.empty and not self.calls.made
        return self.phase is Phase.SPEAKING and (nothing or self._replaying)

    def rest(self, now: float) -> tuple[Step, ...]:
        """What of the answer under way a drop cuts off; nothing while functions are waited for."""
        if not self.busy or self.phase is Phase.WAITING:
            return ()
        words = self._account.cut_off(now)
        begun = (Say(words, self._announced),) if words or self._announced else ()
        return (*begun, *self._pondering.rest(), *self._steps)

    def kept(self, now: float) -> str:
        """What was said of the answer under way and is not said again after a drop."""
        if self.phase is Phase.WAITING:
            return self._account.unnoted()
        return self._account.kept(now) if self.busy else ""

    def asks(self, now: float) -> bool:
        """Whether what the user has heard by now, or is just about to, ends with a question."""
        return self._account.heard(now + FORESTALLED_S).rstrip().endswith("?")

    def ponders(self, ticket: int) -> bool:
        """Whether anybody waits for what the language model comes to, asked with this ticket."""
        return self._pondering.belongs(ticket)

    def voiced(self, ticket: int, pcm: bytes, words: str, now: float) -> None:
        """A piece of sound (s16le mono, 24 kHz), or of text, is ready to be sent."""
        if not self._voicing or not self._current(ticket, Phase.SPEAKING):
            return
        if self._empties and messages.nothing_due(self._pieces):
            self._send(messages.nothing(self._pieces))
        self._pieces += 1
        began = self._account.piece(pcm, words, now)
        for message in messages.piece(pcm, words, began, self._terms, self._conduct.flavour):
            self._send(message)
        if self._conduct.manners.tool_calls == "mid-speech":
            self._call()
        if self._account.full():
            self._drop()
            self._generated(now)

    def voice_ended(self, ticket: int, now: float) -> None:
        """The words given to the voice have all been voiced, or the messages played."""
        if not self._voicing or not self._current(ticket, Phase.SPEAKING):
            return
        self._voicing = False
        self._call()
        self._go_on(now)

    def pondered(
        self, ticket: int, part: Clause | Thought | Over | Sequence[Call], now: float
    ) -> None:
        """The language model has come to a part of its answer, or to calls, which end it; without
        any it is asked again.
        """
        if not self.ponders(ticket):
            return
        match part:
            case Clause() | Thought() | Over():
                self._pondering.came(part)
            case _:
                self._pondering.end(asked(part) or [Ponder()])
        if not self._voicing:
            self._go_on(now)
        elif isinstance(part, Clause):
            self._owner.emit(Prepare(part.words))

    def replayed(self, ticket: int, message: Mapping[str, Any], now: float) -> None:
        """A recorded message is due."""
        if not self._current(ticket, Phase.SPEAKING):
            return
        self.calls.recorded(message)
        content = message.get("serverContent", {})
        ends = content.get("turnComplete") and content.get("interactionStatus") != "IN_PROGRESS"
        if not ends:
            self._send(message)
            return
        hang_up = next((step for step in self._steps if isinstance(step, HangUp)), None)
        self._steps.clear()
        self.move(Cue.GENERATED)
        self.move(Cue.PLAYED)
        self._close_account()
        self._owner.settled()
        self._send(message)
        self._owner.settled()
        if hang_up is not None:
            self._owner.hang_up(hang_up.close)

    def waited(self, ticket: int, now: float) -> None:
        """Time that was asked for has passed."""
        if ticket != self._ticket:
            return
        if self.phase is Phase.WAITING:
            self._gave_up = True
            self._resume(now)
        elif self.phase is Phase.WORKING:
            self._resume(now)
        elif self.phase is Phase.PLAYING:
            self._played(now)

    def results_came(self, now: float) -> None:
        """Results came for which a recording waits, if one does."""
        if self.phase is Phase.WAITING and self._awaiting:
            self._resume(now)

    def withdraw(self) -> bool:
        """Take the answer back if nothing of it was sent; return whether it was taken back."""
        if self.phase is not Phase.SPEAKING or self._told:
            return False
        self.move(Cue.WITHDRAW)
        self.turn -= 1
        self._account.open(0.0)
        self._drop()
        return True

    def interrupt(self, now: float, *, cancels: bool = True) -> None:
        """Cut the answer short, if one is under way.

        Args:
            now: Seconds.
            cancels: Whether its unanswered function calls are cancelled, or end without a word.
        """
        manners = self._conduct.manners
        dropped = self.calls.drop() if cancels and not manners.cancels else []
        self._cut_off(dropped)
        if not self.busy:
            return
        silent = dropped and self.phase is Phase.WAITING and self._account.empty
        heard = self._account.heard(now)
        self.move(Cue.INTERRUPT)
        self._drop()
        if silent:
            return
        if cancels and manners.cancels and (cancelled := self.calls.cancel()):
            self._cut_off(cancelled.values())
            self._send({"toolCallCancellation": {"ids": list(cancelled)}})
        self._send({"serverContent": {"interrupted": True}})
        self._complete("IDLE", heard)

    # Steps

    def _call(self) -> None:
        """Make the calls that go with the words being said."""
        calls, self._announced = self._announced, ()
        if calls:
            status = {"interactionStatus": "IN_PROGRESS"} if self._terms.works else {}
            self._send({**self._made(calls), **status})

    def _made(self, calls: Sequence[Call]) -> Mapping[str, Any]:
        """The message that makes some calls, which the context keeps after the words before."""
        self._account.note()
        for call in calls:
            self._context.ran(call.name, call.args, None)
        return self.calls.make(calls)

    def _go_on(self, now: float) -> None:
        """Take steps until one takes time."""
        while step := self._next():
            match step:
                case Ponder():
                    self._account.note()
                    ticket = self._new_ticket()
                    self._pondering.begin(ticket)
                    self._owner.emit(effects.Ponder(ticket, self._owner.question()))
                case Think(text):
                    self._account.thought += text
                    if self._terms.thoughts:
                        self._send(messages.thought(text))
                case Show(message):
                    self._send(message)
                case Cite(sources, words):
                    for message in messages.citations(sources, words):
                        self._send(message)
                case Ask(calls):
                    self._send(self._made(calls))
                    self._ask()
                    return
                case Say() as say if say.words:
                    self._announced = say.calls
                    words = say.words if not self._account.words else f" {say.words}"
                    self._account.told += f" {say.words}"
                    self._voicing = True
                    self._owner.emit(Speak(self._new_ticket(), words))
                    return
                case Say(_, calls):
                    self._announced = calls
                    self._call()
                case Work() as work:
                    self._steps.appendleft(work)
                    self._generated(now)
                    return
                case Play(recorded):
                    self._replaying = self._voicing = True
                    self._owner.emit(Replay(self._new_ticket(), recorded))
                    return
                case Await() if self.calls.made and not self.calls.waiting:
                    continue  # the client was quicker than it was when it was recorded
                case Await():
                    self._awaiting = True
                    self.move(Cue.ASK)
                    return
                case HangUp(close):
                    self._owner.hang_up(close)
                    return
        if self._pondering.under_way:
            return  # what comes of it goes on
        patient = self.calls.blocked or self._conduct.manners.patience_s > 0
        if self.calls.waiting and patient and not self._gave_up:
            self._ask()
        else:
            self._generated(now)

    def _next(self) -> Step | None:
        """The step to be taken now: what was pondered comes before what follows it."""
        step = self._pondering.next()
        if step is None and self._steps and not self._pondering.under_way:
            return self._steps.popleft()
        return step

    def _ask(self) -> None:
        """Wait for results: however long for those of blocking functions, else with patience."""
        self.move(Cue.ASK)
        ticket = self._new_ticket()
        self._timed = not self.calls.blocked or self._terms.calls_end_turn
        if not self.calls.blocked:
            self._owner.emit(Wait(ticket, self._conduct.manners.patience_s))
        elif self._terms.calls_end_turn:
            self._owner.emit(Wait(ticket, QUICK_RESULT_S))

    def _resume(self, now: float) -> None:
        self._new_ticket()
        self._awaiting = False
        self.move(Cue.RESUME)
        self._go_on(now)

    def _generated(self, now: float) -> None:
        self.move(Cue.GENERATED)
        account, tempo = self._account, self._conduct.tempo
        only_calls = self.calls.made and not account.told
        if not only_calls or self._conduct.manners.tool_calls != "alone":
            if account.spoken and (hold := tempo.draw(tempo.line.generated)):
                self._owner.emit(Stall(hold))
            self._send({"serverContent": {"generationComplete": True}})
        left = account.began + account.spoken * tempo.line.playback - now
        if account.spoken and left > 0:
            self._owner.emit(Wait(self._new_ticket(), left))
        else:
            self._played(now)

    def _played(self, now: float) -> None:
        if self._steps and isinstance(work := self._steps[0], Work):
            self._steps.popleft()
            self.move(Cue.WORK)
            self._complete("IN_PROGRESS")
            self._account.began = now
            self._owner.emit(Wait(self._new_ticket(), work.seconds))
        else:
            self.move(Cue.PLAYED)
            works = self._terms.works and self.calls.waiting
            self._complete("IN_PROGRESS" if works else "IDLE")

    # Messages

    def _complete(self, status: str, heard: str | None = None) -> None:
        """End the turn, or a part of it, of which so much was heard; None: all."""
        usage = spelled(
            self._close_account(heard), self._conduct.scenario.usage or self._conduct.flavour
        )
        content: dict[str, Any] = {"turnComplete": True}
        if self._terms.works:
            content["interactionStatus"] = status
        if status == "IDLE":
            self._owner.settled()
        self._send({"serverContent": content, "usageMetadata": usage})
        if status == "IDLE":
            self._owner.settled()

    def _drop(self) -> None:
        """Leave out what is still to be said."""
        self._new_ticket()
        self._steps.clear()
        self._pondering.clear()
        self._voicing = False
        self._announced, self._awaiting = (), False
        self._owner.emit(Hush())

    def _send(self, message: Mapping[str, Any]) -> None:
        self._told = True
        self._owner.emit(Send(message))

    # Accounts

    def _cut_off(self, calls: Iterable[Call]) -> None:
        """Keep that no result of some calls will be taken."""
        for call in calls:
            self._context.ran(call.name, call.args, CUT_OFF)

    def _close_account(self, heard: str | None = None) -> Record:
        record = self._account.close(heard)
        compression = self._terms.compression
        if compression is not None and self._context.compress(
            compression.trigger, compression.target
        ):
            self._owner.forgot()
        return record

    def _new_ticket(self) -> int:
        self._ticket += 1
        return self._ticket

    def _current(self, ticket: int, phase: Phase) -> bool:
        return ticket == self._ticket and self.phase is phase
