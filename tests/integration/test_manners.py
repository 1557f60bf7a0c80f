"""Whole calls in each manner of the service, whatever becomes of the connection.

The manners are those of PROTOCOL §11.2. A handle `once` names the session itself; one `per turn`
names the session as it was then. A resume soon after an idle drop is `refused` or `allowed`. The
session of a connection that has fallen silent is `held`, or is freed when `pings` are not answered.

What must hold is that nobody notices more than a pause: the same session goes on by its newest
handle, nothing is told, every word is said and heard once. Where that cannot be, the case says
why.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final, Literal

import pytest

from livechat.core.link.doubt import UNTOLD_S
from livechat.core.link.health import LEAVE_S
from livechat.core.talk.events import (
    AudioReceived,
    Connected,
    Disconnected,
    Event,
    HandingOver,
    Notice,
    NotUnderstood,
    Retrying,
    ServiceTroubled,
    TurnEvent,
    TurnSettled,
)
from livechat.core.talk.transcript import Utterance
from livechat.sim.doors import vigil
from livechat.sim.faults.fault import parse
from livechat.sim.scenario import Scenario, Scripted
from livechat.sim.talk.account import REPEATED_WORDS
from tests.support.hostile import chosen, together
from tests.support.manners import (
    Call,
    Deed,
    hears_out,
    question,
    speaks,
    types,
    waits_for,
    words_of,
)

APART_S: Final = 0.2
"""Seconds between the beginnings of two calls, so that not all persons speak at once."""

LATE_S: Final = 0.05
"""Seconds by which this process may be behind when a call begins: on a machine that is busy with
other things, fewer are held at a time, or all of them would be late."""

PINGED_S: Final = 2.5
"""Seconds between the partner's pings, and for their pongs, in place of twenty."""

RETURNS_S: Final = 3.5
"""Seconds for which the way is cut: longer than it takes to doubt the connection."""

# What happens


class Nth:
    """Tells the n-th event of a kind in the answer to the spoken question."""

    def __init__(self, kind: type[TurnEvent], count: int) -> None:
        self._kind = kind
        self._left = count

    def __call__(self, event: Event) -> bool:
        if isinstance(event, self._kind) and event.turn == 2:
            self._left -= 1
        return self._left == 0


IN_THE_ANSWER: Final = partial(Nth, AudioReceived, 3)
AFTER_THE_ANSWER: Final = partial(Nth, TurnSettled, 1)

TALK: Final = (types("one"), speaks("red"), types("two"), speaks("blue"))

SHORT: Final = TALK[:3]
"""Where it takes long enough until the second line is answered."""


def talk(then: Deed) -> tuple[Deed, ...]:
    """The same, with something after the first spoken question."""
    return (*TALK[:2], then, *TALK[2:])


@dataclass(frozen=True, slots=True)
class Trouble:
    """What happens to the first connection, and what the person does."""

    deeds: Sequence[Deed] = TALK
    fault: str = ""
    turns: tuple[Scripted, ...] = ()
    """What is told beside the answers."""
    cut_at: Callable[[], Nth] | None = None
    """When the way is cut."""
    cut_by: Literal["lose", "cut", "reset"] = "lose"
    """How (`tests.support.relay`)."""
    cut_s: float | None = None
    """Seconds until it is there again; None: never."""


TROUBLES: Final = {
    "dropped in a pause": Trouble(
        talk(waits_for(Disconnected)), cut_at=AFTER_THE_ANSWER, cut_by="reset"
    ),
    "dropped in an answer": Trouble(fault="abort:when=during,turn=2"),
    "closed before the answer": Trouble(fault="close:code=1011,when=before,turn=2"),
    "closed politely": Trouble(talk(waits_for(Disconnected)), "close:code=1000,when=after,turn=2"),
    "aborted at an age": Trouble(
        (types("one"), waits_for(Disconnected), types("two"), speaks("red")),
        "aborted-at-age:seconds=6",
    ),
    "aborted in an answer": Trouble(
        fault="close:code=1008,reason=The operation was aborted.,when=during,turn=2"
    ),
    "to be closed in a pause": Trouble(
        talk(waits_for(HandingOver)), "go-away:seconds=3,when=after,turn=2"
    ),
    # All of it has been received by then, and still sounds for seconds.
    "to be closed in an answer": Trouble(
        (types("one"), speaks("green"), hears_out(), types("two")),
        turns=(Scripted(), Scripted(after=({"goAway": {"timeLeft": "2s"}},))),
    ),
    # The partner does nothing any more; its system still tells it that a connection has ended.
    "hung in a pause": Trouble(SHORT, "half-open:when=after,turn=2"),
    "hung in an answer": Trouble(fault="half-open:when=during,turn=2"),
    # Nothing arrives any more, not even an end; a line is typed into the void.
    "lost in a pause": Trouble(SHORT, cut_at=AFTER_THE_ANSWER),
    "lost in an answer": Trouble(SHORT, cut_at=IN_THE_ANSWER),
    "cut for a while in a pause": Trouble(cut_at=AFTER_THE_ANSWER, cut_by="cut", cut_s=RETURNS_S),
    "cut for a while in an answer": Trouble(cut_at=IN_THE_ANSWER, cut_by="cut", cut_s=RETURNS_S),
}

# What comes of it

Seam = Literal["none", "asked again", "goes on", "into the void", "tail"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is right."""

    how: tuple[str, ...] = ("new", "resumed")
    """How each connection took the session on."""
    seam: Seam = "none"
    """What the answer to the spoken question looks like.

    asked again: its beginning, and all of it, as the handle is from before the question, or the
    session is a new one; goes on: the service itself repeats some words that it cannot have been
    heard to say; into the void: the same, but what it said after the loss was more than it repeats;
    tail: all of it, and then some words that the service believes unheard."""
    told: tuple[str, ...] = ()
    """How each notice begins."""


@dataclass(frozen=True, slots=True)
class Case:
    """One call."""

    trouble: Trouble
    scenario: Scenario
    outcome: Outcome
    model: str = ""


ONCE: Final = Scenario(voice="synthetic", ears="none")
"""As the default model's row has it: once, refused, held."""

PER_TURN: Final = replace(ONCE, handles="per-turn")
"""Against the row: it is learnt from what the service does."""

DOCUMENTED: Final = "gemini-3.1-flash-live-preview"
"""A model of whose service it is known before."""

ABORTED: Final = ("The service aborted the call (close code 1008)",)
"""The one thing that is told: an abort may be a refusal, and a second one would end the call."""

RESUMED: Final = Outcome()
AGAIN: Final = Outcome(seam="asked again")
GOES_ON: Final = Outcome(seam="goes on")
SEEDED: Final = Outcome(("new", "seeded"))
"""The service believes the lost connection alive and refuses every resume (490 of 490)."""


def cases() -> dict[str, Case]:
    """All of them, those that take longest first."""
    found: dict[str, Case] = {}

    def add(
        trouble: str, manner: str, scenario: Scenario, outcome: Outcome, model: str = ""
    ) -> None:
        found[f"{trouble}: {manner}"] = Case(TROUBLES[trouble], scenario, outcome, model)

    for handles, kept in (("once", ONCE), ("per turn", PER_TURN)):
        once = kept is ONCE
        freed = replace(kept, lock="pings")
        held, pinged = f"{handles}, held", f"{handles}, pings"
        void = Outcome(seam="into the void") if once else AGAIN
        add("lost in an answer", held, kept, replace(SEEDED, seam="asked again"))
        add("lost in a pause", held, kept, SEEDED)
        add("lost in a pause", pinged, freed, RESUMED)
        add("lost in an answer", pinged, freed, void)
        add("hung in a pause", held, kept, RESUMED)
        add("hung in an answer", held, kept, GOES_ON if once else AGAIN)
        # The connection there was goes on by itself.
        add("cut for a while in a pause", held, kept, Outcome(("new",)))
        add("cut for a while in an answer", held, kept, Outcome(("new",)))
        add("dropped in an answer", handles, kept, GOES_ON if once else AGAIN)
        add("closed before the answer", handles, kept, RESUMED)
        aborted = replace(GOES_ON if once else AGAIN, told=ABORTED)
        add("aborted in an answer", handles, kept, aborted)
        # A handle from before an answer that was received knows nothing of it.
        left = Outcome(seam="tail") if once else SEEDED
        add("to be closed in an answer", handles, kept, left)
        for early in ("refused", "allowed"):
            manner, scenario = f"{handles}, {early}", replace(kept, early_resume=early)
            for trouble in ("dropped in a pause", "closed politely", "to be closed in a pause"):
                add(trouble, manner, scenario, RESUMED)
            add("aborted at an age", manner, scenario, Outcome(told=ABORTED))
    add("dropped in a pause", "documented", ONCE, RESUMED, DOCUMENTED)
    add("dropped in an answer", "documented", ONCE, AGAIN, DOCUMENTED)
    return found


CASES: Final = cases()


def call_of(case: Case) -> Call:
    """The call, which has not begun."""
    trouble = case.trouble
    faults = (replace(parse(trouble.fault), connection=1),) if trouble.fault else ()
    return Call(
        trouble.deeds,
        replace(case.scenario, faults=faults, turns=trouble.turns),
        cut_at=trouble.cut_at() if trouble.cut_at else None,
        cut_by=trouble.cut_by,
        cut_s=trouble.cut_s,
        model=case.model,
    )


async def held(case: Case, free: asyncio.Lock, folder: Path) -> Call:
    """The call, when it has ended well; it begins when there is time for one more."""
    now = asyncio.get_running_loop().time
    async with free:
        late_s = APART_S
        while late_s > LATE_S:
            due = now() + APART_S
            await asyncio.sleep(APART_S)
            late_s = now() - due
    call = call_of(case)
    await call.hold()
    return call


@pytest.fixture(scope="module")
def calls(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], Call]:
    """All calls, held side by side: they mostly wait."""
    free = asyncio.Lock()
    wanted: dict[str, Callable[[Path], Coroutine[object, object, Call]]] = {
        name: partial(held, CASES[name], free) for name in chosen(request, CASES)
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vigil, "PING_S", PINGED_S)
        return together(wanted, tmp_path_factory.mktemp("calls"), at_once=len(CASES))


def gap_s(call: Call) -> float:
    """Seconds without a connection; 0 where there was only one."""
    return sum(one.gap_s for one in call.diary.of(Connected))


def names(*, resumed: bool) -> list[str]:
    return [name for name, case in CASES.items() if ("seeded" not in case.outcome.how) is resumed]


@pytest.mark.parametrize("name", names(resumed=True))
def test_the_session_goes_on_by_its_newest_handle(name: str, calls: Callable[[str], Call]) -> None:
    """Each try carries it, and a new session is never begun."""
    call = calls(name)
    assert tuple(one.how for one in call.diary.of(Connected)) == CASES[name].outcome.how, call.story
    first, *later = call.dialled
    assert not first.handle
    assert [one.handle for one in later] == [one.newest for one in later]
    assert all(one.handle for one in later)
    first_setup, *setups = call.setups
    assert not first_setup
    assert set(setups) <= {one.newest for one in later}
    assert len(setups) >= len(call.diary.of(Connected)) - 1
    assert call.seeded == []


ENDED: Final = ("dropped", "closed", "aborted", "to be closed")
"""Beginnings of the troubles in which the end of the connection reaches either side."""


@pytest.mark.parametrize("name", [name for name in CASES if name.startswith(ENDED)])
def test_after_an_end_that_both_sides_know_of_a_single_try_is_enough(
    name: str, calls: Callable[[str], Call]
) -> None:
    """It comes when the service takes the session on again."""
    call = calls(name)
    assert len(call.setups) == 2, call.story


@pytest.mark.parametrize("name", names(resumed=False))
def test_a_new_session_is_told_what_was_said_and_is_asked_what_was_not_answered(
    name: str, calls: Callable[[str], Call]
) -> None:
    """Where the service refuses every resume, or the handle is from before the newest answer."""
    call = calls(name)
    assert [one.how for one in call.diary.of(Connected)] == ["new", "seeded"], call.story
    one, spoken, *_ = call.person.asked
    answered = [one] if CASES[name].outcome.seam == "asked again" else [one, spoken]
    assert call.seeded == [
        words for one in answered for words in (question(one), f"{' '.join(words_of(one))}.")
    ]


@pytest.mark.parametrize("name", CASES)
def test_what_the_user_says_is_in_the_transcript_once(
    name: str, calls: Callable[[str], Call]
) -> None:
    """Each line and each spoken question, in order, however often it was sent."""
    call = calls(name)
    said = [one.words for one in call.diary.utterances if one.speaker == "user"]
    assert said == [question(one) for one in call.person.asked], call.story


@pytest.mark.parametrize("name", CASES)
def test_every_question_is_answered_once(name: str, calls: Callable[[str], Call]) -> None:
    """Whole, and in the order of the questions."""
    call = calls(name)
    left = [one for one in call.diary.utterances if one.speaker == "model"]
    for number, asked in enumerate(call.person.asked):
        answers = [one for one in left if one.words.startswith(asked)]
        left = [one for one in left if one not in answers]
        seam = CASES[name].outcome.seam if number == 1 else "none"
        check_answer(answers, words_of(asked), seam)
    assert left == []


def check_answer(answers: Sequence[Utterance], words: Sequence[str], seam: Seam) -> None:
    """What was said in answer to one question is right."""
    said = [f"{one.words} {one.unheard_words}".rstrip(". ").split() for one in answers]
    lost = [one.lost for one in answers]
    assert not any(one.interrupted for one in answers)
    if seam == "none":
        assert (said, lost) == ([list(words)], [False])
        return
    assert lost == [seam != "tail", False]
    first, second = said
    assert first == words[: len(first)]
    assert second == words[len(words) - len(second) :]
    repeated = len(first) + len(second) - len(words)
    match seam:
        case "asked again":
            assert second == words
        case "goes on":
            assert 0 <= repeated <= REPEATED_WORDS
        case "into the void":
            assert repeated <= REPEATED_WORDS
        case _:
            assert first == words
            assert 0 < repeated <= REPEATED_WORDS


@pytest.mark.parametrize("name", CASES)
def test_nothing_is_told_but_a_pause(name: str, calls: Callable[[str], Call]) -> None:
    """And a pause is told when it has become a long one."""
    call = calls(name)
    notices = [one.text for one in call.diary.of(Notice)]
    told = CASES[name].outcome.told
    assert len(notices) == len(told), notices
    assert all(text.startswith(begins) for text, begins in zip(notices, told, strict=True))
    assert call.diary.of(ServiceTroubled) == []
    assert call.diary.of(NotUnderstood) == []
    retries = call.diary.of(Retrying)
    if retries:
        back = call.diary.of(Connected)[1]
        lost_at = back.at - back.gap_s
        assert min(one.at for one in retries) >= lost_at + UNTOLD_S, call.story


@pytest.mark.parametrize("name", CASES)
def test_after_a_loss_the_call_is_soon_usable(name: str, calls: Callable[[str], Call]) -> None:
    """In all these cases something is due. The promise is 12 s, and an idle machine needs 11.8
    where the service holds the session; a stalled answer would be given up after 25 only.
    """
    call = calls(name)
    assert gap_s(call) < LEAVE_S, call.story
    if call.cut is not None:
        works = (
            one.at
            for one in call.diary.events
            if isinstance(one, Connected | AudioReceived) and one.at > call.cut + 0.1
        )
        assert min(works) - call.cut < LEAVE_S, call.story
