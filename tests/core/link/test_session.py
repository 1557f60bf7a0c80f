"""One session over many connections, without a loop: who does what and when, and what follows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise, product
from typing import Any

import pytest

from livechat.core.link.asked_calls import MAX_RESULT_CHARS
from livechat.core.link.doubt import GRACE_S, LOST_S, MAX_SUSPECT_S, PATIENT_S, SUSPECT_S, UNTOLD_S
from livechat.core.link.endings import TABLE, Deed, Ending, When
from livechat.core.link.forgetting import WORTH_TOKENS
from livechat.core.link.handles import LIFETIME_S
from livechat.core.link.health import CHANGE_S, LEAVE_S, RESULT_S
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
from livechat.core.link.outage import AGAIN_S, FIRST_TRIES, FLEETING_TRIES, LOCKED_S
from livechat.core.link.policies import MAX_ASKED
from livechat.core.link.seed_history import HistoryTurn
from livechat.core.link.session import ANSWERS_S, TRIAL_S
from livechat.core.pcm import OUTPUT_RATE, SAMPLE_BYTES
from livechat.core.setup_spec import SetupSpec
from livechat.core.talk.events import (
    AudioReceived,
    AudioSent,
    Connected,
    Connecting,
    Disconnected,
    Event,
    GenerationComplete,
    GoingAway,
    InputTranscribed,
    OutputTranscribed,
    Retrying,
    ServiceTroubled,
    SetupAccepted,
    SetupRefused,
    TextSent,
    ToolAnswered,
    ToolCall,
    ToolCalled,
    TurnComplete,
    UsageReported,
)
from livechat.core.talk.transcript import Utterance
from livechat.core.talk.usage import Usage
from livechat.errors import (
    AnswerTimeoutError,
    CreditsError,
    InvalidArgumentError,
    LivechatError,
    NetworkError,
    RateLimitError,
    RefusedError,
    UnknownSessionError,
)
from tests.support.machine import SETUP, START, Story, handle

LOST = NetworkError("It is lost.")
ENDED = NetworkError("It has ended.", cause="ended")
BUSY = NetworkError("It is busy.", cause="busy")
NOWHERE = NetworkError("Nothing answers.", cause="unreachable")
UNFIT = InvalidArgumentError("It does not fit.")
UNKNOWN = UnknownSessionError("The session is not known.")
ABORTED = RefusedError("The operation was aborted.")
CREDITS = CreditsError("There are no credits left.")
LIMITED = RateLimitError("Too many requests.", retry_after_s=7.0)

DONE = (GenerationComplete(at=0), TurnComplete(at=0))
OTHER = replace(SETUP, voice="Puck")
KIND = replace(SETUP, system="Be kind.")
MANUAL = replace(SETUP, manual=True)
SAID = (Utterance("user", "Hello", 0), Utterance("model", "Hi.", 0, turn=1))
TOLD = (HistoryTurn("user", "Hello"), HistoryTurn("model", "Hi."))

LEFT = Manners(resume_after_s=1.6)
"""A service that does not resume an idle session at once."""


def words(text: str) -> Event:
    return OutputTranscribed(at=0, text=text)


def voice(seconds: float) -> Event:
    return AudioReceived(at=0, pcm=bytes(round(seconds * OUTPUT_RATE) * SAMPLE_BYTES))


def called(name: str = "book", **args: object) -> Event:
    return ToolCalled(at=0, calls=(ToolCall("7", name, args),))


def used(prompt: int) -> Event:
    return UsageReported(at=0, usage=Usage(prompt=prompt))


def away(seconds: float | None = 60) -> Event:
    return GoingAway(at=0, time_left_s=seconds)


def up(
    *events: Event,
    spec: SetupSpec = SETUP,
    manners: Manners | None = None,
    said: Sequence[Utterance] = (),
    account: str = "",
    lasting: bool = True,
    reconnect_s: float = 300.0,
) -> Story:
    """A session whose first connection is up, and has said something."""
    story = Story(
        spec,
        manners=manners,
        said=said,
        account=account,
        lasting=lasting,
        reconnect_s=reconnect_s,
    )
    story.accept(*events)
    return story


def asked(*events: Event, question: str = "Well?", **kinds: Any) -> Story:
    """The same, and a second later the user has typed a question."""
    story = up(*events, **kinds)
    story.wait(1)
    story.line(question)
    return story


def doubted(*events: Event, question: str = "") -> Story:
    """A session whose connection has given no sign of life for a while; a try is under way.

    Args:
        events: What the connection said before.
        question: A line typed just before; empty: nothing is due.
    """
    story = up(handle("h1"), *events)
    story.wait(10)
    if question:
        story.line(question)
    story.ponging = False
    story.wait(SUSPECT_S + 0.75)
    assert story.phase == "DOUBTED"
    return story


# --- from one phase to the next ---


def test_a_session_begins_with_a_connection() -> None:
    """Which is in use as soon as the service has accepted it; then what waits is sent."""
    story = Story()
    assert story.phase == "DIALING"
    story.line("Hello")
    assert not story.sent
    story.accept()
    assert story.phase == "UP"
    assert story.sent == [(1, Typed("Hello"))]
    connecting, connected, accepted, sent = story.events
    assert isinstance(connecting, Connecting)
    assert isinstance(connected, Connected)
    assert (connected.how, connected.gap_s) == ("new", 0)
    assert accepted == SetupAccepted(at=START, spec=SETUP, session=1)
    assert sent == TextSent(at=START, text="Hello")


def test_what_leaves_is_told_once_with_when_it_was_captured() -> None:
    """Marks are not told here: whoever sets them has told them."""
    story = up(called(), spec=MANUAL)
    story.send(
        Activity(True),
        Sound(b"\1\0", START - 2, voiced=True),
        Activity(False),
        SoundEnd(),
        ToolResult(1, "7", "book", {"error": "No room."}),
    )
    assert [item for _, item in story.sent][0::2] == [Activity(True), Activity(False)]
    spoken = AudioSent(at=START, pcm=b"\1\0", captured_at=START - 2, voiced=True)
    assert story.of(AudioSent) == [spoken]
    [answered] = story.of(ToolAnswered)
    assert (answered.id, answered.name, answered.error) == ("7", "book", "No room.")
    [asked] = story.of(ToolCalled)
    assert answered.turn == asked.turn > 0


def test_after_a_loss_the_next_connection_is_made_when_it_is_due() -> None:
    """The machine tells when to look again; until then it does nothing."""
    story = up(handle("h1"), manners=LEFT)
    story.wait(20)
    story.ends(LOST)
    assert story.phase == "WAITING"
    assert story.machine.due_at == story.now + LEFT.resume_after_s
    story.wait(LEFT.resume_after_s - 0.01)
    assert story.phase == "WAITING"
    story.wait(0.01)
    assert story.phase == "DIALING"
    story.accept()
    assert story.how == ["new", "resumed"]
    assert story.of(Connected)[-1].gap_s == pytest.approx(LEFT.resume_after_s)


def limit(story: Story) -> None:
    story.says(away())
    story.wait(0.25)


def settings(story: Story) -> None:
    story.change(OTHER)
    story.wait(0.25)


def stalled(story: Story) -> None:
    story.line("Well?")
    story.wait(LEAVE_S)


def asleep(story: Story) -> None:
    story.wake()


def silent(story: Story) -> None:
    story.line("Well?")
    story.ponging = False
    story.wait(LOST_S + 0.5)


@pytest.mark.parametrize(
    ("happen", "resumable"),
    [
        *product((limit, settings, stalled, asleep), (False, True)),
        (silent, False),  # with a handle, another one is tried beside it
    ],
)
def test_a_connection_is_left_for_a_reason_that_is_told(
    happen: Callable[[Story], None], resumable: bool
) -> None:
    """Nothing is sent over it any more; the next one is made when it is closed."""
    story = up(*[handle("h1")] * resumable)
    story.wait(12)
    story.parting = False
    happen(story)
    assert story.phase == "LEAVING"
    assert story.why == [happen.__name__]
    assert story.closed == [1]
    before = list(story.sent)
    story.line("And now?")
    story.wait(1)
    story.says(words("Too late."))
    assert story.sent == before
    assert len(story.openings) == 1
    story.ends(None)
    assert story.phase == "DIALING"
    assert story.openings[1].handle == "h1" * resumable
    assert not story.of(Retrying)


def test_a_session_that_is_over_does_nothing_any_more() -> None:
    """Whatever is still said, asked and waited for."""
    story = asked(lasting=False)
    story.says(words("Yes."), *DONE)
    story.ends(ENDED)
    assert story.outcome == "finished"
    assert story.phase == "OVER"
    machine, now = story.machine, story.now + 10
    machine.send(Typed("More"), now)
    actions = [
        *machine.tick(now),
        *machine.hurry(now),
        *machine.woke(now),
        *machine.change(OTHER, now),
        *machine.ended(1, LOST, now),
        *machine.event(1, words("More"), now),
    ]
    assert actions == []


def test_what_concerns_a_connection_that_is_gone_concerns_nobody() -> None:
    """Its writer, its pinger and its reader may come late."""
    story = up(handle("h1"))
    story.wait(20)
    story.ends(LOST)
    story.accept()
    story.line("Well?")
    machine, events = story.machine, list(story.events)
    machine.pinged(1, story.now)
    late = [
        *machine.sent(1, Typed("Well?"), story.now),
        *machine.ponged(1, story.now),
        *machine.event(1, words("Too late."), story.now),
        *machine.ended(1, LOST, story.now),
    ]
    assert late == []
    assert machine.next(1) is None
    assert story.events == events


def test_nothing_is_said_before_the_service_has_accepted() -> None:
    """What comes before belongs to no session."""
    story = Story()
    story.hear(1, words("Hello?"))
    assert not story.events


def test_a_connection_that_says_it_has_ended_is_not_left_too() -> None:
    """It ends by itself, for a reason of its own, though its deadline comes meanwhile."""
    story = up(handle("h1"), away(0.6))
    story.says(Disconnected(at=0, code=1011, reason=""))
    story.line("Well?")
    story.wait(1)
    assert not story.why
    assert not story.sent
    story.ends(BUSY)
    assert story.outcome is None


# --- doubt ---


def test_a_connection_without_a_sign_of_life_is_doubted_and_another_tried() -> None:
    """Nothing more is written to it, and it stays: the network may only be slow."""
    story = doubted()
    assert len(story.openings) == 2
    assert (story.openings[1].handle, story.openings[1].timeout_s) == ("h1", TRIAL_S)
    story.line("Are you there?")
    assert not story.sent
    assert not story.closed
    assert not story.why


def test_a_sign_of_life_ends_the_doubt_without_a_word() -> None:
    """The try is given up, and what has waited is sent."""
    story = doubted()
    story.line("Are you there?")
    events = len(story.events)
    story.says(words("So"))
    assert story.phase == "UP"
    assert story.closed == [2]
    assert story.sent == [(1, Typed("Are you there?"))]
    assert [type(event) for event in story.events[events:]] == [OutputTranscribed, TextSent]


def test_a_sign_of_life_is_told_where_the_doubt_was() -> None:
    """The same session goes on; how long nothing had been heard is told."""
    story = doubted()
    story.ends(NOWHERE)
    story.wait(UNTOLD_S)
    story.ends(NOWHERE)
    assert story.of(Retrying)
    silent_since = START + 10
    story.ponging = True
    story.wait(0.25)
    assert story.phase == "UP"
    back = story.of(Connected)[-1]
    assert (back.at, back.how) == (story.now, "resumed")
    assert back.gap_s == pytest.approx(story.now - silent_since, abs=0.5)
    assert story.live == [1]


def test_a_try_that_is_accepted_takes_the_session_on() -> None:
    """The service knew that the old connection was gone; what it swallowed is sent again."""
    story = doubted(question="Well?")
    assert story.sent == [(1, Typed("Well?"))]
    story.ponging = True
    story.accept(words("Yes."), *DONE)
    assert story.why == ["silent"]
    assert story.closed == [1]
    assert story.live == [2]
    assert story.phase == "UP"
    assert story.how == ["new", "resumed"]
    assert story.of(Connected)[-1].gap_s == pytest.approx(story.now - START - 10, abs=0.5)
    assert len(story.of(Connecting)) == 1
    assert story.of(TurnComplete)


@pytest.mark.parametrize(
    ("question", "grace_s"),
    [("Well?", GRACE_S), ("", PATIENT_S - SUSPECT_S)],
    ids=["something is due", "nothing is due"],
)
def test_a_try_that_is_refused_gives_the_old_connection_a_last_chance(
    question: str, grace_s: float
) -> None:
    """The service believes it alive, and would know. Then it is closed, and the session resumed."""
    story = doubted(question=question)
    story.ends(BUSY)
    story.wait(grace_s - 1.5)
    assert story.phase == "DOUBTED"
    assert len(story.openings) == 2
    story.wait(2)
    assert story.why == ["silent"]
    assert story.closed == [1]
    assert story.openings[2].handle == "h1"
    assert not story.of(Retrying)


def test_an_old_connection_that_gets_its_last_chance_may_use_it() -> None:
    """The pong was only slow; the next doubt waits longer."""
    story = doubted(question="Well?")
    story.ends(BUSY)
    story.wait(GRACE_S - 0.5)
    story.ponging = True
    story.wait(1)
    assert story.phase == "UP"
    story.ponging = False
    story.wait(2 * SUSPECT_S)
    assert story.phase == "UP"
    story.wait(MAX_SUSPECT_S)
    assert story.phase == "DOUBTED"


def test_a_try_that_reaches_nothing_is_followed_by_others() -> None:
    """A second apart; after five seconds it is told."""
    story = doubted()
    while not story.of(Retrying):
        story.ends(NOWHERE)
        assert story.phase == "DOUBTED"
        story.wait(AGAIN_S)
    count = len(story.openings)
    assert [later - at for at, later in pairwise(story.began[2:])] == [AGAIN_S] * (count - 3)
    [told] = story.of(Retrying)
    assert (told.attempt, told.in_s, told.reason) == (count - 2, AGAIN_S, "Nothing answers.")
    assert told.at == pytest.approx(START + 10 + UNTOLD_S, abs=AGAIN_S)
    assert story.live == [1, count]


def test_tries_that_reach_nothing_end_the_call_when_it_was_to_be_given_up() -> None:
    """The system may believe in a cut connection for ever."""
    story = doubted()
    while story.outcome is None and story.now < START + 400:
        story.ends(NOWHERE)
        story.wait(AGAIN_S)
    assert story.outcome == NOWHERE
    assert story.now == pytest.approx(START + 10 + 300, abs=3 * AGAIN_S)
    assert 1 in story.closed


def test_whoever_is_in_a_hurry_has_another_try_at_once() -> None:
    """Where one is under way, that is the one."""
    story = up(handle("h1"), manners=LEFT)
    story.wait(20)
    story.ends(LOST)
    story.hurry()
    assert story.phase == "DIALING"
    story.hurry()
    assert len(story.openings) == 2
    story = doubted()
    story.hurry()
    assert len(story.openings) == 2
    story.ends(NOWHERE)
    story.hurry()
    assert len(story.openings) == 3


@pytest.mark.parametrize("refusal", [UNKNOWN, UNFIT, ABORTED])
def test_a_try_that_tells_that_the_session_is_gone_ends_the_doubt(refusal: LivechatError) -> None:
    """A new one is told what was said."""
    story = doubted(question="Well?")
    story.ends(refusal)
    assert story.why == ["silent"]
    assert story.openings[2].handle == ""
    story.accept()
    assert story.sent_over(3) == [Typed("Well?")]


@pytest.mark.parametrize(
    ("question", "after_s"),
    [("Well?", LOST_S), ("", PATIENT_S)],
    ids=["something is due", "nothing is due"],
)
def test_where_no_handle_serves_nothing_is_tried_beside(question: str, after_s: float) -> None:
    """A new session beside the old one would make two; the old one is waited for."""
    story = up()
    story.wait(10)
    if question:
        story.line(question)
    story.ponging = False
    story.wait(after_s - 0.5)
    assert story.phase == "DOUBTED"
    assert len(story.openings) == 1
    story.wait(1)
    assert story.why == ["silent"]
    assert [opening.handle for opening in story.openings] == ["", ""]


def test_a_doubted_connection_that_breaks_is_gone_on_after() -> None:
    """The try beside it is given up: it was made with less patience."""
    story = doubted(question="Well?")
    story.ends(LOST, leg=1)
    assert story.closed == [2]
    assert story.live == [3]
    story.accept()
    assert story.how == ["new", "resumed"]
    assert story.of(Connected)[-1].gap_s == pytest.approx(SUSPECT_S, abs=1.0)


def test_a_suspended_machine_has_no_doubts() -> None:
    """No connection outlives that, nor does the try beside it."""
    story = doubted()
    story.wake()
    assert story.why == ["asleep"]
    assert story.closed == [2, 1]
    assert story.live == [3]


def test_a_program_that_stood_still_does_not_doubt_the_service() -> None:
    """Its own pongs were not read meanwhile; the time begins anew."""
    story = up(handle("h1"))
    story.wait(10)
    story.ponging = False
    story.wait(0.75)
    story.stand_still(60)
    story.wait(SUSPECT_S - 0.25)
    assert story.phase == "UP"
    story.wait(1)
    assert story.phase == "DOUBTED"


def test_a_setup_that_is_refused_beside_a_doubted_connection_is_taken_back() -> None:
    """The session itself is not to blame: it is resumed with the setup that it had."""
    story = doubted(question="Well?")
    story.ends(NOWHERE)
    story.change(OTHER)
    story.wait(AGAIN_S)
    story.ends(UNFIT)
    story.ends(UNFIT)
    [refused] = story.of(SetupRefused)
    assert refused.spec == OTHER
    assert (story.openings[-1].spec, story.openings[-1].handle) == (SETUP, "h1")


# --- what follows an end: the table ---


def beginning() -> Story:
    return Story()


def resuming() -> Story:
    story = up(handle("h1"), manners=LEFT)
    story.wait(20)
    story.ends(LOST)
    story.wait(LEFT.resume_after_s)
    return story


def renewing() -> Story:
    story = up()
    story.wait(20)
    story.ends(LOST)
    return story


def talking() -> Story:
    story = asked(handle("h1"))
    story.wait(20)
    return story


WHEN: dict[When, Callable[[], Story]] = {
    When.BEGINNING: beginning,
    When.RESUMING: resuming,
    When.RENEWING: renewing,
    When.TALKING: talking,
}
ENDINGS: dict[Ending, LivechatError] = {
    Ending.TROUBLED: LOST,
    Ending.BUSY: BUSY,
    Ending.NOWHERE: NOWHERE,
    Ending.UNFIT: UNFIT,
    Ending.FORGOTTEN: UNKNOWN,
    Ending.REFUSED: ABORTED,
    Ending.FINAL: CREDITS,
}


@pytest.mark.parametrize(
    ("when", "ending"), TABLE, ids=[f"{when.name} {ending.name}" for when, ending in TABLE]
)
def test_the_machine_does_what_the_table_says(when: When, ending: Ending) -> None:
    """Told in what can be seen: what is told, and what the next connection begins with."""
    story, error, deed = WHEN[when](), ENDINGS[ending], TABLE[when, ending]
    count, told = len(story.openings), len(story.events)
    last = story.openings[-1]
    story.ends(error)
    if deed in (Deed.FAIL, Deed.TAKE_BACK):  # nothing was changed
        assert story.outcome is error
        return
    assert story.outcome is None
    at_once = story.openings[count:]
    notices = [text for text in story.notices if error.what in text]
    match deed:
        case Deed.RETRY:
            story.wait(5)
            assert story.openings[-1].handle == ("h1" if when is When.TALKING else last.handle)
            assert not notices
        case Deed.RESUME_LATER:
            assert not at_once
            story.wait(AGAIN_S)
            assert story.openings[-1].handle == "h1"
            assert len(story.events) == told
        case Deed.DROP_HANDLE:
            assert [opening.handle for opening in at_once] == [""]
            assert len(story.openings) == count + 1
        case Deed.FORGET_QUESTION:
            assert [opening.handle for opening in at_once] == ["h1"]
            assert notices == ["It does not fit. Not sending your last words again."]
        case Deed.ONCE_MORE:
            assert [opening.handle for opening in at_once] == ["h1"]
            assert notices == ["The operation was aborted. Retrying once."]


@pytest.mark.parametrize("refusal", [UNFIT, UNKNOWN, ABORTED])
def test_a_refused_setup_is_taken_back(refusal: LivechatError) -> None:
    """With a handle the handle may be meant; without one, it is the setup, and that is told."""
    story = up(handle("h1"))
    story.wait(20)
    story.change(OTHER)
    story.wait(0.25)
    story.ends(refusal)
    assert [(one.spec, one.handle) for one in story.openings[1:]] == [(OTHER, "h1"), (OTHER, "")]
    story.ends(refusal)
    [refused] = story.of(SetupRefused)
    assert (refused.spec, refused.reason) == (OTHER, refusal.what)
    assert story.notices == [f"{refusal.what} Keeping the previous settings."]
    assert (story.openings[-1].spec, story.openings[-1].handle) == (SETUP, "h1")
    assert story.machine.spec == SETUP
    story.accept()
    assert story.how == ["new", "resumed"]


def test_the_first_connection_is_tried_a_few_times() -> None:
    """Whoever has just typed a command wants to know."""
    story = Story()
    for _ in range(FIRST_TRIES):
        assert story.outcome is None
        story.ends(BUSY)
        story.wait(10)
    assert story.outcome is BUSY
    assert len(story.openings) == FIRST_TRIES


def test_connections_that_end_as_soon_as_they_begin_are_bounded() -> None:
    """Accepting and hanging up costs the service more than refusing."""
    story = Story()
    for _ in range(FLEETING_TRIES):
        story.accept()
        story.ends(LOST)
        story.wait(30)
    assert story.outcome is LOST


def test_connections_that_are_announced_to_end_as_soon_as_they_begin_are_bounded() -> None:
    """The same, told politely; the reason is the program's own."""
    story = Story()
    while story.outcome is None:
        story.accept(away(0))
        story.wait(0.25)
    assert len(story.openings) == FLEETING_TRIES
    assert isinstance(story.outcome, NetworkError)
    assert "right after it opens" in story.outcome.what


def test_a_quota_is_waited_for() -> None:
    """As long as the service says; credits that are spent do not come back."""
    story = up(handle("h1"))
    story.wait(20)
    story.ends(LIMITED)
    assert story.waits == [7.0]
    story.wait(6.9)
    assert story.phase == "WAITING"
    story.wait(0.2)
    assert story.openings[-1].handle == "h1"
    story.accept()
    story.wait(20)
    story.ends(CREDITS)
    assert story.outcome is CREDITS


def test_the_time_for_connecting_again_ends() -> None:
    """With the last reason; it begins when the last connection of use was lost."""
    story = up(handle("h1"), reconnect_s=60)
    story.wait(20)
    story.ends(LOST)
    while story.outcome is None:
        story.ends(NOWHERE)
        story.wait(11)
    assert story.outcome is NOWHERE
    assert START + 20 + 40 < story.now < START + 20 + 60 + 11


# --- a service that does not let a session be resumed yet, or at all ---


def test_a_resumption_that_comes_too_early_is_tried_again_without_a_word() -> None:
    """Nor does it count as a try."""
    story = up(handle("h1"))
    story.wait(20)
    story.ends(LOST)
    story.wait(0.5)
    story.ends(BUSY)
    assert story.machine.due_at == story.now + AGAIN_S
    story.wait(AGAIN_S)
    story.accept()
    assert story.how == ["new", "resumed"]
    assert not story.of(Retrying)


def test_a_session_that_stays_refused_is_renewed_after_some_seconds() -> None:
    """From five seconds on it is told. The new one knows what was said."""
    story = up(handle("h1"), said=SAID)
    story.wait(20)
    story.ends(LOST)
    lost_at = story.now
    while story.openings[-1].handle:
        story.wait(0.75)
        story.ends(BUSY)
        story.wait(AGAIN_S)
    assert story.openings[-1].history == TOLD
    assert LOCKED_S < story.began[-1] - lost_at < LOCKED_S + 3
    told = story.of(Retrying)
    assert [event.attempt for event in told] == list(range(1, len(told) + 1))
    assert all(event.at >= lost_at + UNTOLD_S for event in told)
    story.accept()
    assert story.how == ["new", "seeded"]


def test_long_refusals_are_told() -> None:
    """A try may take long before it is refused."""
    story = up(handle("h1"))
    story.wait(20)
    story.ends(LOST)
    story.wait(UNTOLD_S)
    story.ends(BUSY)
    assert story.waits == [AGAIN_S]
    assert [event.reason for event in story.of(Retrying)] == ["It is busy."]


def test_where_a_new_session_is_no_better_the_old_one_is_tried_again() -> None:
    """The old connection may be free by then."""
    story = up(handle("h1"))
    story.wait(20)
    story.ends(LOST)
    while story.openings[-1].handle:
        story.ends(BUSY)
        story.wait(AGAIN_S)
    story.ends(BUSY)
    story.wait(10)
    assert [one.handle for one in story.openings][-1] == "h1"


def test_an_idle_session_is_resumed_after_its_time_and_a_speaking_one_at_once() -> None:
    """The service refuses the first sooner; of the second, words would be missed."""
    for speaks in (False, True):
        story = asked(handle("h1"), manners=LEFT)
        story.says(words("Once upon"), *[] if speaks else DONE)
        story.wait(12)
        story.ends(LOST)
        lost_at = story.now
        story.wait(3)
        story.accept()
        began = lost_at if speaks else lost_at + LEFT.resume_after_s
        assert story.began[1] == pytest.approx(began)


def test_an_earlier_session_that_is_busy_is_renewed_too() -> None:
    """It is told from the first try on: nobody has been talking meanwhile."""
    story = Story(handle="h0", before=SAID)
    while story.openings[-1].handle:
        story.ends(BUSY)
        story.wait(AGAIN_S)
    assert story.openings[-1].history == TOLD
    assert story.of(Retrying)


def test_a_handle_is_used_for_two_hours() -> None:
    """The service refuses it later."""
    for age_s, name in ((LIFETIME_S - 1, "h1"), (LIFETIME_S + 1, "")):
        story = up(handle("h1"), said=SAID)
        story.wait(age_s)
        story.ends(LOST)
        assert story.openings[1].handle == name
        assert story.openings[1].history == (() if name else TOLD)


def test_a_handle_is_its_models() -> None:
    """Another model is another session."""
    story = up(handle("h1"), said=SAID)
    story.wait(20)
    story.change(replace(SETUP, model="other"))
    story.wait(0.25)
    assert (story.openings[1].handle, story.openings[1].history) == ("", TOLD)


# --- mid-call refusals ---


def test_an_aborted_call_is_resumed_once() -> None:
    """It was healthy. Aborted again before any answer, it is over."""
    story = talking()
    story.ends(ABORTED)
    story.accept()
    story.ends(ABORTED)
    assert story.outcome is ABORTED


def test_an_answer_forgives_an_aborted_call() -> None:
    """The next one is the first again."""
    story = talking()
    for _ in range(3):
        story.ends(ABORTED)
        story.accept(words("Yes."), *DONE)
        story.wait(3)
        story.line("And now?")
    assert story.outcome is None


def test_a_session_that_is_said_to_be_unknown_in_mid_call_is_renewed_once() -> None:
    """However often the service accepts a new one and says the same."""
    story = talking()
    story.ends(UNKNOWN)
    assert story.openings[1].handle == ""
    story.accept(handle("h2"))
    story.ends(UNKNOWN)
    assert story.outcome is UNKNOWN


def test_a_question_that_does_not_fit_is_forgotten() -> None:
    """What was handed over after it is sent. A second refusal is not the question's fault."""
    story = asked(handle("h1"), question="Bad")
    story.writing = False
    story.line("Good")
    story.ends(UNFIT)
    story.writing = True
    story.accept()
    assert story.sent_over(2) == [Typed("Good")]
    assert story.troubles == ["given_up"]
    story.ends(UNFIT)
    assert story.outcome is UNFIT


def test_a_question_that_does_not_fit_ends_a_one_shot() -> None:
    """There is nothing left to say."""
    story = asked(lasting=False)
    story.ends(UNFIT)
    assert story.outcome is UNFIT


# --- questions ---


def test_a_question_is_asked_three_times() -> None:
    """Then it is given up, and the reason that was known last is told."""
    story = asked(handle("h1"))
    for _ in range(MAX_ASKED):
        story.wait(20)
        story.says(words("Er"))  # the question has come to the model, which breaks off
        story.ends(BUSY)
        story.redial()
        story.accept()
    story.wait(200)
    assert [item for _, item in story.sent] == [Typed("Well?")] * MAX_ASKED
    [given_up] = [event for event in story.of(ServiceTroubled) if event.what == "given_up"]
    assert given_up.reason == "It is busy."


def test_a_question_that_was_asked_three_times_ends_a_one_shot() -> None:
    """With the reason."""
    story = asked(handle("h1"), lasting=False)
    while story.outcome is None:
        story.wait(20)
        if story.phase == "DIALING":
            story.accept(handle("h1"))
    assert len(story.sent) == MAX_ASKED
    assert isinstance(story.outcome, AnswerTimeoutError)


def test_a_resumed_session_is_given_time_to_go_on_with_its_question() -> None:
    """It knows it; only where nothing comes is it asked again, over the same connection."""
    story = asked(handle("h1"))
    story.wait(1)
    story.ends(LOST)
    story.accept()
    story.wait(ANSWERS_S - 0.25)
    assert not story.sent_over(2)
    story.wait(0.5)
    assert story.sent_over(2) == [Typed("Well?")]


def test_a_resumed_session_that_goes_on_is_not_asked_again() -> None:
    """It knew the question, and answers it late."""
    story = asked(handle("h1"))
    story.wait(1)
    story.ends(LOST)
    story.accept()
    story.wait(ANSWERS_S - 1)
    story.says(words("Yes."), *DONE)
    story.wait(30)
    assert not story.sent_over(2)


def test_a_resumed_session_is_not_asked_again_while_the_user_speaks() -> None:
    """The model may listen; a pause decides."""
    story = asked(handle("h1"))
    story.wait(1)
    story.ends(LOST)
    story.accept()
    for _ in range(8):
        story.wait(1)
        story.send(Sound(b"\1\0", story.now, voiced=True))
    assert Typed("Well?") not in story.sent_over(2)


def test_several_short_connections_share_the_time_to_go_on() -> None:
    """A new one does not put the question off, but for the second in which an answer may come."""
    story = asked(handle("h1"))
    story.wait(1)
    story.ends(LOST)
    story.accept()
    story.wait(ANSWERS_S - 1)
    story.ends(LOST)
    story.redial()
    story.accept()
    story.wait(0.75)
    assert not story.sent_over(3)
    story.wait(0.5)
    assert story.sent_over(3) == [Typed("Well?")]


def test_a_question_that_stalled_a_connection_is_asked_over_the_next_one_at_once() -> None:
    """Though the session knows it: it has had its time."""
    story = asked(handle("h1"))
    story.wait(LEAVE_S)
    assert story.why == ["stalled"]
    story.accept()
    assert story.sent_over(2) == [Typed("Well?")]


def test_a_question_is_given_up_over_the_connection_on_which_it_was_asked_last() -> None:
    """A resumed session is asked again where it is; the third time is the last."""
    story = asked(handle("h1"))
    while "given_up" not in story.troubles:
        story.wait(1)
        story.ends(LOST)
        story.redial()
        story.accept()
        story.wait(ANSWERS_S + 1)
    assert [item for _, item in story.sent] == [Typed("Well?")] * MAX_ASKED
    assert story.of(ServiceTroubled)[-1].reason == "It is lost."


def spoken(story: Story, chunks: int = 3) -> list[Item]:
    """Some chunks of speech, handed over."""
    sound: list[Item] = [Sound(b"\1\0" * 320, story.now, voiced=True)] * chunks
    story.send(*sound)
    return sound


def test_speech_that_nobody_answers_is_not_asked_again() -> None:
    """Ten seconds later it was not meant for the model; until then it is waited for a pause."""
    story = up(handle("h1"))
    spoken(story)
    story.wait(1)
    story.ends(LOST)
    story.accept()
    story.wait(1.25)
    later = [*spoken(story), Sound(bytes(640), story.now)]
    story.send(later[-1])
    story.wait(30)
    assert story.sent_over(2) == later
    assert "given_up" not in story.troubles


def test_words_that_are_heard_twice_are_told_once() -> None:
    """The sound is sent again, and transcribed again."""
    story = refreshing()
    spoken(story)
    story.wait(1)
    story.says(InputTranscribed(at=0, text=" How are"))
    story.ends(LOST)
    story.accept()
    story.wait(1)
    story.says(InputTranscribed(at=0, text=" How"), InputTranscribed(at=0, text=" are you?"))
    assert "".join(event.text for event in story.of(InputTranscribed)) == " How are you?"


def test_an_answer_without_a_word_is_told() -> None:
    """Instead of silence; and so is a press of the key in which nobody spoke."""
    story = asked()
    story.says(*DONE)
    assert story.troubles == ["empty_turn"]
    story = up(spec=MANUAL)
    story.send(Activity(True), Activity(False))
    assert story.troubles == ["nothing_heard"]


def test_an_answer_that_was_generated_is_complete_though_the_connection_ends() -> None:
    """All of it has come: the question is not asked again."""
    story = asked(handle("h1"))
    story.says(words("Yes."), DONE[0])
    story.ends(LOST)
    assert [event.lost for event in story.of(TurnComplete)] == [False]
    story.accept()
    story.wait(30)
    assert not story.sent_over(2)


def test_a_turn_to_which_the_service_sets_no_end_ends_when_it_is_quiet() -> None:
    """All of it has been said, and heard."""
    story = asked(handle("h1"))
    story.says(words("Yes."), DONE[0])
    story.wait(5)
    assert [event.lost for event in story.of(TurnComplete)] == [False]
    assert story.machine.due_at == float("inf")


# --- polite ends ---


def test_a_one_shot_ends_with_the_service() -> None:
    """Whether it ends the session or says that it will; not before the answer, though."""
    for answers in (False, True):
        story = asked(lasting=False)
        story.says(*[words("Yes."), *DONE] if answers else [])
        story.ends(ENDED)
        assert (story.outcome == "finished") is answers
        story = asked(lasting=False)
        story.says(away(0), *[words("Yes."), *DONE] if answers else [])
        story.wait(0.5)
        assert (story.outcome == "finished") is answers


def test_a_call_goes_on_after_a_polite_end() -> None:
    """Somebody is talking."""
    story = asked(handle("h1"))
    story.says(words("Yes."), *DONE)
    story.wait(20)
    story.ends(ENDED)
    assert story.openings[1].handle == "h1"


# --- stopping an answer ---


@pytest.mark.parametrize(
    ("heard", "told"),
    [
        ("one two", "(I stopped your answer. The last words I heard were: “one two”)"),
        ("", "(I stopped your answer.)"),
    ],
)
def test_an_answer_that_is_stopped_is_stopped_at_the_service(heard: str, told: str) -> None:
    """Which is told what was heard; nothing of the turn is played any more."""
    story = asked(handle("h1"))
    story.says(words("one two three"))
    story.stop(1, heard)
    assert story.sent_over(1)[-1] == Note(told)
    story.says(voice(1))
    assert story.of(AudioReceived)[-1].refused


def test_an_answer_that_is_over_need_not_be_stopped_at_the_service() -> None:
    """Nor one that the service is told of otherwise, nor where there is no connection."""
    story = asked(handle("h1"))
    story.says(words("one two three"))
    story.stop(1, None)
    story.stop(0, "")
    story.says(*DONE)
    story.stop(1, "one")
    story.wait(20)
    story.ends(LOST)
    story.stop(1, "one")
    assert story.sent == [(1, Typed("Well?"))]


# --- changing the setup ---


def test_another_instruction_goes_over_the_connection() -> None:
    """It is in force when it has left, and part of the next setup."""
    story = up(handle("h1"))
    story.change(KIND)
    assert story.sent == [(1, System("Be kind."))]
    assert story.of(SetupAccepted)[-1] == SetupAccepted(at=story.now, spec=KIND, session=1)
    story.change(KIND)
    story.wait(20)
    assert not story.why
    assert len(story.sent) == 1
    story.ends(LOST)
    assert story.openings[1].spec == KIND


@pytest.mark.parametrize(
    "wanted", [OTHER, replace(KIND, voice="Puck"), replace(SETUP, system=None, voice="Kore")]
)
def test_another_setup_takes_another_connection(wanted: SetupSpec) -> None:
    """In the next quiet moment."""
    story = asked(handle("h1"))
    story.change(wanted)
    story.wait(1)
    assert not story.why
    story.says(words("Yes."), *DONE)
    story.wait(0.25)
    assert story.why == ["settings"]
    assert (story.openings[1].spec, story.openings[1].handle) == (wanted, "h1")
    assert story.sent == [(1, Typed("Well?"))]


def test_no_instruction_at_all_takes_another_connection() -> None:
    """There is no message that takes one back."""
    story = up(handle("h1"), spec=KIND)
    story.change(SETUP)
    story.wait(0.25)
    assert story.why == ["settings"]


def test_an_instruction_behind_another_change_goes_with_it() -> None:
    """The connection is left in any case."""
    story = asked(handle("h1"))
    story.change(OTHER)
    both = replace(OTHER, system="Be kind.")
    story.change(both)
    assert story.sent == [(1, Typed("Well?"))]
    story.wait(CHANGE_S)
    assert story.why == ["settings"]
    assert story.openings[1].spec == both


def test_a_setup_changed_while_connecting_follows() -> None:
    """The connection that is being made has the old one: it is left as soon as it is quiet."""
    story = Story()
    story.change(OTHER)
    story.accept(handle("h1"))
    story.wait(0.25)
    assert story.why == ["settings"]
    assert story.openings[1].spec == OTHER


def test_a_setup_changed_while_waiting_is_the_next_ones() -> None:
    """Nothing has to be left."""
    story = up(handle("h1"), manners=LEFT)
    story.wait(20)
    story.ends(LOST)
    story.change(OTHER)
    story.wait(2)
    story.accept()
    story.wait(20)
    assert story.openings[1].spec == OTHER
    assert not story.why


def test_push_to_talk_puts_marks_round_what_was_said_before() -> None:
    """Without them the service would not listen."""
    story = up(handle("h1"), manners=LEFT)
    story.wait(20)
    story.ends(LOST)
    sound = [Sound(b"\1\0" * 320, story.now, voiced=True)] * 3
    story.send(*sound)
    story.change(MANUAL)
    story.wait(2)
    story.accept()
    assert story.sent_over(2) == [Activity(True), *sound, Activity(False)]


# --- a resumed session that has forgotten ---


def forgetful(*, said: int, now: int, how: str = "h1") -> Story:
    """A session that was resumed, with the prompt tokens before and after."""
    story = asked(*[handle(how)] * bool(how), said=SAID)
    story.says(words("Yes."), *DONE, used(said))
    story.wait(20)
    story.ends(LOST)
    story.accept()
    story.says(words("Er."), *DONE, used(now))
    return story


def test_a_session_that_has_forgotten_what_was_said_is_told_it_again() -> None:
    """Its prompt is a fraction of what it was."""
    story = forgetful(said=8_001, now=200)
    assert story.troubles == ["forgotten"]
    [note] = [item for item in story.sent_over(2) if isinstance(item, Note)]
    assert note.text == "(Our conversation so far:\nuser: Hello\nmodel: Hi.)"
    story.says(used(190))
    assert len(story.troubles) == 1


@pytest.mark.parametrize(
    ("said", "now", "how"),
    [
        (8_001, 2_700, "h1"),  # it was compressed
        (WORTH_TOKENS - 1, 10, "h1"),
        (8_001, 200, ""),  # a new session was told what was said
    ],
)
def test_a_session_that_need_not_have_forgotten_is_told_nothing(
    said: int, now: int, how: str
) -> None:
    """A shorter prompt has other reasons, too."""
    story = forgetful(said=said, now=now, how=how)
    assert not story.troubles
    assert not [item for item in story.sent_over(2) if isinstance(item, Note)]


# --- functions ---


def test_a_result_goes_to_the_session_that_asked() -> None:
    """A resumed one still knows the call; a new one is told in words when it begins."""
    result = ToolResult(1, "7", "book", {"output": "done"})
    for resumable in (True, False):
        story = up(*[handle("h1")] * resumable, called(), account="- book({}): done")
        story.wait(20)
        story.ponging = False
        story.send(result)
        story.wait(0.5)
        story.ends(LOST)
        story.accept()
        assert story.sent_over(2) == [result if resumable else GO_ON]
        history = " ".join(turn.text for turn in story.openings[1].history)
        assert ("book" in history) is not resumable


LATE = (
    '(The function book({"day": "Monday"}), which you called before our connection was lost, is '
    'over. Its result: {"output": "done"})'
)


@pytest.mark.parametrize("silent", [False, True])
@pytest.mark.parametrize("dialing", [False, True])
def test_a_result_that_comes_after_a_new_session_was_told_reaches_it_in_words(
    dialing: bool, silent: bool
) -> None:
    """While it begins, or later; it answers, unless there is nothing to say."""
    result = ToolResult(1, "7", "book", {"output": "done"}, silent=silent)
    story = up(called(day="Monday"), account="- book(Monday): still running")
    story.wait(20)
    story.ends(LOST)
    story.wait(1)
    if not dialing:
        story.accept()
    story.send(result)
    if dialing:
        story.accept()
    assert story.how == ["new", "seeded"]
    assert story.sent_over(2) == [Note(LATE, answered=not silent)]
    assert [one.id for one in story.of(ToolAnswered)] == ["7"]
    story.wait(1)
    story.ends(LOST)
    story.wait(20)
    story.accept()
    assert story.sent_over(3) == []


@pytest.mark.parametrize("asks", [False, True])
@pytest.mark.parametrize("silent", [False, True])
def test_a_new_session_that_is_told_of_a_result_when_it_begins_is_asked_to_go_on(
    silent: bool, asks: bool
) -> None:
    """Else nobody would speak of it; a question that is sent again does the same."""
    story = up(called(), TurnComplete(at=0), account="- book({}): done")
    story.wait(20)
    if asks:
        story.line("And?")
    story.ponging = False
    story.send(ToolResult(1, "7", "book", {"output": "done"}, silent=silent))
    story.wait(0.5)
    story.ends(LOST)
    story.accept()
    assert story.sent_over(2) == [Typed("And?")] * asks + [GO_ON] * (not (silent or asks))


def test_a_late_result_has_a_bound_and_needs_no_call() -> None:
    """Of a call that is not remembered, its name is told."""
    story = up(called(), account="- book: still running")
    story.ends(LOST)
    story.accept()
    story.send(ToolResult(1, "unknown", "find", {"output": "y" * 99_999}))
    [note] = story.sent_over(2)
    assert isinstance(note, Note)
    assert note.text.startswith("(The function find({}), which you called")
    assert MAX_RESULT_CHARS < len(note.text) < MAX_RESULT_CHARS + 200
    assert note.text.endswith("…)")


def test_how_far_a_function_is_counts_as_no_result() -> None:
    """The model goes on waiting."""
    story = up(called())
    story.send(ToolResult(1, "7", "book", {"output": "half"}, more=True))
    assert not story.of(ToolAnswered)
    story.send(ToolResult(1, "7", "book", {"output": "done"}))
    assert [one.id for one in story.of(ToolAnswered)] == ["7"]


def test_a_result_that_may_not_have_arrived_is_sent_again() -> None:
    """A pong that answers a later ping shows that it has."""
    result = ToolResult(1, "7", "book", {"output": "done"})
    for arrives in (False, True):
        story = up(handle("h1"), called())
        story.wait(20)
        story.ponging = arrives
        story.send(result)
        story.wait(1)
        story.ends(LOST)
        story.accept()
        assert story.sent_over(2) == [result] * (not arrives)


GO_ON = Note("(The function has returned. Please go on.)", answered=True)


def test_a_model_that_says_nothing_after_a_result_is_asked_to_go_on_once() -> None:
    """It is told nothing while other functions run; then that no answer comes."""
    result = ToolResult(1, "7", "book", {"output": "done"})
    story = up(called(), ToolCalled(at=0, calls=(ToolCall("8", "find", {}),)))
    story.says(TurnComplete(at=0))
    story.send(result)
    story.wait(60)
    story.send(ToolResult(1, "8", "find", {"output": "done"}))
    story.wait(RESULT_S - 0.5)
    assert GO_ON not in story.sent_over(1)
    story.wait(1)
    assert story.sent_over(1)[-1] == GO_ON
    story.wait(60)
    assert story.sent_over(1).count(GO_ON) == 1
    assert story.troubles == ["no_answer"]
    assert not story.why


@pytest.mark.parametrize(
    "deed",
    [
        lambda story: story.says(words("It is booked.")),
        lambda story: story.line("And?"),
        lambda story: story.says(InputTranscribed(at=0, text="And?")),
        lambda story: story.send(ToolResult(1, "7", "book", {}, silent=True)),
    ],
)
def test_whoever_goes_on_after_a_result_need_not_be_asked(deed: Callable[[Story], None]) -> None:
    """The model speaks, or is spoken to; or it need not say anything."""
    story = up(called(), TurnComplete(at=0))
    story.wait(20)
    story.send(ToolResult(1, "7", "book", {"output": "done"}))
    story.wait(1)
    deed(story)
    story.wait(RESULT_S + 1)
    assert GO_ON not in story.sent_over(1)


def test_a_model_that_works_after_a_result_is_not_disturbed() -> None:
    """Nor one that the user is about to speak to."""
    for events, items in (
        ((TurnComplete(at=0, more=True),), ()),
        ((TurnComplete(at=0),), (Activity(True),)),
    ):
        story = up(called(), *events, spec=MANUAL)
        story.send(ToolResult(1, "7", "book", {"output": "done"}), *items)
        story.wait(RESULT_S + 10)
        assert GO_ON not in story.sent_over(1)


def test_a_question_whose_function_runs_is_not_asked_again_over_another_connection() -> None:
    """The session knows the call, and waits; else it would call a second time."""
    story = asked(handle("h1"), manners=LEFT)
    story.says(called())
    story.wait(2)
    story.ends(LOST)
    story.wait(5)
    story.accept()
    story.wait(60)
    assert story.how == ["new", "resumed"]
    assert story.sent_over(2) == []
    result = ToolResult(1, "7", "book", {"output": "done"})
    story.send(result)
    story.wait(0.75)
    story.says(words("It is booked."), *DONE)
    story.wait(20)
    assert story.sent_over(2) == [result]


@pytest.mark.parametrize("blocking", [False, True])
@pytest.mark.parametrize("news", ["limit", "settings"])
def test_a_connection_is_left_in_time_while_a_function_runs(news: str, blocking: bool) -> None:
    """The service knows the call over the next one, which its result goes to."""
    story = asked(handle("h1"))
    story.says(called(), *[TurnComplete(at=0)] * (not blocking))
    story.wait(20)
    if news == "limit":
        story.says(GoingAway(at=0, time_left_s=50))
    else:
        story.change(OTHER)
    story.wait(0.5)
    assert story.why == [news]
    story.wait(2)
    story.accept()
    story.send(ToolResult(1, "7", "book", {"output": "done"}))
    assert [one.id for one in story.sent_over(2) if isinstance(one, ToolResult)] == ["7"]


def test_a_handle_that_knows_nothing_of_a_call_is_not_gone_on_with_before_the_deadline() -> None:
    """Where a handle comes after each turn: the next one may know it."""
    story = refreshing()
    story.line("Second?")
    story.says(called(), GoingAway(at=0, time_left_s=50))
    story.wait(40)
    assert not story.why
    story.wait(10)
    assert story.why == ["limit"]


# --- handles that come after turns ---

AFTER_TURNS = Manners(handles_after_turns=True)


def refreshing() -> Story:
    """A service that gives out a handle after each turn, each for the session as it was."""
    story = asked(handle("h0"), question="First?", manners=AFTER_TURNS)
    story.says(words("Yes."), *DONE, handle("h1"))
    story.wait(5)
    return story


def test_a_handle_from_before_an_answer_or_a_call_is_not_used() -> None:
    """The session that it stands for knows neither."""
    for event in (called(), words("Yes.")):
        story = refreshing()
        story.line("Second?")
        story.says(event, *DONE)
        story.wait(1)
        story.ends(LOST)
        assert story.openings[1].handle == ""


def test_a_question_from_after_a_handle_is_sent_again_at_once() -> None:
    """The session that it stands for has not heard it."""
    story = refreshing()
    story.line("Second?")
    story.wait(1)
    story.ends(LOST)
    story.accept()
    assert story.openings[1].handle == "h1"
    assert story.sent_over(2) == [Typed("Second?")]


def test_a_doubted_connection_with_a_stale_handle_is_waited_for() -> None:
    """There is none to try with."""
    story = refreshing()
    story.line("Second?")
    story.says(called())
    story.ponging = False
    story.wait(5)
    assert story.phase == "DOUBTED"
    assert len(story.openings) == 1
    story.wait(LOST_S)
    assert story.why == ["silent"]
    assert story.openings[1].handle == ""


def test_speech_that_a_handle_stands_for_is_not_sent_again() -> None:
    """Unless an answer to it is due."""
    story = refreshing()
    story.send(*[Sound(b"\1\0" * 320, story.now, voiced=True)] * 3)
    story.wait(11)
    story.says(handle("h2"))
    story.ends(LOST)
    story.accept()
    assert not story.sent_over(2)


@pytest.mark.parametrize(("question", "within_s"), [("", 35.0), ("Well?", 12.0)])
def test_a_silent_loss_that_the_service_does_not_notice_is_over_in_time(
    question: str, within_s: float
) -> None:
    """It refuses every resume, each after 0.7 s; a new session takes 0.5 s (PROTOCOL §11.2)."""
    story = doubted(question=question)
    while len(story.accepted) < 2:
        if story.live and story.live[-1] not in story.accepted:
            story.wait(0.7)
            if story.openings[-1].handle:
                story.ends(BUSY)
            else:
                story.accept()
        story.wait(0.25)
    assert story.how == ["new", "new"]
    assert story.now - (START + 10) <= within_s
