"""The ledger of turns: which turn each event of a connection belongs to, said once for everybody.

Rules:
1. A turn begins with its first output and ends with `turnComplete`. Turns count from 1. Where
   `interactionStatus` is given, only IDLE ends the turn; until then its parts are one turn.
2. Sound, words, thoughts and function calls open a turn. An answer is sound or words
   (`is_output`); a turn without an answer and without a call is empty.
3. `interrupted` kills the turn: its sound is refused until `turnComplete`. What the user says
   next ends it as well, where the service never does.
4. An end that was told before is not told again. An end with nothing before it is an empty turn
   if the user has said something since the turn before, or it has a reason that was not told, else
   a repetition.
5. Words that trail a turn belong to it, unless the user has said something since: their order
   against the sound is not fixed. Sound opens the next turn, unless it repeats what has come, or
   follows an interrupted turn so closely that it must be of that turn. Usage that trails belongs
   to the turn, too. So do sources, unless the user has asked since and they are others: those may
   come ahead of the answer's first words.
6. A turn that the service has generated but never ends is over when all of it must have been
   heard and some quiet has passed, or when the user asks and is answered. One that waits for the
   result of a function call has the time that a function may take.
7. A turn settles when nothing can trail any more: after the trailing time, soon where its words
   end like a sentence, at once when the user asks or the next turn begins.
8. The same function call, the same words in speech and in writing, and noise that is transcribed
   as a label are told once, once and not at all.
"""

from __future__ import annotations

from dataclasses import replace

from livechat.core.setup_spec import SetupSpec
from livechat.core.talk.calls_once import CallsOnce
from livechat.core.talk.events import (
    AudioReceived,
    Event,
    GenerationComplete,
    InputTranscribed,
    Interrupted,
    OutputTranscribed,
    SourcesCited,
    TextReceived,
    ToolCalled,
    TurnComplete,
    TurnEvent,
    TurnSettled,
    UsageReported,
    VoiceActivity,
)
from livechat.core.talk.labels import LabelFilter
from livechat.core.talk.late_sound import BREATH_S
from livechat.core.talk.newest_turn import TRAIL_S, NewestTurn, is_output
from livechat.core.talk.transcript import LATE_INPUT_S
from livechat.core.talk.turn_course import DEAD_S, Course, EndedBy
from livechat.core.talk.turn_phases import TABLE, Deed, Phase
from livechat.core.talk.written import Written

__all__ = ["EndedBy", "Turns", "is_output"]


class Turns(Course):
    """Numbers and cleans the events of a session, connection by connection."""

    def __init__(self) -> None:
        super().__init__()
        self._speaks = True
        """Whether the setup asks for spoken answers: written words then wait until it is clear
        whether they are the answer."""
        self._session = 0
        self._labels = LabelFilter()
        self._calls = CallsOnce()
        self._written = Written()
        self._settled = True
        """Whether it was told that nothing more comes of the newest turn."""
        self._billed = 0
        """The newest turn for which usage was reported."""
        self._cited: tuple[int, frozenset[str]] = 0, frozenset()
        """The turn for which sources came last, and what they were."""

    @property
    def wakes_at(self) -> float:
        """When `tick` has something to tell, if nothing happens before; infinity: never."""
        match self._phase:
            case Phase.CLOSED if self._late.held:
                return self.closed_at + BREATH_S
            case Phase.CLOSED:
                return self._settles_at()
            case Phase.OPEN:
                return self._newest.ends_at(self._pending.since)
            case Phase.DEAD:
                return self._pending.since + (0 if self._pending.asked_since else DEAD_S)
            case _:
                return float("inf")

    def accepted(self, spec: SetupSpec, session: int) -> None:
        """Take what the service has accepted.

        Args:
            spec: The setup.
            session: The number of the service's session, which the calls in it get.
        """
        self._speaks = spec.modality == "audio"
        self._session = session

    def number(self, event: Event) -> list[Event]:
        """Return what everybody is to see of an event of the connection, turns filled in."""
        match event:
            case InputTranscribed():
                return self._hear(event)
            case VoiceActivity(speaking=True):
                self.user_spoke(event.at)
                return [event]
            case AudioReceived(pcm=b""):
                return []
            case ToolCalled():
                once = self._calls.fold(replace(event, session=self._session))
                return self._follow(once) if once else []
            case GenerationComplete():
                return self._generate(event)
            case UsageReported():
                return [replace(event, turn=max(1, self._bill(event.at)))]
            case SourcesCited():
                return [replace(event, turn=max(1, self._cite(event)))]
            case AudioReceived() | OutputTranscribed() | TextReceived() | Interrupted():
                return self._follow(event)
            case TurnComplete():
                return self._follow(event)
            case TurnEvent(turn=0):
                return [replace(event, turn=max(1, self.turn))]
            case _:
                return [event]

    def tick(self, now: float) -> list[Event]:
        """Return what has become certain because nothing has come."""
        over = (self._phase is Phase.OPEN and now >= self.wakes_at) or (
            self._phase is Phase.DEAD and self._is_answer(now)
        )
        events = self._refuse_held() if now >= self.closed_at + BREATH_S else []
        events += self._end(TurnComplete(at=now), "quiet") if over else []
        return events + (self._settle(now) if now >= self._settles_at() else [])

    def close(self, at: float, *, lost: bool = True) -> list[Event]:
        """Return what follows from the end of the connection.

        Args:
            at: When.
            lost: Whether it broke, so that a turn under way has lost its rest.
        """
        events = self._refuse_held()
        if self._phase is not Phase.CLOSED:
            lost = lost and not (self._newest.generated or self.interrupted)
            events = self._end(TurnComplete(at=at, lost=lost), "connection")
            if lost:
                self._pending.ask()  # what it answered is asked again
        self._may_trail = self._end_owed = False
        return events + self._settle(at)

    def _follow(self, event: TurnEvent) -> list[Event]:
        signal = self._signal(event)
        step = TABLE.get((self._phase, signal)) if signal else None
        if step is None:
            return []
        deed, phase = step
        if deed is Deed.HOLD and isinstance(event, AudioReceived):
            self._late.hold(event)
            return []
        held: list[AudioReceived] = []
        if deed is Deed.BEGIN and not isinstance(event, AudioReceived):
            held = self._late.release()  # what was unclear is of the same answer
        events = self._refuse_held()
        if deed is Deed.REPLACE:
            events += self._end(TurnComplete(at=event.at), "user")
        if deed in (Deed.BEGIN, Deed.REPLACE, Deed.EMPTY):
            events += self._begin(event.at)
        if isinstance(event, TurnComplete) and deed in (Deed.END, Deed.EMPTY):
            return events + self._end(event, "service")
        self._phase = phase
        return events + [told for one in (*held, event) for told in self._tell(one)]

    def _refuse_held(self) -> list[Event]:
        held = self._late.release()
        return [replace(event, turn=self.turn, refused=True) for event in held]

    def _begin(self, at: float) -> list[Event]:
        events = self._settle(at)
        pending, plays_from = self._pending, self.sounds_until
        asked_for = pending.asked or pending.spoke
        self._newest = NewestTurn(at, asked_for=asked_for, plays_from=plays_from)
        self._end_owed = self._end_owed and self.ended_by in ("user", "quiet")
        self._settled = False
        self._late.begin_turn()
        self._calls.begin_turn()
        pending.clear()
        self.turn += 1
        return events

    def _tell(self, event: TurnEvent) -> list[Event]:
        event = replace(event, turn=self.turn)
        match event:
            case Interrupted():
                self._newest.killed = True
                self.stopped(self.turn)
                self._pending.mark(event.at, heard=True)
                return [event]
            case TurnComplete():
                self._newest.begin_part()
                # Where nothing is spoken yet, the next part may be, and text is not the answer.
                return [*(self._release(event.at) if self._newest.sounded else []), event]
            case AudioReceived() if self._phase is Phase.CLOSED:
                return [replace(event, refused=True)]
            case _:
                self.output_at = event.at
                self._newest.take(event)
                self._settled = False
                return self._output(event)

    def _output(self, event: TurnEvent) -> list[Event]:
        match event:
            case AudioReceived():
                self._late.take(event)
                return [replace(event, refused=self.turn <= self._stopped)]
            case OutputTranscribed(text=text):
                self._written.spoke(text)
            case TextReceived(text=text, thought=False) if self._speaks or self._newest.sounded:
                self._written.wrote(text)
                return self._release(event.at) if self._written.full else []
            case _:
                pass
        return [event]

    def _generate(self, event: GenerationComplete) -> list[Event]:
        now = self._newest
        over = self._phase is Phase.CLOSED and not self._may_trail
        if now.generated or over or self._phase is Phase.WORKING:
            return []
        now.generated = now.heard_out = True
        if self._phase is Phase.OPEN:
            self._pending.mark(event.at, heard=False)
        return [replace(event, turn=self.turn)]

    def _end(self, event: TurnComplete, by: EndedBy) -> list[Event]:
        now = self._newest
        events = [] if now.sounded else self._release(event.at)
        self._phase = Phase.CLOSED
        self._pending.mark(event.at, heard=now.killed)
        self._may_trail = True
        self._end_owed = by in ("user", "quiet")
        self.closed_at, self.ended_by = event.at, by
        empty = not (now.answered or now.called)
        return [*events, replace(event, turn=self.turn, empty=empty)]

    def _release(self, at: float) -> list[Event]:
        """Tell the text that has waited, without the words that were spoken."""
        text, answer = self._written.take()
        if not text.strip():
            return []
        return [TextReceived(at=at, turn=self.turn, text=text, thought=not answer)]

    def _settle(self, at: float) -> list[Event]:
        if self._settled or self._phase is not Phase.CLOSED:
            return []
        self._settled = True
        return [*self._release(at), TurnSettled(at=at, turn=self.turn)]

    def _settles_at(self) -> float:
        if self._settled or self._phase is not Phase.CLOSED:
            return float("inf")
        if self._pending.asked_since:
            return self.closed_at
        return self._newest.settles_at(self.closed_at)

    def _hear(self, event: InputTranscribed) -> list[Event]:
        heard = self._labels.fold(event)
        if heard is None:
            return []
        since = self.closed_at if self._phase is Phase.CLOSED else self._newest.began_at
        news = self._phase is Phase.DEAD or event.at > since + LATE_INPUT_S
        if news and heard.text.strip() and not heard.interim:
            self._pending.understood()
        return [heard]

    def _bill(self, at: float) -> int:
        """Return the number of the turn that usage belongs to."""
        late = self._billed < self.turn and at <= self.closed_at + TRAIL_S
        ahead = self._phase is Phase.CLOSED and not late and self._is_answer(at)
        self._billed = self.turn + ahead
        return self._billed

    def _cite(self, event: SourcesCited) -> int:
        """Return the number of the turn that sources belong to."""
        named = {source.uri or source.title for source in event.sources}.union(event.queries)
        turn, before = self._cited
        again = turn == self.turn and not named.isdisjoint(before)
        ahead = self._phase is Phase.CLOSED and not again and self._is_answer(event.at)
        known = before if turn == self.turn + ahead else frozenset()
        self._cited = self.turn + ahead, known | named
        return self.turn + ahead
