"""Where speech begins and ends."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.core.link.endpointing import (
    BRIEF_WINDOWS,
    HYSTERESIS,
    ONSET_WINDOWS,
    THRESHOLD,
    WINDOW_MS,
    Endpointer,
    EndRule,
    exactly,
)

RULE = EndRule(
    finished_ms=10 * WINDOW_MS, unfinished_ms=20 * WINDOW_MS, brief_ms=15 * WINDOW_MS, sure=0.5
)
BEGUN = [0.9] * (ONSET_WINDOWS + BRIEF_WINDOWS)
"""A sentence."""


def heard(*probabilities: float, finished: float = 0.0, rule: EndRule = RULE) -> list[bool]:
    endpointer = Endpointer(rule)
    said = [endpointer.window(probability, finished) for probability in probabilities]
    return [change for change in said if change is not None]


def test_speech_begins_after_some_windows_in_a_row() -> None:
    """A click is not speech."""
    click = [0.9] * (ONSET_WINDOWS - 1)
    assert heard(*click, 0.1, *click) == []
    assert heard(*click, 0.9) == [True]


@pytest.mark.parametrize(("finished", "windows"), [(0.0, 20), (0.49, 20), (0.5, 10), (1.0, 10)])
def test_a_silence_ends_speech_sooner_where_the_sentence_sounds_finished(
    finished: float, windows: int
) -> None:
    """Neither a window sooner, nor a window later."""
    assert heard(*BEGUN, *[0.1] * (windows - 1), finished=finished) == [True]
    assert heard(*BEGUN, *[0.1] * windows, finished=finished) == [True, False]


@pytest.mark.parametrize(
    ("spoken", "windows"), [(0, 15), (BRIEF_WINDOWS - 1, 15), (BRIEF_WINDOWS, 20)]
)
def test_a_word_or_two_that_do_not_sound_finished_are_not_waited_for_so_long(
    spoken: int, windows: int
) -> None:
    """A yes does not fall away as a sentence does."""
    word = [0.9] * (ONSET_WINDOWS + spoken)
    assert heard(*word, *[0.1] * (windows - 1)) == [True]
    assert heard(*word, *[0.1] * windows) == [True, False]
    assert heard(*word, *[0.1] * 10, finished=1.0) == [True, False]


def test_words_that_turn_out_to_be_finished_end_at_once() -> None:
    """The judgement comes while the silence lasts."""
    endpointer = Endpointer(RULE)
    for probability in (*BEGUN, *[0.1] * 15):
        endpointer.window(probability, 0.0)
    assert endpointer.window(0.1, 1.0) is False


@pytest.mark.parametrize(
    ("pause", "windows"), [(3, 10), (4, 10), (6, 10), (8, 12), (12, 16), (19, 20)]
)
def test_who_pauses_within_a_sentence_is_given_longer_at_its_end(pause: int, windows: int) -> None:
    """Longer than the longest pause before, and never longer than an unfinished sentence."""
    said = [*BEGUN, *[0.1] * pause, 0.9, *[0.1] * 5, 0.9]
    endpointer = Endpointer(RULE)
    for probability in said:
        assert endpointer.window(probability, 0.0) is not False
    for _ in range(windows - 1):
        assert endpointer.window(0.1, 1.0) is None
    assert endpointer.window(0.1, 1.0) is False
    assert True in [endpointer.window(0.9) for _ in BEGUN]
    assert [endpointer.window(0.1, 1.0) for _ in range(10)][-1] is False  # another utterance


def test_a_pause_within_a_sentence_does_not_end_it() -> None:
    """And doubtful windows go on with what is under way."""
    assert heard(*BEGUN, *[0.1] * 19, 0.9, *[0.1] * 19) == [True]
    assert heard(*BEGUN, *[THRESHOLD - HYSTERESIS] * 100) == [True]


@pytest.mark.parametrize(("asked_ms", "windows"), [(100, 4), (128, 4), (320, 10), (10_000, 313)])
def test_a_number_is_obeyed_whatever_was_said(asked_ms: int, windows: int) -> None:
    """To the window: the silence is never shorter than the user said."""
    for finished in (0.0, 1.0):
        begun = [*BEGUN, *[0.1] * (windows - 1)]
        assert heard(*begun, finished=finished, rule=exactly(asked_ms)) == [True]
        assert heard(*begun, 0.1, finished=finished, rule=exactly(asked_ms)) == [True, False]


def test_a_reset_forgets_half_an_onset() -> None:
    """What follows begins with a clean slate."""
    endpointer = Endpointer()
    for _ in range(ONSET_WINDOWS - 1):
        endpointer.window(0.9)
    endpointer.reset()
    assert endpointer.window(0.9) is None
    assert not endpointer.speaking


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1))))
def test_beginnings_and_ends_alternate(windows: list[tuple[float, float]]) -> None:
    """Whatever is heard, and however finished it sounds."""
    endpointer = Endpointer(RULE)
    said = [endpointer.window(*window) for window in windows]
    changes = [change for change in said if change is not None]
    assert all(a is not b for a, b in itertools.pairwise([False, *changes]))
    assert endpointer.speaking is (bool(changes) and changes[-1])
