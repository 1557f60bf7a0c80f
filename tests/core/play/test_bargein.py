"""What happens at once when the user speaks over the model."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from livechat.core.play.bargein import (
    ONSET_WINDOWS,
    RELEASE_WINDOWS,
    TABLE,
    Ducking,
    OnsetDetector,
    Signal,
    Voice,
)


def heard(*probabilities: float) -> list[bool]:
    detector = OnsetDetector()
    said = [detector.window(probability) for probability in probabilities]
    return [change for change in said if change is not None]


def test_speech_begins_after_some_windows_in_a_row() -> None:
    """A click is not speech."""
    assert heard(*[0.9] * (ONSET_WINDOWS - 1), 0.1, *[0.9] * (ONSET_WINDOWS - 1)) == []
    assert heard(*[0.9] * ONSET_WINDOWS) == [True]


def test_a_pause_within_a_sentence_does_not_end_it() -> None:
    """A longer one does; and doubtful windows go on with what is under way."""
    begun = [0.9] * ONSET_WINDOWS
    assert heard(*begun, *[0.1] * (RELEASE_WINDOWS - 1), 0.9) == [True]
    assert heard(*begun, *[0.4] * 100) == [True]
    assert heard(*begun, *[0.1] * RELEASE_WINDOWS) == [True, False]


def test_a_reset_forgets_half_an_onset() -> None:
    """The next answer begins with a clean slate."""
    detector = OnsetDetector()
    for _ in range(ONSET_WINDOWS - 1):
        detector.window(0.9)
    detector.reset()
    assert detector.window(0.9) is None


@given(st.lists(st.floats(0, 1)))
def test_beginnings_and_ends_alternate(probabilities: list[float]) -> None:
    """Whatever is heard."""
    changes = heard(*probabilities)
    assert all(a is not b for a, b in itertools.pairwise([False, *changes]))


def test_an_interruption_brings_the_next_answer_back_to_full() -> None:
    """The voice that was ducked is gone."""
    ducking = Ducking()
    assert ducking.follow(Signal.ONSET)
    assert ducking.ducked
    assert ducking.follow(Signal.INTERRUPTED)
    assert not ducking.ducked


def test_a_cough_lowers_the_voice_for_a_moment() -> None:
    """Nothing was interrupted, so after a while it comes back."""
    ducking = Ducking()
    ducking.follow(Signal.ONSET)
    assert not ducking.follow(Signal.RELEASE)
    assert ducking.ducked
    assert ducking.follow(Signal.PATIENCE)
    assert not ducking.ducked


def test_patience_does_not_end_speech_that_goes_on() -> None:
    """The alarm of an earlier pause is too late."""
    ducking = Ducking()
    for signal in (Signal.ONSET, Signal.RELEASE, Signal.ONSET, Signal.PATIENCE):
        ducking.follow(signal)
    assert ducking.state is Voice.DUCKED


def test_every_way_leads_back_to_full() -> None:
    """The voice cannot stay low once it has ended."""
    for state in Voice:
        ducking = Ducking()
        ducking.state = state
        ducking.follow(Signal.ENDED)
        assert ducking.state is Voice.FULL
    assert all(before is not after for (before, _), after in TABLE.items())
