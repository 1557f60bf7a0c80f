"""What is said about the results of functions."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.sim.mind.answer import Result
from livechat.sim.mind.results import spoken
from livechat.sim.mind.words import LONGEST_ANSWER


@pytest.mark.parametrize(
    ("response", "words"),
    [
        ({}, "f is done."),
        ({"output": "Sunny."}, "f says: Sunny."),
        ({"result": "ok"}, "f is done."),
        ({"result": None}, "f says: nothing."),
        ({"output": ""}, "f is done."),
        ({"output": {}}, "f is done."),
        ({"success": True}, "f is done."),
        ({"success": False}, "f failed."),
        ({"status": "scheduled"}, "f is done."),
        ({"error": "no such city"}, "f failed: no such city."),
        ({"error": {"code": 404, "message": "gone"}}, "f failed: code 404, message gone."),
        ({"temperature": 21, "sky": "clear"}, "f says: temperature 21, sky clear."),
        ({"temperature": 21.0, "windSpeed": 5.25}, "f says: temperature 21, wind speed 5.25."),
        ({"is_open": True, "sold_out": False}, "f says: is open yes, sold out no."),
        ({"result": {"wind": {"speed": 5}}}, "f says: wind speed 5."),
        ({"cities": ["Paris", "Rome", "Oslo"]}, "f says: cities Paris, Rome and Oslo."),
        ({"result": list(range(8))}, "f says: 0, 1, 2, 3, 4 and 3 more."),
        (
            {"alarms": [{"time": "7"}, {"time": "8"}]},
            "f says: alarms 1 time 7, alarms 2 time 8.",
        ),
        (
            {f"n{n}": n for n in range(30)},
            f"f says: {', '.join(f'n {n} {n}' for n in range(20))}, and more.",
        ),
        ({"a": {"b": {"c": {"d": {"e": {"f": {"g": 1}}}}}}}, "f says: a b c d e f and more."),
        ({"status": "ok", "result": "12 gloves ordered"}, "f says: 12 gloves ordered."),
        ({"status": "ok", "result": {"count": 12}, "retry": False}, "f says: count 12."),
        (
            {"status": "withdrawn", "message": "Nothing was done.", "retry": False},
            "f was withdrawn: Nothing was done.",
        ),
        ({"status": "refused", "message": "The user said no."}, "f was refused: The user said no."),
        ({"status": "error", "message": "no such item", "retry": True}, "f failed: no such item."),
        (
            {"status": "unknown", "message": "Time ran out"},
            "f may or may not be done: Time ran out.",
        ),
        ({"status": "withdrawn"}, "f says: status withdrawn."),
    ],
)
def test_a_response_in_words(response: dict[str, Any], words: str) -> None:
    """Whatever shape clients give it."""
    assert spoken([Result("f", {}, response)]) == words


def test_several_results_are_said_in_order() -> None:
    """A sentence each."""
    results = [Result("a", {}, {"output": 1}), Result("b", {}, {"error": "no"})]
    assert spoken(results) == "a says: 1. b failed: no."
    assert spoken([]) == ""


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=9) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=20,
)


@given(
    st.lists(
        st.builds(Result, st.text(), st.just({}), st.dictionaries(st.text(), JSON, max_size=5)),
        max_size=3,
    )
)
def test_any_response_is_said_within_bounds(results: list[Result]) -> None:
    """A sentence of bounded length for each."""
    words = spoken(results)
    assert bool(words) == bool(results)
    assert len(words) <= LONGEST_ANSWER + 1


def test_huge_responses_are_cut() -> None:
    """A database table is not read out."""
    deep: dict[str, Any] = {}
    for _ in range(500):
        deep = {"deep": deep}
    huge = {"rows": [{"name": "x" * 1_000, "deep": deep}] * 10_000}
    assert len(spoken([Result("f", {}, huge)] * 10)) <= LONGEST_ANSWER + 1
