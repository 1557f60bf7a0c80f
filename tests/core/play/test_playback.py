"""What waits to be heard."""

from __future__ import annotations

from array import array

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from livechat.core.pcm import from_samples, to_samples
from livechat.core.play.playback import FADE_MS, PlaybackBuffer, Played

RATE = 24_000
FADE = RATE * FADE_MS // 1000


def ramp(start: int, count: int) -> bytes:
    return from_samples(array("h", ((start + i) % 30_000 for i in range(count))))


@given(st.lists(st.binary(max_size=500)), st.lists(st.integers(1, 300), min_size=1))
def test_playback_never_loses_or_repeats_a_sample(pieces: list[bytes], pulls: list[int]) -> None:
    """What is pulled is what was pushed, however both are cut; half a sample is no sound."""
    buffer = PlaybackBuffer()
    heard = b""
    for number, piece in enumerate(pieces):
        buffer.push(1, piece)
        heard += buffer.pull(pulls[number % len(pulls)]).pcm
    while played := buffer.pull(pulls[0]).pcm:
        heard += played
    pushed = b"".join(pieces)
    assert heard == pushed[: len(pushed) // 2 * 2]


def test_turns_are_heard_in_order_and_never_mixed() -> None:
    """A pull stops where a turn does."""
    buffer = PlaybackBuffer()
    buffer.push(1, ramp(0, 10))
    buffer.push(2, ramp(100, 10))
    first = buffer.pull(100)
    assert (first.turn, first.first, len(first.pcm)) == (1, True, 20)
    assert buffer.pull(5).turn == 2
    assert not buffer.pull(5).first


def test_a_turn_is_finished_when_complete_and_heard() -> None:
    """Neither alone is enough."""
    buffer = PlaybackBuffer()
    buffer.push(1, ramp(0, 10))
    buffer.pull(10)
    assert buffer.finished() == []
    buffer.complete(1)
    [done] = buffer.finished()
    assert (done.turn, done.heard, done.unheard) == (1, 10, 0)
    assert buffer.idle


def test_completing_an_earlier_turn_leaves_a_later_one_open() -> None:
    """Turn numbers, not arrival, decide."""
    buffer = PlaybackBuffer()
    buffer.push(2, ramp(0, 10))
    buffer.complete(1)
    buffer.pull(10)
    assert buffer.finished() == []


def test_an_interruption_fades_and_drops_the_rest() -> None:
    """The fade falls to nothing within its length; the rest is counted as unheard."""
    buffer = PlaybackBuffer()
    buffer.push(1, from_samples(array("h", [10_000] * RATE)))
    buffer.pull(480)
    dropped = buffer.interrupt(1)
    fade = to_samples(buffer.pull(RATE).pcm)
    assert len(fade) == FADE
    assert list(fade) == sorted(fade, reverse=True)
    assert fade[0] == 10_000
    assert fade[-1] <= 10_000 // FADE + 1
    [done] = buffer.finished()
    assert (done.heard, done.unheard) == (480 + FADE, dropped)
    assert dropped == RATE - 480 - FADE


def test_what_was_never_begun_is_dropped_without_a_fade() -> None:
    """There is nothing to fade out of."""
    buffer = PlaybackBuffer()
    buffer.push(1, ramp(0, 1000))
    assert buffer.interrupt(1) == 1000
    assert buffer.pull(10).pcm == b""
    assert buffer.finished()[0].unheard == 1000


def test_late_sound_of_an_interrupted_turn_is_refused() -> None:
    """Also when it had not begun to arrive; the next turn plays."""
    buffer = PlaybackBuffer()
    assert buffer.interrupt(3) == 0
    assert not buffer.push(3, ramp(0, 10))
    assert buffer.push(4, ramp(0, 10))
    assert buffer.pull(100).turn == 4


def test_what_could_not_be_played_waits_first_again() -> None:
    """As if it had not been pulled: the turn's first sound is the first again."""
    buffer = PlaybackBuffer()
    buffer.push(1, ramp(0, 10))
    played = buffer.pull(4)
    buffer.put_back(played)
    assert buffer.pull(4) == played
    assert buffer.pull(10).pcm == ramp(4, 6)


def test_what_comes_back_of_an_interrupted_turn_was_not_heard() -> None:
    """Nor is it played."""
    buffer = PlaybackBuffer()
    buffer.push(1, ramp(0, 10))
    played = buffer.pull(10)
    buffer.interrupt(1)
    buffer.put_back(played)
    assert buffer.pull(10).pcm == b""
    [done] = buffer.finished()
    assert (done.heard, done.unheard) == (0, 10)


def test_what_comes_back_too_late_is_left() -> None:
    """A device that was given up says so when later sound has been pulled, or the turn is over."""
    buffer = PlaybackBuffer()
    buffer.push(1, ramp(0, 10))
    lost = buffer.pull(4)
    later = buffer.pull(4)
    buffer.put_back(lost)
    assert buffer.pull(10).pcm == ramp(8, 2)
    buffer.complete(1)
    [done] = buffer.finished()
    assert (done.heard, done.unheard) == (10, 0)
    buffer.put_back(later)
    assert buffer.idle


def test_it_knows_what_it_would_play_and_what_may_still_come() -> None:
    """The head is whoever's sound waits; a turn is completed when nothing follows."""
    buffer = PlaybackBuffer()
    assert (buffer.head, buffer.unfinished) == (0, False)
    buffer.push(1, ramp(0, 10))
    buffer.push(2, ramp(0, 10))
    assert (buffer.head, buffer.unfinished, buffer.completed(1)) == (1, True, False)
    buffer.complete(1)
    assert buffer.completed(1)
    assert not buffer.completed(2)
    buffer.pull(10)
    assert (buffer.head, buffer.unfinished) == (2, True)
    buffer.complete(2)
    assert not buffer.unfinished


def test_giving_up_takes_all_turns_as_over() -> None:
    """Each with what was heard of it; nothing of them is taken any more."""
    buffer = PlaybackBuffer()
    buffer.push(1, ramp(0, 10))
    buffer.push(2, ramp(0, 10))
    buffer.pull(4)
    assert [(one.turn, one.heard, one.unheard) for one in buffer.abandon()] == [
        (1, 4, 6),
        (2, 0, 10),
    ]
    assert buffer.idle
    assert not buffer.push(2, ramp(0, 10))


class Playback(RuleBasedStateMachine):
    """Any order of all that can be done keeps the books balanced."""

    def __init__(self) -> None:
        super().__init__()
        self.held: list[Played] = []
        self.buffer = PlaybackBuffer()
        self.turn = 1
        self.accepted = self.heard = self.dropped = 0
        self.booked = 0

    @rule(count=st.integers(0, 2000))
    def push(self, count: int) -> None:
        if self.buffer.push(self.turn, ramp(0, count)):
            self.accepted += count

    @rule(count=st.integers(1, 3000))
    def pull(self, count: int) -> None:
        played = self.buffer.pull(count)
        assert len(played.pcm) <= count * 2
        self.heard += len(played.pcm) // 2
        self.held.append(played)

    @precondition(lambda self: self.held)
    @rule(which=st.integers(0))
    def put_back(self, which: int) -> None:
        before = self.buffer.pending
        played = self.held.pop(which % len(self.held))
        self.buffer.put_back(played)
        back = self.buffer.pending - before
        assert back in (0, len(played.pcm) // 2)
        self.heard -= back

    @rule()
    def complete(self) -> None:
        self.buffer.complete(self.turn)
        self.turn += 1

    @rule()
    def interrupt(self) -> None:
        self.dropped += self.buffer.interrupt(self.turn)
        self.turn += 1

    @precondition(lambda self: not self.buffer.idle)
    @rule()
    def finish(self) -> None:
        for done in self.buffer.finished():
            self.booked += done.heard + done.unheard

    @invariant()
    def every_sample_is_heard_dropped_or_waiting(self) -> None:
        assert self.accepted == self.heard + self.dropped + self.buffer.pending
        assert self.booked <= self.accepted


TestPlayback = Playback.TestCase
