"""The guard: what becomes of each function call, from the model's wish to the model's answer.

              ┌──────────────────────── again, while the first is under way ──► JOINED
              │                ┌───────┐ granted ┌──────┐ due  ┌─────────┐ finished
    ToolCalled ──► ask ──────► │ ASKED │ ──────► │ HELD │ ───► │ RUNNING │ ────────► OVER
              │ └► allowed ───────────────────► └──────┘ ◄─┐   └─────────┘
              └► never, unknown, again ─► OVER   │   └──────┘ the user speaks
                                                 └► withdrawn ─► OVER

Rules:
1. Nothing runs without leave: by a level, by a key, or, where that is switched on, by the user's
   own plain yes. The model's words are never leave. Where nobody can be asked, the answer is no.
2. What may change something is held: `hold_s` from the moment the model asked, while the user
   speaks, until the words of what they said are known, and while there is no connection.
3. "Stop" withdraws what has not begun, a key does too. What has begun and only reads is ended; what
   has begun and may change something is not, and the model is told that the user was too late.
4. The same call again within `AGAIN_S` does not run: it gets the first one's result. Nor does it
   after a lost connection, which has what was said sent once more, until the user says more. After
   a no or a stop it is asked for again, by a key alone. So is any call soon after a stop.
5. A call whose session is gone before it ran does not run; one that runs is told afterwards.
6. The model is told the truth of every call, once, in the answer; and in a note where the service
   may have dropped the call meanwhile: speech drops blocking calls without a word.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, Literal

from livechat.core.picture import Picture
from livechat.core.talk.events import (
    CallEnded,
    CallHeld,
    CallProgressed,
    CallStarted,
    Connected,
    Disconnected,
    Event,
    HandingOver,
    LeaveAnswered,
    LeaveAsked,
    Notice,
    SetupAccepted,
    ToolCall,
    ToolCallCancelled,
    ToolCalled,
)
from livechat.core.tools.account import account
from livechat.core.tools.call import TABLE, Answer, By, Call, Decider, Outcome, State, note, told
from livechat.core.tools.deeds import Cancel, Deed, Emit, Inform, Respond, Run
from livechat.core.tools.responses import (
    Response,
    progress,
    refused,
    repeated,
    returned,
    text_of,
    withdrawn,
)
from livechat.core.tools.sameness import same_key
from livechat.core.tools.tool import Result, Tool
from livechat.core.tools.utterance import UtteranceWatch
from livechat.core.tools.words import only_stops, says_stop, says_yes

AFTER_S: Final = 0.25
"""Seconds by which speech must outlast the model's wish to be about it: the end of what led to the
wish is told in the same breath."""

AGAIN_S: Final = 30.0
"""Seconds after its end in which the same call counts as the same wish: as measured elsewhere
(PROTOCOL §11.3), and longer than a model takes to ask twice."""

WITHDRAWN_S: Final = 600.0
"""Seconds after a no or a stop in which the same call needs a key: a model may come back to it long
afterwards, and whoever has changed their mind presses one."""

STOPPED_S: Final = 10.0
"""Seconds after the user's stop in which a call that may change something needs a key: it may have
been on its way."""

MISTAKE_S: Final = 1.5
"""Seconds after leave for good in which a withdrawal takes that back, too: the key was a letter of
something that is being typed."""

LONGEST_HOLD_S: Final = 20.0
"""Seconds of speech after which a call that is held must be allowed by a key: a radio in the room
would hold it for ever, and what is heard may well be a stop."""

LATE_S: Final = 1.0
"""Seconds by which a look at a held call may be late. Later, this program was stopped meanwhile,
and nobody could withdraw the call."""

MOST_RUNNING: Final = 8
"""Calls that run at the same time; others wait for one to end."""

MOST_PENDING: Final = 64
"""Calls that may be under way; a model that asks for more has gone astray."""

REMEMBERED: Final = 200
"""Calls remembered, the newest: more than a new session needs to be told."""

PROGRESS_S: Final = 5.0
"""Seconds between two messages to the model of how far a call is; each costs a turn's tokens."""


_USER: Final[tuple[Decider, ...]] = ("key", "line", "voice")


class Guard:
    """The machine. Every method takes the time and returns what is to be done, in order.

    Args:
        find: The function of a name, as there are now; None: there is none.
        hold_s: Seconds for which a call that may change something is held.
        voice: Whether a spoken yes is leave.
        can_ask: Whether there is somebody to ask.
        blocks: Whether the model waits for results, as the setup in force says.
        language: What the user speaks, where that is known: a BCP 47 code.
    """

    def __init__(
        self,
        find: Callable[[str], Tool | None],
        *,
        hold_s: float = 1.5,
        voice: bool = False,
        can_ask: bool = True,
        blocks: Callable[[], bool] = lambda: False,
        language: Callable[[], str | None] = lambda: None,
    ) -> None:
        self._find = find
        self._hold_s = hold_s
        self._voice = voice
        self._can_ask = can_ask
        self._blocks = blocks
        self._language = language
        self._calls: list[Call] = []
        self._count = 0
        self._questions = 0
        self._allowed: list[Tool | str] = []
        """Functions, as they were then, and servers that the user has allowed for good."""
        self._just_allowed: list[Tool | str] = []
        """What the newest answer has added to them."""
        self._allowed_at = float("-inf")
        self._speech = UtteranceWatch()
        self._connected = False
        self._connections = 0
        self._heard: tuple[float, str] = (0.0, "")
        """The utterance that was last taken for a yes, or for none."""
        self._deeds: list[Deed] = []

    # What happens

    def fold(self, event: Event, now: float) -> list[Deed]:
        """Take an event of the conversation, numbered."""
        new_words = self._speech.fold(event)
        match event:
            case ToolCalled(calls=calls, session=session):
                for call in calls:
                    self._begin(call, session, now)
            case ToolCallCancelled(ids=ids):
                for one in [one for one in self._pending if one.call.id in ids]:
                    one.unwanted = True
                    self._withdraw(one, "service", now)
            case SetupAccepted(session=session):
                self._renew(session, now)
            case Connected():
                self._connected = True
                self._connections += 1
            case Disconnected() | HandingOver():
                self._connected = False
            case _:
                pass
        if new_words:
            self._take_words(now)
        elif self._speech.speaking:
            self._mark_spoken_over(now)
        return self.tick(now)

    def answer(self, answer: Answer, by: By, now: float) -> list[Deed]:
        """The user has answered the oldest question, if there is one."""
        asked = self._asked
        if asked:
            self._answer(asked[0], answer, by, now)
        return self.tick(now)

    def withdraw(self, by: Literal["key", "line"], now: float) -> list[Deed]:
        """The user stops whatever has not begun, and what only reads."""
        for one in self._pending:
            self._withdraw(one, by, now)
        if now <= self._allowed_at + MISTAKE_S:
            self._allowed = [one for one in self._allowed if one not in self._just_allowed]
        return self.tick(now)

    def progressed(self, number: int, text: str, now: float) -> list[Deed]:
        """A function that runs has told how far it is."""
        one = self._running(number)
        if one is not None:
            self._emit(CallProgressed(at=now, call=number, name=one.call.name, text=text))
            if now >= one.told_at + PROGRESS_S and not one.unwanted:
                one.told_at = now
                self._respond(one, progress(text), more=True)
        return self._done()

    def finished(self, number: int, result: Result, now: float) -> list[Deed]:
        """A function has ended, by itself or because it was to."""
        one = self._running(number)
        if one is not None:
            outcome: Outcome = "failed" if result.failed else "done"
            outcome = "timed_out" if result.timed_out else outcome
            if one.outcome is None:
                one.response = returned(result, too_late=one.too_late)
                self._end(one, outcome, now, result=result)
            else:  # it was withdrawn, and has ended now
                self._end(one, one.outcome, now, by=one.by)
        return self.tick(now)

    def tick(self, now: float) -> list[Deed]:
        """Look at what is due."""
        self._listen_for_yes(now)
        running = sum(one.state is State.RUNNING for one in self._calls)
        for one in self._held:
            if not (one.writes and self._holds(one, now)) and running < MOST_RUNNING:
                running += 1
                self._run(one, now)
        return self._done()

    @property
    def due_at(self) -> float:
        """Seconds: when `tick` is to be called; infinity: when something happens."""
        running = sum(one.state is State.RUNNING for one in self._calls)
        times = [one.runs_at for one in self._held] if running < MOST_RUNNING else []
        said = self._speech
        if self._asked and self._voice and self._heard != (said.began_at, said.words):
            times.append(said.whole_at)
        return min(times, default=float("inf"))

    @property
    def pending(self) -> bool:
        """Whether a call is under way."""
        return bool(self._pending)

    def close(self, now: float) -> list[Deed]:
        """The conversation ends: what has not begun does not begin, what only reads is ended."""
        for one in self._pending:
            one.unwanted = one.unwanted or one.state is not State.RUNNING
        for one in self._pending:
            if one.state is State.RUNNING:
                if not one.writes:
                    self._deeds.append(Cancel(one.number))
            elif one.state is not State.OVER:
                one.response = refused("The conversation ended before it ran.")
                self._end(one, "lost", now)
        return self._done()

    def account(self) -> str:
        """What became of the calls so far, for a session that knows nothing of them."""
        return account([told(one) for one in self._calls])

    # A call begins

    def _begin(self, call: ToolCall, session: int, now: float) -> None:
        self._count += 1
        tool = self._find(call.name)
        key = same_key(call.name, call.args)
        one = Call(self._count, session, self._connections, call, tool, now, key)
        pending = len(self._pending)
        before = self._before(one, now)
        self._calls.append(one)
        if len(self._calls) > REMEMBERED:
            self._calls.remove(next(old for old in self._calls if old.state is State.OVER))
        if tool is None:
            self._refuse(one, "There is no such function.", "rule", now)
        elif tool.level == "never":
            self._refuse(one, "The user's settings forbid this function.", "rule", now)
        elif pending >= MOST_PENDING:
            self._refuse(one, "Too many calls are under way. Wait for their results.", "rule", now)
        elif before is not None and before.state is not State.OVER:
            one.first = before
            self._follow(one, "join")
        elif before is not None and before.outcome in ("refused", "withdrawn"):
            self._ask(one, now, anew=True, withdrawn=True)
        elif before is not None:
            one.first = before
            one.response = repeated(before.response, now - before.ended_at)
            self._end(one, "repeated", now)
        elif tool.writes and self._just_stopped(now):
            self._ask(one, now, anew=True)
        elif self._is_allowed(tool):
            self._allow(one, now)
        else:
            self._ask(one, now)

    def _before(self, one: Call, now: float) -> Call | None:
        """The newest same call that decides what becomes of this one."""
        for other in reversed(self._calls):
            if other.key != one.key or other.tool is None or other.outcome == "repeated":
                continue
            first = other.first or other
            if first.state is not State.OVER:
                return first
            ago_s = now - first.ended_at
            if first.connection < self._connections and self._speech.said_at <= first.at:
                ago_s = 0.0  # what the user said before was sent once more: it is the same wish
            if first.outcome in ("refused", "withdrawn"):
                return first if first.by in _USER and ago_s <= WITHDRAWN_S else None
            done = one.writes and first.outcome in ("done", "timed_out")
            return first if done and ago_s <= AGAIN_S else None
        return None

    def _just_stopped(self, now: float) -> bool:
        """Whether the newest that the user said is a stop and no more."""
        said = self._speech
        return now <= said.said_at + STOPPED_S and only_stops(said.words, self._language())

    def _is_allowed(self, tool: Tool) -> bool:
        given = tool in self._allowed or tool.server in self._allowed
        return not tool.key and (tool.level == "allow" or given)

    # Leave

    def _ask(self, one: Call, now: float, *, anew: bool = False, withdrawn: bool = False) -> None:
        """Ask for leave; anew: by a key alone, and whatever was allowed before."""
        assert one.tool is not None
        self._follow(one, "ask")
        self._questions += 1
        one.asked_at, one.anew, one.question = now, anew, self._questions
        one.by_voice = self._voice and not (one.tool.key or anew)
        if not self._can_ask:
            self._answer(one, "no", "nobody", now)
            return
        self._emit(
            LeaveAsked(
                at=now,
                call=one.number,
                name=one.call.name,
                args=one.call.args,
                writes=one.writes,
                server=one.tool.server,
                voice=one.by_voice,
                withdrawn=withdrawn,
            )
        )

    def _answer(self, one: Call, answer: Answer, by: By, now: float) -> None:
        assert one.tool is not None
        told = LeaveAnswered(at=now, call=one.number, name=one.call.name, answer=answer, by=by)
        self._emit(told)
        if answer == "no":
            nobody = "It needs the user's permission, and nobody is there to ask."
            self._refuse(one, nobody if by == "nobody" else "The user said no.", by, now)
        else:
            if answer != "once":
                given = one.tool if answer == "always" else one.tool.server
                self._just_allowed = [] if given in self._allowed else [given]
                self._allowed, self._allowed_at = [*self._allowed, *self._just_allowed], now
            one.sure = bool(one.held_at)
            self._allow(one, now)
            for other in self._asked:
                if other.tool is not None and not other.anew and self._is_allowed(other.tool):
                    self._allow(other, now)
        for other in self._asked[:1]:  # a yes to this one is no yes to the next
            other.asked_at = max(other.asked_at, now)

    def _listen_for_yes(self, now: float) -> None:
        """A plain yes of the user's, seen by this machine's own detector, is leave."""
        asked, said = self._asked, self._speech
        new = self._heard != (said.began_at, said.words)
        if not (self._voice and asked and new and now >= said.whole_at):
            return
        self._heard = (said.began_at, said.words)
        one = asked[0]
        heard = said.detected and not said.over_voice and said.began_at >= one.asked_at
        if one.by_voice and heard and says_yes(said.words, self._language()):
            self._answer(one, "once", "voice", now)

    # The hold

    def _allow(self, one: Call, now: float) -> None:
        self._follow(one, "grant" if one.state is State.ASKED else "allow")
        one.held_at = one.runs_at = now

    def _holds(self, one: Call, now: float) -> bool:
        """Whether a call is still held; tells when it will run."""
        if one.told_runs_at is not None and now > one.runs_at + LATE_S:
            one.woken_at = now
        least_at = max(one.at, one.woken_at) + self._hold_s
        free_at = least_at if one.sure else max(least_at, self._speech.whole_at)
        if not self._connected:
            free_at = float("inf")
        if free_at <= now:
            return False
        longest_at = max(one.held_at, least_at) + LONGEST_HOLD_S
        if now >= longest_at and self._connected:
            self._ask(one, now, anew=True)
            return True
        one.runs_at = min(free_at, longest_at) if self._connected else float("inf")
        if one.runs_at != one.told_runs_at:
            one.told_runs_at = one.runs_at
            shown_at = min(free_at, longest_at)
            held = CallHeld(
                at=now, call=one.number, name=one.call.name, args=one.call.args, runs_at=shown_at
            )
            self._emit(held)
        return True

    def _run(self, one: Call, now: float) -> None:
        assert one.tool is not None
        self._follow(one, "run")
        one.started_at = now
        self._emit(CallStarted(at=now, call=one.number, name=one.call.name, args=one.call.args))
        self._deeds.append(Run(one.number, one.tool, one.call.args))

    # What the user says

    def _take_words(self, now: float) -> None:
        """Look whether new words withdraw something."""
        said = self._speech
        self._mark_spoken_over(now)
        if not says_stop(said.words, self._language()):
            return
        until = now if said.speaking else said.ended_at
        alone = only_stops(said.words, self._language())
        for one in self._pending:
            about_it = until > (one.at if said.typed else one.at + AFTER_S)
            if about_it or (alone and now > one.at + AFTER_S):
                self._withdraw(one, "line" if said.typed else "voice", now)

    def _mark_spoken_over(self, now: float) -> None:
        for one in self._pending:
            one.spoken_over = one.spoken_over or (now > one.at and self._blocks())

    def _withdraw(
        self, one: Call, by: Literal["voice", "key", "line", "service"], now: float
    ) -> None:
        if one.state is State.RUNNING and one.writes:
            if not one.too_late and by != "service":
                one.too_late = True
                text = f"{one.call.name} has begun. It cannot be stopped any more."
                self._emit(Notice(at=now, text=text, level="warning"))
            return
        if one.state is State.JOINED and by != "service":
            return  # the call that it repeats decides for both
        one.response = withdrawn(by_voice=by == "voice")
        if one.state is State.RUNNING:
            if one.outcome is None:
                one.outcome, one.by = "withdrawn", by
                self._deeds.append(Cancel(one.number))
            return
        if one.state is not State.OVER:
            self._end(one, "withdrawn", now, by=by)

    def _renew(self, session: int, now: float) -> None:
        """Another session has begun, which was told what had become of the calls."""
        gone = [one for one in self._pending if one.session != session]
        for one in gone:
            one.unwanted = one.unwanted or one.state is not State.RUNNING
        for one in gone:
            if one.state not in (State.RUNNING, State.OVER):
                one.response = refused("The session that asked is gone.")
                self._end(one, "lost", now)

    # The end of a call

    def _refuse(self, one: Call, what: str, by: Decider, now: float) -> None:
        one.response = refused(what)
        self._end(one, "refused", now, by=by)

    def _end(
        self,
        one: Call,
        outcome: Outcome,
        now: float,
        *,
        result: Result | None = None,
        by: Decider = "",
    ) -> None:
        ran = one.state is State.RUNNING
        self._follow(one, "answer")
        one.outcome, one.ended_at, one.by = outcome, now, by
        pictures = result.pictures if result else ()
        self._emit(
            CallEnded(
                at=now,
                call=one.number,
                name=one.call.name,
                outcome=outcome,
                result=text_of(result.value if result else one.response.get("message", "")),
                took_s=now - one.started_at if ran else 0.0,
                by=by,
                pictures=len(pictures),
            )
        )
        if not one.unwanted:
            self._respond(one, one.response, pictures=pictures)
        joined = [other for other in self._calls if other.first is one]
        again = any(other.state is State.JOINED for other in joined)
        if (one.unwanted and ran) or (one.spoken_over and not again and not one.first):
            self._deeds.append(Inform(note(one)))
        for other in joined:
            if other.state is State.JOINED:
                ran_once = outcome in ("done", "failed", "timed_out")
                other.response = repeated(one.response, 0.0) if ran_once else one.response
                self._end(other, "repeated" if ran_once else outcome, now, by=by)

    def _respond(
        self, one: Call, response: Response, *, more: bool = False,
        pictures: tuple[Picture, ...] = (),
    ) -> None:  # fmt: skip
        call = one.call
        self._deeds.append(Respond(one.session, call.id, call.name, response, more, pictures))

    # Inside

    @property
    def _pending(self) -> Sequence[Call]:
        return [one for one in self._calls if one.state is not State.OVER]

    @property
    def _held(self) -> Sequence[Call]:
        return [one for one in self._calls if one.state is State.HELD]

    @property
    def _asked(self) -> Sequence[Call]:
        """Calls that wait for leave, the oldest question first, as displays show them."""
        asked = [one for one in self._calls if one.state is State.ASKED]
        return sorted(asked, key=lambda one: one.question)

    def _running(self, number: int) -> Call | None:
        return next(
            (one for one in self._calls if one.number == number and one.state is State.RUNNING),
            None,
        )

    def _follow(self, one: Call, signal: str) -> None:
        one.state = TABLE[one.state, signal]

    def _emit(self, event: Event) -> None:
        self._deeds.append(Emit(event))

    def _done(self) -> list[Deed]:
        deeds, self._deeds = self._deeds, []
        return deeds
