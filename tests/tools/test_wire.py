"""What the two processes of a source say to each other."""

from __future__ import annotations

import json
import math
from collections import deque
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.core.picture import Picture
from livechat.core.tools.tool import Result
from livechat.tools import wire
from livechat.tools.source import Offer
from livechat.tools.wire import (
    Call,
    Cancel,
    End,
    Failed,
    Hold,
    Joining,
    Offers,
    Progressed,
    Returned,
    Said,
    StrangeLine,
    Trouble,
)

TEXTS = st.text(max_size=30)  # all of Unicode but for halves of characters
NUMBERS = st.integers(0, 2**40)
JSON: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)
OBJECTS = st.dictionaries(TEXTS, JSON, max_size=3)
PICTURES = st.builds(Picture, st.binary(max_size=50), TEXTS)
RESULTS = st.builds(
    Result,
    value=JSON,
    failed=st.booleans(),
    timed_out=st.booleans(),
    retry=st.booleans(),
    pictures=st.lists(PICTURES, max_size=wire.PICTURES).map(tuple),
    cut=NUMBERS,
)
OFFERS = st.builds(
    Offer,
    name=TEXTS,
    server=TEXTS,
    origin=TEXTS,
    description=TEXTS,
    parameters=OBJECTS,
    reads=st.booleans(),
    key=st.booleans(),
    timeout_s=st.floats(0.1, 1e6),
)
DOWN = st.one_of(
    st.builds(Hold, TEXTS, OBJECTS),
    st.builds(Call, NUMBERS, TEXTS, TEXTS, OBJECTS),
    st.builds(Cancel, NUMBERS),
    st.just(End()),
)
UP = st.one_of(
    st.builds(Offers, st.lists(OFFERS, max_size=3).map(tuple)),
    st.builds(Trouble, TEXTS),
    st.builds(Failed, TEXTS, TEXTS, TEXTS),
    st.builds(Progressed, NUMBERS, TEXTS),
    st.builds(Said, TEXTS),
    st.builds(Returned, NUMBERS, RESULTS | st.none()),
)


def joined(lines: Iterable[bytes]) -> list[wire.Up]:
    joining = Joining()
    return [message for line in lines if (message := joining.take(line)) is not None]


def arrived(result: Result) -> Result:
    """A result as the host has it."""
    lines = list(wire.to_lines(Returned(1, result)))
    assert all(len(line) <= wire.LINE_BYTES for line in lines)
    match joined(lines):
        case [Returned(1, Result() as come)]:
            return come
    raise AssertionError


@given(DOWN)
def test_what_the_host_says_arrives(message: wire.Down) -> None:
    assert [wire.down(line) for line in wire.to_lines(message)] == [message]


@given(st.lists(UP, max_size=3))
def test_what_the_child_says_arrives(messages: list[wire.Up]) -> None:
    lines = [line for message in messages for line in wire.to_lines(message)]
    assert joined(lines) == messages


@given(st.lists(RESULTS, min_size=2, max_size=4), st.randoms(use_true_random=False))
def test_results_in_pieces_do_not_mix(results: list[Result], random: Any) -> None:
    """Calls run side by side, and their lines may come in any order."""
    long = [replace(one, value=f"{number}" * 50_000) for number, one in enumerate(results)]
    waiting = {n: list(wire.to_lines(Returned(n, one))) for n, one in enumerate(long)}
    lines = []
    while waiting:
        number = random.choice(sorted(waiting))
        lines.append(waiting[number].pop(0))
        if not waiting[number]:
            del waiting[number]
    come = {one.id: one.result for one in joined(lines) if isinstance(one, Returned)}
    assert come == dict(enumerate(long))


@given(RESULTS)
def test_a_bounded_result_stays_as_it_is(result: Result) -> None:
    once = wire.bounded(result)
    assert wire.bounded(once) == once


@given(st.binary(max_size=80) | JSON.map(json.dumps).map(str.encode))
def test_any_other_line_is_strange(line: bytes) -> None:
    """Whatever comes, nothing else is raised, and the error repeats nothing of it."""
    for read in (wire.down, Joining().take):
        with pytest.raises(StrangeLine) as caught:
            read(b"[" + line + b"]")
        assert str(caught.value) in (
            "A line is not JSON.",
            "A line is not an object of JSON.",
        )


@given(st.data())
def test_a_line_with_a_changed_field_is_read_or_strange(data: st.DataObject) -> None:
    """A child may be of another version, or its line may be written by a function."""
    message = data.draw(DOWN | UP)
    lines = list(wire.to_lines(message))
    said = json.loads(data.draw(st.sampled_from(lines)))
    said[data.draw(st.sampled_from(sorted(said)))] = data.draw(JSON)
    line = json.dumps(said).encode()
    for read in (wire.down, Joining().take):
        try:
            read(line)
        except StrangeLine:
            continue


@pytest.mark.parametrize(
    "value",
    ["x" * 3_000_000, "\0" * 1_200_000, "🧤" * 1_000_001, list(range(400_000)), {"a": "é" * 2**20}],
    ids=["letters", "controls", "wide", "numbers", "in an object"],
)
def test_a_long_result_is_cut_and_the_rest_counted(value: object) -> None:
    whole = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    come = arrived(Result(value=value))
    assert come.value == whole[: wire.TEXT_CHARS]
    assert come.cut == len(whole) - wire.TEXT_CHARS


def test_a_structure_that_takes_long_to_read_arrives_as_text() -> None:
    """The thread that reads would keep all others waiting, sound included."""
    value = [{"item": number} for number in range(5_000)]
    assert arrived(Result(value=value)) == Result(value=json.dumps(value))


def test_deep_structures_arrive_as_text() -> None:
    """JSON readers give up at some hundreds of levels."""
    value: list[object] = []
    for _ in range(300):
        value = [value]
    assert arrived(Result(value=value)).value == "[" * 301 + "]" * 301


def test_pictures_that_are_too_many_or_too_large_are_counted() -> None:
    fine = Picture(b"\x89PNG" + b"x" * 400_000, "image/png")
    largest = Picture(b"x" * wire.PICTURE_BYTES, "image/jpeg")
    larger = Picture(b"x" * (wire.PICTURE_BYTES + 1), "image/jpeg")
    come = arrived(Result(value="seen", pictures=(fine, larger, largest, *[fine] * 6)))
    assert come.pictures == (fine, largest, fine, fine, fine)
    assert come.value == {"value": "seen", "pictures_left_out": 4}


def test_halves_of_characters_arrive_whole_or_replaced() -> None:
    """Python has them where a program cut UTF-16; no encoder takes them."""
    assert arrived(Result(value="a\ud83d\ude00b\ud800")).value == "a😀b�"


@pytest.mark.parametrize("value", [math.nan, math.inf, object(), {1, 2}, b"\xff"])
def test_what_json_does_not_know_is_no_argument(value: object) -> None:
    with pytest.raises(StrangeLine):
        list(wire.to_lines(Call(1, "shop", "order", {"count": value})))


def test_arguments_that_are_too_long_are_strange_and_not_repeated() -> None:
    with pytest.raises(StrangeLine) as caught:
        list(wire.to_lines(Call(1, "shop", "order", {"secret": "hunter2" * 200_000})))
    assert "hunter2" not in str(caught.value)


def test_a_function_with_an_endless_description_does_not_fit() -> None:
    offer = Offer(name="order", server="shop", origin="shop.py")
    assert wire.fits(offer)
    assert not wire.fits(replace(offer, description="x" * wire.LINE_BYTES))
    assert not wire.fits(replace(offer, parameters={"default": math.nan}))


def test_words_of_the_child_are_cut() -> None:
    long = "x" * 10_000
    come = joined(
        line
        for message in (Progressed(1, long), Said(long), Trouble(long))
        for line in wire.to_lines(message)
    )
    assert come == [
        Progressed(1, "x" * wire.PROGRESS_CHARS),
        Said("x" * wire.SAID_CHARS),
        Trouble("x" * wire.SAID_CHARS),
    ]


@pytest.mark.parametrize(
    "said",
    [
        {"is": "text", "id": 1, "piece": "x" * 900_000},
        {"is": "picture", "id": 1, "begins": True, "mime_type": "image/png", "piece": "eA=="},
        {
            "is": "offer",
            "name": "a",
            "server": "b",
            "origin": "c",
            "description": "",
            "parameters": {},
            "reads": True,
            "key": False,
            "timeout_s": 1,
        },
    ],
    ids=["text", "pictures", "functions"],
)
def test_a_child_that_sends_pieces_without_end_is_strange(said: dict[str, object]) -> None:
    """What it says is kept only so far."""
    joining = Joining()
    line = json.dumps(said).encode()
    with pytest.raises(StrangeLine):
        deque(map(joining.take, [line] * (wire.OFFERS + 1)))


def test_pieces_of_too_many_calls_are_strange() -> None:
    joining = Joining()
    lines = [json.dumps({"is": "text", "id": one, "piece": "x"}).encode() for one in range(100)]
    with pytest.raises(StrangeLine):
        deque(map(joining.take, lines))


def test_a_call_that_was_cancelled_leaves_no_pieces() -> None:
    joining = Joining()
    joining.take(b'{"is": "text", "id": 1, "piece": "old"}')
    joining.take(b'{"is": "cancelled", "id": 1}')
    line = next(wire.to_lines(Returned(1, Result(value="new"))))
    assert joining.take(line) == Returned(1, Result(value="new"))
