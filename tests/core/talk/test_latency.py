"""How long answers take."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.core.talk.events import (
    AudioReceived,
    AudioSent,
    Ended,
    Event,
    PlaybackStarted,
    TextSent,
)
from livechat.core.talk.latency import LatencyMeter, TurnLatency, percentile

LOUD, QUIET = b"\x00\x40" * 320, bytes(640)


def measured(*events: Event) -> list[TurnLatency]:
    meter = LatencyMeter()
    for event in events:
        meter.fold(event)
    return meter.turns


def test_it_is_counted_from_the_last_loud_chunk() -> None:
    """The silence that tells the service you are done is part of the wait."""
    [turn] = measured(
        AudioSent(at=1.0, pcm=LOUD),
        AudioSent(at=1.5, pcm=QUIET),
        AudioReceived(at=2.0, turn=1, pcm=QUIET),
        AudioReceived(at=2.5, turn=1, pcm=QUIET),
        PlaybackStarted(at=2.1, turn=1),
        Ended(at=3),
    )
    assert turn.turn == 1
    assert turn.to_first_output == pytest.approx(1.0)
    assert turn.to_first_heard == pytest.approx(1.1)


def test_typed_lines_count_from_their_sending() -> None:
    """Each turn has its own."""
    first, second = measured(
        TextSent(at=0, text="a"),
        AudioReceived(at=1, turn=1, pcm=QUIET),
        TextSent(at=5, text="b"),
        AudioReceived(at=5.5, turn=2, pcm=QUIET),
        PlaybackStarted(at=6, turn=2),
    )
    assert (first.to_first_output, second.to_first_output) == (1, 0.5)
    assert (first.to_first_heard, second.to_first_heard) == (None, 1)


def test_an_answer_to_nothing_has_no_latency() -> None:
    """Models may speak unasked, and be heard."""
    assert measured(AudioReceived(at=1, turn=1, pcm=QUIET), PlaybackStarted(at=1, turn=1)) == []


def test_percentiles_of_nothing_are_unknown() -> None:
    """Never 0."""
    assert percentile([], 0.5) is None


@given(st.lists(st.floats(0, 100), min_size=1), st.floats(0, 1))
def test_a_percentile_is_one_of_the_values(values: list[float], share: float) -> None:
    """Nearest rank: nothing is made up."""
    assert percentile(values, share) in values
