"""What the service may forget is kept, and sent again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from livechat.core.link import backlog as module
from livechat.core.link.backlog import (
    CERTAIN_S,
    KEPT_S,
    MOST_MARKS,
    PAUSE_S,
    PREROLL_S,
    UNANSWERED_S,
    Activity,
    Backlog,
    Item,
    Sound,
    SoundEnd,
    Typed,
)

CHUNK_S = 0.02
LATER = 1e9
"""Long after everything was said."""

CHUNK_BYTES = 640
PREROLL = round(PREROLL_S / CHUNK_S)


def loud(number: int = 0, size: int = CHUNK_BYTES) -> Sound:
    return Sound(number.to_bytes(4, "little") + bytes(size - 4), voiced=True)


def quiet(number: int = 0, size: int = CHUNK_BYTES) -> Sound:
    return Sound(number.to_bytes(4, "little") + bytes(size - 4), voiced=False)


def send(backlog: Backlog, at: float) -> list[Item]:
    """Send everything that waits; return it."""
    given: list[Item] = []
    while (item := backlog.next()) is not None:
        backlog.sent(at)
        given.append(item)
    return given


def say(backlog: Backlog, *items: Item, at: float = 0.0) -> float:
    """Hand over, and send at once, a chunk every 20 ms; return when the last was said."""
    for item in items:
        backlog.add(item, at)
        send(backlog, at)
        at += CHUNK_S
    return at - CHUNK_S


def again(backlog: Backlog) -> list[Item]:
    """What a new connection is sent."""
    backlog.rewind()
    return send(backlog, 0.0)


def test_a_chunk_is_listened_to() -> None:
    """Loud enough is speech."""
    assert Sound.of(b"\x00\x40" * 320).voiced
    assert not Sound.of(bytes(640)).voiced


def test_everything_is_given_out_once_and_in_order() -> None:
    """Until it was sent, the same again."""
    backlog = Backlog()
    items: list[Item] = [loud(1), Typed("a"), Activity(True), SoundEnd()]
    for item in items:
        backlog.add(item, 0)
    assert backlog.next() == backlog.next() == items[0]
    assert send(backlog, 0) == items
    assert backlog.next() is None


def test_what_was_not_answered_is_sent_again() -> None:
    """And nothing of it when the answer is complete."""
    backlog = Backlog()
    question: list[Item] = [loud(1), quiet(2), loud(3), SoundEnd()]
    say(backlog, *question)
    backlog.asked(LATER)
    assert [backlog.owes, again(backlog)] == [True, question]
    backlog.asked(LATER)
    backlog.answered()
    assert [backlog.owes, again(backlog)] == [False, []]


def test_what_was_said_during_an_answer_outlives_it() -> None:
    """It is the next question."""
    backlog = Backlog()
    say(backlog, Typed("first"))
    backlog.asked(LATER)
    say(backlog, loud(2))
    backlog.answered()
    assert again(backlog) == [loud(2)]


def test_an_answer_that_was_lost_leaves_its_question() -> None:
    """The end of another answer, which nobody asked for, does not take it away."""
    backlog = Backlog()
    say(backlog, Typed("first"))
    backlog.asked(LATER)
    backlog.rewind()
    backlog.answered()
    assert backlog.next() == Typed("first")


def test_silence_that_was_sent_is_not_sent_again() -> None:
    """Half a second of it is, before speech: words begin softly."""
    backlog = Backlog()
    say(backlog, *map(quiet, range(100)))
    assert again(backlog) == []
    say(backlog, *map(quiet, range(100)), loud(100), quiet(101))
    assert again(backlog) == [*map(quiet, range(100 - PREROLL, 100)), loud(100), quiet(101)]


def test_speech_that_begins_with_the_outage_has_its_beginning() -> None:
    """The half second before it went to a connection that is no more."""
    backlog = Backlog()
    say(backlog, *map(quiet, range(100)))
    backlog.add(loud(100), 2.0)
    assert again(backlog) == [*map(quiet, range(100 - PREROLL, 100)), loud(100)]


def test_what_waits_is_sent_though_it_is_quiet() -> None:
    """Nobody has heard it yet; perhaps somebody whispers."""
    backlog = Backlog()
    for number in range(3):
        backlog.add(quiet(number), 0)
    assert backlog.rewind() == (0.06, 0.0)
    assert send(backlog, 0) == [quiet(0), quiet(1), quiet(2)]


def test_a_handle_includes_speech_that_nobody_answers() -> None:
    """It was meant for somebody else."""
    backlog = Backlog()
    ended = say(backlog, loud(1), loud(2))
    backlog.confirm(ended + UNANSWERED_S + 0.1)
    assert again(backlog) == []


def test_a_handle_is_no_answer() -> None:
    """It includes the question, but what goes on from it would wait for ever."""
    backlog = Backlog()
    question: list[Item] = [loud(1), SoundEnd()]
    ended = say(backlog, *question)
    backlog.confirm(ended + CERTAIN_S + 1)
    assert again(backlog) == question


@pytest.mark.parametrize(
    "question", [[Typed("?")], [Activity(True), loud(), Activity(False)], [quiet(), Typed("?")]]
)
def test_a_question_is_kept_until_it_is_answered(question: list[Item]) -> None:
    """A typed line and push-to-talk are meant for the model, and owed an answer."""
    backlog = Backlog()
    say(backlog, *question)
    backlog.confirm(1000)
    assert again(backlog) == question


def test_a_question_is_kept_while_it_is_answered() -> None:
    """Half an answer is none, and a handle from its middle does not lead to the rest."""
    backlog = Backlog()
    say(backlog, loud(1))
    backlog.asked(LATER)
    backlog.confirm(1000)
    assert again(backlog) == [loud(1)]


def test_an_utterance_that_goes_on_is_kept_whole() -> None:
    """With the half second before it; but not the utterance before a pause, which is old."""
    backlog = Backlog()
    at = say(backlog, loud(1), loud(2))
    at = say(backlog, *map(quiet, range(3, 100)), at=at + CHUNK_S)
    utterance = [*map(loud, range(100, 900)), *map(quiet, range(900, 910)), loud(910)]
    at = say(backlog, *utterance, at=at + CHUNK_S)
    backlog.confirm(at)
    assert again(backlog) == [*map(quiet, range(100 - PREROLL, 100)), *utterance]


def test_a_pause_ends_an_utterance() -> None:
    """What was said long before it is over."""
    backlog = Backlog()
    say(backlog, loud(1), at=0)
    say(backlog, loud(2), at=UNANSWERED_S)
    say(backlog, loud(3), at=UNANSWERED_S + PAUSE_S)
    backlog.confirm(UNANSWERED_S + PAUSE_S + 1)
    assert again(backlog)[-2:] == [loud(2), loud(3)]


def test_what_was_sent_late_is_not_confirmed_too_soon() -> None:
    """It counts when it was sent, not when it was said."""
    backlog = Backlog()
    backlog.add(SoundEnd(), 0)
    send(backlog, 100)
    backlog.confirm(101)
    assert backlog._cursor == 1
    backlog.confirm(100 + CERTAIN_S)
    assert backlog._cursor == 0


def test_who_speaks_as_an_answer_begins_interrupts_it() -> None:
    """The service cannot have heard it; what was said before a breath is the question."""
    backlog = Backlog()
    say(backlog, loud(1), at=0.0)
    say(backlog, *map(quiet, range(30)), loud(2), quiet(40), at=0.02)
    backlog.asked(0.7)
    backlog.answered()
    given = again(backlog)
    assert loud(1) not in given
    assert loud(2) in given


def test_a_key_held_down_is_no_question_yet() -> None:
    """An answer that begins meanwhile is one to what was said before; the press is kept."""
    backlog = Backlog()
    say(backlog, Typed("first"), Activity(True), loud(2))
    backlog.asked(LATER)
    backlog.answered()
    say(backlog, loud(3), Activity(False))
    assert again(backlog) == [Activity(True), loud(2), loud(3), Activity(False)]
    backlog.asked(LATER)
    backlog.answered()
    assert again(backlog) == []


def test_a_key_held_down_for_long_is_pressed_again_over_a_new_connection() -> None:
    """Through pauses, handles, and more sound than is kept."""
    backlog = Backlog()
    say(backlog, Activity(True), loud(1))
    backlog.confirm(100)
    most = round(KEPT_S / CHUNK_S)
    say(backlog, *map(loud, range(most)), at=100)
    first, second, *rest = again(backlog)
    assert first == Activity(True)
    assert second == loud(0)
    assert len(rest) == most - 1


def test_what_is_too_much_is_dropped_and_told_once() -> None:
    """The oldest; silence that was sent is missed by nobody."""
    backlog = Backlog()
    second = 50 * CHUNK_BYTES
    say(backlog, quiet(0, second), loud(1, second))
    for number in range(2, 2 + int(KEPT_S)):
        backlog.add(loud(number, second), 0)
    assert backlog.rewind() == (KEPT_S, 1.0)
    backlog.add(loud(100, second), 0)
    assert backlog.rewind() == (KEPT_S, 1.0)
    assert backlog.rewind() == (KEPT_S, 0.0)
    assert backlog.next() == loud(3, second)


def test_a_question_outlives_a_long_wait_in_silence() -> None:
    """Silence goes first, but for what belongs to the words on both sides of it."""
    backlog = Backlog()
    say(backlog, *map(loud, range(50)))
    for number in range(100 * 50):
        backlog.add(quiet(number), 1)
    backlog.add(loud(7), 2)
    kept, dropped = backlog.rewind()
    assert (kept, dropped) == (KEPT_S, 0.0)
    given = again(backlog)
    assert given[:50] == list(map(loud, range(50)))
    assert given[50:90] == list(map(quiet, range(40)))
    assert given[-26:] == [*map(quiet, range(4975, 5000)), loud(7)]


def test_what_was_dropped_is_not_missed_when_it_was_answered() -> None:
    """Long speeches are no loss; the next trouble does not tell of them."""
    backlog = Backlog()
    say(backlog, loud(0, 40 * 32_000), loud(1, 40 * 32_000))
    backlog.asked(LATER)
    backlog.answered()
    assert backlog.rewind() == (0.0, 0.0)


def test_what_is_being_sent_may_be_dropped_meanwhile() -> None:
    """What comes after it is sent all the same."""
    backlog = Backlog()
    backlog.add(loud(1, 40 * 32_000), 0)
    assert backlog.next() == loud(1, 40 * 32_000)
    backlog.add(loud(2, 40 * 32_000), 0)
    backlog.sent(0)
    assert send(backlog, 0) == [loud(2, 40 * 32_000)]
    assert backlog.next() is None
    backlog.forget()
    backlog.sent(0)
    backlog.add(Typed("a"), 0)
    assert send(backlog, 0) == [Typed("a")]


def test_marks_have_a_bound() -> None:
    """The newest are kept."""
    backlog = Backlog()
    for number in range(MOST_MARKS + 1):
        backlog.add(Typed(str(number)), 0)
    assert send(backlog, 0) == [Typed(str(number)) for number in range(1, MOST_MARKS + 1)]


def test_nothing_of_what_is_forgotten_is_sent() -> None:
    """Neither again nor at last."""
    backlog = Backlog()
    say(backlog, loud(1))
    backlog.add(loud(2), 0)
    backlog.forget()
    assert not backlog.owes
    assert again(backlog) == []


# Whatever happens, in whatever order

KEPT = 1.0
MARKS = 5

kinds = st.sampled_from(["loud", "loud", "quiet", "typed", "press", "release", "end"])
steps = st.one_of(
    st.tuples(st.just("add"), kinds, st.integers(4, 20_000)),
    st.tuples(st.just("send"), st.integers(1, 8), st.just(0)),
    st.tuples(st.just("send slowly"), kinds, st.integers(4, 20_000)),
    st.tuples(st.sampled_from(["asked", "answered", "confirm", "rewind"]), st.just(0), st.just(0)),
    st.tuples(st.just("wait"), st.sampled_from([0.1, 1.0, 5.0, 20.0]), st.just(0)),
)


@contextmanager
def small() -> Iterator[None]:
    """Bounds that are reached soon."""
    with patch.object(module, "KEPT_S", KEPT), patch.object(module, "MOST_MARKS", MARKS):
        yield


class Model:
    """A backlog beside a plain account of what the service must not miss."""

    def __init__(self) -> None:
        self.backlog = Backlog()
        self.now = 0.0
        self.items: list[Item] = []
        """All that was ever handed over: the number of each is in it."""
        self.sent_at: dict[int, float] = {}
        """By number, over any connection."""
        self.given: set[int] = set()
        """Over this connection."""
        self.safe: set[int] = set()
        """Answered or confirmed."""
        self.question: set[int] = set()

    def add(self, kind: str, size: int) -> None:
        number = len(self.items)
        size -= size % 2
        made: dict[str, Item] = {
            "loud": loud(number, size),
            "quiet": quiet(number, size),
            "typed": Typed(str(number)),
            "press": Activity(True),
            "release": Activity(False),
            "end": SoundEnd(),
        }
        self.items.append(made[kind])
        self.backlog.add(self.items[-1], self.now)

    def send(self) -> int | None:
        """The number of what was sent next."""
        item = self.backlog.next()
        if item is None:
            return None
        [number] = [at for at, one in enumerate(self.items) if one is item]
        assert number not in self.given, "given out twice"
        assert all(number > before for before in self.given), "out of order"
        self.given.add(number)
        return number

    def arrived(self, number: int) -> None:
        self.backlog.sent(self.now)
        self.sent_at[number] = self.now

    def does(self, what: str, one: object, size: int) -> None:
        match what, one:
            case "add", str(kind):
                self.add(kind, size)
            case "send", int(count):
                for _ in range(count):
                    number = self.send()
                    if number is not None:
                        self.arrived(number)
            case "send slowly", str(kind):
                number = self.send()
                self.add(kind, size)
                if number is not None:
                    self.arrived(number)
            case "asked", _:
                self.backlog.asked(LATER)
                self.question = self.asked()
            case "answered", _:
                self.backlog.answered()
                self.safe |= self.question
                self.question = set()
            case "confirm", _:
                self.backlog.confirm(self.now)
                self.safe |= {
                    number
                    for number, at in self.sent_at.items()
                    if isinstance(self.items[number], Sound) and at <= self.now - CERTAIN_S
                }
            case "rewind", _:
                self.rewind()
            case "wait", float(seconds):
                self.now += seconds

    def asked(self) -> set[int]:
        marks = [at for at in sorted(self.given) if isinstance(self.items[at], Activity)]
        held = marks[-1:] if marks and self.items[marks[-1]] == Activity(True) else []
        return {number for number in self.given if not held or number < held[0]}

    def needed(self) -> set[int]:
        """What has to be given out again: it was not sent, or may be missed."""
        return {
            number
            for number, item in enumerate(self.items)
            if number not in self.safe
            and (
                number not in self.sent_at
                or isinstance(item, Typed | Activity)
                or (isinstance(item, Sound) and item.voiced)
            )
        }

    def rewind(self) -> tuple[set[int], float]:
        """Connect anew; return what is missing, and the seconds that are told to be."""
        needed = self.needed()
        seconds, dropped = self.backlog.rewind()
        self.given, self.question = set(), set()
        before = self.sent_at.copy()
        again = set[int]()
        while (number := self.send()) is not None:
            self.arrived(number)
            again.add(number)
        self.given = again
        self.sent_at = before | self.sent_at
        assert seconds == pytest.approx(self.seconds(again))
        missing = needed - again
        marks = [at for at in missing if not isinstance(self.items[at], Sound)]
        assert not marks or sum(not isinstance(self.items[at], Sound) for at in again) == MARKS
        self.safe |= missing  # told once
        return missing, dropped

    def seconds(self, numbers: set[int]) -> float:
        sounds = [self.items[number] for number in numbers]
        return sum(len(one.pcm) for one in sounds if isinstance(one, Sound)) / 32_000

    def check(self) -> None:
        inner = self.backlog
        assert 0 <= inner._cursor <= len(inner._entries)
        assert 0 <= inner._asked <= inner._cursor
        sounds = [entry.item for entry in inner._entries if isinstance(entry.item, Sound)]
        assert sum(len(sound.pcm) for sound in sounds) == inner._bytes <= KEPT * 32_000
        assert len(inner._entries) - len(sounds) == inner._marks <= MARKS


@given(st.lists(steps, max_size=60))
def test_nothing_is_lost_or_given_out_twice(story: list[tuple[str, object, int]]) -> None:
    """Whatever was not answered nor confirmed is sent again, in order; what is missing is told."""
    model = Model()
    with small():
        for step in story:
            model.does(*step)
            model.check()
        missing, dropped = model.rewind()
        model.check()
    said = {number for number in missing if getattr(model.items[number], "voiced", False)}
    assert dropped >= model.seconds(said) - 1e-9


@given(st.lists(steps.filter(lambda step: step[0] not in ("answered", "confirm"))))
@example([("add", "quiet", 18_716), ("send slowly", "loud", 13_286)])
def test_lost_seconds_are_counted_exactly(story: list[tuple[str, object, int]]) -> None:
    """Neither more nor less than the service will never hear, but for long silence."""
    model = Model()
    with small(), patch.object(module, "PAUSE_S", 2 * KEPT):  # none is so long
        for step in story:
            model.does(*step)
        missing, dropped = model.rewind()
    assert dropped == pytest.approx(model.seconds(missing))


@given(st.lists(st.tuples(st.just("add"), kinds, st.integers(4, 20_000)), max_size=60))
def test_a_mark_outlives_the_sound_around_it(story: list[tuple[str, object, int]]) -> None:
    """As many of the newest as are kept, whatever the sound."""
    model = Model()
    with small():
        for step in story:
            model.does(*step)
        kept = [item for item in again(model.backlog) if not isinstance(item, Sound)]
    marks = [item for item in model.items if not isinstance(item, Sound)]
    assert kept == marks[-MARKS:]
