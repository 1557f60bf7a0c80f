"""What of a transcription was said."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.core.talk.events import InputTranscribed
from livechat.core.talk.labels import GAP_S, LabelFilter

LABELS = ["<noise>", "<background noise>", "[music]", "(laughs)", "*coughs*", "...", "…", "♪", " "]
LABELS += ["{noise}", "【音楽】", "［拍手］", "（笑）"]


def passed(*pieces: str, every_s: float = 0.1, finished: bool = False) -> list[str]:
    labels = LabelFilter()
    events = [
        InputTranscribed(at=place * every_s, text=piece, finished=finished)
        for place, piece in enumerate(pieces)
    ]
    return [event.text for event in map(labels.fold, events) if event is not None]


@pytest.mark.parametrize("label", LABELS)
def test_a_label_alone_is_nothing_said(label: str) -> None:
    """However often it comes, as a guess as well, and beside others."""
    assert passed(label, label, label, every_s=1) == []
    assert passed(f" {label} {label}.") == []
    guess = InputTranscribed(at=0, text=label, interim=True)
    assert LabelFilter().fold(guess) is None


@given(
    st.sampled_from(
        ["<noise>", "[background noise]", "{noise}", "(silence)", "*laughs*", "【音楽】"]
    ),
    st.sets(st.integers(1, 17)),
)
def test_a_label_may_be_cut_anywhere(label: str, cuts: set[int]) -> None:
    """Its pieces are no words either."""
    places = [0, *sorted(cuts), len(label)]
    assert "".join(passed(*(label[a:b] for a, b in pairwise(places)))) == ""


@pytest.mark.parametrize(
    ("pieces", "said"),
    [
        (["What <noise> time?"], "What  time?"),
        (["What", " <noise>", " time", "?"], "What  time?"),
        (["I said (loudly) no"], "I said (loudly) no"),
        (["five <", " six"], "five < six"),
        (["Is it 5", "?", " "], "Is it 5? "),
        (["你好", "。"], "你好。"),
        (["I said ", "(loud", "ly) no"], "I said (loudly) no"),
        (["(Well", ") no"], "(Well) no"),
    ],
)
def test_words_pass_with_their_spaces_and_marks(pieces: list[str], said: str) -> None:
    """Only what nobody speaks is taken out of them."""
    assert "".join(passed(*pieces)) == said


def test_a_mark_long_after_the_last_word_is_no_part_of_it() -> None:
    """It is what a service makes of silence."""
    assert passed("Yes", ".", every_s=GAP_S + 0.1) == ["Yes"]


def test_a_label_that_is_never_finished_swallows_no_words() -> None:
    """The next utterance is its own."""
    assert passed("<noi", "Hello", "there", every_s=GAP_S + 0.1) == ["Hello", "there"]


def test_a_guess_with_words_passes() -> None:
    """It is replaced later."""
    guess = InputTranscribed(at=0, text="Wreck <noise>", interim=True)
    assert LabelFilter().fold(guess) == guess


def test_the_end_of_an_utterance_passes_though_it_says_nothing() -> None:
    """If something was said in it; and what was held back for a label is said with it."""
    assert passed("Yes", "<noise>", finished=True) == ["Yes", ""]
    assert passed("<noise>", finished=True) == []
    assert passed("a <b", finished=True) == ["a <b"]
