"""Hours of conversation in virtual time, over a service that hangs up and fails.

What must hold at the end is said in `Soak.check`: every word that was delivered is in the journal
once and in order; no sound of an answer is lost; whatever the user said has come to a session that
lives on, and that session knows what it answered.
"""

from __future__ import annotations

import gc
import random
from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.service import KINDS, MANNERS, MOMENTS, Fault, Manner
from tests.support.soaking import Line, Soak, small_talk, trouble, troubles, weight
from tests.support.virtual_time import run

pytestmark = pytest.mark.long

HOURS = 8

KEPT = {"Utterance", "TurnLatency", "Opening", "Connected", "HistoryTurn"}
"""What there is more and more of: what was said and how long each answer took; and what the test
itself keeps."""

MORE_BYTES = 100_000
"""What a call may weigh more after eight hours than after one, without its words: numbers of which
a median is made."""


def test_eight_hours_with_a_new_connection_every_ten_minutes() -> None:
    """Nobody notices: each is left in a pause, and the service hears every word once."""
    chance = random.Random(8)
    soak = Soak(small_talk(HOURS * 3600, chance, pause_s=150))
    weights: list[int] = []
    counts: list[Counter[str]] = []
    soak.looks = [(hour * 3600.0, weighed(soak, weights, counts)) for hour in (1, HOURS)]
    run(soak.run())
    soak.check()
    assert soak.service.connections == pytest.approx(soak.took_s / 545, abs=2)
    assert {one.how for one in soak.diary.connected} == {"new", "resumed"}
    assert max(one.gap_s for one in soak.diary.connected) < 0.5
    assert max(Counter(soak.service.consumed).values()) == 1
    early, late = weights
    assert late < early + MORE_BYTES
    assert counts[1] <= counts[0] + Counter(dict.fromkeys(counts[1], 10))


def weighed(soak: Soak, weights: list[int], counts: list[Counter[str]]) -> Callable[[], None]:
    """Weighs the call without its words, and counts what there is of the program."""

    def look() -> None:
        gc.collect()
        finished = soak.conversation.state.transcript.finished
        others = [soak.service, soak.person, soak.speaker, soak.diary]
        weights.append(weight(soak.session, soak.conversation, without=[finished, *others]))
        kinds = [type(one) for one in gc.get_objects()]
        names = [
            kind.__qualname__ for kind in kinds if str(kind.__module__).startswith("livechat.")
        ]
        counts.append(Counter(name for name in names if name not in KEPT))

    return look


@pytest.mark.parametrize("manner", MANNERS)
def test_eight_hours_with_a_hundred_troubles(manner: Manner) -> None:
    """Connections that break in every way, at every moment, and time and again."""
    chance = random.Random(100)
    soak = Soak(
        small_talk(HOURS * 3600, chance, pause_s=150),
        troubles(100, HOURS * 3600, chance),
        manner=manner,
        seed=100,
    )
    run(soak.run())
    soak.check()
    assert len(soak.service.struck) == 100
    assert soak.service.connections > 100


@pytest.mark.parametrize("manner", MANNERS)
@pytest.mark.parametrize("seed", range(30))
def test_a_seed(seed: int, manner: Manner) -> None:
    """Ten minutes, a limit every two of them, and ten troubles, over lines of all lengths."""
    chance = random.Random(seed)
    latency_s = chance.uniform(0, 0.3)
    lines = small_talk(600, chance, pause_s=chance.uniform(10, 60))
    wrong = troubles(10, 600, chance)
    soak = Soak(lines, wrong, manner=manner, seed=seed, limit_s=130.0, latency_s=latency_s)
    run(soak.run())
    soak.check()


lines = st.builds(Line, wait_s=st.floats(0.3, 40), words=st.integers(1, 12), typed=st.booleans())
faults = st.builds(
    trouble, at=st.floats(0, 120), kind=st.sampled_from(KINDS), moment=st.sampled_from(MOMENTS)
)


@settings(max_examples=100, deadline=None, derandomize=True, database=None)
@given(
    st.lists(lines, min_size=1, max_size=6),
    st.lists(faults, max_size=5),
    st.integers(0, 99),
    st.sampled_from(MANNERS),
)
def test_any_conversation_survives_any_troubles(
    said: list[Line], wrong: list[Fault], seed: int, manner: Manner
) -> None:
    """What fails is made as small as it can be."""
    soak = Soak(said, wrong, manner=manner, seed=seed, limit_s=100)
    run(soak.run())
    soak.check()
