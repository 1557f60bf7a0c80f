"""What the service may forget is kept, and sent again, but not for ever."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import get_args
from unittest.mock import patch

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from livechat.core.link import outbox as module
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
from livechat.core.link.outbox import (
    CERTAIN_S,
    KEPT_S,
    LEFT_OUT,
    MAX_ASKED,
    MAX_MARKS,
    MAX_PICTURE_BYTES,
    NEVER,
    PAUSE_S,
    POLICIES,
    PREROLL_S,
    UNANSWERED_S,
    Outbox,
    Rewound,
)
from livechat.core.link.policies import Entry, size_of
from livechat.core.picture import Picture

CHUNK_S = 0.02
CHUNK_BYTES = 640
SECOND = 50 * CHUNK_BYTES
PREROLL = round(PREROLL_S / CHUNK_S)
LATER = 1e9
"""Long after everything was said."""


def loud(number: int = 0, size: int = CHUNK_BYTES) -> Sound:
    return Sound(number.to_bytes(4, "little") + bytes(size - 4), 0.0, voiced=True)


def quiet(number: int = 0, size: int = CHUNK_BYTES) -> Sound:
    return Sound(number.to_bytes(4, "little") + bytes(size - 4), 0.0)


def result(number: int = 0, session: int = 1) -> ToolResult:
    return ToolResult(session, str(number), "f", {"output": number})


def progress(number: int = 0, session: int = 1) -> ToolResult:
    return replace(result(number, session), more=True)


TOLD = Note("It has finished.", answered=True)


def send(
    outbox: Outbox,
    at: float = 0.0,
    *,
    manual: bool = True,
    session: int = 1,
    told_at: float = NEVER,
) -> list[Item]:
    """Send everything that waits; return it."""
    given: list[Item] = []
    while (item := outbox.next(manual=manual, session=session, told_at=told_at)) is not None:
        outbox.sent(at)
        given.append(item)
    return given


def say(outbox: Outbox, *items: Item, at: float = 0.0) -> float:
    """Hand over, and send at once, a chunk every 20 ms; return when the last was said."""
    for item in items:
        outbox.add(item, at)
        send(outbox, at, manual=not isinstance(item, SoundEnd))
        at += CHUNK_S
    return at - CHUNK_S


def again(
    outbox: Outbox, *, manual: bool = True, session: int = 1, told_at: float = NEVER
) -> list[Item]:
    """What the next connection is sent."""
    outbox.rewind()
    return send(outbox, manual=manual, session=session, told_at=told_at)


def test_every_kind_of_item_has_a_policy() -> None:
    """A kind without one would be lost or kept for ever."""
    assert set(POLICIES) == set(get_args(Item))


def test_everything_is_given_out_once_and_in_order() -> None:
    """Until it was sent, the same again; what leaves for the first time is told."""
    outbox = Outbox()
    items: list[Item] = [loud(1), Typed("a"), Activity(True), result(), Note("n"), System("s")]
    for item in items:
        outbox.add(item, 0)
    assert outbox.next(manual=True, session=1) is outbox.next(manual=True, session=1) is items[0]
    assert outbox.sent(0) is items[0]
    assert outbox.sent(0) is None  # nothing is being sent
    assert [outbox.waits, send(outbox), outbox.waits] == [True, items[1:], False]
    outbox.rewind()
    assert outbox.next(manual=True, session=1) is items[0]
    assert outbox.sent(0) is None  # not for the first time


# The table, row by row


@pytest.mark.parametrize(
    ("item", "answered", "let_go", "arrived"),
    [
        (loud(), [], [], [loud()]),
        (quiet(), [], [], []),
        (Activity(True), [Activity(True)], [Activity(True)], [Activity(True)]),
        (Typed("?"), [], [Typed("?")], [Typed("?")]),
        (Note("n"), [], [], []),
        (TOLD, [TOLD], [TOLD], []),
        (progress(), [], [], []),
        (System("s"), [], [], []),
        (result(), [result()], [result()], []),
    ],
)
def test_a_row_says_until_when_an_item_is_sent_again(
    item: Item, answered: list[Item], let_go: list[Item], arrived: list[Item]
) -> None:
    """An answer, a time without one, a sign of life: each ends the wait of another kind."""
    for end, left in (
        (lambda outbox: (outbox.asked(LATER), outbox.answered()), answered),
        (lambda outbox: outbox.let_go(LATER), let_go),
        (lambda outbox: outbox.arrived(1.0), arrived),
    ):
        outbox = Outbox()
        say(outbox, item, at=1.0)
        end(outbox)
        assert again(outbox) == left


@pytest.mark.parametrize(
    ("item", "manual", "session", "given"),
    [
        (Activity(True), True, 1, [Activity(True)]),
        (Activity(True), False, 1, []),
        (Activity(False), True, 1, [Activity(False)]),
        (Activity(False), False, 1, [SoundEnd()]),
        (SoundEnd(), True, 1, []),
        (SoundEnd(), False, 1, [SoundEnd()]),
        (result(), True, 1, [result()]),
        (result(session=1), True, 2, []),
        (result(session=2), True, 2, [result(session=2)]),
        (progress(session=1), True, 2, []),
        (Note("n"), True, 2, []),
        (Typed("?"), False, 2, [Typed("?")]),
    ],
)
def test_an_item_leaves_as_the_connection_takes_it(
    item: Item, manual: bool, session: int, given: list[Item]
) -> None:
    """Or not at all; over every later connection the same."""
    outbox = Outbox()
    outbox.add(loud(1), 0)
    outbox.add(item, 0)
    told_at = 0.5 if session == 2 else NEVER
    for _ in range(2):
        given_out = again(outbox, manual=manual, session=session, told_at=told_at)
        assert given_out[1:] == given


def test_a_release_that_left_as_an_end_of_sound_asks_nothing_by_itself() -> None:
    """Like every end of sound, it goes when nobody answers the speech before it."""
    outbox = Outbox()
    outbox.add(loud(1), 0)
    outbox.add(Activity(False), 0)
    send(outbox, manual=False)
    outbox.let_go(LATER)
    assert not outbox.owes


def test_only_the_newest_instruction_leaves() -> None:
    """Unless an older one is being sent already."""
    outbox = Outbox()
    for text in ("a", "b", "c"):
        outbox.add(System(text), 0)
    assert outbox.next(manual=True, session=1) == System("c")
    outbox.add(System("d"), 0)
    assert send(outbox) == [System("c"), System("d")]


def test_a_result_goes_to_the_session_that_asked_until_it_has_arrived() -> None:
    """Whatever else is forgotten meanwhile; another session never gets it."""
    outbox = Outbox()
    say(outbox, Typed("?"), result(1), at=1.0)
    outbox.asked(LATER)
    outbox.answered()
    outbox.let_go(LATER)
    assert [again(outbox), again(outbox)] == [[result(1)], [result(1)]]
    outbox.arrived(NEVER)
    assert again(outbox) == [result(1)]
    outbox.arrived(0.0)
    assert again(outbox) == []
    say(outbox, result(2), at=2.0)
    outbox.asked(LATER)
    outbox.answered()
    say(outbox, loud(), at=3.0)
    outbox.let_go(LATER)
    assert [again(outbox, session=2, told_at=4.0), again(outbox)] == [[], []]


def test_a_result_that_a_new_session_was_not_told_of_is_given_out_for_it_as_well() -> None:
    """It is then told in words, once, as a note that may have arrived is; how far it is, never."""
    outbox = Outbox()
    say(outbox, result(1), progress(2), at=1.0)
    outbox.add(result(3), 3.0)
    outbox.add(progress(4), 3.0)
    outbox.rewind()
    assert send(outbox, 4.0, session=2, told_at=2.0) == [result(3)]
    outbox.rewind(since=3.5)  # it was resumed, and what was sent last may have arrived
    assert send(outbox, 5.0, session=2, told_at=2.0) == []
    outbox.rewind()
    assert send(outbox, 6.0, session=3, told_at=5.5) == []


def test_a_note_that_is_to_be_answered_is_sent_again_to_a_session_that_lacks_it() -> None:
    """A new one was told when it began what became of everything."""
    outbox = Outbox()
    say(outbox, TOLD, at=1.0)
    outbox.rewind(since=0.5)
    assert send(outbox, 2.0) == []
    assert again(outbox) == [TOLD]
    assert again(outbox, session=2, told_at=3.0) == []


def test_only_the_newest_of_how_far_a_function_is_leaves() -> None:
    """Nothing of it leaves with the result, nor over another connection."""
    outbox = Outbox()
    for item in (progress(1), progress(2), progress(1), progress(1)):
        outbox.add(item, 0.0)
    assert send(outbox) == [progress(2), progress(1)]
    outbox.add(progress(1), 0.0)
    outbox.next(manual=True, session=1)
    outbox.add(progress(1), 0.0)  # while the one before is being sent
    assert send(outbox) == [progress(1), progress(1)]
    outbox.add(progress(1), 0.0)
    outbox.add(result(1), 0.0)
    assert send(outbox) == [result(1)]
    outbox.add(progress(2), 0.0)
    assert again(outbox) == [result(1)]


def test_pictures_of_results_have_a_bound() -> None:
    """The newest are kept; of the others it is known that there were some."""
    outbox = Outbox()
    picture = Picture(bytes(MAX_PICTURE_BYTES // 2), "image/png")
    pictured = [replace(result(number), pictures=(picture,)) for number in range(3)]
    items: tuple[Item, ...] = (Typed("?"), *pictured, result(4))
    for item in items:
        outbox.add(item, 0.0)
    first = replace(pictured[0], pictures=(LEFT_OUT,))
    assert send(outbox) == [Typed("?"), first, *pictured[1:], result(4)]


# Questions


def test_what_was_not_answered_is_sent_again() -> None:
    """And nothing of it when the answer is complete."""
    outbox = Outbox()
    question: list[Item] = [loud(1), quiet(2), loud(3)]
    say(outbox, *question)
    outbox.asked(LATER)
    assert [outbox.owes, outbox.owes_sent, again(outbox)] == [True, True, question]
    outbox.asked(LATER)
    outbox.answered()
    assert [outbox.owes, outbox.owes_sent, again(outbox)] == [False, False, []]


def test_what_was_said_during_an_answer_outlives_it() -> None:
    """It is the next question."""
    outbox = Outbox()
    say(outbox, Typed("first"))
    outbox.asked(LATER)
    say(outbox, loud(2))
    outbox.answered()
    assert again(outbox) == [loud(2)]


def test_an_answer_that_was_lost_leaves_its_question() -> None:
    """The end of another answer, which nobody asked for, does not take it away."""
    outbox = Outbox()
    say(outbox, Typed("first"))
    outbox.asked(LATER)
    outbox.rewind()
    outbox.answered()
    assert send(outbox) == [Typed("first")]


@pytest.mark.parametrize(
    "question", [[Typed("?")], [Activity(True), loud(), Activity(False)], [loud(), Typed("?")]]
)
def test_a_question_is_kept_until_it_is_answered(question: list[Item]) -> None:
    """A typed line and push-to-talk are meant for the model, and owed an answer."""
    outbox = Outbox()
    say(outbox, *question)
    outbox.let_go(1000)
    assert again(outbox) == question


def test_silence_that_was_sent_is_sent_again_only_around_words() -> None:
    """It says nothing, and is billed like speech; what waits is sent as it is."""
    outbox = Outbox()
    minute = [quiet(number) for number in range(3_000)]
    say(outbox, Typed("?"), *minute, loud(1), *minute)
    outbox.add(quiet(7), 200.0)
    before, after = round(PREROLL_S / CHUNK_S), round(PAUSE_S / CHUNK_S)
    wanted = [Typed("?"), *minute[-before:], loud(1), *minute[:after], quiet(7)]
    assert again(outbox) == wanted


def test_a_question_is_kept_while_it_is_answered() -> None:
    """Half an answer is none, and a handle from its middle does not lead to the rest."""
    outbox = Outbox()
    say(outbox, loud(1))
    outbox.asked(LATER)
    outbox.let_go(1000)
    assert again(outbox) == [loud(1)]


def test_who_speaks_as_an_answer_begins_interrupts_it() -> None:
    """The service cannot have heard it; what was said before a breath is the question."""
    outbox = Outbox()
    say(outbox, loud(1), at=0.0)
    say(outbox, *map(quiet, range(30)), loud(2), quiet(40), at=0.02)
    outbox.asked(0.7)
    outbox.answered()
    given = again(outbox)
    assert loud(1) not in given
    assert loud(2) in given


def test_a_key_held_down_is_no_question_yet() -> None:
    """An answer that begins meanwhile is one to what was said before; the press is kept."""
    outbox = Outbox()
    say(outbox, Typed("first"), Activity(True), loud(2))
    outbox.asked(LATER)
    outbox.answered()
    say(outbox, loud(3), Activity(False))
    assert again(outbox) == [Activity(True), loud(2), loud(3), Activity(False)]
    outbox.asked(LATER)
    outbox.answered()
    assert again(outbox) == []


def test_a_key_held_down_for_long_is_pressed_again_over_a_new_connection() -> None:
    """Through pauses, handles, and more sound than is kept."""
    outbox = Outbox()
    say(outbox, Activity(True), loud(1))
    outbox.let_go(100)
    most = round(KEPT_S / CHUNK_S)
    say(outbox, *map(loud, range(most)), at=100)
    first, second, *rest = again(outbox)
    assert first == Activity(True)
    assert second == loud(0)
    assert len(rest) == most - 1


@pytest.mark.parametrize("between", [[], [quiet(1), quiet(2)]])
def test_a_press_in_silence_asks_nothing(between: list[Item]) -> None:
    """It is forgotten with its release; a line that was typed meanwhile is not."""
    outbox = Outbox()
    say(outbox, loud(0), Activity(True), *between, Typed("?"), Activity(False))
    assert again(outbox) == [loud(0), Typed("?")]
    outbox = Outbox()
    say(outbox, Activity(True), *between, Activity(False))
    assert not outbox.owes
    say(outbox, Activity(False))  # without its press, which was dropped long ago
    assert again(outbox) == [Activity(False)]


# Asked three times, and no more


def test_a_question_is_asked_three_times_whatever_the_cause() -> None:
    """Then it is given up and told; the next one is asked."""
    outbox = Outbox()
    outbox.add(Typed("poison"), 0)
    asked = [send(outbox)]
    rewinds = list[Rewound]()
    for _ in range(5):
        rewinds.append(outbox.rewind())
        asked.append(send(outbox))
    assert asked == [[Typed("poison")]] * MAX_ASKED + [[]] * (6 - MAX_ASKED)
    assert [one.gave_up for one in rewinds] == [False, False, True, False, False]
    outbox.add(Typed("next"), 0)
    assert again(outbox) == [Typed("next")]


def test_a_send_that_the_connection_did_not_outlive_counts() -> None:
    """The service may have had it all the same; it is told as sent when it was."""
    outbox = Outbox()
    outbox.add(Typed("poison"), 0)
    for _ in range(2):
        assert outbox.next(manual=True, session=1)
        assert outbox.next(manual=True, session=1)  # the same: it is still being sent
        assert not outbox.rewind().gave_up
    outbox.next(manual=True, session=1)
    assert outbox.sent(0) == Typed("poison")
    assert outbox.rewind().gave_up


def test_giving_up_lets_the_key_stay_down() -> None:
    """What is said from then on has its press; what came after the question stays, too."""
    outbox = Outbox()
    say(outbox, Activity(True), loud(1))
    for _ in range(MAX_ASKED - 1):
        again(outbox)
    say(outbox, loud(2))
    assert outbox.rewind(since=-1.0).gave_up
    assert send(outbox) == [Activity(True), loud(2)]


def test_a_key_that_is_held_while_connections_break_is_no_question() -> None:
    """Nothing is given up, and the key stays down."""
    outbox = Outbox()
    say(outbox, Activity(True))
    for _ in range(2 * MAX_ASKED):
        assert not outbox.rewind().gave_up
        assert send(outbox) == [Activity(True)]


def test_what_has_arrived_is_not_given_up_while_it_may_be_answered() -> None:
    """The session goes on and knows it; only when it is asked again, it was too often."""
    outbox = Outbox()
    say(outbox, Typed("?"))
    for _ in range(MAX_ASKED - 1):
        again(outbox)
    assert not outbox.rewind(since=1.0).gave_up
    assert send(outbox) == []
    assert outbox.owes_sent
    assert outbox.rewind().gave_up


def test_what_has_arrived_is_not_given_out_again() -> None:
    """Nor counted as repeated; what came after it is sent, and speech in it is said twice."""
    outbox = Outbox()
    say(outbox, loud(1), at=1.0)
    say(outbox, loud(2), at=2.0)
    outbox.add(loud(3), 3.0)
    rewound = outbox.rewind(since=1.5)
    assert rewound == Rewound(0.04, 0.0, repeats_speech=True, repeats_from=2.0, gave_up=False)
    assert send(outbox, 4.0) == [loud(2), loud(3)]
    assert not outbox.rewind(since=4.0).repeats_speech
    outbox.add(loud(4), 5.0)
    assert not outbox.rewind(since=4.0).repeats_speech  # it is said for the first time
    assert send(outbox) == [loud(4)]


# Silence and time


def test_silence_that_was_sent_is_not_sent_again() -> None:
    """Half a second of it is, before speech: words begin softly."""
    outbox = Outbox()
    say(outbox, *map(quiet, range(100)))
    assert again(outbox) == []
    say(outbox, *map(quiet, range(100)), loud(100), quiet(101))
    assert again(outbox) == [*map(quiet, range(100 - PREROLL, 100)), loud(100), quiet(101)]


def test_speech_that_begins_with_the_outage_has_its_beginning() -> None:
    """The half second before it went to a connection that is no more."""
    outbox = Outbox()
    say(outbox, *map(quiet, range(100)))
    outbox.add(loud(100), 2.0)
    assert again(outbox) == [*map(quiet, range(100 - PREROLL, 100)), loud(100)]


def test_what_waits_is_sent_though_it_is_quiet() -> None:
    """Nobody has heard it yet; perhaps somebody whispers."""
    outbox = Outbox()
    for number in range(3):
        outbox.add(quiet(number), 0)
    rewound = outbox.rewind()
    assert (rewound.resent_s, rewound.repeats_speech) == (0.06, False)
    assert rewound.repeats_from == float("inf")
    assert send(outbox) == [quiet(0), quiet(1), quiet(2)]


@pytest.mark.parametrize(
    ("later_s", "left"), [(UNANSWERED_S + 0.1, []), (CERTAIN_S + 1, [loud(1), loud(2)])]
)
def test_speech_that_nobody_answers_is_let_go(later_s: float, left: list[Item]) -> None:
    """It was meant for somebody else; but a service has its time to answer."""
    outbox = Outbox()
    ended = say(outbox, loud(1), loud(2))
    outbox.let_go(ended + later_s)
    assert again(outbox) == left


def test_an_utterance_that_goes_on_is_kept_whole() -> None:
    """With the half second before it; but not the utterance before a pause, which is old."""
    outbox = Outbox()
    at = say(outbox, loud(1), loud(2))
    at = say(outbox, *map(quiet, range(3, 100)), at=at + CHUNK_S)
    utterance = [*map(loud, range(100, 900)), *map(quiet, range(900, 910)), loud(910)]
    at = say(outbox, *utterance, at=at + CHUNK_S)
    outbox.let_go(at)
    assert again(outbox) == [*map(quiet, range(100 - PREROLL, 100)), *utterance]


def test_a_pause_ends_an_utterance() -> None:
    """What was said long before it is over."""
    outbox = Outbox()
    say(outbox, loud(1), at=0)
    say(outbox, loud(2), at=UNANSWERED_S)
    say(outbox, loud(3), at=UNANSWERED_S + PAUSE_S)
    outbox.let_go(UNANSWERED_S + PAUSE_S + 1)
    assert again(outbox)[-2:] == [loud(2), loud(3)]


def test_what_was_sent_late_is_not_let_go_too_soon() -> None:
    """It counts when it was sent, not when it was said."""
    outbox = Outbox()
    outbox.add(loud(), 0)
    send(outbox, 100)
    outbox.let_go(100 + UNANSWERED_S - 1)
    assert outbox.owes
    outbox.let_go(100 + UNANSWERED_S)
    assert not outbox.owes


# Too much


def test_what_is_too_much_is_dropped_and_told_once() -> None:
    """The oldest; silence that was sent is missed by nobody."""
    outbox = Outbox()
    say(outbox, quiet(0, SECOND), loud(1, SECOND))
    for number in range(2, 2 + int(KEPT_S)):
        outbox.add(loud(number, SECOND), 0)
    told = outbox.rewind()
    assert told.resent_s == KEPT_S
    outbox.add(loud(100, SECOND), 0)
    dropped = [told.dropped_s, outbox.rewind().dropped_s, outbox.rewind().dropped_s]
    assert dropped == [1.0, 1.0, 0.0]
    assert outbox.next(manual=True, session=1) == loud(3, SECOND)


def test_speech_that_has_arrived_is_not_lost_though_it_is_not_kept() -> None:
    """A session that goes on has it; a new one lacks it."""
    outbox = Outbox()
    say(outbox, loud(1, 40 * SECOND), loud(2, 40 * SECOND), at=0.5)
    assert [outbox.rewind(since).dropped_s for since in (1.0, 1.0, NEVER, NEVER)] == [0, 0, 40, 0]


def test_what_never_left_is_lost_though_an_older_question_is_answered() -> None:
    """A long answer over a stalled socket: its end does not make up for what was dropped. The
    answer to what came after that does.
    """
    for answers, dropped_s in ((1, 80.0), (2, 0.0)):
        outbox = Outbox()
        say(outbox, Typed("?"))
        outbox.asked(LATER)
        for number in range(3):
            outbox.add(loud(number, 40 * SECOND), 0)
        for _ in range(answers):
            outbox.answered()
            send(outbox)
            outbox.asked(LATER)
        assert outbox.rewind().dropped_s == dropped_s


def test_a_question_outlives_a_long_wait_in_silence() -> None:
    """Silence goes first, but for what belongs to the words on both sides of it."""
    outbox = Outbox()
    say(outbox, *map(loud, range(50)))
    for number in range(100 * 50):
        outbox.add(quiet(number), 1)
    outbox.add(loud(7), 2)
    rewound = outbox.rewind()
    assert (rewound.resent_s, rewound.dropped_s) == (KEPT_S, 0.0)
    given = again(outbox)
    assert given[:50] == list(map(loud, range(50)))
    assert given[50:90] == list(map(quiet, range(40)))
    assert given[-26:] == [*map(quiet, range(4975, 5000)), loud(7)]


def test_what_was_dropped_is_not_missed_when_it_was_answered() -> None:
    """Long speeches are no loss; the next trouble does not tell of them."""
    outbox = Outbox()
    say(outbox, loud(0, 40 * SECOND), loud(1, 40 * SECOND))
    outbox.asked(LATER)
    outbox.answered()
    assert outbox.rewind().dropped_s == 0.0


def test_what_is_being_sent_may_be_dropped_meanwhile() -> None:
    """What comes after it is sent all the same."""
    outbox = Outbox()
    first, second = loud(1, 40 * SECOND), loud(2, 40 * SECOND)
    outbox.add(first, 0)
    assert outbox.next(manual=True, session=1) is first
    outbox.add(second, 0)
    assert outbox.sent(0) is first
    assert send(outbox) == [second]
    outbox.add(first, 0)
    outbox.next(manual=True, session=1)
    outbox.forget()
    assert outbox.sent(0) is first
    outbox.add(Typed("a"), 0)
    assert send(outbox) == [Typed("a")]


def test_what_was_being_sent_when_it_was_dropped_may_be_lost() -> None:
    """Nobody knows whether it arrived."""
    outbox = Outbox()
    outbox.add(loud(1, 40 * SECOND), 0)
    outbox.next(manual=True, session=1)
    outbox.add(loud(2, 40 * SECOND), 0)
    assert outbox.rewind(since=LATER).dropped_s == 40.0


@pytest.mark.parametrize("pressed", [False, True], ids=["an open microphone", "push-to-talk"])
@pytest.mark.parametrize("pauses", [False, True])
def test_a_loud_room_that_nobody_answers_costs_no_more_with_each_minute(
    pressed: bool, pauses: bool
) -> None:
    """Each chunk is looked at once for the silence that may be dropped, not again with each."""
    outbox, looks, count = Outbox(), list[int](), 3 * round(KEPT_S / CHUNK_S)

    def ends_silence(entry: Entry) -> bool:
        looks.append(1)
        return entry.says or isinstance(entry.item, SoundEnd)

    with patch.object(module, "_ends_silence", ends_silence):
        if pressed:
            outbox.add(Activity(True), 0.0)
        for number in range(count):
            speaks = not pauses or number % 50 < 40
            outbox.add((loud if speaks else quiet)(number), number * CHUNK_S)
            if outbox.next(manual=pressed, session=1) is not None:
                outbox.sent(number * CHUNK_S)
    assert len(looks) <= 2 * count


def test_marks_have_a_bound() -> None:
    """The newest are kept."""
    outbox = Outbox()
    for number in range(MAX_MARKS + 1):
        outbox.add(Typed(str(number)), 0)
    assert send(outbox) == [Typed(str(number)) for number in range(1, MAX_MARKS + 1)]


# Forgotten on purpose


def test_ends_of_speech_whose_sound_was_dropped_become_one() -> None:
    """An hour of talk without a connection leaves a minute of it, and pushes out no typed line."""
    outbox = Outbox()
    outbox.add(Typed("before"), 0)
    sentence: list[Item] = [*[loud(size=SECOND)] * 3, SoundEnd()]
    for item in sentence * (MAX_MARKS + 2):
        outbox.add(item, 0)
    left = send(outbox, manual=False)
    assert left[:2] == [Typed("before"), SoundEnd()]
    assert left[2:] == sentence * round(KEPT_S / 3)


def test_nothing_of_what_is_forgotten_is_sent() -> None:
    """Neither again nor at last."""
    outbox = Outbox()
    say(outbox, loud(1), result())
    outbox.add(loud(2), 0)
    outbox.forget()
    assert not outbox.owes
    assert again(outbox) == []


@pytest.mark.parametrize("key", [[], [Activity(True)]])
def test_what_was_sent_and_is_being_sent_can_be_forgotten_alone(key: list[Item]) -> None:
    """One of it did not fit the model; what waits stays, and a key that is down."""
    outbox = Outbox()
    say(outbox, Typed("unfit"), result(), *key, loud(1))
    outbox.add(loud(2), 0)
    outbox.add(loud(3), 0)
    assert outbox.next(manual=True, session=1) == loud(2)
    outbox.forget_sent()
    assert outbox.sent(0) == loud(2)
    assert send(outbox) == [*key, loud(3)]
    outbox.forget_sent()
    assert send(outbox) == key


# Whatever happens, in whatever order

KEPT = 1.0
MARKS = 5

kinds = st.sampled_from(["loud", "loud", "quiet", "typed", "press", "release", "end", "result"])
sizes = st.integers(4, 20_000)
nothing = st.just(0)
steps = st.one_of(
    st.tuples(st.just("add"), kinds, sizes),
    st.tuples(st.just("send"), st.integers(1, 8), nothing),
    st.tuples(st.just("send slowly"), kinds, sizes),
    st.tuples(st.sampled_from(["asked", "answered", "let go", "arrived"]), nothing, nothing),
    st.tuples(st.sampled_from(["rewind", "stall"]), nothing, nothing),
    st.tuples(st.just("resume"), st.sampled_from([0.0, 0.1, 1.0]), nothing),
    st.tuples(st.just("forget sent"), nothing, nothing),
    st.tuples(st.just("wait"), st.sampled_from([0.1, 1.0, 5.0, 20.0]), nothing),
)
Story = list[tuple[str, object, int]]


@contextmanager
def small() -> Iterator[None]:
    """Bounds that are reached soon."""
    with patch.object(module, "KEPT_S", KEPT), patch.object(module, "MAX_MARKS", MARKS):
        yield


@dataclass
class Model:
    """An outbox beside a plain account of what the service must not miss. Items are numbers."""

    manual: bool = True
    outbox: Outbox = field(default_factory=Outbox)
    now: float = 0.0
    session: int = 1
    told_at: float = NEVER
    items: list[Item] = field(default_factory=list)
    """All that was ever handed over, by number."""
    sent_at: dict[int, float] = field(default_factory=dict)
    """Over any connection."""
    times: Counter[int] = field(default_factory=Counter)
    """How often each was given out."""
    given: set[int] = field(default_factory=set)
    """Over this connection."""
    known: set[int] = field(default_factory=set)
    """What had arrived in the session when this connection resumed it."""
    safe: set[int] = field(default_factory=set)
    """Answered, arrived, let go or forgotten on purpose."""
    question: set[int] = field(default_factory=set)

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
            "result": result(number, self.session),
        }
        self.items.append(made[kind])
        self.outbox.add(self.items[-1], self.now)

    def asks(self, number: int) -> bool:
        item = self.items[number]
        return isinstance(item, Typed) or (isinstance(item, Sound) and item.voiced)

    def send(self) -> int | None:
        """The number of what is given out next; -1: something that is not the user's own item."""
        item = self.outbox.next(manual=self.manual, session=self.session, told_at=self.told_at)
        if item is None:
            return None
        number = next((at for at, one in enumerate(self.items) if one is item), -1)
        if number < 0:
            assert item in ([Activity(True)] if self.manual else [SoundEnd()])
            return number
        assert number not in self.given, "given out twice"
        assert all(number > before for before in self.given), "out of order"
        assert not (isinstance(item, ToolResult) and item.session != self.session)
        self.given.add(number)
        self.times[number] += 1
        assert not self.asks(number) or self.times[number] <= MAX_ASKED, "asked too often"
        return number

    def left(self, number: int) -> None:
        self.outbox.sent(self.now)
        if number >= 0:
            self.sent_at[number] = self.now

    def does(self, what: str, one: object, size: int) -> None:
        match what, one:
            case "add", str(kind):
                self.add(kind, size)
            case "send", int(count):
                for _ in range(count):
                    number = self.send()
                    if number is not None:
                        self.left(number)
            case "send slowly", str(kind):
                number = self.send()
                self.add(kind, size)
                if number is not None:
                    self.left(number)
            case "asked", _:
                self.outbox.asked(LATER)
                self.question = self.asked()
            case "answered", _:
                self.outbox.answered()
                self.safe |= {at for at in self.question if not self.is_result(at)}
                self.question = set()
            case "let go", _:
                self.outbox.let_go(self.now)
                self.safe |= {
                    number
                    for number, at in self.sent_at.items()
                    if isinstance(self.items[number], Sound) and at <= self.now - CERTAIN_S
                }
            case "arrived", _:
                self.outbox.arrived(self.now)
                self.safe |= {at for at in self.sent_at if self.is_result(at)}
            case "forget sent", _:
                self.outbox.forget_sent()
                self.safe |= set(self.sent_at)
                self.question = set()
            case "rewind", _:
                self.rewind()
            case "stall", _:
                self.send()
                self.rewind()
            case "resume", float(age_s):
                self.rewind(self.now - age_s)
            case "wait", float(seconds):
                self.now += seconds

    def is_result(self, number: int) -> bool:
        return isinstance(self.items[number], ToolResult)

    def asked(self) -> set[int]:
        sent = self.known | {at for at in self.given if at in self.sent_at}
        marks = [at for at in sorted(sent) if isinstance(self.items[at], Activity)]
        held = marks[-1:] if marks and self.items[marks[-1]] == Activity(True) else []
        return {number for number in sent if not held or number < held[0]}

    def needed(self, since: float) -> set[int]:
        """What has to be given out again: it was not sent, or may be missed.

        Not the marks of push-to-talk: those around silence are forgotten. Nor words that were sent
        in a session that goes on: it may have them, and would answer them twice.
        """
        return {
            number
            for number, item in enumerate(self.items)
            if number not in self.safe
            and not isinstance(item, Activity | SoundEnd)
            and not (isinstance(item, ToolResult) and item.session != self.session)
            and not self.sent_at.get(number, LATER) <= since
            and not (since > NEVER and number in self.sent_at and isinstance(item, Typed))
            and (number not in self.sent_at or self.asks(number) or isinstance(item, ToolResult))
        }

    def rewind(self, since: float = NEVER) -> tuple[set[int], float]:
        """Connect anew; return what is missing, and the seconds that are told to be."""
        if since == NEVER:
            self.session += 1
            self.now += 0.001
            self.told_at = self.now
        before = self.sent_at.copy()
        rewound = self.outbox.rewind(since)
        if rewound.gave_up:
            tried = [at for at, count in self.times.items() if self.asks(at) and count == MAX_ASKED]
            self.safe |= {at for at in range(max(tried) + 1) if not self.is_result(at)}
        needed = self.needed(since)
        self.given, self.question = set(), set()
        self.known = {at for at, sent_at in before.items() if sent_at <= since}
        while (number := self.send()) is not None:
            assert number not in self.known, "it has arrived"
            self.left(number)
        self.sent_at = before | self.sent_at
        again = self.given
        if since > NEVER:  # such words may be part of the next question
            self.known |= {at for at in before.keys() - again if isinstance(self.items[at], Typed)}
        assert rewound.resent_s == pytest.approx(self.seconds(again))
        spoken = {at for at in again if at in before and self.asks(at)}
        assert rewound.repeats_speech or not [at for at in spoken if self.seconds({at})]
        missing = needed - again
        marks = [at for at in missing if not isinstance(self.items[at], Sound)]
        assert not marks or sum(not isinstance(one, Sound) for one in self.items) > MARKS
        self.safe |= missing  # told once
        return missing, rewound.dropped_s

    def seconds(self, numbers: set[int]) -> float:
        sounds = [self.items[number] for number in numbers]
        return sum(len(one.pcm) for one in sounds if isinstance(one, Sound)) / 32_000

    def check(self) -> None:
        inner = self.outbox
        assert 0 <= inner._question_end <= inner._cursor <= len(inner._entries)
        sounds = [entry.item for entry in inner._entries if isinstance(entry.item, Sound)]
        assert sum(len(sound.pcm) for sound in sounds) == inner._bytes <= KEPT * 32_000
        assert len(inner._entries) - len(sounds) == inner._marks <= MARKS
        silence = 0
        for entry in inner._entries[: inner._scan.index]:
            ends = isinstance(entry.item, SoundEnd) or entry.says
            silence = 0 if ends else silence + size_of(entry.item)
        assert inner._scan.bytes == silence


@given(st.booleans(), st.lists(steps, max_size=60))
@example(False, [("add", "typed", 4), ("send", 1, 0), ("resume", 0.1, 0)])
def test_nothing_is_lost_nor_given_out_twice_nor_asked_a_fourth_time(
    manual: bool, story: Story
) -> None:
    """What may be missed is sent again, in order, three times at most; what is missing is told."""
    model = Model(manual)
    with small():
        for step in story:
            model.does(*step)
            model.check()
        missing, dropped = model.rewind()
        model.check()
    said = {number for number in missing if model.asks(number)}
    assert dropped >= model.seconds(said) - 1e-9


ENDS = ("answered", "let go", "forget sent", "resume")


@given(st.lists(steps.filter(lambda step: step[0] not in ENDS)))
@example([("add", "quiet", 18_716), ("send slowly", "loud", 13_286)])
def test_lost_seconds_are_counted_exactly(story: Story) -> None:
    """Neither more nor less than the service will never hear, but for long silence."""
    model = Model()
    with small(), patch.object(module, "PAUSE_S", 2 * KEPT):  # none is so long
        for step in story:
            model.does(*step)
        missing, dropped = model.rewind()
    assert dropped == pytest.approx(model.seconds(missing))


@given(
    st.lists(
        st.tuples(st.just("add"), kinds.filter(lambda kind: kind != "end"), sizes), max_size=60
    )
)
def test_a_mark_outlives_the_sound_around_it(story: Story) -> None:
    """As many of the newest as are kept, whatever the sound; of ends, one is as good as two."""
    model = Model()
    with small():
        for step in story:
            model.does(*step)
        kept = [entry.item for entry in model.outbox._entries if not isinstance(entry.item, Sound)]
    marks = [item for item in model.items if not isinstance(item, Sound)]
    assert kept == marks[-MARKS:]
