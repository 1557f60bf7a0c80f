"""What is said twice is heard once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.core.link.items import Item, Sound, Typed
from livechat.core.link.outbox import Outbox
from livechat.core.link.policies import NEVER
from livechat.core.link.replay_dedup import MAX_CHARS, ReplayDedup
from livechat.core.talk.events import (
    AudioReceived,
    Event,
    InputTranscribed,
    Interrupted,
    OutputTranscribed,
    TextReceived,
    ToolCalled,
)
from livechat.core.talk.transcript import LATE_INPUT_S

SOUND = AudioReceived(at=1, pcm=b"\0\0")
VOICE = Sound(bytes(640), 0.0, voiced=True)


def hear(dedup: ReplayDedup, *texts: str, at: float = 0.0) -> str:
    """What passes of fragments, put together."""
    passed = [dedup.fold(InputTranscribed(at=at, text=text)) for text in texts]
    return "".join(event.text for event in passed if isinstance(event, InputTranscribed))


def again(*before: str, since: float = NEVER) -> ReplayDedup:
    """After a connection over which this was understood, and is sent again."""
    dedup = ReplayDedup()
    assert hear(dedup, *before) == "".join(before)
    dedup.rewound(again=True, owed=True, since=since)
    return dedup


def split(text: str, cuts: list[int]) -> list[str]:
    places = sorted({cut % (len(text) + 1) for cut in cuts})
    return [text[a:b] for a, b in zip([0, *places], [*places, len(text)], strict=True)]


def test_the_same_words_pass_once() -> None:
    """Though they are cut, cased and punctuated otherwise."""
    dedup = again("What time ", "is it, please?")
    assert hear(dedup, "what", " Time is", " it please") == ""
    assert hear(dedup, " And where?") == " And where?"


def test_words_that_were_never_told_may_come_before_known_ones() -> None:
    """The first of them had arrived, and was not sent again then; a new session needs it all."""
    dedup = ReplayDedup()
    dedup.rewound(again=True, since=11.0)
    assert hear(dedup, " time", " is it?", at=12.0) == " time is it?"
    dedup.rewound(again=True, since=10.0)
    assert hear(dedup, " What", " time", " is it?", " And where?", at=15.0) == " What And where?"


def test_what_follows_known_words_keeps_its_space() -> None:
    """In the same fragment, or in one of its own."""
    assert hear(again("What time is it?"), "What time is it? And where?") == " And where?"
    assert hear(again("What"), "What", " else") == " else"


def test_more_than_anybody_says_is_not_expected() -> None:
    """A flood of words neither piles up nor is held back the second time."""
    flood = ["word " * 1_000] * 10
    assert hear(again(*flood), *flood[:2]) == ""
    fresh = hear(again(*flood), *flood)
    assert len(fresh.split()) == 10_000 - MAX_CHARS // len("word ")


def test_a_word_that_was_cut_is_completed() -> None:
    """The connection broke in the middle of it."""
    assert hear(again("What ti"), "What ", "time is it") == "me is it"


def test_a_word_that_was_heard_otherwise_is_whole() -> None:
    """Letters that were held back for being alike come with it."""
    assert hear(again("the theory"), "the th", "ings are") == " things are"
    assert hear(again("hello"), " good morning") == " good morning"
    assert hear(again("hello"), "good ", "hello") == "good hello"
    assert hear(again("one two"), "one ", "t", " three") == " t three"


def test_known_words_are_known_over_every_connection() -> None:
    """However often it breaks, wherever in the repetition."""
    dedup = again("One two")
    assert hear(dedup, "One") == ""
    dedup.rewound(again=True, owed=True)
    assert hear(dedup, "One two", " three") == " three"
    dedup.rewound(again=True, owed=True)
    assert hear(dedup, "one two three") == ""


def test_words_from_before_the_sound_that_is_sent_again_are_not_expected() -> None:
    """Their sound was let go; what was said since then comes again, and passes once."""
    for since, expected in ((0.0, "Dinner! What now?"), (5.0, "What now?"), (10.0, "")):
        dedup = ReplayDedup()
        hear(dedup, "Dinner!", at=4.0)
        hear(dedup, " What now?", at=9.0)
        dedup.rewound(again=True, owed=True, since=since)
        assert hear(dedup, expected, " Well?") == " Well?"


@pytest.mark.parametrize(
    ("heard", "passed"),
    [
        (["weather in Paris?", " Please."], " Please."),
        (["the weather in ", "Rome, please"], " Rome, please"),
        (["What is the we", "ather in Paris?"], ""),
        (["is", " it late"], "is it late"),
        (["is the", " shop open"], "is the shop open"),
        (["Hello"], "Hello"),
    ],
)
def test_a_part_of_what_is_known_may_come_again(heard: list[str], passed: str) -> None:
    """The rest has arrived. A word or two that are alike are chance, and pass."""
    dedup = again(" What is the weather in Paris?", since=-1.0)
    assert hear(dedup, *heard) == passed


def test_where_nothing_is_owed_nothing_is_known() -> None:
    """Nor is it over the connection after that."""
    dedup = again("Hello")
    dedup.rewound(again=False, owed=False)
    dedup.rewound(again=True, owed=True)
    assert hear(dedup, "Hello") == "Hello"


def test_late_words_of_an_answered_question_are_not_expected_of_the_next() -> None:
    """A line that is sent again is not transcribed; what the user says then is whole."""
    outbox, dedup = Outbox(), ReplayDedup()

    def send(item: Item, at: float) -> None:
        outbox.add(item, at)
        while outbox.next(manual=False, session=1):
            outbox.sent(at)

    send(VOICE, 1.0)
    dedup.fold(SOUND)
    outbox.asked(2.0)
    outbox.answered()
    dedup.answered()
    hear(dedup, " Okay", at=3.5)
    send(Typed("What time is it?"), 30.0)
    rewound = outbox.rewind()
    dedup.rewound(again=rewound.repeats_speech, owed=True, since=rewound.repeats_from)
    assert hear(dedup, " Okay, thanks", at=60.0) == " Okay, thanks"
    send(VOICE, 61.0)
    hear(dedup, " Hello", at=62.0)
    rewound = outbox.rewind()
    dedup.rewound(again=rewound.repeats_speech, owed=True, since=rewound.repeats_from)
    assert hear(dedup, " Hello, you", at=70.0) == " you"


def test_what_is_not_sent_again_is_not_expected() -> None:
    """The same words are another question then."""
    dedup = ReplayDedup()
    hear(dedup, "Hello")
    dedup.rewound(again=False, owed=True)
    assert hear(dedup, "Hello") == "Hello"


def test_a_question_that_was_answered_is_not_expected() -> None:
    """Whoever begins the next one alike is heard; late words of it belong to it."""
    dedup = ReplayDedup()
    hear(dedup, "What time is it?")
    dedup.fold(SOUND)
    hear(dedup, " Please.", at=1 + LATE_INPUT_S)
    dedup.answered()
    dedup.rewound(again=True, owed=True)
    assert hear(dedup, "What time is it? Please.") == "What time is it? Please."


def test_words_that_never_came_again_are_not_expected_for_ever() -> None:
    """The service knew them, and answered."""
    dedup = again("What time is it?")
    dedup.fold(SOUND)
    dedup.answered()
    assert hear(dedup, "What time is it there?") == "What time is it there?"


@pytest.mark.parametrize(
    "begins",
    [
        SOUND,
        OutputTranscribed(at=1, text="x"),
        TextReceived(at=1, text="x"),
        ToolCalled(at=1, calls=()),
    ],
)
def test_what_was_said_over_an_answer_is_expected(begins: Event) -> None:
    """The answer's end does not answer it: it is sent again."""
    dedup = ReplayDedup()
    hear(dedup, "A story")
    dedup.fold(begins)
    hear(dedup, "Stop that", at=2 + LATE_INPUT_S)
    dedup.fold(SOUND)
    dedup.answered()
    dedup.rewound(again=True, owed=True)
    assert hear(dedup, "Stop that") == ""


def test_what_interrupted_an_answer_at_once_is_expected() -> None:
    """However early it came; an interruption of nothing makes no difference."""
    dedup = ReplayDedup()
    dedup.fold(Interrupted(at=0))
    hear(dedup, "A story")
    dedup.fold(SOUND)
    dedup.fold(Interrupted(at=1.1))
    hear(dedup, "Stop that", at=1.2)
    dedup.answered()
    dedup.rewound(again=True, owed=True)
    assert hear(dedup, "Stop that") == ""


def test_an_empty_turn_answers_nothing() -> None:
    """Its question is sent again, so its words are expected."""
    dedup = ReplayDedup()
    hear(dedup, "Hello")
    dedup.answered()
    dedup.rewound(again=True, owed=True)
    assert hear(dedup, "Hello") == ""


def test_guesses_are_left_out_while_known_words_are_expected() -> None:
    """They would show what is already there."""
    guess = InputTranscribed(at=0, text="Wreck a", interim=True)
    assert ReplayDedup().fold(guess) is guess
    dedup = again("Hello")
    assert dedup.fold(guess) is None
    hear(dedup, "Hello")
    assert dedup.fold(guess) is guess


def test_the_end_of_an_utterance_passes() -> None:
    """Without its words."""
    end = InputTranscribed(at=0, text="Hello", finished=True)
    assert again("Hello").fold(end) == InputTranscribed(at=0, text="", finished=True)


def test_everything_else_passes_untouched() -> None:
    """It says nothing of the user."""
    assert again("Hello").fold(SOUND) is SOUND
    assert again("Hello").fold(Interrupted(at=0)) == Interrupted(at=0)


texts = st.text(min_size=1, max_size=30) | st.from_regex(r"([a-c]{1,3}[ ,.]){1,6}", fullmatch=True)
cuts = st.lists(st.integers(0, 100), max_size=6)


places = st.sampled_from([NEVER, -1.0])


@given(texts, st.text("abc ,", max_size=10), cuts, cuts)
def test_any_cutting_of_the_same_words_passes_them_once(
    text: str, more: str, some: list[int], others: list[int]
) -> None:
    """And what follows them, whole."""
    dedup = again(*split(text, some))
    passed = hear(dedup, *split(text, others))
    assert passed.strip() == ""
    assert letters(hear(dedup, more)) == letters(more)


def letters(text: str) -> list[str]:
    return "".join(" " if one in " ,." else one for one in text).split()


phrases = st.lists(st.sampled_from(["a", "ab", "abc", "b", "ba"]), min_size=1, max_size=5)


@given(phrases, phrases, cuts, cuts, places)
def test_no_word_is_lost(
    first: list[str], second: list[str], some: list[int], others: list[int], since: float
) -> None:
    """What is heard the second time is known, or passes, in order."""
    dedup = again(*split(" ".join(first), some), since=since)
    passed = "".join(letters(hear(dedup, *split(" " + " ".join(second), others))))
    heard, known = "".join(second), "".join(first)
    assert heard.endswith(passed)
    dropped = heard[: len(heard) - len(passed)]
    assert known.startswith(dropped) if since == NEVER else dropped in known


@given(st.lists(texts, max_size=8))
def test_where_nothing_was_lost_everything_passes(fragments: list[str]) -> None:
    """Unchanged."""
    dedup = ReplayDedup()
    for text in fragments:
        event = InputTranscribed(at=0, text=text)
        assert dedup.fold(event) is event
