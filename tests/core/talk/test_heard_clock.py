"""What has sounded, and when."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.core.play.playback import Finished, Played
from livechat.core.talk.events import Event, PlaybackFinished, PlaybackStarted, SoundTroubled
from livechat.core.talk.heard_clock import NEVER, HeardClock


def piece(turn: int, before: int = 0) -> Played:
    return Played(b"\1\0" * 240, turn, before)


def test_an_answer_begins_with_its_first_sample_and_ends_with_its_last() -> None:
    """The beginning is told at once, the end when it has sounded."""
    clock = HeardClock()
    assert clock.voice(piece(1), 10.0, 0.01) == [PlaybackStarted(at=10.0, turn=1)]
    assert clock.voice(piece(1, 240), 10.01, 0.01) == []
    clock.over([Finished(1, 480, 20)])
    assert clock.next_at == pytest.approx(10.02)
    assert clock.due(10.0199) == []
    assert clock.due(10.0201) == [PlaybackFinished(at=clock.until, turn=1, heard=480, unheard=20)]
    assert clock.next_at == NEVER


def test_a_hole_in_an_answer_is_told_when_more_of_it_comes() -> None:
    """Once; an answer that was over had none."""
    clock = HeardClock()
    clock.voice(piece(1), 10.0, 0.01)
    clock.paused(starving=True)
    hole = SoundTroubled(at=11.0, device="loudspeaker", what="starved", count=1)
    assert clock.voice(piece(1, 240), 11.0, 0.01) == [hole]
    assert clock.voice(piece(1, 480), 11.01, 0.01) == []
    clock.paused(starving=False)
    assert clock.voice(piece(1, 720), 12.0, 0.01) == []


def test_another_answer_after_a_hole_had_no_hole() -> None:
    """Whoever starved never spoke again."""
    clock = HeardClock()
    clock.voice(piece(1), 10.0, 0.01)
    clock.paused(starving=True)
    assert clock.voice(piece(2), 11.0, 0.01) == [PlaybackStarted(at=11.0, turn=2)]


@given(st.lists(st.tuples(st.integers(1, 20), st.floats(0, 0.2), st.floats(0, 0.3)), min_size=1))
def test_every_turn_is_told_of_once_in_order_and_never_too_soon(
    turns: list[tuple[int, float, float]],
) -> None:
    """However long they are, and however late somebody looks."""
    clock, now, told = HeardClock(), 100.0, list[tuple[float, Event]]()
    ends: list[float] = []
    for number, (pieces, pause_s, look_s) in enumerate(turns, 1):
        now = max(now, clock.until) + pause_s
        for count in range(pieces):
            told += [(now, one) for one in clock.voice(piece(number, 240 * count), now, 0.01)]
            now += 0.01
        clock.over([Finished(number, 240 * pieces, 0)])
        ends.append(clock.until)
        told += [(now + look_s, one) for one in clock.due(now + look_s)]
        now += look_s
    told += [(NEVER, one) for one in clock.due(NEVER)]
    started = [one.turn for _, one in told if isinstance(one, PlaybackStarted)]
    finished = [(at, one) for at, one in told if isinstance(one, PlaybackFinished)]
    assert started == [one.turn for _, one in finished] == list(range(1, len(turns) + 1))
    assert [one.at for _, one in finished] == ends
    assert all(at >= one.at for at, one in finished)
