"""Function calls through the real SDK, with the user and the network in between.

For each way in which models call functions (PROTOCOL §11.3): what ran, how often, and what the
model was told. What the user stopped in time never runs, nothing runs twice, and every account is
true.
`make bench ARGS='--only hands'` prints the table with more moments.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

import pytest

from livechat.core.talk.events import CallEnded
from tests.support.hostile import chosen, together
from tests.support.ordering import MODELS, MOMENTS, Ordering, says_done, stopped_in_time

AT_ONCE: Final = 24
"""Calls at the same time: more would keep two cores from hearing in time."""

LEFT_TO_THE_BENCH: Final[Mapping[str, Sequence[str]]] = {
    "blocking": ("stopped after 0.3 s", "dropped while it is held"),
    "extended thinking": ("stopped after 0.3 s", "dropped while it is held", "dropped before"),
    "3.1": ("stopped after 0.3 s", "dropped before", "lost while it is held"),
}
"""Cells that tell little beside others."""


@dataclass(frozen=True, slots=True)
class Came:
    """What came of a call."""

    ran: int
    ended: list[str]
    told: list[str]
    story: str


async def held(name: str, folder: Path) -> Came:
    model, moment = name.split(": ")
    ordering = Ordering(folder, MODELS[model], MOMENTS[moment])
    await ordering.hold()
    ended: list[str] = [one.outcome for one in ordering.diary.of(CallEnded)]
    return Came(len(ordering.shop.orders), ended, ordering.told, ordering.story)


CELLS: Final = [
    f"{model}: {moment}"
    for model in MODELS
    for moment in MOMENTS
    if moment not in LEFT_TO_THE_BENCH.get(model, ())
]


@pytest.fixture(scope="module")
def calls(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], Came]:
    """All calls, held side by side: they mostly wait."""
    wanted: dict[str, Callable[[Path], Coroutine[object, object, Came]]] = {
        name: partial(held, name) for name in chosen(request, CELLS)
    }
    return together(wanted, tmp_path_factory.mktemp("hands"), at_once=AT_ONCE)


@pytest.mark.parametrize("name", CELLS)
def test_what_is_stopped_never_runs_nothing_runs_twice_and_all_is_told_truly(
    name: str, calls: Callable[[str], Came]
) -> None:
    came = calls(name)
    stopped = stopped_in_time(*name.split(": "))
    assert came.ran == (0 if stopped else 1), came.story
    if stopped:
        assert set(came.ended) <= {"withdrawn", "refused"}, came.story
        assert not any(map(says_done, came.told)), came.story
    else:
        assert "done" in came.ended, came.story
        assert any(map(says_done, came.told)), came.story
