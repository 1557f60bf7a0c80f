"""When a call ends by itself."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.app.limits import SOONEST_S, WARN_SHARE, Limit, Limits, Reached, duration
from livechat.core.talk.events import (
    CallEnded,
    CallStarted,
    Event,
    InputTranscribed,
    LeaveAsked,
    Notice,
    ResumptionUpdated,
    SpeechDetected,
    TextReceived,
    TurnComplete,
    VoiceActivity,
)
from tests.support.conversing import hold, spoken
from tests.support.fakes import FakeLink, OpenMicrophone


def hang_up(
    link: FakeLink | None = None, *, max_s: float | None = None, idle_s: float | None = None
) -> tuple[float, list[str]]:
    """When a call with an open microphone ends by itself, in seconds, and what is told."""
    held = hold(link or FakeLink(), microphone=OpenMicrophone(), max_s=max_s, idle_s=idle_s)
    return held.took_s, held.notices


def test_a_call_that_has_lasted_long_enough_is_ended() -> None:
    """Politely; told when four fifths are over, and at the end."""
    took_s, notices = hang_up(max_s=60)
    assert took_s == pytest.approx(60, abs=0.1)
    assert notices == ["The call ends in 12 s.", "The call has lasted 1 minute. Hanging up."]


def test_time_counts_from_the_first_connection() -> None:
    """Nobody pays for waiting."""
    link = FakeLink()
    link.connects_after_s = 40
    assert hang_up(link, max_s=60)[0] == pytest.approx(100, abs=0.1)


def test_a_call_in_which_nobody_says_anything_is_ended() -> None:
    """As it is told."""
    took_s, notices = hang_up(idle_s=90)
    assert took_s == pytest.approx(90, abs=0.1)
    assert notices == [
        "Nobody is speaking. Hanging up in 18 s.",
        "Idle for 1.5 minutes. Hanging up.",
    ]


@pytest.mark.parametrize(
    ("said", "ends_at"),
    [
        ([(60, InputTranscribed(at=0, text="Hm."))], 150),
        ([(60, TextReceived(at=0, text="Hm.")), (0, TurnComplete(at=0))], 150),
        (list(spoken("Long.", seconds=200, wait=60)()), 350),
        ([(60, ResumptionUpdated(at=0, resumable=True, handle="h"))], 90),
    ],
    ids=["your words", "its words", "its voice", "what nobody says"],
)
def test_words_move_the_end(said: list[tuple[float, Event]], ends_at: float) -> None:
    """So does a voice, until it was heard."""
    link = FakeLink()
    link.unasked = said
    assert hang_up(link, idle_s=90)[0] == pytest.approx(ends_at, abs=0.5)


@pytest.mark.parametrize(
    ("noticed", "ends_at"),
    [([], 90), ([(60.5, VoiceActivity(at=0, speaking=True))], 150.5)],
    ids=["a noise", "speech"],
)
def test_what_sounds_like_speech_to_this_machine_alone_moves_no_end(
    noticed: list[tuple[float, Event]], ends_at: float
) -> None:
    """A noise every now and then would keep the call for ever."""
    link = FakeLink()
    link.unasked = noticed
    on, off = (SpeechDetected(at=0, speaking=speaking) for speaking in (True, False))
    held = hold(link, microphone=OpenMicrophone((60, on), (60.4, off)), idle_s=90)
    assert held.took_s == pytest.approx(ends_at, abs=0.5)


def test_while_it_may_be_speech_nobody_hangs_up() -> None:
    """Until it is known to be none."""
    on = SpeechDetected(at=0, speaking=True)
    held = hold(FakeLink(), microphone=OpenMicrophone((89.5, on)), idle_s=90)
    assert held.took_s == pytest.approx(179.5, abs=0.5)


@pytest.mark.parametrize(
    ("begun", "ends_at"),
    [
        (CallStarted(at=0, call=1, name="f", args={}), 290),
        (LeaveAsked(at=0, call=1, name="f", args={}), 90),
    ],
    ids=["runs", "waits for leave"],
)
def test_a_call_in_which_a_function_runs_is_not_idle(begun: Event, ends_at: float) -> None:
    """One that waits for leave is: nobody is there to give it."""
    link = FakeLink()
    link.unasked = [(50, begun), (150, CallEnded(at=0, call=1, name="f", outcome="done"))]
    assert hang_up(link, idle_s=90)[0] == pytest.approx(ends_at, abs=0.5)


def test_who_speaks_after_a_warning_is_warned_again() -> None:
    """The next silence is another one."""
    link = FakeLink()
    link.unasked = [(80, InputTranscribed(at=0, text="Hm."))]
    notices = hang_up(link, idle_s=90)[1]
    assert [one[:12] for one in notices] == ["Nobody is sp"] * 2 + ["Idle for 1.5"]


def test_the_sooner_end_counts() -> None:
    """Whichever it is."""
    assert "lasted" in hang_up(max_s=60, idle_s=61)[1][-1]
    assert "Idle" in hang_up(max_s=61, idle_s=60)[1][-1]


def row(used: list[float], limit: float, *, timed: bool = True) -> Limit:
    return Limit(limit, lambda _: used[0], lambda left: f"{left:g} left", "over", timed)


def test_a_limit_that_time_does_not_use_up_is_looked_at_now_and_then() -> None:
    """Nobody knows when money will be spent."""
    limits = Limits([row([0.5], 1.0, timed=False)])
    assert limits.wait_s(0, 5.0) == 5.0
    assert limits.look(0) == []


@given(st.lists(st.floats(0, 2), min_size=1, max_size=30))
def test_each_limit_warns_once_before_it_is_reached(shares: list[float]) -> None:
    """Again only after it was far away meanwhile; and never later than it must be looked at."""
    used = [0.0]
    limits = Limits([row(used, 100.0)])
    warned = False
    for share in shares:
        used[0] = 100 * share
        told = limits.look(0)
        if share >= 1:
            assert told == [Reached("over", "info", over=True)]
            return
        assert bool(told) is (share >= WARN_SHARE and not warned)
        warned = share >= WARN_SHARE
        assert SOONEST_S <= limits.wait_s(0, 5.0) <= 5.0
        next_at = 100 if warned else 80
        assert used[0] + limits.wait_s(0, 1e9) == pytest.approx(next_at, abs=SOONEST_S)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(1, "1 s"), (45, "45 s"), (60, "1 minute"), (90, "1.5 minutes"), (5400, "1.5 hours")],
)
def test_times_are_told_in_words(seconds: float, words: str) -> None:
    """In the unit that people would use."""
    assert duration(seconds) == words


@pytest.mark.long
def test_without_limits_a_call_goes_on() -> None:
    """It is looked at now and then all the same."""
    held = hold(
        FakeLink(),
        microphone=OpenMicrophone(),
        act=lambda call: asyncio.get_running_loop().call_later(3600, call.stop),
    )
    assert held.took_s == pytest.approx(3600)
    assert held.notebook.of(Notice) == []
