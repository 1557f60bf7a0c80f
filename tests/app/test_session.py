"""One session over scripted connections, in virtual time."""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass, field, replace

import pytest

from livechat.app.ports import Opening
from livechat.app.session import ASLEEP_S, Session, asleep_s
from livechat.core.link.handles import LIFETIME_S
from livechat.core.link.health import CHANGE_S, LEAVE_S
from livechat.core.link.items import (
    Activity,
    Item,
    Note,
    Sound,
    SoundEnd,
    System,
    ToolResult,
    Typed,
)
from livechat.core.link.manners import Manners
from livechat.core.link.outage import FIRST_TRIES, FLEETING_TRIES, MAX_TRIES
from livechat.core.link.outbox import CERTAIN_S, KEPT_S, MAX_ASKED
from livechat.core.link.seed_history import HistoryTurn
from livechat.core.link.session import CONNECT_S
from livechat.core.setup_spec import SetupSpec
from livechat.core.talk.events import (
    AudioReceived,
    Connected,
    Connecting,
    Disconnected,
    Event,
    GenerationComplete,
    GoingAway,
    HandingOver,
    InputTranscribed,
    Interrupted,
    Notice,
    OutputTranscribed,
    ResumptionUpdated,
    Retrying,
    ServiceTroubled,
    ToolCall,
    ToolCalled,
    TurnComplete,
    UsageReported,
)
from livechat.core.talk.transcript import Utterance
from livechat.core.talk.usage import Usage
from livechat.errors import (
    AnswerTimeoutError,
    CredentialError,
    CreditsError,
    InvalidArgumentError,
    LivechatError,
    NetworkError,
    RateLimitError,
    RefusedError,
    UnknownSessionError,
)
from tests.support.fakes import at
from tests.support.service import SILENCE, spoken, understood
from tests.support.virtual_time import run

UP = Connected(at=0, model="fake", practice=False)
DONE = TurnComplete(at=0)
END = "polite end"
ASKED = "until a line was typed"

Script = Sequence[object]
"""What a connection does: seconds to wait, events, an error it ends with, `END`, `ASKED`."""
Deed = Callable[[Session], object]


def handle(name: str) -> Event:
    return ResumptionUpdated(at=0, resumable=True, handle=name)


def words(text: str) -> Event:
    return OutputTranscribed(at=0, text=text)


def answer(text: str, name: str = "") -> tuple[object, ...]:
    """What comes of a typed line; with a handle after it."""
    return (ASKED, 0.5, words(text), GenerationComplete(at=0), DONE, *([handle(name)] * bool(name)))


TURNS = (UP, words("Hi."), GenerationComplete(at=0), DONE, handle("h1"))
"""A connection that gives out handles after turns: each stands for the session as it was."""

VOICE = AudioReceived(at=0, pcm=bytes(960))
LOST = NetworkError("It is lost.", cause="lost")
BUSY = NetworkError("It is busy.", cause="busy")
NOWHERE = NetworkError("Nothing answers.", cause="unreachable")
CREDITS = CreditsError("There are no credits left.")
UNKNOWN = UnknownSessionError("The session is not known.")
UNFIT = InvalidArgumentError("It holds an invalid argument.")


class Call:
    """One connection: does what its script says, then nothing."""

    def __init__(self, phone: Phone, opening: Opening, script: Script) -> None:
        self.opening = opening
        self.sent: list[object] = []
        self.began_at = math.nan
        self.closed_at = math.nan
        self.up = False
        self.beside = False
        """Whether another was still open when it began."""
        self._phone = phone
        self._script = script
        self._lines = asyncio.Semaphore(0)

    async def events(self) -> AsyncGenerator[Event, None]:
        self.began_at = now()
        others = self._phone.before(self)
        self.beside = any(call.up or math.isnan(call.closed_at) for call in others)
        try:
            yield Connecting(at=now(), model="fake", host="fake")
            for step in self._script:
                match step:
                    case float():
                        await asyncio.sleep(step)
                    case Event():
                        self.up = self.up or isinstance(step, Connected)
                        yield at(step, now())
                    case LivechatError():
                        raise step
                    case _ if step == END:
                        return
                    case _:
                        await self._lines.acquire()
            await asyncio.Event().wait()
        finally:
            self.up = False
            try:
                await asyncio.sleep(0.2)  # saying goodbye
            finally:
                self.closed_at = now()

    async def send(self, item: Item) -> None:
        await asyncio.sleep(self._phone.send_s)
        if not self.up and not self._phone.swallows:
            raise NetworkError("There is no connection.")
        match item:
            case Sound(pcm):
                self.sent.append(pcm)
            case Typed(text):
                self.sent.append(text)
                self._lines.release()
            case Activity(speaking):
                self.sent.append(speaking)
            case SoundEnd():
                self.sent.append("end")
            case _:
                self.sent.append(item)

    async def ping(self) -> None:
        await asyncio.sleep(self._phone.pong_s(now()))
        if not self.up:
            raise NetworkError("There is no connection.")


class Phone:
    """Makes one connection after the other; the last script goes on for ever."""

    def __init__(
        self,
        scripts: Sequence[Script],
        send_s: float = 0.0,
        *,
        swallows: bool = False,
        pong_s: Callable[[float], float] = lambda _: 0.01,
    ) -> None:
        self.calls: list[Call] = []
        self.pong_s = pong_s
        self.swallows = swallows
        self.send_s = send_s
        self._scripts = scripts

    async def dial(self, opening: Opening) -> Call:
        script = self._scripts[min(len(self.calls), len(self._scripts) - 1)]
        self.calls.append(Call(self, opening, script))
        return self.calls[-1]

    def before(self, call: Call) -> list[Call]:
        return self.calls[: self.calls.index(call)]


@dataclass
class Held:
    """What became of a session."""

    calls: list[Call] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    error: LivechatError | None = None
    took_s: float = 0.0
    session: Session | None = None

    def of(self, kind: type[Event]) -> list[Event]:
        return [event for event in self.events if isinstance(event, kind)]

    @property
    def how(self) -> list[str]:
        """How each connection that was accepted took the session on."""
        return [event.how for event in self.events if isinstance(event, Connected)]

    @property
    def why(self) -> list[str]:
        """Why connections were left."""
        return [event.why for event in self.events if isinstance(event, HandingOver)]

    @property
    def waits(self) -> list[float]:
        return [event.in_s for event in self.events if isinstance(event, Retrying)]

    @property
    def troubles(self) -> list[ServiceTroubled]:
        return [event for event in self.events if isinstance(event, ServiceTroubled)]

    @property
    def notices(self) -> list[str]:
        return [event.text for event in self.events if isinstance(event, Notice)]

    def heard(self) -> str:
        """The user's words, as they were told."""
        return "".join(e.text for e in self.events if isinstance(e, InputTranscribed))


def now() -> float:
    return asyncio.get_running_loop().time()


def typed(text: str) -> Deed:
    return lambda session: session.send(Typed(text))


def say(word: int) -> Sound:
    return Sound(spoken(word), now(), voiced=True)


SETUP = SetupSpec(model="fake")


def hold(
    *scripts: Script,
    deeds: Sequence[tuple[float, Deed]] = (),
    for_s: float = 100.0,
    said: Sequence[Utterance] = (),
    account: str = "",
    spec: SetupSpec = SETUP,
    manners: Manners | None = None,
    lasting: bool = True,
    reconnect_s: float = 300.0,
    handle: str = "",
    before: Sequence[Utterance] = (),
    chance: float = 1.0,
    asleep: Callable[[], float] = lambda: 0.0,
    send_s: float = 0.0,
    swallows: bool = False,
    pong_s: Callable[[float], float] = lambda _: 0.01,
    beside: bool = False,
) -> Held:
    """Hold a session for some seconds; `deeds` are what the user does, and when."""
    held = Held()

    async def main() -> None:
        began = now()
        phone = Phone(scripts, send_s, swallows=swallows, pong_s=pong_s)
        held.calls = phone.calls
        session = held.session = Session(
            phone.dial,
            spec,
            lasting=lasting,
            reconnect_s=reconnect_s,
            handle=handle,
            before=before,
            manners=lambda _: manners or Manners(),
            chance=lambda: chance,
            asleep=asleep,
        )

        async def act() -> None:
            for when, deed in deeds:
                await asyncio.sleep(began + when - now())
                deed(session)

        acting = asyncio.create_task(act())
        try:
            async with asyncio.timeout(for_s):
                await session.run(
                    held.events.append,
                    lambda: said if held.how else (),
                    lambda: account if held.how else "",
                )
        except TimeoutError:
            pass
        except LivechatError as error:
            held.error = error
        finally:
            held.took_s = now() - began
            acting.cancel()
            await asyncio.wait([acting])
        if not acting.cancelled():
            acting.result()
        assert not any(call.up for call in phone.calls)
        assert beside or not any(call.beside for call in phone.calls)

    run(main())
    return held


# --- leaving a connection ---


def test_a_connection_that_will_be_closed_is_left_in_a_quiet_moment() -> None:
    """Long before its time is over, for another one that knows everything: nobody notices."""
    held = hold(
        [UP, *answer("One.", "h1"), 5.0, GoingAway(at=0, time_left_s=60)],
        [UP, *answer("Two.")],
        deeds=[(0.0, typed("first")), (10.0, typed("second"))],
    )
    assert held.why == ["limit"]
    assert held.how == ["new", "resumed"]
    assert [call.opening.handle for call in held.calls] == ["", "h1"]
    assert held.calls[1].began_at < 1000 + 6.5
    assert [call.sent for call in held.calls] == [["first"], ["second"]]
    assert not held.of(Retrying)


def test_the_old_connection_is_closed_before_the_new_one_asks() -> None:
    """The service refuses it else; `Call` looks."""
    held = hold([UP, GoingAway(at=0, time_left_s=1)], [UP])
    assert held.calls[1].began_at >= held.calls[0].closed_at


def test_an_answer_that_goes_on_is_heard_until_shortly_before_the_deadline() -> None:
    """Then it is lost, and asked for again."""
    talk = [step for _ in range(30) for step in (1.0, words(" and"))]
    held = hold(
        [UP, handle("h1"), ASKED, words("Once"), GoingAway(at=0, time_left_s=10), *talk],
        [UP, *answer("Again.")],
        deeds=[(6.0, typed("A story"))],
    )
    assert held.calls[0].closed_at == pytest.approx(1000 + 6 + 9 + 0.2, abs=0.3)
    assert [event.lost for event in held.of(TurnComplete) if isinstance(event, TurnComplete)] == [
        True,
        False,
    ]
    assert held.calls[1].opening.handle == "h1"
    assert [call.sent for call in held.calls] == [["A story"], ["A story"]]


def test_a_connection_that_says_it_has_ended_is_not_left() -> None:
    """It ends by itself, for a reason of its own, though its deadline comes meanwhile."""
    going = (GoingAway(at=0, time_left_s=0.6), 0.5, Disconnected(at=0, code=1011, reason=""), 0.5)
    held = hold(
        [UP, handle("h1"), ASKED, words("Once"), *going, BUSY],
        [UP],
        deeds=[(1.0, typed("A story"))],
        for_s=10,
    )
    assert not held.why
    assert len(held.calls) == 2


def test_what_is_said_meanwhile_is_sent_when_there_is_a_connection() -> None:
    """In order, with all kinds of it."""

    def talk(session: Session) -> None:
        session.send(Activity(True))
        session.send(say(1))
        session.send(Activity(False))
        session.send(SoundEnd())
        session.send(Typed("typed"))

    manual = replace(SETUP, manual=True)
    held = hold([1.0, UP], deeds=[(0.5, talk)], spec=manual)
    assert held.calls[0].sent == [True, spoken(1), False, "typed"]


# --- connections that end ---


def test_a_lost_connection_is_resumed_at_once() -> None:
    """With its newest handle, without a word; how long it took is told."""
    held = hold([UP, handle("h1"), handle("h2"), 5.0, LOST], [2.0, UP])
    assert held.how == ["new", "resumed"]
    assert held.calls[1].opening.handle == "h2"
    assert held.waits == []
    connected = held.of(Connected)[1]
    assert isinstance(connected, Connected)
    assert connected.gap_s == pytest.approx(2.0)


@pytest.mark.parametrize("end", [LOST, BUSY, RefusedError("It is aborted."), END])
def test_a_session_is_resumed_when_its_service_takes_it_on(end: object) -> None:
    """An idle one after the time that takes; one whose model was speaking, at once."""
    begun: dict[str, float] = {}
    scripts = {
        "idle": (UP, handle("h1"), *answer("Yes."), 0.5, end),
        "speaking": (UP, handle("h1"), *answer("Yes."), ASKED, 0.5, words("It is"), VOICE, end),
    }
    for name, script in scripts.items():
        held = hold(
            script,
            (UP, handle("h1")),
            deeds=[(0.0, typed("Well?")), (1.0, typed("And?"))][: 1 + (name == "speaking")],
            manners=Manners(resume_after_s=4.0),
            chance=0.0,
            for_s=10.0,
        )
        assert held.how == ["new", "resumed"]
        begun[name] = held.calls[1].began_at - held.calls[0].closed_at
    assert begun["idle"] == pytest.approx(4.0, abs=0.3)
    assert begun["speaking"] <= 0.5


def test_tries_come_later_and_later_and_are_told() -> None:
    """With the reason, in the service's own words; a first short wait is not worth a word."""
    held = hold([UP, 20.0, BUSY], [BUSY], [BUSY], [BUSY], [UP], for_s=100)
    assert held.waits == [2.0, 4.0, 8.0]
    retrying = held.of(Retrying)
    assert [event.attempt for event in retrying if isinstance(event, Retrying)] == [2, 3, 4]
    assert {event.reason for event in retrying if isinstance(event, Retrying)} == {"It is busy."}


def test_waits_are_spread_by_chance() -> None:
    """Down to half of them."""
    held = hold([UP, 20.0, BUSY], [BUSY], [BUSY], [UP], chance=0.0)
    assert held.waits == [1.0, 2.0]


def test_a_service_that_says_when_to_come_back_is_believed() -> None:
    """Whether it has too many requests or trouble of its own."""
    limited = RateLimitError("Too many.", retry_after_s=70)
    later = NetworkError("Busy.", cause="busy", retry_after_s=50)
    held = hold([UP, 20.0, limited], [later], [RateLimitError("Too many.")], [UP], for_s=300)
    assert held.waits == [70.0, 50.0, 20.0]


def test_whoever_is_in_a_hurry_does_not_wait() -> None:
    """The next try begins now. Without a wait there is nothing to hurry."""
    held = hold(
        [UP, 20.0, BUSY],
        [BUSY],
        [BUSY],
        [BUSY],
        [UP],
        deeds=[(10.0, Session.hurry), (25.0, Session.hurry)],
        for_s=60,
    )
    assert held.waits == [2.0, 4.0, 8.0]
    assert held.calls[3].began_at == pytest.approx(1000 + 25)


def test_tries_end_when_their_time_is_over() -> None:
    """With the last reason. The time begins when the connection was lost."""
    held = hold([UP, 50.0, LOST], [NOWHERE], reconnect_s=60, for_s=1000)
    assert held.error is NOWHERE
    assert 50 < held.took_s < 50 + 61


def test_no_time_for_tries_is_no_try() -> None:
    """The connection's end is the session's."""
    held = hold([UP, 50.0, LOST], reconnect_s=0)
    assert held.error is LOST
    assert len(held.calls) == 1


def test_tries_are_bounded() -> None:
    """However fast they fail, and however long they may take."""
    hurry = [(50.0 + 0.5 * n, Session.hurry) for n in range(1000)]
    held = hold([UP, 40.0, LOST], [NOWHERE], deeds=hurry, reconnect_s=80_000, for_s=10_000)
    assert held.error is NOWHERE
    assert len(held.calls) == MAX_TRIES


def test_connections_that_end_as_soon_as_they_begin_are_bounded() -> None:
    """Accepting and hanging up costs the service more than refusing."""
    held = hold([UP, 1.0, LOST], for_s=1000)
    assert held.error is LOST
    assert len(held.calls) == FLEETING_TRIES


def test_a_connection_that_was_of_use_makes_the_next_trouble_another_one() -> None:
    """Whether it lasted or answered: the first wait is the shortest, and not told."""
    held = hold(*[[UP, 20.0, BUSY]] * 3, *[[UP, *answer("Yes."), BUSY]] * 20, [UP], for_s=100)
    assert held.waits == []
    asking = [(float(n), typed("Well?")) for n in range(1, 40, 2)]
    held = hold(*[[UP, *answer("Yes."), BUSY]] * 20, [UP], deeds=asking, for_s=100)
    assert held.waits == []


# --- the first connection ---


def test_a_service_that_cannot_be_reached_is_told_at_once() -> None:
    """Whoever has just typed the command will not wait for minutes."""
    held = hold([NOWHERE])
    assert held.error is NOWHERE
    assert len(held.calls) == 1


@pytest.mark.parametrize("end", [BUSY, LOST, RateLimitError("Too many.")])
def test_a_busy_service_is_tried_a_few_times(end: LivechatError) -> None:
    """No more; and the time for connecting is an end as well."""
    held = hold([end])
    assert held.error is end
    assert len(held.calls) == FIRST_TRIES


def test_the_first_connection_may_take_its_time() -> None:
    """The next one had better be another try."""
    held = hold([UP, 20.0, LOST], [UP])
    assert [call.opening.timeout_s for call in held.calls] == [30.0, CONNECT_S]


@pytest.mark.parametrize("refusal", [CredentialError("No."), RefusedError("No."), UNFIT, UNKNOWN])
def test_a_refusal_is_the_end(refusal: LivechatError) -> None:
    """It would be refused again, on the first connection and on any other."""
    assert hold([refusal]).error is refusal
    held = hold([UP, 20.0, LOST], [refusal])
    assert held.error is refusal
    assert len(held.calls) == 2


# --- handles ---

SAID = (Utterance("user", "Hello", 0), Utterance("model", "Hi.", 0, turn=1))
TOLD = (HistoryTurn("user", "Hello"), HistoryTurn("model", "Hi."))


def test_a_session_whose_handle_is_refused_is_told_what_was_said() -> None:
    """A new one begins at once, and is told so."""
    held = hold([UP, handle("h1"), 20.0, LOST], [UNKNOWN], [UP], said=SAID)
    assert held.how == ["new", "seeded"]
    assert [call.opening.handle for call in held.calls] == ["", "h1", ""]
    assert [call.opening.history for call in held.calls] == [(), (), TOLD]
    assert held.waits == []


def test_an_expired_handle_is_not_tried() -> None:
    """The service would refuse it."""
    held = hold([UP, handle("h1"), LIFETIME_S + 1, LOST], [UP], said=SAID, for_s=7_210)
    assert held.calls[1].opening == Opening(SETUP, history=TOLD, timeout_s=CONNECT_S)


def test_an_earlier_session_is_resumed_by_its_handle() -> None:
    """Where that is not known any more, a new one is told what was said in it."""
    assert hold([UP], handle="old", before=SAID).how == ["resumed"]
    held = hold([UNKNOWN], [UP], handle="old", before=SAID)
    assert held.how == ["seeded"]
    assert held.calls[1].opening.history == TOLD


def test_a_handle_from_before_a_function_call_is_not_used() -> None:
    """The session that it resumes does not know the call."""
    call = ToolCalled(at=0, calls=(ToolCall("7", "f", {}),))
    held = hold([*TURNS, ASKED, call, 20.0, LOST], [UP], deeds=[(1.0, typed("Do it"))])
    assert held.calls[1].opening.handle == ""
    assert held.calls[1].sent == ["Do it"]


@pytest.mark.parametrize(
    "end",
    [
        (words("Hi."), GenerationComplete(at=0), DONE, LOST),
        (words("Hi."), GenerationComplete(at=0), LOST),
        (words("Hi."), Interrupted(at=0), DONE, LOST),
        (words("Hi."), Interrupted(at=0), LOST),
    ],
)
def test_a_handle_from_before_an_answer_is_not_used(end: tuple[object, ...]) -> None:
    """The session that it resumes would know neither the question nor the answer."""
    held = hold([*TURNS, ASKED, *end], [UP], said=SAID, deeds=[(1.0, typed("Hello"))])
    assert held.how == ["new", "seeded"]
    assert held.calls[1].opening.history == TOLD
    assert held.calls[1].sent == []
    closed = held.of(TurnComplete)[-1]
    assert isinstance(closed, TurnComplete)
    assert not closed.lost


def test_a_question_whose_answer_was_lost_is_asked_again() -> None:
    """In the session as it was before it; a part that was worked on is lost like one said."""
    part = TurnComplete(at=0, more=True)
    for end in ((words("Hi"), LOST), (words("Let me see."), part, LOST)):
        held = hold([UP, handle("h1"), ASKED, *end], [UP], deeds=[(1.0, typed("Hello"))])
        assert held.calls[1].opening.handle == "h1"
        assert held.calls[1].sent == ["Hello"]
        closed = held.of(TurnComplete)[-1]
        assert isinstance(closed, TurnComplete)
        assert closed.lost


def test_a_new_session_is_not_told_what_it_is_asked_again() -> None:
    """The question would be there twice."""
    said = (*SAID, Utterance("user", "And now?", 0, kind="text"))
    held = hold([UP, ASKED, LOST], [UP], said=said, deeds=[(1.0, typed("And now?"))])
    assert held.calls[1].opening.history == TOLD
    assert held.calls[1].sent == ["And now?"]


def test_a_question_whose_answer_was_not_heard_is_told_all_the_same() -> None:
    """It is not asked again: what came after it is."""
    cut = Utterance("model", "", 1002, turn=1, interrupted=True, unheard="Once")
    said = (Utterance("user", "A story", 1001), cut, Utterance("user", "Stop", 1003))
    held = hold(
        [UP, ASKED, words("Once"), ASKED, Interrupted(at=0), DONE, 0.1, LOST],
        [UP],
        said=said,
        deeds=[(1.5, typed("A story")), (2.5, typed("Stop"))],
        for_s=20,
    )
    assert held.calls[1].opening.history == (HistoryTurn("user", "A story"),)
    assert held.calls[1].sent == ["Stop"]


def test_a_handle_does_not_stand_for_an_answer_that_is_due() -> None:
    """A session that is resumed may wait for somebody to ask."""
    held = hold([UP, ASKED, CERTAIN_S + 1, handle("h1"), LOST], [UP], deeds=[(1.0, typed("Hello"))])
    assert held.calls[1].opening.handle == "h1"
    assert held.calls[1].sent == ["Hello"]


def test_a_handle_stands_for_nothing_that_was_sent_a_moment_ago() -> None:
    """However long ago it was said: it waited for the connection."""

    def talk(session: Session) -> None:
        for word in range(3):
            session.send(say(word))

    held = hold(
        [UP, handle("h1"), 20.0, LOST],
        [10.0, UP, 0.1, handle("h2"), LOST],
        [UP],
        deeds=[(21.0, talk)],
    )
    assert held.calls[2].opening.handle == "h2"
    assert held.calls[2].sent == [spoken(0), spoken(1), spoken(2)]


# --- what does not fit ---


def test_what_was_refused_is_not_sent_again() -> None:
    """It would be refused for ever; the call goes on without it, and says so."""
    held = hold([UP, handle("h1"), ASKED, UNFIT], [UP], deeds=[(1.0, typed("Bad"))])
    assert held.how == ["new", "resumed"]
    assert held.calls[1].sent == []
    assert held.notices == ["It holds an invalid argument. Not sending your last words again."]


def test_a_refusal_while_nothing_is_owed_gives_up_no_question() -> None:
    """The last one was answered: nobody is told otherwise."""
    held = hold(
        [UP, handle("h1"), *answer("Yes."), 3.0, UNFIT], [UP], deeds=[(1.0, typed("Well?"))]
    )
    assert held.how == ["new", "resumed"]
    assert held.troubles == []
    assert held.notices == ["It holds an invalid argument. Retrying once."]


@pytest.mark.parametrize(
    ("notes", "doing", "told"),
    [(True, "Sending it again.", 1), (False, "Repeat what it must know.", 0)],
)
def test_a_session_that_has_forgotten_is_told_again_where_it_can_be(
    notes: bool, doing: str, told: int
) -> None:
    """Else the user is: nothing is promised that cannot be kept."""

    def used(tokens: int) -> Event:
        return UsageReported(at=0, usage=Usage(prompt=tokens))

    held = hold(
        [UP, handle("h1"), *answer("Yes."), used(8_000), 3.0, LOST],
        [UP, *answer("Er."), used(100)],
        deeds=[(1.0, typed("Well?")), (20.0, typed("And?"))],
        said=SAID,
        manners=Manners(takes_notes=notes),
    )
    assert [one.doing for one in held.troubles if one.what == "forgotten"] == [doing]
    assert len([one for one in held.calls[1].sent if isinstance(one, Note)]) == told


def test_a_second_refusal_without_an_answer_between_is_the_end() -> None:
    """It is something else than what was said. An answer forgives."""
    bad = [UP, ASKED, UNFIT]
    held = hold(bad, bad, deeds=[(1.0, typed("Bad")), (2.0, typed("Worse"))])
    assert held.error is UNFIT
    good = [UP, *answer("Yes."), ASKED, UNFIT]
    lines = [(float(n), typed("Well?")) for n in range(1, 8)]
    assert hold(good, good, [UP], deeds=lines, for_s=20).error is None


def test_a_one_shot_that_is_refused_ends() -> None:
    """There is nothing left to say."""
    held = hold([UP, ASKED, UNFIT], deeds=[(1.0, typed("Bad"))], lasting=False)
    assert held.error is UNFIT


def test_a_setup_that_is_refused_with_a_handle_is_tried_without_it() -> None:
    """What was said meanwhile is not to blame: it was never sent."""
    held = hold(
        [UP, handle("h1"), 20.0, LOST],
        [1.0, UNFIT],
        [UP],
        said=SAID,
        deeds=[(20.5, typed("Hello?"))],
        for_s=40,
    )
    assert held.how == ["new", "seeded"]
    assert held.calls[2].sent == ["Hello?"]


# --- settings ---

OTHER = replace(SETUP, voice="Puck")


def test_another_voice_takes_another_connection() -> None:
    """In the next quiet moment, with the session as it is."""
    held = hold([UP, handle("h1")], [UP], deeds=[(5.0, lambda session: session.change(OTHER))])
    assert held.why == ["settings"]
    assert held.calls[1].opening == Opening(OTHER, handle="h1", timeout_s=CONNECT_S)
    assert held.session is not None
    assert held.session.spec is OTHER


def test_a_changed_setting_does_not_wait_for_ever() -> None:
    """Where there is no quiet moment, it interrupts."""
    talk = [step for _ in range(50) for step in (1.0, words(" and"))]
    held = hold(
        [UP, ASKED, *talk],
        [UP],
        deeds=[(1.0, typed("A story")), (5.0, lambda session: session.change(OTHER))],
    )
    assert held.calls[0].closed_at == pytest.approx(1000 + 5 + CHANGE_S + 0.2, abs=0.3)


def test_another_model_is_another_session() -> None:
    """A handle is its model's."""
    other = replace(SETUP, model="other")
    held = hold(
        [UP, handle("h1")], [UP], deeds=[(5.0, lambda session: session.change(other))], said=SAID
    )
    assert held.calls[1].opening == Opening(other, history=TOLD, timeout_s=CONNECT_S)


def test_another_instruction_is_told_over_the_same_connection() -> None:
    """And is part of the next setup. None at all takes a setup of its own."""
    kind = replace(SETUP, system="Be kind.")
    held = hold(
        [UP, handle("h1"), 20.0, LOST],
        [UP],
        deeds=[
            (5.0, lambda session: session.change(kind)),
            (6.0, lambda session: session.change(kind)),
            (40.0, lambda session: session.change(SETUP)),
        ],
    )
    assert held.calls[0].sent == [System("Be kind.")]
    assert held.calls[1].opening.spec is kind
    assert held.why == ["settings"]
    assert held.calls[2].opening.spec == SETUP


def test_an_instruction_that_comes_too_late_is_part_of_the_next_setup() -> None:
    """The connection was closed while it was being told, or there is none yet."""
    kind = replace(SETUP, system="Be kind.")
    change = (5.0, lambda session: session.change(kind))
    held = hold([UP, 5.1, LOST], [UP], deeds=[change], send_s=0.2)
    assert held.calls[0].sent == []
    assert [call.opening.spec for call in held.calls[1:]] == [kind]
    held = hold([6.0, UP], [UP], deeds=[change])
    assert held.why == ["settings"]
    assert held.calls[1].opening.spec is kind


def test_settings_that_the_service_refuses_are_taken_back() -> None:
    """The call goes on with the old ones, and says so."""
    refusal = RefusedError("There is no such voice.")
    held = hold(
        [UP, handle("h1")],
        [refusal],
        [refusal],
        [UP],
        deeds=[(5.0, lambda session: session.change(OTHER))],
    )
    assert held.how == ["new", "resumed"]
    assert [call.opening.handle for call in held.calls] == ["", "h1", "", "h1"]
    assert held.calls[3].opening.spec == SETUP
    assert held.notices == ["There is no such voice. Keeping the previous settings."]
    assert held.session is not None
    assert held.session.spec == SETUP


def test_a_refused_handle_says_nothing_about_the_settings() -> None:
    """They are kept, in a new session."""
    held = hold(
        [UP, handle("h1")],
        [UNKNOWN],
        [UP],
        deeds=[(5.0, lambda session: session.change(OTHER))],
        said=SAID,
    )
    assert not held.notices
    assert held.calls[2].opening == Opening(OTHER, history=TOLD, timeout_s=CONNECT_S)


# --- silence ---


def test_a_question_that_nobody_answers_is_asked_again() -> None:
    """The user is told first; then another connection is asked."""
    held = hold([UP, handle("h1")], [UP, *answer("Yes.")], deeds=[(5.0, typed("Hello?"))])
    [troubled] = held.of(ServiceTroubled)
    assert isinstance(troubled, ServiceTroubled)
    assert troubled.what == "no_answer"
    assert held.why == ["stalled"]
    assert held.calls[0].closed_at == pytest.approx(1000 + 5 + LEAVE_S + 0.2, abs=0.3)
    assert held.calls[1].sent == ["Hello?"]
    assert len(held.of(TurnComplete)) == 1


def test_a_line_that_follows_an_answer_to_which_the_service_sets_no_end_is_asked_again() -> None:
    """It would have interrupted that, were the service alive."""
    held = hold(
        [UP, handle("h1"), ASKED, words("Yes."), GenerationComplete(at=0)],
        [UP],
        deeds=[(1.0, typed("Well?")), (2.0, typed("And now?"))],
        for_s=40,
    )
    assert held.why == ["stalled"]
    assert [call.sent for call in held.calls] == [["Well?", "And now?"], ["And now?"]]


def test_an_answer_without_a_word_is_told() -> None:
    """Instead of silence."""
    held = hold([UP, ASKED, DONE], deeds=[(1.0, typed("Hello?"))])
    [troubled] = held.of(ServiceTroubled)
    assert isinstance(troubled, ServiceTroubled)
    assert troubled.what == "empty_turn"


def test_a_question_that_is_never_answered_is_given_up() -> None:
    """It was asked three times; a call goes on without it."""
    for lasting in (False, True):
        held = hold([UP], deeds=[(5.0, typed("Hello?"))], for_s=1000, lasting=lasting)
        assert [call.sent for call in held.calls if call.sent] == [["Hello?"]] * MAX_ASKED
        if lasting:
            assert [one.what for one in held.troubles][-1] == "given_up"
        else:
            assert isinstance(held.error, AnswerTimeoutError)


def test_marks_of_the_other_way_to_detect_speech_are_not_sent() -> None:
    """They would be refused: those from before a change of it, and those from after."""
    settings = replace(SETUP, manual=True)

    def use_both(session: Session) -> None:
        session.send(SoundEnd())
        session.send(Activity(True))
        session.send(Typed("x"))

    for manual, sent in ((settings, [True, "x"]), (SETUP, ["end", "x"])):
        held = hold([UP], deeds=[(1.0, use_both)], for_s=5, spec=manual)
        assert [call.sent for call in held.calls] == [sent]


def test_an_answer_makes_the_next_silence_another_one() -> None:
    """Only those in a row count."""
    silent: Script = [UP]
    good: Script = [UP, *answer("Yes.")]
    lines = [(5.0 + 60 * n, typed("Hello?")) for n in range(5)]
    held = hold(*[silent, good] * 5, deeds=lines, for_s=300)
    assert held.error is None
    assert len(held.why) > MAX_ASKED


# --- a machine that sleeps ---


def test_where_no_clock_tells_of_suspension_nothing_is_known(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Such a system's connections are found out by their missing pongs."""
    monkeypatch.delattr("time.CLOCK_BOOTTIME", raising=False)
    assert asleep_s() == 0.0


def test_a_machine_that_was_suspended_connects_again() -> None:
    """Its connection is gone, though nobody says so."""
    began: list[float] = []

    def asleep() -> float:
        began.append(now()) if not began else None
        return ASLEEP_S + 1 if now() > began[0] + 5 else 0.0

    held = hold([UP, handle("h1")], [UP], asleep=asleep)
    assert held.why == ["asleep"]
    assert held.calls[1].began_at < 1000 + 6
    assert held.calls[1].opening.handle == "h1"


# --- a polite end ---


def test_a_polite_end_with_nothing_owed_is_the_end_of_a_one_shot() -> None:
    """The service has answered and hangs up."""
    held = hold([UP, *answer("Yes."), END], deeds=[(1.0, typed("Well?"))], lasting=False)
    assert held.error is None
    assert held.took_s < 5
    assert len(held.calls) == 1


def test_a_polite_end_before_the_answer_is_gone_on_after() -> None:
    """And one in the middle of a call, always."""
    asking = [(1.0, typed("Well?"))]
    held = hold([UP, ASKED, END], [UP, *answer("Yes."), END], deeds=asking, lasting=False)
    assert held.error is None
    assert [call.sent for call in held.calls] == [["Well?"], ["Well?"]]
    assert len(hold([UP, *answer("Yes."), END], [UP], deeds=asking).calls) == 2


# --- words ---


def hear(text: str) -> Event:
    return InputTranscribed(at=0, text=text)


def speak(session: Session) -> None:
    """Three words, and silence."""
    for word in range(3):
        session.send(say(word))
    for _ in range(30):
        session.send(Sound(SILENCE, now()))


def test_words_that_are_heard_twice_are_told_once() -> None:
    """The sound is sent again, and transcribed again."""
    held = hold(
        [*TURNS, 1.5, hear(" How"), hear(" are"), LOST],
        [UP, 0.1, hear(" How are"), hear(" you?"), words("Fine."), DONE],
        deeds=[(1.0, speak)],
    )
    assert held.calls[1].sent[:3] == [spoken(0), spoken(1), spoken(2)]
    assert held.heard() == " How are you?"


@pytest.mark.parametrize(
    ("first", "second", "all_of_it"),
    [
        ([" How ar"], [" How are you?"], " How are you?"),
        ([" How"], [" How are", " you?"], " How are you?"),
        ([" How are"], ["How ", "ARE ", "you?"], " How are you?"),
        ([" The end"], [" Then"], " The end Then"),
        ([" How old"], [" how", " old", " is he?"], " How old is he?"),
        ([" Then"], [" The end"], " Then The end"),
        ([" How old"], [" ", "Who", " is he?"], " How old Who is he?"),
    ],
)
def test_words_that_are_heard_otherwise_are_told_whole(
    first: list[str], second: list[str], all_of_it: str
) -> None:
    """From the word on that differs; the first ones may have been answered already."""
    held = hold(
        [*TURNS, 1.5, *map(hear, first), LOST],
        [UP, 0.1, *map(hear, second)],
        deeds=[(1.0, speak)],
        for_s=5,
    )
    assert held.heard() == all_of_it


def test_words_that_were_lost_with_an_answer_they_interrupted_are_told_once() -> None:
    """The turn they interrupted is over; they are still to be answered."""
    stopped = (5.0, hear(" Stop"), Interrupted(at=0), DONE, 0.1)
    held = hold(
        [*TURNS, 1.1, hear(" Tell"), VOICE, *stopped, LOST],
        [UP, 0.1, hear(" Stop"), hear(" it.")],
        deeds=[(1.0, speak), (6.0, speak)],
    )
    assert held.calls[1].sent
    assert held.heard() == " Tell Stop it."


def test_what_is_said_when_the_answer_begins_is_no_part_of_its_question() -> None:
    """It is on the way: it interrupts the answer, and is to be answered itself."""

    def barge_in(session: Session) -> None:
        session.send(say(7))

    held = hold(
        [*TURNS, 3.0, VOICE, 0.1, Interrupted(at=0), DONE, 0.1, LOST],
        [UP],
        deeds=[(1.0, speak), (2.9, barge_in)],
        for_s=20,
    )
    assert held.calls[1].sent == [spoken(7)]


def test_sound_that_was_too_much_to_keep_is_told() -> None:
    """The newest minute is."""

    def talk(session: Session) -> None:
        for word in range(round((KEPT_S + 10) * 50)):
            session.send(say(word))

    held = hold([UP, 20.0, LOST], [5.0, UP], deeds=[(21.0, talk)])
    connected = held.of(Connected)[1]
    assert isinstance(connected, Connected)
    assert connected.dropped_s == pytest.approx(10, abs=0.05)
    assert connected.resent_s == pytest.approx(KEPT_S, abs=0.05)
    assert held.calls[1].sent[-1] == spoken(round((KEPT_S + 10) * 50) - 1)


def test_what_is_dropped_while_it_is_sent_takes_nothing_else_along() -> None:
    """The microphone goes on while a minute of sound is sent over a slow line."""
    count = round(KEPT_S * 50) + 1

    def talk(session: Session) -> None:
        for word in range(count):
            session.send(say(word))

    def one_more(session: Session) -> None:
        session.send(say(count))

    held = hold([UP, 20.0, LOST], [5.0, UP], deeds=[(21.0, talk), (25.21, one_more)], send_s=0.02)
    sent = [understood(pcm) for pcm in held.calls[1].sent if isinstance(pcm, bytes)]
    assert sent == list(range(sent[0] or 0, count + 1))
    assert sent[0] in (1, 2)


# --- functions ---


def result(call: str, session: int = 1) -> Deed:
    answer = ToolResult(session, call, "f", {"output": "done"})
    return lambda session: session.send(answer)


def test_a_result_is_taken_on_a_resumed_session() -> None:
    """The call survives; one that was sent a moment before the loss is sent again."""
    call = ToolCalled(at=0, calls=(ToolCall("7", "f", {}),))
    held = hold([UP, handle("h1"), call, 3.0, LOST], [UP], deeds=[(4.0, result("7"))], for_s=10)
    assert held.how == ["new", "resumed"]
    assert [one.id for call in held.calls for one in call.sent if isinstance(one, ToolResult)] == [
        "7"
    ]


def test_a_result_is_not_sent_to_a_session_that_did_not_ask() -> None:
    """It is told in words what became of the call."""
    call = ToolCalled(at=0, calls=(ToolCall("7", "f", {"a": 1}),))
    held = hold(
        [UP, call, 3.0, LOST],
        [1.0, UP],
        deeds=[(2.5, result("7"))],
        said=SAID,
        account='- f({"a": 1}): done',
        for_s=10,
    )
    assert held.how == ["new", "seeded"]
    assert not [one for one in held.calls[1].sent if not isinstance(one, str)]
    assert 'f({"a": 1})' in held.calls[1].opening.history[-1].text


# --- ends ---


def test_nothing_is_hurried_before_a_session_has_begun_or_after_it_has_ended() -> None:
    """There is no connection to be made then."""
    phone = Phone([[CREDITS]])
    session = Session(phone.dial, SETUP)

    async def main() -> None:
        session.hurry()
        assert not phone.calls
        with pytest.raises(CreditsError):
            await session.run(lambda _: None, tuple, str)
        session.hurry()
        assert len(phone.calls) == 1

    run(main())


def test_a_cancelled_session_is_not_hurried() -> None:
    """Its connections are gone, and stay so."""
    phone = Phone([[UP, 20.0, BUSY], [BUSY]])

    async def main() -> None:
        session = Session(phone.dial, SETUP, chance=lambda: 1.0)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(22):
                await session.run(lambda _: None, tuple, str)
        session.hurry()
        await asyncio.sleep(5)
        assert len(phone.calls) == 2

    run(main())


def test_a_session_can_be_cancelled_at_any_time() -> None:
    """Nothing is left behind: no task (`run` looks), and no connection (`hold` looks)."""
    scripts: list[Script] = [
        [0.1, UP, handle("h1"), *answer("Yes."), GoingAway(at=0, time_left_s=2)],
        [0.1, LOST],
        [0.1, UP, ASKED, words("Once"), AudioReceived(at=0, pcm=bytes(2)), 0.3, LOST],
        [0.1, UP],
    ]
    deeds = [(0.05 * n, typed("Hello?")) for n in range(80)]
    seen = set()
    for n in range(120):
        held = hold(*scripts, deeds=deeds, for_s=0.043 * n, send_s=0.01)
        seen.add(len(held.calls))
    assert max(seen) == len(scripts)


def test_an_error_of_whoever_is_told_is_not_swallowed() -> None:
    """A pipe that is broken breaks the session, wherever the event came from."""

    async def main(*scripts: Script, kind: type[Event]) -> None:
        phone = Phone(scripts, 0.0)

        def emit(event: Event) -> None:
            if isinstance(event, kind):
                raise BrokenPipeError

        try:
            await Session(phone.dial, SETUP).run(emit, tuple, str)
        finally:
            assert not any(call.up for call in phone.calls)

    for kind in (Connecting, Connected, GoingAway):
        with pytest.raises(BaseExceptionGroup) as caught:
            run(main([UP, GoingAway(at=0, time_left_s=1)], kind=kind))
        assert caught.group_contains(BrokenPipeError)
    with pytest.raises(BaseExceptionGroup):
        run(main([UP, GoingAway(at=0, time_left_s=1)], kind=HandingOver))
    with pytest.raises(BaseExceptionGroup):
        run(main([UP, 20.0, LOST], [NOWHERE], kind=Retrying))


def test_what_a_lost_connection_swallowed_is_sent_again() -> None:
    """It seemed to be sent, but only after the connection was lost."""
    held = hold(
        [UP, 5.1, LOST], [UP], deeds=[(5.0, typed("Hello?"))], for_s=20, send_s=1.0, swallows=True
    )
    assert held.calls[-1].sent == ["Hello?"]


def test_a_service_that_cannot_be_made_ready_is_an_error() -> None:
    """In the words of whoever dials."""

    async def dial(opening: Opening) -> Call:
        raise InvalidArgumentError("It does not fit.", "Use another.")

    async def main() -> None:
        with pytest.raises(InvalidArgumentError, match="does not fit"):
            await Session(dial, SETUP).run(lambda _: None, tuple, str)

    run(main())
