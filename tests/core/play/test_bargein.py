"""What happens at once when the user speaks over the model."""

from __future__ import annotations

from livechat.core.play.bargein import (
    TABLE,
    Ducking,
    Signal,
    Voice,
)


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
