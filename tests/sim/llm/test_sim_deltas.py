"""What chunks of an answer say, as the servers write them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.sim.llm.deltas import (
    MOST_CALLS,
    Deltas,
    Failure,
    NoChunkError,
    Piece,
    Text,
    arguments_of,
    failure_of,
)
from livechat.sim.mind.question import Thought, Wish


def chunk(delta: Any = None, finish: str | None = None, **more: Any) -> str:
    choice = {"index": 0, "delta": {} if delta is None else delta, "finish_reason": finish}
    return json.dumps({"object": "chat.completion.chunk", "choices": [choice], **more})


def calls(*deltas: Any) -> str:
    return chunk({"tool_calls": list(deltas)})


def read(*chunks: str) -> tuple[list[Piece], Deltas]:
    deltas = Deltas()
    return [piece for one in chunks for piece in deltas.feed(one)], deltas


@pytest.mark.parametrize(
    ("delta", "pieces"),
    [
        ({"role": "assistant", "content": ""}, []),
        ({"role": "assistant", "content": None}, []),
        ({"content": "Hi"}, [Text("Hi")]),
        ({"content": [{"type": "text", "text": "Hi"}]}, [Text("Hi")]),
        (
            {
                "content": [
                    {"type": "thinking", "thinking": [{"type": "text", "text": "Hm"}]},
                    {"type": "text", "text": "Hi"},
                    5,
                ]
            },
            [Thought("Hm"), Text("Hi")],
        ),
        ({"reasoning_content": "Hm"}, [Thought("Hm")]),
        ({"reasoning": "Hm", "content": "Hi"}, [Thought("Hm"), Text("Hi")]),
        ({"reasoning": "Hm", "reasoning_content": "Hm"}, [Thought("Hm")]),
        ({"refusal": "I cannot."}, [Text("I cannot.")]),
        ({"content": 7, "tool_calls": 5, "reasoning": []}, []),
        ({"tool_calls": [None, 3, {"function": "x"}]}, []),
        ({}, []),
        (5, []),
        (None, []),
    ],
)
def test_a_delta_is_text_or_a_thought(delta: Any, pieces: list[Piece]) -> None:
    assert read(chunk(delta))[0] == pieces


def test_an_answer_that_is_not_streamed_is_read_alike() -> None:
    message = {"role": "assistant", "content": "Hi", "reasoning_content": "Hm"}
    answer = {"choices": [{"message": message, "finish_reason": "stop"}], "usage": {"x": 1}}
    pieces, deltas = read(json.dumps(answer))
    assert pieces == [Thought("Hm"), Text("Hi")]
    assert (deltas.finish, deltas.usage) == ("stop", {"x": 1})


def test_an_older_completion_has_its_text_in_the_choice() -> None:
    assert read(json.dumps({"choices": [{"text": "Hi"}]}))[0] == [Text("Hi")]


def test_the_last_chunk_may_hold_nothing_but_what_the_answer_took() -> None:
    pieces, deltas = read(chunk({}, "length"), json.dumps({"choices": [], "usage": {"n": 3}}))
    assert not pieces
    assert (deltas.finish, deltas.usage) == ("length", {"n": 3})


def function(name: str | None, arguments: Any, **more: Any) -> dict[str, Any]:
    named = {} if name is None else {"name": name}
    return {"type": "function", "function": {**named, "arguments": arguments}, **more}


PARIS = Wish("weather", {"city": "Paris"})
ROME = Wish("weather", {"city": "Rome"})


@pytest.mark.parametrize(
    "chunks",
    [
        pytest.param(
            [
                calls(function("weather", "", index=0, id="a")),
                calls(function(None, '{"city": ', index=0)),
                calls(function(None, '"Paris"}', index=0)),
                calls(function("weather", "", index=1, id="b")),
                calls(function(None, '{"city": "Rome"}', index=1)),
            ],
            id="OpenAI and vLLM: piece by piece",
        ),
        pytest.param(
            [
                calls(
                    function("weather", '{"city', index=0, id="a"),
                    function("weather", '{"city": ', index=1, id="b"),
                ),
                calls(function("", '"Rome"}', index=1), function("", '": "Paris"}', index=0)),
            ],
            id="both at once",
        ),
        pytest.param(
            [
                calls(function("weather", '{"city": "Paris"}', index=0, id="a")),
                calls(function("weather", '{"city": "Rome"}', index=0, id="b")),
            ],
            id="Ollama: whole, all with the same index",
        ),
        pytest.param(
            [
                calls(
                    function("weather", {"city": "Paris"}), function("weather", {"city": "Rome"})
                ),
            ],
            id="whole objects without an index",
        ),
        pytest.param(
            [
                calls(function("weather", '{"city": ')),
                calls(function(None, '"Paris"}')),
                calls(function("weather", '{"city": "Rome"}')),
            ],
            id="pieces without an index",
        ),
        pytest.param(
            [
                calls(function("weather", '{"city": ', id="a")),
                calls(function("weather", '"Paris"}', id="a")),
                calls(function("weather", '{"city": "Rome"}', id="b")),
            ],
            id="pieces by id, the name each time",
        ),
        pytest.param(
            [
                calls(function("weather", json.dumps('{"city": "Paris"}'), index=0, id="a")),
                calls(function("weather", '{"city": "Rome"}', index=1, id="b")),
            ],
            id="encoded twice",
        ),
    ],
)
def test_calls_are_put_together_from_their_pieces(chunks: Sequence[str]) -> None:
    pieces, deltas = read(*chunks)
    assert not pieces
    assert deltas.wishes() == (PARIS, ROME)
    assert not deltas.dropped


def test_a_call_in_the_field_of_earlier_days_counts() -> None:
    one = chunk({"function_call": {"name": "weather", "arguments": '{"city": '}})
    two = chunk({"function_call": {"arguments": '"Paris"}'}})
    assert read(one, two)[1].wishes() == (PARIS,)


@pytest.mark.parametrize("arguments", ["{", "[1]", "7", "nonsense", '{"a": 1} {"b": 2}'])
def test_a_call_whose_arguments_are_no_object_is_dropped_and_told(arguments: str) -> None:
    _, deltas = read(calls(function("weather", arguments), function("clock", "")))
    assert deltas.wishes() == (Wish("clock", {}),)
    assert deltas.dropped == ["weather"]


def test_there_are_only_so_many_calls() -> None:
    many = [function("clock", "{}", index=at, id=str(at)) for at in range(MOST_CALLS + 50)]
    assert len(read(calls(*many))[1].wishes()) == MOST_CALLS


@pytest.mark.parametrize("text", ["", "  ", "null", "{}"])
def test_no_arguments_are_an_empty_object(text: str) -> None:
    assert arguments_of(text) == {}


@pytest.mark.parametrize("text", ["nonsense", "7", "[]", '"x"', "{", "[" * 100_000])
def test_what_is_no_object_is_no_chunk(text: str) -> None:
    with pytest.raises(NoChunkError):
        read(text)


def test_an_object_that_has_nothing_to_do_with_answers_is_no_chunk() -> None:
    with pytest.raises(NoChunkError):
        read('{"hello": "world"}')


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({"error": {"message": "Too hot", "code": 500}}, "Too hot"),
        ({"error": "Too hot"}, "Too hot"),
        ({"object": "error", "message": "Too hot", "code": 400}, "Too hot"),
        ({"code": 400, "message": "Too hot", "type": "x"}, "Too hot"),
        ({"detail": "Too hot"}, "Too hot"),
        ({"detail": [{"loc": ["body", "seed"]}]}, '[{"loc": ["body", "seed"]}]'),
        ([{"error": {"message": "Too hot"}}], "Too hot"),
        ({"error": {"x": 1}}, '{"x": 1}'),
        ({"error": 7}, "7"),
        ({"choices": [], "error": None}, None),
        ({"choices": []}, None),
        ("words", None),
    ],
)
def test_an_error_is_known_however_it_is_written(answer: object, words: str | None) -> None:
    assert failure_of(answer) == words


def test_an_error_inside_the_stream_is_told() -> None:
    pieces, _ = read(chunk({"content": "Hi"}), json.dumps({"error": {"message": "Too hot"}}))
    assert pieces == [Text("Hi"), Failure("Too hot")]


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "choices",
                    "delta",
                    "message",
                    "content",
                    "tool_calls",
                    "function",
                    "name",
                    "index",
                    "id",
                    "arguments",
                    "error",
                    "finish_reason",
                    "usage",
                    "text",
                    "reasoning",
                ]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=30,
)


@given(st.lists(_JSON, max_size=4))
def test_no_chunk_crashes_the_reader(values: list[Any]) -> None:
    deltas = Deltas()
    for value in values:
        try:
            for piece in deltas.feed(json.dumps({"choices": [value]})):
                assert isinstance(piece, Text | Thought | Failure)
            [*deltas.feed(json.dumps(value))]
        except NoChunkError:
            assert not isinstance(value, dict) or "choices" not in value
    assert all(isinstance(wish, Wish) for wish in deltas.wishes())
