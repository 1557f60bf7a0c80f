"""Faults of sources: repeated and growing, nameless, late, misplaced."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from livechat.sim.effects import Effect, Send, Speak
from livechat.sim.faults.grounding import AWRY
from tests.sim.line import (
    GENERATED,
    GROUNDING,
    Line,
    backs,
    complete,
    content,
    grounded,
    heard,
    said,
)

KINDS = ("sources-growing", "sources-missing", "late-sources", "sources-misplaced")


def answer(line: Line, turn: int = 1, sources: Send = GROUNDING) -> list[Effect]:
    """An answer with sources after its words."""
    effects: list[Effect] = [
        heard("Hm?"),
        Speak(turn, "One two"),
        said("One two"),
        sources,
        GENERATED,
    ]
    return line.do([*effects, complete()], turn)


def groundings(effects: Sequence[Effect]) -> list[dict[str, Any]]:
    contents = [one.message.get("serverContent", {}) for one in effects if isinstance(one, Send)]
    return [one["groundingMetadata"] for one in contents if "groundingMetadata" in one]


WHOLE = groundings([GROUNDING])[0]


def test_sources_grow_one_by_one() -> None:
    """None at first; all of them twice at last, with the words they stand behind."""
    done = groundings(answer(Line("sources-growing")))
    assert [len(one["groundingChunks"]) for one in done] == [0, 1, 2, 2]
    assert [len(one["groundingSupports"]) for one in done] == [0, 1, 2, 2]
    assert [one["webSearchQueries"] for one in done] == [["q"]] * 4
    assert done[-1] == done[-2] == WHOLE


def test_of_sources_nothing_is_left_but_the_query() -> None:
    """What comes with them in one message comes all the same."""
    assert groundings(answer(Line("sources-missing"))) == [{"webSearchQueries": ["q"]}]
    both = content(groundingMetadata={}, outputTranscription={"text": "x"})
    both.message["serverContent"]["groundingMetadata"].update(WHOLE)
    first, second = Line("sources-missing").do([both], 1)
    assert first == said("x")
    assert groundings([second]) == [{"webSearchQueries": ["q"]}]


def test_sources_come_late() -> None:
    """After the end of the answer, once."""
    line = Line("late-sources:seconds=3")
    done = answer(line)
    assert groundings(done) == []
    assert line.later() == ["3 s: groundingMetadata"]
    assert groundings(answer(line, 2)) == [WHOLE]


def test_sources_stand_beside_their_place() -> None:
    """So many bytes, at their beginning and their end."""
    [found] = groundings(answer(Line("sources-misplaced")))
    segments = [one["segment"] for one in found["groundingSupports"]]
    assert segments == [
        {"startIndex": AWRY, "endIndex": 3 + AWRY, "text": "One"},
        {"startIndex": 4 + AWRY, "endIndex": 7 + AWRY},
    ]
    assert found["groundingChunks"] == WHOLE["groundingChunks"]


@pytest.mark.parametrize("kind", KINDS)
def test_another_turn_and_other_messages_are_left_alone(kind: str) -> None:
    """And so are sources in a form that no service sends."""
    line = Line(f"{kind}:turn=2")
    assert groundings(answer(line)) == [WHOLE]
    odd: list[dict[str, Any]] = [{"segment": 1}, {"groundingChunkIndices": "x", "segment": None}]
    assert groundings(answer(line, 2, grounded(*odd, backs(7, startIndex="x")))) or line.later()
