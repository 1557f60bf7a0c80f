"""What waits between the loop and the thread that plays."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from livechat.audio.playback_queue import NOTHING, PlaybackQueue
from livechat.core.pcm import OUTPUT_RATE
from livechat.core.play.jitter import LEAST_S
from livechat.core.play.playback import Played
from tests.support.streams import Clock, without_threads

LIMIT_S = 10.0
LEAST = round(LEAST_S * OUTPUT_RATE)


def sound(samples: int, start: int = 0) -> bytes:
    return b"".join((start + n & 0x7FFF).to_bytes(2, "little") for n in range(samples))


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    without_threads(monkeypatch, clock)
    return clock


@pytest.fixture
def restless() -> Iterator[None]:
    """Threads that take turns as often as they can."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


def never() -> bool:
    return False


def test_what_is_there_comes_at_once(clock: Clock) -> None:
    """As much as was asked for."""
    out = PlaybackQueue()
    out.play(1, sound(1000))
    assert out.next(480, clock.now + 5, never) == Played(sound(480), 1)
    assert out.pending_s == pytest.approx(520 / OUTPUT_RATE)
    assert clock.now == 1000


def test_nothing_comes_when_it_is_time(clock: Clock) -> None:
    """Not later."""
    assert PlaybackQueue().next(480, clock.now + 5, never) is NOTHING
    assert clock.now == 1005


def test_who_waits_is_given_what_comes_meanwhile(clock: Clock) -> None:
    """Then, not when the time is over."""
    out = PlaybackQueue()
    clock.at(2.0, lambda: out.play(1, sound(1000)))
    assert out.next(480, clock.now + 5, never).turn == 1
    assert clock.now == 1002


def test_less_than_a_device_needs_waits_for_more_but_not_for_long(clock: Clock) -> None:
    """The gate's rule, on the clock of whoever waits."""
    out = PlaybackQueue()
    out.play(1, sound(10))
    assert out.next(480, clock.now + 5, never) == Played(sound(10), 1)
    assert 1000 < clock.now < 1000.1


def test_a_turn_that_is_complete_waits_for_nothing(clock: Clock) -> None:
    """However short it is."""
    out = PlaybackQueue()
    out.play(1, sound(10))
    out.complete(1)
    assert out.next(480, clock.now + 5, never).turn == 1
    assert clock.now == 1000


def test_whoever_closes_comes_back_with_nothing(clock: Clock) -> None:
    """Though there is something, which stays for the next device."""
    out = PlaybackQueue()
    out.play(1, sound(1000))
    assert out.next(480, clock.now + 5, lambda: True) is NOTHING
    out.interrupt(1)
    clock.at(1.0, out.wake)
    assert out.next(480, clock.now + 5, lambda: clock.now > 1000.5) is NOTHING
    assert clock.now == 1001


def test_an_interruption_fades_what_sounds_and_refuses_the_rest(clock: Clock) -> None:
    """The next turn plays."""
    out = PlaybackQueue()
    out.play(1, sound(2000))
    out.next(480, clock.now, never)
    out.interrupt(1)
    out.play(1, sound(2000))
    out.play(2, sound(480))
    fade = out.next(2000, clock.now, never)
    assert (fade.turn, len(fade.pcm) // 2) == (1, 288)
    assert out.next(2000, clock.now, never).turn == 2


def test_it_is_idle_when_the_end_of_every_turn_has_been_told(clock: Clock) -> None:
    """Played is not enough: its last sample still sounds, and nobody has heard of the end."""
    out = PlaybackQueue()
    assert out.idle
    out.play(1, sound(480))
    out.complete(1)
    out.next(480, clock.now, never)
    assert [(over.turn, over.heard, over.unheard) for over in out.finished()] == [(1, 480, 0)]
    idle = [out.idle]
    out.told()
    assert [*idle, out.idle] == [False, True]


def test_an_answer_starves_when_it_has_run_out_and_is_not_over(clock: Clock) -> None:
    """One that is complete has not, nor has one that waits."""
    out = PlaybackQueue()
    assert not out.starving()
    out.play(1, sound(LEAST))
    assert not out.starving()
    out.next(LEAST, clock.now, never)
    assert out.starving()
    out.complete(1)
    assert not out.starving()


def test_what_starved_waits_for_enough_again(clock: Clock) -> None:
    """One hole is better than many."""
    out = PlaybackQueue()
    out.play(1, sound(LEAST))
    out.next(LEAST, clock.now, never)
    out.starving()
    out.play(1, sound(10))
    assert out.next(480, clock.now, never) is NOTHING
    out.play(1, sound(LEAST))
    assert out.next(480, clock.now, never).turn == 1


def test_giving_up_tells_how_far_each_turn_came(clock: Clock) -> None:
    """And leaves nothing."""
    out = PlaybackQueue()
    out.play(1, sound(480))
    out.play(2, sound(480))
    out.next(480, clock.now, never)
    assert [(one.turn, one.heard, one.unheard) for one in out.abandon()] == [
        (1, 480, 0),
        (2, 0, 480),
    ]
    assert out.idle


def test_the_loop_may_look_while_the_thread_plays(restless: None) -> None:
    """Real threads: how much waits is asked for at any time, and nothing is lost."""
    out = PlaybackQueue()
    turns = 300
    heard: list[bytes] = []
    over = threading.Event()

    def play() -> None:
        until = time.monotonic() + LIMIT_S
        ended = 0
        while ended < turns and time.monotonic() < until:
            heard.append(out.next(480, time.monotonic() + 0.01, never).pcm)
            ended += len(out.finished())
        over.set()

    thread = threading.Thread(target=play)
    thread.start()
    for turn in range(1, turns + 1):
        out.play(turn, sound(100, turn))
        out.complete(turn)
        assert out.pending_s >= 0
    while not over.is_set():
        assert out.pending_s >= 0
    thread.join(LIMIT_S)
    assert not thread.is_alive()
    assert b"".join(heard) == b"".join(sound(100, turn) for turn in range(1, turns + 1))


class Books(RuleBasedStateMachine):
    """Any order of playing, taking, giving back and interrupting keeps the books balanced."""

    def __init__(self) -> None:
        super().__init__()
        self.patch = pytest.MonkeyPatch()
        self.clock = Clock()
        without_threads(self.patch, self.clock)
        self.out = PlaybackQueue()
        self.turn = 1
        self.accepted: dict[int, int] = {}
        self.dead = 0
        self.held = NOTHING
        self.heard: dict[int, bytes] = {}
        self.over: dict[int, tuple[int, int]] = {}
        self.untold = 0

    def teardown(self) -> None:
        self.patch.undo()

    @rule(samples=st.integers(1, 2000), turns_on=st.booleans())
    def play(self, samples: int, turns_on: bool) -> None:
        if turns_on:
            self.out.complete(self.turn)
            self.turn += 1
        begun = self.accepted.get(self.turn, 0)
        self.out.play(self.turn, sound(samples, begun))
        if self.turn > self.dead:
            self.accepted[self.turn] = begun + samples

    @rule(samples=st.integers(1, 3000))
    def take(self, samples: int) -> None:
        self.keep()
        self.held = self.out.next(samples, self.clock.now + 0.1, never)

    @rule()
    def give_back(self) -> None:
        self.out.put_back(self.held)
        self.held = NOTHING

    def keep(self) -> None:
        """The device has taken it."""
        turn = self.held.turn
        self.heard[turn] = self.heard.get(turn, b"") + self.held.pcm
        self.held = NOTHING

    @rule()
    def interrupt(self) -> None:
        self.out.interrupt(self.turn)
        self.dead = self.turn
        self.turn += 1

    @rule()
    def complete(self) -> None:
        self.out.complete(self.turn)
        self.turn += 1

    @rule()
    def end(self) -> None:
        self.keep()
        for one in self.out.finished():
            assert one.turn not in self.over
            self.over[one.turn] = (one.heard, one.unheard)
            self.untold += 1

    @precondition(lambda self: self.untold)
    @rule()
    def tell(self) -> None:
        self.out.told()
        self.untold -= 1

    @invariant()
    def what_was_heard_is_known(self) -> None:
        for turn, (heard, unheard) in self.over.items():
            assert heard + unheard == self.accepted[turn]
            assert heard == len(self.heard.get(turn, b"")) // 2

    @invariant()
    def nothing_is_heard_twice_or_out_of_order(self) -> None:
        for turn, pcm in self.heard.items():
            if turn > self.dead:  # else it was faded
                assert pcm == sound(len(pcm) // 2)

    @invariant()
    def it_is_idle_when_all_is_over_and_told(self) -> None:
        assert self.out.idle == (len(self.over) == len(self.accepted) and not self.untold)


Books.TestCase.settings = settings(max_examples=50, deadline=None)
TestBooks = Books.TestCase
