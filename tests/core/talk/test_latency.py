"""How long answers take."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.core.talk.events import (
    AudioReceived,
    AudioSent,
    Ended,
    Event,
    LineEntered,
    OutputTranscribed,
    PlaybackStarted,
    TextReceived,
    ToolAnswered,
    ToolCall,
    ToolCalled,
)
from livechat.core.talk.latency import KEPT, LatencyMeter, TurnLatency, percentile

LOUD, QUIET = b"\x00\x40" * 320, bytes(640)


def measured(*events: Event) -> list[TurnLatency]:
    meter = LatencyMeter()
    for event in events:
        meter.fold(event)
    return [*meter.turns]


def test_it_is_counted_from_the_last_chunk_with_speech() -> None:
    """The silence that tells the service you are done is part of the wait, and so is noise."""
    [turn] = measured(
        AudioSent(at=1.0, pcm=LOUD, voiced=True),
        AudioSent(at=1.5, pcm=LOUD),  # noise (C12)
        AudioReceived(at=2.0, turn=1, pcm=QUIET),
        AudioReceived(at=2.5, turn=1, pcm=QUIET),
        PlaybackStarted(at=2.1, turn=1),
        Ended(at=3),
    )
    assert turn.turn == 1
    assert turn.to_first_output == pytest.approx(1.0)
    assert turn.to_first_heard == pytest.approx(1.1)


def test_typed_lines_count_from_their_end() -> None:
    """Each turn has its own."""
    first, second = measured(
        LineEntered(at=0, text="a"),
        AudioReceived(at=1, turn=1, pcm=QUIET),
        LineEntered(at=5, text="b"),
        AudioReceived(at=5.5, turn=2, pcm=QUIET),
        PlaybackStarted(at=6, turn=2),
    )
    assert (first.to_first_output, second.to_first_output) == (1, 0.5)
    assert (first.to_first_heard, second.to_first_heard) == (None, 1)


def test_words_end_when_they_were_said_not_when_they_left() -> None:
    """A link that was slow is part of the wait."""
    sent = AudioSent(at=2.0, pcm=LOUD, captured_at=1.0, voiced=True)
    [turn] = measured(sent, AudioReceived(at=2.5, turn=1, pcm=QUIET))
    assert turn.to_first_output == 1.5


def test_a_thought_is_no_answer() -> None:
    """Nor is a function call, or sound that nobody can hear; a spoken word is (C12)."""
    line = LineEntered(at=0, text="x")
    thought = TextReceived(at=1, turn=1, text="hm", thought=True)
    call = ToolCalled(at=1, turn=1, calls=(ToolCall("1", "f", {}),))
    refused = AudioReceived(at=1, turn=1, pcm=QUIET, refused=True)
    for first in (thought, call, refused):
        [turn] = measured(line, first, OutputTranscribed(at=9, turn=1, text="x"))
        assert turn.to_first_output == 9


def test_an_answer_to_a_function_is_measured_from_its_result() -> None:
    """Not from the question."""
    result = ToolAnswered(at=5, turn=1, id="1", name="f")
    [turn] = measured(LineEntered(at=0, text="x"), result, AudioReceived(at=6, turn=2, pcm=QUIET))
    assert turn.to_first_output == 1


def test_words_that_trail_an_answer_are_not_the_next_one() -> None:
    """They belong to a turn that has been measured."""
    line, sound = LineEntered(at=0, text="x"), AudioReceived(at=1, turn=1, pcm=QUIET)
    late = OutputTranscribed(at=3, turn=1, text="late")
    turns = measured(line, sound, LineEntered(at=2, text="y"), late, replace(sound, at=4, turn=2))
    assert [turn.to_first_output for turn in turns] == [1, 2]


def test_what_is_kept_is_bounded() -> None:
    """A call may last for weeks."""
    events: list[Event] = []
    for turn in range(1, KEPT + 2):
        events += [LineEntered(at=0, text="x"), AudioReceived(at=turn, turn=turn, pcm=QUIET)]
    turns = measured(*events, PlaybackStarted(at=9, turn=1), PlaybackStarted(at=9, turn=KEPT))
    assert (len(turns), turns[0].turn) == (KEPT, 2)
    assert turns[-2].to_first_heard == 9


def test_an_answer_to_nothing_has_no_latency() -> None:
    """Models may speak unasked, and be heard."""
    assert measured(AudioReceived(at=1, turn=1, pcm=QUIET), PlaybackStarted(at=1, turn=1)) == []


def test_percentiles_of_nothing_are_unknown() -> None:
    """Never 0."""
    assert percentile([], 0.5) is None


@pytest.mark.parametrize(
    ("values", "share", "is_"),
    [([1, 2], 0.5, 1), ([1, 2, 3], 0.5, 2), ([3, 1, 2, 4], 0.95, 4), ([5], 0, 5), ([1, 2], 1, 2)],
)
def test_a_percentile_is_that_of_the_nearest_rank(
    values: list[float], share: float, is_: float
) -> None:
    """The smallest value that at least that share of all values does not exceed (C13)."""
    assert percentile(values, share) == is_


@given(st.lists(st.floats(0, 100), min_size=1), st.floats(0, 1))
def test_a_percentile_is_one_of_the_values(values: list[float], share: float) -> None:
    """Nearest rank: nothing is made up."""
    assert percentile(values, share) in values
