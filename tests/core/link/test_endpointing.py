"""Where speech begins and ends."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.core.link.endpointing import (
    BRIEF_WINDOWS,
    ONSET,
    ONSET_OVER_VOICE,
    ONSET_WINDOWS,
    PATIENCE_DECAY_MS,
    PATIENCE_STEP_MS,
    RESUMED_WINDOWS,
    STILL_SPEECH,
    WINDOW_MS,
    Endpointer,
    EndRule,
    exactly,
)
from livechat.dsp.vad import WINDOW_MS as DETECTOR_MS

RULE = EndRule(
    finished_ms=10 * WINDOW_MS,
    unfinished_ms=20 * WINDOW_MS,
    brief_ms=15 * WINDOW_MS,
    most_ms=30 * WINDOW_MS,
    sure=0.5,
)
BEGUN = [0.9] * (ONSET_WINDOWS + BRIEF_WINDOWS)
"""A sentence."""


def heard(*probabilities: float, finished: float = 0.0, rule: EndRule = RULE) -> list[bool]:
    endpointer = Endpointer(rule)
    said = [endpointer.window(probability, finished) for probability in probabilities]
    return [change for change in said if change is not None]


def test_a_window_is_as_long_as_the_detectors() -> None:
    """Silences are counted in them."""
    assert WINDOW_MS == DETECTOR_MS


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
    ("probability", "over_voice", "begins"),
    [
        (ONSET, False, True),
        (ONSET - 0.01, False, False),
        (ONSET_OVER_VOICE, True, True),
        (ONSET_OVER_VOICE - 0.01, True, False),
    ],
)
def test_speech_over_the_voice_is_believed_sooner(
    probability: float, over_voice: bool, begins: bool
) -> None:
    """It must stop at once; while nothing plays, a street must not open the microphone."""
    endpointer = Endpointer()
    said = [endpointer.window(probability, over_voice=over_voice) for _ in range(ONSET_WINDOWS)]
    assert (said[-1] is True) is begins


def said_and_ended(endpointer: Endpointer, rest: int) -> int:
    """Windows of silence after a sentence that sounds finished until its end; then some more."""
    for _ in BEGUN:
        endpointer.window(0.9)
    silent = 1
    while endpointer.window(0.1, 1.0) is not False:
        silent += 1
    for _ in range(rest):
        endpointer.window(0.1, 1.0)
    return silent


def test_who_goes_on_right_after_an_end_is_given_more_time_from_then_on() -> None:
    """Up to a limit; a reset, as after a mute, forgets nothing of that."""
    endpointer, step = Endpointer(RULE), PATIENCE_STEP_MS / WINDOW_MS
    at_once = RESUMED_WINDOWS - ONSET_WINDOWS
    waited = [said_and_ended(endpointer, at_once) for _ in range(6)]
    assert waited[:3] == [10, round(10 + step + 0.49), round(10 + 2 * step + 0.49)]
    assert waited[-1] == 30
    endpointer.reset()
    assert said_and_ended(endpointer, 0) == 30


def test_who_does_not_is_given_less_again() -> None:
    """Little by little, and never less than before the first mistake."""
    endpointer = Endpointer(RULE)
    said_and_ended(endpointer, RESUMED_WINDOWS - ONSET_WINDOWS)
    ends = PATIENCE_STEP_MS // PATIENCE_DECAY_MS
    waited = [said_and_ended(endpointer, RESUMED_WINDOWS) for _ in range(ends + 5)]
    assert waited == sorted(waited, reverse=True)
    assert waited[0] > 10
    assert waited[-5:] == [10] * 5


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
    for _ in range(RESUMED_WINDOWS):
        endpointer.window(0.1)
    assert True in [endpointer.window(0.9) for _ in BEGUN]
    assert [endpointer.window(0.1, 1.0) for _ in range(10)][-1] is False  # another utterance


def test_a_pause_within_a_sentence_does_not_end_it() -> None:
    """And doubtful windows go on with what is under way."""
    assert heard(*BEGUN, *[0.1] * 19, 0.9, *[0.1] * 19) == [True]
    assert heard(*BEGUN, *[STILL_SPEECH] * 100) == [True]


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
