"""Half the messages while a room is quiet, and nothing of speech is late."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.app.ports import Chunk
from livechat.audio.quiet_pairs import QuietPairs
from livechat.core.link.endpointing import Judgement
from livechat.core.pcm import CHUNK_MS

CALM, LIKELY, OVER_VOICE = Judgement((0.05,)), Judgement((0.2,)), Judgement((0.0,), over_voice=True)
INTERRUPTS = Judgement((0.2,), over_voice=True)


def chunk(number: int, dbfs: float, judgement: Judgement | None = CALM) -> Chunk:
    """Whose sound tells its number."""
    return Chunk(number.to_bytes(2, "little") * 320, number * CHUNK_MS / 1000, dbfs, judgement)


def numbers(left: list[Chunk]) -> list[list[int]]:
    """Which chunks made each that left."""
    return [
        [int.from_bytes(one.pcm[at : at + 2], "little") for at in range(0, len(one.pcm), 640)]
        for one in left
    ]


def test_a_quiet_listener_leaves_in_pairs_while_the_model_speaks() -> None:
    pairs = QuietPairs()
    left = [pairs.take(chunk(number, -75.0, OVER_VOICE)) for number in range(4)]
    assert [numbers(one) for one in left] == [[], [[0, 1]], [], [[2, 3]]]


def test_a_quiet_room_leaves_in_pairs() -> None:
    """With the time of the second, the level of both, and what was thought of both."""
    pairs = QuietPairs()
    left = [pairs.take(chunk(number, -75.0 + number % 2)) for number in range(4)]
    assert [numbers(one) for one in left] == [[], [[0, 1]], [], [[2, 3]]]
    [first] = left[1]
    assert first.captured_at == pytest.approx(0.02)
    assert first.dbfs == pytest.approx(-74.5, abs=0.1)
    assert first.judgement == Judgement((0.05, 0.05))


def test_a_steady_noise_becomes_quiet() -> None:
    """A fan after silence, within two seconds; it varies a little."""
    pairs = QuietPairs()
    for number in range(100):
        pairs.take(chunk(number, -80.0))
    left = [pairs.take(chunk(number, -50.0 + number % 3)) for number in range(200)]
    assert numbers(left[0]) == [[0]]
    assert [len(number) for one in left[-100:] for number in numbers(one)] == [2] * 50


@pytest.mark.parametrize(
    "speech",
    [
        chunk(7, -40.0),
        chunk(7, -75.0, LIKELY),
        chunk(7, -75.0, INTERRUPTS),
        chunk(7, -40.0, OVER_VOICE),
        chunk(7, -75.0, None),
    ],
    ids=["louder", "like speech", "over the model's voice", "louder over it", "not judged"],
)
@pytest.mark.parametrize("waits", [False, True])
def test_what_may_be_speech_leaves_at_once(speech: Chunk, waits: bool) -> None:
    """With what waits before it."""
    pairs = QuietPairs()
    if waits:
        assert pairs.take(chunk(6, -75.0)) == []
    assert numbers(pairs.take(speech)) == [[6]] * waits + [[7]]


@given(st.lists(st.tuples(st.floats(-96, 0), st.sampled_from([CALM, LIKELY, OVER_VOICE, None]))))
def test_every_chunk_leaves_once_and_in_order(heard: list[tuple[float, Judgement | None]]) -> None:
    """But for one that waits at the end."""
    pairs, left = QuietPairs(), list[Chunk]()
    for number, (dbfs, judgement) in enumerate(heard):
        left += pairs.take(chunk(number, dbfs, judgement))
    found = [number for one in numbers(left) for number in one]
    assert found == list(range(len(found)))
    assert len(heard) - len(found) in (0, 1)
