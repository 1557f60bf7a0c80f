"""When a connection is left."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.core.link.backlog import Activity, Item, Sound, Typed
from livechat.core.link.exchange import Exchange
from livechat.core.link.handover import (
    CHANGE_S,
    HANDLE_S,
    MARGIN_S,
    QUIET_S,
    STALL_S,
    YOUNG_S,
    Handover,
    Why,
)
from livechat.core.talk.events import (
    AudioReceived,
    Event,
    GenerationComplete,
    GoingAway,
    InputTranscribed,
    Interrupted,
    OutputTranscribed,
    ResumptionUpdated,
    ToolCall,
    ToolCalled,
    TurnComplete,
)
from tests.support.fakes import at

VOICE = Sound(bytes(640), voiced=True)
SOUND = AudioReceived(at=0, pcm=bytes(960))
MINUTE = AudioReceived(at=0, pcm=bytes(60 * 48_000))
HEARD = InputTranscribed(at=0, text="What time is it?")
GENERATED = GenerationComplete(at=0)
PART = TurnComplete(at=0, more=True)
DONE = TurnComplete(at=0)
CUT = Interrupted(at=0)
CALL = ToolCalled(at=0, calls=(ToolCall("1", "f", {}),))
HANDLE = ResumptionUpdated(at=0, resumable=True, handle="h")
NO_HANDLE = ResumptionUpdated(at=0, resumable=False)


def away(left: float) -> GoingAway:
    return GoingAway(at=0, time_left_s=left)


class Both:
    """An exchange and its hand-over, as a session folds them."""

    def __init__(self, *story: tuple[float, Event | Item], up_at: float = 0.0) -> None:
        self.exchange = Exchange()
        self.handover = Handover(self.exchange)
        self.handover.begin(up_at)
        self.now = 0.0
        self.takes(*story)

    def takes(self, *story: tuple[float, Event | Item]) -> None:
        for when, one in story:
            self.now = when
            if isinstance(one, Event):
                self.exchange.fold(at(one, when))
                self.handover.fold(at(one, when))
            else:
                self.exchange.handed_over(one, when)

    def leaves(self) -> tuple[float, Why] | None:
        """When it is left, and why, if nothing more happens."""
        for tenths in range(10_000):
            when = round(self.now + tenths / 10, 3)
            why = self.handover.leave(when)
            if why is not None:
                return when, why
        return None


def test_a_connection_where_nothing_is_wrong_is_kept() -> None:
    """A question, an answer, silence for a quarter of an hour."""
    assert Both((1, VOICE), (2, HEARD), (3, SOUND), (4, DONE), (4.1, HANDLE)).leaves() is None


def test_notice_is_obeyed_at_once_where_it_is_quiet() -> None:
    """Nobody speaks, nothing is due."""
    assert Both((100, away(60))).leaves() == (100, "limit")


def test_a_breath_is_waited_for() -> None:
    """Between two words nobody leaves."""
    assert Both((99.5, VOICE), (100, away(60))).leaves() == (99.5 + QUIET_S, "limit")


def test_an_answer_is_heard_out() -> None:
    """And its handle waited for, but not for ever."""
    story = Both((95, Typed("?")), (99, SOUND), (100, away(60)), (110, DONE))
    assert story.leaves() == (110 + HANDLE_S, "limit")
    story.takes((110.5, NO_HANDLE))
    assert story.leaves() == (110 + HANDLE_S, "limit")
    story.takes((110.6, HANDLE))
    assert story.leaves() == (110.6, "limit")


@pytest.mark.parametrize(
    "story",
    [
        [(90, SOUND)],
        [(90, SOUND), (91, CUT)],
        [(90, SOUND), (91, GENERATED), (92, PART)],
        [(90, CALL)],
        [(90, Typed("?"))],
        [(90, HEARD)],
        [(90, Activity(True))],
    ],
)
def test_whatever_is_going_on_ends_shortly_before_the_time_is_over(
    story: list[tuple[float, Event | Item]],
) -> None:
    """Speech, answers, functions: the deadline is the service's, and has no mercy."""
    both = Both(*story, (100, away(20)))
    assert both.leaves() == (120 - MARGIN_S, "limit")


def test_a_short_notice_has_a_short_margin() -> None:
    """A tenth of it; the shortest of several counts."""
    assert Both((90, SOUND), (100, away(5))).leaves() == (104.5, "limit")
    assert Both((90, SOUND), (100, away(50)), (101, away(5))).leaves() == (105.5, "limit")
    assert Both((90, SOUND), (100, away(5)), (101, away(50))).leaves() == (104.5, "limit")
    assert Both((100, away(0))).leaves() == (100, "limit")


def test_a_connection_that_ends_when_it_has_hardly_begun_is_used() -> None:
    """For half of its notice: the next one may be no better."""
    assert Both((101, away(60)), up_at=100).leaves() == (131, "limit")
    assert Both((100 + YOUNG_S, away(60)), up_at=100).leaves() == (100 + YOUNG_S, "limit")


def test_a_changed_setting_waits_for_a_quiet_moment() -> None:
    """Some seconds, no more."""
    both = Both((99, VOICE))
    both.handover.want(99.5)
    assert both.leaves() == (100, "settings")
    both = Both((99, SOUND))
    both.handover.want(99.5)
    assert both.leaves() == (99.5 + CHANGE_S, "settings")


def test_changing_again_and_again_starves_nothing() -> None:
    """The first change sets the time."""
    both = Both((99, Typed("?")))
    for when in (99.5, 105, 109):
        both.handover.want(when)
    assert both.leaves() == (99.5 + CHANGE_S, "settings")


def test_silence_where_an_answer_is_due_is_a_dead_peer() -> None:
    """A typed line, push-to-talk, or an answer that stops in the middle."""
    assert Both((10, Typed("?"))).leaves() == (10 + STALL_S, "stalled")
    spoken = Both((9, Activity(True)), (9.5, VOICE), (10, Activity(False)))
    assert spoken.leaves() == (10 + STALL_S, "stalled")
    assert Both((9, Typed("?")), (10, SOUND)).leaves() == (35.1, "stalled")
    assert Both((9, Typed("?")), (10, SOUND), (11, HEARD)).leaves() == (36, "stalled")


def test_a_line_that_follows_all_of_an_answer_is_owed_another() -> None:
    """It interrupts what is still played; if nothing comes of it, nobody is there."""
    answered: list[tuple[float, Event | Item]] = [(9, Typed("?")), (10, SOUND), (11, GENERATED)]
    assert Both(*answered, (12, Typed("And?"))).leaves() == (12 + STALL_S, "stalled")
    long: list[tuple[float, Event | Item]] = [(9, Typed("?")), (10, MINUTE), (11, GENERATED)]
    assert Both(*long, (12, Typed("And?"))).leaves() == (70 + STALL_S, "stalled")


def test_whoever_says_something_is_not_dead() -> None:
    """Any message tells that much."""
    assert Both((10, Typed("?")), (20, HANDLE)).leaves() == (20 + STALL_S, "stalled")


def test_a_voice_that_sounds_is_not_stalled() -> None:
    """A minute that came at once is listened to, though the service does not say it was all."""
    assert Both((9, Typed("?")), (10, MINUTE)).leaves() == (70 + STALL_S, "stalled")


@pytest.mark.parametrize(
    "story",
    [
        [(9.0, HEARD)],
        [(9.0, VOICE)],
        [(9.0, Activity(True)), (10.0, Activity(False))],
        [(9.0, Typed("?")), (10.0, MINUTE), (10.5, GENERATED)],
        [(9.0, Typed("?")), (10.0, SOUND), (10.5, GENERATED), (11.0, PART)],
        [(9.0, Typed("?")), (10.0, PART)],
        [(9.0, Typed("?")), (10.0, CALL)],
        [(9.0, SOUND), (10.0, CUT), (10.1, DONE), (10.2, HEARD)],
        [(9.0, SOUND), (10.0, DONE), (10.2, OutputTranscribed(at=0, text="late"))],
    ],
)
def test_other_silences_are_no_dead_peer(story: list[tuple[float, Event | Item]]) -> None:
    """Speech may be meant for others; a model works, was done, or waits for a function."""
    assert Both(*story).leaves() is None


def test_a_part_that_stops_in_the_middle_is_stalled() -> None:
    """That the part before was complete does not count for it."""
    both = Both((9, SOUND), (10, GENERATED), (11, PART), (12, SOUND))
    assert both.leaves() == (37.1, "stalled")


EVENTS: list[Event | Item] = [
    SOUND,
    MINUTE,
    OutputTranscribed(at=0, text="x"),
    HEARD,
    CUT,
    GENERATED,
    PART,
    DONE,
    CALL,
    HANDLE,
    NO_HANDLE,
    VOICE,
    Typed("?"),
    Activity(True),
    Activity(False),
]
stories = st.lists(
    st.tuples(st.sampled_from([0.0, 0.1, 1.0, 5.0, 30.0]), st.sampled_from(EVENTS)), max_size=40
)


@given(stories, st.integers(0, 40), st.sampled_from([0.0, 1.0, 10.0, 60.0]), st.booleans())
def test_the_limit_is_obeyed_in_time_and_never_invented(
    story: list[tuple[float, Event | Item]], place: int, left: float, answered: bool
) -> None:
    """Never before the service has said so, always by its deadline; stalled only when it is."""
    both, now = Both(), 1.0
    deadline: float | None = None
    for index, (wait, one) in enumerate([*story, (0.0, HANDLE)]):
        now += wait
        both.takes((now, one))
        if index == min(place, len(story)):
            both.takes((now, away(left)))
            deadline = now + left
        why = both.handover.leave(now)
        if deadline is None:
            assert why in (None, "stalled")
        exchange = both.exchange
        done = exchange.generated and exchange.owed_since is None
        if exchange.calls or exchange.working or done:
            assert why != "stalled"
    assert deadline is not None
    assert both.handover.leave(deadline + 0.001) == "limit"
